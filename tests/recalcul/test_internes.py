"""Results marked `recalculable: interne`, from the registers in force: value, numerator and denominator.

The registers in force are read as the chain wrote them; test_lecture_brute holds that they are those of data/raw, row
for row, by a reading of the deliveries that shares no code with the chain.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recalcul.comparer import comparer
from tests.recalcul.demandes import Perimetre, demandes
from tests.recalcul.essais import SLUGS, Essai
from tests.recalcul.faits import etablir
from tests.recalcul.lecture_publiee import lire_version


@pytest.mark.parametrize("slug", SLUGS)
def test_les_resultats_internes_se_recalculent(
    slug: str, essais: Mapping[str, Essai], internes: Mapping[str, Path], ou: Perimetre,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    tables = lire_version(internes[slug])
    lignes = [
        x
        for x in tables["resultats_internes"]
        if x["spaser"] == essais[slug].spaser and x["recalculable"] == "interne"
    ]
    bilan = comparer(etablir(tables), demandes(essais[slug].definition), ou, lignes)
    with capsys.disabled():
        print(f"\n{slug} : {len(bilan.indicateurs)} indicateurs internes recalculés ({bilan.lignes} lignes)")
    assert not bilan.ecarts, "\n".join(e.split(" : ")[0] for e in bilan.ecarts[:20])
    assert {str(x["indicateur_id"]) for x in lignes} == bilan.indicateurs
