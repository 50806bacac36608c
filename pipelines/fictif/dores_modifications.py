"""Golden cases: what the amount of a modification means, and accords-cadres with their marchés
subséquents.

Belongs here: totals, increments, absurd modifications, frameworks. Does not belong here: absurd initial
amounts (`dores_valeurs.py`).
"""

from __future__ import annotations

from pipelines.fictif.atelier import E24, P24, P25, Atelier, jour
from pipelines.fictif.modele import Modif


def modifications(a: Atelier) -> None:
    """Amounts of modifications: totals, increments, absurd; odd numbers."""
    c = a.contrat(
        "2024OR50",
        "Balayage mécanisé des rues",
        200_000,
        "2024-02-05",
        "2024-03-04",
        a.f(50),
        modifs=(Modif(1, jour("2024-09-02"), jour("2024-09-16"), 23_000_000, 24),),
    )
    a.p(P24, c, "modification_total")
    a.cas("or-29", c)

    ecarts = (
        Modif(1, jour("2024-10-01"), jour("2024-10-15"), 1_500_000, 24),
        Modif(2, jour("2025-02-03"), jour("2025-02-17"), -400_000, 24),
    )
    c = a.contrat(
        "2024OR51",
        "Fauchage des bas-côtés",
        200_000,
        "2024-03-04",
        "2024-04-01",
        a.f(51),
        modifs=ecarts,
        verite={"montant_dernier_ht_eur": "211000.00"},
    )
    a.p(P25, c, "modification_increment")
    a.cas("or-30", c)

    c = a.contrat(
        "2024OR52",
        "Curage des réseaux d'eaux pluviales",
        90_000,
        "2024-04-02",
        "2024-05-02",
        a.f(52),
        modifs=(Modif(1, jour("2024-11-04"), jour("2024-11-18"), 100, 1),),
        verite={"montant_dernier_ht_eur": "90000.00"},
    )
    a.p(P24, c, "modification_absurde")
    a.cas("or-31", c)

    numeros = (
        Modif(49006, jour("2024-07-01"), jour("2024-07-15"), 4_600_000),
        Modif(0, jour("2024-09-02"), jour("2024-09-16"), 4_700_000),
        Modif(0, jour("2024-12-02"), jour("2024-12-16"), 4_800_000),
    )
    c = a.contrat(
        "2024OR53", "Tonte des terrains de sport", 45_000, "2024-03-18", "2024-04-22", a.f(53), modifs=numeros
    )
    a.p(P24, c, "modification_numeros")
    a.cas("or-32", c)


def accords_cadres(a: Atelier) -> None:
    """Accords-cadres, and the marchés subséquents that name them or not."""
    ac = a.contrat(
        "2024AC70",
        "Accord-cadre de rénovation des écoles",
        1_000_000,
        "2024-01-15",
        "2024-02-12",
        a.f(70),
        type="accord_cadre",
        modalites=("Marchés subséquents",),
        famille="travaux",
        cpv="45214000",
        duree=48,
    )
    a.p(P24, ac, "accord_cadre_maximum")
    subsequents = []
    for n, euros in enumerate((120_000, 80_000, 40_000), start=1):
        ms = a.contrat(
            f"2024MS70{n}",
            f"Rénovation des écoles, marché subséquent n° {n}",
            euros,
            f"2024-0{3 + n}-02",
            f"2024-0{4 + n}-03",
            a.f(70),
            type="marche_subsequent",
            id_accord_cadre="2024AC70",
            famille="travaux",
            cpv="45214000",
        )
        a.depot.temoigner("subsequent_rattache", a.p(P24, ms), *a.depot.de(ac))
        subsequents.append(ms)
    a.cas("or-43", ac, *subsequents)

    ms = a.contrat(
        "2025MS71",
        "Marché subséquent : papier recyclé",
        24_000,
        "2025-03-17",
        "2025-04-14",
        a.f(71),
        type="marche_subsequent",
        id_accord_cadre="CENTRALE-INVENT",
    )
    a.p(P25, ms, "subsequent_orphelin")
    a.cas("or-44", ms)

    ac = a.contrat(
        "2024AC72",
        "Accord-cadre d'exploitation des fontaines",
        160_000,
        "2024-06-10",
        "2024-07-08",
        a.f(72),
        type="accord_cadre",
        modalites=("Bons de commande",),
        id_accord_cadre="2024AC72",
    )
    a.p(E24, ac, "accord_cadre_de_soi")
    a.cas("or-45", ac)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    modifications(a)
    accords_cadres(a)
