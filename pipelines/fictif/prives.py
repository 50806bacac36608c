"""Writes the registers that would concern persons where law 5 wants them: data/raw/<slug>/prive, never in git.

Belongs here: the writing, with its rights (0600, folders 0700), and whether it is needed. The fictional ones
describe no one; they are made again, always the same, when the pipeline prepares a fictional community. Does
not belong here: their content (`registres`).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.fictif.generer import GRAINE, contenus_prives

DOSSIER = "prive"


def ecrire_prives(dossier: Path, graine: int = GRAINE) -> dict[str, int]:
    """Write the private registers under `dossier` (data/raw/<slug>); returns name -> size in bytes.

    Files that are already there with the right bytes are left alone, whatever else is in the folder too.
    """
    tailles = {}
    for nom, contenu in contenus_prives(graine).items():
        chemin = dossier / nom
        _ouvrir(dossier, chemin.parent)
        if not chemin.is_file() or chemin.read_bytes() != contenu:
            chemin.unlink(missing_ok=True)
            chemin.touch(mode=0o600)
            chemin.write_bytes(contenu)
        chemin.chmod(0o600)
        tailles[nom] = len(contenu)
    return tailles


def _ouvrir(dossier: Path, parent: Path) -> None:
    """Make the private folders down to `parent`, each for its owner alone."""
    for niveau in reversed([parent, *parent.parents]):
        if niveau.is_relative_to(dossier / DOSSIER):
            niveau.mkdir(mode=0o700, parents=True, exist_ok=True)
            niveau.chmod(0o700)
