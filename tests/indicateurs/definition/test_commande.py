"""`spaser spaser check` as it is called: exit codes, one line a fault, the same in JSON."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commun.erreurs import SpaserErreur
from tests.indicateurs.definition.essai import SLUG, copie, ecrire

RACINE = Path(__file__).parents[3]


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lancer(*mots: str):
    return CliRunner().invoke(app, ["spaser", "check", *mots])


def test_a_sound_definition(dossier: Path):
    ecrire(dossier, copie())
    fait = lancer(SLUG)
    assert fait.exit_code == 0 and "4 indicateurs, 4 objectifs chiffrés" in fait.stderr
    assert json.loads(lancer(SLUG, "--json").stdout) == {
        "slug": SLUG,
        "editions": ["2026"],
        "valide": True,
        "fautes": [],
    }


def test_a_fault_names_file_line_column_and_value(dossier: Path):
    lignes = copie()
    lignes["indicateurs"][1]["mesure"] = "part_contrat"
    ecrire(dossier, lignes)
    fait = lancer(SLUG)
    assert fait.exit_code == 1
    assert (
        "spasers/exemple-ville/2026/indicateurs.csv, ligne 4, colonne mesure (n° 14) : La mesure « part_contrat » "
        "n'existe pas. [part_contrat] (écrire « part_contrats » ?)" in fait.stderr
    )
    assert "1 faute(s) dans la définition de « exemple-ville »." in fait.stderr
    dit = lancer(SLUG, "--json")
    assert dit.exit_code == 1
    [faute] = json.loads(dit.stdout)["fautes"]
    assert (faute["ligne"], faute["colonne"], faute["code"]) == (4, "mesure", "mesure-inconnue")


def test_no_such_spaser(dossier: Path):
    fait = lancer("village")
    assert isinstance(fait.exception, SpaserErreur)  # `main` makes it one sentence and exit code 2


def test_no_such_spaser_ends_with_code_2(dossier: Path, monkeypatch: pytest.MonkeyPatch):
    from pipelines import cli

    monkeypatch.setattr("sys.argv", ["spaser", "spaser", "check", "village"])
    with pytest.raises(SystemExit) as fin:
        cli.main()
    assert fin.value.code == 2


def test_the_definitions_of_this_repository(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(RACINE)
    fait = lancer("clermont")
    assert fait.exit_code == 0 and "134 indicateurs, 25 objectifs chiffrés" in fait.stderr
