"""The versions published before this one, as a table of the release (docs/decisions/0014).

A release cannot list itself, and the same inputs must not make a version because the list grew: what the version in
force lists, and what its successor would, are both written here; which of the two is published belongs to `publier`.
"""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.publication import depot
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql

TABLE = "publications"
# Our own dialect, stated: nothing is guessed from the content.
LECTURE = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false"


def derniere_avant(destination: Path, jour: dt.date) -> dt.date | None:
    """Return the day of the last version whose data stop strictly before `jour`; None when there is none.

    Versions of the same day do not count: running twice on the same inputs must say the same thing twice.
    """
    latest = depot.lire_latest(destination)
    if latest is None or latest["version"] is None:
        return None
    con = duck.connect(threads=1)
    lues = con.execute(f"SELECT arrete_au FROM {_publiees(destination, latest)}").fetchall()
    jours = [dt.date.fromisoformat(latest["arrete_au"]), *(lu for (lu,) in lues)]
    return max((j for j in jours if j < jour), default=None)


def ecrire_comme_en_vigueur(
    con: duckdb.DuckDBPyConnection, destination: Path, latest: dict[str, Any] | None, dest: Path
) -> None:
    """Write the list that the version in force has; empty before the first release."""
    con.execute(f"COPY (FROM {_publiees(destination, latest)}) TO {duck.literal(dest)} (FORMAT parquet)")


def ecrire_a_la_suite(
    con: duckdb.DuckDBPyConnection, destination: Path, latest: dict[str, Any], dest: Path
) -> None:
    """Write the list of the next version: that of the version in force, and the version in force."""
    dossier = destination / depot.VERSIONS / str(latest["version"])
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    dite = {
        # the rank that it gave itself: after a withdrawal, latest.json gives an older version a higher one
        "sequence": descripteur.get("sequence", latest["sequence"]),
        "version": latest["version"],
        "precedente": latest["precedente"],
        "arrete_au": latest["arrete_au"],
        "edition": descripteur["edition"],
        "tables": sum(nom.endswith(".csv") and nom.count(".") == 1 for nom in latest["fichiers"]),
        "contenu_sha256": latest["contenu_sha256"],
        # whoever trusts the version in force can then check all those before it
        "sommes_sha256": latest["fichiers"]["SHA256SUMS"]["sha256"],
    }
    types = schemas.types_duckdb(schemas.charger(TABLE))
    valeurs = ", ".join(
        f"{'NULL' if dite[nom] is None else duck.literal(dite[nom])}::{type_} AS {nom}"
        for nom, type_ in types.items()
    )
    con.execute(
        duck.sql(
            __file__,
            "anterieures",
            publiees=_publiees(destination, latest),
            valeurs=valeurs,
            dest=duck.literal(dest),
        )
    )


def _publiees(destination: Path, latest: dict[str, Any] | None) -> str:
    """Return the SQL of the rows that the version in force lists; none for one made before there was a list.

    A column that this list did not have yet is empty for the versions of that time.
    """
    types = schemas.types_duckdb(schemas.charger(TABLE))
    path = destination / depot.VERSIONS / str(latest["version"]) / f"{TABLE}.csv" if latest else None
    if path is None or not path.is_file():
        return f"(SELECT {', '.join(f'NULL::{type_} AS {nom}' for nom, type_ in types.items())} WHERE false)"
    with path.open(encoding="utf-8", newline="") as file:
        presentes = next(csv.reader(file))
    lues = ", ".join(
        f"{nom if nom in presentes else 'NULL'}::{type_} AS {nom}" for nom, type_ in types.items()
    )
    textes = ", ".join(f"{duck.literal(nom)}: 'VARCHAR'" for nom in presentes)
    return f"(SELECT {lues} FROM read_csv({chemin_sql(path)}, {LECTURE}, columns = {{{textes}}}))"
