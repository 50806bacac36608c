"""The proof: what it clears, frictionless accepts and we have nothing to say of; and it clears what is ordinary."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from frictionless import Schema

from pipelines.commun import duck
from pipelines.schemas.cellules import defaut_inapercu
from pipelines.validation.juge import canon
from pipelines.validation.preuve import JAMAIS, preuve_sql
from pipelines.validation.preuve_motifs import motif_sql
from tests.validation.test_moteur import TYPES
from tests.validation.tirages import MOTIFS, PIEGES

COURTES = ["".join(s) for n in range(5) for s in itertools.product("01 .-+e_,N", repeat=n)]
DATEES = [
    f"{a}{s}{m}{t}{j}"
    for a, s, m, t, j in itertools.product(
        ("2024", "24", "0000", "12024", " 2024"), "-/ ", ("2", "02", "13", "0"), "-/", ("29", "30", "9 ", "29T10:00:00")
    )
]  # fmt: skip
ORDINAIRES: dict[str, list[str]] = {
    "string": ["a", "é", "un texte, long"],
    "integer": ["0", "12", "-5", "123456789012345678"],
    "number": ["0", "12", "-5", "12.5", "0.05", "123456789.01"],
    "boolean": ["true", "false"],
    "date": ["2024-02-29", "1999-12-31", "0001-01-01"],
    "year": ["2024", "0999"],
    "yearmonth": ["2024-12"],
    "datetime": ["2024-02-29T10:11:12"],
    "time": ["10:11:12"],
}


def preuve(champ: dict, textes: list[str], *, nul: bool = True) -> tuple[set[str], Any]:
    """The texts that the proof clears, and frictionless' reader."""
    schema = Schema.from_descriptor({"fields": [{k: v for k, v in champ.items() if k != "rgpd"}]})
    lecteur = schema.fields[0].create_cell_reader()
    condition = preuve_sql(
        champ, lecteur, "c", champ.get("missingValues", [""]), suspects=("chr(0)",) if nul else ()
    )
    con = duck.connect(threads=1)
    con.execute("CREATE TABLE t (brut VARCHAR, c VARCHAR)")
    lots = ", ".join(f"({duck.literal(t)})" for t in dict.fromkeys(textes) if "\x00" not in t)
    con.execute(f"INSERT INTO t SELECT v, nullif(v, '') FROM (VALUES {lots}) AS x(v)")
    return {brut for (brut,) in con.execute(f"SELECT brut FROM t WHERE {condition}").fetchall()}, lecteur


@pytest.mark.parametrize("rang", range(len(TYPES)), ids=lambda n: f"{TYPES[n]['type']}-{n}")
def test_what_is_proved_is_accepted(rang: int):
    champ = {"name": "c", "rgpd": "aucune"} | TYPES[rang]
    numerique = champ["type"] in ("integer", "number", "year", "yearmonth")
    prouves, lecteur = preuve(champ, [*PIEGES, *(COURTES if numerique else DATEES)])
    faux = [t for t in prouves if lecteur(t)[1] or (t and defaut_inapercu(champ, t))]
    assert faux == []


@pytest.mark.parametrize("type_", ORDINAIRES)
def test_what_is_ordinary_is_proved(type_: str):
    champ = {"name": "c", "type": type_, "trueValues": ["true"], "falseValues": ["false"]}
    champ = champ if type_ == "boolean" else {"name": "c", "type": type_}
    prouves, _ = preuve(champ, [*ORDINAIRES[type_], ""])
    assert prouves == {*ORDINAIRES[type_], ""}
    champ["constraints"] = {"required": True}
    assert preuve(champ, [*ORDINAIRES[type_], ""])[0] == set(ORDINAIRES[type_])


@pytest.mark.parametrize(
    ("contraintes", "type_", "attendus"),
    [
        ({"minimum": 0}, "number", {"0", "1", "0.5", "10.0"}),
        ({"minimum": "0.1", "maximum": 10}, "number", {"0.1", "0.11", "1", "9.99", "10", "0.5"}),
        ({"minimum": 1, "maximum": 10}, "integer", {"1", "10", "9"}),
        ({"minimum": "2024-01-01"}, "date", {"2024-01-01", "2030-12-31"}),
        ({"minimum": 2000}, "year", {"2000", "2024"}),
        ({"minLength": 2, "maxLength": 4}, "string", {"éé", "éééé", "10", "0.1", "9.99"}),
        ({"pattern": "^(?:[0-9]{2}|é+)$"}, "string", {"10", "éé", "éééé", "ééééé"}),
        ({"enum": ["éé", "10"]}, "string", {"éé", "10"}),
    ],
)  # fmt: skip
def test_constraints_are_proved(contraintes: dict, type_: str, attendus: set[str]):
    textes = ["0", "1", "9", "10", "0.1", "0.5", "0.11", "9.99", "10.0", "10.000000000000000001", "-0.1", "2024-01-01",
              "2023-12-31", "2030-12-31", "2000", "2024", "1999", "é", "éé", "éééé", "ééééé"]  # fmt: skip
    prouves, lecteur = preuve({"name": "c", "type": type_, "constraints": contraintes}, textes)
    assert attendus <= prouves and not [t for t in prouves if lecteur(t)[1]]


@pytest.mark.parametrize("motif", MOTIFS)
def test_a_pattern_is_never_wider_in_the_database_than_in_python(motif: str):
    champ = {"name": "c", "type": "string", "constraints": {"pattern": motif}}
    textes = [*PIEGES, *("".join(s) for n in range(5) for s in itertools.product("ab0:{\n", repeat=n))]
    prouves, lecteur = preuve(champ, textes)
    assert [t for t in prouves if lecteur(t)[1]] == []


def test_patterns_of_registers_are_translated_and_the_doubtful_ones_are_not():
    assert motif_sql("^(?:[0-9]{9})$", "c") and motif_sql("^(?:P-[0-9]{4}(?:-[a-z_]+)?)$", "c")
    for motif in (r"\D", r"[^\d]", "(?i:a)", r"(a)\1", "(?=a)a", "(?<!a)b", "a{1001}", "("):
        assert motif_sql(motif, "c") is None, motif


def test_what_is_not_known_is_not_proved():
    for champ in (
        {"type": "geopoint"},
        {"type": "date", "format": "%d/%m/%Y"},
        {"type": "number", "decimalChar": ","},
    ):
        assert (
            preuve_sql({"name": "c"} | champ, lambda _: (None, None), "c", [""])
            == f"coalesce({JAMAIS}, (c IS NULL))"
        )


def test_equal_numbers_have_one_spelling_and_different_ones_two():
    egaux = [["1", "1.0", "1.00", "10e-1", "0.1e1", "+1", "001"], ["0", "-0", "0.00", "0e9"], ["-12.50", "-1.25e1"],
             ["1e150", "1.0e150"], ["1e-150"], ["1" * 40], ["1" * 39 + "2"], ["Infinity"], ["-Infinity"]]  # fmt: skip
    canons = [{canon(Decimal(t)) for t in groupe} for groupe in egaux]
    assert all(len(c) == 1 for c in canons) and len(set().union(*canons)) == len(egaux)
    assert (
        canon(Decimal("12.50")) == "12.5"
        and canon(Decimal("1200")) == "1200"
        and canon(Decimal("-0.05")) == "-0.05"
    )
