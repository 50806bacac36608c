"""The parts of an ODS that hold no data: styles, settings, manifest, and what surrounds the rows of each table."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from pipelines.publication.formats.feuilles import Sorte
from pipelines.schemas.gabarit.modele import lettre

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_ESPACES = " ".join(
    f'xmlns:{prefixe}="{adresse}"'
    for prefixe, adresse in {
        "office": f"{_URN}:office:1.0",
        "style": f"{_URN}:style:1.0",
        "text": f"{_URN}:text:1.0",
        "table": f"{_URN}:table:1.0",
        "number": f"{_URN}:datastyle:1.0",
        "fo": f"{_URN}:xsl-fo-compatible:1.0",
        "config": f"{_URN}:config:1.0",
        "meta": f"{_URN}:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_VERSION = f'{_ESPACES} office:version="1.3"'

_FORMATS = (
    '<number:text-style style:name="ntexte"><number:text-content/></number:text-style>'
    '<number:number-style style:name="nentier"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/></number:number-style>'
    '<number:number-style style:name="neuros"><number:number number:decimal-places="2" '
    'number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    '<number:date-style style:name="ndate"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<number:boolean-style style:name="nbooleen"><number:boolean/></number:boolean-style>'
)
_FIGEE = (("VerticalSplitMode", "short", 2), ("VerticalSplitPosition", "int", 1), ("ActiveSplitRange", "short", 2),
          ("PositionBottom", "int", 1))  # fmt: skip


def manifeste() -> str:
    """Return META-INF/manifest.xml."""
    parties = "".join(
        f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="text/xml"/>'
        for nom in ("content.xml", "styles.xml", "settings.xml", "meta.xml")
    )
    return (
        f'{ENTETE}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
        f'manifest:media-type="{MIMETYPE.decode()}"/>'
        f"{parties}</manifest:manifest>"
    )


def meta() -> str:
    """Return meta.xml, without any date."""
    return (
        f"{ENTETE}<office:document-meta {_VERSION}><office:meta><meta:generator>SPASER ouvert</meta:generator>"
        "<dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )


def styles() -> str:
    """Return styles.xml: French, so that numbers and dates show as in France whatever the desk."""
    return (
        f"{ENTETE}<office:document-styles {_VERSION}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties fo:font-size="10pt" '
        'fo:language="fr" fo:country="FR"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/></office:styles></office:document-styles>'
    )


def reglages(feuilles: Sequence[str], premiere: str) -> str:
    """Return settings.xml: the header of every sheet stays in view, the first sheet is shown."""
    vue = "".join(_mot(nom, type_, str(valeur)) for nom, type_, valeur in _FIGEE)
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(nom)}>{vue}</config:config-item-map-entry>"
        for nom in feuilles
    )
    return (
        f"{ENTETE}<office:document-settings {_VERSION}><office:settings><config:config-item-set "
        'config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f"<config:config-item-map-entry>{_mot('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        f"{_mot('ActiveTable', 'string', escape(premiere))}</config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
    )


def _mot(nom: str, type_: str, valeur: str) -> str:
    return f'<config:config-item config:name="{nom}" config:type="{type_}">{valeur}</config:config-item>'


def avant(largeurs: Iterable[int]) -> str:
    """Return content.xml up to the first table."""
    colonnes = "".join(
        f'<style:style style:name="l{largeur}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{largeur * 0.21:.2f}cm"/></style:style>'
        for largeur in sorted(set(largeurs))
    )
    cellules = "".join(
        f'<style:style style:name="{sorte}" style:family="table-cell" style:parent-style-name="Default"'
        + (f' style:data-style-name="n{sorte}"/>' if sorte != "nombre" else "/>")
        for sorte in ("texte", "entier", "nombre", "euros", "date", "booleen")
    )
    return (
        f"{ENTETE}<office:document-content {_VERSION}><office:automatic-styles>{_FORMATS}{colonnes}{cellules}"
        '<style:style style:name="titre" style:family="table-cell" style:parent-style-name="Default" '
        'style:data-style-name="ntexte"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="propos" style:family="table-cell" style:parent-style-name="Default" '
        'style:data-style-name="ntexte"><style:table-cell-properties style:vertical-align="top" '
        'fo:wrap-option="wrap"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>\n"
    )


def ouvrir_table(nom: str, colonnes: Sequence[tuple[int, Sorte | str]]) -> str:
    """Return a table up to its first row: the width and the style of each column."""
    dites = "".join(
        f'<table:table-column table:style-name="l{largeur}" table:default-cell-style-name="{style}"/>'
        for largeur, style in colonnes
    )
    return f"<table:table table:name={quoteattr(nom)}>{dites}"


FERMER_TABLE = "</table:table>\n"


def apres(feuilles: Sequence[tuple[str, int, int]]) -> str:
    """Return content.xml from the end of its last table: the filters, then the end."""
    plages = "".join(
        f'<table:database-range table:name="filtre{n}" table:display-filter-buttons="true" '
        f"table:target-range-address={quoteattr(f'{_cite(nom)}.A1:{_cite(nom)}.{lettre(colonnes)}{lignes}')}/>"
        for n, (nom, colonnes, lignes) in enumerate(feuilles, 1)
    )
    filtres = f"<table:database-ranges>{plages}</table:database-ranges>" if plages else ""
    return f"{filtres}</office:spreadsheet></office:body></office:document-content>"


def _cite(nom: str) -> str:
    return "'" + nom.replace("'", "''") + "'"
