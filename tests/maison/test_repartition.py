"""The files that tests/repartition.py gives out first are there, and each test goes with one set only."""

from pathlib import Path

import pytest

from tests.repartition import PREMIERS, Attente, ensemble

RACINE = Path(__file__).parents[2]


@pytest.mark.parametrize("nom", PREMIERS)
def test_what_goes_first_exists(nom: str):
    assert (RACINE / nom).exists()


def test_a_folder_goes_together_and_a_file_alone():
    assert ensemble("tests/dagster/test_portes.py::test_x[a/b]") == "tests/dagster"
    assert ensemble("tests/validation/test_moteur.py::test_y[1]") == "tests/validation/test_moteur.py"


def test_the_heavy_ones_leave_first_then_the_order_of_xdist():
    attente = Attente({nom: {} for nom in ("b", PREMIERS[1], "a", PREMIERS[0])})
    assert [attente.popitem(last=False)[0] for _ in range(4)] == [*PREMIERS[:2], "b", "a"]
    assert not attente
