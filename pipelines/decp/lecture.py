"""Files in, staging Parquet out: one folder of parts per file, and what each file held or why it was refused.

The formats belong to their own modules; this one runs them, in two threads that DuckDB keeps busy.
"""

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.commun.fichiers import fichiers_nommes, sha256
from pipelines.decp.flux import BLOC
from pipelines.decp.formats import reconnaitre
from pipelines.decp.modele import AJOUTES, colonnes
from pipelines.decp.paquets import Paquet, paquets_json, refus_utf8, tout_redresser
from pipelines.decp.plat import lire_plat
from pipelines.decp.xml_lu import paquets_xml

OUVRIERS = 3
"""Packets in the hands of DuckDB at one time: memory is bounded by this, not by the file."""


TAMPON = 8 * 1024 * 1024
"""The largest record that DuckDB makes room for (twice, for each thread); a packet that grew past a block of
reading holds a larger one, and is given what it needs."""


@dataclass(frozen=True)
class Source:
    """What came of one file: `lus` published elements, None when it was refused."""

    fichier: str
    sha256: str
    format: str
    lus: int | None
    refus: str | None = None
    reparations: dict[str, int] = field(default_factory=dict)


Suivi = Callable[[str], None]


def lire_fichiers(entrees: Iterable[Path], staging: Path, suivi: Suivi | None = None) -> list[Source]:
    """Read files and folders into `staging`/source=<number>/part-*.parquet (columns: staging.sql), in order of name.

    A refused file leaves nothing in `staging` and does not stop the others. `suivi` is told each file's name.
    """
    sources = []
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    with connect(memory="400MB") as con, ThreadPoolExecutor(OUVRIERS + 1) as ouvriers:
        for numero, (nom, chemin) in enumerate(fichiers_nommes(entrees)):
            if suivi:
                suivi(nom)
            empreinte = ouvriers.submit(sha256, chemin)
            sources.append(_lire(con, ouvriers, nom, chemin, staging / f"source={numero:05d}", empreinte))
        if not any(staging.glob("source=*/part-*.parquet")):
            _vide(con, staging / f"source={len(sources):05d}")
    return sources


def _vide(con: duckdb.DuckDBPyConnection, dossier: Path) -> None:
    """Write a part without rows: when every file is refused or empty, the tables are empty, not absent."""
    dossier.mkdir()
    _part(con, Paquet(None, 0, 0, b"[]"), dossier / "part-00000.parquet")


def _lire(
    con: duckdb.DuckDBPyConnection,
    ouvriers: ThreadPoolExecutor,
    nom: str,
    chemin: Path,
    dossier: Path,
    empreinte: "Future[str]",
) -> Source:
    dossier.mkdir()
    format_ = "illisible"
    reparations: dict[str, int] = {}
    try:
        format_ = reconnaitre(nom, chemin)
        if format_ == "csv":
            lus = lire_plat(con, nom, chemin, dossier / "part-00000.parquet")
        else:
            lecteur = paquets_json if format_ == "json" else paquets_xml
            lus = _ecrire(con, ouvriers, lecteur(nom, chemin, reparations), dossier, nom, chemin)
    except FichierRefuse as refus:
        shutil.rmtree(dossier)
        return Source(nom, empreinte.result(), format_, None, str(refus))
    return Source(nom, empreinte.result(), format_, lus, None, reparations)


def _ecrire(
    con: duckdb.DuckDBPyConnection,
    ouvriers: ThreadPoolExecutor,
    paquets: Iterator[Paquet],
    dossier: Path,
    nom: str,
    chemin: Path,
) -> int:
    """Write each packet as a Parquet part, `OUVRIERS` at a time; return how many records there were."""
    en_cours: deque[Future[None]] = deque()
    lus = 0
    try:
        for numero, paquet in enumerate(paquets):
            lus += paquet.nombre
            while len(en_cours) >= OUVRIERS:
                en_cours.popleft().result()
            part = dossier / f"part-{numero:05d}.parquet"
            en_cours.append(ouvriers.submit(_part, con.cursor(), paquet, part))
        while en_cours:
            en_cours.popleft().result()
    except duckdb.InvalidInputException as erreur:
        raise refus_utf8(nom, chemin) or FichierRefuse(f"{nom} : {erreur}") from erreur
    finally:
        for reste in en_cours:
            reste.exception()
    return lus


def _part(con: duckdb.DuckDBPyConnection, paquet: Paquet, part: Path) -> None:
    brut = part.with_suffix(".json")
    brut.write_bytes(paquet.texte)
    try:
        _copier(con, paquet, brut, part)
    except duckdb.InvalidInputException as erreur:
        if "duplicate key" not in str(erreur):
            raise
        brut.write_bytes(tout_redresser(paquet.texte))
        _copier(con, paquet, brut, part)
    brut.unlink()


def _copier(con: duckdb.DuckDBPyConnection, paquet: Paquet, brut: Path, part: Path) -> None:
    types = ", ".join(f"{literal(nom)}: {literal(t)}" for nom, t in (colonnes() | AJOUTES).items())
    requete = sql(
        __file__,
        "staging",
        avant=str(paquet.avant),
        genre="NULL" if paquet.genre is None else literal(paquet.genre),
        source=literal(brut),
        objet_max=str(max(TAMPON, len(paquet.texte) if len(paquet.texte) > BLOC + TAMPON else 0)),
        colonnes="{" + types + "}",
    )
    con.execute(f"COPY ({requete}) TO {literal(part)} (FORMAT parquet)")
