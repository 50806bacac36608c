"""Targets of a SPASER against what was measured: gap, trend and state, by the rules of docs/objectifs.md.

Pure functions over `Objectif` and `Mesure`. Computing a measure belongs to `calcul`, writing results elsewhere.
"""

from pipelines.indicateurs.objectifs.bilan import Bilan, part_objectifs_atteints
from pipelines.indicateurs.objectifs.etat import juger
from pipelines.indicateurs.objectifs.modele import ETATS, TENDANCES, Jugement, Mesure

__all__ = ["ETATS", "TENDANCES", "Bilan", "Jugement", "Mesure", "juger", "part_objectifs_atteints"]
