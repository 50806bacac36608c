"""The witness: frictionless itself, run whole with its limit lifted, and the engine's list in the same words."""

import tempfile
import warnings
from pathlib import Path
from typing import Any

import frictionless
from frictionless.helpers import safe_format
from frictionless.resources import TableResource

from pipelines.commun import duck
from pipelines.validation.moteur import COURANT, Dialecte, examiner

HORS_SCHEMA = ("references", "custom_checks", "usage")
CLASSES = {
    classe.type: classe
    for classe in vars(frictionless.errors).values()
    if isinstance(classe, type) and issubclass(classe, frictionless.Error)
}
Liste = list[tuple[Any, ...]]


def attendus(path: Path, schema: dict, dialecte: Dialecte = COURANT, *, par_nom: bool = True) -> Liste:
    """(row number, field, field number, type, note, message) of every error, in frictionless' order."""
    csv_ = {
        "delimiter": dialecte.delimiteur, "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n",
        "skipInitialSpace": False,
    }  # fmt: skip
    table = TableResource(
        name="table",
        path=path.name,
        basepath=str(path.parent),
        scheme="file",
        format="csv",
        encoding=dialecte.encodage,
        dialect=frictionless.Dialect.from_descriptor({"header": True, "headerRows": [1], "csv": csv_}),
        schema=frictionless.Schema.from_descriptor({k: v for k, v in schema.items() if k not in HORS_SCHEMA}),
        detector=frictionless.Detector(schema_sync=par_nom),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = table.validate(limit_errors=2**31)
    erreurs = [*report.errors, *(e for task in report.tasks for e in task.errors)]
    assert not report.warnings
    return [
        (
            getattr(e, "row_number", None),
            getattr(e, "field_name", None) or None,
            getattr(e, "field_number", None),
            e.type,
            e.note,
            e.message,
        )
        for e in erreurs
    ]


def obtenus(
    path: Path,
    schema: dict,
    dialecte: Dialecte = COURANT,
    *,
    moteur: str = "hybride",
    threads: int = 1,
    par_nom: bool = True,
) -> Liste:
    """The same list from the engine, its messages made from frictionless' own templates."""
    with tempfile.TemporaryDirectory() as dossier:
        con = duck.connect(threads=threads, memory="500MB", tmp=Path(dossier))
        constats = examiner(
            path, schema, dialecte=dialecte, moteur=moteur, dossier=Path(dossier) / "m", con=con, par_nom=par_nom,
            temoin=True,
        )  # fmt: skip
        return [(*temoin[:5], _message(*temoin)) for temoin in constats.temoins()]


def _message(rang: Any, champ: Any, numero: Any, type_: str, note: str, cellule: Any) -> str:
    classe = CLASSES[type_]
    textes = {"rowNumber": rang, "fieldName": champ or "", "fieldNumber": numero, "note": note}
    return safe_format(classe.template, textes | {"cell": cellule, "label": cellule})
