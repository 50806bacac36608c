"""How each program reads a table of the release: rows of values, header first. What they must find is in `matiere`.

Kept apart from the tests, so that a reader that is missing names itself.
"""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb

from pipelines.schemas import tables as schemas

Lignes = list[list[Any]]


def par_csv(fichier: Path, table: schemas.Schema) -> Lignes:
    francais = fichier.name.endswith(".excel-fr.csv")
    with fichier.open(encoding="utf-8-sig" if francais else "utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";" if francais else ","))


def par_json(fichier: Path, table: schemas.Schema) -> Lignes:
    from decimal import Decimal

    lus = json.loads(fichier.read_text(encoding="utf-8"), parse_float=Decimal)
    return [schemas.colonnes(table), *(list(objet.values()) for objet in lus)]


def par_pandas(fichier: Path, table: schemas.Schema) -> Lignes:
    import pandas as pd

    francais = fichier.name.endswith(".excel-fr.csv")
    lu = pd.read_csv(
        fichier, sep=";" if francais else ",", encoding="utf-8-sig" if francais else "utf-8", dtype=str,
        keep_default_na=False, skip_blank_lines=False, lineterminator=None,
    )  # fmt: skip
    return [list(lu.columns), *lu.values.tolist()]


def par_duckdb(fichier: Path, table: schemas.Schema) -> Lignes:
    francais = fichier.name.endswith(".excel-fr.csv")
    if fichier.suffix == ".parquet":
        lecture = f"read_parquet('{fichier}')"
    elif fichier.suffix == ".json":
        # a JSON number goes through a double in DuckDB: only its text is exact
        colonnes = ", ".join(f"'{nom}': 'VARCHAR'" for nom in schemas.colonnes(table))
        lecture = f"read_json('{fichier}', format = 'array', columns = {{{colonnes}}})"
    else:
        colonnes = ", ".join(f"'{nom}': 'VARCHAR'" for nom in schemas.colonnes(table))
        separateur, fin = (";", "\\r\\n") if francais else (",", "\\n")
        lecture = (
            f"read_csv('{fichier}', header = true, auto_detect = false, delim = '{separateur}', quote = '\"', "
            f"escape = '\"', nullstr = '', new_line = '{fin}', columns = {{{colonnes}}})"
        )
    lu = duckdb.sql(f"SELECT * FROM {lecture}")
    return [lu.columns, *map(list, lu.fetchall())]


def par_frictionless(fichier: Path, table: schemas.Schema) -> Lignes:
    from frictionless import Dialect, Resource, Schema, formats, system

    francais = fichier.name.endswith(".excel-fr.csv")
    controle = formats.CsvControl(delimiter=";" if francais else ",", skip_initial_space=False)
    textes = Schema.from_descriptor(
        {"fields": [{"name": nom, "type": "string"} for nom in schemas.colonnes(table)]}
    )
    with system.use_context(trusted=True):
        resource = Resource(
            path=str(fichier), format="csv", encoding="utf-8-sig" if francais else "utf-8",
            dialect=Dialect(controls=[controle]), schema=textes,
        )  # fmt: skip
        with resource:
            lignes = [ligne.to_list() for ligne in resource.row_stream]
            return [list(resource.header), *lignes]


def par_calamine(fichier: Path, feuille: str) -> Lignes:
    from python_calamine import CalamineWorkbook

    return (
        CalamineWorkbook.from_path(str(fichier)).get_sheet_by_name(feuille).to_python(skip_empty_area=False)
    )


def par_openpyxl(fichier: Path, feuille: str) -> Lignes:
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    lignes = load_workbook(fichier)[feuille].iter_rows(values_only=True)
    # what is written in the cell itself and not beside it, openpyxl leaves as it is spelled
    return [[unescape(v) if isinstance(v, str) else v for v in ligne] for ligne in lignes]


class Bureau:
    """LibreOffice, started once for workbooks and once for the CSV, in a profile of its own."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.profil = dossier, dossier / "profil"

    def convertir(self, fichiers: list[Path], *options: str) -> None:
        """Save each file as an XLSX in the folder."""
        commande = [
            "soffice", "--headless", "--nologo", f"-env:UserInstallation=file://{self.profil}", *options,
            "--convert-to", "xlsx", "--outdir", str(self.dossier), *map(str, fichiers),
        ]  # fmt: skip
        fait = subprocess.run(
            commande, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=240,
            check=False,
        )  # fmt: skip
        assert fait.returncode == 0, fait.stderr

    def ouvrir(self, release: Path, tables: list[str]) -> Path:
        """Open both workbooks and the Excel-FR files; return the folder of what LibreOffice saves of them."""
        if shutil.which("soffice") is None:
            return self.dossier
        copies = []
        for forme in ("xlsx", "ods"):
            copies.append(self.dossier / f"depuis_{forme}.{forme}")
            shutil.copyfile(release / f"spaser.{forme}", copies[-1])
        sortie = self.dossier / "lus"
        sortie.mkdir()
        garde, self.dossier = self.dossier, sortie
        self.convertir(copies)
        textes = [garde / f"{table}.csv" for table in tables]
        for table, copie in zip(tables, textes, strict=True):
            shutil.copyfile(release / f"{table}.excel-fr.csv", copie)
        # ; " UTF-8, from line 1, columns as they are, French, quoted or not alike, numbers and dates told apart
        self.convertir(textes, "--infilter=CSV:59,34,76,1,,1036,false,true")
        return sortie
