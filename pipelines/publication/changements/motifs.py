"""The closed list of reasons and, for each table, whom its changes follow: both are CSV files beside this module.

`contrat`: the cause found for the contract; `derive`: the same, save that other contracts or registers may be behind
it; `trace`: which records are read; `resultat`: the cause found for the result; `table`: one reason for all its rows.
"""

import csv
from functools import cache
from pathlib import Path

from pipelines.publication.changements.version import TableLue

ICI = Path(__file__).parent


@cache
def motifs() -> dict[str, dict[str, str]]:
    """Return each reason with its `objet`, `libelle` (a few words) and `phrase`, in the order of the list."""
    return {ligne["motif"]: ligne for ligne in _lire("motifs")}


@cache
def familles() -> dict[str, tuple[str, str]]:
    """Return the family of each table of ours, and the reason when nothing better is found."""
    return {ligne["table"]: (ligne["famille"], ligne["defaut"]) for ligne in _lire("familles")}


def famille(nom: str, table: TableLue | None) -> tuple[str, str]:
    """Return the family of a table and its reason by default; a register follows its deliveries."""
    if table is not None and table.est_registre:
        return "table", "registre"
    return familles().get(nom, ("table", "indetermine"))


def _lire(nom: str) -> list[dict[str, str]]:
    with (ICI / f"{nom}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
