"""Contract ids that changed since the former version, so that a citation made then still leads somewhere.

A contract is followed through its records: same `empreinte`, other `contrat_id`. Ids are made in contrats.
"""

from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.validation.export import chemin_sql

TABLE = "contrats_alias"
# Our own dialect, stated: nothing is guessed from the content.
LECTURE = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"'"
VIDE = (
    "(SELECT NULL::VARCHAR AS ancien_contrat_id, NULL::VARCHAR AS contrat_id, "
    "NULL::VARCHAR AS version_precedente WHERE false)"
)


def ecrire_alias(
    con: duckdb.DuckDBPyConnection, tables: Path, precedente: Path | None, version: str, dest: Path
) -> None:
    """Write the alias table as Parquet; empty when there is no former version.

    `precedente` is the folder of the former version, `version` its number.
    """
    if precedente is None:
        con.execute(f"COPY (SELECT * FROM {VIDE}) TO {duck.literal(dest)} (FORMAT parquet)")
        return
    suivis = precedente / f"{TABLE}.csv"
    anciennes = [precedente / "contrat_sources.csv", precedente / "decisions.csv"]
    nouvelles = [tables / "contrat_sources.parquet", tables / "decisions.parquet"]
    con.execute(
        duck.sql(
            __file__,
            "alias",
            anciennes=_liste(anciennes),
            nouvelles=_liste(nouvelles),
            lecture=LECTURE,
            contrats=chemin_sql(tables / "contrats.parquet"),
            suivis=f"read_csv({chemin_sql(suivis)}, {LECTURE})" if suivis.is_file() else VIDE,
            version=duck.literal(version),
            dest=duck.literal(dest),
        )
    )


def _liste(paths: list[Path]) -> str:
    return "[" + ", ".join(chemin_sql(path) for path in paths) + "]"
