"""What surrounds a publication: the lock, what is refused at once, the staging folder, and what the disk answers."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.publication.depot.chemins import PREPARATION
from pipelines.publication.depot.connues import orphelines
from pipelines.publication.depot.disque import dire_les_pannes
from pipelines.publication.depot.inscription import ecarter_orphelines
from pipelines.publication.depot.pointeur import en_vigueur
from pipelines.publication.depot.preparation import exiger_atomique, preparer
from pipelines.publication.depot.serrure import verrou
from pipelines.publication.depot.terminer import terminer_retraits


@contextmanager
def publication(depot: Path, octets_attendus: int = 0) -> Iterator[tuple[dict[str, Any] | None, Path]]:
    """Hold the folder of releases and give latest.json, proved, and an empty staging folder; nothing stays of it.

    latest.json is None before the first release; its `version` is None when all were withdrawn.

    Errors: what cannot be atomic, another command at work, an altered, lost or rolled back depot, a disk that refuses.
    """
    with verrou(depot), dire_les_pannes(depot, "La publication"), menage(depot):
        exiger_atomique(depot, octets_attendus)
        terminer_retraits(depot)
        latest = en_vigueur(depot)
        orphelines(depot, latest)
        yield latest, preparer(depot)
        ecarter_orphelines(depot)


@contextmanager
def menage(depot: Path) -> Iterator[None]:
    """Leave nothing of the staging folder behind, whatever happens (the lock is held)."""
    try:
        yield
    finally:
        shutil.rmtree(depot / PREPARATION, ignore_errors=True)
