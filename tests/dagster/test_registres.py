"""The assets of registers and union: what they show, what stops them, and that no value of a person is shown."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.defs import registres, union
from pipelines import etapes_registres
from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from tests.dagster.conftest import Atelier, controles, montrees, raison, reecrire


def test_refused_deliveries_and_vanished_rows_are_shown(modele):
    _, run = modele
    refusees = montrees(controles(run)["livraisons_lisibles"])
    assert {row["motif"] for row in refusees} == {
        "cle_en_double",
        "trop_de_lignes_fausses",
        "volume_en_baisse",
    }
    assert all(row["explication"] and row["livraison_id"] for row in refusees)
    assert {row["table_livree"] for row in montrees(controles(run)["lignes_disparues"])} == {"programmation"}
    assert {row["retenue"] for row in montrees(controles(run)["conflits"])} <= {"decp", "aucune"}


def test_what_registers_say_against_each_other_is_listed_and_stops_nothing(modele):
    _, run = modele
    [row] = montrees(controles(run)["registres_accordes"])
    assert (row["table"], row["champ"], row["code"]) == ("rapprochements", "reference", "spaser-reference")
    assert run.success and "valeur" not in row


def test_the_assets_say_how_much(modele):
    _, run = modele
    registre = run.asset_materializations_for_node("exemple__registres")[0].metadata
    assert registre["livraisons_declarees"].value == sum(
        registre[f"livraisons_{etat}"].value for etat in ("en_vigueur", "remplacee", "refusee")
    )
    assert registre["dagster/row_count"].value == sum(
        value.value
        for nom, value in registre.items()
        if nom.startswith("lignes_") and nom[7:] in schemas.lister()
    )
    colonnes = registre["colonnes"]
    assert isinstance(colonnes, dg.TableMetadataValue)
    marques = {dict(record.data)["rgpd"] for record in colonnes.records}
    assert marques == {"aucune", "indirecte", "sensible"}
    unis = run.asset_materializations_for_node("exemple__union")[0].metadata
    assert unis["contrats"].value == unis["apparies"].value + unis["decp_seuls"].value > 0


def test_no_value_about_persons_is_shown(modele):
    atelier, run = modele
    montre = "\n".join(
        str(event.event_specific_data)
        for event in run.all_events
        if event.is_step_materialization or event.event_type_value == "ASSET_CHECK_EVALUATION"
    )
    caches: set[str] = set()
    for table in schemas.lister(usage="registre"):
        parquet = atelier.dossier / "travail" / "registres" / f"{table}.parquet"
        noms = [c["name"] for c in schemas.charger(table)["fields"] if not schemas.est_montrable(c)]
        for nom in noms if parquet.is_file() else ():
            with duck.connect(threads=1) as con:
                rows = con.execute(
                    f'SELECT DISTINCT "{nom}"::VARCHAR FROM read_parquet({duck.literal(parquet)})'
                )
                caches |= {v for (v,) in rows.fetchall() if v and len(v) >= 14}
    assert len(caches) > 100, "les registres privés doivent contenir des valeurs à cacher"
    assert [value for value in caches if value in montre] == []


def test_registers_in_force_that_break_their_schema_stop_the_asset(copie: Atelier, monkeypatch):
    juste = etapes_registres.etablir_registres

    def abimer(depot: Path, sortie: Path, **k):
        bilan = juste(depot, sortie, **k)
        reecrire(sortie / "perimetre.parquet", "SELECT * REPLACE ('dragon' AS type_entite) FROM {t}")
        return bilan

    monkeypatch.setattr(etapes_registres, "etablir_registres", abimer)
    run = copie.materialiser("registres")
    rows = montrees(controles(run)["registres_conformes"])
    assert not run.success
    assert {(row["table"], row["champ"]) for row in rows} == {("perimetre", "type_entite")}
    assert "« registres » n'a pas de résultat accepté" in raison(copie.materialiser("contrats"))


def test_a_delivery_that_loses_a_record_stops_the_asset(copie: Atelier, monkeypatch):
    juste = registres.prendre_registres

    def perdre(ctx, suivi):
        bilan = juste(ctx, suivi)
        etats = ctx.travail / "registres" / "livraisons_etat.parquet"
        reecrire(
            etats,
            "SELECT * REPLACE (lignes + (livraison_id = (SELECT min(livraison_id) FROM {t}))::INT AS lignes) FROM {t}",
        )
        return bilan

    monkeypatch.setattr(registres, "prendre_registres", perdre)
    run = copie.materialiser("registres")
    assert not run.success
    [row] = montrees(controles(run)["tout_est_place"])
    assert row["lignes"] == row["en_vigueur"] + row["en_attente"] + row["remplacees"] + 1


def test_a_contract_united_twice_stops_the_asset_and_what_follows(copie: Atelier, monkeypatch):
    juste = union.unir

    def doubler(ctx):
        bilan = juste(ctx)
        reecrire(
            ctx.tables / "union_contrats.parquet",
            "FROM {t} UNION ALL (FROM {t} WHERE etat = 'apparie' LIMIT 1)",
        )
        return bilan

    monkeypatch.setattr(union, "unir", doubler)
    run = copie.materialiser("union")
    assert not run.success
    assert {(row["sorte"], row["places"]) for row in montrees(controles(run)["un_pour_un"])} == {
        ("contrat", 2),
        ("registre", 2),
    }
    assert "« union » n'a pas de résultat accepté" in raison(copie.materialiser("resultats"))


def test_contracts_made_again_need_a_new_union(copie: Atelier):
    """What is made from a stage no longer counts once that stage starts again."""
    assert copie.materialiser("contrats").success
    assert "« union » n'a pas de résultat accepté" in raison(copie.materialiser("resultats"))


@pytest.fixture
def sans_registres(copie: Atelier, tmp_path: Path):
    """The same community without the key « registres »."""
    from tests.dagster.conftest import RACINE

    racine = tmp_path / "racine"
    shutil.copytree(RACINE / "spasers", racine / "spasers")
    for nom in ("schemas", "data"):
        (racine / nom).symlink_to(RACINE / nom)
    [yaml] = racine.glob("spasers/exemple/*/spaser.yaml")
    yaml.write_text(
        yaml.read_text(encoding="utf-8").replace("\nregistres:", "\n# registres:"), encoding="utf-8"
    )
    return copie, racine


def test_without_registers_nothing_of_them_is_published(sans_registres, monkeypatch):
    from tests.dagster import conftest

    copie, racine = sans_registres
    monkeypatch.setattr(conftest, "RACINE", racine)
    run = copie.materialiser()
    assert run.success, raison(run)
    assert controles(run)["livraisons_lisibles"].passed and controles(run)["un_pour_un"].passed
    assert not list((copie.dossier / "travail" / "registres").glob("*"))
    noms = {path.stem for path in copie.tables.glob("*.parquet")}
    assert "contrats" in noms and not {
        n for n in noms if n.startswith(("union", "livraisons", "corrections"))
    }
