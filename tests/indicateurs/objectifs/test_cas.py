"""The table of cases of docs/objectifs.md, row by row, against the code; and what the page says of the lists."""

import re
from pathlib import Path

import pytest

from pipelines.indicateurs.objectifs import ETATS, TENDANCES, juger
from tests.indicateurs.objectifs.outils import cible, d, mesure

PAGE = (Path(__file__).parents[3] / "docs" / "objectifs.md").read_text(encoding="utf-8")
_TABLE = [ligne for ligne in PAGE.split("## 5. ")[1].splitlines() if ligne.startswith("|")]
TITRES = [c.strip() for c in _TABLE[0].strip("|").split("|")]
CAS = [dict(zip(TITRES, [c.strip() for c in ligne[1:-1].split("|")], strict=True)) for ligne in _TABLE[2:]]


def objectifs(cas: dict[str, str]) -> list:
    if not cas["Opérateur"]:
        return []
    return [
        cible(cas["Opérateur"], une, quand, cas["Trajectoire"], cas["Départ"], ident=f"x-{n}")
        for n, (une, quand) in enumerate(
            zip(cas["Cible"].split(" ; "), cas["Échéance"].split(" ; "), strict=True)
        )
    ]


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas["Cas"])
def test_each_row_of_the_page(cas: dict[str, str]):
    annee = int(cas["Année"])
    hier = [mesure(annee - 1, cas["N-1"])] if cas["N-1"] else []
    rendu = juger(objectifs(cas), mesure(annee, cas["Valeur"], cas["Bornes"]), hier, unite="taux")
    assert (rendu.etat or "", rendu.ecart, rendu.tendance) == (cas["État"], d(cas["Écart"]), cas["Tendance"])
    assert rendu.explication.endswith(".") and "None" not in rendu.explication


def test_the_page_shows_every_state_and_trend_and_no_other():
    assert {cas["État"] for cas in CAS} == {*ETATS, ""}
    assert {cas["Tendance"] for cas in CAS} == set(TENDANCES)
    assert set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)) == set(ETATS)
    assert len(CAS) > 30 and len({cas["Cas"] for cas in CAS}) == len(CAS)
