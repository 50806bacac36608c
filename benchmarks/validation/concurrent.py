"""One contender on one file: `python -m benchmarks.validation.concurrent frictionless|hybride|sql FILE LIST`.

LIST receives the number of faults and the fingerprint of their ordered list (row, field, number, type, note), which
the gate compares. Its cost is that of twelve thousand lines of text, the same for all.
"""

import hashlib
import json
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.validation.schema import SCHEMA


def reference(path: Path) -> Iterable[tuple[Any, ...]]:
    """frictionless as one would run it, everything stated, its limit lifted."""
    from frictionless import Detector, Dialect, Schema
    from frictionless.resources import TableResource

    csv_ = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
    table = TableResource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        encoding="utf-8",
        dialect=Dialect.from_descriptor({"header": True, "headerRows": [1], "csv": csv_}),
        schema=Schema.from_descriptor(SCHEMA),
        detector=Detector(schema_sync=True),
    )
    report = table.validate(limit_errors=2**31)
    for e in [*report.errors, *(e for task in report.tasks for e in task.errors)]:
        champ = getattr(e, "field_name", None) or None
        yield getattr(e, "row_number", None), champ, getattr(e, "field_number", None), e.type, e.note


def engin(path: Path, moteur: str, dossier: Path) -> Iterable[tuple[Any, ...]]:
    """Our engine; a witness of its faults in frictionless' words is kept for the gate."""
    from pipelines.validation.moteur import examiner

    constats = examiner(path, SCHEMA, moteur=moteur, dossier=dossier, temoin=True)
    return (temoin[:5] for temoin in constats.temoins())


def main() -> None:
    nom, path, liste = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    warnings.simplefilter("ignore")
    empreinte, nombre = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory(dir=liste.parent) as dossier:
        fautes = reference(path) if nom == "frictionless" else engin(path, nom, Path(dossier) / "m")
        for faute in fautes:
            nombre += 1
            empreinte.update(json.dumps(faute, ensure_ascii=False).encode() + b"\n")
    liste.write_text(json.dumps({"nombre": nombre, "sha256": empreinte.hexdigest()}), encoding="utf-8")


if __name__ == "__main__":
    main()
