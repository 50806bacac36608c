"""Where things are in a folder of releases, and how versions are numbered. Nothing is read or written here."""

import re
from pathlib import Path

VERSIONS, LATEST, LIEN = "versions", "latest.json", "latest"
INDEX, FLUX = "index.json", "feed.xml"
RETRAITS, RETRAIT, PAGE_RETRAIT = "withdrawn", "RETRAIT.json", "index.html"
PREPARATION, ECARTES, VERROU = ".staging", ".ecartes", ".verrou"
DESCRIPTEUR, SOMMES, SIGNATURE = "datapackage.json", "SHA256SUMS", "SHA256SUMS.sig"
VERSION = re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]+)\Z")


def rang(version: str) -> tuple[int, int, int]:
    """Return what orders version numbers: 2026.11.10 comes after 2026.11.9."""
    lu = VERSION.match(version)
    return (int(lu[1]), int(lu[2]), int(lu[3])) if lu else (0, 0, 0)


def numeros(depot: Path) -> list[str]:
    """List the versions that have a folder, in force or not, withdrawn or not, the oldest number first."""
    dossier = depot / VERSIONS
    noms = [p.name for p in dossier.iterdir()] if dossier.is_dir() else []
    return sorted((nom for nom in noms if VERSION.match(nom)), key=rang)


def nom_simple(nom: object) -> bool:
    """Tell whether this names a file of a version: versions have no sub-folders, and nothing leads out of them."""
    return isinstance(nom, str) and nom not in ("", ".", "..") and "/" not in nom and "\0" not in nom
