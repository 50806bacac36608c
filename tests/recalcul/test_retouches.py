"""Every computed indicator of the five SPASER changes when one row that feeds it does, and its neighbour does not.

The edits are in retouches.csv. Those that nothing can edit are named here, with the reason.
"""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipelines import etapes, etapes_indicateurs
from pipelines.indicateurs.calcul.entrees import Entrees
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Definition
from tests.recalcul import retouches
from tests.recalcul.essais import RACINE, SLUGS, Essai

TABLE = Path(__file__).with_name("retouches.csv")
SANS_LIGNE = {
    "nb_jeux_donnees_publies": "compte les tables de la version : aucune ligne n'y change rien",
    "anciennete_publication": "tirée de la date des versions : aucune ligne n'y change rien",
    "part_objectifs_atteints": "tirée des états de tous les indicateurs : ses retouches sont les leurs",
}
TEMOINS = (("directions", "landes-m1a1-i1"), ("intentions_achat", "asp-ax4-e1"), ("evenements", "asp-ax1-i1"))


@cache
def _attendues() -> Sequence[tuple[str, retouches.Retouche, str]]:
    return retouches.lire(TABLE)


@pytest.fixture(scope="session")
def entrees(essais: Mapping[str, Essai]) -> Entrees:
    essai = essais["clermont"]
    ctx = etapes.preparer("clermont", racine=RACINE, fictif=True, travail=essai.travail)
    return etapes_indicateurs.entrees(ctx)


@pytest.fixture(scope="session")
def avant(entrees: Entrees) -> Mapping[str, Mapping[retouches.Cle, retouches.Cle]]:
    return retouches.resultats(entrees, _definitions(), _au())


@cache
def _definitions() -> tuple[Definition, ...]:
    return tuple(lire_definition(RACINE, slug) for slug in SLUGS[1:])


def _au() -> date:
    return date(2026, 6, 30)


def test_chaque_indicateur_calcule_a_sa_retouche(
    avant: Mapping[str, Mapping[retouches.Cle, retouches.Cle]],
) -> None:
    mesures = {i.indicateur_id: i.mesure for d in _definitions() for i in d.indicateurs}
    calcules = {code for code, lignes in avant.items() if any(x[-1] == "calcule" for x in lignes.values())}
    dus = {code for code in calcules if mesures[code] not in SANS_LIGNE}
    assert dus == {code for code, _, sens in _attendues() if sens != "rien"}


def _lots() -> list[str]:
    """Every lot with RETOUCHES=toutes (make retouches); one in three otherwise, and all of those about suppliers."""
    lots = sorted({r.lot for _, r, _ in _attendues()})
    toutes = os.environ.get("RETOUCHES") == "toutes"
    return [lot for rang, lot in enumerate(lots) if toutes or rang % 3 == 0 or lot >= "50"]


@pytest.mark.parametrize("lot", _lots())
def test_la_retouche_change_son_indicateur(
    lot: str,
    entrees: Entrees,
    avant: Mapping[str, Mapping[retouches.Cle, retouches.Cle]],
    tmp_path: Path,
) -> None:
    siennes = {code: sens for code, r, sens in _attendues() if r.lot == lot}
    gestes = dict.fromkeys(r for _, r, _ in _attendues() if r.lot == lot)
    tables = {r.table for r in gestes}
    temoin = next((code for table, code in TEMOINS if table not in tables), None)
    codes = [*siennes, *([temoin] if temoin else [])]
    apres = retouches.resultats(retouches.retoucher(entrees, gestes, tmp_path), _definitions(), _au(), codes)
    fautes: dict[str, str] = defaultdict(str)
    for code, attendu in siennes.items():
        if (vu := retouches.sens(avant[code], apres[code])) != attendu:
            fautes[code] = f"{vu}, et non {attendu}"
    assert not fautes
    assert temoin is None or apres[temoin] == avant[temoin]
