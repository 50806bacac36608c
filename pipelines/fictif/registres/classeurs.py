"""Spreadsheets written byte for byte: XLSX and ODS with the standard library, no clock inside.

Belongs here: cells to XML and XML to archive. Archives are stored, not compressed, so that the bytes do
not depend on the machine's zlib (git compresses them anyway). Does not belong here: which table takes
which form (`formes.py`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Cellules = Sequence[Sequence[Any]]
FIXE = (2026, 6, 30, 12, 0, 0)
INSTANT = "2026-06-30T12:00:00Z"
_ZERO = date(1899, 12, 30)
_TETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def archive(fichiers: dict[str, str]) -> bytes:
    """These parts in this order, with one fixed time."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as zip_:
        for nom, texte in fichiers.items():
            partie = zipfile.ZipInfo(nom, date_time=FIXE)
            partie.create_system, partie.external_attr = 3, 0o644 << 16
            zip_.writestr(partie, texte.encode())
    return tampon.getvalue()


def lettre(colonne: int) -> str:
    """The letters of a column, the first being 1."""
    texte = ""
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        texte = chr(65 + reste) + texte
    return texte


def xlsx(feuille: str, lignes: Cellules, *, titres: int = 1, fusions: Sequence[str] = ()) -> bytes:
    """An XLSX of one sheet: texts shared, dates as serial numbers, the title rows in bold."""
    textes: dict[str, int] = {}
    rangs = "".join(
        f'<row r="{n}">'
        + "".join(_case_xlsx(f"{lettre(k)}{n}", v, n <= titres, textes) for k, v in enumerate(ligne, 1))
        + "</row>"
        for n, ligne in enumerate(lignes, 1)
    )
    blocs = "".join(f'<mergeCell ref="{zone}"/>' for zone in fusions)
    fusion = f'<mergeCells count="{len(fusions)}">{blocs}</mergeCells>' if fusions else ""
    principal = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return archive(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "xl/workbook.xml": f'{_TETE}<workbook xmlns="{principal}" xmlns:r="{_R}"><sheets><sheet '
            f'name={quoteattr(feuille)} sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELS_CLASSEUR,
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": f'{_TETE}<sst xmlns="{principal}" uniqueCount="{len(textes)}">'
            + "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in textes)
            + "</sst>",
            "xl/worksheets/sheet1.xml": f'{_TETE}<worksheet xmlns="{principal}"><sheetData>{rangs}'
            f"</sheetData>{fusion}</worksheet>",
            "docProps/core.xml": _PROPRIETES,
        }
    )


def _case_xlsx(ou: str, valeur: Any, titre: bool, textes: dict[str, int]) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return f'<c r="{ou}" t="b"><v>{int(valeur)}</v></c>'
    if isinstance(valeur, int | Decimal):
        return f'<c r="{ou}" s="{1 if isinstance(valeur, Decimal) else 0}"><v>{valeur}</v></c>'
    if isinstance(valeur, date):
        return f'<c r="{ou}" s="2"><v>{(valeur - _ZERO).days}</v></c>'
    numero = textes.setdefault(valeur, len(textes))
    return f'<c r="{ou}" s="{3 if titre else 0}" t="s"><v>{numero}</v></c>'


def ods(feuille: str, lignes: Cellules) -> bytes:
    """An ODS of one sheet, ending, as LibreOffice writes it, with a run of empty rows that are repeated."""
    largeur = max(len(ligne) for ligne in lignes)
    corps = "".join(
        f"<table:table-row>{''.join(_case_ods(v) for v in ligne)}</table:table-row>" for ligne in lignes
    )
    vide = 1_048_576 - len(lignes)
    contenu = (
        f'{_TETE}<office:document-content {_ESPACES} office:version="1.3"><office:automatic-styles>'
        '<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text>'
        '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
        '</number:date-style><style:style style:name="ce1" style:family="table-cell" '
        'style:data-style-name="N1"/></office:automatic-styles><office:body><office:spreadsheet>'
        f"<table:table table:name={quoteattr(feuille)}>"
        f'<table:table-column table:number-columns-repeated="{largeur}"/>{corps}'
        f'<table:table-row table:number-rows-repeated="{vide}"><table:table-cell '
        f'table:number-columns-repeated="{largeur}"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    genre = "application/vnd.oasis.opendocument.spreadsheet"
    manifeste = "".join(
        f'<manifest:file-entry manifest:full-path="{chemin}" manifest:media-type="{media}"/>'
        for chemin, media in (("/", genre), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    return archive(
        {
            "mimetype": genre,
            "META-INF/manifest.xml": f'{_TETE}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
            f'opendocument:xmlns:manifest:1.0" manifest:version="1.3">{manifeste}</manifest:manifest>',
            "content.xml": contenu,
            "meta.xml": f'{_TETE}<office:document-meta {_ESPACES} office:version="1.3"><office:meta>'
            f"<meta:creation-date>{INSTANT[:-1]}</meta:creation-date></office:meta></office:document-meta>",
        }
    )


def _case_ods(valeur: Any) -> str:
    if valeur is None:
        return "<table:table-cell/>"
    if isinstance(valeur, bool):
        genre, montre = f'boolean" office:boolean-value="{str(valeur).lower()}', "VRAI" if valeur else "FAUX"
    elif isinstance(valeur, int | Decimal):
        genre, montre = f'float" office:value="{valeur}', str(valeur).replace(".", ",")
    elif isinstance(valeur, date):
        genre, montre = f'date" office:date-value="{valeur.isoformat()}', f"{valeur:%d/%m/%Y}"
        genre += '" table:style-name="ce1'
    else:
        genre, montre = "string", escape(valeur)
    return f'<table:table-cell office:value-type="{genre}"><text:p>{montre}</text:p></table:table-cell>'


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_TETE}<Types xmlns="{_PAQUET}/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/xl/{nom}.xml" ContentType="{_MIME}.{genre}+xml"/>'
        for nom, genre in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("styles", "styles"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELS = (
    f'{_TETE}<Relationships xmlns="{_PAQUET}/relationships"><Relationship Id="rId1" '
    f'Type="{_R}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{_PAQUET}/'
    'relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
_RELS_CLASSEUR = (
    f'{_TETE}<Relationships xmlns="{_PAQUET}/relationships">'
    + "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/{genre}" Target="{cible}.xml"/>'
        for n, (genre, cible) in enumerate(
            (
                ("worksheet", "worksheets/sheet1"),
                ("styles", "styles"),
                ("sharedStrings", "sharedStrings"),
            ),
            1,
        )
    )
    + "</Relationships>"
)
_STYLES = (
    f'{_TETE}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_PROPRIETES = (
    f'{_TETE}<cp:coreProperties xmlns:cp="{_PAQUET}/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{INSTANT}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{INSTANT}</dcterms:modified></cp:coreProperties>'
)
_ESPACES = " ".join(
    f'xmlns:{court}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for court, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("meta", "meta"),
    )
)
