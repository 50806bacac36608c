"""Files in, staging Parquet out: one folder of parts per file, and what each file held or why it was refused.

The formats belong to their own modules; this one runs them, in two threads that DuckDB keeps busy.
"""

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, enfermer, literal, sql
from pipelines.commun.empreintes import etat_de
from pipelines.commun.erreurs import FichierRefuse, SpaserErreur
from pipelines.commun.fichiers import fichiers_nommes, sha256
from pipelines.decp.filtre import Filtre
from pipelines.decp.flux import BLOC
from pipelines.decp.formats import reconnaitre
from pipelines.decp.gardees import Gardees
from pipelines.decp.modele import AJOUTES, colonnes
from pipelines.decp.paquets import Paquet, paquets_json, refus_utf8, tout_redresser
from pipelines.decp.plat import lire_plat
from pipelines.decp.source import Source
from pipelines.decp.xml_lu import paquets_xml
from pipelines.sources.modele import Entree

__all__ = ["Source", "lire_fichiers", "nommer"]

OUVRIERS = 3
"""Packets in the hands of DuckDB at one time: memory is bounded by this, not by the file."""


TAMPON = 8 * 1024 * 1024
"""The largest record that DuckDB makes room for (twice, for each thread); a packet that grew past a block of
reading holds a larger one, and is given what it needs."""


Suivi = Callable[[str], None]


def lire_fichiers(
    entrees: Iterable[Path | Entree],
    staging: Path,
    suivi: Suivi | None = None,
    *,
    filtre: Filtre | None = None,
    gardees: Path | None = None,
) -> list[Source]:
    """Read files and folders into `staging`/source=<number>/part-*.parquet (columns: staging.sql), in order of name.

    A refused file leaves nothing in `staging` and does not stop the others. `suivi` is told each file's name. Only the
    buyers of `filtre` are read in the entries that say so (`filtrer`), the elements of others being counted. `gardees`
    is a folder where readings stay, so that a file that did not change is not read again.
    """
    sources = []
    if "=" in str(staging.parent.absolute()):  # DuckDB would read a column in such a name
        ici = staging.parent.absolute()
        raise SpaserErreur(
            f"« {ici} » : le nom d'un dossier de travail n'a pas de signe « = » ; prenez-en un autre."
        )
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    garde = Gardees(gardees) if gardees else None
    nommees = nommer(entrees)
    with connect(memory="400MB") as con, ThreadPoolExecutor(OUVRIERS + 1) as ouvriers:
        enfermer(con, [staging, *(entree.chemin for entree in nommees)])
        for numero, entree in enumerate(nommees):
            dossier = staging / f"source={numero:05d}"
            choix = filtre if entree.filtrer else None
            if not entree.chemin.is_file():
                raise SpaserErreur(f"« {entree.chemin} » n'est plus là : vérifiez le dossier, puis relancez.")
            source = garde.reprendre(entree, dossier, repr(choix)) if garde else None
            if source is None:
                if suivi:
                    suivi(entree.nom)
                avant = etat_de(entree.chemin)
                empreinte = ouvriers.submit(sha256, entree.chemin)
                source = _lire(con, ouvriers, entree, dossier, empreinte, choix)
                if entree.sha256 and source.sha256 != entree.sha256:
                    raise SpaserErreur(
                        f"Magasin des sources : les octets de « {entree.nom} » ont changé depuis leur réception. "
                        f"Supprimez « {entree.chemin} », puis relancez « spaser sources fetch »."
                    )
                if etat_de(entree.chemin) != avant:
                    shutil.rmtree(dossier, ignore_errors=True)
                    refus = (
                        f"{entree.nom} : le fichier a changé pendant sa lecture : attendez qu'il soit entier."
                    )
                    source = replace(source, lus=None, refus=refus)
                elif garde:
                    source = garde.garder(source, entree.chemin, avant, dossier, repr(choix))
            sources.append(source)
        if not any(staging.glob("source=*/part-*.parquet")):
            _vide(con, staging / f"source={len(sources):05d}")
    if garde:
        garde.finir()
    return sources


def nommer(entrees: Iterable[Path | Entree]) -> list[Entree]:
    """List the files to read, in order of name: those behind paths (`fichiers_nommes`), and those of declared sources.

    Errors: a path that does not exist; two files of one name.
    """
    toutes = list(entrees)
    nommees = [e for e in toutes if isinstance(e, Entree)]
    nommees += [Entree(nom, path) for nom, path in fichiers_nommes(e for e in toutes if isinstance(e, Path))]
    nommees.sort(key=lambda e: e.nom)
    for avant, apres in pairwise(nommees):
        if avant.nom == apres.nom:
            raise SpaserErreur(
                f"Deux fichiers se nomment « {avant.nom} » : renommez-en un, ou une des sources."
            )
    return nommees


def _vide(con: duckdb.DuckDBPyConnection, dossier: Path) -> None:
    """Write a part without rows: when every file is refused or empty, the tables are empty, not absent."""
    dossier.mkdir()
    _part(con, Paquet(None, 0, 0, b"[]", 0), dossier / "part-00000.parquet")


def _lire(
    con: duckdb.DuckDBPyConnection,
    ouvriers: ThreadPoolExecutor,
    entree: Entree,
    dossier: Path,
    empreinte: "Future[str]",
    filtre: Filtre | None,
) -> Source:
    dossier.mkdir()
    format_, nom, chemin = "illisible", entree.nom, entree.chemin
    reparations: dict[str, int] = {}
    try:
        format_ = reconnaitre(nom, chemin)
        if format_ in ("csv", "parquet"):
            publies = lire_plat(con, nom, chemin, dossier / "part-00000.parquet", filtre)
        elif format_ == "json":
            paquets = paquets_json(nom, chemin, reparations, filtre)
            publies = _ecrire(con, ouvriers, paquets, dossier, nom, chemin)
        else:
            publies = _ecrire(con, ouvriers, paquets_xml(nom, chemin, reparations), dossier, nom, chemin)
        lus = _ecarter_les_autres(con, dossier, filtre) if filtre else publies
    except FichierRefuse as refus:
        shutil.rmtree(dossier)
        return Source(nom, empreinte.result(), format_, None, str(refus), origine=entree.origine)
    return Source(nom, empreinte.result(), format_, lus, None, reparations, entree.origine, publies - lus)


def _ecarter_les_autres(con: duckdb.DuckDBPyConnection, dossier: Path, filtre: Filtre) -> int:
    """Leave out of the parts the elements of other buyers that reading let through; return how many stay."""
    lus = 0
    for part in sorted(dossier.glob("part-*.parquet")):
        if (gardes := filtre.retenus(con, literal(part))) is not None:
            tri = part.with_suffix(".tri")
            dits = ", ".join(map(literal, gardes)) or "NULL"
            params = {"part": literal(part), "acheteurs": dits}
            con.execute(f"COPY ({sql(__file__, 'garder', **params)}) TO {literal(tri)} (FORMAT parquet)")
            tri.replace(part)
        lus += (con.execute(f"SELECT count(*) FROM read_parquet({literal(part)})").fetchone() or (0,))[0]
    return lus


def _ecrire(
    con: duckdb.DuckDBPyConnection,
    ouvriers: ThreadPoolExecutor,
    paquets: Iterator[Paquet],
    dossier: Path,
    nom: str,
    chemin: Path,
) -> int:
    """Write each packet as a Parquet part, `OUVRIERS` at a time; return how many records were published."""
    en_cours: deque[Future[None]] = deque()
    publies = 0
    try:
        for numero, paquet in enumerate(paquets):
            publies += paquet.publies
            if not paquet.nombre:
                continue
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
    return publies


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
        rang=f"row_number() OVER () + {paquet.avant}"
        if paquet.rangs is None
        else f"{list(paquet.rangs)}[row_number() OVER ()]",
        genre="NULL" if paquet.genre is None else literal(paquet.genre),
        source=literal(brut),
        objet_max=str(max(TAMPON, len(paquet.texte) if len(paquet.texte) > BLOC + TAMPON else 0)),
        colonnes="{" + types + "}",
    )
    con.execute(f"COPY ({requete}) TO {literal(part)} (FORMAT parquet)")
