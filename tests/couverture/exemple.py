"""The files of the fictional community as three sources: the State's accounts, the buyer's platform, a consolidator."""

from datetime import date
from pathlib import Path

DECP = Path(__file__).parents[2] / "data/raw/exemple/decp"
ARRETE_EXEMPLE = date(2026, 6, 30)


def fichiers_exemple() -> dict[str, bytes]:
    """By « source/file »; the deliberately odd wrappings are left to the tests of reading."""
    return {f"{p.name.split('_')[0]}/{p.name}": p.read_bytes() for p in sorted(DECP.glob("*.*"))}
