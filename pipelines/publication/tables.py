"""The files of each table in a release: published columns only, checked as written.

The text form of a table belongs to `pipelines.validation.export`, the other forms to `formats`.
"""

import csv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.formats.excel_fr import ecrire_excel_fr
from pipelines.publication.formats.parquet import ecrire_parquet
from pipelines.schemas import tables as schemas
from pipelines.validation import export
from pipelines.validation.verdict import valider_table

Ecriture = Callable[[duckdb.DuckDBPyConnection, str, schemas.Schema, Path], None]
FORMES: dict[str, Ecriture] = {
    ".json": export.ecrire_json,
    ".parquet": ecrire_parquet,
    ".excel-fr.csv": ecrire_excel_fr,
}
"""What is written beside the CSV of a table, once it is known that there is to be a version."""


@dataclass(frozen=True)
class TableEcrite:
    """A table as it stands in the staging folder; `schema` has its published columns only, `source` is its FROM."""

    nom: str
    schema: schemas.Schema
    lignes: int
    source: str = ""


def ecrire_table(
    con: duckdb.DuckDBPyConnection, parquet: Path, dossier: Path, racine: Path = schemas.RACINE
) -> TableEcrite:
    """Write `<table>.csv`, then judge it as written.

    Errors: a table or a column without schema, a repeated key, a cell that breaks the schema, a row lost.
    """
    schema = schemas.charger(parquet.stem, racine)
    export.verifier_colonnes(con, parquet, schema)
    publie = schemas.publie(schema)
    exiger_publiable(schema, schemas.colonnes(publie))
    source, lignes = export.source_ordonnee(con, parquet, schema)
    chemin = dossier / f"{parquet.stem}.csv"
    export.ecrire_csv(con, source, publie, chemin)
    with chemin.open(encoding="utf-8", newline="") as file:
        exiger_publiable(schema, next(csv.reader(file)))
    # Every record is proved by DuckDB or judged by frictionless, whatever the size: seuil=0.
    verdict = valider_table(parquet.stem, chemin, publie, lignes_attendues=lignes, seuil=0, con=con)
    if not verdict.valide:
        premieres = "\n- ".join(f"ligne {e['ligne']} : {e['message']}" for e in verdict.erreurs[:5])
        raise SpaserErreur(
            f"Table « {parquet.stem} » : {verdict.total_erreurs} erreurs, rien n'est publié.\n- {premieres}"
        )
    return TableEcrite(parquet.stem, publie, lignes, source)


def ecrire_formes(
    con: duckdb.DuckDBPyConnection, tables: Sequence[TableEcrite], dossier: Path, ouvriers: int = 2
) -> None:
    """Write the other forms of tables, from what their CSV was written from; two files at a time."""
    with ThreadPoolExecutor(ouvriers) as ensemble:
        faits = [
            ensemble.submit(
                ecrire, con.cursor(), table.source, table.schema, dossier / f"{table.nom}{suffixe}"
            )
            for table in tables
            for suffixe, ecrire in FORMES.items()
        ]
        for fait in faits:
            fait.result()


def exiger_publiable(schema: schemas.Schema, demandees: list[str]) -> None:
    """Stop when a column that is not marked `aucune` is about to leave (law 5).

    Errors: such a column, or one that the schema does not know.
    """
    interdites = sorted(set(demandees) - set(schemas.colonnes_publiees(schema)))
    if interdites:
        raise SpaserErreur(
            f"Table « {schema['name']} » : colonnes à ne pas publier : {', '.join(interdites)}. "
            "Rien n'est publié."
        )
