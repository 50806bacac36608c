"""What makes the code readable from its file names: headers, sizes, SQL in its own files, nothing private."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
CODE = sorted(p for dossier in ("pipelines", "dagster_project") for p in (RACINE / dossier).rglob("*.py"))
REQUETE = re.compile(r"\b(SELECT|COPY|CREATE|INSERT|WITH)\b")
CLAUSE = re.compile(r"\b(WHERE|GROUP BY|JOIN|UNION|HAVING|OVER|CASE|ORDER BY)\b")
# DESIGN.md aims at 150 and 80; these are where a module must be cut.
MAX_LIGNES = 250
MAX_CABLAGE = 110


def relatif(path: Path) -> str:
    return str(path.relative_to(RACINE))


@pytest.mark.parametrize("path", CODE, ids=relatif)
def test_a_module_opens_by_saying_what_belongs_in_it(path: Path):
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc and len(doc) >= 40, f"{relatif(path)} ne dit pas ce qui y a sa place"


@pytest.mark.parametrize("path", CODE, ids=relatif)
def test_a_module_stays_small(path: Path):
    lignes = len(path.read_text(encoding="utf-8").splitlines())
    assert lignes <= (MAX_CABLAGE if "dagster_project" in path.parts else MAX_LIGNES)


@pytest.mark.parametrize("path", CODE, ids=relatif)
def test_sql_lives_in_sql_files(path: Path):
    """A string is a query when it holds a verb of SQL in capitals followed by FROM or a bracket.

    It may stay in Python while it is a statement and not a query: one line, at most two clauses. More
    than that is logic, and logic is read in a .sql file.
    """
    longues = [texte for texte in _chaines(path) if _est_une_requete(texte) and not _courte(texte)]
    assert longues == [], f"à mettre dans un fichier .sql : {longues}"


def _chaines(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(v) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for v in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "?" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | inside:
            yield node.value


def _est_une_requete(texte: str) -> bool:
    return bool(REQUETE.search(texte)) and bool(re.search(r"\bFROM\b|\bTABLE\b|\bMACRO\b|\(SELECT", texte))


def _courte(texte: str) -> bool:
    return "\n" not in texte.strip() and len(CLAUSE.findall(texte)) <= 2


def suivis() -> list[Path]:
    """List the files that git holds or would hold: what is ignored is not published."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=RACINE, capture_output=True, text=True, check=True)
    return [RACINE / nom for nom in done.stdout.split("\0") if nom and (RACINE / nom).is_file()]


def test_no_registry_or_machine_is_named():
    """The lock file and the scripts take packages from whatever the machine is set up with."""
    hotes = re.compile(
        "|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian\.org")),
        re.IGNORECASE,
    )
    nommes = [
        relatif(path)
        for path in suivis()
        if path.suffix not in {".parquet", ".png"}
        and hotes.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert nommes == []


def test_the_lock_names_no_index_and_holds_a_hash_for_each_package():
    lock = (RACINE / "requirements.lock").read_text(encoding="utf-8")
    assert "index-url" not in lock and "://" not in lock and "find-links" not in lock
    blocs = [bloc for bloc in re.split(r"\n(?=[a-z])", lock) if "==" in bloc]
    assert blocs
    assert [bloc.split()[0] for bloc in blocs if "--hash=sha256:" not in bloc] == []


def test_every_dagster_package_is_pinned_to_one_version():
    lock = (RACINE / "requirements.lock").read_text(encoding="utf-8")
    versions = dict(re.findall(r"^(dagster[a-z-]*)==(\S+)", lock, re.MULTILINE))
    assert set(versions.values()) == {"1.13.27"}


@pytest.mark.parametrize(
    ("chemin", "ignore"),
    [
        ("data/raw/bordeaux/decp.json", True),
        ("data/raw/exemple/prive/noms.csv", True),
        ("data/raw/exemple/decp/marches.json", False),
        ("data/published/exemple/latest.json", True),
        ("data/travail/exemple/tables/contrats.parquet", True),
        (".dagster/dagster.yaml", True),
        ("spasers/exemple/2026/spaser.yaml", False),
    ],
)
def test_real_inputs_and_releases_stay_out_of_git(chemin: str, ignore: bool):
    done = subprocess.run(["git", "check-ignore", "-q", "--no-index", chemin], cwd=RACINE, check=False)
    assert (done.returncode == 0) is ignore
