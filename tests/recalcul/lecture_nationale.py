"""Rows of the national files of the fictional community, in the containers in which the real ones are published.

What the columns mean belongs to `nationaux`. A Parquet file is laid as CSV by `essais`, which may use DuckDB.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

Cellules = Mapping[str, str]


def lignes_de(chemin: Path) -> list[Cellules]:
    """Read the rows of a file, each cell as text: CSV (plain, .gz, in a zip), workbook, page of JSON."""
    if chemin.suffix == ".xlsx":
        feuille = openpyxl.load_workbook(chemin, read_only=True).worksheets[0]
        titres, *reste = [[_texte(v) for v in ligne] for ligne in feuille.iter_rows(values_only=True)]
        return [dict(zip(titres, ligne, strict=True)) for ligne in reste]
    if chemin.suffix == ".json":
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        return [{k: _texte(v) for k, v in x.items()} for x in lu["results"]]
    octets = chemin.read_bytes()
    if chemin.suffix == ".gz":
        octets = gzip.decompress(octets)
    elif chemin.suffix == ".zip":
        with zipfile.ZipFile(chemin) as archive:
            octets = archive.read(archive.namelist()[0])
    texte = octets.decode("utf-8-sig")
    titre = texte.split("\n", 1)[0]
    return list(
        csv.DictReader(io.StringIO(texte), delimiter=";" if titre.count(";") > titre.count(",") else ",")
    )


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    return valeur.isoformat() if isinstance(valeur, date | datetime) else str(valeur)


def format_de(ligne: Cellules) -> str:
    """Tell a file by a column that it alone has."""
    signes = {
        "categorieEntreprise": "unites", "codeCommuneEtablissement": "etablissements", "est_ess": "annuaire",
        "N° SIREN": "esus", "kind": "siae", "TYPECOM": "communes", "CODGEO": "epci", "FAMILLE": "ess",
    }  # fmt: skip
    return next(nom for titre, nom in signes.items() if titre in ligne)
