"""An indicator keeps its identity from one edition to the next, or says what it was, or ends on purpose."""

from pathlib import Path

import pytest

from pipelines.indicateurs.definition.verifier import verifier_definition
from tests.indicateurs.definition.essai import SLUG, Lignes, copie, ecrire, numero


def deux(racine: Path, suite: Lignes) -> list[tuple[str, int | None, str | None, str | None]]:
    ecrire(racine, copie(), edition="2026")
    ecrire(racine, suite, edition="2030")
    fautes = verifier_definition(racine, SLUG)
    assert {f.fichier for f in fautes} <= {"spasers/exemple-ville/2030/indicateurs.csv"}
    assert all(f.numero == numero("indicateurs", f.colonne or "") for f in fautes)
    return [(f.code, f.ligne, f.colonne, f.valeur) for f in fautes]


def test_the_same_indicators_go_on(tmp_path: Path):
    assert deux(tmp_path, copie()) == []


def test_an_indicator_renamed_names_its_former_self_and_an_abandoned_one_keeps_its_row(tmp_path: Path):
    suite = copie()
    suite["indicateurs"][3] |= {"indicateur_id": "ville-parc", "ancien_id": "ville-4"}
    suite["indicateurs"][2] |= {"statut": "abandonne"}
    suite["indicateurs"].append(suite["indicateurs"][3] | {"indicateur_id": "ville-neuf", "ancien_id": ""})
    assert deux(tmp_path, suite) == []


def test_an_indicator_that_vanished_is_told(tmp_path: Path):
    suite = copie()
    del suite["indicateurs"][3]
    assert deux(tmp_path, suite) == [("indicateur-disparu", 1, "ancien_id", "ville-4")]


def test_a_former_identifier_that_nobody_bore_is_told(tmp_path: Path):
    suite = copie()
    suite["indicateurs"].append(
        suite["indicateurs"][3] | {"indicateur_id": "ville-5", "ancien_id": "ville-44"}
    )
    assert deux(tmp_path, suite) == [("ancien-inconnu", 7, "ancien_id", "ville-44")]


def test_a_series_has_one_continuation(tmp_path: Path):
    suite = copie()
    suite["indicateurs"][3] |= {"indicateur_id": "ville-5", "ancien_id": "ville-4"}
    suite["indicateurs"].append(suite["indicateurs"][3] | {"indicateur_id": "ville-6"})
    assert deux(tmp_path, suite) == [("ancien-repris", ligne, "ancien_id", "ville-4") for ligne in (6, 7)]


@pytest.mark.parametrize(
    ("rang", "change", "code", "ligne", "colonne"),
    [
        (2, {"mesure": "nb_contrats_en_cours"}, "mesure-changee", 5, "mesure"),
        (2, {"filtre": "caracteristique=marche_innovant;transform=evolution"}, "filtre-change", 5, "filtre"),
        (3, {"unite": "mois"}, "unite-changee", 6, "unite"),
    ],
)
def test_an_identifier_answers_one_question(
    rang: int, change: dict[str, str], code: str, ligne: int, colonne: str, tmp_path: Path
):
    suite = copie()
    suite["indicateurs"][rang] |= change
    assert deux(tmp_path, suite) == [(code, ligne, colonne, change[colonne])]


def test_what_an_action_targets_may_move(tmp_path: Path):
    suite = copie()
    suite["indicateurs"][1]["filtre"] = suite["indicateurs"][1]["filtre"].replace("action_8", "action_9")
    assert deux(tmp_path, suite) == []


def test_one_edition_may_be_asked_for(tmp_path: Path):
    suite = copie()
    suite["indicateurs"][3]["mesure"] = "nimporte"
    deux(tmp_path, suite)
    assert verifier_definition(tmp_path, SLUG, "2026") == []
    assert {f.code for f in verifier_definition(tmp_path, SLUG, "2030")} == {
        "mesure-inconnue",
        "mesure-changee",
    }
