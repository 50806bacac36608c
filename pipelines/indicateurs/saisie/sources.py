"""Where what is due is read: the register `saisies` in force, and what the results could not give.

What follows from them belongs to `dues`.
"""

from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.validation.controle import dossier_prive

TABLE = "saisies"


def saisies_en_vigueur(registres: Path) -> list[dict[str, Any]]:
    """Return the rows of `saisies` in force, from the log of deliveries itself: a run may be older than the last one.

    Errors: a log that is wrong anywhere.
    """
    from pipelines.livraisons import prive
    from pipelines.livraisons.etablir import etablir
    from pipelines.livraisons.journal import lire_journal
    from pipelines.livraisons.lectures import Lectures

    with dossier_prive() as travail:
        toutes = lire_journal(registres, prive.ouvrir(travail / "journal"))
        sortie = prive.ouvrir(travail / "registres")
        etablir(toutes, [TABLE], sortie, travail, Lectures(travail / "lectures"))
        with connect(threads=1, memory="300MB") as con:
            lues = con.execute(f"FROM read_parquet({literal(sortie / f'{TABLE}.parquet')})")
            noms = [colonne[0] for colonne in lues.description or ()]
            return [dict(zip(noms, ligne, strict=True)) for ligne in lues.fetchall()]


def non_disponibles(resultats: Path, annee: int) -> set[tuple[str, str]]:
    """Return the (buyer, indicator) whose value the results of a year say is not available; none without results."""
    if not resultats.is_file():
        return set()
    with connect(threads=1, memory="300MB") as con:
        requete = sql(__file__, "non_disponibles", resultats=literal(resultats), annee=str(annee))
        return {(str(siren), str(ident)) for siren, ident in con.execute(requete).fetchall()}
