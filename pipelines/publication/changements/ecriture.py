"""The making of the table `changements`: each table compared, each difference given a reason, all put in one file.

How two states differ belongs to `ecarts`, why to `contrats` and `resultats`, the words to motifs.csv.
"""

import filecmp
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.publication.changements import contrats, ecarts, motifs, resultats
from pipelines.publication.changements.version import HORS, TABLE, TableLue, Version, en_preparation, lire
from pipelines.publication.tables import TableEcrite
from pipelines.schemas import tables as schemas

SUIVENT_UN_CONTRAT = ("contrat", "derive", "trace")


def comparer(
    avant: Path,
    apres: Path,
    tables: Sequence[TableEcrite],
    dest: Path,
    con: duckdb.DuckDBPyConnection,
    *,
    taire: bool = False,
) -> None:
    """Write `dest`, the table of what changed between the version in `avant` and the one being made in `apres`.

    `tables` are those written in `apres`. `taire` repeats no former value: for a former
    version withdrawn because it should not have said what it said.

    Errors: `avant` is not a version.
    """
    ecrire(lire(avant), en_preparation(apres, tables), dest, con, taire=taire)


def ecrire_vide(dest: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Write the table of a first release: nothing changed, there was nothing before."""
    types = schemas.types_duckdb(schemas.charger(TABLE))
    colonnes = ", ".join(f'NULL::{type_} AS "{nom}"' for nom, type_ in types.items())
    con.execute(f"COPY (SELECT {colonnes} WHERE false) TO {duck.literal(dest)} (FORMAT parquet)")


def ecrire(
    avant: Version, apres: Version, dest: Path, con: duckdb.DuckDBPyConnection, *, taire: bool = False
) -> None:
    """Write `dest` from two versions as read."""
    curseur = con.cursor()  # its temporary tables and views are its own
    with tempfile.TemporaryDirectory(dir=dest.parent, prefix=".changements-") as dossier:
        try:
            _ecrire(curseur, avant, apres, dest, Path(dossier), taire)
        finally:
            curseur.close()


def _ecrire(
    con: duckdb.DuckDBPyConnection, avant: Version, apres: Version, dest: Path, dossier: Path, taire: bool
) -> None:
    releves = {}
    for nom in sorted((set(avant.tables) | set(apres.tables)) - HORS):
        if _inchangee(avant.tables.get(nom), apres.tables.get(nom)):
            continue
        if fait := ecarts.relever(con, avant, apres, nom, dossier, taire=taire):
            releves[nom] = fait
    if not releves:
        ecrire_vide(dest, con)
        return
    motives = _motiver(con, avant, apres, releves, dossier)
    fichiers = duck.liste(motives[nom] for nom in sorted(motives))
    con.execute(duck.sql(__file__, "reunir", motives=fichiers, dest=duck.literal(dest)))


def _inchangee(ancienne: TableLue | None, nouvelle: TableLue | None) -> bool:
    """Say whether a table is the same, byte for byte, under the same columns and key."""
    if ancienne is None or nouvelle is None or ancienne.cle != nouvelle.cle:
        return False
    return ancienne.colonnes == nouvelle.colonnes and filecmp.cmp(ancienne.csv, nouvelle.csv, shallow=False)


def _motiver(
    con: duckdb.DuckDBPyConnection,
    avant: Version,
    apres: Version,
    releves: Mapping[str, Path],
    dossier: Path,
) -> dict[str, Path]:
    """Give each difference its reason: contracts first, since results follow from them."""
    familles = {nom: motifs.famille(nom, apres.tables.get(nom) or avant.tables.get(nom)) for nom in releves}
    suivis = [nom for nom in releves if familles[nom][0] in SUIVENT_UN_CONTRAT]
    con.execute("CREATE OR REPLACE TEMP TABLE phrases (motif VARCHAR, phrase VARCHAR)")
    # one statement: executemany would load pandas, half a second
    dites = (f"({duck.literal(m)}, {duck.literal(x['phrase'])})" for m, x in motifs.motifs().items())
    con.execute(f"INSERT INTO phrases VALUES {', '.join(dites)}")
    contrats.etablir(con, avant, apres, releves, suivis)
    motives: dict[str, Path] = {}
    calcules = [nom for nom in releves if familles[nom][0] == "resultat"]
    memes_fichiers = not {"sources_lues", "contrat_sources"} & set(releves)
    for nom in [*(nom for nom in releves if nom not in calcules), *calcules]:
        famille, defaut = familles[nom]
        if defaut == "fichiers" and memes_fichiers:
            defaut = "date" if avant.arrete_au < apres.arrete_au else "indetermine"
        if calcules and nom == calcules[0]:
            resultats.preparer(con, avant, apres, releves, motives)
        if nom in suivis:
            contrats.motiver(con, avant, apres, nom, famille, defaut, releves)
        elif nom in calcules:
            resultats.motiver(con, avant, apres, nom, defaut, releves)
        else:
            con.execute(
                duck.sql(
                    __file__, "table_seule", ecarts=duck.literal(releves[nom]), defaut=duck.literal(defaut)
                )
            )
        motives[nom] = dossier / f"{nom}.motive.parquet"
        _ecrire_motives(con, avant, apres, nom, defaut, motives[nom])
    return motives


def _ecrire_motives(
    con: duckdb.DuckDBPyConnection, avant: Version, apres: Version, nom: str, defaut: str, dest: Path
) -> None:
    ancienne, nouvelle = avant.tables.get(nom), apres.tables.get(nom)
    neuves = set(nouvelle.colonnes) - set(ancienne.colonnes) if ancienne and nouvelle else set()
    refaite = nouvelle is not None and (ancienne is None or ancienne.cle != nouvelle.cle)
    con.execute(
        duck.sql(
            __file__,
            "motiver",
            table=duck.literal(nom),
            defaut=duck.literal(defaut),
            ajoutees=duck.liste(sorted(neuves)) if neuves else "[]::VARCHAR[]",
            refaite=str(refaite).lower(),
            renommes=duck.sql(__file__, "renommes") if nom == "contrats" else "",
            dest=duck.literal(dest),
        )
    )
