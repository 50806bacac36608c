"""What a picture says of days before and after its own, and what a row with its own dates says: by hand, day by day."""

from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siret
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import (
    A,
    B,
    C,
    annuaire,
    ecrire,
    etablissement,
    historique,
    jour,
    lancer,
    structure,
    unite,
)

D1, D2, D3 = jour("2024-01-31"), jour("2025-01-31"), jour("2026-05-31")


def images(tmp: Path, *categories: tuple[object, str]) -> list[Fichier]:
    """One picture of the legal units a day; '-' when the unit is not in it."""
    return [
        Fichier(
            ecrire(tmp / f"u{le}.csv", [unite(C, "GE"), *([unite(A, c)] if c != "-" else [])]), jour(str(le))
        )
        for le, c in categories
    ]


def test_each_picture_answers_from_its_day_to_the_eve_of_the_next(tmp_path: Path):
    r = lancer(tmp_path, images(tmp_path, (D1, "PME"), (D2, "ETI"), (D3, "ETI")), [A])
    assert r.lignes("qualites", "categorie, du, au, certain_du, observe_le") == [
        ("ETI", D2, jour("2026-05-30"), D2, D2),
        ("ETI", D3, None, D3, D3),
        ("PME", None, jour("2025-01-30"), D1, D1),
    ]
    assert r.au(A, "2023-06-01") == {"PME": "vu apres"}  # before the first picture: seen afterwards
    assert r.au(A, "2024-01-30") == {"PME": "vu apres"}
    assert r.au(A, "2024-01-31") == {"PME": "date"}
    assert r.au(A, "2025-01-30") == {"PME": "date"}
    assert r.au(A, "2025-01-31") == r.au(A, "2027-01-01") == {"ETI": "date"}
    assert r.lignes("connus", "*", f"siren = '{A}'") == [(A, "", "taille", None, None)]


def test_a_picture_that_says_nothing_lets_the_next_one_answer_as_seen_afterwards(tmp_path: Path):
    """Empty (or absent) on D2, between PME on D1 and GE on D3: nothing is carried over from D1 past D2."""
    for nom, trou in (("vide", ""), ("absente", "-")):
        r = lancer(tmp_path / nom, images(tmp_path / nom, (D1, "PME"), (D2, trou), (D3, "GE")), [A])
        assert r.au(A, "2025-01-30") == {"PME": "date"}
        assert r.au(A, "2025-01-31") == r.au(A, "2026-05-30") == {"GE": "vu apres"}
        assert r.au(A, "2026-05-31") == {"GE": "date"}


def test_after_a_last_picture_that_says_nothing_nothing_is_known(tmp_path: Path):
    r = lancer(tmp_path, images(tmp_path, (D1, "PME"), (D2, "")), [A])
    assert r.au(A, "2025-01-30") == {"PME": "date"}
    assert r.au(A, "2025-01-31") == {}
    assert (r.connu(A, "2025-01-30"), r.connu(A, "2025-01-31")) == ({"taille"}, set())


def test_a_company_younger_than_the_first_picture_is_seen_afterwards(tmp_path: Path):
    r = lancer(tmp_path, images(tmp_path, (D1, "-"), (D3, "PME")), [A])
    assert r.lignes("qualites", "categorie, du, au, certain_du") == [("PME", None, None, D3)]


def test_two_halves_of_one_day_are_one_picture(tmp_path: Path):
    fichiers = [
        Fichier(ecrire(tmp_path / "1.csv", [unite(A, "PME")]), D1),
        Fichier(ecrire(tmp_path / "2.csv", [unite(B, "ETI")]), D1),
    ]
    r = lancer(tmp_path, fichiers, [A, B])
    assert r.lignes("qualites", "siren, categorie, du, au") == [
        (A, "PME", None, None),
        (B, "ETI", None, None),
    ]


def test_a_unit_said_twice_differently_says_nothing(tmp_path: Path):
    lignes = [unite(A, "PME", "O"), unite(A, "ETI", "O")]
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "u.csv", lignes), D1)], [A])
    assert (set(r.au(A, "2024-06-01")), r.connu(A, "2024-06-01")) == ({"ESS"}, {"ess"})


def test_leaving_a_list_is_a_no_from_the_next_picture_on(tmp_path: Path):
    def liste(le: object, *sirens: str) -> Fichier:
        return Fichier(
            ecrire(tmp_path / f"liste_ess_{le}.csv", [{"SIREN": s} for s in sirens]), jour(str(le))
        )

    r = lancer(tmp_path, [liste(D1, A, B), liste(D2, B)], [A, B])
    assert r.au(A, "2025-01-30") == {"ESS": "date"}
    assert (r.au(A, "2025-01-31"), r.connu(A, "2025-01-31")) == ({}, {"ess"})
    assert r.au(B, "2025-01-31") == {"ESS": "date"}


def test_what_each_file_says_adds_up(tmp_path: Path):
    """Sirene says no, the list of ESS France says yes: the quality is there, with its source."""
    fichiers = [
        Fichier(ecrire(tmp_path / "u.csv", [unite(A, "PME", "N")]), D1),
        Fichier(ecrire(tmp_path / "ul.csv", [annuaire(A, "true", "false")]), D2),
    ]
    r = lancer(tmp_path, fichiers, [A])
    assert r.lignes("qualites", "categorie, source", "categorie = 'ESS'") == [
        ("ESS", "annuaire_unites_legales")
    ]
    assert r.fournisseur(A)[3] == "annuaire_unites_legales|sirene_unites_legales"


def test_known_periods_that_overlap_or_touch_are_one(tmp_path: Path):
    """2010-2030, 2012 within it, mid 2013-2031, then 2032 that touches, then 2034 after a year that nothing tells."""
    jours = (
        "2010-01-01 2030-12-31",
        "2012-01-01 2012-12-31",
        "2013-06-01 2031-12-31",
        "2032-01-01 2032-12-31",
    )
    lignes = [historique(A, *j.split(), "O") for j in (*jours, "2034-01-01 2034-12-31")]
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "h.csv", lignes), D3)], [A])
    assert r.lignes("connus", "famille, du, au") == [
        ("ess", jour("2010-01-01"), jour("2032-12-31")),
        ("ess", jour("2034-01-01"), jour("2034-12-31")),
    ]


def test_what_is_not_a_siren_is_on_no_list_and_that_is_not_a_no(tmp_path: Path):
    liste = Fichier(ecrire(tmp_path / "liste_ess.csv", [{"SIREN": A}]), D1)
    r = lancer(tmp_path, [liste], ["BE0123456", B])
    assert (r.connu("BE0123456", "2024-06-01"), r.connu(B, "2024-06-01")) == (set(), {"ess"})


def esus(tmp: Path, lignes: list[tuple[str, str, str]], le: object = D2, nom: str = "esus.csv") -> Fichier:
    titres = ("SIREN", "Date d'agrément", "Date de fin d'agrément")
    return Fichier(ecrire(tmp / nom, [dict(zip(titres, x, strict=True)) for x in lignes]), jour(str(le)))


def test_an_approval_starts_and_ends_on_its_days(tmp_path: Path):
    r = lancer(tmp_path, [esus(tmp_path, [(A, "2023-03-02", "2024-06-30")])], [A])
    assert [set(r.au(A, j)) for j in ("2023-03-01", "2023-03-02", "2024-06-30", "2024-07-01")] == [
        set(), {"ESUS"}, {"ESUS"}, set()
    ]  # fmt: skip
    # an official date is certain from its first day, though the list was seen later
    assert r.au(A, "2023-03-02") == {"ESUS": "date"}
    assert r.connu(A, "2023-03-01") == r.connu(A, "2024-07-01") == {"esus"}


@pytest.mark.parametrize(
    ("du", "au", "attendu"),
    [
        ("", "2026-12-31", (None, jour("2026-12-31"), D2)),  # no start: certain from the day it was seen
        (
            "",
            "2024-12-31",
            (None, jour("2024-12-31"), jour("2024-12-31")),
        ),  # ended before: certain on its last day
        ("2023-05-01", "", (jour("2023-05-01"), None, jour("2023-05-01"))),
        ("", "", (None, None, D2)),  # like any picture
        ("2026-01-01", "2020-01-01", (None, None, D2)),  # the wrong way round
    ],
)
def test_approvals_whose_dates_are_missing_or_wrong(
    tmp_path: Path, du: str, au: str, attendu: tuple[object, ...]
):
    r = lancer(tmp_path, [esus(tmp_path, [(A, du, au)])], [A])
    assert r.lignes("qualites", "du, au, certain_du") == [attendu]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("01/06/2024", "2024-06-01"),
        ("01.06.2024", "2024-06-01"),
        ("45444", "2024-06-01"),
        ("2024-06-01 00:00:00", "2024-06-01"),
    ],
)
def test_dates_are_read_as_a_workbook_writes_them(tmp_path: Path, ecrit: str, lu: str):
    r = lancer(tmp_path, [esus(tmp_path, [(A, ecrit, "2026-12-31")])], [A])
    assert r.lignes("qualites", "du, au, certain_du") == [(jour(lu), jour("2026-12-31"), jour(lu))]


@pytest.mark.parametrize(
    ("du", "au"), [("bientôt", "2026-12-31"), ("01/06/24", ""), ("2023-01-01", "fin 2024")]
)
def test_a_date_that_cannot_be_read_leaves_the_approval_unknown(tmp_path: Path, du: str, au: str):
    """Neither for ever, nor never: a contract after its end would count."""
    r = lancer(tmp_path, [esus(tmp_path, [(A, du, au), (B, "2023-01-01", "2026-12-31")])], [A, B, C])
    assert r.au(A, "2025-06-01") == {} and r.connu(A, "2025-06-01") == set()
    assert r.au(B, "2025-06-01") == {"ESUS": "date"}
    assert r.connu(C, "2025-06-01") == {"esus"}


def test_the_later_list_says_when_an_approval_really_ended(tmp_path: Path):
    """Approved 2022-2026 says the list of D1; that of D2 says that it ended in May 2024, and has another one."""
    fichiers = [
        esus(tmp_path, [(A, "2022-01-01", "2026-12-31")], D1, "esus_2023.csv"),
        esus(
            tmp_path, [(A, "2022-01-01", "2024-05-31"), (B, "2024-02-01", "2029-01-31")], D2, "esus_2024.csv"
        ),
    ]
    r = lancer(tmp_path, fichiers, [A, B])
    assert [set(r.au(A, j)) for j in ("2024-05-31", "2024-06-01")] == [{"ESUS"}, set()]
    assert r.au(B, "2024-03-01") == {"ESUS": "date"}


def test_a_part_that_is_refused_takes_the_no_away_but_not_the_yes(tmp_path: Path):
    (tmp_path / "siae2.csv").write_text("siret,kind\n00001,EI\n00002,EI\n")  # no SIRET there
    fichiers = [
        Fichier(ecrire(tmp_path / "siae1.csv", [structure(siret(A), "EI")]), D1),
        Fichier(tmp_path / "siae2.csv", D1),
    ]
    r = lancer(tmp_path, fichiers, [A, B])
    assert len(r.refus) == 1
    assert (r.au(A, "2024-06-01"), r.connu(A, "2024-06-01"), r.connu(B, "2024-06-01")) == (
        {"EI": "date"}, set(), set()
    )  # fmt: skip


def test_moving_into_the_territory(tmp_path: Path):
    """In 00200 on D1, closed there and in 00100 on D2 by another branch: each branch keeps its place."""
    avant = [etablissement(siret(A), "00200")]
    apres = [etablissement(siret(A), "00200", siege=False, etat="F"), etablissement(siret(A, 2), "00100")]
    fichiers = [
        Fichier(ecrire(tmp_path / "e1.csv", avant), D1),
        Fichier(ecrire(tmp_path / "e2.csv", apres), D2),
    ]
    r = lancer(tmp_path, fichiers, [A, (A, siret(A)), (A, siret(A, 2))], Territoire(communes=("00100",)))
    assert (r.au(A, "2025-01-30"), r.au(A, "2025-01-31")) == ({}, {"TERRITOIRE": "date"})
    assert r.au(A, "2026-01-01", siret(A)) == {}
    # the new branch is not in the first picture: there the head office answers, which was elsewhere
    assert r.au(A, "2025-01-30", siret(A, 2)) == {}
    assert r.au(A, "2025-01-31", siret(A, 2)) == {"TERRITOIRE": "date"}
    assert r.fournisseur(A, siret(A))[0] == "siret_ferme"
