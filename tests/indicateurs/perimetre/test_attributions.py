"""To whom a contract of a group of buyers counts, rule by rule and day by day (docs/perimetre.md, § 2).

Each case is a small world of its own; amounts are worked out beside the rows.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.indicateurs.perimetre.outils import (
    CCAS,
    CENTRALE,
    DEHORS,
    METROPOLE,
    OFFICE,
    REGIE,
    RIEN,
    SPL,
    VILLE,
    Compte,
    Recueil,
    grouper,
    inscrire,
    un,
)
from tests.indicateurs.proprietes.outils import Monde

D = Decimal
CAS = Recueil()


# --- coordonnateur: the whole contract, at the coordinator, whoever filed it


@CAS("coordonnateur : inscrit par un membre", un(METROPOLE, euros=90_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,), (CCAS,))
    inscrire(m, "a", VILLE, 90_000, groupe="G")


@CAS("coordonnateur hors du périmètre", RIEN)
def _(m: Monde) -> None:
    grouper(m, "G", DEHORS, "coordonnateur", (DEHORS,), (VILLE,))
    inscrire(m, "a", VILLE, 90_000, groupe="G")


@CAS("coordonnateur : son dernier jour", un(REGIE, euros=90_000))
def _(m: Monde) -> None:
    grouper(m, "G", REGIE, "coordonnateur", (REGIE,), (VILLE,))
    inscrire(m, "a", VILLE, 90_000, "2025-06-30", "G")


@CAS("coordonnateur : le lendemain de sa sortie", RIEN)
def _(m: Monde) -> None:
    grouper(m, "G", REGIE, "coordonnateur", (REGIE,), (VILLE,))
    inscrire(m, "a", VILLE, 90_000, "2025-07-01", "G")


@CAS("coordonnateur : inscrit par qui a quitté le périmètre", un(METROPOLE, euros=90_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (REGIE,))
    inscrire(m, "a", REGIE, 90_000, "2025-09-01", "G")


# --- quote_part: a contract and a part at each member of the perimeter on that day


@CAS(
    "quote-part : trois membres",
    # 100,000.01 × 50 % = 50,000.005; × 30 % = 30,000.003; × 20 % = 20,000.002
    {
        VILLE: Compte(1, D("50000.01")),
        METROPOLE: Compte(1, D("30000.00")),
        REGIE: Compte(1, D("20000.00")),
        None: Compte(1, D("100000.01")),
    },
)
def _(m: Monde) -> None:
    _trois(m, "2025-06-30")


@CAS(
    "quote-part : l'un a quitté le périmètre la veille",
    {VILLE: Compte(1, D("50000.01")), METROPOLE: Compte(1, D("30000.00")), None: Compte(1, D("80000.01"))},
)
def _(m: Monde) -> None:
    _trois(m, "2025-07-01")


@CAS(
    "quote-part : inscrite par qui a quitté le périmètre",
    {VILLE: Compte(1, D("50000.01")), METROPOLE: Compte(1, D("30000.00")), None: Compte(1, D("80000.01"))},
)
def _(m: Monde) -> None:
    _trois(m, "2025-07-01", REGIE)


def _trois(m: Monde, jour: str, qui: str = VILLE) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (METROPOLE, 30), (REGIE, 20))
    inscrire(m, "a", qui, "100000.01", jour, "G")


@CAS(
    "quote-part : un membre n'a jamais été du périmètre",
    {VILLE: Compte(1, 60_000), None: Compte(1, 60_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", DEHORS, "quote_part", (DEHORS, 40), (VILLE, 60))
    inscrire(m, "a", VILLE, 100_000, groupe="G")


@CAS("quote-part : aucun membre du périmètre ce jour-là", RIEN)
def _(m: Monde) -> None:
    grouper(m, "G", REGIE, "quote_part", (REGIE, 40), (DEHORS, 60))
    inscrire(m, "a", REGIE, 100_000, "2025-07-01", "G")


@CAS(
    "quote-part : un membre quitte le groupement, son dernier jour",
    {VILLE: Compte(1, 70_000), CCAS: Compte(1, 30_000), None: Compte(1, 100_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 70), (CCAS, 30, "2024-01-01", "2025-03-31"))
    inscrire(m, "a", VILLE, 100_000, "2025-03-31", "G")


@CAS("quote-part : le lendemain", {VILLE: Compte(1, 70_000), None: Compte(1, 70_000)})
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 70), (CCAS, 30, "2024-01-01", "2025-03-31"))
    inscrire(m, "a", VILLE, 100_000, "2025-04-01", "G")


@CAS(
    "quote-part : elle change d'une période à l'autre",
    # in February 70 and 30; in May 40 and 60
    {VILLE: Compte(2, 700 + 4_000), CCAS: Compte(2, 300 + 6_000), None: Compte(2, 11_000)},
)
def _(m: Monde) -> None:
    grouper(
        m, "G", VILLE, "quote_part", (VILLE, 70, "2024-01-01", "2025-04-30"), (CCAS, 30, "2024-01-01", "2025-04-30"),
        (VILLE, 40, "2025-05-01"), (CCAS, 60, "2025-05-01"),
    )  # fmt: skip
    inscrire(m, "a", VILLE, 1_000, "2025-02-01", "G")
    inscrire(m, "b", VILLE, 10_000, "2025-05-01", "G")


def _tiers(m: Monde, montant: str) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, "33.33"), (METROPOLE, "33.33"), (CCAS, "33.34"))
    inscrire(m, "a", VILLE, montant, groupe="G")


@CAS(
    "quote-part : des tiers, un centime de moins",
    # 10.00: 3.333 twice and 3.334. All together is the sum of the parts
    {s: Compte(1, D("3.33")) for s in (VILLE, METROPOLE, CCAS)} | {None: Compte(1, D("9.99"))},
)
def _(m: Monde) -> None:
    _tiers(m, "10.00")


@CAS(
    "quote-part : des tiers, un centime de plus",
    # 0.05: 0.016665 twice and 0.01667
    {s: Compte(1, D("0.02")) for s in (VILLE, METROPOLE, CCAS)} | {None: Compte(1, D("0.06"))},
)
def _(m: Monde) -> None:
    _tiers(m, "0.05")


@CAS(
    "quote-part : un grand marché, au centime",
    # 1,234,567.89: 411,481.4778 twice and 411,604.9345
    {
        VILLE: Compte(1, D("411481.48")),
        METROPOLE: Compte(1, D("411481.48")),
        CCAS: Compte(1, D("411604.93")),
        None: Compte(1, D("1234567.89")),
    },
)
def _(m: Monde) -> None:
    _tiers(m, "1234567.89")


@CAS(
    "quote-part qui n'est pas écrite : montant inconnu, jamais nul",
    {VILLE: Compte(1, 600), CCAS: Compte(1, None), None: Compte(1, None)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 60), (CCAS, None))
    inscrire(m, "a", VILLE, 1_000, groupe="G")


@CAS(
    "quote-part qui n'est pas écrite, d'un membre hors du périmètre",
    {VILLE: Compte(1, 600), None: Compte(1, 600)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 60), (DEHORS, None))
    inscrire(m, "a", VILLE, 1_000, groupe="G")


@CAS(
    "quote-part nulle : un contrat, zéro euro",
    {VILLE: Compte(1, 1_000), CCAS: Compte(1, 0), None: Compte(1, 1_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 100), (CCAS, 0))
    inscrire(m, "a", VILLE, 1_000, groupe="G")


@CAS(
    "quote-part d'un montant inconnu", {VILLE: Compte(1, None), CCAS: Compte(1, None), None: Compte(1, None)}
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (CCAS, 50))
    inscrire(m, "a", VILLE, None, groupe="G")


@CAS(
    "quote-part : deux périodes d'un membre se recouvrent",
    # the latest one stands: a contract counts once at a member
    {VILLE: Compte(1, 500), CCAS: Compte(1, 500), None: Compte(1, 1_000)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (CCAS, 40, "2020-01-01"), (CCAS, 50, "2024-01-01"))
    inscrire(m, "a", VILLE, 1_000, groupe="G")


# --- membre, and what follows no rule: the buyer who filed it


@CAS(
    "membre : chacun le sien, même objet", {VILLE: Compte(1, 100), CCAS: Compte(1, 200), None: Compte(2, 300)}
)
def _(m: Monde) -> None:
    grouper(m, "G", CENTRALE, "membre", (VILLE,), (CCAS,))
    inscrire(m, "a", VILLE, 100, groupe="G", objet="Papier")
    inscrire(m, "b", CCAS, 200, groupe="G", objet="Papier")


@CAS("membre sorti du périmètre", RIEN)
def _(m: Monde) -> None:
    grouper(m, "G", CENTRALE, "membre", (REGIE,))
    inscrire(m, "a", REGIE, 100, "2025-07-01", "G")


@CAS("hors des dates du groupement", un(CCAS, euros=100))
def _(m: Monde) -> None:
    grouper(
        m,
        "G",
        DEHORS,
        "coordonnateur",
        (DEHORS, None, "2020-01-01", "2024-12-31"),
        (CCAS, None, "2020-01-01", "2024-12-31"),
    )
    inscrire(m, "a", CCAS, 100, "2025-01-01", "G")


@CAS("groupement inconnu", un(CCAS, euros=100))
def _(m: Monde) -> None:
    inscrire(m, "a", CCAS, 100, groupe="G-AILLEURS")


@CAS("groupement inconnu, chez qui n'est plus du périmètre", RIEN)
def _(m: Monde) -> None:
    inscrire(m, "a", REGIE, 100, "2025-07-01", "G-AILLEURS")


@CAS(
    "la règle est celle du jour de la notification",
    # 2024: the coordinator's; from 2025 on, a part each
    {VILLE: Compte(1, 600), CCAS: Compte(1, 400), None: Compte(1, 1_000)},
)
def _(m: Monde) -> None:
    grouper(
        m,
        "G",
        VILLE,
        "coordonnateur",
        (VILLE, None, "2024-01-01", "2024-12-31"),
        (CCAS, None, "2024-01-01", "2024-12-31"),
    )
    grouper(m, "G", VILLE, "quote_part", (VILLE, 60, "2025-01-01"), (CCAS, 40, "2025-01-01"))
    inscrire(m, "a", VILLE, 1_000, "2025-01-01", "G")


@CAS("le coordonnateur est celui du jour de la notification", un(VILLE, euros=1_000))
def _(m: Monde) -> None:
    # the smaller number coordinates from 2025 on
    grouper(m, "G", METROPOLE, "coordonnateur", (VILLE, None, "2025-07-01"), (METROPOLE, None, "2025-07-01"))
    grouper(
        m,
        "G",
        VILLE,
        "coordonnateur",
        (VILLE, None, "2024-01-01", "2025-06-30"),
        (METROPOLE, None, "2024-01-01", "2025-06-30"),
    )
    inscrire(m, "a", CCAS, 1_000, "2025-06-30", "G")


@CAS("le coordonnateur suivant", un(METROPOLE, euros=1_000))
def _(m: Monde) -> None:
    grouper(m, "G", METROPOLE, "coordonnateur", (VILLE, None, "2025-07-01"), (METROPOLE, None, "2025-07-01"))
    grouper(
        m,
        "G",
        VILLE,
        "coordonnateur",
        (VILLE, None, "2024-01-01", "2025-06-30"),
        (METROPOLE, None, "2024-01-01", "2025-06-30"),
    )
    inscrire(m, "a", CCAS, 1_000, "2025-07-01", "G")


@CAS(
    "des membres à quote-part, un autre qui signe les siens",
    # as in the example of schemas/groupements: what the town files is shared, what the CCAS files is its own
    {VILLE: Compte(1, 625), METROPOLE: Compte(1, 375), CCAS: Compte(1, 70), None: Compte(2, 1_070)},
)
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, "62.5"), (METROPOLE, "37.5"))
    grouper(m, "G", VILLE, "membre", (CCAS,))
    inscrire(m, "a", VILLE, 1_000, groupe="G")
    inscrire(m, "b", CCAS, 70, groupe="G")


# --- who is of the perimeter on that day


@CAS("l'office, parti puis revenu", {OFFICE: Compte(1, 50), VILLE: Compte(2, 550), None: Compte(2, 600)})
def _(m: Monde) -> None:
    # the day before its return it has no part; on the day it has
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (OFFICE, 50))
    inscrire(m, "a", VILLE, 1_000, "2025-02-28", "G")
    inscrire(m, "b", VILLE, 100, "2025-03-01", "G")


@CAS("la société qui entre", {SPL: Compte(1, 50), VILLE: Compte(2, 550), None: Compte(2, 600)})
def _(m: Monde) -> None:
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (SPL, 50))
    inscrire(m, "a", SPL, 1_000, "2025-06-30", "G")
    inscrire(m, "b", SPL, 100, "2025-07-01", "G")


@pytest.mark.parametrize("nom", CAS.cas)
def test_chez_qui_compte_un_contrat_de_groupement(tmp_path: Path, nom: str) -> None:
    assert CAS.compter(nom, tmp_path) == CAS.cas[nom][1]
