"""The engine and the recomputation side by side on a community edited where the fictional one is quiet.

The edits, with the reason of each, are in croises.csv: groups of buyers under every rule, suppliers without a number or
from abroad, national files that say nothing. One buyer comes late, another leaves. Every result is computed again.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines import etapes, etapes_indicateurs
from pipelines.indicateurs.calcul.calculer import Publications, ecrire
from pipelines.indicateurs.definition.lire import lire_definition
from tests.recalcul import gestes, legal, retouches
from tests.recalcul.comparer import comparer
from tests.recalcul.demandes import Perimetre, demandes
from tests.recalcul.essais import RACINE, Essai, en_csv, nationaux
from tests.recalcul.faits import Faits, etablir
from tests.recalcul.lecture_publiee import lire_version
from tests.recalcul.partages import attributions

TABLE = Path(__file__).with_name("croises.csv")
DATES = {"000001032": (date(2023, 1, 1), date(2025, 6, 30)), "000001024": (date(2023, 3, 1), None)}
SORTS = {
    ("quote_part", "acheteur", None),
    ("quote_part", "ensemble", None),
    ("quote_part", "ecarte", "aucun_membre_du_perimetre"),
    ("quote_part", "ecarte", "meme_contrat_deja_compte"),
    ("coordonnateur", "les_deux", None),
    ("coordonnateur", "ecarte", "coordonnateur_hors_perimetre"),
    ("membre", "les_deux", None),
    ("hors_dates", "les_deux", None),
    ("inconnu", "les_deux", None),
}
"""Every rule of attribution, and every reason not to count."""


@dataclass(frozen=True, repr=False)
class Croise:
    """What the edited community says, and its perimeter; never printed, some registers are about persons."""

    faits: Faits
    ou: Perimetre
    definition: Path


@pytest.fixture(scope="module")
def croise(essais: Mapping[str, Essai], ou: Perimetre, tmp_path_factory: pytest.TempPathFactory) -> Croise:
    dossier = tmp_path_factory.mktemp("croise")
    essai = essais["exemple"]
    siennes = etapes_indicateurs.entrees(etapes.preparer("exemple", racine=RACINE, travail=essai.travail))
    acheteurs = tuple(
        replace(a, debut=DATES[a.siren][0], fin=DATES[a.siren][1]) if a.siren in DATES else a
        for a in siennes.acheteurs
    )
    with TABLE.open(encoding="utf-8", newline="") as flux:
        edits = [
            retouches.Retouche("", x["table"], x["geste"], x["ligne"], x["changements"])
            for x in csv.DictReader(flux)
        ]
    ici = dossier / "entrees"
    entrees = retouches.retoucher(replace(siennes, acheteurs=acheteurs), edits, ici)
    internes = dossier / "resultats_internes.parquet"
    ecrire(
        entrees,
        [lire_definition(RACINE, "exemple")],
        dossier / "resultats.parquet",
        internes,
        arrete_au=ou.arrete_au,
        publications=Publications(1),
        emetteur=("exemple", essai.definition.name),
    )
    tables = [x for d in (ici / "tables", ici / "registres") for x in d.glob("*.parquet")]
    en_csv([*tables, internes, ici / gestes.ATTRIBUTIONS], dossier / "csv")
    perimetre = replace(ou, acheteurs={**ou.acheteurs, **DATES})
    faits = etablir(lire_version(dossier / "csv"), nationaux(dossier / "parquets", ici / gestes.NATIONAUX))
    return Croise(replace(faits, tenus=faits.tenus.dans(perimetre.annees_de)), perimetre, essai.definition)


def test_chaque_regle_d_attribution(croise: Croise) -> None:
    miennes = {
        (*a[:5], None if a.part_pct is None else a.part_pct.normalize(), a.motif)
        for a in attributions(croise.faits, croise.ou)
    }
    lues = {
        (
            *(x[nom] for nom in ("contrat_id", "groupement_id", "regle", "acheteur_siren", "compte")),
            Decimal(x["part_pct"]).normalize() if x["part_pct"] else None,
            x["motif"],
        )
        for x in croise.faits.tables["attributions"]
    }
    assert lues == miennes
    assert {(x[2], x[4], x[6]) for x in miennes} == SORTS


def test_les_resultats_de_cas_que_l_exemple_n_a_pas(
    croise: Croise, capsys: pytest.CaptureFixture[str]
) -> None:
    internes = croise.faits.tables["resultats_internes"]
    bloc = [x for x in internes if str(x["indicateur_id"]).startswith(legal.PREFIXE)]
    siennes = [x for x in internes if not str(x["indicateur_id"]).startswith(legal.PREFIXE)]
    bilan = comparer(croise.faits, demandes(croise.definition), croise.ou, siennes)
    du_bloc = legal.comparer(croise.faits, croise.ou, bloc)
    with capsys.disabled():
        print(f"\ncroisés : {len(bilan.indicateurs)} indicateurs, {bilan.lignes + du_bloc.lignes} lignes")
    ecarts = [*bilan.ecarts, *du_bloc.ecarts]
    assert not ecarts, "\n".join(e.split(" : ")[0] for e in ecarts[:20])
    assert len(bilan.indicateurs) >= 170
    assert len(du_bloc.indicateurs) == 8
