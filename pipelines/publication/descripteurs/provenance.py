"""provenance.json: from which bytes, by which code, with which libraries and parameters a release was made.

No clock, no folder, no name of a machine: the same inputs and the same code give the same bytes anywhere.
"""

import importlib.metadata
import platform
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.fiche import Fiche, Source

RACINE = Path(__file__).resolve().parents[3]
PAQUET = "spaser-ouvert"
BIBLIOTHEQUES = (
    "duckdb",
    "frictionless",
    "msgspec",
    "python-calamine",
    "openpyxl",
    "python-stdnum",
    "Jinja2",
)
"""Those through which the bytes of a release pass."""
ATTENTE_S = 20


def decrire(fiche: Fiche, arrete_au: str, version: str, sources: tuple[Source, ...]) -> dict[str, Any]:
    """Return the provenance of a release: `entrees` by role with their sha256, `code`, `parametres`."""
    return {
        "slug": fiche.slug,
        "version": version,
        "fictif": fiche.fictif,
        "arrete_au": arrete_au,
        "edition": fiche.edition,
        "parametres": fiche.parametres,
        "entrees": {
            "decp": [_dite(source) for source in sources],
            "autres": [_dite(source) for source in fiche.entrees],
            "registres": "livraisons_etat.csv",
        },
        "code": code(),
    }


def _dite(source: Source) -> dict[str, str]:
    return {"titre": source.titre, "fichier": source.chemin, "sha256": source.sha256}


@cache
def code() -> dict[str, Any]:
    """Return the version of this tool, its commit and whether files differ from it, and the libraries.

    `commit` and `modifie` are null when the code is not in a git checkout of its own.
    """
    verrou = RACINE / "requirements.lock"
    commit, modifie = _commit()
    return {
        "outil": PAQUET,
        "version": _version(PAQUET),
        "commit": commit,
        "modifie": modifie,
        "verrou_sha256": sha256(verrou) if verrou.is_file() else None,
        "python": platform.python_version(),
        "bibliotheques": {nom: _version(nom) for nom in BIBLIOTHEQUES},
    }


def _version(nom: str) -> str | None:
    try:
        return importlib.metadata.version(nom)
    except importlib.metadata.PackageNotFoundError:
        return None


def _commit() -> tuple[str | None, bool | None]:
    if not (RACINE / ".git").exists():  # a checkout around ours would give the commit of something else
        return None, None
    commit = _git("rev-parse", "HEAD")
    if commit is None:
        return None, None
    # what is computed and published lives beside the code; only the code makes the bytes
    etat = _git(
        "status", "--porcelain", "--untracked-files=no", "--", "pipelines", "schemas", "requirements.lock"
    )
    return commit, None if etat is None else bool(etat)


def _git(*demande: str) -> str | None:
    try:
        fait = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(RACINE), *demande],
            capture_output=True,
            text=True,
            timeout=ATTENTE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return fait.stdout.strip() if fait.returncode == 0 else None
