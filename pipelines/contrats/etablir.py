"""From staging to the tables of contracts, one Parquet each, and the account of every element (laws 1, 2, 3, 6).

Here is the order of the steps; each rule is in its .sql file and in docs/regles-contrats.md. Reading files belongs to
`pipelines.decp`, indicators to `pipelines.indicateurs`.
"""

import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.contrats.identite import grouper
from pipelines.decp.lecture import Source

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
TABLES = (
    "contrats",
    "contrat_sources",
    "decisions",
    "quarantaine",
    "titulaires",
    "considerations",
    "caracteristiques",
    "modifications",
    "actes_sous_traitance",
    "modifications_sous_traitance",
    "execution_concession",
    "tarifs_concession",
    "groupement_membres",
    "anomalies",
    "fusions_probables",
)


def etablir(sources: Sequence[Source], staging: Path, sortie: Path, arrete_au: date) -> dict[str, Any]:
    """Write `TABLES` as `sortie`/<table>.parquet and `sortie`/bilan.json; return the bilan.

    `arrete_au` is the day on which the state is drawn up: later dates are impossible. The tables depend on the
    published elements alone: not on the order of files, on threads or on folders.

    Errors: `SpaserErreur` when an element would be lost or counted twice (law 1).
    """
    sortie.mkdir(parents=True, exist_ok=True)
    debordement = sortie / ".debordement"
    with connect(memory="900MB", tmp=debordement) as con:
        con.execute(f"SET VARIABLE demain = DATE {literal(arrete_au + timedelta(days=1))}")
        con.execute("CREATE TABLE sources (source INTEGER, fichier VARCHAR, sha256 VARCHAR)")
        lues = [(n, s.fichier, s.sha256) for n, s in enumerate(sources) if s.lus]
        con.execute(sql(__file__, "macros"))
        if lues:
            con.executemany("INSERT INTO sources VALUES (?, ?, ?)", lues)
        con.execute(sql(__file__, "cles", staging=_parts(staging)))
        con.execute(
            sql(__file__, "operateurs", nomenclatures=literal(Path(__file__).parent / "nomenclatures.csv"))
        )
        grouper(con)
        _ecrire_tables(con, sortie)
        bilan = _bilan(con, sources, sortie)
    shutil.rmtree(debordement, ignore_errors=True)
    ecrire_json(sortie / "bilan.json", bilan)
    return bilan


def _parts(staging: Path) -> str:
    """The parts as an SQL list of names: in a pattern, a folder such as « decp [2024] » would not be found."""
    return "[" + ", ".join(map(literal, sorted(staging.glob("source=*/part-*.parquet")))) + "]"


def _ecrire_tables(con: duckdb.DuckDBPyConnection, sortie: Path) -> None:
    chemins = {table: literal(sortie / f"{table}.parquet") for table in TABLES}
    for etape in ETAPES:
        con.execute(sql(__file__, etape, **chemins))


def _bilan(con: duckdb.DuckDBPyConnection, sources: Sequence[Source], sortie: Path) -> dict[str, Any]:
    comptes = con.execute(sql(__file__, "bilan")).fetchall()
    par_source: dict[int, dict[str, Any]] = {}
    for source, sort, motif, nombre in comptes:
        compte = par_source.setdefault(source, {"gardes": 0, "fusionnes": 0, "quarantaine": 0, "motifs": {}})
        compte[sort] += nombre
        if motif:
            compte["motifs"][motif] = nombre
    lignes, refuses = [], []
    for numero, s in enumerate(sources):
        if s.lus is None:
            refuses.append({"fichier": s.fichier, "motif": s.refus})
        compte = par_source.get(numero, {"gardes": 0, "fusionnes": 0, "quarantaine": 0, "motifs": {}})
        ligne = {"fichier": s.fichier, "sha256": s.sha256, "format": s.format, "lus": s.lus, **compte}
        if s.reparations:
            ligne["reparations"] = s.reparations
        lignes.append(ligne)
        retrouves = compte["gardes"] + compte["fusionnes"] + compte["quarantaine"]
        if retrouves != (s.lus or 0):
            raise SpaserErreur(
                f"{s.fichier} : {s.lus} enregistrements lus, {retrouves} retrouvés : rien ne doit se perdre."
            )
    total = {
        cle: sum(ligne[cle] or 0 for ligne in lignes) for cle in ("lus", "gardes", "fusionnes", "quarantaine")
    }
    contrats = con.execute(
        f"SELECT count(*), count(DISTINCT contrat_id) FROM {literal(sortie / 'contrats.parquet')}"
    ).fetchone()
    if contrats != (total["gardes"], total["gardes"]):
        raise SpaserErreur(
            f"{contrats} contrats écrits pour {total['gardes']} gardés : un contrat se compte une fois."
        )
    return {"total": total, "contrats": total["gardes"], "sources": lignes, "fichiers_refuses": refuses}
