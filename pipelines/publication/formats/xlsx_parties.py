"""The parts of an XLSX that hold no data: styles, list of sheets, and what surrounds the rows of each."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from pipelines.schemas.gabarit.modele import lettre

ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = {"texte": 1, "entier": 2, "nombre": 0, "euros": 3, "date": 4, "booleen": 0, "titre": 5, "propos": 6}
"""Rank of each style in `styles`; text is « @ », so that it stays text when it is typed again."""


def styles() -> str:
    """Return styles.xml: the least that Excel asks for."""
    formats = ((0, 0, ""), (49, 0, ""), (1, 0, ""), (4, 0, ""), (14, 0, ""), (49, 1, ""), (49, 0, "wrap"))
    cellules = "".join(
        f'<xf numFmtId="{format_}" fontId="{police}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
        + (' applyFont="1"' if police else "")
        + (' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' if plus else "/>")
        for format_, police, plus in formats
    )
    police = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f"{ENTETE}<styleSheet {_MAIN}>"
        f'<fonts count="2"><font>{police}</font><font><b/>{police}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        "</fill></fills>"
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cellules}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def types(nombre: int) -> str:
    """Return [Content_Types].xml for `nombre` sheets."""
    feuilles = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, nombre + 1)
    )
    return (
        f'{ENTETE}<Types xmlns="{_PAQUET}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{feuilles}</Types>'
    )


def racine() -> str:
    """Return _rels/.rels."""
    return _liens([("officeDocument", "xl/workbook.xml")])


def liens(nombre: int) -> str:
    """Return xl/_rels/workbook.xml.rels for `nombre` sheets, the styles last."""
    feuilles = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, nombre + 1)]
    return _liens([*feuilles, ("styles", "styles.xml")])


def _liens(cibles: Sequence[tuple[str, str]]) -> str:
    dits = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{type_}" Target="{cible}"/>'
        for n, (type_, cible) in enumerate(cibles, 1)
    )
    return f'{ENTETE}<Relationships xmlns="{_PAQUET}/relationships">{dits}</Relationships>'


def classeur(premiere: str, feuilles: Sequence[tuple[str, int, int]]) -> str:
    """Return xl/workbook.xml: a first sheet without filter, then each with the size of its own."""
    noms = "".join(
        f'<sheet name={quoteattr(nom)} sheetId="{n}" r:id="rId{n}"/>'
        for n, nom in enumerate([premiere, *(nom for nom, _, _ in feuilles)], 1)
    )
    filtres = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{escape(nom)}'!$A$1:${lettre(colonnes)}${lignes}</definedName>"
        for n, (nom, colonnes, lignes) in enumerate(feuilles, 1)
    )
    definis = f"<definedNames>{filtres}</definedNames>" if filtres else ""
    return (
        f'{ENTETE}<workbook {_MAIN} xmlns:r="{_OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{noms}</sheets>{definis}</workbook>"
    )


def plage(colonnes: int, lignes: int) -> str:
    """Return the cells from A1 to the last."""
    return f"A1:{lettre(colonnes)}{lignes}"


def avant(etendue: str, largeurs: Sequence[tuple[int, int]], *, fige: bool) -> str:
    """Return a sheet up to its first row; `largeurs` has the width and the style of each column."""
    vue = (
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        if fige
        else ""
    )
    colonnes = "".join(
        f'<col min="{n}" max="{n}" width="{largeur}" style="{style}" customWidth="1"/>'
        for n, (largeur, style) in enumerate(largeurs, 1)
    )
    return (
        f'{ENTETE}<worksheet {_MAIN}><dimension ref="{etendue}"/><sheetViews><sheetView workbookViewId="0">'
        f'{vue}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{colonnes}</cols><sheetData>\n'
    )


def apres(filtre: str) -> str:
    """Return a sheet from the end of its rows."""
    return "</sheetData>" + (f'<autoFilter ref="{filtre}"/>' if filtre else "") + "</worksheet>"
