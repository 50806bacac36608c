"""Ours, the whole of it: `spaser ingest FICHIER... --out SORTIE`, as the installed command does."""

import sys


def main(sortie: str, fichiers: list[str]) -> None:
    from pipelines.cli import main as spaser

    sys.argv = ["spaser", "ingest", *fichiers, "--out", sortie]
    spaser()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
