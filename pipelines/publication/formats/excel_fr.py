"""A published table as a French Excel opens it by a double click: `;`, decimal comma, dd/mm/yyyy, no formula.

The canonical CSV stays as it is: only this form bears apostrophes. Workbooks are in `classeurs`.
"""

import re
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.export import nom_sql, texte_sql

DANGEREUX = "=+-@\t\r\n\x00＝＋－＠"
"""A text that begins with one of these, full-width forms included, is a formula to some spreadsheet."""

REGLE = (
    "Fichier pour Excel en français : point-virgule, virgule décimale, dates jj/mm/aaaa, VRAI ou FAUX, UTF-8 avec BOM, "
    "fins de ligne CRLF. Une cellule de texte qui commence par =, +, -, @ (ou leur forme pleine chasse), une "
    "tabulation, un retour de ligne ou un caractère nul, après d'éventuelles apostrophes, reçoit une apostrophe de "
    "plus en tête, pour qu'aucun tableur n'y lise une formule ; retirer cette apostrophe redonne la valeur du CSV."
)
"""The rule in words, for datapackage.json and the LISEZMOI."""

DIALECTE = {
    "delimiter": ";",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "nullSequence": "",
}
BOM = "\ufeff"
_ECHAPPE = re.compile(f"'+[{re.escape(DANGEREUX)}]")
_MOTIF = "^'*[=+\\-@\\t\\r\\n\\x00＝＋－＠]"


def remettre(texte: str) -> str:
    """Return the text of the canonical CSV from a cell of the Excel-FR file: the exact inverse of the apostrophe."""
    return texte[1:] if _ECHAPPE.match(texte) else texte


def ecrire_excel_fr(con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema, dest: Path) -> None:
    """Write the French Excel CSV of a table, in the order of the source.

    Booleans are VRAI and FAUX: what Excel itself writes in French, and reads as booleans. Numbers and dates are never
    touched: a minus sign before a number is no formula.
    """
    _macros(con)
    champs = schema["fields"]
    # alone in its line, an absent value would leave a blank line, which readers skip
    vide = '""' if len(champs) == 1 else ""
    cellules = ", ';', ".join(f"coalesce({_cellule(champ)}, {duck.literal(vide)})" for champ in champs)
    entete = BOM + ";".join(champ["name"] for champ in champs) + "\r\n"
    params = {"entete": duck.literal(entete), "fin": duck.literal("\n"), "dest": duck.literal(dest)}
    con.execute(duck.sql(__file__, "excel_fr", cellules=cellules, source=source, **params))
    with dest.open("r+b") as file:
        taille = len(entete.encode())
        if dest.stat().st_size == taille + 1:  # no row: the line feed that ends the last one ends nothing
            file.truncate(taille)


def compter_echappees(con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema) -> int:
    """Count the cells that bear an apostrophe in the Excel-FR file."""
    _macros(con)
    textes = [nom_sql(champ["name"]) for champ in schema["fields"] if champ["type"] == "string"]
    somme = " + ".join(f"count(*) FILTER (passe_pour_formule({nom}))" for nom in textes) or "0"
    # the order of the rows, hence a sort, is of no use here
    return int(con.execute(f"SELECT {somme} FROM (SELECT * {source})").fetchall()[0][0])


def _macros(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(duck.sql(__file__, "excel_fr_macros", motif=duck.literal(_MOTIF)))


def _cellule(champ: schemas.Champ) -> str:
    nom, texte = nom_sql(champ["name"]), texte_sql(champ)
    if champ["type"] == "string":
        return f"texte_excel_fr({texte})"
    if champ["type"] == "boolean":
        return f"CASE {nom} WHEN true THEN 'VRAI' WHEN false THEN 'FAUX' END"
    if champ["type"] == "date":
        return f"({texte})[9:10] || '/' || ({texte})[6:7] || '/' || ({texte})[1:4]"
    return f"replace({texte}, '.', ',')"
