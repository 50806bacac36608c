"""One contender on one folder: `python -m benchmarks.indicateurs.concurrent moteur|pandas FOLDER RESULTS`.

RESULTS receives what it computed, which the gate compares; what it took is measured from outside.
"""

import sys
from datetime import date
from pathlib import Path

RACINE = Path(__file__).parents[2]
SPASERS = ("asp", "bordeaux", "clermont", "landes", "national")
PERIODE = (2023, 2026)
AU = date(2026, 12, 31)


def moteur(dossier: Path, sortie: Path) -> None:
    """The engine as a run calls it, on the five definitions together."""
    from pipelines.indicateurs.calcul.calculer import Publications, ecrire
    from pipelines.indicateurs.calcul.entrees import Entrees
    from pipelines.indicateurs.definition.lire import lire_definition

    ecrire(
        Entrees(dossier / "tables", dossier / "registres", periode=PERIODE),
        [lire_definition(RACINE, slug) for slug in SPASERS],
        sortie.with_suffix(".publies.parquet"),
        sortie,
        arrete_au=AU,
        publications=Publications(30),
    )


def pandas(dossier: Path, sortie: Path) -> None:
    """The headline results of contracts, in pandas."""
    from benchmarks.indicateurs.en_pandas import calculer

    calculer(dossier, sortie, PERIODE)


def main() -> None:
    nom, dossier, sortie = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"moteur": moteur, "pandas": pandas}[nom](dossier, sortie)


if __name__ == "__main__":
    main()
