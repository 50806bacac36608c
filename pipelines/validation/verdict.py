"""The verdict on one CSV made from a table: exact titles, exact number of rows, the first faults and their total.

How faults are found belongs to `moteur`.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.schemas import tables as schemas
from pipelines.validation.constats import Erreur
from pipelines.validation.moteur import examiner

SEUIL = 0
EXTRAIT = 1_000


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a table (the first faults, and how many in all), and how many records it has."""

    table: str
    valide: bool
    lignes: int
    erreurs: list[Erreur] = field(default_factory=list)
    total_erreurs: int = 0


def valider_table(
    nom: str,
    csv_path: Path,
    schema: schemas.Schema,
    *,
    lignes_attendues: int | None = None,
    seuil: int = SEUIL,
    con: duckdb.DuckDBPyConnection | None = None,
) -> Verdict:
    """Judge a CSV against a schema (whole, or projected to its published columns), its titles exact and in order.

    `lignes_attendues` is the number of rows of the table the CSV was made from. Up to `seuil` records frictionless
    reads everything itself; above, DuckDB first proves what it can. The verdict is the same.
    """
    petit = seuil > 0 and _lignes_au_plus(csv_path, seuil)
    with tempfile.TemporaryDirectory(prefix="spaser-verdict-") as dossier:
        constats = examiner(
            csv_path,
            schema,
            moteur="frictionless" if petit else "hybride",
            dossier=Path(dossier),
            con=con,
            lignes_attendues=lignes_attendues,
            par_nom=False,
        )
        total = constats.total
        premieres = [*constats.erreurs(EXTRAIT)] if total else []
        return Verdict(nom, total == 0, constats.lignes, premieres, total)


def _lignes_au_plus(path: Path, seuil: int) -> bool:
    lignes = 0
    with path.open("rb") as file:
        while (bloc := file.read(1 << 20)) and lignes <= seuil:
            lignes += bloc.count(b"\n")
    return lignes <= seuil
