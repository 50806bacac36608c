"""What holds whatever the files: order, threads, sums, and the same table worked out without the chain."""

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun import duck
from pipelines.contrats.couverture import TABLES
from pipelines.schemas import tables as schemas
from pipelines.validation.dossier import liens_perdus, valider_parquet
from tests.couverture import recalcul
from tests.couverture.exemple import ARRETE_EXEMPLE, fichiers_exemple
from tests.couverture.mondes import ARRETE, contrat, en_csv, etablir_monde, lire, refaire

LUES = ("contrats", "contrat_sources", "decisions", "sources_lues", "couverture")


def empreintes(dossier: Path) -> dict[str, str]:
    return {t: hashlib.sha256((dossier / "tables" / f"{t}.parquet").read_bytes()).hexdigest() for t in TABLES}


def verifier_sommes(dossier: Path) -> None:
    """Each contract is in one month, seen or lacking for each source; each record is counted for its source."""
    lignes, contrats = lire(dossier, "couverture"), len(lire(dossier, "contrats"))
    for x in lignes:
        assert (
            x["contrats"] == x["contrats_seulement_ici"] + x["contrats_vus_ailleurs"] <= x["enregistrements"]
        )
        assert x["marches"] == x["delai_connu"] + x["delai_inconnu"] <= x["contrats"]
        assert x["publies_hors_delai"] <= x["delai_connu"]
        assert (x["delai_median_jours"] is None) == (x["delai_connu"] == 0)
    for source in {x["source"] for x in lignes}:
        siennes = [x for x in lignes if x["source"] == source]
        assert sum(x["contrats"] + x["contrats_absents_ici"] for x in siennes) == contrats
        lues = [x for x in lire(dossier, "sources_lues") if source in (x["source"], "ensemble")]
        gardes = sum((x["enregistrements"] or 0) - (x["quarantaine"] or 0) for x in lues)
        assert sum(x["enregistrements"] for x in siennes) == gardes
    # what one source alone has is in the row of all sources once
    seuls = {"ensemble": 0, "": 0}
    for x in lignes:
        seuls["ensemble" if x["source"] == "ensemble" else ""] += x["contrats_seulement_ici"]
    assert seuls["ensemble"] == seuls[""]


def verifier_recalcul(dossier: Path, fichiers: Mapping[str, Any], arrete_au: date) -> None:
    publies = en_csv(dossier, LUES)
    refaite = recalcul.recalculer(publies, {nom: dossier / "brut" / nom for nom in fichiers}, arrete_au)
    assert recalcul.lire_csv(publies / "couverture.csv") == refaite


jours = st.dates(date(2023, 1, 1), date(2024, 12, 31)).map(str)
contrats = st.builds(
    lambda n, notifie, publie, montant: contrat(n, notifie, publie, montant=montant),
    st.integers(1, 30),
    st.none() | jours,
    st.none() | jours,
    st.sampled_from([50_000, 50_000.5, 60_000]),
)
mondes = st.dictionaries(
    st.sampled_from([f"{s}/{n}.json" for s in ("alpha", "beta", "gamma") for n in (1, 2)]),
    st.lists(contrats, min_size=1, max_size=12),
    min_size=4,
)


@settings(max_examples=3)
@given(fichiers=mondes)
def test_any_world_adds_up_and_is_found_again_without_the_chain(
    fichiers: dict[str, list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    dossier = tmp_path_factory.mktemp("monde")
    etablir_monde(dossier, fichiers)
    verifier_sommes(dossier)
    verifier_recalcul(dossier, fichiers, ARRETE)


def test_neither_the_order_of_files_nor_their_names_change_anything_but_the_list_of_files(
    tmp_path: Path,
) -> None:
    une, autre = contrat(1, publie="2024-02-01", dureeMois=12), contrat(1, publie="2024-02-01", dureeMois=24)
    # two records of one source that only their content can tell apart, under names that swap their order
    plus = {f"gamma/{n}.json": [contrat(n, f"2024-{n:02d}-05") for n in range(n, 12)] for n in (5, 8)}
    a = {"alpha/1.json": [une], "alpha/2.json": [autre], "beta/1.json": [une], **plus}
    b = {"alpha/1.json": [autre], "alpha/2.json": [une], "beta/0.json": [une], **plus}
    etablir_monde(tmp_path / "a", a)
    etablir_monde(tmp_path / "b", b, ordre=sorted(b, reverse=True))
    un, deux = empreintes(tmp_path / "a"), empreintes(tmp_path / "b")
    assert un.pop("sources_lues") != deux.pop("sources_lues")
    assert un == deux


@pytest.mark.parametrize("coeurs", [1, 4])
def test_the_number_of_threads_changes_nothing(
    coeurs: int, exemple: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, sources, bilan = exemple
    monkeypatch.setattr(os, "cpu_count", lambda: coeurs)
    assert refaire(dossier, tmp_path, sources, ARRETE_EXEMPLE) == bilan
    assert empreintes(tmp_path) == empreintes(dossier)


def test_the_fictional_community_adds_up_and_is_found_again_without_the_chain(exemple: Any) -> None:
    dossier, _, bilan = exemple
    verifier_sommes(dossier)
    verifier_recalcul(dossier, fichiers_exemple(), ARRETE_EXEMPLE)
    assert bilan["contrats_plusieurs_sources"] > 100 and bilan["divergences"]["date_notification"] > 10


@pytest.mark.parametrize("nom", TABLES)
def test_the_tables_of_the_fictional_community_are_those_of_their_schemas(nom: str, exemple: Any) -> None:
    dossier, _, _ = exemple
    parquet = dossier / "tables" / f"{nom}.parquet"
    verdict = valider_parquet(parquet)
    assert verdict.erreurs == [] and verdict.lignes > 2
    assert liens_perdus(duck.connect(threads=1), parquet, schemas.charger(nom)) == []
    assert schemas.colonnes_publiees(schemas.charger(nom)) == schemas.colonnes(schemas.charger(nom))


def test_no_text_of_the_published_files_is_repeated(exemple: Any) -> None:
    dossier, _, _ = exemple
    objets = {x["objet"] for x in lire(dossier, "contrats") if x["objet"]}
    dites = {str(v) for t in TABLES for x in lire(dossier, t) for v in x.values()}
    assert objets and dites and not objets & dites
