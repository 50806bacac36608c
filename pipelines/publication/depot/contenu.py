"""What a version says of itself: SHA256SUMS, datapackage.json, latest.json made again. Nothing is proved here."""

import re
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.depot.chemins import DESCRIPTEUR, SIGNATURE, SOMMES, VERSIONS
from pipelines.publication.depot.sceau import lire_json

LIGNE = re.compile(r"([0-9a-f]{64})  ([^/\0\n]+)\Z")


def sommes_de(depot: Path, version: str) -> dict[str, str]:
    """Return what SHA256SUMS of a version says; nothing when it is unreadable."""
    return lire_sommes(depot / VERSIONS / version / SOMMES) or {}


def lire_sommes(path: Path) -> dict[str, str] | None:
    """Read a SHA256SUMS file; None when a line is not one of ours."""
    try:
        lignes = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, ValueError):
        return None
    lues = [LIGNE.match(ligne) for ligne in lignes[:-1]]
    if lignes[-1] or not all(lues):
        return None
    return {lu[2]: lu[1] for lu in lues if lu}


def descripteur_de(depot: Path, version: str) -> dict[str, Any]:
    """Return datapackage.json of a version; nothing when it is unreadable."""
    return lire_json(depot / VERSIONS / version / DESCRIPTEUR) or {}


def sequence_de(depot: Path, version: str) -> int | None:
    """Return the rank that a version gives itself; None when it gives none (those made by the first programs)."""
    dite = descripteur_de(depot, version).get("sequence")
    return dite if isinstance(dite, int) and not isinstance(dite, bool) else None


def fichiers_de(dossier: Path) -> dict[str, dict[str, Any]]:
    """Digest the files of a version as they are."""
    presents = sorted(p for p in dossier.iterdir() if p.is_file())
    return {p.name: {"sha256": sha256(p), "bytes": p.stat().st_size} for p in presents}


def latest_de(depot: Path, version: str, sequence: int) -> dict[str, Any]:
    """Make latest.json again, unsealed, from a version alone."""
    dit = descripteur_de(depot, version)
    return {
        "version": version,
        "sequence": sequence,
        "precedente": dit.get("precedente"),
        "slug": dit.get("name"),
        "titre": dit.get("title"),
        "fictif": dit.get("fictif"),
        "arrete_au": dit.get("arrete_au"),
        "contenu_sha256": dit.get("contenu_sha256", ""),
        "fichiers": fichiers_de(depot / VERSIONS / version),
    }


def entiere(depot: Path, version: str) -> bool:
    """Tell whether a version is, file by file, what its own SHA256SUMS says."""
    dossier = depot / VERSIONS / version
    dites = sommes_de(depot, version)
    presents = {p.name for p in dossier.iterdir()} if dossier.is_dir() else set()
    return (
        DESCRIPTEUR in dites
        and presents - {SIGNATURE} == {*dites, SOMMES}
        and all(
            not (dossier / nom).is_symlink() and (dossier / nom).is_file() and sha256(dossier / nom) == somme
            for nom, somme in dites.items()
        )
    )
