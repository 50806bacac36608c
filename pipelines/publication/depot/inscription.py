"""The commit: a complete staging folder becomes a version, then the version in force.

fsync the files and their folder, rename without replacing, fsync, replace latest.json (the commit point), fsync. An
error before that point publishes nothing; after it, the version is in force and the error is only told.
"""

import shutil
from pathlib import Path
from typing import Any

from pipelines.commun import pannes
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import synchroniser
from pipelines.publication.depot.chemins import LATEST, LIEN, PREPARATION, VERSIONS
from pipelines.publication.depot.connues import orphelines
from pipelines.publication.depot.contenu import fichiers_de
from pipelines.publication.depot.disque import (
    PublieMais,
    creer_dossier,
    dire_les_pannes,
    ecrire_durable,
    renommer_sans_remplacer,
)
from pipelines.publication.depot.sceau import octets_scelles


def inscrire(depot: Path, prepare: Path, version: str, latest: dict[str, Any]) -> Path:
    """Move a complete staging folder into versions/, then make it the version in force (the lock is held).

    An equal folder that a killed publisher left is adopted; an unequal one, never published, is removed.

    Errors: a published folder has that number, the disk refuses (nothing is published); `PublieMais`.
    """
    with dire_les_pannes(depot, "La publication"):
        destination = _poser(depot, prepare, version)
        designer(depot, latest)
    return destination


def designer(depot: Path, latest: dict[str, Any]) -> None:
    """Replace latest.json: from its rename on, that is what is in force (the lock is held).

    Errors: OSError, nothing has changed; `PublieMais` when what follows the rename failed.
    """
    provisoire = depot / PREPARATION / LATEST
    creer_dossier(provisoire.parent)
    provisoire.unlink(missing_ok=True)
    ecrire_durable(provisoire, octets_scelles(latest))
    provisoire.replace(depot / LATEST)
    version = latest["version"]
    fait = (
        f"La version {version} de « {depot.name} » est publiée"
        if version
        else "Plus aucune version n'est publiée"
    )
    try:
        synchroniser(depot)
    except OSError as erreur:
        raise PublieMais(
            f"{fait}, mais cela n'a pas pu être confirmé sur le disque : {pannes.disque(erreur)}. Une coupure de "
            f"courant pourrait la perdre. Vérifiez le disque, puis lancez « spaser verify {depot.name} »."
        ) from erreur
    try:
        relier(depot, version)
    except OSError as erreur:
        raise PublieMais(
            f"{fait}, mais l'adresse « {LIEN} » n'a pas pu être changée : {pannes.disque(erreur)}. Lancez "
            f"« spaser repair {depot.name} »."
        ) from erreur


def relier(depot: Path, version: str | None) -> bool:
    """Make the `latest` symlink lead to the version in force; tell whether it did not."""
    lien, visee = depot / LIEN, Path(VERSIONS, version) if version else None
    if (lien.readlink() if lien.is_symlink() else None) == visee:
        return False
    if visee is None:
        lien.unlink()
    else:
        provisoire = depot / PREPARATION / LIEN
        creer_dossier(provisoire.parent)
        provisoire.unlink(missing_ok=True)
        provisoire.symlink_to(visee)
        provisoire.replace(lien)
    synchroniser(depot)
    return True


def ecarter(depot: Path, version: str) -> None:
    """Remove the folder of a version that may go: first out of the sight of readers, then for good."""
    ecartee = depot / PREPARATION / f"ecartee-{version}"
    creer_dossier(ecartee.parent)
    shutil.rmtree(ecartee, ignore_errors=True)
    renommer_sans_remplacer(depot / VERSIONS / version, ecartee)
    synchroniser(depot / VERSIONS)
    shutil.rmtree(ecartee)
    synchroniser(ecartee.parent)


def ecarter_orphelines(depot: Path, sauf: str = "") -> tuple[str, ...]:
    """Remove what killed publishers left in versions/, and name it."""
    restes = tuple(version for version in orphelines(depot) if version != sauf)
    for version in restes:
        ecarter(depot, version)
    return restes


def _poser(depot: Path, prepare: Path, version: str) -> Path:
    """Give the staged files, on the disk for good, their place in versions/."""
    destination = depot / VERSIONS / version
    if destination.is_symlink():
        raise SpaserErreur(
            f"« {destination} » est un lien : enlevez-le, puis recommencez. Rien n'a été publié."
        )
    creer_dossier(destination.parent)
    _figer(prepare)
    restes = orphelines(depot)
    ecarter_orphelines(depot, sauf=version)
    if version in restes and _egaux(prepare, destination):
        _figer(destination)
        shutil.rmtree(prepare)
    else:
        if version in restes:
            ecarter(depot, version)
        renommer_sans_remplacer(prepare, destination)
    synchroniser(destination.parent)
    return destination


def _figer(dossier: Path) -> None:
    for path in sorted(dossier.iterdir()):
        path.chmod(0o444)
        synchroniser(path)
    synchroniser(dossier)


def _egaux(a: Path, b: Path) -> bool:
    if sorted(p.name for p in a.iterdir()) != sorted(p.name for p in b.iterdir()):
        return False
    return fichiers_de(a) == fichiers_de(b)
