"""Digests remembered by what the system says of a file, so that one that did not change is not hashed again.

A file is taken as unchanged when its size, dates of writing and of change, and inode are those it had. Whoever doubts
asks for `sha256` itself. What is done with a digest belongs elsewhere.
"""

import json
import time
from pathlib import Path
from stat import S_ISREG
from typing import Any

from pipelines.commun.fichiers import remplacer_json, sha256

Etat = list[int]
GRAIN_NS = 20_000_000
"""Two changes nearer than this may bear one date: Linux dates files by ticks of 1 to 10 ms."""
VUES = "vues.json"
"""The usual name of the file of digests."""


def etat_de(chemin: Path) -> Etat | None:
    """Return what tells that a file changed: size, mtime, ctime (ns), inode; None when there is no such file.

    A file that changed an instant ago is waited for, so that its next change bears another date.
    """
    try:
        etat = chemin.stat()
        if 0 <= (age := time.time_ns() - etat.st_ctime_ns) < GRAIN_NS:
            time.sleep((GRAIN_NS - age) / 1e9)
            etat = chemin.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return [etat.st_size, etat.st_mtime_ns, etat.st_ctime_ns, etat.st_ino] if S_ISREG(etat.st_mode) else None


class Vues:
    """Digests by absolute path, kept in one JSON file; a file of digests that cannot be read is an empty one."""

    def __init__(self, memoire: Path) -> None:
        self.memoire, self._change = memoire, False
        self._vues: dict[str, Any] = _lire(memoire)

    def connue(self, chemin: Path, etat: Etat | None) -> str | None:
        """Return the digest of a file that is in the state it was in when it was hashed."""
        match self._vues.get(str(chemin.absolute())):
            case [vu, str(empreinte)] if etat and vu == etat:
                return empreinte
        return None

    def retenir(self, chemin: Path, etat: Etat | None, empreinte: str) -> None:
        """Remember the digest of a file whose state was `etat` before it was hashed, if it still is."""
        if etat and etat_de(chemin) == etat:
            self._vues[str(chemin.absolute())] = [etat, empreinte]
            self._change = True

    def empreinte(self, chemin: Path) -> str:
        """Return the digest of a file, hashed only if it may have changed. Errors: OSError."""
        etat = etat_de(chemin)
        if connue := self.connue(chemin, etat):
            return connue
        empreinte = sha256(chemin)
        self.retenir(chemin, etat, empreinte)
        return empreinte

    def relire(self, chemin: Path) -> str:
        """Return the digest of the bytes as they are now, whatever was remembered. Errors: OSError."""
        self._vues.pop(str(chemin.absolute()), None)
        return self.empreinte(chemin)

    def ecrire(self) -> None:
        """Write what is remembered, if there is anything new, without the files that are no longer there."""
        if self._change:
            self._vues = {chemin: vue for chemin, vue in self._vues.items() if Path(chemin).is_file()}
            self.memoire.parent.mkdir(parents=True, exist_ok=True)
            remplacer_json(self.memoire, self._vues)
            self._change = False


def _lire(memoire: Path) -> dict[str, Any]:
    try:
        lu = json.loads(memoire.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}
