"""The fictional community's registers against the truth that its generator wrote: deliveries, union, corrections."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import etapes

RACINE = Path(__file__).parents[2]
VOIES_SANS_CLE = {"reference", "sans_cle", "decp_id_ponctuation", "decp_id_errone"}


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> etapes.Contexte:
    dossier = tmp_path_factory.mktemp("union")
    ctx = etapes.preparer(
        "exemple", racine=RACINE, travail=dossier / "travail", published=dossier / "published"
    )
    etapes.lire(ctx)
    etapes.registres(ctx)
    etapes.etablir_contrats(ctx)
    etapes.unir(ctx)
    return ctx


@pytest.fixture(scope="module")
def livre() -> dict[str, Any]:
    return dict(json.loads((RACINE / "data/raw/exemple/verite_registres.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def contrats(ctx: etapes.Contexte) -> dict[str, str]:
    """True contract -> contract_id, through the records that publish it."""
    lignes = duckdb.sql(f"""
        SELECT contrat_id, fichier, rang FROM '{ctx.tables}/contrat_sources.parquet'
        UNION ALL SELECT contrat_id, fichier, rang FROM '{ctx.tables}/decisions.parquet'""").fetchall()
    places = {(Path(fichier).name, rang): contrat for contrat, fichier, rang in lignes}
    verite = json.loads((RACINE / "data/raw/exemple/verite.json").read_text(encoding="utf-8"))
    return {
        c["cle"]: places[Path(c["publications"][0]["fichier"]).name, c["publications"][0]["rang"]]
        for c in verite["contrats"]
    }


def lire(path: Path, colonnes: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"SELECT {colonnes} FROM '{path}'").fetchall()


def test_every_delivery_becomes_what_it_must(ctx: etapes.Contexte, livre: dict[str, Any]):
    lues = lire(
        ctx.travail / "registres/livraisons_etat.parquet",
        "livraison_id, etat, CASE WHEN etat = 'refusee' THEN motif END, lignes, en_attente, disparues",
    )
    vraies = [
        (
            x["livraison_id"],
            x["etat"],
            x["motif"] if x["etat"] == "refusee" else None,
            x["lignes"],
            len(x["attentes"]) if x["etat"] == "en_vigueur" else 0,
            len(x["disparues"]),
        )
        for x in livre["livraisons"]
    ]
    assert sorted(lues) == sorted(vraies)


def test_the_rows_that_wait_are_those_that_were_spoilt(ctx: etapes.Contexte, livre: dict[str, Any]):
    vraies = {
        (x["livraison_id"], a["enregistrement"])
        for x in livre["livraisons"]
        if x["etat"] == "en_vigueur"
        for a in x["attentes"]
    }
    assert vraies
    assert (
        set(lire(ctx.travail / "registres/lignes_en_attente.parquet", "livraison_id, enregistrement"))
        == vraies
    )


def test_every_register_in_force_has_its_rows(ctx: etapes.Contexte, livre: dict[str, Any]):
    lues = {
        t["table"]: lire(ctx.travail / f"registres/{t['table']}.parquet", "count(*)")[0][0]
        for t in livre["tables"]
    }
    assert lues == {t["table"]: t["lignes"] for t in livre["tables"]}
    assert etapes.registres_conformes(ctx) == []


def test_every_true_pair_is_found_and_no_other(
    ctx: etapes.Contexte, livre: dict[str, Any], contrats: dict[str, str]
):
    unis = ctx.tables / "union_contrats.parquet"
    lus = set(
        duckdb.sql(
            f"SELECT registre_acheteur_siren, reference, contrat_id FROM '{unis}' WHERE etat = 'apparie'"
        ).fetchall()
    )
    vrais = {
        (p["acheteur_siren"], p["reference"], contrats[p["cle"]])
        for p in livre["paires"]
        if p["tranchee"] or p["voie"] not in VOIES_SANS_CLE
    }
    assert {p["voie"] for p in livre["paires"]} > VOIES_SANS_CLE
    assert lus == vrais


def test_without_a_key_the_right_contract_is_shown_and_not_merged(
    ctx: etapes.Contexte, livre: dict[str, Any], contrats: dict[str, str]
):
    lus = {
        (siren, ref): (etat, methode, probable)
        for siren, ref, etat, methode, probable in lire(
            ctx.tables / "union_contrats.parquet",
            "registre_acheteur_siren, reference, etat, methode, contrat_probable_id",
        )
    }
    attendus = [p for p in livre["paires"] if p["voie"] in VOIES_SANS_CLE and not p["tranchee"]]
    assert len(attendus) > 20
    for p in attendus:
        assert lus[p["acheteur_siren"], p["reference"]] == ("registre_seul", "probable", contrats[p["cle"]])
    for p in livre["registre_seuls"]:
        assert lus[p["acheteur_siren"], p["reference"]][0] == "registre_seul"


def test_every_disagreement_is_listed_and_those_corrected_are_settled(
    ctx: etapes.Contexte, livre: dict[str, Any], contrats: dict[str, str]
):
    lus = {
        (contrat, champ): retenue
        for contrat, champ, retenue in lire(
            ctx.tables / "union_conflits.parquet", "contrat_id, champ, retenue"
        )
    }
    vrais = {(contrats[x["cle"]], x["champ"]): x["corrige"] for x in livre["conflits"]}
    assert vrais.items() and set(vrais) <= set(lus)
    assert {cle: lus[cle] == "correction" for cle in vrais} == vrais
    # what sources of DECP dispute among themselves may differ too, nothing else
    discutes = {(contrats[p["cle"]], champ) for p in livre["paires"] for champ in p.get("disputes", [])}
    assert set(lus) - set(vrais) <= discutes


def test_every_decision_has_the_fate_it_must_have(ctx: etapes.Contexte, livre: dict[str, Any]):
    lues = {
        (contrat, champ, str(jour)): etat
        for contrat, champ, jour, etat in lire(
            ctx.tables / "corrections_appliquees.parquet", "contrat_id, champ, date_decision, etat"
        )
    }
    vraies = [x for x in livre["decisions"] if x["registre"] == "corrections"]
    assert lues == {(x["contrat_id"], x["champ"], x["date_decision"]): x["effet"] for x in vraies}
    bilan = json.loads((ctx.tables / "bilan.json").read_text(encoding="utf-8"))
    sans_effet = {
        (x["reference"], x["contrat_id"]): x["raison"] for x in bilan["union"]["rapprochements_sans_effet"]
    }
    assert sans_effet == {
        (x["reference"], x["contrat_id"]): x["effet"]
        for x in livre["decisions"]
        if x["registre"] == "rapprochements" and x["effet"] != "appliquee"
    }


def test_nothing_about_persons_is_among_the_tables_to_publish(ctx: etapes.Contexte):
    from pipelines.schemas import tables as schemas

    publiees = {path.stem for path in ctx.tables.glob("*.parquet")}
    assert {"union_contrats", "union_conflits", "corrections_appliquees", "livraisons_etat"} <= publiees
    assert not publiees & set(schemas.lister(usage="registre"))
    livrees = {t for (t,) in lire(ctx.tables / "livraisons_etat.parquet", "DISTINCT table_livree")}
    assert not [t for t in livrees if schemas.est_prive(schemas.charger(t))]
    toutes = {t for (t,) in lire(ctx.travail / "registres/livraisons_etat.parquet", "DISTINCT table_livree")}
    assert [t for t in toutes if schemas.est_prive(schemas.charger(t))]
