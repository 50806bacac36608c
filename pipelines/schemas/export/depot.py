"""The git repository of an export: created, committed and tagged so that the same files give the same hashes.

What the files contain belongs to the other modules of this folder.
"""

import os
import subprocess
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur

NEUTRE = [
    "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false",
    "-c", "tag.gpgsign=false", "-c", "init.defaultBranch=main", "-c", "core.fileMode=false",
]  # fmt: skip


def git(dossier: Path, *arguments: str, jour: str = "1970-01-01") -> str:
    """Run git with the clock, the author and the settings stated, and return what it prints.

    Errors: git is missing or refuses.
    """
    date = f"{jour}T00:00:00+0000"
    env = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("GIT_")} | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "SPASER ouvert",
        "GIT_AUTHOR_EMAIL": "spaser-ouvert@exemple.invalid",
        "GIT_COMMITTER_NAME": "SPASER ouvert",
        "GIT_COMMITTER_EMAIL": "spaser-ouvert@exemple.invalid",
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            ["git", *NEUTRE, "-C", str(dossier), *arguments],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise SpaserErreur(
            "La commande « git » est absente : installez-la, ou exportez avec --sans-git."
        ) from error
    if done.returncode:
        raise SpaserErreur(f"git a refusé « {arguments[0]} » dans {dossier} : {done.stderr.strip()}")
    return done.stdout


def inscrire(dossier: Path, version: str, jour: str) -> str:
    """Commit the whole folder and tag it vX.Y.Z; return the hash of the commit.

    Errors: a tag of that name exists.
    """
    if not (dossier / ".git").is_dir():
        git(dossier, "init", "--quiet", "--template=")
    if f"v{version}" in etiquettes(dossier):
        raise SpaserErreur(
            f"{dossier} a déjà l'étiquette v{version} : une version publiée n'est jamais refaite."
        )
    git(dossier, "add", "--all", "--", ".", jour=jour)
    git(dossier, "commit", "--quiet", "--no-verify", "-m", f"Version {version}", jour=jour)
    git(dossier, "tag", "--annotate", f"v{version}", "-m", f"Version {version}", jour=jour)
    return git(dossier, "rev-parse", "HEAD").strip()


def etiquettes(dossier: Path) -> list[str]:
    """Return the tags of a repository."""
    return git(dossier, "tag", "--list").split()


def propre(dossier: Path) -> bool:
    """Say whether nothing was changed by hand since the last commit."""
    return git(dossier, "status", "--porcelain").strip() == ""
