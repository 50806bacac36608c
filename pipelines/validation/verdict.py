"""The verdict on one CSV: frictionless for real, on every record or on those that DuckDB could not prove.

Around it, what frictionless lets through: lost rows, unclosed quotes. Cells and wording belong to `juge`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.juge import Erreur, doublon, faute, inapercus, juger
from pipelines.validation.preuve import prouver

SEUIL = 20_000
CELLULE_MAX = 1 << 25


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a table, and how many records it has."""

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
    """Judge a CSV against a schema (whole, or projected to its published columns).

    `lignes_attendues` is the number of rows of the table the CSV was made from. Above `seuil` records DuckDB
    first proves what it can.
    """
    csv.field_size_limit(CELLULE_MAX)
    if _lignes_au_plus(csv_path) > seuil:
        preuve = prouver(con or duck.connect(), csv_path, schema, lignes_attendues)
        if preuve is not None:
            return _sur_preuve(nom, csv_path, schema, preuve.lignes, preuve.suspects, preuve.doublons)
    try:
        enregistrements = [row for _, row in _lire(csv_path)][1:]
    except (csv.Error, UnicodeDecodeError) as error:
        return _structure(
            nom, f"fichier illisible ou coupé (guillemet non fermé, octet qui n'est pas UTF-8) : {error}"
        )
    erreurs = [*juger(schema, csv_path), *inapercus(schema, enumerate(enregistrements, 1))]
    if lignes_attendues not in (None, len(enregistrements)):
        erreurs.append(
            faute(
                None,
                None,
                "lignes-perdues",
                None,
                f"le fichier a {len(enregistrements)} enregistrements, la table {lignes_attendues}.",
            )
        )
    return _verdict(nom, csv_path, len(enregistrements), erreurs)


def _sur_preuve(
    nom: str,
    path: Path,
    schema: schemas.Schema,
    lignes: int,
    suspects: dict[int, list[str]],
    doublons: list[tuple[int, int]],
) -> Verdict:
    """Judge the records that were not proved, and add the repeated keys found over the whole file."""
    erreurs = [*inapercus(schema, suspects.items())]
    if suspects:
        sans_cle = {k: v for k, v in schema.items() if k != "primaryKey"}
        numeros = list(suspects)
        for erreur in juger(sans_cle, [schemas.colonnes(schema), *suspects.values()]):
            if erreur["enregistrement"] is not None:
                erreur["enregistrement"] = numeros[erreur["enregistrement"] - 1]
            erreurs.append(erreur)
    for numero, precedent in doublons:
        erreurs.append(faute(numero, None, "primary-key", None, doublon(schema, precedent)))
    return _verdict(nom, path, lignes, erreurs)


def _verdict(nom: str, path: Path, lignes: int, erreurs: list[Erreur]) -> Verdict:
    erreurs.sort(key=lambda e: (e["enregistrement"] or 0, e["champ"] or "", e["regle"]))
    voulus = {e["enregistrement"] for e in erreurs if e["enregistrement"]}
    if voulus:
        physiques = {n: ligne for n, (ligne, _) in enumerate(_lire(path)) if n in voulus}
        for erreur in erreurs:
            erreur["ligne"] = physiques.get(erreur["enregistrement"] or 0)
    return Verdict(nom, not erreurs, lignes, erreurs, len(erreurs))


def _structure(nom: str, texte: str) -> Verdict:
    return Verdict(nom, False, 0, [faute(None, None, "structure", None, texte)], 1)


def _lire(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record, titles included, with the physical line on which it begins."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        debut = 1
        for row in reader:
            yield debut, row
            debut = reader.line_num + 1


def _lignes_au_plus(path: Path) -> int:
    with path.open("rb") as file:
        return sum(bloc.count(b"\n") for bloc in iter(lambda: file.read(1 << 20), b""))
