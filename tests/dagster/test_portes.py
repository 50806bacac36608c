"""The gates: each stage shows what is wrong, and the next one refuses to start, alone or in the same run."""

from pathlib import Path

import pytest

from dagster_project.defs import contrats, publication, resultats
from tests.dagster.conftest import Atelier, controles, montrees, raison, reecrire


def test_everything_passes_on_the_fictional_community(modele):
    _, run = modele
    assert run.success, raison(run)
    ouverts = {
        "rien_n_est_perdu",
        "un_contrat_une_fois",
        "attentes_gx",
        "definition_saine",
        "respecte_le_schema",
        "version_publiee",
        "publications_saines",
        "tout_est_place",
        "registres_conformes",
        "un_pour_un",
    }
    # the fictional community has a refused delivery, rows to confirm and disagreements, as a real one would
    signales = {
        "fichiers_lisibles",
        "livraisons_lisibles",
        "lignes_disparues",
        "registres_accordes",
        "conflits",
        "sources_manquantes",
        "livraisons_attendues",
        "perimetre_accorde",
        "referentiels_lisibles",
        "fournisseurs_reconnus",
        "groupements_regles",
        "rapport_ecrit",
        "couverture_attendue",
        "delais_de_publication",
    }
    verdicts = controles(run)
    assert {nom for nom, verdict in verdicts.items() if verdict.passed} >= ouverts
    assert set(verdicts) == ouverts | signales
    assert {verdicts[nom].severity.name for nom in signales} == {"WARN"}


def test_an_asset_says_how_much_and_what(modele):
    _, run = modele
    metadata = run.asset_materializations_for_node("exemple__contrats")[0].metadata
    total = metadata["lus"].value
    parts = [metadata[nom].value for nom in ("gardes", "fusionnes", "quarantaine")]
    assert total == sum(parts) > 0
    assert metadata["dagster/row_count"].value == metadata["lignes_contrats"].value == parts[0]
    colonnes = {column.name: column for column in metadata["dagster/column_schema"].schema.columns}
    assert colonnes["contrat_id"].constraints.unique
    assert not colonnes["contrat_id"].constraints.nullable
    assert colonnes["contrat_id"].tags == {"rgpd": "aucune"}
    assert "| contrat_id |" in metadata["apercu"].value


def test_no_personal_column_is_shown(modele):
    """Law 5: what a check or an asset shows holds no value of a column about persons."""
    from pipelines.commun import duck
    from pipelines.schemas.tables import charger, est_montrable

    atelier, run = modele
    montre = "\n".join(
        str(event.event_specific_data)
        for event in run.all_events
        if event.is_step_materialization or event.event_type_value == "ASSET_CHECK_EVALUATION"
    )
    caches: set[str] = set()
    for table in sorted(atelier.tables.glob("*.parquet")):
        schema = charger(table.stem)
        noms = {champ["name"] for champ in schema["fields"] if not est_montrable(champ)}
        with duck.connect(threads=1) as con:
            for nom in sorted(noms):
                rows = con.execute(
                    f"SELECT DISTINCT {nom} FROM read_parquet({duck.literal(table)})"
                ).fetchall()
                caches |= {str(value) for (value,) in rows if value is not None and len(str(value)) > 14}
    assert caches, "exemple doit contenir des valeurs à cacher"
    assert [value for value in caches if value in montre] == []


def test_one_refused_file_is_a_warning_and_the_others_go_on(copie: Atelier, tmp_path: Path):
    bon = tmp_path / "bon.json"
    bon.write_text('{"marches": {"marche": []}}', encoding="utf-8")
    coupe = tmp_path / "coupe.json"
    coupe.write_bytes(b'{"marches": {"marche": [{"id": "2024')
    run = copie.materialiser("decp", decp=[str(bon), str(coupe)])
    verdict = controles(run)["fichiers_lisibles"]
    assert run.success, raison(run)
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    assert [row["fichier"] for row in montrees(verdict)] == ["coupe.json"]
    assert all(row["motif"] for row in montrees(verdict))


def test_when_no_file_can_be_read_the_gate_holds_in_later_runs(copie: Atelier, tmp_path: Path):
    coupe = tmp_path / "coupe.json"
    coupe.write_bytes(b'{"marches": {"marche": [{"id": "2024')
    avant = copie.publie()
    run = copie.materialiser("decp", decp=[str(coupe)])
    verdict = controles(run)["fichiers_lisibles"]
    assert not run.success
    assert (verdict.passed, verdict.severity.name) == (False, "ERROR")
    assert "coupe.json" in montrees(verdict)[0]["erreur"]
    assert not run.asset_materializations_for_node("exemple__decp")

    seul = copie.materialiser("contrats")
    assert not seul.success
    assert "« decp » n'a pas de résultat accepté" in raison(seul)
    assert copie.publie() == avant


def test_a_lost_record_stops_contrats_and_what_follows_alone(copie: Atelier, monkeypatch):
    juste = contrats.etablir_contrats

    def perdre(ctx):
        bilan = juste(ctx)
        reecrire(copie.tables / "decisions.parquet", "SELECT * FROM {t} ORDER BY fichier, rang OFFSET 1")
        return bilan

    monkeypatch.setattr(contrats, "etablir_contrats", perdre)
    run = copie.materialiser("contrats")
    assert not run.success
    (row,) = montrees(controles(run)["rien_n_est_perdu"])
    assert row["lus"] == row["places"] + 1
    assert not run.asset_materializations_for_node("exemple__contrats")

    seul = copie.materialiser("union")
    assert "« contrats » n'a pas de résultat accepté" in raison(seul)


def test_a_record_in_two_places_is_shown_by_file_and_rank(copie: Atelier, monkeypatch):
    juste = contrats.etablir_contrats

    def doubler(ctx):
        bilan = juste(ctx)
        reecrire(
            copie.tables / "decisions.parquet",
            "SELECT * FROM (SELECT * FROM {t} ORDER BY fichier, rang LIMIT 1) UNION ALL SELECT * FROM {t}",
        )
        return bilan

    monkeypatch.setattr(contrats, "etablir_contrats", doubler)
    rows = montrees(controles(copie.materialiser("contrats"))["rien_n_est_perdu"])
    assert [row["ou"] for row in rows if row["ou"]] == ["decisions, decisions"]
    assert [row["fois"] for row in rows if row["ou"]] == [2]
    assert all(row["fichier"] for row in rows)


def test_a_contract_counted_twice_is_shown(copie: Atelier, monkeypatch):
    juste = contrats.etablir_contrats

    def doubler(ctx):
        bilan = juste(ctx)
        reecrire(copie.tables / "contrats.parquet", "SELECT * FROM {t} UNION ALL (SELECT * FROM {t} LIMIT 1)")
        return bilan

    monkeypatch.setattr(contrats, "etablir_contrats", doubler)
    run = copie.materialiser("contrats")
    (row,) = montrees(controles(run)["un_contrat_une_fois"])
    assert not run.success
    assert (row["lignes_contrats"], row["lignes_contrat_sources"]) == (2, 1)


def test_an_impossible_rate_never_reaches_a_release(copie: Atelier, monkeypatch):
    juste = resultats.calculer

    def exagerer(ctx):
        path = juste(ctx)
        reecrire(path, "SELECT * REPLACE (CASE WHEN unite = 'taux' THEN 1.5 END AS valeur) FROM {t}")
        return path

    monkeypatch.setattr(resultats, "calculer", exagerer)
    avant = copie.publie()
    run = copie.materialiser("resultats")
    rows = montrees(controles(run)["attentes_gx"])
    assert not run.success
    assert {row["attente"] for row in rows} >= {"un taux est entre 0 et 1 (valeur)"}
    assert all(row["ligne"] and row["indicateur_id"] for row in rows)

    seul = copie.materialiser("publication")
    assert "« resultats » n'a pas de résultat accepté" in raison(seul)
    assert copie.publie() == avant


def test_a_fault_of_the_definition_stops_the_asset_before_anything_is_computed(copie: Atelier, monkeypatch):
    faute = {"fichier": "indicateurs.csv", "ligne": 3, "colonne": "mesure", "code": "mesure-inconnue"}
    monkeypatch.setattr(resultats, "fautes", lambda ctx: [faute])
    avant = {path.name: path.stat().st_mtime_ns for path in copie.tables.iterdir()}
    run = copie.materialiser("resultats")
    verdicts = controles(run)
    assert not run.success and set(verdicts) == {"definition_saine"}
    assert montrees(verdicts["definition_saine"]) == [faute]
    assert {path.name: path.stat().st_mtime_ns for path in copie.tables.iterdir()} == avant
    assert "« resultats » n'a pas de résultat accepté" in raison(copie.materialiser("publication"))


def test_a_member_that_delivers_nothing_turns_its_check_red(modele):
    _, run = modele
    verdict = controles(run)["livraisons_attendues"]
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    lignes = montrees(verdict)
    assert {ligne["acheteur_siren"] for ligne in lignes} == {"000001057"}
    assert {"decp", "registre_contrats"} <= {ligne["table_attendue"] for ligne in lignes}
    [ecart] = montrees(controles(run)["perimetre_accorde"])
    assert ecart["code"] == "absent_de_la_definition"


def test_a_national_file_that_cannot_be_read_turns_its_check_red(modele, copie: Atelier, monkeypatch):
    """The others go on: what the refused one alone knew becomes unknown."""
    from pipelines import etapes_fournisseurs

    juste = etapes_fournisseurs.entrees_de

    def sans_liste(ctx):
        fichiers, territoire = juste(ctx)
        from dataclasses import replace

        faux = copie.dossier / "esus.xlsx"
        faux.write_text("<html>Page introuvable</html>", encoding="utf-8")
        return [
            replace(f, chemin=faux) if f.chemin.name.startswith("liste_esus") else f for f in fichiers
        ], territoire

    monkeypatch.setattr(etapes_fournisseurs, "entrees_de", sans_liste)
    run = copie.materialiser("fournisseurs")
    assert run.success, raison(run)
    verdict = controles(run)["referentiels_lisibles"]
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    [refus] = montrees(verdict)
    assert refus["fichier"] == "esus.xlsx" and "page web" in refus["refus"]
    assert controles(run)["fournisseurs_reconnus"].passed


def test_missing_sources_are_counted_and_stop_nothing(modele):
    _, run = modele
    verdict = controles(run)["sources_manquantes"]
    lues = {row["source_manquante"]: row for row in montrees(verdict)}
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    assert {"saisies", "achats_circulaires"} <= set(lues)
    assert all(row["resultats"] >= row["indicateurs"] > 0 for row in lues.values())


def test_tables_beside_the_results_are_shown_sealed_and_counted(modele, copie: Atelier):
    from pipelines.commun import duck
    from pipelines.indicateurs.tables import NOMS

    atelier, run = modele
    metadata = run.asset_materializations_for_node("exemple__resultats")[0].metadata
    assert [nom for nom in NOMS if metadata[f"lignes_{nom}"].value <= 0] == []
    assert {row.data["rgpd"] for row in metadata["tables_publiees"].records} == {"aucune"}
    # an indicator says how many tables the release has
    publiees = {
        p.name.partition(".")[0] for p in (atelier.published / "exemple" / "latest").glob("*.schema.json")
    }
    with duck.connect(threads=1) as con:
        comptes = con.execute(
            "SELECT DISTINCT valeur FROM read_parquet(?) WHERE starts_with(note, 'Tables de cette') AND valeur > 0",
            [str(atelier.tables / "resultats.parquet")],
        ).fetchall()
    assert comptes == [(len(publiees),)] and publiees > set(NOMS)
    reecrire(copie.tables / "evenements.parquet", "SELECT * FROM {t} LIMIT 1")
    assert "« resultats » n'a pas de résultat accepté" in raison(copie.materialiser("publication"))


def test_a_row_that_breaks_its_schema_is_shown_and_nothing_is_published(copie: Atelier, monkeypatch):
    juste = publication.valider

    def abimer(ctx):
        reecrire(
            copie.tables / "titulaires.parquet",
            "SELECT * REPLACE (CASE WHEN row_number() OVER () = 2 THEN '12' ELSE siren END AS siren) "
            "FROM {t}",
        )
        return juste(ctx)

    monkeypatch.setattr(publication, "valider", abimer)
    avant = copie.publie()
    run = copie.materialiser("publication")
    assert not run.success
    rows = montrees(controles(run)["respecte_le_schema"])
    assert {(row["table"], row["champ"]) for row in rows} == {("titulaires", "siren")}
    assert all(row["ligne"] and row["regle"] and row["message"] for row in rows)
    assert copie.publie() == avant


def test_tables_changed_behind_the_gate_are_refused(copie: Atelier):
    """The seal holds the bytes that were judged: replacing them needs the gate again."""
    reecrire(copie.tables / "contrats.parquet", "SELECT * FROM {t} LIMIT 1")
    run = copie.materialiser("resultats")
    assert "« contrats » n'a pas de résultat accepté" in raison(run)


@pytest.mark.parametrize(
    "etape", ["contrats", "union", "completude", "fournisseurs", "resultats", "rapports", "publication"]
)
def test_nothing_starts_from_nothing(etape: str, tmp_path: Path):
    run = Atelier(tmp_path).materialiser(etape)
    assert not run.success
    assert "n'a pas de résultat accepté" in raison(run)
