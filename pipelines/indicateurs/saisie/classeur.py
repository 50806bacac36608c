"""The workbook: the empty sheet of the schema `saisies`, its rows filled in, and a helper page. XLSX or ODS.

What the rows say belongs to `feuille`, the empty sheet to `schemas.gabarit`.
"""

import io
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.indicateurs.saisie.feuille import Cellule
from pipelines.schemas import gabarit
from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import archive, modele
from pipelines.schemas.gabarit.ods_styles import style_de

AIDE = "Quoi saisir"
LARGEURS = (26, 60, 70, 24, 40, 14)
LARGEURS_ODS = ("5.5cm", "12cm", "12cm", "4cm", "8cm", "2.6cm")
XMLNS = (
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

Lignes = Sequence[Mapping[str, Cellule]]
Page = Sequence[Sequence[str]]


def ecrire(schema: schemas.Schema, lignes: Lignes, aide: Page, dest: Path) -> None:
    """Write the workbook in the format that the name of the file says; the same rows always give the same bytes.

    Errors: a format that is not XLSX or ODS.
    """
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        vide = Path(dossier) / f"vide{dest.suffix.lower()}"
        gabarit.ecrire(schema, vide)
        dest.parent.mkdir(parents=True, exist_ok=True)
        (_remplir_ods if vide.suffix == ".ods" else _remplir_xlsx)(schema, lignes, aide, vide, dest)


def _remplir_xlsx(schema: schemas.Schema, lignes: Lignes, aide: Page, vide: Path, dest: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.styles import Alignment, Font

    classeur = load_workbook(vide)
    feuille = classeur[modele.feuille(schema)]
    colonnes = modele.colonnes(schema)
    for rang, ligne in enumerate(lignes, 2):
        for numero, colonne in enumerate(colonnes, 1):
            if (valeur := ligne.get(colonne.nom)) is None:
                continue
            cellule = feuille.cell(rang, numero)
            cellule.value = valeur
            cellule.number_format = feuille.column_dimensions[modele.lettre(numero)].number_format
            if isinstance(valeur, str):
                cellule.data_type = "s"  # a text that begins with « = » is no formula
    page = classeur.create_sheet(AIDE, 1)
    for rang, textes in enumerate(aide, 1):
        for numero, texte in enumerate(textes, 1):
            cellule = page.cell(rang, numero, texte)
            cellule.data_type, cellule.number_format = "s", "@"
            cellule.alignment = Alignment(wrap_text=True, vertical="top")
            cellule.font = Font(bold=rang == 1)
        hauteurs = (modele.lignes_de(t, w - 4) for t, w in zip(textes, LARGEURS, strict=True))
        page.row_dimensions[rang].height = 4 + 15 * max(hauteurs)
    for numero, largeur in enumerate(LARGEURS, 1):
        page.column_dimensions[modele.lettre(numero)].width = largeur
    page.freeze_panes = "B2"
    classeur.active = 0
    tampon = io.BytesIO()
    classeur.save(tampon)
    archive.figer(tampon.getvalue(), dest, modele.jour(schema))


def _remplir_ods(schema: schemas.Schema, lignes: Lignes, aide: Page, vide: Path, dest: Path) -> None:
    from odfdo import Document, Element

    document = Document(vide)
    contenu: Any = document.get_part("content.xml")
    tables = contenu.root.get_elements("//table:table")
    table = next(t for t in tables if t.get_attribute("table:name") == modele.feuille(schema))
    [vides] = [
        r
        for r in table.get_elements("table:table-row")
        if r.get_attribute("table:number-rows-repeated") == str(modele.LIGNES)
    ]
    place = table.index(vides)
    for rang, ligne in enumerate(lignes):
        table.insert(Element.from_tag(_ligne_ods(modele.colonnes(schema), ligne)), position=place + rang)
    document.body.insert(Element.from_tag(_page_ods(aide)), position=document.body.index(table) + 1)
    tampon = io.BytesIO()
    document.save(tampon)
    archive.figer(tampon.getvalue(), dest, modele.jour(schema))


def _ligne_ods(colonnes: Sequence[modele.Colonne], ligne: Mapping[str, Cellule]) -> str:
    cellules = "".join(
        f'<table:table-cell table:style-name="{style_de(c)}" table:content-validation-name="v{numero}"'
        f"{_contenu_ods(ligne.get(c.nom))}</table:table-cell>"
        for numero, c in enumerate(colonnes, 1)
    )
    return f"<table:table-row {XMLNS}>{cellules}</table:table-row>"


def _contenu_ods(valeur: Cellule) -> str:
    if valeur is None:
        return ">"
    if isinstance(valeur, date):
        return f' office:value-type="date" office:date-value="{valeur}"><text:p>{valeur:%d/%m/%Y}</text:p>'
    if isinstance(valeur, Decimal):
        vu = f"{valeur:f}".replace(".", ",")
        return f' office:value-type="float" office:value="{valeur:f}"><text:p>{vu}</text:p>'
    return f' office:value-type="string"><text:p>{escape(valeur)}</text:p>'


def _page_ods(aide: Page) -> str:
    colonnes = "".join(f'<table:table-column table:style-name="l{cm}"/>' for cm in LARGEURS_ODS)
    lignes = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="{"titre-oblige" if rang == 0 else "aide"}" '
            f'office:value-type="string"><text:p>{escape(texte)}</text:p></table:table-cell>'
            for texte in textes
        )
        + "</table:table-row>"
        for rang, textes in enumerate(aide)
    )
    return (
        f'<table:table {XMLNS} table:name={quoteattr(AIDE)} table:style-name="visible">{colonnes}{lignes}'
        "</table:table>"
    )
