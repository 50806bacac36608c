"""Golden cases of the 2019 format: ids that change with each modification, stems that are lots, passage
to 2022.

Belongs here: what only 2019 does. Does not belong here: the 2022 cases.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif.atelier import P24, Atelier, jour
from pipelines.fictif.diffusion import PES_2019, PROFIL_2019
from pipelines.fictif.format_2019 import marche
from pipelines.fictif.fournisseurs import METROPOLE
from pipelines.fictif.modele import Modif

INCONNU: dict[str, Any] = {"social": None, "env": None, "innovant": None, "avance": None}


def suffixes(a: Atelier) -> None:
    """Ids that end with the number of the modification."""
    depot = a.depot
    avenants = (
        Modif(1, jour("2023-06-05"), jour("2023-06-20"), 5_500_000, 14, objet="Avenant 1 : ajout d'un site"),
        Modif(2, jour("2023-09-11"), jour("2023-09-29"), 6_100_000, 16, objet="Avenant 2 : prolongation"),
    )
    c = a.contrat(
        "2023OR40",
        "Entretien des cimetières d'Exemple",
        50_000,
        "2023-02-06",
        "2023-03-01",
        a.f(40),
        modifs=avenants,
        **INCONNU,
    )
    suite = [
        depot.publier(PROFIL_2019, marche(c, "00"), c),
        depot.publier(PES_2019, marche(c, "01", modifs=1), c),
        depot.publier(PES_2019, marche(c, "02", modifs=2), c),
    ]
    depot.temoigner("suffixe_2019", *suite)
    a.cas("or-23", c)

    c = a.contrat(
        "2023OR41",
        "Dératisation des réseaux",
        30_000,
        "2023-04-03",
        "2023-04-24",
        a.f(41),
        modifs=(Modif(1, jour("2023-10-02"), jour("2023-10-16"), 3_600_000, 12),),
        **INCONNU,
    )
    suite = [
        depot.publier(PES_2019, marche(c, "00"), c),
        depot.publier(
            PES_2019, marche(c, "01", modifs=1, montant=36_000, datePublicationDonnees="2023-10-16"), c
        ),
    ]
    depot.temoigner("suffixe_2019", *suite)
    a.cas("or-24", c)

    objets = ("Terrassements", "Charpente en bois", "Serrurerie")
    lots = [
        a.contrat(
            "2023OR42",
            f"{objet} du hangar à bateaux",
            euros,
            "2023-05-15",
            "2023-06-12",
            a.f(42 + n),
            **INCONNU,
            famille="travaux",
            cpv="45213000",
            verite={"id_publie": f"2023OR42{n:02d}"},
        )
        for n, (objet, euros) in enumerate(zip(objets, (120_000, 84_000, 31_000), strict=True))
    ]
    inscriptions = [
        depot.publier(PROFIL_2019, marche(c, f"{n:02d}"), c, "souche_lots_2019") for n, c in enumerate(lots)
    ]
    depot.temoigner("souche_lots_2019", *inscriptions)
    a.distincts("même souche 2023OR42, objets et titulaires différents : des lots", *lots)
    a.cas("or-25", *lots)


def passage(a: Atelier) -> None:
    """The same contract in 2019, then in 2022."""
    depot = a.depot
    objet = "Gestion de la fourrière d'Exemple"
    c1 = a.contrat("2023OR43", objet, 66_000, "2023-07-03", "2023-08-01", a.f(45), **INCONNU)
    c2 = a.contrat("FOURR-23", objet, 66_000, "2023-07-03", "2024-02-12", a.f(45))
    x = depot.publier(PROFIL_2019, marche(c1), c1)
    y = a.p(P24, c2, "format_2022_avant_2024")
    depot.temoigner("passage_2019_2022", x, y)
    depot.probables.append(
        (c1, c2, "2019 et 2022 sans identifiant commun : signalés, réunis seulement par une personne")
    )
    a.distincts("2019 et 2022 sans identifiant commun", c1, c2)
    a.cas("or-26", c1, c2)

    c = a.contrat(
        "2023OR4400",
        "Portage de repas dans les hameaux",
        71_000,
        "2023-08-07",
        "2023-09-04",
        a.f(46),
        acheteur=METROPOLE,
    )
    depot.publier(PROFIL_2019, marche(c, ""), c)
    a.p(P24, c, "format_2022_avant_2024", datePublicationDonnees="2024-03-18")
    a.cas("or-27", c)


def personnes(a: Atelier) -> None:
    """A sole trader named in the 2019 format."""
    c = a.contrat(
        "2023OR45", "Ateliers de poterie", 6_400, "2023-09-04", "2023-10-02", a.personne(1), **INCONNU
    )
    a.depot.publier(PROFIL_2019, marche(c), c, "personne_nommee")
    a.cas("or-28", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    suffixes(a)
    passage(a)
    personnes(a)
