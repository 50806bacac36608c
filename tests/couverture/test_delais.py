"""From the notification to the first publication: what is late, what is unknown, what cannot be judged yet."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.decp.lecture import Source
from tests.couverture.mondes import ARRETE, contrat, etablir_monde, refaire, table
from tests.decp.outils import GARNIER, VILLE, document

BORNES = {
    "2023-07-15": ("2023-09-15", "2023-09-16"),
    "2023-12-31": ("2024-02-29", "2024-03-01"),
    "2022-12-29": ("2023-02-28", "2023-03-01"),
}
CONCESSION = {
    "id": "2024C01",
    "autoriteConcedante": {"id": VILLE},
    "nature": "Concession de service",
    "objet": "Exploitation du parc de stationnement",
    "dateSignature": "2024-01-12",
    "datePublicationDonnees": "2024-12-01",
    "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": GARNIER}}],
    "valeurGlobale": 5_000_000,
}
# each source is a story of its own
MONDE = {
    "bornes/1.json": [
        contrat(f"B{notifie}{n}", notifie, publie)
        for notifie, publies in BORNES.items()
        for n, publie in enumerate(publies)
    ],
    "inconnus/1.json": [
        contrat("I1", "2024-03-10", "2024-03-20"),
        contrat("I2", "2024-03-10", "2024-03-10"),
        # published before its notification, never, or in the year 2066
        contrat("I3", "2024-03-10", "2024-03-09"),
        contrat("I4", "2024-03-10", datePublicationDonnees=None),
        contrat("I5", "2024-03-10", "2066-03-20"),
        contrat("I6", "2024-04-10", "2024-04-01"),
        contrat("I7", None, "2024-04-01"),
    ],
    # 5 January comes before the notification: it is passed over, the next one counts
    "reprises/1.json": [contrat("R1", "2022-01-10", "2022-01-05"), contrat("R1", "2022-01-10", "2022-05-20")],
    "reprises/2.json": [contrat("R1", "2022-01-10", "2022-01-30")],
    "tardive/1.json": [contrat("R1", "2022-01-10", "2022-05-20")],
    # 0 to 100 days by tens; 30 January + 2 months is 30 March, 60 days later
    "onze/1.json": [
        contrat(f"O{n}", "2024-01-30", str(date(2024, 1, 30) + timedelta(10 * n))) for n in range(11)
    ],
    "concede/1.json": document(contrat("C1", "2024-01-10", "2024-01-12"), concessions=[CONCESSION]),
    # notified on the day after the state, which may be: its month has a row
    "demain/1.json": [contrat("L1", "2025-01-01")],
    "octobre/1.json": [
        contrat("T1", "2024-10-31", "2024-12-30"),
        contrat("T2", "2024-10-01", "2024-12-02"),
        contrat("T3", "2024-10-02"),
    ],
}
DELAIS = (
    "marches",
    "delai_connu",
    "delai_inconnu",
    "delai_median_jours",
    "delai_p90_jours",
    "publies_hors_delai",
)


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Source]]:
    dossier = tmp_path_factory.mktemp("delais")
    return dossier, etablir_monde(dossier, MONDE)[0]


@pytest.fixture
def monde(lus: tuple[Path, list[Source]]) -> Path:
    return lus[0]


def mesurer(dossier: Path, source: str, mois: str) -> tuple[Any, ...]:
    [ligne] = table(
        dossier, "couverture", *DELAIS, "part_hors_delai_pct", source=source, mois_notification=mois
    )
    return ligne


def test_two_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(monde: Path) -> None:
    assert mesurer(monde, "bornes", "2023-07") == (2, 2, 0, Decimal("62.5"), 63, 1, 50)
    assert mesurer(monde, "bornes", "2023-12") == (2, 2, 0, Decimal("60.5"), 61, 1, 50)
    assert mesurer(monde, "bornes", "2022-12") == (2, 2, 0, Decimal("61.5"), 62, 1, 50)


def test_what_is_not_known_is_counted_apart_and_is_no_zero(monde: Path) -> None:
    assert mesurer(monde, "inconnus", "2024-03") == (5, 2, 3, 5, 10, 0, 0)
    assert mesurer(monde, "inconnus", "2024-04") == (1, 0, 1, None, None, 0, None)
    assert mesurer(monde, "inconnus", "inconnu") == (1, 0, 1, None, None, 0, None)


def test_the_first_publication_is_the_earliest_that_may_be_one(monde: Path) -> None:
    assert mesurer(monde, "reprises", "2022-01") == (1, 1, 0, 20, 20, 0, 0)
    assert mesurer(monde, "tardive", "2022-01") == (1, 1, 0, 130, 130, 1, 100)
    # all together, the contract was public as soon as one of them had it
    assert mesurer(monde, "ensemble", "2022-01") == (1, 1, 0, 20, 20, 0, 0)


def test_the_day_after_the_state_may_open_one_more_month(monde: Path) -> None:
    derniers = table(monde, "couverture", "mois_notification", "contrats", "etat", source="demain")[-3:]
    assert derniers == [("2024-12", 0, "hors_periode"), ("2025-01", 1, "en_cours"), ("inconnu", 0, "inconnu")]


def test_nine_out_of_ten_and_shares_to_one_decimal(monde: Path) -> None:
    assert mesurer(monde, "onze", "2024-01") == (11, 11, 0, 50, 90, 4, Decimal("36.4"))


def test_the_two_months_are_those_of_marches_not_of_concessions(monde: Path) -> None:
    assert table(monde, "couverture", "contrats", source="concede", mois_notification="2024-01") == [(2,)]
    assert mesurer(monde, "concede", "2024-01") == (1, 1, 0, 2, 2, 0, 0)


def test_a_month_is_judged_once_the_two_months_of_its_last_day_are_over(
    lus: tuple[Path, list[Source]], tmp_path: Path
) -> None:
    def octobre(dossier: Path) -> tuple[Any, ...]:
        [(etat,)] = table(dossier, "couverture", "etat", source="octobre", mois_notification="2024-10")
        return (etat, *mesurer(dossier, "octobre", "2024-10"))

    dossier, sources = lus
    # 31 October + 2 months is 31 December, the day of the state: what is published on that day may still be to come
    assert octobre(dossier) == ("en_cours", 3, 3, 0, 60, 62, 1, None)
    refaire(dossier, tmp_path, sources, ARRETE + timedelta(1))
    assert octobre(tmp_path) == ("sans_reference", 3, 3, 0, 60, 62, 1, Decimal("33.3"))
