"""Files that the validator writes: checked before the work, whole or absent, private when the table is (0600).

What is written in them belongs to the other modules.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur


def verifier(source: Path, sorties: dict[str, Path | None], autres: tuple[Path, ...] = ()) -> None:
    """Refuse, before any work, what could not be written or would destroy an input.

    `sorties` is option -> path; `autres` are the other inputs (mapping file, schema).
    """
    vues: dict[Path, str] = {}
    for option, sortie in sorties.items():
        if sortie is None:
            continue
        if sortie.is_dir():
            raise SpaserErreur(f"{option} : « {sortie} » est un dossier ; donnez un nom de fichier.")
        if sortie.exists() and not sortie.is_file():
            raise SpaserErreur(f"{option} : « {sortie} » n'est pas un fichier ordinaire.")
        if not sortie.parent.is_dir():
            raise SpaserErreur(f"{option} : le dossier « {sortie.parent} » n'existe pas.")
        if not os.access(sortie.parent, os.W_OK):
            raise SpaserErreur(f"{option} : le dossier « {sortie.parent} » n'est pas accessible en écriture.")
        for entree in (source, *autres):
            if sortie.exists() and entree.exists() and sortie.samefile(entree):
                raise SpaserErreur(
                    f"{option} : « {sortie} » est un fichier d'entrée ; il n'est jamais écrasé."
                )
        reel = sortie.resolve()
        if reel in vues:
            raise SpaserErreur(f"{option} et {vues[reel]} désignent le même fichier : « {sortie} ».")
        vues[reel] = option


@contextmanager
def remplacer(sortie: Path, *, prive: bool) -> Iterator[Path]:
    """Give a path to write to, which becomes `sortie` at the end; nothing changes when the writing fails."""
    descripteur, nom = tempfile.mkstemp(prefix=f".{sortie.name[:40]}.", suffix=".partiel", dir=sortie.parent)
    os.close(descripteur)
    partiel = Path(nom)  # made 0600, and kept so while it is written
    try:
        yield partiel
        if not prive:
            partiel.chmod(0o666 & ~_umask())
        with partiel.open("rb+") as file:
            os.fsync(file.fileno())
        partiel.replace(sortie)
    finally:
        partiel.unlink(missing_ok=True)


def _umask() -> int:
    actuel = os.umask(0o077)
    os.umask(actuel)
    return actuel
