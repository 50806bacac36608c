"""Before a publication: what cannot end well is refused at once, and the staging folder is made anew."""

import errno
import os
import shutil
import sys
from pathlib import Path

from pipelines.commun import pannes
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import (
    ECARTES,
    FLUX,
    INDEX,
    LATEST,
    LIEN,
    PREPARATION,
    RETRAITS,
    VERSIONS,
)
from pipelines.publication.depot.disque import (
    dire_les_pannes,
    ecrire_durable,
    renommer_sans_remplacer,
)

SOUS_DOSSIERS = (VERSIONS, PREPARATION, RETRAITS, ECARTES)
FICHIERS_ATTENDUS = 400
"""As many files as a release may have, twice over: a disk may run out of them before it runs out of room."""


def exiger_atomique(depot: Path, octets_attendus: int = 0) -> None:
    """Refuse to start what could not be committed in one step (the lock is held).

    Errors: folders on several file systems, no room, no right to write, a disk that cannot rename without replacing.
    """
    ici = depot.stat().st_dev
    for nom in SOUS_DOSSIERS:
        dossier = depot / nom
        if dossier.is_symlink() or (
            dossier.exists() and (not dossier.is_dir() or dossier.stat().st_dev != ici)
        ):
            raise SpaserErreur(
                f"« {dossier} » n'est pas un simple dossier du même disque que « {depot} » : une version n'y serait "
                "pas publiée d'un seul coup. Remplacez ce lien ou ce montage par un dossier, puis recommencez."
            )
    for nom in (LATEST, INDEX, FLUX):
        if (depot / nom).is_dir():
            raise SpaserErreur(
                f"« {depot / nom} » est un dossier, à la place d'un fichier : ôtez-le, puis recommencez."
            )
    if (depot / LIEN).exists() and not (depot / LIEN).is_symlink():
        raise SpaserErreur(
            f"« {depot / LIEN} » n'est pas un lien vers une version : ôtez-le, puis recommencez."
        )
    _exiger_place(depot, octets_attendus)
    with dire_les_pannes(depot, "La publication"):
        for dossier in (depot, depot / VERSIONS, depot / RETRAITS):
            if dossier.exists() and not os.access(dossier, os.W_OK | os.X_OK, effective_ids=True):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(dossier))
        _essayer(depot)


def preparer(depot: Path) -> Path:
    """Return a new empty staging folder; what an interrupted command left is removed (the lock is held)."""
    shutil.rmtree(depot / PREPARATION, ignore_errors=True)
    dossier = depot / PREPARATION / "version"
    dossier.mkdir(parents=True)
    return dossier


def _exiger_place(depot: Path, octets: int) -> None:
    etat = os.statvfs(depot)
    libres = etat.f_bavail * etat.f_frsize
    if octets > libres:
        raise SpaserErreur(
            f"Il faut environ {octets / 1e6:.1f} Mo sur le disque de « {depot} », il en reste {libres / 1e6:.1f} : "
            "libérez de la place, puis recommencez. Rien n'a été publié."
        )
    if octets and etat.f_files and etat.f_favail < FICHIERS_ATTENDUS:
        raise SpaserErreur(
            f"Le disque de « {depot} » ne peut plus recevoir que {etat.f_favail} fichiers, il en faut "
            f"{FICHIERS_ATTENDUS} : supprimez-en, puis recommencez. Rien n'a été publié."
        )


def _essayer(depot: Path) -> None:
    """Write, then rename a folder onto another, which must be refused."""
    essai = depot / PREPARATION / "essai"
    shutil.rmtree(essai, ignore_errors=True)
    for nom in ("a", "b"):
        (essai / nom).mkdir(parents=True)
    ecrire_durable(essai / "a" / "vide", b"")
    try:
        renommer_sans_remplacer(essai / "a", essai / "b")
    except SpaserErreur:
        return
    except OSError as erreur:
        if erreur.errno in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
            raise SpaserErreur(
                f"Le disque de « {depot} » ({sys.platform}) ne sait pas renommer sans remplacer : une version publiée "
                "pourrait en écraser une autre. Publiez sur un disque local (ext4, xfs, btrfs), puis copiez."
            ) from erreur
        raise
    finally:
        shutil.rmtree(essai, ignore_errors=True)
    raise SpaserErreur(
        f"Le disque de « {depot} » a remplacé un dossier : {pannes.disque(OSError(errno.EIO))}."
    )
