"""The yardstick: `orjson.loads` of the same bytes, whole, with no output. Not a tool, a limit."""

import sys
from pathlib import Path

import orjson


def main(fichiers: list[Path]) -> None:
    for fichier in fichiers:
        orjson.loads(fichier.read_bytes())


if __name__ == "__main__":
    main([Path(a) for a in sys.argv[2:]])
