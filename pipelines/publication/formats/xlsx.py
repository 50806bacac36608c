"""A release as an Excel workbook: DuckDB makes the XML of each row, which goes compressed into the file.

No cell is ever handled in Python: a library that does so takes ten times as long. The parts around the rows are in
`xlsx_parties`, what sheets there are in `feuilles`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from pipelines.publication.formats import feuilles as f
from pipelines.publication.formats import flux
from pipelines.publication.formats import xlsx_parties as parties
from pipelines.publication.formats.archive import Archive
from pipelines.publication.formats.feuilles import Feuille
from pipelines.publication.formats.xlsx_parties import STYLES
from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit.modele import lettre
from pipelines.validation.export import nom_sql, texte_sql

_A_ECHAPPER = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4})")


def ecrire_xlsx(
    feuilles: Sequence[Feuille], lisezmoi: Sequence[Sequence[str]], dest: Path, tmp: Path
) -> tuple[str, ...]:
    """Write « Lisez-moi », « Dictionnaire », then one sheet a table; return the tables that are too large for it."""
    gardees = f.retenues(feuilles)
    tailles = [(nom, len(t.schema["fields"]), t.lignes + 1) for nom, t in gardees]
    nombre = len(gardees) + 1
    con = f.ouvrir(tmp)
    with Archive(dest) as archive:
        for nom, texte in (
            ("[Content_Types].xml", parties.types(nombre)),
            ("_rels/.rels", parties.racine()),
            ("xl/workbook.xml", parties.classeur(f.LISEZ_MOI, tailles)),
            ("xl/_rels/workbook.xml.rels", parties.liens(nombre)),
            ("xl/styles.xml", parties.styles()),
            ("xl/worksheets/sheet1.xml", _lisez_moi(lisezmoi)),
        ):
            archive.ajouter(nom, [texte.encode()])
        for rang, (_, table) in enumerate(gardees, 2):
            archive.ajouter(f"xl/worksheets/sheet{rang}.xml", _feuille(con, table))
    con.close()
    return f.trop_grandes(feuilles)


def _feuille(con: duckdb.DuckDBPyConnection, table: Feuille) -> Iterator[bytes]:
    champs = table.schema["fields"]
    etendue = parties.plage(len(champs), table.lignes + 1)
    largeurs = [(f.largeur(champ), STYLES[f.sorte(champ)]) for champ in champs]
    titres = _ligne(1, [champ["name"] for champ in champs], STYLES["titre"])
    yield (parties.avant(etendue, largeurs, fige=True) + titres).encode()
    autres = f.a_ecrire_autrement(con, table)
    cellules = ",\n".join(
        _cellule(lettre(n), champ, champ["name"] in autres) for n, champ in enumerate(champs, 1)
    )
    yield from flux.lire(
        con, f.lignes_sql(table, f"""'<row r="', numero_de_ligne, '">',\n{cellules},\n'</row>'""")
    )
    yield parties.apres(etendue).encode()


def _cellule(colonne: str, champ: schemas.Champ, autrement: bool) -> str:
    """Return the SQL of a cell; an absent value is an absent cell, some texts are perhaps to be written otherwise."""
    nom, texte = nom_sql(champ["name"]), texte_sql(champ)

    def ecrite(
        attributs: str, avant: str, valeur: str, apres: str, style: int = STYLES[f.sorte(champ)]
    ) -> str:
        debut = f"""'<c r="{colonne}', numero_de_ligne, '" s="{style}"{attributs}>{avant}'"""
        return f"concat({debut}, {valeur}, '{apres}</c>')"

    en_texte = ecrite(' t="inlineStr"', "<is><t>", texte, "</t></is>", STYLES["texte"])
    if champ["type"] == "string":
        if autrement:
            autre = ecrite(' t="inlineStr"', "<is>", f"texte_xlsx({nom})", "</is>")
            en_texte = f"CASE WHEN tel_quel({nom}) THEN {en_texte} ELSE {autre} END"
        return f"CASE WHEN {nom} <> '' THEN {en_texte} END"
    if champ["type"] == "boolean":
        valeur, tient = ecrite(' t="b"', "<v>", f"CAST({nom} AS INT)", "</v>"), "true"
    elif champ["type"] == "date":
        valeur, tient = ecrite("", "<v>", f"{nom} - DATE '1899-12-30'", "</v>"), f.date_sure(champ)
    else:
        valeur, tient = ecrite("", "<v>", texte, "</v>"), f.tient_en_nombre(champ)
    return f"CASE WHEN {nom} IS NOT NULL THEN CASE WHEN {tient} THEN {valeur} ELSE {en_texte} END END"


def _lisez_moi(lignes: Sequence[Sequence[str]]) -> str:
    colonnes = max(map(len, lignes), default=1)
    largeurs = [(100 if colonnes == 1 else 60, STYLES["propos"])] * colonnes
    rangees = "".join(
        _ligne(n, ligne, STYLES["titre"] if n == 1 else STYLES["propos"]) for n, ligne in enumerate(lignes, 1)
    )
    etendue = parties.plage(colonnes, max(len(lignes), 1))
    return parties.avant(etendue, largeurs, fige=False) + rangees + parties.apres("")


def _ligne(numero: int, textes: Sequence[str], style: int) -> str:
    cellules = "".join(
        f'<c r="{lettre(n)}{numero}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_texte(t)}</t></is></c>'
        for n, t in enumerate(textes, 1)
        if t
    )
    return f'<row r="{numero}">{cellules}</row>\n'


def _texte(texte: str) -> str:
    legal = f.couper(texte).translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
    return escape(_A_ECHAPPER.sub(lambda m: f"_x{ord(m[0]):04X}_", legal))
