"""The suite on the table of results: each expectation sees its own fault; an exception is none."""

import json
from pathlib import Path

import pytest

from pipelines.commun import duck
from pipelines.indicateurs.attentes import AttenteImpossible, verifier

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/resultats/schema.json").read_text(encoding="utf-8"))
NOMS = [field["name"] for field in SCHEMA["fields"]]
TYPES = {"number": "DECIMAL(18,4)", "date": "DATE", "string": "VARCHAR"}
JUSTE = {
    "spaser": "exemple",
    "edition": "2026",
    "indicateur_id": "L2111-3_social",
    "niveau": "acheteur",
    "acheteur_siren": "000000019",
    "periode_debut": "2024-01-01",
    "periode_fin": "2024-12-31",
    "compte": "nombre",
    "base": "tous",
    "perimetre": "simple",
    "dimension": "ensemble",
    "modalite": "ensemble",
    "valeur": "0.25",
    "unite": "taux",
    "numerateur": "1",
    "denominateur": "4",
    "couverture": "0.8",
    "borne_min": "0.2",
    "borne_max": "0.4",
    "origine": "calcule",
    "stade": "provisoire",
    "secret": "publie",
    "arrete_au": "2026-11-01",
    "recalculable": "public",
}


@pytest.fixture
def table(tmp_path: Path):
    def ecrire(*lignes: dict[str, str | None]) -> Path:
        rows = " UNION ALL ".join(f"SELECT {_select(JUSTE | ligne)}" for ligne in lignes)
        path = tmp_path / "resultats.parquet"
        with duck.connect() as con:
            con.execute(f"COPY ({rows}) TO {duck.literal(path)} (FORMAT parquet)")
        return path

    return ecrire


def _select(ligne: dict[str, str | None]) -> str:
    types = {field["name"]: TYPES[field["type"]] for field in SCHEMA["fields"]}
    values = {name: ligne.get(name) for name in NOMS}
    return ", ".join(
        f"CAST({'NULL' if value is None else duck.literal(value)} AS {types[name]}) AS {name}"
        for name, value in values.items()
    )


def test_a_right_table_passes(table):
    path = table(
        {},
        {"compte": "valeur", "numerateur": "1.50", "denominateur": "4.25"},
        {"acheteur_siren": None, "niveau": "consolide"},
        {"modalite": "b", "valeur": None, "numerateur": "0", "denominateur": "0", "couverture": None},
        {"modalite": "c", "unite": "eur", "valeur": "200", "borne_min": None, "borne_max": None},
    )
    failed = [attente["attente"] for attente in verifier(path, SCHEMA) if not attente["succes"]]
    assert failed == []


@pytest.mark.parametrize(
    ("faute", "attente"),
    [
        ({"valeur": "1.2", "borne_max": None}, "un taux est entre 0 et 1 (valeur)"),
        ({"borne_min": "-0.1"}, "un taux est entre 0 et 1 (borne_min)"),
        ({"borne_max": "1.1"}, "un taux est entre 0 et 1 (borne_max)"),
        ({"couverture": "1.01"}, "la couverture est entre 0 et 1"),
        ({"borne_min": "0.3"}, "borne_min ne dépasse pas valeur"),
        ({"borne_max": "0.2"}, "valeur ne dépasse pas borne_max"),
        ({"numerateur": "5"}, "numerateur ne dépasse pas denominateur"),
        ({"numerateur": "1.5"}, "un nombre de contrats est entier (numerateur)"),
        ({"denominateur": "4.5"}, "un nombre de contrats est entier (denominateur)"),
        ({"origine": "devine"}, "origine est d'une liste fermée"),
        ({"stade": "final"}, "stade est d'une liste fermée"),
        ({"secret": "montre"}, "secret est d'une liste fermée"),
        ({"perimetre": "tout"}, "perimetre est d'une liste fermée"),
        ({"base": "90k"}, "base est d'une liste fermée"),
        ({"compte": "poids"}, "compte est d'une liste fermée"),
    ],
)
def test_each_fault_is_seen_by_its_own_expectation_and_shown(table, faute, attente):
    verdicts = {v["attente"]: v for v in verifier(table({"modalite": "autre"}, faute), SCHEMA)}
    seen = verdicts[attente]
    assert not seen["succes"]
    assert seen["ecarts"] == 1
    assert [row["ligne"] for row in seen["exemples"]] == [2]
    assert {name for name, v in verdicts.items() if not v["succes"]} == {attente}


def test_a_repeated_key_is_shown_even_where_the_buyer_is_empty(table):
    consolide = {"niveau": "consolide", "acheteur_siren": None}
    verdicts = {v["attente"]: v for v in verifier(table(consolide, {}, consolide), SCHEMA)}
    seen = verdicts["une clé ne paraît qu'une fois"]
    assert (seen["succes"], [row["ligne"] for row in seen["exemples"]]) == (False, [1, 3])


def test_an_exception_is_not_a_failed_expectation(tmp_path):
    path = tmp_path / "resultats.parquet"
    with duck.connect() as con:
        con.execute(
            f"COPY (SELECT 1 AS numerateur, 2 AS denominateur) TO {duck.literal(path)} (FORMAT parquet)"
        )
    with pytest.raises(AttenteImpossible):
        verifier(path, SCHEMA)
