"""The shim, compiled once for a session, and the tables of a real publication."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publication.conftest import ecrire_tables, modifier
from tests.publication.pannes.outils import compiler

MEMOIRE = Path("/dev/shm")
GARDEES = ("contrats", "contrat_sources", "decisions")


@pytest.fixture(scope="session")
def cale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiler(tmp_path_factory.mktemp("cale"))


@pytest.fixture(scope="session")
def reelle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of two publications of the product, three small ones each."""
    lieu = tmp_path_factory.mktemp("reelle")
    for rang in (1, 2):
        tables = ecrire_tables(lieu / str(rang))
        for path in tables.glob("*.parquet"):
            if path.stem not in GARDEES:
                path.unlink()
        modifier(tables, "contrats", f"SELECT * REPLACE ('Objet {rang}' AS objet) FROM t")
    return lieu


@pytest.fixture
def lieu(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a thousand publications wait there for no disk."""
    if not os.access(MEMOIRE, os.W_OK):
        yield tmp_path
        return
    dossier = Path(tempfile.mkdtemp(dir=MEMOIRE, prefix="spaser-"))
    yield dossier
    shutil.rmtree(dossier)
