"""The registers behind internal results are those of data/raw: read again without the chain, row for row."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recalcul.essais import RACINE
from tests.recalcul.lecture_brute import ANNEES, en_vigueur, nombre
from tests.recalcul.lecture_publiee import lire_csv

BASE = RACINE / "data" / "raw" / "exemple"


@pytest.mark.parametrize("table", sorted(ANNEES))
def test_le_registre_en_vigueur_est_celui_des_fichiers(table: str, internes: Mapping[str, Path]) -> None:
    champs = json.loads((RACINE / "schemas" / table / "schema.json").read_text(encoding="utf-8"))["fields"]
    nombres = {c["name"] for c in champs if c["type"] in ("number", "integer")}
    noms = [c["name"] for c in champs]
    brutes = Counter(tuple(x[nom] for nom in noms) for x in en_vigueur(BASE, table, RACINE / "schemas"))
    lues = Counter(
        tuple(nombre(x[nom] or "0") if nom in nombres and x[nom] else (x[nom] or "").strip() for nom in noms)
        for x in lire_csv(internes["exemple"] / f"{table}.csv")
    )
    # positions only: some of these registers are about persons (law 5)
    assert sum(lues.values()) == sum(brutes.values()) > 0
    assert (sum((lues - brutes).values()), sum((brutes - lues).values())) == (0, 0), table
