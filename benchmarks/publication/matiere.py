"""The tables that the writers are timed on: `contrats` as `spaser ingest` makes it, and a sheet of it.

Made once, in processes of their own, and kept in benchmarks/donnees/publication.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

RACINE = Path(__file__).parents[2]
CELLULES = 9_500_000
"""Below what a workbook holds: beyond, as many columns are left out as it takes."""


def contrats(donnees: Path, nombre: int) -> Path:
    """Return the working table of `nombre` published records."""
    table = donnees / str(nombre) / "tables" / "contrats.parquet"
    if not table.is_file():
        from benchmarks.generateur import generer

        fichiers = generer(donnees.parent / str(nombre), nombre)
        commande = [
            sys.executable,
            "-m",
            "benchmarks.concurrents.ingest",
            str(table.parent),
            *map(str, fichiers),
        ]
        subprocess.run(commande, cwd=RACINE, check=True, capture_output=True)
    return table


def feuille(table: Path) -> Path:
    """Return the published Parquet of the first columns of `table`, as many as a workbook holds."""
    sortie = table.parent.parent / "feuille" / "contrats.parquet"
    if not sortie.is_file():
        sortie.parent.mkdir(exist_ok=True)
        code = (
            "import sys; from pathlib import Path; from benchmarks.publication.matiere import ecrire_feuille; "
            "ecrire_feuille(*map(Path, sys.argv[1:]))"
        )
        subprocess.run([sys.executable, "-c", code, str(table), str(sortie)], cwd=RACINE, check=True)
    return sortie


def ecrire_feuille(table: Path, sortie: Path) -> None:
    """Write that Parquet."""
    from pipelines.commun import duck
    from pipelines.publication.formats.parquet import ecrire_parquet
    from pipelines.validation import export

    con = duck.connect(threads=1, tmp=sortie.parent)
    source, lignes = export.source_ordonnee(con, table, schema())
    ecrire_parquet(con, source, schema(CELLULES // max(lignes, 1)), sortie)


def schema(colonnes: int | None = None) -> dict[str, Any]:
    """Return the published schema of `contrats`, its first columns only where a sheet is too small."""
    from pipelines.schemas import tables as schemas

    publie = schemas.publie(schemas.charger("contrats"))
    # for a sheet, types matter more than their order: an amount, a date, a boolean and a number come first
    if colonnes is not None and colonnes < len(publie["fields"]):
        tete = (
            "contrat_id",
            "objet",
            "montant_initial_ht_eur",
            "date_notification",
            "valeurs_divergentes",
            "duree_mois",
        )
        champs = sorted(
            publie["fields"], key=lambda c: tete.index(c["name"]) if c["name"] in tete else len(tete)
        )
        publie["fields"] = champs[:colonnes]
    return publie
