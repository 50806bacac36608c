"""`python -m pipelines.fictif --out data/raw/exemple`: rewrites the fictional files, the same bytes each
time.

Belongs here: the command line of the generator, nothing else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pipelines.fictif.generer import GRAINE, generer
from pipelines.fictif.prives import ecrire_prives


def main() -> None:
    """Read the options, write the files, say how much was written."""
    analyseur = argparse.ArgumentParser(
        prog="python -m pipelines.fictif", description="Écrit les données fictives."
    )
    analyseur.add_argument("--out", type=Path, default=Path("data/raw/exemple"), help="dossier à (ré)écrire")
    analyseur.add_argument("--graine", type=int, default=GRAINE, help="graine du tirage")
    analyseur.add_argument("--prives", action="store_true", help="n'écrire que les registres privés (prive/)")
    options = analyseur.parse_args()
    tailles = {} if options.prives else generer(options.out, options.graine)
    tailles |= ecrire_prives(options.out, options.graine)
    print(f"{len(tailles)} fichiers, {sum(tailles.values()):,} octets dans {options.out}".replace(",", " "))


if __name__ == "__main__":
    main()
