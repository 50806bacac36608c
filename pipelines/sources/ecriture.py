"""Bytes that are on the disk before they are seen: temporary file, fsync, rename, fsync of the folder.

What is written, and where, belongs to `magasin`.
"""

import tempfile
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import json_stable, synchroniser

LECTURE_SEULE = 0o444


def ecrire_json_sur(chemin: Path, objet: Any, brouillons: Path) -> None:
    """Write stable JSON whole or not at all; `brouillons` is a folder of the same file system."""
    descripteur, provisoire = tempfile.mkstemp(dir=creer(brouillons), suffix=".json")
    with open(descripteur, "w", encoding="utf-8") as fichier:  # noqa: PTH123 - a descriptor, not a path
        fichier.write(json_stable(objet))
    deplacer(Path(provisoire), chemin, mode=0o644)


def deplacer(depuis: Path, vers: Path, *, mode: int = LECTURE_SEULE) -> None:
    """Give a whole file its final name, replacing what bears it; both are on one file system."""
    depuis.chmod(mode)
    synchroniser(depuis)
    creer(vers.parent)
    depuis.replace(vers)
    synchroniser(vers.parent)


def creer(dossier: Path) -> Path:
    """Make a folder and those above it, each written in the one that holds it."""
    if not dossier.is_dir():
        creer(dossier.parent)
        dossier.mkdir(exist_ok=True)
        synchroniser(dossier.parent)
    return dossier
