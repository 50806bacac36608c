"""`python -m benchmarks.sources.generer DOSSIER SOURCE TAILLE`: the files, apart: the harness must stay small."""

import sys
from pathlib import Path

from benchmarks.sources.generateur import mensuels, retoucher


def main() -> None:
    """Write the monthly files and the later state of the latest, unless they are there."""
    dossier, source, taille = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    mois = mensuels(dossier / "mois", source, taille)
    retouche = dossier / "retouche.json"
    if not retouche.exists():
        retoucher(mois[-1], retouche)


if __name__ == "__main__":
    main()
