"""Golden cases: one contract published again, by the same source or by another, which counts once.

Belongs here: snapshots, discordant sources, damaged text, records without id that are all alike. Does not
belong here: what must stay apart (`dores_distincts.py`).
"""

from __future__ import annotations

import re

from pipelines.fictif.atelier import E24, E25, E2406, P24, P25, Atelier, jour
from pipelines.fictif.fournisseurs import VILLE, autre_etablissement
from pipelines.fictif.modele import Modif


def sources(a: Atelier) -> None:
    """Snapshots of one source, and two sources that disagree."""
    c = a.contrat(
        "2024OR05",
        "Entretien des fontaines de la place du Conte",
        80_000,
        "2024-03-04",
        "2024-04-15",
        a.f(12),
        modifs=(Modif(1, jour("2024-10-01"), jour("2024-10-20"), 9_200_000, 18),),
    )
    x, y, z = a.p(E2406, c, au=jour("2024-06-30")), a.p(E24, c), a.p(P24, c)
    a.depot.temoigner("instantanes", x, y, z)
    a.cas("or-05", c)

    c = a.contrat(
        "2025OR06",
        "Maintenance des ascenseurs de l'hôtel de ville d'Exemple",
        151_500,
        "2025-05-05",
        "2025-05-30",
        a.f(13),
    )
    x = a.p(P25, c)
    y = a.p(
        E25,
        c,
        montant=150_000,
        dateNotification="2025-05-17",
        datePublicationDonnees="2025-05-20",
        objet="MAINTENANCE DES ASCENSEURS DE L'HOTEL DE VILLE D'EXEMPLE",
    )
    a.depot.temoigner("deux_sources", x, y)
    a.cas("or-06", c)

    c = a.contrat(
        "2025OR07",
        "Réfection de l'étanchéité de la médiathèque rénovée en été",
        64_200,
        "2025-06-10",
        "2025-07-01",
        a.f(14),
        famille="travaux",
        cpv="45261420",
        ccag="Travaux",
    )
    a.p(P25, c)
    a.p(
        E25,
        c,
        "caractere_perdu",
        datePublicationDonnees="2025-07-15",
        objet=re.sub("[éè]", "\ufffd", c.objet),
    )
    a.cas("or-07", c)

    c = a.contrat(
        "2024/OR.08 A",
        "Location de structures légères pour la fête des Lanternes",
        41_000,
        "2024-05-06",
        "2024-06-03",
        a.f(15),
    )
    a.p(P24, c, "id_ponctue")
    a.p(E24, c, id="2024_OR_08_A", datePublicationDonnees="2024-06-20")
    a.cas("or-08", c)

    c = a.contrat(
        "2025OR09", "Nettoyage des marchés couverts d'Exemple", 73_300, "2025-02-03", "2025-03-01", a.f(16)
    )
    a.p(P25, c)
    a.p(E25, c, acheteur={"id": VILLE.sirets[1]}, datePublicationDonnees="2025-03-12")
    a.cas("or-09", c)

    c = a.contrat(
        "2025OR10",
        "Fourniture de sel de déneigement",
        52_400,
        "2025-10-06",
        "2025-11-02",
        a.f(17),
        famille="fournitures",
        cpv="14410000",
        ccag="Pas de CCAG",
    )
    autre = autre_etablissement(a.f(17))
    a.p(P25, c)
    a.p(
        E25,
        c,
        titulaires=[{"titulaire": {"typeIdentifiant": "SIRET", "id": autre.siret}}],
        montant=52_900,
        dateNotification="2025-10-20",
        datePublicationDonnees="2025-10-30",
    )
    a.cas("or-10", c)

    c = a.contrat(
        "2025OR11",
        "Travaux de reprise du parvis, marché n° 11",
        64_000,
        "2025-04-01",
        "2025-06-10",
        a.f(18),
        famille="travaux",
        cpv="45233262",
        ccag="Travaux",
    )
    x = a.p(P25, c)
    y = a.p(
        E25,
        c,
        objet="Remise en état des dalles devant la mairie, marché n° 11",
        datePublicationDonnees="2025-04-30",
    )
    a.depot.temoigner("objet_reformule", x, y)
    a.cas("or-11", c)


def sans_cle(a: Atelier) -> None:
    """Records without id, alike in everything."""
    c = a.contrat(
        "",
        "Achat de partitions pour l'école de musique",
        27_500,
        "2024-04-08",
        "2024-05-02",
        a.f(19),
        famille="fournitures",
        cpv="22110000",
        ccag="Pas de CCAG",
    )
    a.p(E2406, c, "id_vide")
    a.p(E24, c, "id_vide")
    a.cas("or-12", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    sources(a)
    sans_cle(a)
