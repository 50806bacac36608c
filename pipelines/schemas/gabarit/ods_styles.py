"""Styles, page and view of the ODS template. Its tables and validations belong to `ods`, its words to `modele`."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.schemas.gabarit.modele import Colonne

LARGEURS = ("5.5cm", "6cm", "12cm", "4cm", "2.6cm", "9cm", "4.6cm", "8cm")
ENCADRE = 'fo:wrap-option="wrap" style:vertical-align="top"'


def styles(colonnes: list[Colonne]) -> Iterator[str]:
    """Yield the styles that the cells, columns and tables of the template name."""
    yield '<number:text-style style:name="N-texte"><number:text-content/></number:text-style>'
    yield (
        '<number:date-style style:name="N-date" number:language="fr" number:country="FR">'
        '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
        '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    )
    for decimales in sorted({0, *(c.decimales for c in colonnes)}):
        yield (
            f'<number:number-style style:name="N-{decimales}"><number:number number:decimal-places="{decimales}" '
            f'number:min-decimal-places="{decimales}" number:min-integer-digits="1"/></number:number-style>'
        )
    for nom in ("N-texte", "N-date", *(f"N-{d}" for d in sorted({0, *(c.decimales for c in colonnes)}))):
        yield (
            f'<style:style style:name="c{nom}" style:family="table-cell" style:parent-style-name="Default" '
            f'style:data-style-name="{nom}"/>'
        )
    for nom, fond, encre in (("titre-oblige", "#1f3864", "#ffffff"), ("titre-libre", "#d9e2f3", "#1f3864")):
        yield (
            f'<style:style style:name="{nom}" style:family="table-cell" style:parent-style-name="Default" '
            f'style:data-style-name="N-texte"><style:table-cell-properties fo:background-color="{fond}" '
            f'{ENCADRE}/><style:text-properties fo:color="{encre}" fo:font-weight="bold"/></style:style>'
        )
    filet = 'fo:border-bottom="0.5pt solid #bfbfbf" fo:padding="0.05cm"'
    yield (
        '<style:style style:name="haute" style:family="table-row"><style:table-row-properties '
        'style:row-height="1cm" style:use-optimal-row-height="false"/></style:style>'
    )
    for nom, texte in (
        ("aide", ""),
        ("aide-libre", ""),
        ("aide-forte", 'fo:font-weight="bold"'),
        ("aide-titre", 'fo:font-weight="bold" fo:font-size="14pt"'),
    ):
        yield (
            f'<style:style style:name="{nom}" style:family="table-cell" style:parent-style-name="Default" '
            f'style:data-style-name="N-texte"><style:table-cell-properties {ENCADRE} '
            f"{filet if nom == 'aide' else ''}/>"
            f"<style:text-properties {texte}/></style:style>"
        )
    for cm in sorted({largeur(c) for c in colonnes} | set(LARGEURS) | {"18cm"}):
        yield (
            f'<style:style style:name="l{cm}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{cm}"/></style:style>'
        )
    for nom, montree in (("visible", "true"), ("masquee", "false")):
        yield (
            f'<style:style style:name="{nom}" style:family="table" style:master-page-name="Large">'
            f'<style:table-properties table:display="{montree}"/></style:style>'
        )


def largeur(colonne: Colonne) -> str:
    """Return the width of a column, enough for its title and its longest choice."""
    signes = min(34, max(14, len(colonne.nom) + 4, *(len(v) + 4 for v in colonne.valeurs), 0))
    return f"{signes * 0.21:.1f}cm"


def style_de(colonne: Colonne) -> str:
    """Name the style of a column's cells; identifiers are text, and keep their zeros."""
    if colonne.sorte == "nombre":
        return f"cN-{colonne.decimales}"
    return {"date": "cN-date", "entier": "cN-0"}.get(colonne.sorte, "cN-texte")


def paysage(document: Any) -> None:
    """Print a sheet on the width of one page, lying: forms are printed and passed around."""
    from odfdo import Element

    styles: Any = document.get_part("styles.xml")
    mise_en_page = (
        '<style:page-layout style:name="PLarge"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0" '
        'fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="1cm" fo:margin-right="1cm"/>'
        "</style:page-layout>"
    )
    page = '<style:master-page style:name="Large" style:page-layout-name="PLarge"/>'
    styles.root.get_element("office:automatic-styles").append(Element.from_tag(mise_en_page))
    styles.root.get_element("office:master-styles").append(Element.from_tag(page))


def figer_le_titre(document: Any, feuille: str) -> None:
    """Keep the titles in sight: frozen panes live in the settings of the view."""
    from odfdo import Element

    def mot(nom: str, type_: str, valeur: object) -> str:
        return f'<config:config-item config:name="{nom}" config:type="{type_}">{valeur}</config:config-item>'

    vue = (
        mot("VerticalSplitMode", "short", 2)
        + mot("VerticalSplitPosition", "int", 1)
        + mot("ActiveSplitRange", "short", 2)
        + mot("PositionBottom", "int", 1)
    )
    reglages = (
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed '
        'config:name="Views"><config:config-item-map-entry>'
        + mot("ViewId", "string", "view1")
        + '<config:config-item-map-named config:name="Tables">'
        + f"<config:config-item-map-entry config:name={quoteattr(feuille)}>{vue}</config:config-item-map-entry>"
        + "</config:config-item-map-named>"
        + mot("ActiveTable", "string", escape(feuille))
        + "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
    )
    racine = document.get_part("settings.xml").root
    porteur = racine.get_element("office:settings") or racine
    for ancien in porteur.get_elements("config:config-item-set"):
        if ancien.get_attribute("config:name") == "ooo:view-settings":
            porteur.delete(ancien)
    porteur.append(Element.from_tag(reglages))
