"""Small releases made by hand: a folder with CSV files and their datapackage.json, and what changed between two."""

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements import TABLE, ecriture, version
from pipelines.schemas import tables as schemas
from pipelines.validation import export

Ligne = dict[str, str | None]
AVANT, APRES = dt.date(2026, 5, 31), dt.date(2026, 6, 30)


def schema(nom: str, colonnes: dict[str, str], cle: list[str], usage: str | None = None) -> schemas.Schema:
    """A schema by hand: column -> type."""
    champs = [{"name": c, "type": t, "rgpd": "aucune", "decimales": 2} for c, t in colonnes.items()]
    fait = {"name": nom, "title": nom, "description": nom, "fields": champs, "primaryKey": cle}
    return fait | ({"usage": usage} if usage else {})


def publier(
    dossier: Path, tables: dict[str, tuple[schemas.Schema, list[Ligne]]], arrete_au: dt.date, numero: str
) -> Path:
    """Write a release that holds these tables, rows in the order of the key."""
    dossier.mkdir(parents=True)
    ressources = []
    with duckdb.connect() as con:
        for nom, (s, lignes) in tables.items():
            ecrire_csv(con, s, lignes, dossier / f"{nom}.csv")
            somme = hashlib.sha256((dossier / f"{nom}.csv").read_bytes()).hexdigest()
            ressources.append({"name": nom, "path": f"{nom}.csv", "schema": s, "hash": f"sha256:{somme}"})
    decrit = {"arrete_au": arrete_au.isoformat(), "version": numero, "resources": ressources}
    (dossier / "datapackage.json").write_text(json.dumps(decrit), encoding="utf-8")
    return dossier


def ecrire_csv(con: duckdb.DuckDBPyConnection, s: schemas.Schema, lignes: list[Ligne], dest: Path) -> None:
    """Write rows as the chain does: its writer, in the order of the key."""
    noms = schemas.colonnes(s)
    types = schemas.types_duckdb(s)
    colonnes = ", ".join(f'"{n}" VARCHAR' for n in noms)
    con.execute(f"CREATE OR REPLACE TABLE brutes ({colonnes})")
    if lignes:
        marques = ", ".join("?" * len(noms))
        con.executemany(f"INSERT INTO brutes VALUES ({marques})", [[x.get(n) for n in noms] for x in lignes])
    choix = ", ".join(f'CAST("{n}" AS {types[n]}) AS "{n}"' for n in noms)
    ordre = ", ".join(f'"{n}"' for n in schemas.cle(s))
    export.ecrire_csv(con, f"FROM (SELECT {choix} FROM brutes ORDER BY {ordre})", s, dest)


def vraies(tables: dict[str, list[Ligne]]) -> dict[str, tuple[schemas.Schema, list[Ligne]]]:
    """Give tables their published schema."""
    return {nom: (schemas.publie(schemas.charger(nom)), lignes) for nom, lignes in tables.items()}


def changer(avant: Path, apres: Path, dest: Path, *, taire: bool = False) -> Path:
    """Write `changements.csv` in `dest`."""
    dest.mkdir(exist_ok=True)
    s = schemas.publie(schemas.charger(TABLE))
    with duck.connect(threads=1, tmp=dest) as con:
        parquet = dest / f"{TABLE}.parquet"
        ecriture.ecrire(version.lire(avant), version.lire(apres), parquet, con, taire=taire)
        export.verifier_colonnes(con, parquet, schemas.charger(TABLE))
        source, _ = export.source_ordonnee(con, parquet, s)
        export.ecrire_csv(con, source, s, dest / f"{TABLE}.csv")
    return dest / f"{TABLE}.csv"


def lire(chemin: Path) -> list[dict[str, Any]]:
    """Read a CSV in plain Python; an empty cell is None."""
    csv.field_size_limit(10**8)
    with chemin.open(encoding="utf-8", newline="") as file:
        return [{c: v or None for c, v in ligne.items()} for ligne in csv.DictReader(file)]
