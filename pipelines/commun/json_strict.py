"""JSON from others, read strictly: no name twice in an object, no NaN nor Infinity. What it means belongs elsewhere."""

import json
from typing import Any


def lire(octets: bytes, encodage: str = "utf-8") -> Any:
    """Return what JSON says. Errors: ValueError (not in that encoding, not JSON, or not strict), RecursionError."""
    return json.loads(octets.decode(encodage), object_pairs_hook=_objet, parse_constant=_constante)


def _objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):
        raise ValueError
    return objet


def _constante(_: str) -> Any:
    raise ValueError
