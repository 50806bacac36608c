"""The text form of a table: one spelling per type, from which CSV and JSON are both written.

DuckDB's own JSON writes 1.00 as 1.0 and passes large amounts through a double; here a number has one text,
its shortest exact decimal spelling, and both formats carry it. Where files go belongs elsewhere.
"""

import os
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas


def nom_sql(nom: str) -> str:
    """Quote a column name."""
    return '"' + nom.replace('"', '""') + '"'


def chemin_sql(path: Path) -> str:
    """Quote a path for read_parquet or read_csv, which would take `*`, `?` and `[` as wildcards."""
    echappe = "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
    return duck.literal(echappe)


def texte_sql(champ: schemas.Champ) -> str:
    """Return the SQL of a cell as text; an empty text is an absent value, as in the CSV."""
    colonne = nom_sql(champ["name"])
    if champ["type"] == "string":
        return f"nullif({colonne}, '')"
    if champ["type"] == "number" and champ["decimales"]:
        cast = f"CAST(CAST({colonne} AS {schemas.type_duckdb(champ)}) AS VARCHAR)"
        return f"rtrim(rtrim({cast}, '0'), '.')"
    return f"CAST({colonne} AS VARCHAR)"


def json_sql(champ: schemas.Champ) -> str:
    """Return the SQL of a member `"name":value`, the value having the text of the CSV."""
    texte = texte_sql(champ)
    if champ["type"] == "string":
        texte = f"CAST(to_json({texte}) AS VARCHAR)"
    elif champ["type"] == "date":
        texte = f"'\"' || {texte} || '\"'"
    return f"""'"{champ["name"]}":' || coalesce({texte}, 'null')"""


def verifier_colonnes(con: duckdb.DuckDBPyConnection, parquet: Path, schema: schemas.Schema) -> None:
    """Check that a Parquet file has the columns of its schema, all of them and no other, with their types.

    Errors: a column without schema (it has no rgpd mark), a missing one, or a type that would lose something
    (a DOUBLE amount, more decimals than declared).
    """
    lues = dict(
        con.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {chemin_sql(parquet)})").fetchall()
    )
    attendues = {champ["name"]: champ for champ in schema["fields"]}
    if inconnues := sorted(set(lues) - set(attendues)):
        raise SpaserErreur(
            f"Table « {schema['name']} » : colonnes sans schéma, donc sans marque rgpd : "
            f"{', '.join(inconnues)}."
        )
    if absentes := sorted(set(attendues) - set(lues)):
        raise SpaserErreur(f"Table « {schema['name']} » : colonnes absentes : {', '.join(absentes)}.")
    for nom, champ in attendues.items():
        if not _convient(lues[nom], champ):
            raise SpaserErreur(
                f"Table « {schema['name']} », colonne « {nom} » : type {lues[nom]}, "
                f"attendu {schemas.type_duckdb(champ)}."
            )


def _convient(lu: str, champ: schemas.Champ) -> bool:
    entiers = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
    if champ["type"] == "number":
        if lu.startswith("DECIMAL("):
            precision, echelle = map(int, lu[8:-1].split(","))
            return bool(echelle <= champ["decimales"] and precision - echelle <= 18 - champ["decimales"])
        return lu in entiers
    if champ["type"] == "integer":
        return lu in entiers
    return bool(lu == schemas.type_duckdb(champ))


def source_ordonnee(con: duckdb.DuckDBPyConnection, parquet: Path, schema: schemas.Schema) -> tuple[str, int]:
    """Return the FROM clause that reads a table in the order of its key, and its number of rows.

    A file already in order is read as it is: sorting a million wide rows costs as much as writing them.

    Errors: the same key twice, since the order, hence the bytes, would then be left to chance.
    """
    cle = ", ".join(map(nom_sql, schemas.cle(schema)))
    lecture = f"read_parquet({chemin_sql(parquet)})"
    lignes, en_desordre = con.execute(duck.sql(__file__, "ordre", cle=cle, lecture=lecture)).fetchall()[0]
    if not en_desordre:
        return f"FROM {lecture}", int(lignes)
    doubles = con.execute(duck.sql(__file__, "doubles", cle=cle, lecture=lecture)).fetchall()[0][0]
    if doubles:
        raise SpaserErreur(f"Table « {schema['name']} » : {doubles} clés ({cle}) figurent plusieurs fois.")
    # by the columns of the table: a bare name would be that of the text that is written, and 106 come before 5
    ordre = ", ".join(f"lue.{nom_sql(nom)}" for nom in schemas.cle(schema))
    return f"FROM {lecture} lue ORDER BY {ordre}", int(lignes)


def ecrire_csv(con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema, dest: Path) -> None:
    """Write a CSV: UTF-8, comma, LF, dot, ISO dates, true/false, empty for an absent value."""
    texte = ",\n".join(f"{texte_sql(champ)} AS {nom_sql(champ['name'])}" for champ in schema["fields"])
    con.execute(duck.sql(__file__, "csv", texte=texte, source=source, dest=duck.literal(dest)))


def ecrire_json(con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema, dest: Path) -> None:
    """Write a JSON array of objects, one a line, in the same order and with the same texts as the CSV."""
    membres = ",\n',', ".join(json_sql(champ) for champ in schema["fields"])
    con.execute(duck.sql(__file__, "json", membres=membres, source=source, dest=duck.literal(dest)))
    with dest.open("r+b") as file:
        if file.read(2) == b"[,":
            file.seek(1)
            file.write(b" ")
        file.seek(0, os.SEEK_END)
        file.write(b"\n")
