"""A delivery accepted on trial takes its place: the file copied under its digest, one line more in the log.

Trying it belongs to `etablir`; the words on the screen, to `cli_livraisons`.
"""

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.livraisons import prive
from pipelines.livraisons.journal import NOM, TABLE, Livraison
from pipelines.schemas import tables as schemas


def nommer(livraison: Livraison) -> Livraison:
    """Give a delivery its identifier and the place of its files, from what it holds: the same file, the same names.

    `source` (and `source_correspondance`) are where the files are now.
    """
    if livraison.source is None or not livraison.source.is_file():
        raise SpaserErreur(
            f"« {livraison.source} » n'existe pas ou n'est pas un fichier : vérifiez le chemin donné."
        )
    empreinte = sha256(livraison.source)[:12]
    periode = livraison.periode.replace("/", "-")
    dossier = prive.DOSSIER if schemas.est_prive(schemas.charger(livraison.table)) else "registres"
    tranche = f"{livraison.table}_{livraison.acheteur}_{periode}"
    correspondance = livraison.source_correspondance
    if correspondance is not None and not correspondance.is_file():
        raise SpaserErreur(
            f"« {correspondance} » n'existe pas ou n'est pas un fichier : vérifiez le chemin donné."
        )
    return replace(
        livraison,
        livraison_id=f"L{livraison.date:%Y%m%d}-{periode}-{empreinte}",
        fichier=f"{dossier}/{tranche}_{empreinte}{livraison.source.suffix.lower()}",
        correspondance=f"correspondances/{sha256(correspondance)[:12]}.yaml" if correspondance else None,
    )


def deposer(registres: Path, livraison: Livraison) -> Path:
    """Copy the file and its mapping into their places, then add the delivery to the log; return where the file is.

    Errors: another delivery is being added; the log cannot be continued as it is written.
    """
    registres.mkdir(parents=True, exist_ok=True)
    with _verrou(registres):
        texte = _journal(registres / NOM, livraison)
        destination = livraison.base / livraison.fichier
        if destination.is_relative_to(livraison.base / prive.DOSSIER):
            prive.ouvrir(livraison.base / prive.DOSSIER)
            _copier(livraison.chemin, destination, prive.FICHIER_PRIVE)
        else:
            _copier(livraison.chemin, destination, 0o644)
        if livraison.source_correspondance and livraison.correspondance:
            _copier(livraison.source_correspondance, livraison.base / livraison.correspondance, 0o644)
        _remplacer(registres / NOM, texte)
    return destination


@contextmanager
def _verrou(registres: Path) -> Iterator[None]:
    with (registres / ".verrou").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SpaserErreur(
                "Une autre livraison est en cours dans ce dossier : recommencez ensuite."
            ) from error
        yield


def _copier(source: Path, destination: Path, droits: int) -> None:
    """Copy under a hidden name, then put in place: a cut copy never has the name of a delivery."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    provisoire = destination.with_name(f".{destination.name}.{os.getpid()}")
    fd = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, droits)
    with os.fdopen(fd, "wb") as copie, source.open("rb") as original:
        shutil.copyfileobj(original, copie)
        copie.flush()
        os.fsync(copie.fileno())
    provisoire.chmod(droits)
    provisoire.replace(destination)


def _journal(path: Path, livraison: Livraison) -> str:
    """The log with one line more, in the order of its own titles."""
    attendus = schemas.colonnes(schemas.charger(TABLE))
    texte = path.read_text(encoding="utf-8-sig") if path.is_file() else ",".join(attendus) + "\n"
    titres = next(csv.reader(io.StringIO(texte)), [])
    if not set(titres) <= set(attendus) or not {"livraison_id", "fichier", "disparitions_confirmees"} <= set(
        titres
    ):
        raise SpaserErreur(
            f"{path} n'a pas les titres du schéma « {TABLE} », séparés par des virgules : corrigez-les d'abord."
        )
    ligne = {
        "livraison_id": livraison.livraison_id,
        "table_livree": livraison.table,
        "acheteur_siren": livraison.acheteur,
        "periode": livraison.periode,
        "fichier": livraison.fichier,
        "correspondance": livraison.correspondance or "",
        "encodage": livraison.encodage or "",
        "date_livraison": livraison.date.isoformat(),
        "service": livraison.service,
        "disparitions_confirmees": "true" if livraison.disparitions_confirmees else "",
    }
    suite = io.StringIO()
    csv.DictWriter(suite, titres, lineterminator="\n").writerow({nom: ligne[nom] for nom in titres})
    return texte + ("" if texte.endswith("\n") else "\n") + suite.getvalue()


def _remplacer(path: Path, texte: str) -> None:
    """Replace the log in one step: whoever reads it sees the former one or the new one."""
    provisoire = path.with_name(f".{path.name}.{os.getpid()}")
    with provisoire.open("w", encoding="utf-8", newline="") as file:
        file.write(texte)
        file.flush()
        os.fsync(file.fileno())
    provisoire.replace(path)
    fd = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
