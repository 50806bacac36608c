"""The grid of completeness on a perimeter of five buyers, every cell worked by hand."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.livraisons.attendus import Acheteur, Attendu
from pipelines.livraisons.completude import bilan, grille
from pipelines.livraisons.completude_dus import dus
from pipelines.livraisons.completude_etablir import ecrire_completude
from pipelines.livraisons.completude_mots import ETATS, MOTIFS, phrase
from pipelines.schemas import tables as schemas
from pipelines.validation.dossier import valider_parquet
from tests.completude.monde import (
    ARRETE_AU,
    ATTENDUS,
    CCAS,
    DECP,
    LIVRAISONS,
    METROPOLE,
    PERIMETRE,
    PERIODE,
    REGIE,
    SPL,
    VILLE,
    livraison,
)


def faire(
    entites: Iterable[Acheteur] = PERIMETRE,
    livraisons: Iterable[dict[str, Any]] = LIVRAISONS,
    arrete_au: date = ARRETE_AU,
    attendus: list[Attendu] = ATTENDUS,
    decp: dict[tuple[str, date], int] | None = DECP,
) -> dict[tuple[str, str, str], dict[str, Any]]:
    lignes = grille(dus(entites, attendus, PERIODE, arrete_au), livraisons, decp, arrete_au)
    cles = [(x["acheteur_siren"], x["table_attendue"], x["periode"]) for x in lignes]
    assert cles == sorted(set(cles)), "one row a key, in order"
    return dict(zip(cles, lignes, strict=True))


GRILLE = faire()
R = "registre_contrats"
# (SIREN, table, period) -> state, days that count, last day to deliver, delivery in force, its rows.
# 2024 has 366 days and is due 60 days after 31/12/2024: 01/03/2025; 2025 has 365 and is due on 01/03/2026.
# Programmation: 90 days after 31/12/2025: 31/03/2026, which is after the closing day, 15/03/2026.
ATTENDUE: dict[tuple[str, str, str], tuple[str, int, date | None, str | None, int | None]] = {
    (VILLE, "decp", "2024"): ("livre", 366, date(2025, 3, 1), None, 3),
    (VILLE, "decp", "2025"): ("livre", 365, date(2026, 3, 1), None, 2),
    (VILLE, R, "2024"): ("livre", 366, date(2025, 3, 1), "L1", 100),
    # delivered on 20/11/2025: forty-one days of the year were still to come
    (VILLE, R, "2025"): ("partiel", 365, date(2026, 3, 1), "L2", 100),
    (VILLE, "clauses", "2024"): ("non_attendu", 0, None, "L11", 40),
    (VILLE, "clauses", "2025"): ("non_attendu", 0, None, "L11", 40),
    (METROPOLE, "decp", "2024"): ("livre", 366, date(2025, 3, 1), None, 1),
    (METROPOLE, "decp", "2025"): ("livre", 365, date(2026, 3, 1), None, 4),
    # one delivery for two years, on 20/02/2026: late for the first, in time for the second
    (METROPOLE, R, "2024"): ("livre_en_retard", 366, date(2025, 3, 1), "L3", 300),
    (METROPOLE, R, "2025"): ("livre", 365, date(2026, 3, 1), "L3", 300),
    # 01/01/2024 + 60 days = 01/03/2024; 366 + 365 days of the SPASER
    (METROPOLE, "perimetre", "tout"): ("livre", 731, date(2024, 3, 1), "L9", 6),
    # no contract published, and an empty register of contracts that was accepted: nothing was awarded
    (CCAS, "decp", "2024"): ("livre", 366, date(2025, 3, 1), None, 0),
    (CCAS, "decp", "2025"): ("livre", 365, date(2026, 3, 1), None, 1),
    # an empty file that is valid is a delivery; it was first covered on 15/01/2025
    (CCAS, R, "2024"): ("livre", 366, date(2025, 3, 1), "L5", 0),
    # a member until 31/03/2025: 31 + 28 + 31 = 90 days, due on 30/05/2025
    (CCAS, R, "2025"): ("refuse", 90, date(2025, 5, 30), "L6", 0),
    (CCAS, "programmation", "2025"): ("livre", 365, date(2026, 3, 31), "L10", 4),
    (REGIE, "decp", "2024"): ("livre", 366, date(2025, 3, 1), None, 1),
    # until 30/06/2025: 181 days, due on 29/08/2025; its five contracts came after
    (REGIE, "decp", "2025"): ("manquant", 181, date(2025, 8, 29), None, 0),
    (REGIE, R, "2024"): ("partiel", 366, date(2025, 3, 1), "L7", 100),
    (REGIE, R, "2025"): ("livre_en_retard", 181, date(2025, 8, 29), "L8", 12),
    # from 01/07/2025: 184 days; its seven contracts came before
    (SPL, "decp", "2025"): ("manquant", 184, date(2026, 3, 1), None, 0),
    (SPL, "programmation", "2025"): ("en_attente", 184, date(2026, 3, 31), None, None),
    (SPL, R, "2024"): ("non_attendu", 0, None, "L12", 2),
}


@pytest.mark.parametrize("cle", sorted(ATTENDUE), ids="/".join)
def test_golden_grid(cle: tuple[str, str, str]) -> None:
    x = GRILLE[cle]
    assert (x["etat"], x["jours"], x["date_limite"], x["livraison_id"], x["lignes"]) == ATTENDUE[cle]


def test_the_grid_has_nothing_else() -> None:
    assert set(GRILLE) == set(ATTENDUE)
    assert {x["etat"] for x in GRILLE.values()} == set(ETATS)


def test_parts_of_a_year_and_roles() -> None:
    def partie(*cle: str) -> tuple[date, date, str]:
        x = GRILLE[cle]  # type: ignore[index]
        return x["debut"], x["fin"], x["role"]

    assert partie(REGIE, R, "2025") == (date(2025, 1, 1), date(2025, 6, 30), "membre")
    assert partie(SPL, "decp", "2025") == (date(2025, 7, 1), date(2025, 12, 31), "satellite")
    assert partie(CCAS, R, "2025") == (date(2025, 1, 1), date(2025, 3, 31), "membre")
    assert partie(CCAS, "decp", "2025") == (date(2025, 1, 1), date(2025, 12, 31), "satellite")


def test_reasons_are_said() -> None:
    assert GRILLE[METROPOLE, R, "2024"]["motif"] == "Attendu au plus tard le 01/03/2025, livré le 20/02/2026."
    assert GRILLE[METROPOLE, "perimetre", "tout"]["motif"] == f"Livré pour tous par {VILLE}."
    assert GRILLE[REGIE, R, "2024"]["motif"] == "3 lignes attendent d'être corrigées."
    assert GRILLE[CCAS, R, "2025"]["motif"] == "Les colonnes ne sont pas celles du registre."
    assert GRILLE[SPL, "decp", "2025"]["motif"] == MOTIFS["decp_sans_contrat"]
    assert GRILLE[CCAS, "decp", "2024"]["motif"] == MOTIFS["decp_vide"]
    assert "avant la fin de la période (31/12/2025)" in GRILLE[VILLE, R, "2025"]["motif"]
    assert GRILLE[VILLE, "clauses", "2024"]["motif"] == MOTIFS["non_attendu"]
    assert GRILLE[SPL, R, "2024"]["motif"] == MOTIFS["hors_perimetre"]
    assert GRILLE[VILLE, R, "2024"]["motif"] is None
    dit = phrase(GRILLE[REGIE, "decp", "2025"])
    assert "Régie" in dit
    assert "2025 (du 01/01/2025 au 30/06/2025) : manquant, attendu au plus tard le 29/08/2025." in dit


def test_lateness_is_judged_on_the_first_delivery_that_covers_the_year() -> None:
    x = GRILLE[CCAS, R, "2024"]
    assert (x["date_premiere_livraison"], x["date_livraison"]) == (date(2025, 1, 15), date(2025, 6, 1))


def test_account_by_hand() -> None:
    """Twenty things due. Days delivered: whole, late or not.

    Ville 366 + 365 + 366; Métropole 366 + 365 + 366 + 365 + 731; CCAS 366 + 365 + 366 + 365; Régie 366 + 181.
    Days due, besides: Ville 365 (partial); CCAS 90 (refused); Régie 181 + 366; SPL 184. Not due yet: SPL 184.
    """
    compte = bilan(list(GRILLE.values()))
    livres = 1097 + 2193 + 1462 + 547
    assert compte["jours_livres"] == livres == 5299
    assert compte["jours_dus"] == livres + 365 + 90 + 547 + 184 == 6485
    assert compte["attendues"] == 20
    assert compte["etats"] == {
        "livre": 12,
        "livre_en_retard": 2,
        "partiel": 2,
        "refuse": 1,
        "en_attente": 1,
        "manquant": 2,
        "non_attendu": 3,
    }
    assert compte["acheteurs"][REGIE]["manquant"] == 1
    controle = compte["livraisons_attendues"]
    assert (controle["reussi"], controle["manquants"], controle["refuses"]) == (False, 2, 1)
    assert len(controle["phrases"]) == 3


def test_a_missing_satellite_turns_the_check_red() -> None:
    """Everything in order but one satellite: due until 31/03/2026, it is missing on 01/04/2026 and not before."""
    spl = [Acheteur(SPL, "SPL", date(2025, 7, 1), None, "satellite")]
    demande = [Attendu(("programmation",), ("satellite",), delai_jours=90)]
    for jour, etat in ((date(2026, 3, 31), "en_attente"), (date(2026, 4, 1), "manquant")):
        [x] = faire(spl, [], jour, demande).values()
        assert x["etat"] == etat
        assert bilan([x])["livraisons_attendues"]["reussi"] == (etat == "en_attente")
    livree = [livraison("L1", SPL, "programmation", "2025", date(2026, 3, 31))]
    [x] = faire(spl, livree, date(2026, 4, 1), demande).values()
    assert (x["etat"], bilan([x])["livraisons_attendues"]["reussi"]) == ("livre", True)


@pytest.mark.parametrize(
    ("jour", "etat"),
    [
        (date(2025, 12, 30), "partiel"),  # the year is not over
        (date(2025, 12, 31), "livre"),
        (date(2026, 3, 1), "livre"),  # the last day
        (date(2026, 3, 2), "livre_en_retard"),
    ],
)
def test_the_day_of_a_delivery_decides(jour: date, etat: str) -> None:
    livrees = [livraison("L1", VILLE, R, "2025", jour)]
    assert faire(livraisons=livrees)[VILLE, R, "2025"]["etat"] == etat


def test_a_later_delivery_completes_an_early_one_and_a_refused_one_takes_nothing_away() -> None:
    livrees = [
        livraison("L1", VILLE, R, "2025", date(2025, 10, 1), "remplacee"),
        livraison("L2", VILLE, R, "2025", date(2026, 1, 10)),
        livraison("L3", VILLE, R, "2025", date(2026, 2, 1), "refusee", motif="volume_en_baisse", lignes=10),
    ]
    x = faire(livraisons=livrees)[VILLE, R, "2025"]
    assert (x["etat"], x["livraison_id"], x["date_premiere_livraison"]) == ("livre", "L2", date(2026, 1, 10))
    assert x["motif"] == "Une livraison plus récente (L3) a été refusée."


def test_before_the_last_day_nothing_is_missing() -> None:
    """On 01/03/2026 nothing of 2025 is missing; what DECP have so far is told."""
    lignes = faire(livraisons=[], arrete_au=date(2026, 3, 1))
    assert lignes[VILLE, R, "2025"]["etat"] == lignes[VILLE, "decp", "2025"]["etat"] == "en_attente"
    assert lignes[VILLE, "decp", "2025"]["lignes"] == 2
    assert lignes[VILLE, R, "2024"]["etat"] == "manquant"


def test_an_early_delivery_is_not_partial_before_the_last_day() -> None:
    """Delivered on 20/11/2025 for a year that is due on 01/03/2026: the rest may still come."""
    x = faire(arrete_au=date(2026, 3, 1))[VILLE, R, "2025"]
    assert (x["etat"], x["livraison_id"]) == ("en_attente", "L2")


def test_who_has_not_entered_yet_owes_nothing() -> None:
    """The SPL enters on 01/07/2025."""
    avant, apres = (faire(livraisons=[], arrete_au=date(2025, m, 1)) for m in (6, 7))
    assert SPL not in {siren for siren, _, _ in avant}
    assert (SPL, "decp", "2025") in apres


def test_years_that_have_not_begun_are_not_due() -> None:
    assert {periode for _, _, periode in faire(livraisons=[], arrete_au=date(2024, 6, 1))} == {"2024", "tout"}


def test_what_was_not_read_is_not_said() -> None:
    """Without DECP there is no row about them, rather than buyers who would have published nothing."""
    assert "decp" not in {table for _, table, _ in faire(decp=None)}


def test_registers_about_persons_never_tell_their_volume() -> None:
    demande = [Attendu(("paiements",), ("membre",))]
    livrees = [livraison("L1", VILLE, "paiements", "2024", date(2025, 2, 1), lignes=4321, en_attente=17)]
    x = faire(livraisons=livrees, attendus=demande)[VILLE, "paiements", "2024"]
    assert (x["etat"], x["lignes"]) == ("partiel", None)
    assert x["motif"] == "Des lignes attendent d'être corrigées."


def test_the_table_keeps_its_schema(tmp_path: Path) -> None:
    ecrire_completude(list(GRILLE.values()), tmp_path / "completude.parquet")
    assert valider_parquet(tmp_path / "completude.parquet", travail=tmp_path).erreurs == []
    assert (tmp_path / "completude.parquet").stat().st_mode & 0o777 == 0o600
    lues = duckdb.execute(f"FROM '{tmp_path}/completude.parquet'")
    schema = schemas.charger("completude")
    assert [d[0] for d in lues.description] == schemas.colonnes(schema) == schemas.colonnes_publiees(schema)
    assert len(lues.fetchall()) == len(GRILLE)


def test_same_inputs_same_bytes(tmp_path: Path) -> None:
    for nom, livrees in (("a", LIVRAISONS), ("b", list(reversed(LIVRAISONS)))):
        ecrire_completude(list(faire(livraisons=livrees).values()), tmp_path / nom)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


JOURS = st.dates(date(2023, 6, 1), date(2026, 6, 1))
UNE = st.builds(
    lambda n, siren, table, periode, jour, etat, attente: livraison(
        f"L{n}", siren, table, periode, jour, etat, motif="structure", en_attente=attente
    ),
    st.integers(0, 99),
    st.sampled_from([VILLE, CCAS, REGIE, SPL]),
    st.sampled_from([R, "programmation", "clauses"]),
    st.sampled_from(["2024", "2025", "2024/2025", "tout"]),
    JOURS,
    st.sampled_from(["en_vigueur", "remplacee", "refusee"]),
    st.sampled_from([0, 0, 2]),
)


@given(st.lists(UNE, max_size=8, unique_by=lambda x: x["livraison_id"]), st.randoms(), JOURS)
def test_order_does_not_matter_and_each_key_has_one_row(livrees: Any, hasard: Any, jour: date) -> None:
    melangees = list(livrees)
    hasard.shuffle(melangees)
    avant, apres = faire(livraisons=livrees, arrete_au=jour), faire(livraisons=melangees, arrete_au=jour)
    assert avant == apres
    compte = bilan(list(avant.values()))
    assert compte["attendues"] + compte["etats"]["non_attendu"] == len(avant)
    assert 0 <= compte["jours_livres"] <= compte["jours_dus"]


@given(st.lists(UNE, max_size=6, unique_by=lambda x: x["livraison_id"]))
def test_a_whole_delivery_in_time_settles_its_year(livrees: Any) -> None:
    """Whatever came before: made after all of them, whole and in time, it leaves nothing owed for that year."""
    avant = [x for x in livrees if x["date_livraison"] < date(2026, 2, 27)]
    bonne = livraison("M1", REGIE, R, "2024", date(2026, 2, 27))
    x = faire(livraisons=[*avant, bonne])[REGIE, R, "2024"]
    assert x["etat"] in ("livre", "livre_en_retard")
    assert x["livraison_id"] == "M1"


@given(st.lists(st.tuples(JOURS, st.integers(0, 900)), min_size=1, max_size=5))
def test_days_are_counted_once_whatever_the_overlaps(bornes: list[tuple[date, int]]) -> None:
    entites = [Acheteur(VILLE, "Ville", d, d + timedelta(days=n), "membre") for d, n in bornes]
    couverts = {
        d + timedelta(days=k)
        for d, n in bornes
        for k in range(n + 1)
        if PERIODE[0] <= d + timedelta(days=k) <= PERIODE[1]
    }
    lignes = faire(entites, [], date(2027, 1, 1), [Attendu((R,))], None)
    assert sum(x["jours"] for x in lignes.values()) == len(couverts)
