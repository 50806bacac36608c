"""frictionless itself: its schema, its titles, its cell readers, and its whole verdict streamed row by row.

Nothing here is faster than frictionless; what spares its work belongs to `moteur_passe`.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas

# What a schema says to others: links and custom checks are judged elsewhere, titles are matched as `examiner` is told.
PAS_POUR_FRICTIONLESS = ("references", "custom_checks", "usage", "foreignKeys", "fieldsMatch")
ARRET = "spaser-juge-arrete"


@dataclass(frozen=True)
class Dialecte:
    """How the text is written; nothing is guessed from the content."""

    delimiteur: str = ","
    encodage: str = "utf-8"


def schema_frictionless(schema: schemas.Schema) -> Any:
    """Build frictionless' schema.

    Errors: a schema that frictionless refuses.
    """
    from frictionless import FrictionlessException, Schema

    descriptor = {cle: valeur for cle, valeur in schema.items() if cle not in PAS_POUR_FRICTIONLESS}
    try:
        return Schema.from_descriptor(descriptor)
    except FrictionlessException as error:
        notes = "; ".join(e.note for e in error.to_errors())
        raise SpaserErreur(f"Le schéma « {schema.get('name', '')} » est refusé : {notes}.") from error


def ressource(path: Path, schema: schemas.Schema, dialecte: Dialecte, *, par_nom: bool) -> Any:
    """Build the table that frictionless reads, with dialect, encoding and titles all stated."""
    from frictionless import Detector, Dialect
    from frictionless.resources import TableResource

    csv_ = {
        "delimiter": dialecte.delimiteur,
        "quoteChar": '"',
        "doubleQuote": True,
        "lineTerminator": "\n",
        "skipInitialSpace": False,
    }
    return TableResource(
        name="table",
        path=path.name,
        basepath=str(path.parent),
        scheme="file",
        format="csv",
        compression="",
        encoding=dialecte.encodage,
        dialect=Dialect.from_descriptor({"header": True, "headerRows": [1], "csv": csv_}),
        schema=schema_frictionless(schema),
        detector=Detector(schema_sync=par_nom),
    )


def ouvrir(table: Any) -> None:
    """Open a table; `schema_sync` is said to be on its way out, under a name that means something else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        table.open()


def juger_tout(
    path: Path, schema: schemas.Schema, dialecte: Dialecte, *, par_nom: bool, temoin: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield every fault of frictionless as a row of the spool, in its order, holding one record at a time."""
    from frictionless import FrictionlessException, errors

    connus = montrables(schema)
    table = ressource(path, schema, dialecte, par_nom=par_nom)
    try:
        ouvrir(table)
    except FrictionlessException as error:
        for rang, trouvee in enumerate(error.to_errors()):
            yield fait(trouvee, 0, rang, connus, temoin)
        return
    numero = 2  # the record being read
    with table:
        debut = list(table.header.errors)
        if not (table.labels or table.fragment):
            debut.insert(0, errors.SourceError(note="the source is empty"))
        for rang, trouvee in enumerate(debut):
            yield fait(trouvee, 0, rang, connus, temoin)
        try:
            for row in table.row_stream:
                numero = row.row_number
                trouvees = row.errors
                numero += 1
                for rang, trouvee in enumerate(trouvees):
                    yield fait(trouvee, 1, rang, connus, temoin)
        except FrictionlessException as error:
            for rang, trouvee in enumerate(error.to_errors()):
                yield fait(trouvee, 2, rang, connus, temoin)
        except Exception:  # a signalling NaN stops frictionless: say where, never with which value
            yield {
                "groupe": 1,
                "enregistrement": numero,
                "etage": 9,
                "ordre": 0,
                "code": ARRET,
                "regle": ARRET,
            }


def montrables(schema: schemas.Schema) -> set[str | None]:
    """Name the columns whose values may be cited; None stands for titles: where they are missing, cells stand there."""
    noms: set[str | None] = {champ["name"] for champ in schema["fields"] if schemas.est_montrable(champ)}
    return noms if schemas.est_prive(schema) else {*noms, None}


def fait(error: Any, groupe: int, ordre: int, connus: set[str | None], temoin: bool) -> dict[str, Any]:
    """Turn an error of frictionless into a row of the spool; its message, which cites values, is left behind."""
    champ = getattr(error, "field_name", None) or None
    titre = getattr(error, "label", None)
    cellule = getattr(error, "cell", titre)
    note, precedent = error.note, None
    absente = champ is not None and groupe == 1 and len(error.cells) < error.field_number
    if error.type in ("unique-error", "primary-key") and note.startswith("the same"):
        precedent = int(note.rpartition(" ")[2])
    return {
        "groupe": groupe,
        "enregistrement": getattr(error, "row_number", None),
        "etage": 0,
        "ordre": ordre,
        "ligne": 1 if groupe == 0 else None,
        "numero": getattr(error, "field_number", None),
        "champ": champ,
        "code": error.type,
        "regle": note.split('"')[1] if error.type == "constraint-error" else error.type,
        "note": note,
        "valeur": None if absente or (champ or "" if titre is None else None) not in connus else cellule,
        "precedent": precedent,
        "cellule": cellule if temoin else None,
    }
