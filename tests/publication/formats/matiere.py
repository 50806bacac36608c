"""A small release in every format: the example of each schema, tables that hurt, and what a reader must find there.

The truth is the canonical CSV, read by Python's csv. How each reader is called belongs to `lecteurs`.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.formats import classeurs, excel_fr, parquet
from pipelines.schemas import tables as schemas
from pipelines.validation import export

LISEZ_MOI = [["Jeu d'essai"], ["=1+1", "  deux  espaces"], [], ["ligne\nsuivante"]]
FORMATS = ("csv", "json", "parquet", "excel-fr.csv")
LONG = "Début " + "é" * 40_000
"""Longer than a cell of Excel."""
NFC_ET_NFD = "é / e\u0301"

TEXTES = [
    "simple", 'guillemets "doubles"', "point;virgule", "virgule, ici",
    "ligne\nsuivante", "ligne\r\nsuivante", "\nligne",
    "=cmd|' /C calc'!A0", "+33 1", "-12", "@SUM(A1)", "\ttabulation", "a\tb", "＝1+1", "－2", "'=1", "''=1",
    "'apostrophe", "'",
    "=", "00012345600018", "1E5", "1/2", "12/03/2026", "true", "VRAI", "NULL", "N/A", "#REF!", "0", "007",
    "🏗️ travaux 👩‍🚒", "\u00a0insécable\u00a0", "עברית 123", "\u202eRTL",
    "_x0041_", "_x0041_x0042_", "_x000D_", "a_xFFFF_b",
    " devant", "derrière ", "deux  espaces", "   ", "<b>&amp;</b>", "]]>", "<!-- -->", "\\N", "\\", "{a}", NFC_ET_NFD,
    "\x01\x1f", "a\x0bb", "\x7f", "\ufeffbom", "\ufffe", "%PDF", "${x}", "…", "ligne\n\n fin \nsuite", LONG,
]  # fmt: skip
"""No NUL here: a table that has one is refused before (workbooks are tried on it apart)."""
NOMBRES = [
    "0",
    "-0.01",
    "1234567.89",
    "9999999999999.99",
    "9999999999999999.99",
    "-1234567890123456.78",
    "0.1",
    "100",
]
TAUX = ["0.00000000000000001", "0.5", "0.12345678901234567", "-0.25", "0", "9.99999999999999999"]
ENTIERS = [
    "0",
    "-1",
    "999999999999999",
    "9007199254740993",
    "-9223372036854775808",
    "100000000000000000",
    "2026",
]
JOURS = ["1899-12-30", "1899-12-31", "1900-01-01", "1900-02-28", "1900-03-01", "1970-01-01", "2024-02-29", "9999-12-31",
         "0001-01-01"]  # fmt: skip


def champ(nom: str, type_: str, **plus: Any) -> schemas.Champ:
    """Make a column that may be published."""
    return {"name": nom, "title": nom, "type": type_, "rgpd": "aucune", **plus}


def schema(nom: str, *champs: schemas.Champ) -> schemas.Schema:
    """Make a schema whose key is its first column."""
    return {"name": nom, "title": f"Table {nom}", "fields": list(champs), "primaryKey": champs[0]["name"]}


HOSTILE = schema(
    "hostile",
    champ("cle", "string"),
    champ("texte", "string"),
    champ("montant_ht_eur", "number", decimales=2),
    champ("taux", "number", decimales=17),
    champ("nombre", "integer"),
    champ("oui", "boolean"),
    champ("jour", "date"),
    champ("rien", "string"),
)
UNE_COLONNE = schema("une_colonne", champ("code", "string"))
VIDE = schema("vide", champ("code", "string"), champ("montant", "number", decimales=4), champ("jour", "date"))
NOM_LONG = "une_table_au_nom_de_plus_de_trente_et_un_caracteres"


@dataclass(frozen=True)
class Release:
    """Every file of the release, in one folder."""

    dossier: Path
    tables: dict[str, schemas.Schema]

    def fichier(self, table: str, forme: str) -> Path:
        return self.dossier / f"{table}.{forme}"

    def lignes(self, table: str) -> list[list[str]]:
        """Return the rows of the canonical CSV, header first."""
        with self.fichier(table, "csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


def lignes_hostiles() -> list[tuple[str | None, ...]]:
    """Return one row a text, the numbers and dates coming round and round, absent values among them."""

    def tour(valeurs: list[str], n: int) -> str | None:
        return None if n % (len(valeurs) + 1) == len(valeurs) else valeurs[n % (len(valeurs) + 1)]

    return [
        (f"{n:03}", texte, *(tour(v, n) for v in (NOMBRES, TAUX, ENTIERS, ["true", "false"], JOURS)), None)
        for n, texte in enumerate([*TEXTES, "", None])
    ]


def ecrire_parquet(path: Path, table: schemas.Schema, lignes: Iterable[tuple[str | None, ...]]) -> None:
    """Write a working table from texts."""
    con = duck.connect(threads=1)
    types = schemas.types_duckdb(table)
    con.execute(
        f"CREATE TABLE t ({', '.join(f'{export.nom_sql(nom)} {type_}' for nom, type_ in types.items())})"
    )
    marques = ", ".join(f"CAST(? AS {type_})" for type_ in types.values())
    if lignes := list(lignes):
        con.executemany(f"INSERT INTO t VALUES ({marques})", lignes)
    con.execute(f"COPY (FROM t ORDER BY 1) TO {duck.literal(path)} (FORMAT parquet)")
    con.close()


def travail(dossier: Path) -> dict[str, schemas.Schema]:
    """Write the working tables: examples of all schemas, and those that hurt; return their published schemas."""
    tables = {}
    for exemple in sorted(schemas.RACINE.glob("*/exemple-valide.csv")):
        nom = exemple.parent.name
        entier = schemas.charger(nom)
        with exemple.open(encoding="utf-8", newline="") as file:
            _, *lignes = csv.reader(file)
        try:
            tables[nom] = schemas.publie(entier)
        except SpaserErreur:
            continue  # its key may not leave: it has no published table
        ecrire_parquet(
            dossier / f"{nom}.parquet", entier, [tuple(v or None for v in ligne) for ligne in lignes]
        )
    for table, lignes in (
        (HOSTILE, lignes_hostiles()),
        (UNE_COLONNE, [("=1",), ("00",), ("a;b",)]),
        (VIDE, []),
        (schema(NOM_LONG, champ("code", "string")), [("a",)]),
        (schema(f"{NOM_LONG}_bis", champ("code", "string")), [("b",)]),
    ):
        ecrire_parquet(dossier / f"{table['name']}.parquet", table, lignes)
        tables[table["name"]] = table
    return dict(sorted(tables.items()))


def ecrire_release(
    travail: Path,
    tables: dict[str, schemas.Schema],
    dossier: Path,
    *,
    threads: int = 1,
    memoire: str = "900MB",
) -> Release:
    """Write every format of every table, and both workbooks, as the publisher does."""
    feuilles = []
    for nom, table in tables.items():
        con = duck.connect(threads=threads, memory=memoire, tmp=dossier)
        source, lignes = export.source_ordonnee(con, travail / f"{nom}.parquet", table)
        export.ecrire_csv(con, source, table, dossier / f"{nom}.csv")
        export.ecrire_json(con, source, table, dossier / f"{nom}.json")
        parquet.ecrire_parquet(con, source, table, dossier / f"{nom}.parquet", {"licence": "lov2"})
        excel_fr.ecrire_excel_fr(con, source, table, dossier / f"{nom}.excel-fr.csv")
        con.close()
        feuilles.append(
            classeurs.Feuille(nom, str(table["title"]), dossier / f"{nom}.parquet", table, lignes)
        )
    for forme in ("xlsx", "ods"):
        ecrire = classeurs.ecrire_xlsx if forme == "xlsx" else classeurs.ecrire_ods
        assert ecrire(feuilles, LISEZ_MOI, dossier / f"spaser.{forme}", dossier) == ()
    return Release(dossier, tables)


def texte_canonique(colonne: schemas.Champ, valeur: Any) -> str:
    """Return what the canonical CSV would say for a value as a reader gives it."""
    if valeur is None or valeur == "" or valeur != valeur:
        return ""
    if colonne["type"] in ("number", "integer") and isinstance(valeur, int | float | Decimal):
        exact = valeur if isinstance(valeur, Decimal) else Decimal(repr(valeur))
        dit = format(exact.normalize(), "f")
        return "0" if dit == "-0" else dit
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, dt.datetime):
        assert valeur.time() == dt.time(0)
        return valeur.date().isoformat()
    return valeur.isoformat() if isinstance(valeur, dt.date) else str(valeur)


def en_xlsx(texte: str) -> str:
    """Return a text as a cell of an XLSX can hold it: its lines by \\n, at most 32,767 characters."""
    dit = (
        texte.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\ufffe", "\ufffd")
        .replace("\uffff", "\ufffd")
    )
    return dit if len(dit) <= 32_767 else dit[: 32_767 - len(classeurs.MENTION)] + classeurs.MENTION


def en_ods(texte: str) -> str:
    """Return a text as a cell of an ODS can hold it: the same, and a sign for what XML refuses."""
    return en_xlsx(texte).translate({code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)})
