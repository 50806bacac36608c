"""Work that several test files need, done once: by the first process that asks, and read by the others.

What is shared is never written again: a test that spoils something works on a copy. What the work is belongs to who
asks for it.
"""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


def une_fois(tmp_path_factory: pytest.TempPathFactory, nom: str, faire: Callable[[Path], T]) -> T:
    """Return what `faire` made of an empty folder, made once for all processes of this session."""
    depart = tmp_path_factory.getbasetemp()
    commun = depart.parent if "PYTEST_XDIST_WORKER" in os.environ else depart
    dossier, faits = commun / nom, commun / f"{nom}.pickle"
    with (commun / f"{nom}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not faits.is_file():
            shutil.rmtree(dossier, ignore_errors=True)
            dossier.mkdir()
            faits.write_bytes(pickle.dumps(faire(dossier)))
        fait: T = pickle.loads(faits.read_bytes())
    return fait
