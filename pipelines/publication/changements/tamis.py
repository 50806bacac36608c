"""The sieve: of two CSV files with the same titles, keep the records that are not, byte for byte, in both.

It spares the reading of 99 rows in 100 and is never the judge: what it keeps may still be equal, and is compared by
`ecarts`. Two files in about the same order are held in memory one window at a time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LIMITE = 48 * 2**20
"""Bytes of records waiting for their twin; beyond, they are written out unmatched."""
TAMPON = 2**20


def tamiser(avant: Path, apres: Path, reste_avant: Path, reste_apres: Path, limite: int = LIMITE) -> bool:
    """Write what differs of both files; say False, and write nothing, when their titles differ."""
    with avant.open("rb", TAMPON) as a, apres.open("rb", TAMPON) as b:
        anciens, nouveaux = enregistrements(a), enregistrements(b)
        titres = next(anciens, b"")
        if titres != next(nouveaux, b""):
            return False
        with reste_avant.open("wb", TAMPON) as ra, reste_apres.open("wb", TAMPON) as rb:
            ra.write(titres)
            rb.write(titres)
            _comparer(anciens, nouveaux, ra, rb, limite)
    return True


def enregistrements(fichier: BinaryIO) -> Iterator[bytes]:
    """Yield the records of a CSV as bytes: a line end between quotes does not end one."""
    for ligne in fichier:
        if ligne.count(b'"') & 1:
            morceaux = [ligne]
            for suite in fichier:
                morceaux.append(suite)
                if suite.count(b'"') & 1:
                    break
            yield b"".join(morceaux)
        else:
            yield ligne


def _comparer(
    anciens: Iterator[bytes], nouveaux: Iterator[bytes], ra: BinaryIO, rb: BinaryIO, limite: int
) -> None:
    """Walk both files side by side; a record met on one side waits for its twin on the other.

    Where rows were inserted, the walk goes on alone on the side that is late until both are level again.
    """
    attente_a: dict[bytes, None] = {}
    attente_b: dict[bytes, None] = {}
    pese = 0
    a, b = next(anciens, None), next(nouveaux, None)
    while a is not None or b is not None:
        if a == b:
            a, b = next(anciens, None), next(nouveaux, None)
            continue
        if a is not None and a in attente_b:
            del attente_b[a]
            pese -= len(a)
            a = next(anciens, None)
            continue
        if b is not None and b in attente_a:
            del attente_a[b]
            pese -= len(b)
            b = next(nouveaux, None)
            continue
        if a is not None:
            attente_a[a] = None
            pese += len(a)
            a = next(anciens, None)
        if b is not None:
            attente_b[b] = None
            pese += len(b)
            b = next(nouveaux, None)
        if pese > limite:
            _ecouler(attente_a, ra)
            _ecouler(attente_b, rb)
            pese = 0
    _ecouler(attente_a, ra)
    _ecouler(attente_b, rb)


def _ecouler(attente: dict[bytes, None], reste: BinaryIO) -> None:
    reste.writelines(attente)
    attente.clear()
