"""The folder of releases: one publisher at a time, immutable versions, latest.json naming the one in force.

What a version contains belongs elsewhere. Commit order: fsync the staged files and folder, rename without
replacing, fsync, replace latest.json, fsync.
"""

import ctypes
import datetime as dt
import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import json_stable, sha256, synchroniser

VERSIONS, LATEST, PREPARATION = "versions", "latest.json", ".staging"
VERSION = re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]+)\Z")
AT_FDCWD, RENAME_NOREPLACE = -100, 1


@contextmanager
def verrou(depot: Path) -> Iterator[None]:
    """Hold the folder of releases for one publisher.

    Errors: another publisher holds it; the message names its process.
    """
    depot.mkdir(parents=True, exist_ok=True)
    with (depot / ".verrou").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            qui = file.read().strip() or "inconnu"
            raise SpaserErreur(
                f"Une autre publication de « {depot.name} » est en cours (processus {qui}) : attendez sa "
                "fin, puis recommencez. Rien n'a été publié."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def en_vigueur(depot: Path) -> dict[str, Any] | None:
    """Return latest.json, or None before the first release.

    Errors: the version it names is missing, or one of its files is not what was published.
    """
    path = depot / LATEST
    if not path.exists():
        return None
    latest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    dossier = depot / VERSIONS / str(latest["version"])
    for nom, attendu in latest["fichiers"].items():
        fichier = dossier / nom
        if not fichier.is_file() or sha256(fichier) != attendu["sha256"]:
            raise SpaserErreur(
                f"La version publiée {latest['version']} a été modifiée : {nom} manque ou a changé. "
                "Restaurez-la avant de publier."
            )
    return latest


def numero_suivant(depot: Path, arrete_au: dt.date) -> str:
    """Return YYYY.MM.N, N following the versions of that month on disk, in force or not."""
    trouves = [VERSION.match(p.name) for p in (depot / VERSIONS).glob("*")]
    mois = f"{arrete_au:%Y.%m}"
    pris = [int(m[3]) for m in trouves if m and f"{m[1]}.{m[2]}" == mois]
    return f"{mois}.{max(pris, default=0) + 1}"


def preparer(depot: Path) -> Path:
    """Return a new empty staging folder; what an interrupted publisher left is removed (the lock is held)."""
    shutil.rmtree(depot / PREPARATION, ignore_errors=True)
    dossier = depot / PREPARATION / "version"
    dossier.mkdir(parents=True)
    return dossier


def inscrire(depot: Path, prepare: Path, version: str, latest: dict[str, Any]) -> Path:
    """Move a complete staging folder into versions/, then make it the version in force.

    Errors: a folder of that name already exists; it is never replaced.
    """
    for path in sorted(prepare.iterdir()):
        path.chmod(0o444)
        synchroniser(path)
    synchroniser(prepare)
    destination = depot / VERSIONS / version
    destination.parent.mkdir(exist_ok=True)
    _renommer_sans_remplacer(prepare, destination)
    synchroniser(destination.parent)
    provisoire = depot / PREPARATION / LATEST
    provisoire.write_text(json_stable(latest), encoding="utf-8")
    synchroniser(provisoire)
    provisoire.replace(depot / LATEST)  # the version is published from here on
    lien = depot / PREPARATION / "latest"
    lien.symlink_to(f"{VERSIONS}/{version}")
    lien.replace(depot / "latest")
    synchroniser(depot)
    return destination


def _renommer_sans_remplacer(source: Path, dest: Path) -> None:
    """Rename a folder; a plain rename would silently replace an empty one."""
    refus = SpaserErreur(f"La version {dest.name} existe déjà ; une version publiée n'est jamais remplacée.")
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # not Linux: the lock is held, so nobody else creates the folder in between
        if dest.exists():
            raise refus from None
        source.rename(dest)
        return
    code = renameat2(AT_FDCWD, os.fsencode(source), AT_FDCWD, os.fsencode(dest), RENAME_NOREPLACE)
    if code == 0:
        return
    numero = ctypes.get_errno()
    if numero == errno.EEXIST:
        raise refus
    if numero not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(numero, os.strerror(numero), str(dest))
    if dest.exists():  # a file system without RENAME_NOREPLACE
        raise refus
    source.rename(dest)
