"""The table `dictionnaire`: what each released column means, and how full it is in this release.

Counted on the Parquet files of the release itself; what a column means is in the schemas.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.publication.tables import TableEcrite
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql, texte_sql

TABLE = "dictionnaire"
TYPES = {
    "string": "texte",
    "number": "nombre",
    "integer": "entier",
    "date": "date",
    "boolean": "booléen",
}
ORDONNES = ("number", "integer", "date")


def ecrire_dictionnaire(
    con: duckdb.DuckDBPyConnection,
    ecrites: Sequence[TableEcrite],
    dossier: Path,
    dest: Path,
    racine: Path = schemas.RACINE,
) -> None:
    """Write the dictionary of the tables in `dossier` (`<table>.parquet` each) as Parquet, itself described too."""
    colonnes = schemas.types_duckdb(schemas.charger(TABLE, racine))
    declarees = ", ".join(f"{nom_sql(nom)} {type_}" for nom, type_ in colonnes.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE entrees ({declarees})")
    lignes = [ligne for table in ecrites for ligne in _entrees(con, table, dossier)]
    lui = schemas.publie(schemas.charger(TABLE, racine))
    total = len(lignes) + len(lui["fields"])
    pleines = {nom: sum(ligne[nom] is not None for ligne in lignes) for nom in colonnes}
    moi = [
        _decrire(TABLE, lui, rang, champ) | {"lignes": total, "renseignees": 0}
        for rang, champ in enumerate(lui["fields"], 1)
    ]
    for ligne, champ in zip(moi, lui["fields"], strict=True):
        nom = champ["name"]
        ligne["renseignees"] = pleines[nom] + sum(nom == "renseignees" or une[nom] is not None for une in moi)
    # one statement: executemany would load pandas, half a second, for some five hundred rows
    valeurs = ", ".join(f"({', '.join(_valeur(ligne[nom]) for nom in colonnes)})" for ligne in lignes + moi)
    con.execute(f"INSERT INTO entrees VALUES {valeurs}")
    con.execute(
        f"COPY (FROM entrees ORDER BY {nom_sql('table')}, colonne) TO {duck.literal(dest)} (FORMAT parquet)"
    )
    con.execute("DROP TABLE entrees")


def _entrees(con: duckdb.DuckDBPyConnection, table: TableEcrite, dossier: Path) -> list[dict[str, Any]]:
    demandes = []
    for champ in table.schema["fields"]:
        colonne = nom_sql(champ["name"])
        demandes.append(f"count({colonne})")
        for borne in ("min", "max"):
            texte = texte_sql(champ).replace(colonne, f"{borne}({colonne})")
            demandes.append(texte if champ["type"] in ORDONNES else "NULL")
    lu = con.execute(
        f"SELECT {', '.join(demandes)} FROM {chemin_sql(dossier / f'{table.nom}.parquet')}"
    ).fetchall()[0]
    return [
        _decrire(table.nom, table.schema, rang, champ)
        | {
            "lignes": table.lignes,
            "renseignees": lu[3 * rang - 3],
            "minimum": lu[3 * rang - 2],
            "maximum": lu[3 * rang - 1],
        }
        for rang, champ in enumerate(table.schema["fields"], 1)
    ]


def _decrire(table: str, schema: schemas.Schema, rang: int, champ: schemas.Champ) -> dict[str, Any]:
    return {
        "table": table,
        "rang": rang,
        "colonne": champ["name"],
        "titre": champ["title"],
        "description": champ["description"],
        "type": TYPES[champ["type"]],
        "cle": champ["name"] in schemas.cle(schema),
        "obligatoire": bool(champ.get("constraints", {}).get("required")),
        "regle": regle(champ) or None,
        "exemple": champ.get("example"),
        "lignes": None,
        "renseignees": None,
        "minimum": None,
        "maximum": None,
    }


def _valeur(valeur: object) -> str:
    return "NULL" if valeur is None else duck.literal(valeur)


def regle(champ: schemas.Champ) -> str:
    """Return in French what a value must respect; empty when the type alone does."""
    regles = champ.get("constraints", {})
    dites = []
    if "enum" in regles:
        dites.append(f"une valeur parmi : {', '.join(map(str, regles['enum']))}")
    if "pattern" in regles:
        dites.append(f"le motif {regles['pattern']}")
    for cle, mots in (
        ("minimum", "au moins {}"),
        ("maximum", "au plus {}"),
        ("minLength", "{} caractère(s) au moins"),
        ("maxLength", "{} caractère(s) au plus"),
    ):
        if cle in regles:
            dites.append(mots.format(regles[cle]))
    if regles.get("unique"):
        dites.append("sans doublon")
    texte = " ; ".join(dites)
    return f"{texte[:1].upper()}{texte[1:]}." if texte else ""
