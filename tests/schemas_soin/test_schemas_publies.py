"""The published schemas: one per table, valid for frictionless, with true examples, and no person let out."""

import csv
import re
from pathlib import Path

import pytest

from pipelines import schemas, validation
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas.tables import types_duckdb

SOCLE = [
    "actes_sous_traitance",
    "anomalies",
    "caracteristiques",
    "considerations",
    "contrat_sources",
    "contrats",
    "contrats_alias",
    "decisions",
    "execution_concession",
    "fusions_probables",
    "groupement_membres",
    "modifications",
    "modifications_sous_traitance",
    "quarantaine",
    "resultats",
    "tarifs_concession",
    "titulaires",
]


TABLES = schemas.lister(usage="publication")
FICTIFS = {
    "acheteur_siren",
    "acheteur_siret",
    "siren",
    "contrat_id",
    "titulaire_id",
    "membre_siren",
    "titulaire_siret",
}
IDENTIFIANT = re.compile(r"(?<![0-9])(?:[0-9]{9}|[0-9]{14})(?![0-9])")


def test_no_table_that_was_published_has_lost_its_schema():
    assert set(SOCLE) <= set(TABLES)


def test_all_schemas_pass_the_lint():
    schemas.verifier_schemas()


@pytest.mark.parametrize("nom", TABLES)
def test_a_schema_is_valid_for_frictionless(nom: str):
    from frictionless import validate

    report = validate(str(schemas.RACINE / nom / "schema.json"), type="schema")
    assert report.valid, report.flatten(["message"])


@pytest.mark.parametrize("nom", TABLES)
def test_the_valid_example_is_valid(nom: str):
    verdict = validation.valider_table(nom, schemas.RACINE / nom / "exemple-valide.csv", schemas.charger(nom))
    assert verdict.erreurs == [] and verdict.valide and verdict.lignes >= 2


@pytest.mark.parametrize("nom", TABLES)
def test_the_invalid_example_shows_a_wrong_cell_a_missing_one_and_a_repeated_key(nom: str):
    verdict = validation.valider_table(
        nom, schemas.RACINE / nom / "exemple-invalide.csv", schemas.charger(nom)
    )
    regles = {erreur["regle"] for erreur in verdict.erreurs}
    assert not verdict.valide and {"required", "primary-key"} <= regles and len(regles) >= 3


@pytest.mark.parametrize(
    "path", sorted(schemas.RACINE.glob("*/*.csv")), ids=lambda p: f"{p.parent.name}/{p.stem}"
)
def test_examples_name_no_real_company(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for nom in FICTIFS & set(row):
                assert all(numero.startswith("0000") for numero in IDENTIFIANT.findall(row[nom] or "")), row[
                    nom
                ]


@pytest.mark.parametrize(
    ("table", "colonne"),
    [
        ("contrats", "champs_inconnus"),
        ("quarantaine", "brut"),
        ("titulaires", "titulaire_id_publie"),
        ("titulaires", "denomination_publiee"),
        ("actes_sous_traitance", "sous_traitant_id_publie"),
    ],
)
def test_what_may_name_a_person_is_not_in_the_published_schema(table: str, colonne: str):
    schema = schemas.charger(table)
    assert colonne in schemas.colonnes(schema)
    assert colonne not in schemas.colonnes(schemas.publie(schema))


def test_a_column_without_mark_does_not_leave():
    schema = schemas.charger("contrats")
    del schema["fields"][5]["rgpd"]
    assert schema["fields"][5]["name"] not in schemas.colonnes_publiees(schema)


def test_a_key_that_may_not_leave_stops_the_projection():
    schema = schemas.charger("titulaires")
    schema["fields"][0] |= {"rgpd": "directe"}
    with pytest.raises(SpaserErreur, match="contrat_id"):
        schemas.publie(schema)


def test_money_is_decimal_and_identifiers_are_text():
    types = types_duckdb(schemas.charger("contrats"))
    assert types["montant_initial_ht_eur"] == "DECIMAL(18,2)"
    assert types["code_cpv"] == types["acheteur_siren"] == types["lieu_execution_code"] == "VARCHAR"
    assert "DOUBLE" not in types.values()


def test_an_unknown_table_is_told_in_french():
    with pytest.raises(SpaserErreur, match="n'a pas de schéma"):
        schemas.charger("../contrats")
