"""From files really delivered to the grid: the account that `livraisons` writes is the one that the grid reads."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.livraisons.completude_etablir import etablir_completude
from tests.completude.monde import VILLE
from tests.livraisons.outils import Depot, contrat

DEFINITION = {
    "acheteurs": [{"siren": VILLE, "nom": "Ville", "debut": "2024-01-01", "fin": None, "role": "membre"}],
    "periode": {"debut": "2024-01-01", "fin": "2025-12-31"},
    "attendus": [{"tables": ["registre_contrats"], "roles": ["membre"]}],
}
JUSTE = [contrat("C-1", "2025-02-03"), contrat("C-2", "2025-06-10")]
NEUF = [contrat(f"D-{n}", f"2025-01-0{n}") for n in range(1, 9)] + [contrat("D-9", "2024-01-01")]
TITRES_SEULS: list[dict[str, Any]] = []


def de_2025(depot: Depot) -> dict[str, Any]:
    depot.etablir()
    fait = etablir_completude(DEFINITION, depot.sortie, None, date(2026, 3, 15))
    [x] = [x for x in fait["lignes"] if x["periode"] == "2025"]
    return x


@pytest.mark.parametrize(
    ("lignes", "confirmees", "attendu"),
    [
        (JUSTE, False, ("livre", 2)),
        (TITRES_SEULS, True, ("livre", 0)),  # an empty valid file is a delivery
        (TITRES_SEULS, False, ("refuse", 0)),  # not confirmed: it may be a mistake
        (NEUF, False, ("partiel", 9)),
        ([contrat("C-1", "hier")], False, ("refuse", 1)),
        ("rien,de,connu\n1,2,3\n", False, ("refuse", None)),
    ],
    ids=["sound", "empty and confirmed", "empty", "one row of another year waits", "all wrong", "not a register"],
)  # fmt: skip
def test_what_a_file_makes_of_its_year(
    lignes: Any, confirmees: bool, attendu: tuple[str, int], tmp_path: Path
) -> None:
    depot = Depot(tmp_path)
    dites = "true" if confirmees else "false"
    depot.livrer("L1", "registre_contrats", "2025", lignes, disparitions_confirmees=dites)
    x = de_2025(depot)
    assert (x["etat"], x["livraison_id"]) == (attendu[0], "L1")
    assert attendu[1] is None or x["lignes"] == attendu[1]


def test_a_refused_file_leaves_the_former_one(tmp_path: Path) -> None:
    depot = Depot(tmp_path)
    depot.livrer("L1", "registre_contrats", "2025", JUSTE)
    depot.livrer("L2", "registre_contrats", "2025", "rien\n1\n", jour="2026-02-15")
    x = de_2025(depot)
    assert (x["etat"], x["livraison_id"], x["lignes"]) == ("livre", "L1", 2)
    assert "L2" in x["motif"]
