"""Which elements a change of files reaches. What is then done with them belongs to `tenir`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, liste, literal, sql
from pipelines.contrats import decider
from pipelines.decp.source import Source

PREMIER_SORTI = 1 << 24
"""The first number given to files that are gone; those of now are numbered as the staging folders are."""


@dataclass(frozen=True)
class Fichier:
    """A file of now or of the last time; `etat`: reste, entre, sort."""

    numero: int
    nom: str
    lecture: str
    etat: str


def comparer(avant: Mapping[str, str], sources: Iterable[Source]) -> list[Fichier]:
    """Tell which files stay, come and go; a file that was read otherwise goes and comes."""
    fichiers = []
    lues = {s.fichier: s.lecture for s in sources if s.lus is not None}
    for numero, s in enumerate(sources):
        if s.lus is not None and s.lecture:
            etat = "reste" if avant.get(s.fichier) == s.lecture else "entre"
            fichiers.append(Fichier(numero, s.fichier, s.lecture, etat))
    partis = [(nom, lecture) for nom, lecture in sorted(avant.items()) if lues.get(nom) != lecture]
    return fichiers + [
        Fichier(PREMIER_SORTI + n, nom, lecture, "sort") for n, (nom, lecture) in enumerate(partis)
    ]


def lire_cles(fichiers: Iterable[Fichier], staging: Path, cles: Path) -> None:
    """Write the keys of the files that have none yet, as `cles`/<reading>.parquet (rang, cle, a_prouver, jusque)."""
    cles.mkdir(parents=True, exist_ok=True)
    manquent = {f.lecture: f.numero for f in fichiers if not (cles / f"{f.lecture}.parquet").is_file()}
    if not manquent:
        return
    with connect(memory="600MB") as con:
        con.execute(sql(decider.__file__, "macros"))
        con.execute(sql(__file__, "macros"))
        for lecture, numero in manquent.items():
            parts = sorted((staging / f"source={numero:05d}").glob("part-*.parquet"))
            sortie, provisoire = cles / f"{lecture}.parquet", cles / f".{lecture}"
            params = {"parts": liste(parts), "cles": literal(provisoire)}
            con.execute(sql(__file__, "cles_elements" if parts else "aucune_cle", **params))
            provisoire.replace(sortie)


def etendre(
    con: duckdb.DuckDBPyConnection,
    fichiers: list[Fichier],
    cles: Path,
    jours: tuple[date, date],
) -> None:
    """Fill `touches` (rid) with every element that the change reaches; needs nothing, makes `fichiers`.

    `jours` are the days on which the state was and is drawn up.
    """
    con.execute(
        "CREATE OR REPLACE TABLE fichiers (numero BIGINT, fichier VARCHAR, etat VARCHAR, cles VARCHAR)"
    )
    lignes = [(f.numero, f.nom, f.etat, str(cles / f"{f.lecture}.parquet")) for f in fichiers]
    con.executemany("INSERT INTO fichiers VALUES (?, ?, ?, ?)", lignes)
    depuis = "'9999-99-99'" if jours[0] == jours[1] else literal(min(jours) + timedelta(days=1))
    distincts = sorted({cles / f"{f.lecture}.parquet" for f in fichiers})
    con.execute(sql(__file__, "ouverture", cles=liste(distincts), depuis=depuis))
    while True:
        avant = _nombre(con)
        con.execute(sql(__file__, "avancer"))
        if _nombre(con) == avant:
            return


def _nombre(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    return tuple(
        con.execute("SELECT count(*), (SELECT count(*) FROM atteintes) FROM touches").fetchone() or ()
    )
