"""Which test file goes to which process, and when: the heavy ones first, so that none is left alone at the end.

`--dist loadfile` gives first the files that have the most tests: the longest have few. What is shared between
processes (tests/partage.py) is better asked for by one while the others do something else.
"""

from collections import OrderedDict
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

PREMIERS = (
    "tests/recalcul/test_retouches.py",  # the run of every definition, and 60 edits
    "tests/loi5/test_livraisons.py",  # a run of its own: nothing that the first file makes
    "tests/dagster",
    "tests/contrats/test_conservation.py",
    "tests/contrats/test_contrats_dores.py",
    "tests/mutations/test_mutations.py",
    "tests/contrats/test_union.py",
    "tests/recalcul/test_publics.py",
    "tests/recalcul/test_internes.py",
    "tests/recalcul/test_croises.py",
    "tests/indicateurs/bout_en_bout/test_cinq_spaser.py",
    "tests/schemas_soin/test_gabarit.py",
    "tests/registres/test_aller_retour.py",
    "tests/livraisons/test_rien_ne_se_perd.py",
    "tests/validation/test_moteur_proprietes.py",
    "tests/rapport/test_fichier_rendu.py",
)
"""Files, or folders whose files go together because they share a fixture that a process cannot give to another."""


class Attente(OrderedDict[str, dict[str, bool]]):
    """Files that wait for a process: those of `PREMIERS` leave first, in that order, then those with the most tests."""

    def popitem(self, last: bool = True) -> tuple[str, dict[str, bool]]:
        nom = next((nom for nom in PREMIERS if nom in self), next(iter(self)))
        return nom, self.pop(nom)


class Repartition(LoadFileScheduling):
    """One file, or one such folder, at a time to the process that is free."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        self.workqueue = Attente()

    def _split_scope(self, nodeid: str) -> str:
        return ensemble(nodeid)


def ensemble(nodeid: str) -> str:
    """Name what a test goes with: its folder if it is one of `PREMIERS`, else its file."""
    fichier = nodeid.split("::", 1)[0]
    return next((nom for nom in PREMIERS if fichier.startswith(f"{nom}/")), fichier)
