"""Results marked `recalculable: interne`, from the registers in force: value, numerator and denominator.

The registers in force are read as the chain wrote them; test_lecture_brute holds that they are those of data/raw, row
for row, by a reading of the deliveries that shares no code with the chain.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.recalcul import legal
from tests.recalcul.comparer import comparer
from tests.recalcul.demandes import Perimetre, demandes
from tests.recalcul.essais import SLUGS, Essai
from tests.recalcul.faits import etablir
from tests.recalcul.lecture_publiee import Ligne, lire_csv, lire_version
from tests.recalcul.nationaux import Nationaux

LEGAUX = {"esus", "inclusif", "reserve"}


def legaux(lignes: Sequence[Ligne], essai: Essai) -> list[Ligne]:
    """The rows of the legal block that no reader can compute again."""
    return [
        x
        for x in lignes
        if x["spaser"] == essai.spaser
        and x["recalculable"] == "interne"
        and str(x["indicateur_id"]).startswith(legal.PREFIXE)
    ]


def test_le_bloc_legal_interne_se_recalcule(
    essais: Mapping[str, Essai], internes: Mapping[str, Path], ou: Perimetre, nationaux: Nationaux,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Of `exemple`; that of the other definitions is the same, cell for cell."""
    tables = lire_version(internes["exemple"])
    siennes = legaux(tables["resultats_internes"], essais["exemple"])
    bilan = legal.comparer(etablir(tables, nationaux), ou, siennes)
    with capsys.disabled():
        print(f"\n{len(bilan.indicateurs)} catégories légales internes recalculées ({bilan.lignes} lignes)")
    assert not bilan.ecarts, "\n".join(e.split(" : ")[0] for e in bilan.ecarts[:20])
    assert bilan.indicateurs == {legal.PREFIXE + nom for nom in LEGAUX}
    assert {x["modalite"] for x in siennes} == {"ensemble", "a_la_notification", "observee_apres"}
    for slug in SLUGS[1:]:
        autres = legaux(lire_csv(internes[slug] / "resultats_internes.csv"), essais[slug])
        assert legal.sans_nom(autres) == legal.sans_nom(siennes), slug


@pytest.mark.parametrize("slug", SLUGS)
def test_les_resultats_internes_se_recalculent(
    slug: str, essais: Mapping[str, Essai], internes: Mapping[str, Path], ou: Perimetre, nationaux: Nationaux,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    tables = lire_version(internes[slug])
    lignes = [
        x
        for x in tables["resultats_internes"]
        if x["spaser"] == essais[slug].spaser
        and x["recalculable"] == "interne"
        and not str(x["indicateur_id"]).startswith(legal.PREFIXE)
    ]
    bilan = comparer(etablir(tables, nationaux), demandes(essais[slug].definition), ou, lignes)
    with capsys.disabled():
        print(f"\n{slug} : {len(bilan.indicateurs)} indicateurs internes recalculés ({bilan.lignes} lignes)")
    assert not bilan.ecarts, "\n".join(e.split(" : ")[0] for e in bilan.ecarts[:20])
    assert {str(x["indicateur_id"]) for x in lignes} == bilan.indicateurs
