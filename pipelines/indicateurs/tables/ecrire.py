"""The writing of the tables that leave beside the results, as Parquet of their schema's types, in key order."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs.definition.modele import Definition
from pipelines.indicateurs.tables import lignes, registres
from pipelines.schemas import tables as schemas

SAISIES = "saisies"
NOMS = (*lignes.DEFINITION, *registres.PUBLIES)
"""Every table that `ecrire` may write."""


def ecrire(definitions: Sequence[Definition], dossier: Path | None, sortie: Path) -> None:
    """Write what `definitions` say, and the registers in force of `dossier` that may leave, into `sortie`.

    A register that was not delivered makes no table, and takes away that of an earlier run: absent is not empty.
    Columns that stay in are still there (`pipelines.publication` leaves them out, by their schema), rows are not.

    Errors: SpaserErreur for a code in no closed list, or a register that has become one about persons.
    """
    for nom in NOMS:
        (sortie / f"{nom}.parquet").unlink(missing_ok=True)
    with connect(threads=1) as con:
        for nom in lignes.DEFINITION:
            _ecrire_lignes(con, nom, lignes.lignes(nom, definitions), sortie / f"{nom}.parquet")
        for nom in registres.PUBLIES:
            if dossier is not None and (source := dossier / f"{nom}.parquet").is_file():
                _copier(con, nom, source, definitions, sortie / f"{nom}.parquet")


def _ecrire_lignes(
    con: duckdb.DuckDBPyConnection, nom: str, rangees: list[lignes.Ligne], sortie: Path
) -> None:
    types = schemas.types_duckdb(schemas.charger(nom))
    colonnes = ", ".join(f'"{colonne}" {type_}' for colonne, type_ in types.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE a_ecrire ({colonnes})")
    if rangees:
        places = ", ".join("?" for _ in types)
        con.executemany(
            f"INSERT INTO a_ecrire VALUES ({places})", [[ligne[c] for c in types] for ligne in rangees]
        )
    _copie(con, "a_ecrire", "true", nom, sortie)


def _copier(
    con: duckdb.DuckDBPyConnection, nom: str, source: Path, definitions: Sequence[Definition], sortie: Path
) -> None:
    registres.schema_a_publier(nom)
    ou = "true"
    if nom == SAISIES:
        permis = ", ".join(map(literal, lignes.saisies_publiables(definitions)))
        ou = f"indicateur_id IN ({permis})" if permis else "false"
    _copie(con, f"read_parquet({literal(source)})", ou, nom, sortie)


def _copie(con: duckdb.DuckDBPyConnection, source: str, ou: str, nom: str, sortie: Path) -> None:
    cle = ", ".join(f'"{colonne}"' for colonne in schemas.cle(schemas.charger(nom)))
    con.execute(sql(__file__, "ecrire", source=source, ou=ou, cle=cle, sortie=literal(sortie)))
