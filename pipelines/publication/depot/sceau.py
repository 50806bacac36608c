"""Seals: a JSON object that carries the SHA-256 of all the rest of it, so that a byte that changed in it is seen."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import json_stable

SCEAU = "sceau"


def sceller(obj: dict[str, Any]) -> dict[str, Any]:
    """Return the object with its seal."""
    nu = {cle: valeur for cle, valeur in obj.items() if cle != SCEAU}
    return nu | {SCEAU: hashlib.sha256(json_stable(nu).encode()).hexdigest()}


def octets_scelles(obj: dict[str, Any]) -> bytes:
    """Return the bytes under which a sealed object is written."""
    return json_stable(sceller(obj)).encode()


def lire_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object, proved or not; None when the file holds none."""
    try:
        obj = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return obj if isinstance(obj, dict) else None


def lire_scelle(path: Path) -> dict[str, Any] | None:
    """Read a sealed JSON object; None when the file is not one, or has changed in any byte."""
    obj = lire_json(path)
    if obj is None or SCEAU not in obj:
        return None
    try:
        return obj if path.read_bytes() == octets_scelles(obj) else None
    except UnicodeEncodeError:  # a lone surrogate: ours has none
        return None
