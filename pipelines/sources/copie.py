"""A file of a local folder brought into the raw store as it stood at one moment. Which files is `decouverte`'s."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from pipelines.sources.refus import SourceRefusee

BLOC = 1 << 20


def copier(depuis: Path, vers: Path, suivre: Callable[[int, int | None], None]) -> tuple[int, str, str]:
    """Copy a file and return its size, SHA-256 and SHA-1.

    Errors: SourceRefusee when it changes while it is read; `vers` is then deleted.
    """
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    lus = 0
    with depuis.open("rb") as entree:
        avant = _etat(os.fstat(entree.fileno()))
        with vers.open("wb") as sortie:
            while bloc := entree.read(BLOC):
                sortie.write(bloc)
                sha256.update(bloc)
                sha1.update(bloc)
                lus += len(bloc)
                suivre(lus, avant[0])
        apres = _etat(os.fstat(entree.fileno()))
    if not (avant == apres == _etat(depuis.stat()) and lus == avant[0]):
        vers.unlink()
        raise SourceRefusee(
            "le fichier a changé pendant sa copie : attendez la fin de son dépôt, puis recommencez."
        )
    return lus, sha256.hexdigest(), sha1.hexdigest()


def _etat(etat: os.stat_result) -> tuple[int, int, int, int]:
    return etat.st_size, etat.st_mtime_ns, etat.st_ino, etat.st_dev
