"""Readings kept from one run to the next: the same bytes, read by the same code for the same buyers, are read once.

A reading is a folder named by what it depends on. One that is not whole (a part that is missing or cut) is made again;
what reading is belongs to `lecture`.
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import duckdb
import msgspec

from pipelines.commun.empreintes import VUES, Etat, Vues
from pipelines.commun.fichiers import remplacer_json, sha256
from pipelines.decp.source import Source
from pipelines.sources.modele import Entree

LECTURE = "lecture.json"


class Gardees:
    """A folder of kept readings; `choix` is the text of the choice of buyers, whatever it says when all are read."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        dossier.mkdir(parents=True, exist_ok=True)
        for reste in dossier.glob(".*.lecture"):  # of a run that was killed
            shutil.rmtree(reste)
        self._vues, self._utiles = Vues(dossier / VUES), set[str]()

    def nom(self, empreinte: str, choix: str) -> str:
        """Name the reading of a file by its digest, the code that reads, and the buyers that are read."""
        depend = hashlib.sha256(f"{empreinte} {_code()} {choix}".encode()).hexdigest()
        return f"{empreinte[:24]}-{depend[:16]}"

    def reprendre(self, entree: Entree, dossier: Path, choix: str) -> Source | None:
        """Give back the reading of a file, linked into `dossier`, if it is kept and the file has not changed."""
        empreinte = entree.sha256 or self._vues.empreinte(entree.chemin)
        nom = self.nom(empreinte, choix)
        lue = _lire(self.dossier / nom)
        if lue is None or (lue.refus and lue.fichier != entree.nom):  # a refusal names the file
            return None
        self._utiles.add(nom)
        if lue.lus is not None:
            dossier.mkdir()
            for part in _parts(self.dossier / nom):
                lier(part, dossier / part.name)
        return replace(lue, fichier=entree.nom, origine=entree.origine, lecture=nom)

    def garder(self, source: Source, chemin: Path, avant: Etat | None, dossier: Path, choix: str) -> Source:
        """Keep a reading that was just made; return it with its name."""
        self._vues.retenir(chemin, avant, source.sha256)
        nom = self.nom(source.sha256, choix)
        self._utiles.add(nom)
        provisoire = self.dossier / f".{nom}.lecture"
        provisoire.mkdir()
        for part in _parts(dossier):
            lier(part, provisoire / part.name)
        lue = replace(source, lecture=nom)
        remplacer_json(provisoire / LECTURE, {"source": asdict(lue), "parts": _tailles(provisoire)})
        shutil.rmtree(self.dossier / nom, ignore_errors=True)
        provisoire.rename(self.dossier / nom)
        return lue

    def finir(self) -> None:
        """Forget the readings that this run had no use for, and remember the digests."""
        for path in self.dossier.iterdir():
            if path.is_dir() and path.name not in self._utiles:
                shutil.rmtree(path)
        self._vues.ecrire()


def lier(source: Path, cible: Path) -> None:
    """Give a file a second name, or copy it where that cannot be done."""
    try:
        os.link(source, cible)
    except OSError:
        shutil.copyfile(source, cible)


@cache
def _code() -> str:
    """Digest of the code that reads, and of the libraries that read for it."""
    ici = Path(__file__).parent
    sources = sorted([*ici.glob("*.py"), *ici.glob("*.sql")])
    dits = [*map(sha256, sources), duckdb.__version__, msgspec.__version__]
    return hashlib.sha256(" ".join(dits).encode()).hexdigest()


def _lire(lecture: Path) -> Source | None:
    """Return what came of a file whose reading is kept whole."""
    try:
        dit = json.loads((lecture / LECTURE).read_text(encoding="utf-8"))
        source = Source(**dit["source"])
    except (OSError, ValueError, TypeError, KeyError):  # not whole: it is made again
        return None
    return source if dit.get("parts") == _tailles(lecture) else None


def _parts(dossier: Path) -> list[Path]:
    return sorted(dossier.glob("part-*.parquet"))


def _tailles(dossier: Path) -> dict[str, int]:
    return {part.name: part.stat().st_size for part in _parts(dossier)}
