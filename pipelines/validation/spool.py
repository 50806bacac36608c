"""The private folder of an examination: rows that Python finds go to Parquet in bounded memory, and come back sorted.

What the rows say (codes, messages) belongs to `constats`; which cells are wrong belongs to `moteur`.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from pipelines.commun import duck
from pipelines.validation.export import chemin_sql

LOT = 5_000
OBJET = 4 << 20
MEMOIRE = "150MB"
# One fault. `groupe`: 0 the file and its titles, 1 the records, 2 what stopped the reading. `etage` and `ordre` follow
# frictionless within a record; `note` is its note, which holds the rule and never the value; `cellule` is for tests.
ERREURS = {
    "groupe": "UTINYINT",
    "enregistrement": "BIGINT",
    "etage": "UTINYINT",
    "ordre": "BIGINT",
    "ligne": "BIGINT",
    "numero": "INTEGER",
    "champ": "VARCHAR",
    "code": "VARCHAR",
    "regle": "VARCHAR",
    "note": "VARCHAR",
    "valeur": "VARCHAR",
    "precedent": "BIGINT",
    "message": "VARCHAR",
    "suggestion": "VARCHAR",
    "cellule": "VARCHAR",
}


def connexion(dossier: Path, memoire: str = MEMOIRE) -> duckdb.DuckDBPyConnection:
    """Open a small database that spills into the folder; results come out in the order that queries ask for."""
    return duck.connect(threads=1, memory=memoire, tmp=dossier)


def ecrire(
    dest: Path,
    colonnes: dict[str, str],
    lignes: Iterable[dict[str, Any]],
    con: duckdb.DuckDBPyConnection | None = None,
) -> int:
    """Write rows to a Parquet file, a batch at a time, and return how many there were; absent keys are NULL."""
    encodeur, total, objet = msgspec.json.Encoder(), 0, OBJET
    brut = dest.with_suffix(".jsonl")
    suite = iter(lignes)
    with brut.open("wb") as file:
        while lot := list(islice(suite, LOT)):
            total += len(lot)
            octets = encodeur.encode_lines(lot)
            if len(octets) > objet:
                objet = max(objet, *(len(ligne) + 2 for ligne in octets.split(b"\n")))
            file.write(octets)
    requete = f"COPY (FROM {lecture_json(brut, colonnes, objet)}) TO {duck.literal(dest)} (FORMAT parquet)"
    if con is not None:
        con.execute(requete)
    else:
        with closing(connexion(dest.parent)) as ouverte:
            ouverte.execute(requete)
    brut.unlink()
    dest.chmod(0o600)
    return total


def lecture_json(path: Path, colonnes: dict[str, str], objet: int = OBJET) -> str:
    """FROM clause over rows written as JSON, one a line of at most `objet` bytes; none when there is no such file."""
    if est_vide(path):
        return "(SELECT " + ", ".join(f"NULL::{t} AS {n}" for n, t in colonnes.items()) + " LIMIT 0)"
    types = ", ".join(f"{nom}: '{type_}'" for nom, type_ in colonnes.items())
    return (
        f"read_json({chemin_sql(path)}, format = 'newline_delimited', columns = {{{types}}}, "
        f"maximum_object_size = {objet})"
    )


def est_vide(path: Path) -> bool:
    """Say whether no row was written as JSON there."""
    return not path.exists() or not path.stat().st_size


def lire(con: duckdb.DuckDBPyConnection, requete: str) -> Iterator[tuple[Any, ...]]:
    """Run a query and yield its rows without holding them; others may run on the same connection meanwhile."""
    with closing(con.cursor()) as curseur:
        resultat = curseur.execute(requete)
        while lot := resultat.fetchmany(2_000):
            yield from lot
