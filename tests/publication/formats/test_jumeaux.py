"""Two desks that differ in everything write the same bytes, in every format."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tests.publication.formats.matiere import Release

ICI = Path(__file__).parent
BUREAUX = (
    ("ici", "1", "900MB", "022", {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}),
    ("ailleurs/été [2024] d'essai", "2", "400MB", "077",
     {"TZ": "Pacific/Auckland", "LANG": "fr_FR.UTF-8", "LC_ALL": "fr_FR.UTF-8", "PYTHONHASHSEED": "7"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def ecrites(tmp_path_factory: pytest.TempPathFactory, release: Release) -> list[str]:
    depart = tmp_path_factory.mktemp("jumeaux")
    travail = release.dossier.parent / "travail"
    (depart / "tables.pickle").write_bytes(pickle.dumps(release.tables))
    dits = []
    for dossier, threads, memoire, masque, env in BUREAUX:
        fait = subprocess.run(
            [sys.executable, str(ICI / "jumeau.py"), str(travail), str(depart / "tables.pickle"), str(depart / dossier),
             threads, memoire, masque],
            env=os.environ | env | {"PYTHONPATH": str(ICI.parents[2])}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert fait.returncode == 0, fait.stderr
        dits.append(fait.stdout)
    return dits


@pytest.mark.parametrize("forme", ("csv", "json", "parquet", "excel-fr.csv", "xlsx", "ods"))
def test_the_bytes_do_not_depend_on_the_desk(ecrites: list[str], release: Release, forme):
    ici, ailleurs = ([ligne for ligne in dit.splitlines() if ligne.endswith(f".{forme}")] for dit in ecrites)
    assert ici == ailleurs
    assert len(ici) == (1 if forme in ("xlsx", "ods") else len(release.tables) * (2 if forme == "csv" else 1))
