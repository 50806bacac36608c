"""Many rows from Python into a DuckDB table: lists as parameters, a hundred times faster than one row at a time."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import duckdb

PAQUET = 20_000


def inserer(con: duckdb.DuckDBPyConnection, table: str, lignes: Iterable[Sequence[Any]]) -> int:
    """Insert rows, in the order of the columns of a table that exists, and return how many there were."""
    colonnes = con.execute(
        "SELECT data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    )
    valeurs = ", ".join(f"unnest(?::{type_}[])" for (type_,) in colonnes.fetchall())
    suite, total = iter(lignes), 0
    while paquet := list(islice(suite, PAQUET)):
        con.execute(f"INSERT INTO {table} SELECT {valeurs}", [list(c) for c in zip(*paquet, strict=True)])
        total += len(paquet)
    return total
