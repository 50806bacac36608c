"""`spaser schemas` as it is typed: exit codes, French, JSON."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.schemas import tables as schemas

RACINE = Path(__file__).parents[2]


def au_clavier(*arguments: object, cwd: Path = RACINE) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which takes two seconds to start."""
    commande = [sys.executable, "-m", "pipelines.cli", "schemas", *map(str, arguments)]
    env_path = {"PYTHONPATH": str(RACINE), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(commande, cwd=cwd, env=env_path, capture_output=True, text=True, check=False)


Spaser = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def spaser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Spaser:
    """The same command in the test's own process."""
    monkeypatch.setenv("COLUMNS", "200")

    def lancer(*arguments: object, cwd: Path = RACINE) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["spaser", "schemas", *map(str, arguments)])
        monkeypatch.chdir(cwd)
        capsys.readouterr()
        with pytest.raises(SystemExit) as fin:
            cli.main()
        lu = capsys.readouterr()
        return subprocess.CompletedProcess(sys.argv, int(fin.value.code or 0), lu.out, lu.err)

    return lancer


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    shutil.copytree(schemas.RACINE / "lots", tmp_path / "v1" / "lots")
    shutil.copytree(schemas.RACINE / "lots", tmp_path / "v2" / "lots")
    return tmp_path


def changer(path: Path, avant: str, apres: str) -> None:
    texte = path.read_text(encoding="utf-8")
    assert avant in texte
    path.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


def test_list():
    fait = au_clavier("list", "--json")
    lignes = {ligne["nom"]: ligne for ligne in json.loads(fait.stdout)}
    assert sorted(lignes) == schemas.lister()
    assert lignes["beneficiaires"]["prive"] and not lignes["actions"]["prive"]
    assert (lignes["contrats"]["usage"], lignes["lots"]["usage"]) == ("publication", "registre")
    fait = au_clavier("list")
    assert fait.returncode == 0 and "heures_insertion" in fait.stdout and "Privé" in fait.stdout


def test_lint_of_ours_is_clean(spaser: Spaser):
    fait = spaser("lint")
    assert (fait.returncode, fait.stdout) == (0, ""), fait.stdout
    assert f"{len(schemas.lister())} schéma(s) relu(s), 0 faute(s)." in fait.stderr


def test_lint_of_one_with_a_misspelt_key(spaser: Spaser, copie: Path):
    path = copie / "v1" / "lots" / "schema.json"
    changer(path, '"constraints"', '"contraints"')
    fait = spaser("lint", path)
    assert fait.returncode == 1
    ligne = 1 + path.read_text(encoding="utf-8").split('"contraints"')[0].count("\n")
    assert f"ligne {ligne}, fields[0].contraints" in fait.stdout and "lire « constraints » ?" in fait.stdout


def test_lint_without_a_mark_fails_where_marks_are_used_and_advises_elsewhere(spaser: Spaser, copie: Path):
    path = copie / "v1" / "lots" / "schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    del schema["fields"][0]["rgpd"]
    path.write_text(json.dumps(schema, indent=2), encoding="utf-8")
    assert spaser("lint", path).returncode == 1
    ailleurs = copie / "ailleurs.json"
    ailleurs.write_text(json.dumps({"fields": [{"name": "a", "type": "string"}]}), encoding="utf-8")
    fait = spaser("lint", ailleurs)
    assert fait.returncode == 0 and "conseil" in fait.stdout and "[rgpd]" in fait.stdout
    assert spaser("lint", ailleurs, "--maison").returncode == 1


def test_lint_in_json(spaser: Spaser, copie: Path):
    path = copie / "v1" / "lots" / "schema.json"
    changer(path, '"type": "string"', '"type": "text"')
    fait = spaser("lint", path, "--json")
    [examen] = json.loads(fait.stdout)
    assert fait.returncode == 1 and examen["valide"] is False
    assert {"type-inconnu"} <= {f["regle"] for f in examen["fautes"]}
    assert all(f["ligne"] for f in examen["fautes"] if f["chemin"].startswith("fields"))


@pytest.mark.parametrize(("texte", "code"), [("{", 2), ("[]", 1), ('{"properties": {}}', 1), ("\udcff", 2)])
def test_lint_of_what_is_no_schema(spaser: Spaser, texte: str, code: int, tmp_path: Path):
    (tmp_path / "x.json").write_bytes(texte.encode("utf-8", "surrogateescape"))
    fait = spaser("lint", tmp_path / "x.json")
    assert fait.returncode == code and "Traceback" not in fait.stderr
    assert spaser("lint", tmp_path / "absent.json").returncode == 2


@pytest.mark.skipif(
    not Path("/work/shared/decp/schemas_officiels").is_dir(), reason="fichiers partagés absents"
)
def test_lint_of_official_schemas(spaser: Spaser):
    fait = spaser("lint", "/work/shared/decp/schemas_officiels")
    assert fait.returncode == 1 and fait.stdout.count("[cle-deplacee]") == 26
    assert "JSON Schema" in fait.stderr


def test_diff_and_what_it_demands(spaser: Spaser, copie: Path):
    un, deux = copie / "v1" / "lots" / "schema.json", copie / "v2" / "lots" / "schema.json"
    assert "Aucun changement" in spaser("diff", un, deux).stdout
    schema = json.loads(deux.read_text(encoding="utf-8"))
    schema["fields"] = [c for c in schema["fields"] if c["name"] != "code_cpv"] + [
        {**schema["fields"][1], "name": "note_libre", "constraints": {"required": True}}
    ]
    deux.write_text(json.dumps(schema), encoding="utf-8")
    fait = spaser("diff", un, deux)
    assert (
        fait.returncode == 0
        and "changement majeur" in fait.stdout
        and "peuvent ne plus l'être" in fait.stdout
    )
    assert "« note_libre » ajoutée, obligatoire" in fait.stdout
    fait = spaser("diff", copie / "v1", copie / "v2", "--attendu")
    assert fait.returncode == 1 and "au moins 0.2.0" in fait.stderr
    deux.write_text(json.dumps(schema | {"version": "0.2.0"}), encoding="utf-8")
    assert spaser("diff", un, deux, "--attendu").returncode == 0
    [bilan] = json.loads(spaser("diff", un, deux, "--json").stdout)
    assert bilan["niveau"] == "majeur" and bilan["reste_valide"] is False


def test_diff_of_what_cannot_be_compared(spaser: Spaser, copie: Path):
    fait = spaser("diff", copie / "v1", copie / "v2" / "lots")
    assert fait.returncode == 2 and "deux dossiers" in fait.stderr
    assert spaser("diff", "absent@1.0.0", "lots").returncode == 2


def test_a_version_is_found_in_git(tmp_path: Path):
    from pipelines.schemas.diff import comparer
    from pipelines.schemas.diff.provenances import lire
    from pipelines.schemas.export import exporter

    exporter(tmp_path / "depot")
    [ancien] = lire("lots@0.1.0", racine=tmp_path / "depot").values()
    assert comparer(ancien, schemas.charger("lots")).niveau == "aucun"


def test_template(spaser: Spaser, tmp_path: Path):
    assert spaser("template", "lots", cwd=tmp_path).returncode == 0
    assert spaser("template", "lots", "--format", "ods", "--out", tmp_path / "a" / "l.ods").returncode == 0
    assert (tmp_path / "lots.xlsx").is_file() and (tmp_path / "a" / "l.ods").is_file()
    assert spaser("template", "lots", "--format", "csv").returncode == 2
    assert spaser("template", "lots", "--format", "ods", "--out", tmp_path / "l.xlsx").returncode == 2
    assert "n'a pas de schéma" in spaser("template", "absent").stderr


def test_template_of_a_schema_of_others(spaser: Spaser, tmp_path: Path):
    autre = {
        "name": "l'autre [2]",
        "fields": [{"name": "Né le", "type": "date"}, {"name": "<b>&", "type": "year"}],
    }
    (tmp_path / "s.json").write_text(json.dumps(autre), encoding="utf-8")
    for format_ in ("xlsx", "ods"):
        assert spaser("template", tmp_path / "s.json", "--out", tmp_path / f"x.{format_}").returncode == 0


def test_export(spaser: Spaser, tmp_path: Path):
    fait = spaser("export", tmp_path / "depot")
    assert fait.returncode == 0 and "étiquette v0.1.0" in fait.stderr
    assert "inchangés" in spaser("export", tmp_path / "depot").stderr


def test_help_is_french():
    for commande in ((), ("lint",), ("diff",), ("template",), ("export",), ("list",)):
        aide = au_clavier(*commande, "--help").stdout
        assert "Afficher cette aide et s'arrêter." in aide and "Show this message" not in aide
