"""A published table in Parquet: the types of its schema, and bytes that depend on its rows only.

Which tables and columns leave is decided before; the text forms are in `pipelines.validation.export`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql

BLOC = 122_880
"""Rows of a row group: every group but the last has exactly that many."""


def ecrire_parquet(
    con: duckdb.DuckDBPyConnection,
    source: str,
    schema: schemas.Schema,
    dest: Path,
    dits: Mapping[str, str] | None = None,
) -> None:
    """Write the columns of the schema in the order of the source; `dits` (a licence, say) goes into its metadata.

    DuckDB cuts a row group at the first vector that fills it, so the cuts follow those of the file being read, and
    the number of threads. With one thread and a look at the cuts, the same rows give the same bytes; a file that was
    cut otherwise is written again through a table, at twice the cost.

    Errors: row groups that even so are not cut where they should be.
    """
    colonnes = ",\n".join(_colonne(champ) for champ in schema["fields"])
    params = {
        "bloc": str(BLOC),
        "dest": duck.literal(dest),
        "dits": _struct(_metadonnees(schema, dits or {})),
    }
    with _un_seul_fil(con):
        con.execute(duck.sql(__file__, "parquet", colonnes=colonnes, source=source, **params))
        if _bien_coupe(con, dest):
            return
        con.execute(duck.sql(__file__, "parquet_table", colonnes=colonnes, source=source))
        con.execute(duck.sql(__file__, "parquet", colonnes="*", source="FROM spaser_blocs", **params))
        con.execute("DROP TABLE spaser_blocs")
        if not _bien_coupe(con, dest):
            raise SpaserErreur(
                f"« {dest.name} » : les blocs de lignes du Parquet ne sont pas réguliers, la version ne serait pas "
                "reproductible. Rien n'est publié ; signalez-le en joignant la version de DuckDB."
            )


def _colonne(champ: schemas.Champ) -> str:
    nom, type_ = nom_sql(champ["name"]), schemas.type_duckdb(champ)
    # an empty text is an absent value, as in the CSV
    valeur = f"nullif({nom}, '')" if champ["type"] == "string" else f"CAST({nom} AS {type_})"
    return f"{valeur} AS {nom}"


def _metadonnees(schema: schemas.Schema, dits: Mapping[str, str]) -> dict[str, str]:
    return {"table": str(schema["name"]), "titre": str(schema.get("title", schema["name"]))} | dict(dits)


def _struct(dits: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{nom_sql(nom)}: {duck.literal(dit)}" for nom, dit in dits.items()) + "}"


def _bien_coupe(con: duckdb.DuckDBPyConnection, dest: Path) -> bool:
    """Say whether every row group but the last is full."""
    blocs = con.execute(duck.sql(__file__, "parquet_blocs", fichier=chemin_sql(dest))).fetchall()[0][0]
    return all(lignes == BLOC for lignes in blocs[:-1]) and (not blocs or blocs[-1] <= BLOC)


@contextmanager
def _un_seul_fil(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    avant = int(con.execute("SELECT current_setting('threads')").fetchall()[0][0])
    if avant > 1:
        con.execute("SET threads = 1")
    try:
        yield
    finally:
        if avant > 1:
            con.execute(f"SET threads = {avant}")
