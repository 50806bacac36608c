"""Every pathology of the closed table is really in the committed files: seen, not taken on trust."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pipelines.fictif.pathologies import PATHOLOGIES
from tests.fictif.detecteurs import DETECTEURS
from tests.fictif.lecture import EXEMPLE, Temoin, enregistrements, source


@cache
def verite() -> dict[str, Any]:
    return dict(json.loads((EXEMPLE / "verite.json").read_text("utf-8")))


@cache
def fichier(nom: str) -> list[Any]:
    return enregistrements(EXEMPLE / nom)


@cache
def sources() -> dict[tuple[str, int], frozenset[str]]:
    return {
        (p["fichier"], p["rang"]): frozenset(source(q["fichier"]) for q in c["publications"])
        for c in verite()["contrats"]
        for p in c["publications"]
    }


def temoin(ou: dict[str, Any]) -> Temoin:
    cle = (ou["fichier"], ou["rang"])
    return Temoin(ou["fichier"], fichier(ou["fichier"])[ou["rang"] - 1], sources().get(cle, frozenset()))


def test_la_table_est_close() -> None:
    assert set(DETECTEURS) == set(PATHOLOGIES)
    assert [p["code"] for p in verite()["pathologies"]] == list(PATHOLOGIES)


@pytest.mark.parametrize("code", PATHOLOGIES)
def test_chaque_pathologie_a_des_temoins_vrais(code: str) -> None:
    groupes = next(p["temoins"] for p in verite()["pathologies"] if p["code"] == code)
    assert groupes, f"{code} : aucun témoin"
    for groupe in groupes:
        temoins = [temoin(ou) for ou in groupe]
        assert DETECTEURS[code](temoins), f"{code} : absent de {groupe}"
