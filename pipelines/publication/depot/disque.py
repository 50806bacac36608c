"""What is written so that it stays, and what is said when the disk refuses. What is written belongs elsewhere.

An fsync that failed is never tried again: the kernel has marked its pages clean, the second would lie.
"""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.commun import pannes
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import synchroniser
from pipelines.publication.depot.chemins import PREPARATION

AT_FDCWD, RENAME_NOREPLACE = -100, 1
QUE_FAIRE = {
    errno.ENOSPC: "Libérez de la place",
    errno.EDQUOT: "Faites relever le quota",
    errno.EROFS: "Remontez le disque en écriture",
    errno.EACCES: "Donnez à ce compte le droit d'écrire là",
    errno.EPERM: "Donnez à ce compte le droit d'écrire là",
    errno.EIO: "Faites vérifier le disque",
    errno.EFBIG: "Relevez la limite de taille des fichiers (ulimit -f)",
    errno.EMFILE: "Relevez la limite de fichiers ouverts (ulimit -n)",
}


class PublieMais(SpaserErreur):
    """The version is in force, but something after that could not be done or confirmed."""


def renommer_sans_remplacer(source: Path, dest: Path) -> None:
    """Rename a folder; a plain rename would silently replace an empty one.

    Errors: SpaserErreur when `dest` exists, OSError when the system cannot (EINVAL, ENOSYS: see `exiger_atomique`).
    """
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # not Linux
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(dest)) from None
    if renameat2(AT_FDCWD, os.fsencode(source), AT_FDCWD, os.fsencode(dest), RENAME_NOREPLACE) == 0:
        return
    numero = ctypes.get_errno()
    if numero == errno.EEXIST:
        raise SpaserErreur(
            f"La version {dest.name} existe déjà ; une version publiée n'est jamais remplacée."
        )
    raise OSError(numero, os.strerror(numero), str(dest))


def creer_dossier(dossier: Path) -> None:
    """Make a folder, and the folders above it, so that their names stay after a power cut."""
    if not dossier.is_dir():
        creer_dossier(dossier.parent)
        with suppress(FileExistsError):  # another publisher, an instant ago
            dossier.mkdir()
        synchroniser(dossier.parent)


def ecrire_durable(path: Path, octets: bytes) -> None:
    """Write a new file and ask that it be on the disk."""
    with path.open("xb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def remplacer(depot: Path, path: Path, octets: bytes) -> bool:
    """Give a file of the folder of releases new bytes in one step; tell whether it had others (the lock is held)."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == octets:
        return False
    provisoire = depot / PREPARATION / path.name
    creer_dossier(provisoire.parent)
    provisoire.unlink(missing_ok=True)
    ecrire_durable(provisoire, octets)
    provisoire.replace(path)
    synchroniser(path.parent)
    return True


@contextmanager
def dire_les_pannes(depot: Path, quoi: str) -> Iterator[None]:
    """Turn what the system or DuckDB answers about the disk into a sentence; other failures go through.

    `quoi` names what was being done, as « La publication ».
    """
    try:
        yield
    except SpaserErreur:
        raise
    except Exception as erreur:
        panne = _panne(erreur)
        if panne is None:
            raise
        lieu = f" ({panne.filename})" if isinstance(panne.filename, str) else ""
        conseil = QUE_FAIRE.get(panne.errno or 0, "Corrigez cela")
        raise SpaserErreur(
            f"{quoi} de « {depot.name} » a été abandonnée : {pannes.disque(panne)}{lieu}. Ce qui était publié le "
            f"reste, entier. {conseil}, puis recommencez."
        ) from erreur


def _panne(erreur: BaseException) -> OSError | None:
    """Find what the system answered, be it told by Python or, in words, by DuckDB."""
    if isinstance(erreur, OSError):
        return erreur
    if type(erreur).__name__ in ("IOException", "PermissionException", "FatalException"):
        for numero in pannes.DISQUE:
            if os.strerror(numero) in str(erreur):
                return OSError(numero, os.strerror(numero))
    return None
