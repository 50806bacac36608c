"""frictionless on one table, and what it lets through (NUL, NaN), as faults a data manager can read.

Which records to judge, and what the whole amounts to, belong to `verdict`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypedDict

from pipelines.schemas import tables as schemas
from pipelines.schemas.cellules import defaut_inapercu
from pipelines.validation.messages import message, regle
from pipelines.validation.preuve import CLE_VIDE

SANS_LIMITE = 2**31


class Erreur(TypedDict):
    """One fault: `ligne` as a text editor counts, `enregistrement` from 1 without the titles."""

    ligne: int | None
    enregistrement: int | None
    champ: str | None
    regle: str
    valeur: str | None
    message: str


def juger(schema: schemas.Schema, source: Path | list[list[str]]) -> Iterator[Erreur]:
    """Run frictionless with everything stated: nothing is guessed from the content."""
    from frictionless import Checklist, Dialect, Schema
    from frictionless.resources import TableResource

    descriptor = {k: v for k, v in schema.items() if k != "references"}
    dialecte = {
        "delimiter": ",",
        "quoteChar": '"',
        "doubleQuote": True,
        "lineTerminator": "\n",
        "skipInitialSpace": False,
    }
    commun: dict[str, Any] = {"name": "table", "schema": Schema.from_descriptor(descriptor)}
    if isinstance(source, Path):
        dialect = Dialect.from_descriptor({"csv": dialecte})
        resource = TableResource(
            path=source.name,
            basepath=str(source.parent),
            scheme="file",
            format="csv",
            encoding="utf-8",
            dialect=dialect,
            **commun,
        )
    else:
        resource = TableResource(data=source, **commun)
    champs = {champ["name"]: champ for champ in schema["fields"]}
    report = resource.validate(Checklist(), limit_errors=SANS_LIMITE)
    for error in [*report.errors, *(e for task in report.tasks for e in task.errors)]:
        nom_champ = getattr(error, "field_name", None) or None
        rang = getattr(error, "row_number", None)
        code = regle(error.type, error.note)
        champ = champs.get(nom_champ) if nom_champ else None
        cellule = getattr(error, "cell", None)
        valeur = cellule if champ is not None and schemas.est_publiable(champ) else None
        texte = message(code, champ, valeur)
        if code == "primary-key":
            precedent = "".join(c for c in error.note if c.isdigit())
            texte = doublon(schema, int(precedent) - 1 if precedent else CLE_VIDE)
        yield faute(rang - 1 if rang else None, nom_champ if champ else None, code, valeur, texte)


def inapercus(schema: schemas.Schema, enregistrements: Iterable[tuple[int, list[str]]]) -> Iterator[Erreur]:
    """Yield what frictionless accepts in numbered records and a publisher must not."""
    for numero, row in enregistrements:
        for champ, cellule in zip(schema["fields"], row, strict=False):
            defaut = defaut_inapercu(champ, cellule)
            if defaut:
                valeur = cellule if schemas.est_publiable(champ) else None
                yield faute(numero, champ["name"], defaut[0], valeur, f"{champ['name']} : {defaut[1]}.")


def doublon(schema: schemas.Schema, precedent: int) -> str:
    """Say in French that a key is repeated, or wholly absent."""
    cle = ", ".join(schemas.cle(schema))
    if precedent == CLE_VIDE:
        return f"la clé ({cle}) est entièrement vide."
    return f"la clé ({cle}) est la même qu'à l'enregistrement {precedent}."


def faute(enregistrement: int | None, champ: str | None, code: str, valeur: str | None, texte: str) -> Erreur:
    """Build a fault; its physical line is found later, once for all."""
    return {
        "ligne": None,
        "enregistrement": enregistrement,
        "champ": champ,
        "regle": code,
        "valeur": valeur,
        "message": texte,
    }
