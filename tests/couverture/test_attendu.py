"""What is expected of a source in a month, and when what is seen is well below it."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.contrats.couverture import sous_attendu
from tests.couverture.mondes import contrat, etablir_monde, lire, mois, serie, table

# months before, contracts seen in the seventh one, what is said of it
CAS = {
    "dix-quatre": (10, 4, "conforme"),  # less than half, which chance may do: 6 is not more than 2 x 3.16
    "dix-trois": (10, 3, "en_baisse"),
    "vingt-dix": (20, 10, "conforme"),  # half is not less than half
    "vingt-neuf": (20, 9, "en_baisse"),
    "quatre-zero": (4, 0, "conforme"),  # too few to say anything
    "cinq-zero": (5, 0, "vide"),
}
MONDE = {
    f"{source}/1.json": serie(mois("2024-03", [avant] * 6 + [vus]), source)
    for source, (avant, vus, _) in CAS.items()
} | {
    "suivie/1.json": serie(mois("2023-07", [9, 2, 4, 6, 8, 2, 0, 4, 6, 8, 2, 4, 5, 7, 5, 3]), "suivie"),
    "arretee/1.json": serie(mois("2022-07", [6] * 8), "arretee"),
    "muette/1.json": [],
    "infime/1.json": [contrat("infime1", "2023-01-10"), contrat("infime2", "2024-09-10")],
}
JUGE = ("attendus", "methode_attendu", "ecart_pct", "etat")


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("attendu")
    etablir_monde(dossier, MONDE)
    return dossier


def juger(dossier: Path, source: str, nom: str) -> tuple[object, ...]:
    [ligne] = table(dossier, "couverture", *JUGE, source=source, mois_notification=nom)
    return ligne


def test_the_expected_is_the_median_of_the_twelve_months_before(monde: Path) -> None:
    assert juger(monde, "suivie", "2023-06") == (None, "sans_objet", None, "hors_periode")
    assert juger(monde, "suivie", "2023-07") == (None, "mois_insuffisants", None, "sans_reference")
    # five months before are not enough; six: 9 2 4 6 8 2 -> 5
    assert juger(monde, "suivie", "2023-12") == (None, "mois_insuffisants", None, "sans_reference")
    assert juger(monde, "suivie", "2024-01") == (Decimal("5.0"), "mediane_12_mois", Decimal("-100.0"), "vide")
    # a month without anything is a month: 9 2 4 6 8 2 0 -> 4, and with the 4 that follows, 4 again
    assert juger(monde, "suivie", "2024-02") == (
        Decimal("4.0"),
        "mediane_12_mois",
        Decimal("0.0"),
        "conforme",
    )
    assert juger(monde, "suivie", "2024-04") == (
        Decimal("4.0"),
        "mediane_12_mois",
        Decimal("100.0"),
        "conforme",
    )
    # July 2023 (9) is more than twelve months before August 2024: 2 4 6 8 2 0 4 6 8 2 4 5 -> 4
    assert juger(monde, "suivie", "2024-08") == (
        Decimal("4.0"),
        "mediane_12_mois",
        Decimal("75.0"),
        "conforme",
    )
    # 4 6 8 2 0 4 6 8 2 4 5 7 -> between 4 and 5
    assert juger(monde, "suivie", "2024-09") == (
        Decimal("4.5"),
        "mediane_12_mois",
        Decimal("11.1"),
        "conforme",
    )


def test_months_that_are_not_over_are_neither_judged_nor_a_reference(monde: Path) -> None:
    # on 31 December, October is not over: it has a median before it, and does not enter that of November
    assert juger(monde, "suivie", "2024-10") == (Decimal("5.0"), "mediane_12_mois", None, "en_cours")
    assert juger(monde, "suivie", "2024-12") == (Decimal("5.0"), "mediane_12_mois", None, "en_cours")


@pytest.mark.parametrize("source", CAS)
def test_well_below_is_less_than_half_and_more_than_chance(source: str, monde: Path) -> None:
    avant, vus, etat = CAS[source]
    assert juger(monde, source, "2024-09")[::3] == (avant, etat)
    dites = [
        (x["mois_notification"], x["contrats"], x["etat"])
        for x in sous_attendu(monde / "tables")
        if x["source"] == source
    ]
    assert dites == ([] if etat == "conforme" else [("2024-09", vus, etat)])


def test_a_source_that_stopped_does_not_become_silent_by_habit(monde: Path) -> None:
    # its last month is February 2023: nineteen months later the same six contracts are still expected
    for nom in ("2023-03", "2024-09"):
        assert juger(monde, "arretee", nom) == (Decimal("6.0"), "mediane_12_mois", Decimal("-100.0"), "vide")
    dits = [x["mois_notification"] for x in sous_attendu(monde / "tables", 2) if x["source"] == "arretee"]
    assert dits == ["2024-08", "2024-09"]


def test_a_source_of_almost_nothing_has_no_reference(monde: Path) -> None:
    assert juger(monde, "infime", "2024-09") == (Decimal("0.0"), "mediane_12_mois", None, "sans_reference")


def test_sources_without_a_common_month_have_nothing_to_compare(monde: Path) -> None:
    colonnes = (
        "source_b",
        "mois_debut",
        "mois_fin",
        "mois_communs",
        "contrats_a",
        "contrats_b",
        "contrats_communs",
    )
    lues = {x[0]: x[1:] for x in table(monde, "croisement_sources", *colonnes, source_a="arretee")}
    assert lues["dix-quatre"] == lues["muette"] == (None, None, 0, 0, 0, 0)
    # of the smallest source, one contract is within the time of the other
    assert lues["infime"] == ("2023-01", "2023-02", 2, 12, 1, 0)


def test_a_source_that_gave_nothing_lacks_everything_and_is_not_said_to_be_late(monde: Path) -> None:
    lignes = table(monde, "couverture", "contrats", "etat", "contrats_absents_ici", source="muette")
    assert {x[:2] for x in lignes} == {(0, "hors_periode")}
    assert sum(x[2] for x in lignes) == len(lire(monde, "contrats")) > 0
