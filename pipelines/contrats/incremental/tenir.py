"""The tables of the last time brought up to date, in a folder of their own; nothing of it is needed to start again.

`manifeste.json`, written last, names the folder of tables that is whole. Which elements a change reaches: `fermeture`.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, liste, literal, sql
from pipelines.commun.fichiers import remplacer_json, sha256
from pipelines.contrats.decider import TABLES, chemins, decider, ouvrir
from pipelines.contrats.incremental.fermeture import (
    PREMIER_SORTI,
    Fichier,
    comparer,
    etendre,
    lire_cles,
)
from pipelines.contrats.incremental.fusion import PARTIS, SORTANTS, SORTIS, fondre
from pipelines.decp.gardees import lier
from pipelines.decp.source import Source

MANIFESTE, CLES, DELTA = "manifeste.json", "cles", "delta"
PART_MAX = 0.4
"""Beyond this share of the elements, deciding everything costs no more."""
ToutDecider = Callable[[Sequence[Source], Path, Path, date], None]


@dataclass(frozen=True)
class Avant:
    """What the folder of the last time holds."""

    sources: dict[str, str]
    arrete_au: date
    tables: Path


def tenir_a_jour(
    sources: Sequence[Source],
    staging: Path,
    etat: Path,
    sortie: Path,
    arrete_au: date,
    tout_decider: ToutDecider,
) -> None:
    """Write `TABLES` into `sortie` as `tout_decider` would, from those that `etat` holds and what changed since."""
    etat.mkdir(parents=True, exist_ok=True)
    avant = _avant(etat)
    _oublier_cles(etat, avant.sources if avant else {})
    fichiers = comparer(avant.sources if avant else {}, sources)
    actuelles = {f.nom: f.lecture for f in fichiers if f.etat != "sort"}
    nommees = all(s.lecture for s in sources if s.lus is not None)
    tables = avant.tables if avant else None
    if not (avant and avant.sources == actuelles and avant.arrete_au == arrete_au):
        tables = _vide(etat, avant)
        if nommees:
            lire_cles(fichiers, staging, etat / CLES)
        if not (avant and _reprendre(avant, fichiers, sources, staging, etat, tables, arrete_au)):
            _vider(tables)
            tout_decider(sources, staging, tables, arrete_au)
        if nommees:
            _retenir(etat, actuelles, arrete_au, tables)
    assert tables is not None
    for table in TABLES:
        (sortie / f"{table}.parquet").unlink(missing_ok=True)
        lier(tables / f"{table}.parquet", sortie / f"{table}.parquet")


def _reprendre(
    avant: Avant,
    fichiers: list[Fichier],
    sources: Sequence[Source],
    staging: Path,
    etat: Path,
    tables: Path,
    arrete_au: date,
) -> bool:
    """Decide again what the change reaches; False when it is better, or safer, to decide everything."""
    if not all((etat / CLES / f"{f.lecture}.parquet").is_file() for f in fichiers):
        return False
    delta = etat / DELTA
    _vider(delta)
    try:
        with connect(memory="900MB", tmp=delta / ".debordement") as con:
            etendre(con, fichiers, etat / CLES, (avant.arrete_au, arrete_au))
            if _part_touchee(con, sources) > PART_MAX or not _sortir(con, avant.tables):
                return False
            noms = {nom: literal(delta / f"{nom}.parquet") for nom in (SORTANTS, PARTIS, SORTIS)}
            con.execute(sql(__file__, "sauver", **noms))
            ouvrir(con, sources, arrete_au)
            _elements(con, fichiers, staging)
            decider(con, delta)
        fondre(avant.tables, delta, tables)
        return _un_pour_un(tables)
    finally:
        shutil.rmtree(delta, ignore_errors=True)


def _part_touchee(con: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> float:
    touches = con.execute("SELECT count(*) FROM touches").fetchone()
    return (touches[0] if touches else 0) / max(1, sum(s.lus or 0 for s in sources))


def _sortir(con: duckdb.DuckDBPyConnection, anciennes: Path) -> bool:
    """Fill `sortants`; False if a contract that leaves has an element that would not be decided again."""
    con.execute(sql(__file__, "sortants", **chemins(anciennes)))
    return con.execute(sql(__file__, "oublies")).fetchone() == (0,)


def _elements(con: duckdb.DuckDBPyConnection, fichiers: list[Fichier], staging: Path) -> None:
    """Make `elements`: those of new files, and those that are reached elsewhere."""
    numeros = {n for (n,) in con.execute("SELECT DISTINCT rid >> 32 FROM touches").fetchall()}
    entrent = {f.numero for f in fichiers if f.etat == "entre"}
    parts = {
        n: sorted((staging / f"source={n:05d}").glob("part-*.parquet"))
        for n in sorted(entrent | {n for n in numeros if n < PREMIER_SORTI})
    }
    if nouveaux := [part for n in sorted(entrent) for part in parts[n]]:
        con.execute(sql(__file__, "nouveaux", nouveaux=liste(nouveaux)))
    lus = [part for n in parts for part in parts[n]]
    lus = (
        lus or sorted(staging.glob("source=*/part-*.parquet"))[:1]
    )  # nothing to decide: only its columns serve
    con.execute(sql(__file__, "elements", staging=liste(lus), sortis=str(PREMIER_SORTI)))


def _un_pour_un(tables: Path) -> bool:
    with connect(threads=1) as con:
        return con.execute(sql(__file__, "en_ordre", **chemins(tables))).fetchone() == (True,)


def _avant(etat: Path) -> Avant | None:
    try:
        dit: dict[str, Any] = json.loads((etat / MANIFESTE).read_text(encoding="utf-8"))
        tables, sources = etat / str(dit["tables"]), dict(dit["sources"])
        if dit["code"] != _code() or dit["fichiers"] != _fichiers(etat, tables, sources):
            return None
        return Avant(sources, date.fromisoformat(dit["arrete_au"]), tables)
    except (OSError, ValueError, TypeError, KeyError):  # nothing kept, or not whole: everything is decided
        return None


def _fichiers(etat: Path, tables: Path, sources: dict[str, str]) -> dict[str, list[int]]:
    """What tells that a file that is kept was cut or written over: what is outside shares its bytes (`lier`)."""
    gardes = [tables / f"{table}.parquet" for table in TABLES]
    gardes += [etat / CLES / f"{lecture}.parquet" for lecture in sorted(set(sources.values()))]
    return {path.stem: [path.stat().st_size, path.stat().st_mtime_ns] for path in gardes}


def _retenir(etat: Path, sources: dict[str, str], arrete_au: date, tables: Path) -> None:
    """Name the tables that are whole, then clear away those before them and the keys of files that are gone."""
    dit = {"code": _code(), "arrete_au": arrete_au.isoformat(), "sources": sources, "tables": tables.name}
    remplacer_json(etat / MANIFESTE, dit | {"fichiers": _fichiers(etat, tables, sources)})
    for path in etat.glob("tables-*"):
        if path != tables:
            shutil.rmtree(path)
    _oublier_cles(etat, sources)


def _oublier_cles(etat: Path, sources: dict[str, str]) -> None:
    """Clear away the keys of other files, and those that other rules wrote."""
    utiles = set(sources.values())
    for path in (etat / CLES).glob("*"):
        if path.stem not in utiles:
            path.unlink()


def _vide(etat: Path, avant: Avant | None) -> Path:
    """Make an empty folder for tables, which is not that of the last time."""
    tables = etat / ("tables-b" if avant and avant.tables.name == "tables-a" else "tables-a")
    _vider(tables)
    return tables


def _vider(dossier: Path) -> None:
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)


@cache
def _code() -> str:
    """Digest of the rules: tables that other rules made are made again."""
    ici = Path(__file__).parents[1]
    regles = sorted(
        p for motif in ("*.py", "*.sql", "*.csv", "incremental/*") for p in ici.glob(motif) if p.is_file()
    )
    dits = [*map(sha256, regles), duckdb.__version__]
    return hashlib.sha256(" ".join(dits).encode()).hexdigest()
