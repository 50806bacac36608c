"""Proof by DuckDB that cells are right, so that only the rest goes to frictionless (7,500 rows a second).

Sound, not complete: a proved record is one that frictionless accepts; an unproved one may still be right.
Anything unusual in the bytes (blank line, ragged row, unclosed quote, other line ends) gives no proof.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql

CLE_VIDE = 0


@dataclass(frozen=True)
class Preuve:
    """What DuckDB established: the number of records, the unproved ones, the repeated keys."""

    lignes: int
    suspects: dict[int, list[str]]
    doublons: list[tuple[int, int]]


def prouver(
    con: duckdb.DuckDBPyConnection, path: Path, schema: schemas.Schema, lignes_attendues: int | None
) -> Preuve | None:
    """Return the proof of a CSV, or None when it must be judged whole by frictionless.

    `lignes_attendues` stands in for the search of blank lines, which DuckDB skips without a word.
    """
    noms = schemas.colonnes(schema)
    if not _octets_ordinaires(path, noms, chercher_vides=lignes_attendues is None):
        return None
    lecture = _lecture(path, noms)
    cle = ", ".join(map(nom_sql, schemas.cle(schema)))
    champs = {champ["name"]: champ for champ in schema["fields"]}
    cles = [champs[nom] for nom in schemas.cle(schema)]
    params = {
        "lecture": lecture,
        "cle": cle,
        "vide": " AND ".join(f"{nom_sql(c['name'])} IS NULL" for c in cles),
        "canonique": " AND ".join(_canonique(c) for c in cles),
        "preuve": " AND\n".join(f"({preuve_sql(champ)})" for champ in schema["fields"]),
    }
    try:
        lignes, doubles, autres = con.execute(duck.sql(__file__, "bilan_cle", **params)).fetchall()[0]
        if autres or (lignes_attendues is not None and lignes != lignes_attendues):
            return None
        suspects = con.execute(duck.sql(__file__, "preuve", **params)).fetchall()
        doublons = con.execute(duck.sql(__file__, "doublons", **params)).fetchall() if doubles else []
    except duckdb.InvalidInputException:
        return None  # a ragged row, an unclosed quote, bytes that are not UTF-8: frictionless will say which
    return Preuve(int(lignes), {n: ["" if c is None else c for c in row] for n, *row in suspects}, doublons)


def preuve_sql(champ: schemas.Champ) -> str:
    """Return a condition on a text cell that is true only if frictionless accepts the cell."""
    colonne, contraintes = nom_sql(champ["name"]), champ.get("constraints", {})
    conditions = [_type_sql(champ["type"], colonne)]
    if set(contraintes) - {"required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength"}:
        return "false"
    if "enum" in contraintes:
        # Equalities, not IN: see preuve.sql.
        conditions.append(
            "(" + " OR ".join(f"{colonne} = {duck.literal(v)}" for v in contraintes["enum"]) + ")"
        )
        if champ["type"] not in ("string", "date"):
            return "false"
    if "pattern" in contraintes:
        conditions.append(f"regexp_full_match({colonne}, {duck.literal(contraintes['pattern'])})")
        conditions.append(f"NOT contains({colonne}, chr(10))")
    for cle, signe in (("minimum", ">="), ("maximum", "<=")):
        if cle in contraintes:
            conditions.append(
                f"{_comparable_sql(champ['type'], colonne)} {signe} {duck.literal(contraintes[cle])}"
            )
    for cle, signe in (("minLength", ">="), ("maxLength", "<=")):
        if cle in contraintes:
            conditions.append(f"length({colonne}) {signe} {int(contraintes[cle])}")
    bonne = " AND ".join(f"coalesce({condition}, false)" for condition in conditions)
    presente = f"{colonne} IS NOT NULL"
    return f"{presente} AND {bonne}" if contraintes.get("required") else f"NOT ({presente}) OR ({bonne})"


def _type_sql(type_: str, colonne: str) -> str:
    if type_ == "string":
        return f"NOT contains({colonne}, chr(0))"
    if type_ == "boolean":
        return f"({colonne} = 'true' OR {colonne} = 'false')"
    if type_ == "date":
        # strptime alone would take 5-digit years and Python's dates begin in year 1.
        lisible = f"try_strptime({colonne}, '%Y-%m-%d') IS NOT NULL AND {colonne} >= '0001'"
        return f"regexp_full_match({colonne}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND {lisible}"
    if type_ == "integer":
        return f"regexp_full_match({colonne}, '0|-?[1-9][0-9]{{0,17}}')"
    if type_ == "number":
        return f"regexp_full_match({colonne}, '-?[0-9]{{1,18}}([.][0-9]{{1,12}})?')"
    return "false"


def _comparable_sql(type_: str, colonne: str) -> str:
    if type_ == "date":
        return colonne
    return f"TRY_CAST({colonne} AS {'BIGINT' if type_ == 'integer' else 'DECIMAL(38,12)'})"


def _canonique(champ: schemas.Champ) -> str:
    """Keys are compared as text, which is right only where one value has one spelling."""
    if champ["type"] == "string":
        return "true"
    if champ["type"] == "number":
        return "false"
    colonne = nom_sql(champ["name"])
    return f"({colonne} IS NULL OR ({_type_sql(champ['type'], colonne)}))"


def _lecture(path: Path, noms: list[str]) -> str:
    types = ", ".join(f"{duck.literal(nom)}: 'VARCHAR'" for nom in noms)
    return (
        f"read_csv({chemin_sql(path)}, header = true, auto_detect = false, columns = {{{types}}}, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', strict_mode = true, null_padding = false)"
    )


def _octets_ordinaires(path: Path, noms: list[str], chercher_vides: bool) -> bool:
    with path.open(encoding="utf-8", newline="") as file:
        try:
            if next(csv.reader(file, strict=True), None) != noms:
                return False  # read_csv would map the columns by position, in silence
        except (csv.Error, UnicodeDecodeError):
            return False
    if not chercher_vides:
        return True
    with path.open("rb") as file:
        fin = b""
        while bloc := file.read(1 << 20):
            if b"\n\n" in fin + bloc or b"\r" in bloc:
                return False
            fin = bloc[-1:]
    return True
