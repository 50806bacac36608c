"""From the suppliers of a run and the national files to what each of them is, and when: the order of the steps.

Reading a file belongs to `extraire` and `cache`, each rule to its .sql file and to docs/referentiels.md. What a
category is worth in an indicator belongs to `indicateurs`.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import FichierRefuse
from pipelines.commun.fichiers import ecrire_json, fichiers_nommes
from pipelines.referentiels import formats
from pipelines.referentiels.cache import Cache
from pipelines.referentiels.configuration import lire_fichiers
from pipelines.referentiels.extraire import relire
from pipelines.referentiels.modele import Fichier, Lu, Territoire
from pipelines.referentiels.territoire import situer

__all__ = ["Fichier", "Territoire", "etablir", "lire_fichiers"]

MEMOIRE = "300MB"
FILS = 2
TABLES = ("qualites", "connus", "fournisseurs")
SANS_NUMERO = 0.05
"""A list of which more rows than this have no number that can be read is not one where absence is a « no »."""
AUTRES = ("SEP",)
"""What the list of inclusion also holds, and which is no such structure: prison workshops."""
INCLUSION = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT")
Suivi = Callable[[str], None]


def etablir(
    fichiers: Sequence[Fichier],
    demandes: Path,
    territoire: Territoire,
    dossier: Path,
    cache: Path,
    suivi: Suivi | None = None,
) -> dict[str, Any]:
    """Write `TABLES` as `dossier`/<table>.parquet and `dossier`/bilan.json; return the bilan.

    `demandes`: a Parquet of (siren, siret), siret '' when only the SIREN is known. `dossier` and `cache` become private
    folders (0700, files 0600). The tables depend on the content of the files, their names and days: not on their order,
    on folders or on threads. A file that is refused contributes nothing; its sentence is in the bilan.

    Errors: SpaserErreur for a territory that the official files do not know.
    """
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(mode=0o700, parents=True)
    dossier.chmod(0o700)
    travail = dossier / ".lectures"
    travail.mkdir(mode=0o700)
    try:
        with connect(threads=FILS, memory=MEMOIRE, tmp=travail / "duckdb") as con:
            con.execute("SET preserve_insertion_order = false")  # what leaves is ordered by a unique key
            con.execute(sql(__file__, "macros", sources=", ".join(map(literal, formats.PAR_NOM))))
            con.execute(sql(__file__, "demandes", demandes=literal(demandes)))
            lus, extraits = _lire(con, fichiers, travail, Cache(cache), suivi)
            bilan = _etablir(con, lus, extraits, territoire, dossier)
    finally:
        shutil.rmtree(travail, ignore_errors=True)
    ecrire_json(dossier / "bilan.json", bilan)
    for path in dossier.iterdir():
        path.chmod(0o600)
    return bilan


def _lire(
    con: duckdb.DuckDBPyConnection,
    fichiers: Sequence[Fichier],
    travail: Path,
    cache: Cache,
    suivi: Suivi | None,
) -> tuple[list[Lu], list[tuple[Lu, Path]]]:
    """Take the extract of each file, or the reason why it is refused, in an order that is not that of spaser.yaml."""
    noms = {p: nom for nom, p in fichiers_nommes(f.chemin for f in fichiers if f.chemin.is_file())}
    nommes = sorted(
        ((noms.get(f.chemin.resolve(), f.chemin.name), f.observe_le, f) for f in fichiers),
        key=lambda n: n[:2],
    )
    lus: list[Lu] = []
    extraits: list[tuple[Lu, Path]] = []
    for nom, _, fichier in nommes:
        if suivi:
            suivi(f"Lecture de {nom}")
        ici = travail / str(len(lus))
        ici.mkdir(mode=0o700)
        try:
            empreinte, extrait, path, deja = cache.extraire(con, fichier, ici)
            # another file of the same bytes may take the place of this extract in the cache
            garde = shutil.copy(path, ici / "a_lire.parquet")
        except FichierRefuse as refus:
            empreinte_de = cache.empreinte(fichier.chemin)
            connu = fichier.format or getattr(refus, "format", "")
            lus.append(Lu(nom, fichier, connu, empreinte_de, refus=str(refus)))
            continue
        lu = Lu(
            nom,
            fichier,
            extrait.format,
            empreinte,
            extrait.lignes,
            extrait.attendues,
            extrait.illisibles,
            garde=deja,
        )
        lus.append(lu)
        extraits.append((lu, Path(garde)))
    return lus, extraits


def _etablir(
    con: duckdb.DuckDBPyConnection,
    lus: list[Lu],
    extraits: list[tuple[Lu, Path]],
    territoire: Territoire,
    dossier: Path,
) -> dict[str, Any]:
    for connu in formats.FORMATS:
        siens = [(lus.index(lu), lu, path) for lu, path in extraits if lu.format == connu.nom]
        if connu.forme == formats.COMMUNE:  # the last picture alone: codes are compared with those of today
            dernier = max((lu.fichier.observe_le for _, lu, _ in siens), default=None)
            siens = [s for s in siens if s[1].fichier.observe_le == dernier]
        _poser(con, connu, siens)
    _poser_images(con, lus)
    inclusion = "(" + ", ".join(map(literal, INCLUSION)) + ")"
    communes = situer(con, territoire, lus)
    connus = "(" + ", ".join(map(literal, (*INCLUSION, *AUTRES))) + ")"
    types = f"list_filter(types, x -> x IN {inclusion})"
    con.execute(sql(__file__, "reponses", inclusion=inclusion, inclusion_de_types=types, connus=connus))
    con.execute(sql(__file__, "historique"))
    for table in TABLES:
        con.execute(sql(__file__, table, **{table: literal(dossier / f"{table}.parquet")}))
    return _bilan(con, lus, communes)


def _poser(con: duckdb.DuckDBPyConnection, connu: formats.Format, siens: list[tuple[int, Lu, Path]]) -> None:
    """Put the rows of a format into its table; an empty one when there is no file."""
    champs = ", ".join(c.nom for c in connu.champs)
    vide = ", ".join(f"NULL::VARCHAR AS {c.nom}" for c in connu.champs)
    extraits = [f"SELECT {vide}, NULL::DATE AS observe_le, NULL::INTEGER AS numero, 0 AS lignes WHERE false"]
    extraits += [
        f"SELECT {champs}, DATE {literal(lu.fichier.observe_le)}, {numero}, lignes FROM read_parquet([{literal(path)}])"
        for numero, lu, path in siens
    ]
    filtre = "true"
    if connu.forme != formats.COMMUNE and any(lu.garde for _, lu, _ in siens):
        filtre = relire(connu)
        siren = "siren" if any(c.nom == "siren" for c in connu.champs) else f"left({connu.cle}, 9)"
        filtre = f"({filtre}) AND {siren} IN (SELECT siren FROM sirens)"
    con.execute(
        sql(
            __file__,
            "lus",
            table=f"lu_{connu.nom}",
            champs=champs,
            extraits=" UNION ALL ".join(extraits),
            filtre=filtre,
        )
    )


def _poser_images(con: duckdb.DuckDBPyConnection, lus: Sequence[Lu]) -> None:
    """List the pictures of each format by day; one lacks a part when a file of that day is refused or missing."""
    # a picture of no format, so that the table exists without any file
    lignes = ["(NULL::VARCHAR, NULL::DATE, NULL::DATE, false)"]
    for nom in formats.PAR_NOM:
        siens = [lu for lu in lus if lu.format == nom]
        jours = sorted({lu.fichier.observe_le for lu in siens if lu.refus is None})
        for jour, suivante in zip(jours, [*jours[1:], None], strict=False):
            parts = [lu for lu in siens if lu.fichier.observe_le == jour]
            attendues = max((lu.attendues or 0 for lu in parts), default=0)
            # a file of that day of which nobody knows what it is may be the other part
            parts += [lu for lu in lus if lu.refus and not lu.format and lu.fichier.observe_le == jour]
            lues = sum(lu.lignes for lu in parts)
            entiere = not any(lu.refus for lu in parts) and lues >= attendues
            entiere = entiere and sum(lu.illisibles for lu in parts) <= SANS_NUMERO * lues
            fin = f"DATE {literal(suivante)}" if suivante else "NULL"
            lignes.append(f"({literal(nom)}, DATE {literal(jour)}, {fin}, {entiere})")
    con.execute(
        "CREATE TEMP TABLE images AS SELECT * REPLACE (format::sources AS format) "
        f"FROM (VALUES {', '.join(lignes)}) t(format, observe_le, suivante, complete)"
    )


def _bilan(con: duckdb.DuckDBPyConnection, lus: Sequence[Lu], communes: int) -> dict[str, Any]:
    toutes = " UNION ALL ".join(f"SELECT numero, lignes FROM lu_{nom}" for nom in formats.PAR_NOM)
    gardees = dict(
        con.execute(f"SELECT numero, sum(lignes)::BIGINT FROM ({toutes}) GROUP BY numero").fetchall()
    )
    trouves = dict(con.execute("SELECT trouve, count(*) FROM fournisseurs GROUP BY trouve").fetchall())
    return {
        "fichiers": [
            {
                "fichier": lu.nom,
                "format": lu.format or None,
                "observe_le": lu.fichier.observe_le.isoformat(),
                "sha256": lu.sha256,
                "lignes": lu.lignes,
                "illisibles": lu.illisibles,
                "lus": gardees.get(numero, 0),
                "refus": lu.refus,
            }
            for numero, lu in enumerate(lus)
        ],
        "demandes": sum(trouves.values()),
        "trouves_siret": trouves.get("siret", 0) + trouves.get("siret_ferme", 0),
        "trouves_siren": trouves.get("siren", 0),
        "non_trouves": trouves.get("non", 0),
        "territoire": {"communes": communes},
    }
