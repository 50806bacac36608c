"""Establishments like those of Sirene, and who is looked for: `python -m benchmarks.referentiels.generateur FOLDER N`.

What matters is the shape: sorted by SIRET as the real one, names and addresses beside the few columns that we read,
suppliers in every row group.
"""

import sys
from pathlib import Path

from pipelines.commun.duck import connect, literal, sql

VERSION = 1
CONNUS, INCONNUS = 162_000, 3_000
"""Suppliers looked for that the file has, or has not, beyond a million establishments; fewer below."""


def generer(racine: Path, nombre: int) -> Path:
    """Write `etablissements.parquet` and `demandes.parquet` under a folder unless they are there; return it."""
    dossier = racine / f"r{VERSION}-{nombre}"
    if dossier.is_dir():
        return dossier
    brouillon = dossier.with_suffix(".tmp")
    brouillon.mkdir(parents=True, exist_ok=True)
    etablissements = literal(brouillon / "etablissements.parquet")
    part = min(1.0, nombre / 1_000_000)
    with connect(memory="3GB", tmp=brouillon / ".debordement") as con:
        con.execute(sql(__file__, "etablissements", nombre=str(nombre), sortie=etablissements))
        con.execute(
            sql(
                __file__,
                "demandes",
                etablissements=etablissements,
                nombre=str(nombre),
                connus=str(int(CONNUS * part)),
                inconnus=str(int(INCONNUS * part)),
                sortie=literal(brouillon / "demandes.parquet"),
            )
        )
    brouillon.rename(dossier)
    return dossier


if __name__ == "__main__":
    generer(Path(sys.argv[1]), int(sys.argv[2]))
