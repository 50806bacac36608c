"""Two protocols that look right and are wrong, played in the same harness: it must find them out.

Both write as `petit` does, and durably: only the order, or the place, is wrong.
"""

import json
from pathlib import Path

import petit

from pipelines.commun.fichiers import json_stable, sha256, synchroniser


def _contenu(rang: int, version: str, slug: str) -> tuple[dict[str, bytes], bytes]:
    import hashlib

    fichiers = {f"{nom}.csv": texte.encode() for nom, texte in petit.textes(rang).items()}
    sommes = {nom: {"sha256": hashlib.sha256(o).hexdigest(), "bytes": len(o)} for nom, o in fichiers.items()}
    latest = {"version": version, "sequence": rang, "slug": slug, "fichiers": sommes}
    return fichiers, json_stable(latest).encode()


def _ecrire(path: Path, octets: bytes) -> None:
    with path.open("wb") as file:
        file.write(octets)
    synchroniser(path)


def pointeur_d_abord(depot: Path, rang: int) -> None:
    """latest.json is moved, in one step, before the version that it names is there."""
    version = f"2026.11.{rang}"
    fichiers, latest = _contenu(rang, version, depot.name)
    prepare = depot / "versions" / f".{version}"
    prepare.mkdir(parents=True, exist_ok=True)
    _ecrire(depot / "latest.tmp", latest)
    (depot / "latest.tmp").replace(depot / "latest.json")
    synchroniser(depot)
    for nom, octets in fichiers.items():
        _ecrire(prepare / nom, octets)
    synchroniser(prepare)
    if not (depot / "versions" / version).exists():
        prepare.rename(depot / "versions" / version)
    synchroniser(depot / "versions")


def sur_place(depot: Path, rang: int) -> None:
    """The files in force are written over, then latest.json."""
    fichiers, latest = _contenu(rang, "courante", depot.name)
    (depot / "versions" / "courante").mkdir(parents=True, exist_ok=True)
    for nom, octets in fichiers.items():
        _ecrire(depot / "versions" / "courante" / nom, octets)
    _ecrire(depot / "latest.json", latest)


def sain(depot: Path) -> str:
    """Say what a reader meets: latest.json is read, then every file that it names."""
    try:
        latest = json.loads((depot / "latest.json").read_bytes())
        dossier = depot / "versions" / latest["version"]
        for nom, attendu in latest["fichiers"].items():
            if sha256(dossier / nom) != attendu["sha256"]:
                return f"{nom} n'est pas celui que latest.json annonce"
    except (OSError, ValueError, KeyError) as erreur:
        return f"{type(erreur).__name__}"
    return ""
