"""A download in the making: its bytes beside the place it will have, and what is needed to go on with it later.

Only a strong ETag allows it: without one, two halves could be of two files. Nothing here speaks to a server.
"""

import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import synchroniser
from pipelines.commun.pannes import disque
from pipelines.sources.masque import lieu

POINT_SUR = 32 << 20
"""Bytes after which what was written is made safe: a power cut costs no more than that."""
T = TypeVar("T")


@dataclass(frozen=True)
class Point:
    """Where a download stopped: `octets` are on the disk for good; `longueur` is that of the whole file."""

    url: str
    lieu: str
    etag: str
    longueur: int | None
    octets: int


class Partiel:
    """The bytes received so far, in `<vers>.partiel`, and their `Point` in `<vers>.partiel.json`."""

    def __init__(self, vers: Path, url: str) -> None:
        self.vers = vers
        self.chemin = vers.with_name(vers.name + ".partiel")
        self.note = vers.with_name(vers.name + ".partiel.json")
        self._url = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()  # it may hold a key
        self._point: Point | None = None
        self._file: io.FileIO | None = None
        self._sur = self.octets = 0
        self.sha256, self.sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)

    def point(self) -> Point | None:
        """Return where to go on from; None when only a new start is safe."""
        try:
            lu = json.loads(self.note.read_text(encoding="utf-8"))
            point = Point(**lu)
            juste = (
                point.url == self._url
                and etag_fort(point.etag)
                and isinstance(point.octets, int)
                and 0 < point.octets <= self.chemin.stat().st_size
                and (point.longueur is None or point.octets < point.longueur)
            )
        except (OSError, ValueError, TypeError):
            return None
        return point if juste else None

    def recommencer(self, url_finale: str, etag: str | None, longueur: int | None) -> None:
        """Start from the first byte; without a strong `etag` nothing will be taken up again."""
        self.effacer()
        self._ouvrir("w")
        if etag_fort(etag):
            self._point = Point(self._url, lieu(url_finale), str(etag), longueur, 0)

    def poursuivre(self, point: Point) -> None:
        """Go on from a point: what lies beyond it is dropped, what lies before it is digested again."""
        self._nouveaux_condenses()
        file = self._ouvrir("r+")
        self._disque(lambda: file.truncate(point.octets))
        while bloc := self._disque(lambda: file.read(1 << 20) or b""):
            self._compter(bloc)
        self._point, self._sur = point, self.octets

    def ecrire(self, bloc: bytes) -> None:
        """Add bytes at the end.

        Errors: SpaserErreur when the disk does not take them.
        """
        file = self._ouvert()
        self._disque(lambda: _tout_ecrire(file, bloc))
        self._compter(bloc)
        if self.octets - self._sur >= POINT_SUR:
            self._assurer()

    def garder(self) -> None:
        """Close, keeping what was received if it can be gone on with."""
        if self._file is None:
            return
        if self._point is None:
            self.effacer()
            return
        self._assurer()
        self._fermer()

    def effacer(self) -> None:
        """Forget everything."""
        self._fermer()
        self._nouveaux_condenses()
        self._point = None
        self.chemin.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def clore(self) -> None:
        """Make every byte safe and close: the file can be checked under its partial name."""
        file = self._ouvert()
        self._disque(lambda: os.fsync(file.fileno()))
        self._fermer()

    def installer(self) -> None:
        """Give the file its name, for good: it appears whole or not at all."""
        self._disque(lambda: self.chemin.replace(self.vers))
        self.note.unlink(missing_ok=True)
        self._disque(lambda: synchroniser(self.vers.parent))

    def _assurer(self) -> None:
        file = self._ouvert()
        self._disque(lambda: os.fsync(file.fileno()))
        self._sur = self.octets
        if self._point:
            self._point = Point(**{**asdict(self._point), "octets": self.octets})
            brouillon = self.note.with_name(self.note.name + "~")
            texte = json.dumps(asdict(self._point), ensure_ascii=False, indent=2) + "\n"
            self._disque(lambda: brouillon.write_text(texte, encoding="utf-8"))
            self._disque(lambda: brouillon.replace(self.note))

    def _compter(self, bloc: bytes) -> None:
        self.octets += len(bloc)
        self.sha256.update(bloc)
        self.sha1.update(bloc)

    def _nouveaux_condenses(self) -> None:
        self._sur = self.octets = 0
        self.sha256, self.sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)

    def _ouvrir(self, mode: str) -> io.FileIO:
        self._fermer()
        self._file = file = self._disque(lambda: io.FileIO(self.chemin, mode))
        return file

    def _ouvert(self) -> io.FileIO:
        if self._file is None:
            raise ValueError("download not started")
        return self._file

    def _fermer(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            self._disque(file.close)

    def _disque(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except OSError as error:
            raise SpaserErreur(
                f"« {self.chemin} » ne peut être écrit ({disque(error)}) : vérifiez la place qui "
                "reste sur le disque et les droits du dossier, puis relancez."
            ) from error


def etag_fort(etag: str | None) -> bool:
    """Tell whether an ETag says that two files with it are the same byte for byte."""
    return bool(etag) and str(etag).startswith('"') and str(etag).endswith('"') and len(str(etag)) > 2


def _tout_ecrire(file: io.FileIO, bloc: bytes) -> None:
    vue = memoryview(bloc)
    while vue:
        vue = vue[file.write(vue) or 0 :]
