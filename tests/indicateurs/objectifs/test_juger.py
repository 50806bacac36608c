"""What the page does not tabulate: sentences, order of targets, dates, evolutions, and the second-level count."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.objectifs import Mesure, juger, part_objectifs_atteints
from tests.indicateurs.objectifs.outils import cible, mesure

CLERMONT = [cible(">=", "0.70", "2026", "paliers", ident="o1-2026"),
            cible(">=", "0.30", "2024", "paliers", ident="o1-2024")]  # fmt: skip


def test_asp_in_a_sentence():
    """asp-ax2-i1: 25 %, 27,5 % in 2022 and 31,25 % in 2023."""
    rendu = juger([cible(">=", "0.25")], mesure(2023, "0.3125"), [mesure(2022, "0.275")], unite="taux")
    assert rendu.explication == (
        "Cible permanente : au moins 25 % ; valeur 2023 : 31,25 % ; la cible est atteinte."
    )
    assert (rendu.cible, rendu.cible_periode, rendu.echu) == (Decimal("0.25"), "permanent", True)


@pytest.mark.parametrize(
    ("objectifs", "valeur", "unite", "phrase"),
    [
        (
            [cible(">=", "0.30", "2025")],
            mesure(2025, "0.35", "0.2..0.5"),
            "taux",
            "Cible pour 2025 : au moins 30 % ; valeur 2025 : 35 %, comprise entre 20 % et 50 % ; on ne peut pas dire "
            "si la cible est atteinte.",
        ),
        (
            [cible(">=", "1", "2025")],
            mesure(2024, "0.2"),
            "taux",
            "Cible pour 2025 : au moins 100 % ; elle n'est pas encore due en 2024 et le texte ne fixe pas d'étape.",
        ),
        (
            [cible("<=", "100", "2026", "lineaire", "2022:300")],
            mesure(2024, "210"),
            "kwh",
            "Cible pour 2026 : au plus 100 kWh, soit 200 kWh attendus en 2024 ; valeur 2024 : 210 kWh ; la trajectoire "
            "n'est pas tenue.",
        ),
        (
            [cible("<=", "2027-01", "2027-01")],
            mesure(2027, "2027-02-03"),
            "date",
            "Cible pour 01/2027 : au plus tard en 01/2027 ; valeur 2027 : 03/02/2027 ; la cible n'est pas atteinte.",
        ),
        (
            [cible(">", "50000000")],
            mesure(2025, "61234567.8"),
            "eur_ht",
            "Cible permanente : plus de 50 000 000 € HT ; valeur 2025 : 61 234 567,8 € HT ; la cible est atteinte.",
        ),
        ([cible(">=", "1", "annuel")], mesure(2025, "?"), "nombre",
         "Cible annuelle : au moins 1 ; valeur 2025 inconnue ; on ne peut pas dire si la cible est atteinte."),
        ([cible(">=", "9", "annuel")], mesure(2025, "12", "10.."), "nombre",
         "Cible annuelle : au moins 9 ; valeur 2025 : 12, au moins 10 ; la cible est atteinte."),
        ([], mesure(2025, "1"), "nombre", "Le texte ne fixe pas de cible à cet indicateur."),
    ],
)  # fmt: skip
def test_the_sentence_says_why(objectifs, valeur: Mesure, unite: str, phrase: str):
    assert juger(objectifs, valeur, unite=unite).explication == phrase


@pytest.mark.parametrize(
    ("annee", "ident", "echu"),
    [(2023, "o1-2024", False), (2024, "o1-2024", True), (2025, "o1-2024", True), (2026, "o1-2026", True),
     (2031, "o1-2026", True)],
)  # fmt: skip
def test_the_last_step_due_speaks_whatever_the_order_of_the_file(annee: int, ident: str, echu: bool):
    rendu = juger(CLERMONT, mesure(annee, "0.5"))
    assert (rendu.objectif_id, rendu.echu) == (ident, echu)


def test_a_dated_target_speaks_before_the_yearly_one_and_that_before_the_standing_one():
    toutes = [cible(">=", "1", ident="permanente"), cible(">=", "2", "annuel", ident="annuelle"),
              cible(">=", "3", "2025", "lineaire", "2023:0", ident="datee")]  # fmt: skip
    dites = [juger(toutes, mesure(annee, "5")).objectif_id for annee in (2024, 2025)]
    assert dites == ["annuelle", "datee"]
    assert juger(toutes[::2], mesure(2024, "5")).objectif_id == "permanente"
    assert (
        juger([toutes[0], cible(">=", "9", ident="seconde")], mesure(2024, "5")).objectif_id == "permanente"
    )
    assert juger(toutes[2:], mesure(2024, "1.5")).etat == "en_bonne_voie"


def test_two_steps_of_one_year_come_in_the_order_of_their_months():
    pas = [cible(">=", "2", "2026-12", ident="b"), cible(">=", "1", "2026-06", ident="a")]
    assert juger(pas, mesure(2026, "1")).objectif_id == "b"


def test_a_line_to_a_later_target_is_followed_before_the_first_one_is_due():
    pas = [cible(">=", "0.3", "2025"), cible(">=", "0.7", "2027", "lineaire", "2023:0.1", ident="droite")]
    rendu = juger(pas, mesure(2024, "0.2"))
    assert (rendu.objectif_id, rendu.attendue, rendu.etat) == ("droite", Decimal("0.25"), "en_retard")


@pytest.mark.parametrize(
    ("depart", "valeur", "etat"),
    [("2022:0", "6", "en_bonne_voie"), ("2022:20", "6", "en_bonne_voie"),
     ("2022:0", "4", "en_retard"), ("2022:20", "16", "en_retard")],
)  # fmt: skip
def test_a_target_that_must_be_equalled_is_walked_to_from_its_side(depart: str, valeur: str, etat: str):
    """Towards 10 in 2024, half way in 2023: 5 coming from 0, 15 coming from 20."""
    assert juger([cible("=", "10", "2024", "lineaire", depart)], mesure(2023, valeur)).etat == etat


@pytest.mark.parametrize(
    ("operateur", "valeur", "bornes", "etat"),
    [("<", "10", "", "en_retard"), ("<=", "10", "", "atteint"), ("=", "10", "", "atteint"),
     ("=", "11", "", "en_retard"), ("=", "10", "9..10", "indetermine"), ("=", "8", "..9", "en_retard"),
     ("<", "9", "8..9", "atteint"),
     (">", "11", "10..12", "indetermine"), (">=", "11", "10..12", "atteint"), (">=", "9", "10..12", "indetermine"),
     ("<=", "12", "8..9", "indetermine"),
     ("<=", "11", "..12", "indetermine"), ("<=", "8", "..9", "atteint"), (">=", "11", "10..", "atteint")],
)  # fmt: skip
def test_operators_at_the_very_bound(operateur: str, valeur: str, bornes: str, etat: str):
    assert juger([cible(operateur, "10")], mesure(2025, valeur, bornes)).etat == etat


def test_bordeaux_rises_and_falls():
    hausse, baisse = [cible("hausse")], [cible("baisse")]
    hier = [mesure(2020, "10", "9..11"), mesure(2019, "0")]
    etats = [juger(hausse, mesure(2021, v), hier).etat for v in ("12", "11", "9", "8")]
    assert etats == ["atteint", "indetermine", "en_retard", "en_retard"]
    assert [juger(baisse, mesure(2021, v), hier).etat for v in ("8", "9", "11")] == [
        "atteint", "indetermine", "en_retard"]  # fmt: skip
    assert juger(hausse, mesure(2021, "12"), [mesure(2019, "0")]).etat == "indetermine"
    assert juger([cible("hausse", depart="2018:11.5")], mesure(2021, "12"), []).etat == "atteint"


def test_a_value_that_is_already_an_evolution_is_compared_with_zero():
    """bordeaux-ax5-e3: transform=evolution."""
    rendus = [juger([cible("hausse")], mesure(2021, v), evolution=True) for v in ("2", "0", "-1")]
    assert [(r.etat, r.tendance) for r in rendus] == [
        ("atteint", "hausse"), ("en_retard", "stable"), ("en_retard", "baisse")]  # fmt: skip


@pytest.mark.parametrize("origine", ["en_construction", "non_disponible"])
def test_what_is_not_available_is_never_met(origine: str):
    rendu = juger([cible(">=", "1")], mesure(2025, "5", origine=origine), [mesure(2024, "1")])
    assert (rendu.etat, rendu.tendance, rendu.ecart) == ("indetermine", "inconnue", None)
    assert juger([cible("=", "oui")], mesure(2025, "oui", origine=origine)).etat == "indetermine"


def test_nothing_to_measure_is_neither_met_nor_late():
    rendu = juger([cible(">=", "1")], Mesure(2025, origine="sans_objet"))
    assert (rendu.etat, rendu.explication) == (
        "sans_objet",
        "Cible permanente : au moins 1 ; rien à mesurer en 2025.",
    )


@pytest.mark.parametrize(
    ("operateur", "jour", "etat"),
    [("<=", "2027-01-31", "atteint"), ("<", "2027-01-01", "en_retard"), ("<", "2026-12-31", "atteint"),
     (">=", "2027-01-01", "atteint"), (">", "2027-01-31", "en_retard"), ("=", "2027-01-15", "atteint"),
     ("=", "2027-02-01", "en_retard")],
)  # fmt: skip
def test_dates_count_to_the_day(operateur: str, jour: str, etat: str):
    assert juger([cible(operateur, "2027-01", "2027-01")], mesure(2027, jour), unite="date").etat == etat


def test_not_done_is_late_once_the_period_is_over_only():
    objectifs = [cible("<=", "", "2027-01", unite="date")]
    pas_fait = mesure(2027, "0")
    assert juger(objectifs, pas_fait).etat == "en_retard"
    assert juger(objectifs, pas_fait, au=date(2027, 1, 31)).etat == "indetermine"
    assert juger(objectifs, pas_fait, au=date(2027, 2, 1)).etat == "en_retard"
    assert juger(objectifs, mesure(2027, "1")).etat == "indetermine"  # done, nobody knows when


def test_a_yes_is_a_word_a_one_or_a_date_and_never_a_rate():
    oui = [cible("=", "oui", "annuel")]
    valeurs = ("oui", "1", "2025-03-01", "non", "0", "0.5", "?")
    assert [juger(oui, mesure(2025, v)).etat for v in valeurs] == [
        *["atteint"] * 3, *["en_retard"] * 2, *["indetermine"] * 2]  # fmt: skip
    rendu = juger([cible("=", "1", "annuel", unite="oui_non")], mesure(2025, "oui"))
    assert (rendu.etat, rendu.cible, rendu.cible_texte, rendu.ecart) == ("atteint", 1, "oui", None)
    assert juger([cible("=", "0", "annuel")], mesure(2025, "non"), unite="oui_non").etat == "atteint"


def test_a_due_period_written_otherwise_is_an_error():
    with pytest.raises(SpaserErreur, match=r"Objectif x-1 : échéance « fin 2026 »"):
        juger([cible(">=", "1", "fin 2026")], mesure(2025, "1"))


def test_the_share_of_targets_met():
    """Clermont in 2024 by hand: two met of four, one unknown; what is to come, dated or without figure is left out."""
    rendus = [
        juger(CLERMONT, mesure(2024, "0.31")),
        juger([cible(">=", "0.5", "2024")], mesure(2024, "0.5")),
        juger([cible(">=", "0.5", "2024")], mesure(2024, "0.2")),
        juger([cible(">=", "0.3", "2024")], mesure(2024, "0.31", "0.2..0.6")),
        juger([cible(">=", "0.3", "2026")], mesure(2024, "0.9")),
        juger([cible(">=", "0.3", "2026", "lineaire", "2023:0")], mesure(2024, "0.9")),
        juger([cible(">=", "0.3")], Mesure(2024, origine="sans_objet")),
        juger([cible("=", "oui", "annuel")], mesure(2024, "oui")),
        juger([cible("<=", "2024-01", "2024-01")], mesure(2024, "2024-01-02"), unite="date"),
        juger([cible("hausse")], mesure(2024, "2"), [mesure(2023, "1")]),
        juger([], mesure(2024, "2")),
    ]
    assert part_objectifs_atteints(rendus) == (2, 4, 1)
    assert part_objectifs_atteints([]) == (0, 0, 0)
