"""What frictionless itself says: of a schema, of one cell, of one file. No rule of ours belongs here."""

import contextlib
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Lecteur = Callable[[Any], dict[str, str]]


def verdict(schema: dict[str, Any]) -> list[str]:
    """Return the notes of `frictionless validate --type schema`; an empty list when it accepts."""
    from frictionless import FrictionlessException, Schema

    try:
        rapport = Schema.validate_descriptor(schema)
    except FrictionlessException as error:
        return [error.error.note or error.error.message]
    except Exception as error:  # its own bugs on what is not even of the right shape: refused all the same
        return [f"{type(error).__name__} : {error}"]
    notes = [e.note or e.message for e in rapport.errors]
    notes += [e.note or e.message for tache in rapport.tasks for e in tache.errors]
    return list(dict.fromkeys(notes))


def _champ(champ: dict[str, Any], schema: dict[str, Any] | None = None) -> Any:
    from frictionless import Field

    utile = {cle: valeur for cle, valeur in champ.items() if cle not in ("example", "title", "description")}
    if schema and "missingValues" in schema and "missingValues" not in champ:
        utile["missingValues"] = schema["missingValues"]
    try:
        return Field.from_descriptor({"name": "colonne", "type": "string", **utile})
    except Exception:  # the schema's own verdict tells why
        return None


def valeur_lue(champ: dict[str, Any], valeur: Any) -> Any:
    """Return a value of a constraint as frictionless reads it, or None when it cannot."""
    objet = _champ({cle: x for cle, x in champ.items() if cle not in ("constraints", "missingValues")})
    if objet is None:
        return None
    try:
        return objet.create_value_reader()(valeur)
    except (AttributeError, TypeError):  # a list where a text is expected
        return None


def lecteur(champ: dict[str, Any], schema: dict[str, Any]) -> Lecteur | None:
    """Return what reads a cell of a column: {} when accepted, else what is wrong, by constraint.

    None when frictionless cannot build the column at all.
    """
    objet = _champ(champ, schema)
    if objet is None:
        return None
    lire = objet.create_cell_reader()

    def notes(cellule: Any) -> dict[str, str]:
        return lire(cellule)[1] or {}

    return notes


def refus(champ: dict[str, Any], notes: dict[str, str]) -> str | None:
    """Say in French why a cell was refused."""
    if not notes:
        return None
    nom = next(iter(notes))
    contraintes = champ.get("constraints", {})
    return {
        "type": f"ce n'est pas une valeur de type {champ.get('type', 'string')}",
        "required": "la cellule est vide",
        "enum": "elle n'est pas dans la liste",
        "pattern": "elle ne suit pas le motif",
        "minimum": f"elle est inférieure à {contraintes.get('minimum')}",
        "maximum": f"elle est supérieure à {contraintes.get('maximum')}",
        "minLength": f"elle a moins de {contraintes.get('minLength')} caractères",
        "maxLength": f"elle a plus de {contraintes.get('maxLength')} caractères",
    }.get(nom, f"elle ne respecte pas {nom}")


def _en_francais(erreur: Any) -> str:
    """Say where a fault is and which rule it breaks; never the value, which may concern a person."""
    rang, colonne = getattr(erreur, "row_number", None), getattr(erreur, "field_name", None)
    trouvee = re.search(r'constraint "(\w+)"', erreur.note or "")
    lieu = [f"enregistrement {rang}"] * bool(rang) + [f"colonne « {colonne} »"] * bool(colonne)
    return ", ".join([*lieu, f"règle « {trouvee[1] if trouvee else erreur.type} »"])


def premier_defaut(schema: dict[str, Any], path: Path, delimiteur: str) -> str | None:
    """Say in French the first fault that frictionless finds in a CSV in UTF-8; None when the file is valid.

    Columns are matched by name, as the national validator does; links to other files are left out.
    """
    from frictionless import Checklist, Detector, Dialect, FrictionlessException, Schema
    from frictionless.resources import TableResource

    utile = {cle: x for cle, x in schema.items() if cle not in ("foreignKeys", "fieldsMatch")}
    csv = {"delimiter": delimiteur, "skipInitialSpace": False}
    with contextlib.suppress(FrictionlessException):
        ressource = TableResource(
            name="exemple",
            path=path.name,
            basepath=str(path.parent),
            scheme="file",
            format="csv",
            encoding="utf-8-sig",
            dialect=Dialect.from_descriptor({"csv": csv}),
            schema=Schema.from_descriptor(utile),
            detector=Detector(schema_sync=True),
        )
        with warnings.catch_warnings():  # schema_sync is what the national validator uses
            warnings.simplefilter("ignore", DeprecationWarning)
            rapport = ressource.validate(Checklist(), limit_errors=1)
        erreurs = [*rapport.errors, *(e for tache in rapport.tasks for e in tache.errors)]
        return _en_francais(erreurs[0]) if erreurs else None
    return "le schéma lui-même est refusé"
