"""Golden cases: one contract with several suppliers or versions, flattened or split, which counts once.

Belongs here: groups of co-contractors and flattened rows. Does not belong here: two sources
(`dores_sources.py`).
"""

from __future__ import annotations

from pipelines.fictif import format_plat
from pipelines.fictif.atelier import E24, E25, P25, Atelier, jour
from pipelines.fictif.diffusion import PLAT, PLAT_AU
from pipelines.fictif.fournisseurs import METROPOLE
from pipelines.fictif.modele import Contrat, Modif


def _plat(a: Atelier, c: Contrat) -> None:
    lignes = [a.depot.publier(PLAT, ligne, c) for ligne in format_plat.lignes(c, PLAT_AU)]
    a.depot.temoigner("lignes_aplaties", *lignes)


def groupements(a: Atelier) -> None:
    """Co-contractors: in one record, one record each, or one row each."""
    c = a.contrat(
        "2025OR01",
        "Construction de la maison des Contes",
        100_000,
        "2025-03-10",
        "2025-04-02",
        a.f(1),
        a.f(2),
        groupement="Solidaire",
        famille="travaux",
        cpv="45210000",
        ccag="Travaux",
    )
    x = a.p(P25, c)
    y = a.p(E25, c, dateNotification="2025-03-11", datePublicationDonnees="2025-04-20")
    a.depot.temoigner("deux_sources", x, y)
    _plat(a, c)
    a.cas("or-01", c)

    c = a.contrat(
        "2024OR02",
        "Prestations d'étude du pont des Chimères",
        240_000,
        "2024-02-15",
        "2024-03-20",
        a.f(3),
        a.f(4),
        a.f(5),
        groupement="Conjoint",
    )
    eclats = [
        a.p(E24, c, titulaires=[{"titulaire": {"typeIdentifiant": "SIRET", "id": t.id}}])
        for t in c.titulaires
    ]
    a.depot.temoigner("groupement_eclate", *eclats)
    a.cas("or-02", c)

    c = a.contrat(
        "M25-OR20",
        "Réaménagement des berges de la Rivière-Exemple",
        310_000,
        "2025-01-20",
        "2025-02-14",
        a.f(6),
        a.f(7),
        a.f(8),
        acheteur=METROPOLE,
        famille="travaux",
        cpv="45246000",
        ccag="Travaux",
        modifs=(Modif(1, jour("2025-09-01"), jour("2025-09-20"), 33_000_000, 14),),
    )
    a.depot.temoigner("groupement_nie", a.p(P25, c))
    _plat(a, c)
    a.cas("or-03", c)

    avenant = Modif(1, jour("2025-06-02"), jour("2025-06-18"), 9_300_000, 12, (a.f(10), a.f(11)))
    c = a.contrat(
        "M24-OR21",
        "Exploitation du bac des Brumes",
        90_000,
        "2024-09-02",
        "2024-10-01",
        a.f(9),
        a.f(10),
        acheteur=METROPOLE,
        modifs=(avenant,),
    )
    _plat(a, c)
    a.cas("or-04", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    groupements(a)
