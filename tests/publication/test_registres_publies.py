"""Registers in a release: their own schema, fewer columns, links that nothing enforces."""

import json
from pathlib import Path

import pytest

from pipelines import schemas
from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.tables.registres import PUBLIES, RETENUS
from pipelines.publication import Fiche, publier
from pipelines.validation.dossier import valider_dossier
from tests.publication.conftest import ARRETE_AU, FAITES_EN_PUBLIANT, modifier


def ressources(dossier: Path) -> dict[str, dict]:
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    return {r["name"]: r for r in descripteur["resources"] if r["type"] == "table"}


def test_the_tables_of_a_release_are_these_and_no_other(toutes: Path, fiche: Fiche, tmp_path: Path):
    dossier = publier(toutes, tmp_path / "exemple", fiche, ARRETE_AU).dossier
    publiees = set(ressources(dossier))
    assert publiees == {*schemas.lister(usage="publication"), *PUBLIES}
    for forme in (".csv", ".json", ".parquet", ".excel-fr.csv", ".schema.json"):
        trouvees = {
            p.name.partition(".")[0] for p in dossier.iterdir() if p.name.partition(".")[2] == forme[1:]
        }
        assert trouvees - {"bilan", "provenance", "croissant", "datapackage"} == publiees
    assert publiees & set(RETENUS) == set()


@pytest.mark.parametrize("nom", sorted(PUBLIES))
def test_a_published_schema_speaks_of_published_columns_only(nom: str):
    schema = schemas.charger(nom)
    publie = schemas.publie(schema)
    retirees = set(schemas.colonnes(schema)) - set(schemas.colonnes(publie))
    dits = json.dumps([publie["custom_checks"], publie.get("references", [])])
    assert [colonne for colonne in sorted(retirees) if f'"{colonne}"' in dits] == []
    # those that speak of columns that leave are all kept
    gardes = [c for c in schema["custom_checks"] if not any(f'"{r}"' in json.dumps(c) for r in retirees)]
    assert publie["custom_checks"] == gardes


def test_a_register_has_no_foreign_key_and_keeps_its_links_to_what_is_there(
    toutes: Path, fiche: Fiche, tmp_path: Path
):
    lues = ressources(publier(toutes, tmp_path / "exemple", fiche, ARRETE_AU).dossier)
    assert [nom for nom in PUBLIES if "foreignKeys" in lues[nom]["schema"]] == []
    visees = {lien["table"] for lien in lues["registre_contrats"]["schema"]["references"]}
    assert visees == {"perimetre", "registre_contrats", "groupements", "directions"}
    [lien] = lues["objectifs"]["schema"]["foreignKeys"]
    assert lien["reference"]["resource"] == "indicateurs"


def test_a_link_of_a_register_that_leads_nowhere_stops_neither_the_release_nor_its_reader(
    toutes: Path, fiche: Fiche, tmp_path: Path
):
    from frictionless import validate

    modifier(toutes, "clauses", "SELECT * REPLACE ('perdu' AS contrat_reference) FROM t")
    for nom in FAITES_EN_PUBLIANT:
        assert not (toutes / f"{nom}.parquet").exists()
    assert all(v.valide for v in valider_dossier(toutes))
    dossier = publier(toutes, tmp_path / "exemple", fiche, ARRETE_AU).dossier
    report = validate(str(dossier / "datapackage.json"), type="package")
    assert report.valid, report.flatten(["name", "message"])


def test_a_link_of_a_made_table_that_leads_nowhere_does_stop(toutes: Path):
    modifier(toutes, "objectifs", "SELECT * REPLACE ('perdu' AS indicateur_id) FROM t")
    fautes = {v.table: [e["code"] for e in v.erreurs] for v in valider_dossier(toutes) if not v.valide}
    assert fautes == {"objectifs": ["spaser-reference"] * 3}


@pytest.mark.parametrize("nom", ["cotitulaires", "beneficiaires"])
def test_a_register_whose_key_may_not_leave_cannot_be_published(
    toutes: Path, fiche: Fiche, tmp_path: Path, nom: str
):
    """Were one put there by mistake, the schema stops it: nothing is published."""
    import duckdb

    types = schemas.tables.types_duckdb(schemas.charger(nom))
    vides = ", ".join(f"NULL::{t} AS {c}" for c, t in types.items())
    duckdb.execute(f"COPY (SELECT {vides} WHERE false) TO '{toutes / f'{nom}.parquet'}' (FORMAT parquet)")
    with pytest.raises(SpaserErreur, match="colonnes non publiables"):
        publier(toutes, tmp_path / "exemple", fiche, ARRETE_AU)
    assert not (tmp_path / "exemple" / "versions").exists()
