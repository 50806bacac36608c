"""A whole `spaser run exemple` as it is typed, in a process, a folder and a machine of its own.

What it must publish is in the tests that ask for it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.partage import une_fois

RACINE = Path(__file__).parents[1]


def publier_ailleurs(dossier: Path, coeurs: int, **environnement: str) -> Path:
    """Run the command on a copy of the definitions and of the fictional files; return `dossier`, that holds data/."""
    for chemin in ("spasers", "data/raw/exemple"):
        shutil.copytree(RACINE / chemin, dossier / chemin)
    code = f"import os; os.cpu_count = lambda: {coeurs}; from pipelines.cli import main; main()"
    fini = subprocess.run(
        [sys.executable, "-c", code, "run", "exemple"],
        cwd=dossier,
        env=os.environ | {"PYTHONPATH": str(RACINE)} | environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    return dossier


def de_reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the command on one core, once for all processes: nobody writes there."""
    return une_fois(
        tmp_path_factory,
        "commande",
        lambda dossier: publier_ailleurs(dossier / "ici", 1, TZ="UTC", LANG="C.UTF-8", PYTHONHASHSEED="1"),
    )


def tout_ce_qui_est_publie(published: Path) -> dict[str, bytes]:
    """Return every file of a folder of releases, by relative path (the lock of the publisher apart)."""
    return {
        path.relative_to(published).as_posix(): path.read_bytes()
        for path in sorted(published.rglob("*"))
        if path.is_file() and path.name != ".verrou"
    }
