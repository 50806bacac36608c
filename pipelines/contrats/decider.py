"""From elements to the tables of contracts, one Parquet each: the order of the steps (laws 1, 2, 3, 6).

Each rule is in its .sql file and in docs/regles-contrats.md. Which elements are decided belongs to the caller:
`etablir` all of them, `incremental` those that a change touches.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.contrats.identite import grouper
from pipelines.decp.source import Source

ETAPES = (
    "lectures",
    "retenus",
    "modifications",
    "titulaires",
    "caracteristiques",
    "contrats",
    "annexes",
    "comptabilite",
)
ORDRES = {
    "contrats": "contrat_id",
    "contrat_sources": "contrat_id",
    "decisions": "fichier, rang",
    "quarantaine": "fichier, rang",
    "titulaires": "contrat_id, rang_modification, titulaire_rang",
    "considerations": "contrat_id, famille, valeur",
    "caracteristiques": "contrat_id, famille, valeur",
    "modifications": "contrat_id, rang_modification",
    "actes_sous_traitance": "contrat_id, acte_rang",
    "modifications_sous_traitance": "contrat_id, rang",
    "execution_concession": "contrat_id, annee_rang",
    "tarifs_concession": "contrat_id, annee_rang, tarif_rang",
    "groupement_membres": "contrat_id, membre_rang",
    "anomalies": "ALL",
}
"""The tables in which a row belongs to one contract or one element, and the order of their rows."""
TABLES = (*ORDRES, "fusions_probables")


def ouvrir(con: duckdb.DuckDBPyConnection, sources: Sequence[Source], arrete_au: date) -> None:
    """Make the macros, the day, and `sources`, numbered as the staging folders are."""
    con.execute(f"SET VARIABLE demain = DATE {literal(arrete_au + timedelta(days=1))}")
    con.execute("CREATE TABLE sources (source INTEGER, fichier VARCHAR, sha256 VARCHAR)")
    con.execute(sql(__file__, "macros"))
    if lues := [(n, s.fichier, s.sha256) for n, s in enumerate(sources) if s.lus]:
        con.executemany("INSERT INTO sources VALUES (?, ?, ?)", lues)


def decider(con: duckdb.DuckDBPyConnection, sortie: Path) -> None:
    """Write the tables of the contracts that `elements` make as `sortie`/<table>.parquet (`ORDRES`)."""
    con.execute(sql(__file__, "cles"))
    con.execute(
        sql(__file__, "operateurs", nomenclatures=literal(Path(__file__).parent / "nomenclatures.csv"))
    )
    grouper(con)
    for etape in ETAPES:
        con.execute(sql(__file__, etape, **chemins(sortie)))


def chercher_probables(
    con: duckdb.DuckDBPyConnection,
    sortie: Path,
    acheteurs: Path | None = None,
    anciennes: Path | None = None,
) -> None:
    """List the contracts of `sortie` that are perhaps one, across identifiers but within a buyer.

    With `acheteurs` (siren), only theirs are looked for again, the others being those of the tables `anciennes`.
    """
    siens, reprises = "true", "WHERE false"
    if acheteurs and anciennes:
        siens = f"left(contrat_id, 9) IN (SELECT siren FROM read_parquet({literal(acheteurs)}))"
        reprises = (
            f"WHERE left(contrat_id_a, 9) NOT IN (SELECT siren FROM read_parquet({literal(acheteurs)}))"
        )
    provisoire = sortie / "fusions_probables.siennes"
    params = chemins(sortie) | {"siens": siens, "fusions_probables": literal(provisoire)}
    con.execute(sql(__file__, "fusions_probables", **params))
    toutes = {"siennes": literal(provisoire), "reprises": reprises}
    toutes["anciennes"] = (
        literal(anciennes / "fusions_probables.parquet") if anciennes else literal(provisoire)
    )
    con.execute(sql(__file__, "fusions_toutes", **toutes, **{"sortie": chemins(sortie)["fusions_probables"]}))
    provisoire.unlink()


def chemins(dossier: Path) -> dict[str, str]:
    """Name the file of each table, for the .sql files."""
    return {table: literal(dossier / f"{table}.parquet") for table in TABLES}
