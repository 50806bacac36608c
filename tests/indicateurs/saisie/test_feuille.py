"""The words of the sheet: last year's value is told, never typed; the helper page has the text's own words."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.indicateurs.definition.modele import Objectif
from pipelines.indicateurs.saisie.dues import dues
from pipelines.indicateurs.saisie.feuille import FACULTATIF, MODALITE, aide, lignes, valeur_en_clair
from pipelines.indicateurs.saisie.preparer import preparer
from tests.indicateurs.saisie.outils import MESURES, MODES, VILLE, definition, indicateur, saisie


def test_everything_is_prefilled_but_the_value_its_day_and_its_evidence():
    texte = definition(indicateur("a", pilote="Direction de l'énergie"), indicateur("b", unite="taux", pilote="DSI"),
                       indicateur("c"))  # fmt: skip
    hier = [saisie("a", 2024, "1843200.5")]
    a, b, c = lignes(dues(texte, 2025, MODES, hier), 2025)
    assert a == {
        "acheteur_siren": VILLE, "indicateur_id": "a", "periode_debut": date(2025, 1, 1),
        "periode_fin": date(2025, 12, 31), "dimension": None, "modalite": None, "unite": "kwh",
        "service": "Direction des bâtiments", "note": "2024 : 1 843 200,5 kWh.",
    }  # fmt: skip
    assert (b["service"], b["unite"], b["note"]) == ("DSI", "pct", None)
    assert c["service"] is None


@pytest.mark.parametrize(
    ("ligne", "dit"),
    [
        (saisie("a", 2024, "12.5", unite="pct"), "12,5 %"),
        (saisie("a", 2024, None, unite="texte", valeur_texte="Deux filières."), "Deux filières."),
        (saisie("a", 2024, None, unite="date", valeur_date=date(2024, 2, 15)), "15/02/2024"),
        (saisie("a", 2024, "1", unite="oui_non"), "oui"),
        (saisie("a", 2024, "0", unite="kwh"), "0 kWh"),
        (saisie("a", 2024, None), "sans valeur"),
    ],
)
def test_last_years_value_in_french(ligne, dit: str):
    assert valeur_en_clair(ligne) == dit


def test_a_long_text_is_cut_and_the_note_holds_in_its_column():
    long = saisie("a", 2024, None, unite="texte", valeur_texte="Un texte très long. " * 190)
    [rang] = lignes(dues(definition(indicateur("a", unite="texte")), 2025, MODES, [long]), 2025)
    assert len(str(rang["note"])) < 400 and str(rang["note"]).endswith("très…")


def test_a_sentence_keeps_its_own_full_stop():
    hier = saisie("a", 2024, None, unite="texte", valeur_texte="Deux filières.")
    [rang] = lignes(dues(definition(indicateur("a", unite="texte")), 2025, MODES, [hier]), 2025)
    assert rang["note"] == "2024 : Deux filières."


def test_the_unit_is_that_of_the_definition_but_for_a_part_that_has_its_own():
    texte = definition(indicateur("a", unite="jours"))
    hier = [
        saisie("a", 2024, unite="etp"),
        saisie("a", 2024, unite="heures", dimension="nature", modalite="encadrement"),
    ]
    assert [ligne["unite"] for ligne in lignes(dues(texte, 2025, MODES, hier), 2025)] == ["jours", "heures"]


def test_notes_say_what_is_optional_and_where_a_modality_is_expected():
    texte = definition(indicateur("a", filtre={"dimension": "parc"}), indicateur("b", "nb_contrats"))
    un, deux = lignes(dues(texte, 2025, MODES, [], {(VILLE, "b")}), 2025)
    assert (un["dimension"], un["modalite"], un["note"]) == ("parc", None, MODALITE)
    assert deux["note"] == FACULTATIF


def test_the_helper_page_has_the_exact_words_the_measure_and_the_target():
    cible = Objectif("a-1", "a", "<=", "aucune", "explicite", valeur=Decimal("900"), echeance="2026")
    texte = definition(
        indicateur("a", libelle="Consommation énergétique de  l’éclairage", chapeau="Evolution de :",
                   filtre={"perimetre": "patrimoine_public", "transform": "evolution"}),
        indicateur("b", "nb_contrats", "taux"), objectifs=(cible,),
    )  # fmt: skip
    titres, a, b = aide(texte, dues(texte, 2025, MODES, [], {(VILLE, "b")}), MESURES)
    assert titres[0] == "Identifiant"
    assert a == (
        "a",
        "Evolution de : Consommation énergétique de  l’éclairage",
        "Consommation énergétique : Consommation annuelle du patrimoine (perimetre : patrimoine_public). Saisissez la "
        "valeur de l'année : l'évolution est calculée",
        "kwh",
        "pour 2026 : au plus 900 kWh",
        "Oui",
    )
    assert b[2:] == ("nb_contrats", "pct (12,5 pour 12,5 %)", "aucune", "Facultatif")


def test_by_default_the_modes_and_words_are_those_of_the_closed_list():
    texte = definition(indicateur("a", "ges_compenses", "tco2e"), indicateur("b", "part_contrats", "taux"))
    [feuille] = preparer(texte, 2025, [])
    assert [d.indicateur.indicateur_id for d in feuille.dues] == ["a"]
    assert feuille.aide[1][2].startswith("Gaz à effet de serre compensés : ")
