"""Tombstones: withdrawn/V.json, one a withdrawn version. Withdrawing belongs to `vie.retirer`."""

from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import RETRAITS, VERSION
from pipelines.publication.depot.sceau import lire_scelle

CLES = {"version", "sequence", "date", "motif", "remplacee_par"}


def lire(depot: Path) -> dict[str, dict[str, Any]]:
    """Return the tombstones by version.

    Errors: one that cannot be read: what it withdraws must not come back in silence.
    """
    lues = {}
    for path in sorted((depot / RETRAITS).glob("*.json")):
        if (tombe := lire_une(path)) is None:
            raise SpaserErreur(
                f"{path} n'est plus tel qu'il a été écrit : il dit pourquoi la version {path.stem} a été retirée. "
                "Remettez-le d'une copie, puis recommencez."
            )
        lues[path.stem] = tombe
    return lues


def lire_une(path: Path) -> dict[str, Any] | None:
    """Read a tombstone; None when it is not one, or not that of the version that its name says."""
    lu = lire_scelle(path)
    if lu is None or not set(lu) >= CLES or not isinstance(lu["sequence"], int):
        return None
    return lu if lu["version"] == path.stem and VERSION.match(path.stem) else None
