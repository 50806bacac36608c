"""Tombstones: withdrawn/V.json, one a withdrawn version. Withdrawing belongs to `vie.retirer`."""

import hashlib
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import RETRAITS, VERSION
from pipelines.publication.depot.sceau import lire_scelle

CLES = {"version", "sequence", "date", "motif", "remplacee_par"}
CONTENU = "contenu"
"""In a tombstone: what recognises the withdrawn content if it comes again."""


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


def empreinte_lente(version: str, contenu_sha256: str) -> str:
    """Digest a withdrawn content so that trying what it may have held costs much (a tenth of a second a try)."""
    lente = hashlib.scrypt(contenu_sha256.encode(), salt=version.encode(), n=2**15, r=8, p=1, maxmem=2**26)
    return lente.hex()


def exiger_jamais_retire(depot: Path, contenu_sha256: str) -> None:
    """Refuse to publish again what was withdrawn.

    Errors: this content is, word for word, that of a withdrawn version.
    """
    for version, tombe in lire(depot).items():
        if tombe.get(CONTENU) == empreinte_lente(version, contenu_sha256):
            raise SpaserErreur(
                f"Ces données sont, à l'identique, celles de la version {version}, retirée le {tombe['date']} : "
                f"{tombe['motif']} Corrigez d'abord ce qui l'a fait retirer ; pour les publier quand même : "
                f"spaser run {depot.name} --malgre-un-retrait"
            )
