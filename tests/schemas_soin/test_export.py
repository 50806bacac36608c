"""The export: what the national catalogue's checker asks of a repository, asked here of ours, tag by tag."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.export import exporter
from pipelines.schemas.lint import chercher, examiner_cible

REGISTRES = schemas.lister(usage="registre")
ADRESSE = "https://github.com/exemple/schemas-spaser"


def git(dossier: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(dossier), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def controleur(depot: Path, copie: Path) -> dict[str, list[str]]:
    """The catalogue's checker in our own words: errors by version, for a repository of type datapackage.

    Tags by date of commit; a tag is a version when it is numbers, two of them counting as three; checked out, it
    must hold a valid datapackage.json whose resources give their schema as a path to a schema that has a name.
    """
    import frictionless

    subprocess.run(["git", "clone", "--quiet", str(depot), str(copie)], check=True)
    etiquettes = git(copie, "tag", "--sort=creatordate").split()
    trouvees: dict[str, list[str]] = {}
    for etiquette in etiquettes:
        numeros = etiquette.lstrip("vV").split(".")
        if not all(n.isdigit() for n in numeros) or not 2 <= len(numeros) <= 3:
            continue
        version = ".".join([*numeros, "0"][:3])
        git(copie, "checkout", "--quiet", etiquette)
        erreurs = trouvees[version] = []
        rapport = frictionless.validate(str(copie / "datapackage.json"))
        erreurs += [str(e) for e in rapport.flatten(["message"])]
        paquet = json.loads((copie / "datapackage.json").read_text(encoding="utf-8"))
        erreurs += [f"{cle} manque" for cle in ("name", "title", "description") if not paquet.get(cle)]
        if paquet["version"] != version:
            erreurs.append(f"version {paquet['version']} sous l'étiquette {etiquette}")
        if not (copie / "README.md").is_file():
            erreurs.append("README.md manque à la racine")
        noms = []
        for ressource in paquet["resources"]:
            if not isinstance(ressource.get("schema"), str):
                erreurs.append(f"{ressource['name']} : schema n'est pas un chemin")
                continue
            chemin = copie / ressource["schema"]
            rapport = frictionless.validate(str(chemin), type="schema")
            erreurs += [f"{chemin.parent.name} : {e}" for e in rapport.flatten(["message"])]
            schema = json.loads(chemin.read_text(encoding="utf-8"))
            absentes = [
                c for c in ("name", "title", "description", "homepage", "version") if not schema.get(c)
            ]
            erreurs += [f"{chemin.parent.name} : {cle} manque" for cle in absentes if cle != "homepage"]
            if not (chemin.parent / "README.md").is_file():
                erreurs.append(f"{chemin.parent.name} : README.md manque")
            noms.append(schema.get("name"))
        if len(set(noms)) < len(noms):
            erreurs.append("deux schémas du même nom")
    return trouvees


@pytest.fixture(scope="module")
def premier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    depot = tmp_path_factory.mktemp("export") / "depot"
    exporter(depot, adresse=ADRESSE)
    return depot


def copie_des_schemas(dest: Path) -> Path:
    for nom in schemas.lister():
        shutil.copytree(schemas.RACINE / nom, dest / nom)
    return dest


def changer(racine: Path, nom: str, jour: str, version: str, mutation: Any) -> None:
    """Change a schema as its author does: file, version, date, changelog."""
    path = racine / nom / "schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    mutation(schema)
    schema |= {"version": version, "lastModified": jour}
    path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    journal = racine / nom / "CHANGELOG.md"
    texte = journal.read_text(encoding="utf-8").removeprefix("# Changements\n\n")
    journal.write_text(
        f"# Changements\n\n## Version {version} - {jour}\n\nEssai.\n\n{texte}", encoding="utf-8"
    )


def test_the_checker_of_the_catalogue_accepts_it(premier: Path, tmp_path: Path):
    assert controleur(premier, tmp_path / "copie") == {"0.1.0": []}


def test_every_register_is_there_with_its_papers(premier: Path):
    paquet = json.loads((premier / "datapackage.json").read_text(encoding="utf-8"))
    assert [Path(r["schema"]).parent.name for r in paquet["resources"]] == REGISTRES
    assert {p.name for p in premier.iterdir()} == {
        "README.md", "CHANGELOG.md", "LICENSE.md", "datapackage.json", ".git", ".gitattributes", *REGISTRES
    }  # fmt: skip
    for nom in REGISTRES:
        assert (premier / nom / "exemple-valide.csv").is_file() and f"`{nom}`" in (
            premier / "README.md"
        ).read_text()
        assert f"({nom}/)" in (premier / "README.md").read_text(encoding="utf-8")


def test_the_links_that_it_writes_lead_to_files_of_its_own_tag(premier: Path):
    for nom in REGISTRES:
        schema = json.loads((premier / nom / "schema.json").read_text(encoding="utf-8"))
        for adresse in (schema["path"], *(r["path"] for r in schema["resources"])):
            etiquette, chemin = re.fullmatch(rf"{re.escape(ADRESSE)}/raw/(v[0-9.]+)/(.+)", adresse).groups()
            assert git(premier, "cat-file", "-e", f"{etiquette}:{chemin}") == ""


def test_links_between_its_documents_resolve(premier: Path):
    for document in premier.rglob("*.md"):
        for cible in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8")):
            assert re.match("[a-z]+:", cible) or (document.parent / cible).exists(), f"{document} : {cible}"


def test_the_lint_accepts_what_was_exported(premier: Path):
    for path in chercher([premier]).retenues:
        fautes = [f for f in examiner_cible(path).comptees if f.regle != "reference"]
        assert fautes == [], fautes


def test_the_same_schemas_give_the_same_commit(
    premier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Quelqu'un d'autre")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    autre = tmp_path / "autre"
    exporter(autre, adresse=ADRESSE + ".git")
    for commande in (("rev-parse", "HEAD"), ("rev-parse", "v0.1.0"), ("ls-tree", "-r", "HEAD")):
        assert git(premier, *commande) == git(autre, *commande)


def test_nothing_new_is_nothing_done(premier: Path, tmp_path: Path):
    depot = tmp_path / "depot"
    shutil.copytree(premier, depot)
    fait = exporter(depot, adresse=ADRESSE)
    assert (fait.version, fait.nouveau) == ("0.1.0", False)
    assert git(depot, "tag").split() == ["v0.1.0"]


@pytest.mark.parametrize(
    ("mutation", "du_schema", "du_depot", "dit"),
    [
        (lambda s: s.update(description="Autre texte."), "0.1.1", "0.1.1", "(patch)"),
        (lambda s: s["fields"][-1]["constraints"].pop("required", None), "0.1.1", "0.1.1", "`directions`"),
        (lambda s: s["fields"][1]["constraints"].update(maximum=2050), "0.2.0", "0.2.0", "(majeur)"),
    ],
)  # fmt: skip
def test_what_changed_decides_of_the_next_version(
    mutation: Any, du_schema: str, du_depot: str, dit: str, premier: Path, tmp_path: Path
):
    depot, racine = tmp_path / "depot", copie_des_schemas(tmp_path / "schemas")
    shutil.copytree(premier, depot)

    def prudente(schema: dict[str, Any]) -> None:
        schema["fields"][-1].setdefault("constraints", {})
        mutation(schema)

    changer(racine, "directions", "2026-12-05", du_schema, prudente)
    fait = exporter(depot, racine=racine, adresse=ADRESSE)
    assert (fait.version, fait.nouveau) == (du_depot, True)
    assert git(depot, "tag").split() == ["v0.1.0", f"v{du_depot}"]
    assert dit in (depot / "CHANGELOG.md").read_text(encoding="utf-8").split("## Version 0.1.0")[0]
    assert controleur(depot, tmp_path / "copie") == {"0.1.0": [], du_depot: []}


def test_a_table_that_goes_is_major_and_leaves_no_folder(premier: Path, tmp_path: Path):
    depot, racine = tmp_path / "depot", copie_des_schemas(tmp_path / "schemas")
    shutil.copytree(premier, depot)
    shutil.rmtree(racine / "evaluations")
    fait = exporter(depot, racine=racine, adresse=ADRESSE)
    assert fait.version == "0.2.0" and not (depot / "evaluations").exists()
    assert "table « evaluations » retirée" in (depot / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_schema_with_a_fault_is_not_exported(tmp_path: Path):
    racine = copie_des_schemas(tmp_path / "schemas")
    (racine / "lots" / "README.md").unlink()
    with pytest.raises(SpaserErreur, match=r"lots : le fichier README\.md manque"):
        exporter(tmp_path / "depot", racine=racine)
    assert not (tmp_path / "depot").exists()


def test_a_folder_that_holds_something_else_is_left_alone(premier: Path, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(SpaserErreur, match="autre chose"):
        exporter(tmp_path)
    depot = tmp_path / "depot"
    shutil.copytree(premier, depot)
    (depot / "README.md").write_text("changé à la main", encoding="utf-8")
    with pytest.raises(SpaserErreur, match="modifié à la main"):
        exporter(depot, adresse=ADRESSE)
    assert (depot / "README.md").read_text(encoding="utf-8") == "changé à la main"


def test_without_git_the_files_are_the_same(premier: Path, tmp_path: Path):
    exporter(tmp_path / "x", adresse=ADRESSE, avec_git=False)
    assert not (tmp_path / "x" / ".git").exists()
    for path in [p for p in premier.rglob("*") if p.is_file() and ".git" not in p.parts]:
        assert (tmp_path / "x" / path.relative_to(premier)).read_bytes() == path.read_bytes()


def test_published_tables_can_join(tmp_path: Path):
    fait = exporter(tmp_path / "x", usages=("registre", "publication", "definition"), avec_git=False)
    assert list(fait.schemas) == schemas.lister()
