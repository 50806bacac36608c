"""Where files about persons may be, and who may read them (law 5). What they hold belongs elsewhere."""

import stat
from pathlib import Path

DOSSIER = "prive"
FICHIER_PRIVE, DOSSIER_PRIVE = 0o600, 0o700


def ouvrir(dossier: Path) -> Path:
    """Make a folder that only its owner can enter, and return it."""
    dossier.mkdir(mode=DOSSIER_PRIVE, parents=True, exist_ok=True)
    dossier.chmod(DOSSIER_PRIVE)
    return dossier


def a_sa_place(base: Path, chemin: Path) -> bool:
    """Say whether a file is in the private folder of its SPASER, links followed."""
    return chemin.resolve().is_relative_to((base / DOSSIER).resolve())


def fermer(base: Path, chemin: Path) -> str | None:
    """Take away what others may do with a private file and its folder; say so when something had to change."""
    ouvert = False
    for lieu, droits in ((base / DOSSIER, DOSSIER_PRIVE), (chemin, FICHIER_PRIVE)):
        if stat.S_IMODE(lieu.stat().st_mode) & 0o077:
            lieu.chmod(droits)
            ouvert = True
    if not ouvert:
        return None
    return f"{DOSSIER}/{chemin.name} était lisible par d'autres comptes : ses droits ont été réduits (0600)."
