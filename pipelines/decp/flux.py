"""A JSON file read block by block: the cursor, and where a value ends.

Only the grammar of JSON belongs here. The envelopes of DECP are in `enveloppes`, guesses at ends in `coupes`.
Nothing here decodes a value:
msgspec proves that a run of bytes is a whole number of JSON values, which also proves that it was cut well.
"""

import re
from bisect import bisect_left
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp.refus import OCTET, TROP_LONG, refus_json

BLOC = 4 * 1024 * 1024
VALEUR_MAX = 64 * 1024 * 1024
"""A single element or header value longer than this (64 MiB) is refused: no contract is that long."""

_RAW = msgspec.json.Decoder(msgspec.Raw)
_ANTISLASH = re.compile(rb'(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|\\(?=u?[0-9a-fA-F]{0,3}\Z))|\\')
_DE_TROP = re.compile(r"trailing characters \(byte (\d+)\)")


class Flux:
    """A cursor over a file: `tampon[position:]` is what has been read and not yet taken."""

    def __init__(self, fichier: str, source: BinaryIO, chemin: Path, reparations: dict[str, int]) -> None:
        self.fichier, self.chemin, self._source, self._reparations = fichier, chemin, source, reparations
        self.tampon, self.position, self._debut, self.fini = b"", 0, 0, False
        self._ajouts: list[int] = []
        self.lire_plus()
        if self.tampon.startswith(b"\xef\xbb\xbf"):
            self.position = 3

    def octet(self, position: int) -> int:
        """Return where a position of the buffer stands in the file, the backslashes of `reparer` left out."""
        return self._debut + position - bisect_left(self._ajouts, position)

    def lire_plus(self) -> bool:
        """Append a block to the buffer, dropping what was taken; False at the end of the file."""
        bloc = self._source.read(BLOC)
        self.fini = len(bloc) < BLOC
        self._laisser(self.tampon[self.position :] + bloc)
        return bool(bloc)

    def _laisser(self, tampon: bytes) -> None:
        """Make `tampon`, which starts at the cursor, the buffer."""
        self._debut = self.octet(self.position)
        self._ajouts = [a - self.position for a in self._ajouts if a >= self.position]
        self.tampon, self.position = tampon, 0

    def suivant(self) -> bytes:
        """Skip blanks and return the next byte without taking it, b"" at the end of the file."""
        while True:
            reste = self.tampon[self.position : self.position + 4096]
            utile = reste.lstrip(b" \t\r\n")
            self.position += len(reste) - len(utile)
            if utile:
                return utile[:1]
            if self.position >= len(self.tampon) and (self.fini or not self.lire_plus()):
                return b""

    def prendre(self, attendu: bytes) -> None:
        """Take the next byte, which must be one of `attendu`."""
        lu = self.suivant()
        if not lu or lu not in attendu:
            raise self.refus(
                "Input data was truncated" if not lu else f"« {lu.decode('latin-1')} » inattendu"
            )
        self.position += 1

    def valeur(self) -> bytes:
        """Take one whole JSON value and return its bytes."""
        self.suivant()
        while True:
            fin = fin_de_valeur(self)
            morceau = self.tampon[self.position :]
            if fin is not None:
                self.position += fin
                return morceau[:fin]
            if len(morceau) > VALEUR_MAX:
                raise self.refus(TROP_LONG)
            if self.fini or not self.lire_plus():
                raise refus_json(self, "Input data was truncated", self.position)

    def reparer(self) -> bool:
        """Double the stray backslashes of the buffer and count them; False when there are none.

        Some platforms write `l\\'eau`: the backslash is kept as a character, nothing is lost or guessed.
        """
        reste = self.tampon[self.position :]
        seuls = [m.start() for m in _ANTISLASH.finditer(reste) if not m[1]]
        if seuls:
            self._laisser(_ANTISLASH.sub(lambda m: m[1] or b"\\\\", reste))
            self._ajouts = sorted(self._ajouts + [place + rang for rang, place in enumerate(seuls)])
            self._reparations["antislash"] = self._reparations.get("antislash", 0) + len(seuls)
        return bool(seuls)

    def refus(self, raison: str) -> FichierRefuse:
        """Build the refusal of this file at the cursor."""
        return refus_json(self, raison, self.position)


def fin_de_valeur(flux: Flux) -> int | None:
    """Return how long the JSON value at the cursor is, None when it goes on after the end of the buffer."""
    morceau = flux.tampon[flux.position :]
    try:
        _RAW.decode(morceau)
    except msgspec.DecodeError as erreur:
        if fin := fin_avant_reste(erreur):
            return fin
        if "truncated" in str(erreur) or (not flux.fini and _au_bord(erreur, morceau)):
            return None
        if "invalid escaped" in str(erreur) and flux.reparer():
            return fin_de_valeur(flux)
        raise refus_json(flux, str(erreur), flux.position) from erreur
    except RecursionError as erreur:
        raise refus_json(flux, "recursion", flux.position) from erreur
    return len(morceau) if flux.fini else None


def _au_bord(erreur: msgspec.DecodeError, morceau: bytes) -> bool:
    """Tell whether an error is in the last bytes: a number cut by the end of a block ("-", "1.", "1e") reads as one."""
    octet = OCTET.search(str(erreur))
    return octet is not None and int(octet[1]) >= len(morceau) - 4


def fin_avant_reste(erreur: msgspec.DecodeError) -> int | None:
    """Return where the value ended when msgspec complains only of what follows it.

    It names the byte after the first one in excess; the wording is pinned by the lock file and by a test.
    """
    trouve = _DE_TROP.search(str(erreur))
    return int(trouve[1]) - 1 if trouve else None
