"""A folder of working tables made from the examples of the schemas, and the card of their community."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import schemas
from pipelines.commun.fichiers import ecrire_json
from pipelines.indicateurs.tables.registres import PUBLIES
from pipelines.publication import FAITES_EN_PUBLIANT, Fiche
from pipelines.schemas.tables import types_duckdb

ARRETE_AU = dt.date(2026, 11, 22)


def ecrire_tables(dossier: Path) -> Path:
    """Write the valid example of every table that may leave, registers included."""
    dossier.mkdir(parents=True)
    for nom in sorted({*schemas.lister(usage="publication"), *PUBLIES} - {*FAITES_EN_PUBLIANT}):
        types = types_duckdb(schemas.charger(nom))
        colonnes = ", ".join(f"'{colonne}': '{type_}'" for colonne, type_ in types.items())
        exemple = schemas.RACINE / nom / "exemple-valide.csv"
        duckdb.execute(
            f"COPY (FROM read_csv('{exemple}', header = true, auto_detect = false, columns = {{{colonnes}}}, "
            f"delim = ',', quote = '\"')) TO '{dossier / f'{nom}.parquet'}' (FORMAT parquet)"
        )
    sources = [{"fichier": "decp-2026.json", "sha256": "0" * 63 + "a", "lus": 4}]
    ecrire_json(dossier / "bilan.json", {"total": {"lus": 4}, "sources": sources})
    return dossier


def modifier(tables: Path, table: str, requete: str) -> None:
    """Rewrite a table; `t` in the request is the table as it stands."""
    path = tables / f"{table}.parquet"
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t AS FROM '{path}'")
        con.execute(f"COPY ({requete}) TO '{path}' (FORMAT parquet)")


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ecrire_tables(tmp_path_factory.mktemp("modele") / "tables")


@pytest.fixture
def toutes(tmp_path: Path, modele: Path) -> Path:
    """Every table."""
    return Path(shutil.copytree(modele, tmp_path / "tables"))


@pytest.fixture
def tables(toutes: Path) -> Path:
    """A few tables, enough for what does not depend on which ones there are."""
    for path in toutes.glob("*.parquet"):
        if path.stem not in ("contrats", "contrat_sources", "decisions", "anomalies", "titulaires"):
            path.unlink()
    return toutes


@pytest.fixture
def fiche() -> Fiche:
    return Fiche("exemple", "Ville d'exemple", True, "2025-2028")
