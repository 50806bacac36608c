"""What a workbook holds, whatever its format: its sheets in order, their limits, names and widths.

How a sheet is written belongs to `xlsx` and `ods`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.export import chemin_sql, nom_sql, texte_sql

LIMITE_LIGNES = 1_048_575
"""Rows of a sheet, its header apart."""
LIMITE_CELLULES = 10_000_000
"""Cells of a sheet, and of a whole workbook: beyond, a spreadsheet needs gigabytes and minutes to open it."""
LIMITE_CARACTERES = 32_767
"""UTF-16 characters of a cell in Excel."""
MENTION = "… (suite : voir le CSV)"
"""How a text that is cut ends."""
LISEZ_MOI, DICTIONNAIRE = "Lisez-moi", "Dictionnaire"
TABLE_DICTIONNAIRE = "dictionnaire"
PREMIERE_DATE = "1900-03-01"
"""Before it, Excel's calendar is wrong or empty: an older date is a text, year first."""
REFUSES = [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]
"""Characters that XML 1.0 refuses."""
_LARGEURS = {"string": 14, "integer": 10, "number": 14, "date": 12, "boolean": 10}

Sorte = Literal["texte", "entier", "nombre", "euros", "date", "booleen"]


@dataclass(frozen=True)
class Feuille:
    """A published table to be written as a sheet; `parquet` is that of the release, in order."""

    nom: str
    titre: str
    parquet: Path
    schema: schemas.Schema
    lignes: int

    @property
    def cellules(self) -> int:
        """Count its cells, the header apart."""
        return self.lignes * len(self.schema["fields"])


def trop_grandes(feuilles: Sequence[Feuille]) -> tuple[str, ...]:
    """Name the tables that no workbook of this release holds, in the order given.

    First those beyond the limits of a sheet, then the largest, until what remains fits in a workbook.
    """
    gardees = [f for f in feuilles if f.lignes <= LIMITE_LIGNES and f.cellules <= LIMITE_CELLULES]
    reste = sum(f.cellules for f in gardees)
    for feuille in sorted(gardees, key=lambda f: (-f.cellules, f.nom)):
        if reste <= LIMITE_CELLULES:
            break
        gardees.remove(feuille)
        reste -= feuille.cellules
    noms = {f.nom for f in gardees}
    return tuple(f.nom for f in feuilles if f.nom not in noms)


def retenues(feuilles: Sequence[Feuille]) -> list[tuple[str, Feuille]]:
    """Return the sheets of tables with their names, the dictionary first."""
    absentes = set(trop_grandes(feuilles))
    gardees = [f for f in feuilles if f.nom not in absentes]
    gardees.sort(key=lambda f: f.nom != TABLE_DICTIONNAIRE)
    pris = {LISEZ_MOI.lower()}
    return [(_nom_libre(f.nom, pris), f) for f in gardees]


def _nom_libre(nom: str, pris: set[str]) -> str:
    """Return a name of 31 characters at most that no sheet bears, whatever the case."""
    voulu = DICTIONNAIRE if nom == TABLE_DICTIONNAIRE else re.sub(r"[\[\]:*?/\\']", "-", nom)
    libre, rang = voulu[:31], 1
    while libre.lower() in pris:
        rang += 1
        libre = f"{voulu[: 31 - len(str(rang)) - 1]}~{rang}"
    pris.add(libre.lower())
    return libre


def coupures(feuilles: Sequence[Feuille]) -> dict[str, int]:
    """Count the texts that a workbook cuts, by table; the tables left out have none."""
    con = ouvrir(None)
    comptes: dict[str, int] = {}
    for _, f in retenues(feuilles):
        textes = [nom_sql(c["name"]) for c in f.schema["fields"] if c["type"] == "string"]
        somme = " + ".join(f"count(*) FILTER (trop_long({nom}))" for nom in textes)
        lecture = f"read_parquet({chemin_sql(f.parquet)})"
        coupes = con.execute(f"SELECT {somme} FROM {lecture}").fetchall()[0][0] if somme else 0
        comptes |= {f.nom: int(coupes)} if coupes else {}
    con.close()
    return comptes


def ouvrir(tmp: Path | None) -> duckdb.DuckDBPyConnection:
    """Open a database that knows how texts are written in a workbook; one thread keeps memory small."""
    con = duck.connect(threads=1, tmp=tmp)
    refuses = "concat(" + ", ".join(f"chr({code})" for code in REFUSES) + ")"
    signes = "".join(chr(0x2400 + code) if code < 32 else "\ufffd" for code in REFUSES)
    params = {"mention": duck.literal(MENTION), "refuses": refuses, "signes": duck.literal(signes)}
    con.execute(duck.sql(__file__, "textes", limite=str(LIMITE_CARACTERES), **params))
    return con


def a_ecrire_autrement(con: duckdb.DuckDBPyConnection, feuille: Feuille) -> set[str]:
    """Name the columns of text where a cell at least cannot be written as it is.

    Half the cost of a small workbook would be to prepare, for columns that have no use for it, what spells a `&`.
    """
    textes = [c["name"] for c in feuille.schema["fields"] if c["type"] == "string"]
    if not textes or not feuille.lignes:
        return set()
    questions = ", ".join(f"bool_or(NOT tel_quel({nom_sql(nom)}))" for nom in textes)
    requete = f"SELECT {questions} FROM read_parquet({chemin_sql(feuille.parquet)})"
    return {nom for nom, oui in zip(textes, con.execute(requete).fetchall()[0], strict=True) if oui}


def lignes_sql(feuille: Feuille, ligne: str) -> str:
    """Return the query that writes a text a row to `{sortie}`, `ligne` being the SQL of its parts."""
    return duck.sql(__file__, "lignes", ligne=ligne, parquet=chemin_sql(feuille.parquet))


def sorte(champ: schemas.Champ) -> Sorte:
    """Say how the cells of a column look."""
    if champ["type"] == "number":
        return "euros" if champ["name"].endswith("_eur") and champ["decimales"] <= 2 else "nombre"
    sortes: dict[str, Sorte] = {"string": "texte", "integer": "entier", "boolean": "booleen", "date": "date"}
    return sortes[champ["type"]]


def tient_en_nombre(champ: schemas.Champ) -> str:
    """Return the SQL that tells whether a number survives a spreadsheet, which keeps fifteen significant digits."""
    nom, chiffres = nom_sql(champ["name"]), 15 - int(champ.get("decimales", 0))
    petit = f"{nom} BETWEEN -{'9' * chiffres} AND {'9' * chiffres}" if chiffres > 0 else "false"
    return f"({petit} OR quinze_chiffres({texte_sql(champ)}))"


def date_sure(champ: schemas.Champ) -> str:
    """Return the SQL that tells whether a date is the same in every spreadsheet: Excel's calendar begins in error."""
    return f"{nom_sql(champ['name'])} >= DATE '{PREMIERE_DATE}'"


def largeur(champ: schemas.Champ) -> int:
    """Return the width of a column in characters: its name, its example, and the arrow of the filter."""
    exemple = min(len(str(champ.get("example", ""))) + 2, 60)
    return max(len(champ["name"]) + 4, exemple, _LARGEURS[champ["type"]])


def couper(texte: str) -> str:
    """Cut a text of ours to what a cell holds, as `en_cellule` does for those of a table."""
    dit = re.sub(r"\r\n?", "\n", texte)
    longueur = len(dit.encode("utf-16-le")) // 2
    if longueur <= LIMITE_CARACTERES:
        return dit
    place = LIMITE_CARACTERES - len(MENTION)
    return dit[: place if longueur == len(dit) else place // 2] + MENTION
