"""frictionless itself on an example file, everything stated: columns matched by name, no limit on errors.

What our own engine says is not asked here: these tests judge the schemas, not the engine.
"""

import re
from pathlib import Path
from typing import NamedTuple

from pipelines.schemas import tables as schemas

REGISTRES = schemas.lister(usage="registre")
EXPLIQUEE = re.compile(r"^\| ([0-9]+) \| (?:`([a-z0-9_]+)`|—) \| `([a-z-]+)` \| (.+) \|$", re.MULTILINE)


class Faute(NamedTuple):
    """Where a rule is broken: line of the file, column (None for a whole record), code."""

    ligne: int
    champ: str
    code: str


def juger(nom: str, path: Path) -> list[Faute]:
    """Return what frictionless finds in a file, in its order."""
    from frictionless import Detector, Dialect, Resource, Schema, system

    cles = ("$schema", "fields", "missingValues", "primaryKey")
    contrat = schemas.charger(nom)
    with system.use_context(trusted=True):
        rapport = Resource(
            path=str(path),
            format="csv",
            encoding="utf-8",
            dialect=Dialect.from_descriptor({"csv": {"delimiter": ",", "quoteChar": '"'}}),
            schema=Schema.from_descriptor({cle: contrat[cle] for cle in cles}),
            detector=Detector(schema_sync=True),
        ).validate(limit_errors=1_000_000)
    [tache] = rapport.tasks
    trouvees = []
    for erreur in tache.errors:
        ligne = getattr(erreur, "row_number", None)
        assert ligne is not None, f"{nom} : {erreur.message}"
        trouvees.append(Faute(ligne, getattr(erreur, "field_name", "") or "", erreur.type))
    return trouvees


def expliquees(nom: str) -> list[Faute]:
    """Return the faults that the README of a register says its invalid example has."""
    texte = (schemas.RACINE / nom / "README.md").read_text(encoding="utf-8")
    return [Faute(int(ligne), champ, code) for ligne, champ, code, _ in EXPLIQUEE.findall(texte)]
