"""An empty sheet for whoever keeps a register: drop-downs, formats, messages, dictionary; XLSX or ODS.

What is filled in must validate unchanged; reading it belongs to `registres`.
"""

from collections.abc import Callable
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import ods, xlsx

FORMATS: dict[str, Callable[[schemas.Schema, Path], None]] = {"xlsx": xlsx.ecrire, "ods": ods.ecrire}


def ecrire(schema: schemas.Schema, dest: Path) -> None:
    """Write the template of a schema, in the format that the name of the file says.

    Errors: a format that is not XLSX or ODS.
    """
    format_ = dest.suffix.lower().removeprefix(".")
    if format_ not in FORMATS:
        raise SpaserErreur(f"« {dest.name} » : un modèle s'écrit en .xlsx ou en .ods.")
    dest.parent.mkdir(parents=True, exist_ok=True)
    FORMATS[format_](schema, dest)
