"""Where the two sides of a comparison come from: a file, a folder of schemas, or NAME@version in git.

How they are compared belongs to the other modules of this folder.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.lint import examiner

# faults that leave nothing to compare; a wrong example does not
REDHIBITOIRES = {
    "pas-un-schema", "nom-absent", "nom-double", "type-inconnu", "format-inconnu", "ecriture", "contrainte-mal-typee",
    "enum", "bornes", "motif-illisible", "cle-primaire", "cle-etrangere",
}  # fmt: skip


def lire(designation: str, *, racine: Path = schemas.RACINE) -> dict[str, dict[str, Any]]:
    """Return name -> schema for a file, a folder, a NAME of ours or a NAME@version.

    A folder with a schema.json is one schema, any other the set of those below it.

    Errors: nothing there, not a Table Schema, or one too wrong to be compared.
    """
    path = Path(designation)
    if path.is_dir() and not (path / "schema.json").is_file():
        trouves = {nom: _verifie(schemas.charger(nom, path), f"{path}/{nom}") for nom in schemas.lister(path)}
        if not trouves:
            raise SpaserErreur(f"Le dossier « {path} » ne contient aucun schéma (<nom>/schema.json).")
        return trouves
    if path.exists():
        fichier = path / "schema.json" if path.is_dir() else path
        return {"": _verifie(_json(fichier.read_text(encoding="utf-8-sig"), designation), designation)}
    nom, arobase, version = designation.partition("@")
    if arobase and schemas.NOM.match(nom):
        return {"": _verifie(_dans_git(nom, version, racine), designation)}
    if schemas.NOM.match(designation):
        return {"": _verifie(schemas.charger(designation, racine), designation)}
    raise SpaserErreur(
        f"« {designation} » n'existe pas : donnez un fichier, un dossier, un NOM ou NOM@version."
    )


def _json(texte: str, designation: str) -> Any:
    try:
        return json.loads(texte)
    except ValueError as error:
        raise SpaserErreur(f"« {designation} » n'est pas du JSON lisible : {error}.") from error


def _verifie(schema: Any, designation: str) -> dict[str, Any]:
    graves = [f.phrase for f in examiner(schema) if f.regle in REDHIBITOIRES]
    if graves:
        raise SpaserErreur(f"« {designation} » ne peut pas être comparé, corrigez d'abord : {graves[0]}.")
    lu: dict[str, Any] = schema
    return lu


def _dans_git(nom: str, version: str, racine: Path) -> Any:
    """Find a version of a schema: a tag vX.Y.Z or NAME-vX.Y.Z, any other git name, else the last commit saying it."""
    chemin = f"{nom}/schema.json"
    for reference in (f"refs/tags/{nom}-v{version}", f"refs/tags/v{version}", f"refs/tags/{version}"):
        texte = _git(racine, "show", f"{reference}:./{chemin}")
        if texte is not None and _json(texte, chemin).get("version") == version:
            return _json(texte, chemin)
    for commit in (_git(racine, "log", "--format=%H", "--", chemin) or "").split():
        texte = _git(racine, "show", f"{commit}:./{chemin}")
        if texte is not None and _json(texte, chemin).get("version") == version:
            return _json(texte, chemin)
    texte = None if version.startswith("-") else _git(racine, "show", f"{version}:./{chemin}")
    if texte is None:
        raise SpaserErreur(
            f"git ne connaît pas « {nom}@{version} » : ni étiquette, ni commit, ni version écrite."
        )
    return _json(texte, f"{nom}@{version}")


def _git(dossier: Path, *arguments: str) -> str | None:
    done = subprocess.run(
        ["git", "-C", str(dossier), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
