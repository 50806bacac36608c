"""The arrows of the house: a room imports only what comes before it, and Dagster stays at the door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
PIPELINES = RACINE / "pipelines"
ORDRE = [
    "commun",
    "schemas",
    "sources",
    "decp",
    "registres",
    "referentiels",
    "validation",
    "livraisons",
    "contrats",
    "indicateurs",
    "rapports",
    "secret",
    "publication",
    "portail",
]
# Rooms beside the line, with what each may see.
A_PART = {"fictif": {"commun", "schemas", "decp", "registres", "validation"}}
# The modules beside the rooms tie them together: they see all of them, and no room sees them.
TOUT_VOIR = {path.stem for path in PIPELINES.glob("*.py")}
LOURDS = ("dagster", "great_expectations", "pandas", "frictionless", "numpy")

MODULES = sorted(PIPELINES.rglob("*.py"))


def importes(path: Path, *, en_tete: bool = False) -> set[str]:
    """Name the modules that a file imports, anywhere, or only when it is itself imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(_execute_a_l_import(tree)) if en_tete else list(ast.walk(tree))
    noms = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                dossier = path.relative_to(RACINE).parent
                parents = dossier.parts[: len(dossier.parts) - node.level + 1]
                base = ".".join([*parents, *([base] if base else [])])
            noms |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return noms


def _execute_a_l_import(tree: ast.AST):
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _execute_a_l_import(node)


def salle(nom: str) -> str | None:
    parts = nom.split(".")
    return parts[1] if parts[0] == "pipelines" and len(parts) > 1 else None


def test_every_room_has_its_place_in_the_line():
    salles = {p.name for p in PIPELINES.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert salles <= set(ORDRE) | set(A_PART), "une nouvelle salle se place dans ORDRE"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PIPELINES)))
def test_arrows_run_one_way(path: Path):
    ici = path.relative_to(PIPELINES).parts[0].removesuffix(".py")
    if ici in TOUT_VOIR:
        return
    a_gauche = set(ORDRE[: ORDRE.index(ici) + 1]) if ici in ORDRE else {"commun"}
    permis = A_PART[ici] | {ici} if ici in A_PART else a_gauche
    vues = {salle(nom) for nom in importes(path)} - {None}
    connues = set(ORDRE) | set(A_PART) | TOUT_VOIR
    assert vues & connues <= permis, f"{path.name} voit {sorted(vues & connues - permis)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PIPELINES)))
def test_pipelines_never_meets_dagster(path: Path):
    racines = {nom.split(".")[0] for nom in importes(path)}
    assert not {nom for nom in racines if nom.startswith("dagster") or nom == "dg"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PIPELINES)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path):
    assert not {nom.split(".")[0] for nom in importes(path, en_tete=True)} & set(LOURDS)


@pytest.mark.parametrize(
    ("module", "absents"),
    [
        ("dagster_project.definitions", ("great_expectations", "pandas", "frictionless")),
        ("pipelines.etapes", LOURDS),
        ("pipelines.cli", LOURDS),
    ],
)
def test_loading_stays_light(module: str, absents: tuple[str, ...]):
    code = f"import sys, {module}; print([m for m in {list(absents)!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=RACINE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
