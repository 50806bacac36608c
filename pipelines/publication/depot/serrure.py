"""One command at a time on a folder of releases: publish, repair or withdraw. Readers need no lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import VERROU
from pipelines.publication.depot.disque import creer_dossier, dire_les_pannes


@contextmanager
def verrou(depot: Path) -> Iterator[None]:
    """Hold the folder of releases for one command; a process that dies lets go of it.

    Errors: another one holds it (the message names its process), or the folder cannot be written in.
    """
    with dire_les_pannes(depot, "La publication"):
        creer_dossier(depot)
        if (depot / VERROU).is_symlink() or (depot / VERROU).is_dir():
            raise SpaserErreur(f"« {depot / VERROU} » n'est pas un fichier : ôtez-le, puis recommencez.")
        serrure = os.open(depot / VERROU, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        with dire_les_pannes(depot, "La publication"):
            _prendre(depot, serrure)
        yield
    finally:
        os.close(serrure)


def _prendre(depot: Path, serrure: int) -> None:
    try:
        fcntl.flock(serrure, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as erreur:
        qui = os.pread(serrure, 20, 0).decode(errors="replace").strip() or "inconnu"
        raise SpaserErreur(
            f"Une autre publication de « {depot.name} » est en cours (processus {qui}) : attendez sa "
            "fin, puis recommencez. Rien n'a été changé."
        ) from erreur
    os.ftruncate(serrure, 0)
    os.pwrite(serrure, str(os.getpid()).encode(), 0)
