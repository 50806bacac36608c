"""The tables of the last time and those of what was decided again, made one, each in the order of its rows.

Two tables are written at a time, each by one thread: the widest is two thirds of the work. What leaves is told by
`tenir`, in files of the folder of the change.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.contrats import decider
from pipelines.contrats.decider import ORDRES, chemins, chercher_probables

LARGES = ("contrats",)
"""Tables too wide to be sorted again: their rows keep their places."""
SORTANTS, PARTIS, SORTIS, ACHETEURS = "sortants", "partis", "sortis", "acheteurs"
PORTRAIT = (
    "acheteur_siren, format, id_normalise, date_notification, montant_initial_ht_eur, objet, code_cpv, procedure, "
    "offres_recues, duree_mois"
)
"""What fusions_probables.sql reads of a contract."""
MEMOIRE = "600MB"


def fondre(anciennes: Path, delta: Path, tables: Path) -> None:
    """Write every table into `tables` from `anciennes`, without what leaves, and `delta`, which was decided again."""
    autres = [table for table in ORDRES if table not in LARGES]
    with ThreadPoolExecutor(2) as ouvriers:
        suite = [ouvriers.submit(_larges, anciennes, delta, tables)]
        suite.append(ouvriers.submit(_autres, autres, anciennes, delta, tables))
        for fait in suite:
            fait.result()
    with connect(memory=MEMOIRE, tmp=delta / ".probables") as con:
        con.execute(sql(decider.__file__, "macros"))
        _probables(con, anciennes, delta, tables)


def _larges(anciennes: Path, delta: Path, tables: Path) -> None:
    with connect(threads=1, memory=MEMOIRE, tmp=delta / ".larges") as con:
        for table in LARGES:
            ancienne, nouvelle = anciennes / f"{table}.parquet", delta / f"{table}.parquet"
            if not _lignes(con, ancienne):
                _trier(con, table, anciennes, delta, tables)
                continue
            decrites = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(ancienne)})").fetchall()
            colonnes = [f'"{nom}"' for nom, *_ in decrites]
            params = {
                "ancienne": literal(ancienne),
                "nouvelle": literal(nouvelle),
                "sortie": literal(tables / f"{table}.parquet"),
                "sortants": literal(delta / f"{SORTANTS}.parquet"),
                "listes": ", ".join(f"list({c} ORDER BY file_row_number) AS {c}" for c in colonnes),
                "choix": ", ".join(
                    f"CASE WHEN rang_nouveau = 0 THEN o.{c} ELSE n.{c}[rang_nouveau] END AS {c}"
                    for c in colonnes
                ),
            }
            con.execute(sql(__file__, "places", **params))
            con.execute(sql(__file__, "inserer", **params))


def _autres(autres: list[str], anciennes: Path, delta: Path, tables: Path) -> None:
    with connect(threads=1, memory=MEMOIRE, tmp=delta / ".autres") as con:
        for table in autres:
            _trier(con, table, anciennes, delta, tables)


def _trier(con: duckdb.DuckDBPyConnection, table: str, anciennes: Path, delta: Path, tables: Path) -> None:
    listes = {nom: literal(delta / f"{nom}.parquet") for nom in (SORTANTS, PARTIS, SORTIS)}
    con.execute(
        sql(
            __file__,
            "fondre",
            ancienne=literal(anciennes / f"{table}.parquet"),
            nouvelle=literal(delta / f"{table}.parquet"),
            sortie=literal(tables / f"{table}.parquet"),
            ordre=ORDRES[table],
            reste=sql(
                __file__,
                "reste_element" if table in ("decisions", "quarantaine") else "reste_contrat",
                **listes,
            ),
        )
    )


def _probables(con: duckdb.DuckDBPyConnection, anciennes: Path, delta: Path, tables: Path) -> None:
    """Look again for the probable merges of the buyers of whom something changed."""
    con.execute(
        sql(
            __file__,
            "acheteurs",
            portrait=PORTRAIT,
            anciens_contrats=chemins(anciennes)["contrats"],
            anciens_titulaires=chemins(anciennes)["titulaires"],
            nouveaux_contrats=chemins(delta)["contrats"],
            nouveaux_titulaires=chemins(delta)["titulaires"],
            sortants=literal(delta / f"{SORTANTS}.parquet"),
            acheteurs=literal(delta / f"{ACHETEURS}.parquet"),
        )
    )
    chercher_probables(con, tables, delta / f"{ACHETEURS}.parquet", anciennes)


def _lignes(con: duckdb.DuckDBPyConnection, parquet: Path) -> int:
    lu = con.execute(f"SELECT count(*) FROM read_parquet({literal(parquet)})").fetchone()
    return int(lu[0]) if lu else 0
