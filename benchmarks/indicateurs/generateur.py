"""Deterministic tables of N contracts and their registers: `python -m benchmarks.indicateurs.generateur FOLDER N`.

DuckDB makes them, one .sql file of `tables` a table. What matters is the shape: a third of the answers unknown,
few large buyers, registers that four buyers in five deliver.
"""

import shutil
import sys
from pathlib import Path

import duckdb

from benchmarks.indicateurs.vocabulaire import cibles, dispositions
from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs.calcul.entrees import PUBLIEES
from pipelines.schemas import tables as schemas

VERSION = 1
ACHETEURS = 1_000


def generer(racine: Path, contrats: int, acheteurs: int = ACHETEURS) -> Path:
    """Write `tables` and `registres` under a folder unless they are there; return it."""
    dossier = racine / f"i{VERSION}-{contrats}-{acheteurs}"
    if dossier.is_dir():
        return dossier
    brouillon = dossier.with_suffix(".tmp")
    shutil.rmtree(brouillon, ignore_errors=True)
    for partie in ("tables", "registres"):
        (brouillon / partie).mkdir(parents=True, exist_ok=True)
    params = {
        "contrats": str(contrats), "acheteurs": str(acheteurs), "dispositions": dispositions(), "cibles": cibles()
    }  # fmt: skip
    with connect(tmp=brouillon / ".debordement") as con:
        con.execute(sql(__file__, "tables/macros", **params))
        for path in sorted((Path(__file__).parent / "tables").glob("*.sql")):
            if path.stem != "macros":
                _ecrire(con, brouillon, path.stem, sql(__file__, f"tables/{path.stem}", **params))
    brouillon.rename(dossier)
    return dossier


def _ecrire(con: duckdb.DuckDBPyConnection, dossier: Path, nom: str, requete: str) -> None:
    """Write a table with all the columns of its schema; those that the query does not say are NULL."""
    types = schemas.types_duckdb(schemas.charger(nom))
    dites = {str(ligne[0]) for ligne in con.execute(f"DESCRIBE {requete}").fetchall()}
    if dites - set(types):
        raise ValueError(f"{nom} : colonnes inconnues {dites - set(types)}")
    colonnes = ", ".join(f'{f"q.{c}" if c in dites else "NULL"}::{t} AS "{c}"' for c, t in types.items())
    path = dossier / ("tables" if nom in PUBLIEES else "registres") / f"{nom}.parquet"
    con.execute(
        f"COPY (SELECT {colonnes} FROM ({requete}) q) TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)"
    )


if __name__ == "__main__":
    generer(Path(sys.argv[1]), int(sys.argv[2]))
