"""How many of the targets that are due are met: the second-level measure `part_objectifs_atteints`.

What the state of one target is belongs to `etat`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pipelines.indicateurs.objectifs.modele import Jugement


class Bilan(NamedTuple):
    """Targets in figures that are due: met, all, and those of which nothing can be said.

    The share met lies between atteints / echus and (atteints + indetermines) / echus.
    """

    atteints: int
    echus: int
    indetermines: int


def part_objectifs_atteints(jugements: Iterable[Jugement]) -> Bilan:
    """Count the numeric targets that are due, one judgement an indicator.

    Left out: what is not due, what has no figure (dates, yes or no, rise or fall), and what has nothing to measure
    (`sans_objet`). A target of which nothing can be said is due all the same.
    """
    etats = [j.etat for j in jugements if j.echu and j.chiffree and j.etat != "sans_objet"]
    return Bilan(etats.count("atteint"), len(etats), etats.count("indetermine"))
