"""The verdict on a table: what frictionless says, faster on large tables, and what it would let through."""

import csv
from pathlib import Path

import duckdb
import pytest

from pipelines import schemas, validation
from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur

# Cells that readers disagree on: blanks, other scripts, dates half written, huge numbers, booleans.
PIEGES = [
    "", " ", "a", "é", "x\ny", "x\n\ny", "NaN", "inf", "-0", "0", "007", "+5", "1_000", "1 000", " 12 ",
    "٣", "12.0", "1e3", "1,5", ".5", "5.", "-0.05", "9" * 17, "9" * 30, "true", "True", " true", "1", "oui",
    "2026-01-01", "2026-1-1", "2026-02-30", "0000-01-01", "20260101", "2026-01-01 ", "2026-01-01T00:00",
    "Marché", "marche", "000000019",
    "000000019-A1", "000000019-A1\n", "00000000000000", "a\x00b", "x" * 40, '"', "'", "=1+1",
]  # fmt: skip


def ecrire(path: Path, titres: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([titres, *rows])
    return path


def ligne_valide(schema: dict, numero: int) -> list[str]:
    row = {champ["name"]: champ["example"] for champ in schema["fields"]}
    return list((row | {"contrat_id": f"000000019-C{numero}"}).values())


def test_the_proof_changes_nothing_to_the_verdict(tmp_path: Path):
    """Every trap in every column: the table judged whole, then after DuckDB proved what it could."""
    schema = schemas.charger("contrats")
    rows = []
    for place in range(len(schema["fields"])):
        for piege in PIEGES:
            row = ligne_valide(schema, len(rows))
            row[place] = piege
            rows.append(row)
    path = ecrire(tmp_path / "contrats.csv", schemas.colonnes(schema), rows)
    entier = validation.valider_table("contrats", path, schema, seuil=10**9)
    prouve = validation.valider_table("contrats", path, schema, lignes_attendues=len(rows), seuil=0)
    assert prouve == entier
    assert entier.total_erreurs > len(entier.erreurs) == 1_000, (
        "les premières sont citées, toutes sont comptées"
    )


def test_row_numbers_hold_on_a_large_file_read_by_several_threads(tmp_path: Path):
    """With five constants or more, an IN list loses the order of the file: every number would be wrong."""
    path = tmp_path / "anomalies.csv"
    schema = schemas.charger("anomalies")
    duckdb.execute(
        "COPY (SELECT '000000019-C' || i AS contrat_id, 'objet' AS champ, "
        "CASE WHEN i % 9973 = 7 THEN 'É' ELSE 'a' END AS code, 'texte' || repeat('x', i % 50) AS explication "
        f"FROM range(150_000) r(i)) TO '{path}' (HEADER)"
    )
    verdict = validation.valider_table("anomalies", path, schema, con=duck.connect(threads=4))
    attendus = [i + 2 for i in range(150_000) if i % 9973 == 7]
    assert verdict.lignes == 150_000
    assert [e["enregistrement"] for e in verdict.erreurs] == attendus
    assert [e["ligne"] for e in verdict.erreurs] == attendus


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
def test_the_line_is_that_of_a_text_editor(tmp_path: Path, seuil: int):
    schema = schemas.charger("anomalies")
    rows = [["000000019-A", "objet", "a", "sur\ntrois\nlignes"], ["mauvais", "objet", "a", "texte"]]
    path = ecrire(tmp_path / "a.csv", schemas.colonnes(schema), rows)
    (erreur,) = validation.valider_table("anomalies", path, schema, seuil=seuil).erreurs
    assert (erreur["enregistrement"], erreur["ligne"], erreur["champ"]) == (3, 5, "contrat_id")
    assert erreur["valeur"] == "mauvais" and "« mauvais » n'a pas la forme attendue" in erreur["message"]


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
def test_the_value_of_an_unpublished_column_is_never_told(tmp_path: Path, seuil: int):
    schema = schemas.charger("titulaires")
    champ = next(c for c in schema["fields"] if c["name"] == "denomination_publiee")
    champ["constraints"] = {"maxLength": 10}
    row = {c["name"]: c["example"] for c in schema["fields"]} | {
        "denomination_publiee": "Camille Dupont-Fictif\x00"
    }
    path = ecrire(tmp_path / "t.csv", list(row), [list(row.values())])
    verdict = validation.valider_table("titulaires", path, schema, seuil=seuil)
    assert {e["regle"] for e in verdict.erreurs} == {"maxLength", "spaser-caractere-nul"}
    assert "Camille" not in repr(verdict)


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
@pytest.mark.parametrize(
    ("texte", "regle"),
    [
        ('a,"b\nc,d\n', "spaser-guillemet-ouvert"),
        ('a,"b"c\n', "spaser-guillemet-mal-place"),
        ("a,b\nc\n", "missing-cell"),
        ("a,b\nc,d,e\n", "extra-cell"),
        ("a,b\n\nc,d\n", "blank-row"),
        ("a,b\x00\n", "spaser-caractere-nul"),
    ],
)
def test_what_is_wrong_with_the_bytes_is_seen(tmp_path: Path, texte: str, regle: str, seuil: int):
    schema = {
        "name": "t",
        "fields": [{"name": n, "type": "string", "example": "a", "rgpd": "aucune"} for n in ("x", "y")],
        "primaryKey": ["x"],
    }
    path = tmp_path / "t.csv"
    path.write_bytes(("x,y\n" + texte).encode())
    verdict = validation.valider_table("t", path, schema, seuil=seuil)
    assert not verdict.valide and regle in {e["regle"] for e in verdict.erreurs}


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
@pytest.mark.parametrize(
    ("nombre", "regle"),
    [
        ("NaN", "spaser-nombre-non-fini"),
        ("Infinity", "spaser-nombre-non-fini"),
        ("-inf", "spaser-nombre-non-fini"),
        ("٣", "spaser-chiffres-non-latins"),
        ("1_0", "spaser-nombre-souligne"),
    ],
)
def test_a_number_that_is_none_is_refused_though_frictionless_takes_it(
    tmp_path: Path, nombre: str, regle: str, seuil: int
):
    schema = schemas.charger("tarifs_concession")
    row = {c["name"]: c["example"] for c in schema["fields"]} | {"tarif_eur": nombre}
    path = ecrire(tmp_path / "t.csv", list(row), [list(row.values())])
    verdict = validation.valider_table("tarifs_concession", path, schema, seuil=seuil)
    assert [e["regle"] for e in verdict.erreurs] == [regle]


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
def test_swapped_columns_are_seen(tmp_path: Path, seuil: int):
    schema = schemas.charger("anomalies")
    path = ecrire(
        tmp_path / "a.csv", ["contrat_id", "code", "champ", "explication"], [["000000019-A", "a", "b", "c"]]
    )
    verdict = validation.valider_table("anomalies", path, schema, seuil=seuil)
    assert [e["regle"] for e in verdict.erreurs] == ["incorrect-label", "incorrect-label"]


@pytest.mark.parametrize("seuil", [0, 10**9], ids=["prouvé", "entier"])
def test_a_lost_row_is_seen(tmp_path: Path, seuil: int):
    path = schemas.RACINE / "anomalies" / "exemple-valide.csv"
    verdict = validation.valider_table(
        "anomalies", path, schemas.charger("anomalies"), lignes_attendues=3, seuil=seuil
    )
    assert [e["regle"] for e in verdict.erreurs] == ["spaser-lignes-perdues"]


def table(dossier: Path, nom: str, requete: str) -> None:
    duckdb.execute(f"COPY ({requete}) TO '{dossier / f'{nom}.parquet'}' (FORMAT parquet)")


EXECUTION = (
    "SELECT '000000019-A' AS contrat_id, 1 AS annee_rang, NULL::DATE AS date_publication, "
    "NULL::VARCHAR AS depenses_investissement_publiees, "
)


@pytest.mark.parametrize(
    ("colonnes", "message"),
    [
        ("1.5::DOUBLE AS depenses_investissement_eur", "DOUBLE"),
        ("1.505::DECIMAL(18,3) AS depenses_investissement_eur", "DECIMAL"),
        ("'1.5' AS depenses_investissement_eur", "VARCHAR"),
        ("1::DECIMAL(18,2) AS depenses_investissement_eur, 'x' AS nom_du_gerant", "nom_du_gerant"),
        ("1 AS autre", "sans schéma"),
    ],
)
def test_a_column_without_schema_or_of_another_type_stops_the_run(
    tmp_path: Path, colonnes: str, message: str
):
    table(tmp_path, "execution_concession", EXECUTION + colonnes)
    with pytest.raises(SpaserErreur, match=message):
        validation.valider_dossier(tmp_path)


def test_a_table_without_schema_stops_the_run(tmp_path: Path):
    table(tmp_path, "beneficiaires", "SELECT 'x' AS nom")
    with pytest.raises(SpaserErreur, match="beneficiaires"):
        validation.valider_dossier(tmp_path)


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path):
    table(tmp_path, "execution_concession", EXECUTION + "1::DECIMAL(18,2) AS depenses_investissement_eur")
    tarif = (
        "SELECT '000000019-A' AS contrat_id, {} AS annee_rang, 1 AS tarif_rang, 'a' AS intitule, "
        "'1' AS tarif_publie, 1::DECIMAL(18,4) AS tarif_eur"
    )
    table(tmp_path, "tarifs_concession", tarif.format(1) + " UNION ALL " + tarif.format(2))
    duckdb.execute(f"COPY (SELECT '000000019-A' AS contrat_id) TO '{tmp_path / 'contrats.parquet'}'")
    verdict = validation.valider_parquet(tmp_path / "tarifs_concession.parquet")
    assert verdict.valide  # the table alone is right
    from pipelines.validation.dossier import liens_perdus

    (erreur,) = liens_perdus(
        duck.connect(), tmp_path / "tarifs_concession.parquet", schemas.charger("tarifs_concession")
    )
    assert (erreur["regle"], erreur["enregistrement"]) == ("spaser-reference", 3)
