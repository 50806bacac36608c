"""Ours, first half: the bytes of the files -> typed staging Parquet (`lire_fichiers`)."""

import sys
from pathlib import Path

from pipelines.decp.lecture import lire_fichiers


def main(sortie: Path, fichiers: list[Path]) -> None:
    sortie.mkdir(parents=True, exist_ok=True)
    lire_fichiers(fichiers, sortie)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]])
