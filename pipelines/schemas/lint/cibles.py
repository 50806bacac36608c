"""Which files are linted when folders are given, and whose conventions they follow.

What is wrong in them belongs to the other modules of this folder.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.lint.fautes import Faute


@dataclass(frozen=True)
class Cibles:
    """The schema files to look at, and the JSON files of folders that are something else, with the reason."""

    retenues: tuple[Path, ...]
    ignorees: tuple[tuple[Path, str], ...]


@dataclass(frozen=True)
class Examen:
    """What was found in one file; `maison`: it follows our conventions, whose faults then count."""

    path: Path
    maison: bool
    fautes: tuple[Faute, ...]

    @property
    def comptees(self) -> tuple[Faute, ...]:
        """Return the faults that make the file fail."""
        return tuple(f for f in self.fautes if self.maison or f.gravite == "erreur")

    @property
    def conseils(self) -> tuple[Faute, ...]:
        """Return our conventions that a schema of another community does not follow, nor has to."""
        return () if self.maison else tuple(f for f in self.fautes if f.gravite != "erreur")


def chercher(chemins: list[Path]) -> Cibles:
    """List the schemas behind files and folders.

    A folder gives its schema.json, else those of its folders, else every JSON file below that is a Table Schema.

    Errors: a path that does not exist, a folder without any schema.
    """
    retenues: list[Path] = []
    ignorees: list[tuple[Path, str]] = []
    for chemin in chemins:
        if chemin.is_file():
            retenues.append(chemin)
        elif not chemin.is_dir():
            raise SpaserErreur(f"« {chemin} » n'existe pas : donnez un fichier ou un dossier.")
        elif (chemin / "schema.json").is_file():
            retenues.append(chemin / "schema.json")
        elif dossiers := sorted(chemin.glob("*/schema.json")):
            retenues += dossiers
        else:
            trouvees = [(p, _autre_chose(p)) for p in sorted(chemin.rglob("*.json")) if p.is_file()]
            retenues += [p for p, raison in trouvees if raison is None]
            ignorees += [(p, raison) for p, raison in trouvees if raison is not None]
    if not retenues:
        raise SpaserErreur(f"Aucun Table Schema dans {', '.join(map(str, chemins))}.")
    return Cibles(tuple(dict.fromkeys(retenues)), tuple(ignorees))


def _autre_chose(path: Path) -> str | None:
    """Say what a JSON file found in a folder is when it is no Table Schema; one that is broken is looked at."""
    lu = _lu(path)
    if isinstance(lu, dict) and isinstance(lu.get("fields"), list):
        return None
    if isinstance(lu, dict):
        return "JSON Schema" if "properties" in lu or "definitions" in lu else "autre JSON"
    return None if lu is None else "autre JSON"


def de_la_maison(path: Path) -> bool:
    """Say whether a schema follows our conventions: it is in schemas/, or it bears one of our marks."""
    if path.resolve().is_relative_to(schemas.RACINE):
        return True
    lu = _lu(path)
    champs = lu.get("fields") if isinstance(lu, dict) else None
    if not isinstance(lu, dict) or not isinstance(champs, list):
        return False
    return "usage" in lu or any(isinstance(champ, dict) and "rgpd" in champ for champ in champs)


def voisins_de(path: Path) -> dict[str, schemas.Schema] | None:
    """Return the schemas of the same set, where references may lead; None for a file on its own."""
    if path.name != "schema.json":
        return None
    lus = {autre.parent.name: _lu(autre) for autre in sorted(path.parent.parent.glob("*/schema.json"))}
    return {nom: lu for nom, lu in lus.items() if isinstance(lu, dict)}


def _lu(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None  # told where the file is examined
