"""Which bytes the raw store keeps, and for how long: the rule, and what applies it once the harvest is done.

Of each resource are kept the snapshot in force, the two that were before it, and all that came in the last 90 days. The
bytes of the others are deleted, unless another resource uses the same; their record stays and says when. Bytes that no
record names (a record that was lost, a restoration under way) are kept as long as any.
"""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines.sources.fiches import Fiche
from pipelines.sources.magasin import BROUILLONS, DEPLIES, OCTETS, Magasin

PRECEDENTS = 2
JOURS = 90
JOURS_PARTIELS = 7
"""A partial body that nobody has resumed for so long is given up."""


def appliquer(magasin: Magasin, jour: date) -> int:
    """Delete what the rule does not keep on that day; return how many snapshots. The store's lock is held.

    The record says that the bytes are gone before they are: stopped in between, the next time finishes.
    """
    gardees, ecartees = set[str](), set[str]()
    effaces = 0
    for cle, ressource in magasin.dossiers():
        if vigueur := magasin.vigueur(cle, ressource):
            gardees |= {vigueur.sha256, *vigueur.precedents[:PRECEDENTS]}
        for fiche, garder in _verdicts(magasin, cle, ressource, jour):
            if garder:
                gardees.add(fiche.sha256)
                continue
            ecartees.add(fiche.sha256)
            if fiche.efface_le is None:
                magasin.inscrire(replace(fiche, efface_le=jour.isoformat()))
                effaces += 1
    for chemin in sorted((magasin.dossier / OCTETS).glob("*/*")):
        if chemin.name not in gardees and (chemin.name in ecartees or _vieux(chemin, jour)):
            chemin.unlink()
    for chemin in sorted((magasin.dossier / DEPLIES).glob("[0-9a-f]*")):
        if chemin.name not in gardees:
            shutil.rmtree(chemin)
    _abandonner(magasin.dossier / BROUILLONS, jour)
    return effaces


def _vieux(chemin: Path, jour: date) -> bool:
    """Tell whether bytes that no record names have been there longer than any that may be needed."""
    return datetime.fromtimestamp(chemin.stat().st_mtime, UTC).date() < jour - timedelta(days=JOURS)


def _verdicts(magasin: Magasin, cle: str, ressource: str, jour: date) -> list[tuple[Fiche, bool]]:
    vigueur = magasin.vigueur(cle, ressource)
    gardes = {vigueur.sha256, *vigueur.precedents[:PRECEDENTS]} if vigueur else set()
    limite = (jour - timedelta(days=JOURS)).isoformat()
    return [
        (fiche, fiche.efface_le is None and (fiche.sha256 in gardes or fiche.recu_le[:10] > limite))
        for fiche in magasin.fiches(cle, ressource)
    ]


def _abandonner(brouillons: Path, jour: date) -> None:
    limite = jour - timedelta(days=JOURS_PARTIELS)
    for dossier in sorted(brouillons.glob("*/*/")):
        dates = [datetime.fromtimestamp(chemin.stat().st_mtime, UTC).date() for chemin in dossier.iterdir()]
        if not dates or max(dates) < limite:
            shutil.rmtree(dossier)
