"""Where an element of a JSON array may end, near the end of a run of bytes: guesses that `enveloppes` proves.

Nothing here is believed: a cut stands only when msgspec reads what it cuts as whole JSON values.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_FENETRES = ((1 << 14, 0), (1 << 14, 1 << 14), (1 << 14, 1 << 15), (1 << 18, 0))
"""Windows (length, distance from the end) in which a cut is guessed: each holds several records as published."""
_ACCOLADES = re.compile(rb"[{}\[\]]")
_APRES = re.compile(rb"\s*,")


def coupes(lot: memoryview) -> Iterator[int]:
    """Yield places where an element of `lot` may end before a comma: guesses first, then the exact last one.

    A guess is proved by parsing what it cuts, so a wrong one costs time and nothing else.
    """
    essayees = set()
    for taille, recul in _FENETRES:
        coupe = _coupe_estimee(lot, max(0, len(lot) - recul - taille), len(lot) - recul)
        if coupe is not None and coupe not in essayees:
            essayees.add(coupe)
            yield coupe
    exacte = _coupe_exacte(lot)
    if exacte is not None and exacte not in essayees:
        yield exacte


def _coupe_estimee(lot: memoryview, debut: int, fin: int) -> int | None:
    """The last closing brace of a window at the lowest depth met there: between two records, if no string misleads."""
    profondeur, plancher, coupe = 0, 1 << 30, None
    for signe in _ACCOLADES.finditer(lot, debut, max(debut, fin)):
        if signe[0] in b"{[":
            profondeur += 1
            continue
        profondeur -= 1
        if profondeur <= plancher and signe[0] == b"}" and _APRES.match(lot, signe.end()):
            plancher, coupe = profondeur, signe.end()
    return coupe


def _coupe_exacte(lot: memoryview) -> int | None:
    """The end of the last element before a comma, strings left out of the count (vectorised: about 20 ns a byte)."""
    import numpy as np

    octets = np.frombuffer(lot, dtype=np.uint8)
    guillemets = np.flatnonzero(octets == ord('"'))
    guillemets = guillemets[~_echappes(octets, guillemets)]
    table = np.zeros(256, dtype=np.int8)
    table[[ord("{"), ord("[")]], table[[ord("}"), ord("]")]] = 1, -1
    signes = np.flatnonzero(table[octets])
    signes = signes[np.searchsorted(guillemets, signes) % 2 == 0]
    profondeur = np.cumsum(table[octets[signes]], dtype=np.int64)
    hors = np.flatnonzero(profondeur < 0)
    if hors.size:
        signes, profondeur = signes[: hors[0]], profondeur[: hors[0]]
    fins = signes[(profondeur == 0) & (octets[signes] == ord("}"))]
    for position in fins[::-1]:
        if _APRES.match(lot, int(position) + 1):
            return int(position) + 1
    return None


def _echappes(octets: "npt.NDArray[np.uint8]", guillemets: "npt.NDArray[np.intp]") -> "npt.NDArray[np.bool_]":
    """Tell which quotes follow an odd run of backslashes."""
    import numpy as np

    impair = np.zeros(len(guillemets), dtype=bool)
    rangs, positions = np.arange(len(guillemets)), guillemets - 1
    while len(rangs):
        suite = (positions >= 0) & (octets[np.maximum(positions, 0)] == ord("\\"))
        rangs, positions = rangs[suite], positions[suite] - 1
        impair[rangs] = ~impair[rangs]
    return impair
