"""The sieve: of two CSV files with the same titles, keep the records that are not, byte for byte, in both.

It spares the reading of 99 rows in 100 and is never the judge: what it keeps may still be equal, and is compared by
`ecarts`. Two files in about the same order are held in memory one window at a time.
"""

from pathlib import Path
from typing import BinaryIO

LIMITE = 48 * 2**20
"""Bytes of records waiting for their twin; beyond, they are written out unmatched."""
TAMPON = 2**20
BLOC = 2**13


class Lecteur:
    """A CSV read as bytes, record after record: a line end between quotes does not end one."""

    def __init__(self, fichier: BinaryIO) -> None:
        self._fichier, self._tampon, self._place = fichier, b"", 0

    def suivant(self) -> bytes | None:
        """Return the next record with its line end; None at the end."""
        debut = fin = self._place
        while True:
            trouve = self._tampon.find(b"\n", fin) + 1
            if not trouve:
                encore = self._remplir()
                fin, debut = fin - debut, 0
                if encore:
                    continue
                self._place = len(self._tampon)  # the end, after a last line without line end
                return self._tampon or None
            if not self._tampon.count(b'"', debut, trouve) & 1:
                self._place = trouve
                return self._tampon[debut:trouve]
            fin = trouve

    def bloc(self) -> bytes:
        """Return the bytes to come, without passing them."""
        if len(self._tampon) - self._place < BLOC:
            self._remplir()
        return self._tampon[self._place : self._place + BLOC]

    def passer(self, octets: int) -> None:
        """Pass bytes already seen."""
        self._place += octets

    def _remplir(self) -> bool:
        lus = self._fichier.read(TAMPON)
        self._tampon, self._place = self._tampon[self._place :] + lus, 0
        return bool(lus)


def tamiser(avant: Path, apres: Path, reste_avant: Path, reste_apres: Path, limite: int = LIMITE) -> bool:
    """Write what differs of both files; say False, and write nothing, when their titles differ."""
    with avant.open("rb", 0) as a, apres.open("rb", 0) as b:
        anciens, nouveaux = Lecteur(a), Lecteur(b)
        titres = anciens.suivant() or b""
        if titres != (nouveaux.suivant() or b""):
            return False
        with reste_avant.open("wb", TAMPON) as ra, reste_apres.open("wb", TAMPON) as rb:
            ra.write(titres)
            rb.write(titres)
            _comparer(anciens, nouveaux, ra, rb, limite)
    return True


def _comparer(anciens: Lecteur, nouveaux: Lecteur, ra: BinaryIO, rb: BinaryIO, limite: int) -> None:
    """Walk both files side by side; a record met on one side waits for its twin on the other.

    Where rows were inserted, the walk goes on alone on the side that is late until both are level again.
    """
    attente_a: dict[bytes, None] = {}
    attente_b: dict[bytes, None] = {}
    pese = 0
    a, b = anciens.suivant(), nouveaux.suivant()
    while a is not None or b is not None:
        if a == b:
            _passer_ensemble(anciens, nouveaux)
            a, b = anciens.suivant(), nouveaux.suivant()
        elif a is not None and a in attente_b:
            del attente_b[a]
            pese -= len(a)
            a = anciens.suivant()
        elif b is not None and b in attente_a:
            del attente_a[b]
            pese -= len(b)
            b = nouveaux.suivant()
        else:
            if a is not None:
                attente_a[a] = None
                pese += len(a)
                a = anciens.suivant()
            if b is not None:
                attente_b[b] = None
                pese += len(b)
                b = nouveaux.suivant()
            if pese > limite:
                _ecouler(attente_a, ra)
                _ecouler(attente_b, rb)
                pese = 0
    _ecouler(attente_a, ra)
    _ecouler(attente_b, rb)


def _passer_ensemble(anciens: Lecteur, nouveaux: Lecteur) -> None:
    """Pass what both files say next in the same bytes, block by block, up to the end of a record."""
    while True:
        bloc = anciens.bloc()
        if not bloc or bloc != nouveaux.bloc():
            return
        fin = bloc.rfind(b"\n") + 1
        while fin and bloc.count(b'"', 0, fin) & 1:
            fin = bloc.rfind(b"\n", 0, fin - 1) + 1
        if not fin:
            return
        anciens.passer(fin)
        nouveaux.passer(fin)


def _ecouler(attente: dict[bytes, None], reste: BinaryIO) -> None:
    reste.writelines(attente)
    attente.clear()
