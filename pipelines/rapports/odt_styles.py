"""The look of the ODT: named styles, page, header and footer. Its contents belong to `odt`.

Every size is written here, so that a report looks the same whatever template LibreOffice has on the machine.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from pipelines.rapports.modele import Rapport
from pipelines.rapports.mots import jour_court, sur

ENCRE, GRIS, TRAIT, FOND, BLEU, ROUGE = "#1b1f24", "#4a5560", "#b9c2cc", "#eef1f5", "#1f3864", "#9b1c1c"
POLICE = "Liberation Sans"
LARGEURS = {False: 17.4, True: 26.7}
"""Width between the margins in cm: standing page, lying page."""


def largeur(rapport: Rapport) -> float:
    """Return the width that a table may take, in cm."""
    return LARGEURS[rapport.paysage]


def nommes() -> Iterator[str]:
    """Yield the named styles, those that a reader finds in the list of styles."""
    yield (
        f'<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" '
        f'style:tab-stop-distance="1.25cm" style:writing-mode="page"/><style:text-properties '
        f'style:font-name="{POLICE}" fo:font-size="10pt" fo:color="{ENCRE}" fo:language="fr" fo:country="FR" '
        f'fo:hyphenate="false"/></style:default-style>'
    )
    yield (
        '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/>'
        "</style:default-style>"
    )
    yield _paragraphe("Standard", "", "", parent="")
    yield _paragraphe("Text_20_body", "margin-bottom:0.22cm;line-height:125%", "", affiche="Text body")
    yield _paragraphe("Corps_20_lie", "keep-with-next:always", "", "Text_20_body", "Corps lié")
    yield _paragraphe(
        "Chapeau", "margin-bottom:0.3cm;margin-top:0.1cm;line-height:130%", "font-size:11.5pt", "Text_20_body"
    )
    yield _paragraphe(
        "Note", "margin-top:0.08cm;margin-bottom:0.12cm;line-height:115%", f"font-size:8.5pt;color:{GRIS}"
    )
    yield _paragraphe("Fin", "margin-top:0cm;margin-bottom:0cm;line-height:0.05cm", "font-size:1pt")
    yield _paragraphe("Note_20_liee", "keep-with-next:always", "", "Note", "Note liée")
    yield _paragraphe(
        "Title", "margin-bottom:0.15cm;keep-with-next:always", f"font-size:22pt;font-weight:bold;color:{BLEU}"
    )
    yield _paragraphe(
        "Subtitle", "margin-bottom:0.35cm;keep-with-next:always", f"font-size:12.5pt;color:{GRIS}"
    )
    for niveau, taille, avant in ((1, "14pt", "0.65cm"), (2, "11.5pt", "0.45cm")):
        yield _paragraphe(
            f"Heading_20_{niveau}",
            f"margin-top:{avant};margin-bottom:0.2cm;keep-with-next:always"
            + (f";border-bottom:0.75pt solid {TRAIT};padding-bottom:0.06cm" if niveau == 1 else ""),
            f"font-size:{taille};font-weight:bold;color:{BLEU}",
            affiche=f"Heading {niveau}",
            plan=niveau,
            suivant="Text_20_body",
        )
    yield _paragraphe(
        "Caption",
        "margin-top:0.25cm;margin-bottom:0.12cm;keep-with-next:always",
        "font-weight:bold;font-size:10pt",
    )
    for nom, trait, fond in (("Remarque", BLEU, FOND), ("Alerte", ROUGE, "#fbefef")):
        yield _paragraphe(
            nom,
            f"margin-top:0.2cm;margin-bottom:0.3cm;background-color:{fond};border-left:3pt solid "
            f"{trait};padding:0.18cm;"
            "line-height:120%;keep-together:always;style:join-border:false",
            "",
        )
    for nom, alignement in (("Cellule", "start"), ("Nombre", "end")):
        yield _paragraphe(nom, f"text-align:{alignement}", "font-size:9pt")
        yield _paragraphe(
            f"Precision_20_{nom}",
            f"text-align:{alignement}",
            f"font-size:7.5pt;color:{GRIS}",
            nom,
            f"Précision {nom}",
        )
        yield _paragraphe(f"Attenue_20_{nom}", "", f"font-style:italic;color:{GRIS}", nom, f"Atténué {nom}")
        yield _paragraphe(
            f"Titre_20_{nom}",
            f"text-align:{alignement};keep-with-next:always",
            f"font-size:8.5pt;font-weight:bold;color:{BLEU}",
            affiche=f"Titre {nom}",
        )
    yield _paragraphe("Groupe", "keep-with-next:always", f"font-size:9pt;font-weight:bold;color:{BLEU}")
    yield _paragraphe(
        "Header", f"border-bottom:0.5pt solid {TRAIT};padding-bottom:0.08cm", f"font-size:8pt;color:{GRIS}"
    )
    yield _paragraphe(
        "Bandeau", "text-align:center;margin-top:0.1cm", f"font-size:8pt;font-weight:bold;color:{ROUGE}"
    )
    yield _paragraphe(
        "Footer", f"border-top:0.5pt solid {TRAIT};padding-top:0.08cm", f"font-size:8pt;color:{GRIS}"
    )
    yield (
        '<text:list-style style:name="Puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="0.6cm" '
        'fo:text-indent="-0.4cm" fo:margin-left="0.6cm"/></style:list-level-properties></text:list-level-style-bullet>'
        "</text:list-style>"
    )


def automatiques(saut: bool = True) -> Iterator[str]:
    """Yield the styles of cells, rows and breaks that the contents name."""
    for nom, fond, bas in (
        ("cTitre", FOND, f"0.75pt solid {GRIS}"),
        ("cGroupe", "#f7f8fa", f"0.5pt solid {TRAIT}"),
        ("cCorps", "transparent", f"0.5pt solid {TRAIT}"),
        ("cSigne", "transparent", f"0.5pt solid {GRIS}"),
    ):
        yield (
            f'<style:style style:name="{nom}" style:family="table-cell"><style:table-cell-properties '
            f'fo:background-color="{fond}" fo:border-bottom="{bas}" fo:border-left="none" fo:border-right="none" '
            f'fo:border-top="none" fo:padding-top="0.08cm" fo:padding-bottom="0.08cm" fo:padding-left="0.15cm" '
            f'fo:padding-right="0.15cm" style:vertical-align="top"/></style:style>'
        )
    for nom, hauteur in (
        ("rLigne", ""),
        ("rSigne", 'style:min-row-height="0.9cm" '),
        ("rPlace", 'style:min-row-height="2.6cm" '),
    ):
        yield (
            f'<style:style style:name="{nom}" style:family="table-row"><style:table-row-properties {hauteur}'
            'fo:keep-together="always"/></style:style>'
        )
    yield (
        '<style:style style:name="Fort" style:family="text"><style:text-properties fo:font-weight="bold"/>'
        "</style:style>"
    )
    if saut:
        for niveau in (1, 2):
            yield (
                f'<style:style style:name="Saut{niveau}" style:family="paragraph" '
                f'style:parent-style-name="Heading_20_{niveau}">'
                '<style:paragraph-properties fo:break-before="page"/></style:style>'
            )


def mise_en_page(rapport: Rapport) -> tuple[str, str]:
    """Return the page layout and the master page: A4, header, what the page must say of itself, page numbers."""
    cotes = ("29.7cm", "21cm", "landscape") if rapport.paysage else ("21cm", "29.7cm", "portrait")
    marge = "1.5cm" if rapport.paysage else "1.8cm"
    page = (
        f'<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="{cotes[0]}" '
        f'fo:page-height="{cotes[1]}" style:print-orientation="{cotes[2]}" fo:margin-top="1.2cm" '
        'fo:margin-bottom="1.2cm" '
        f'fo:margin-left="{marge}" fo:margin-right="{marge}"/><style:header-style><style:header-footer-properties '
        'fo:min-height="0.9cm" fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style>'
        '<style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.4cm"/></style:footer-style>'
        "</style:page-layout>"
    )
    bandeaux = "".join(
        f'<text:p text:style-name="Bandeau">{escape(sur(b))}</text:p>' for b in rapport.bandeaux
    )
    maitre = (
        '<style:master-page style:name="Standard" style:page-layout-name="Page"><style:header>'
        f'<text:p text:style-name="Header">{escape(sur(rapport.entete))}</text:p>{bandeaux}</style:header>'
        f'<style:footer><text:p text:style-name="Pied">Données arrêtées au {jour_court(rapport.arrete_au)}'
        '<text:tab/>Page <text:page-number text:select-page="current"/> / <text:page-count/></text:p></style:footer>'
        "</style:master-page>"
    )
    return page, maitre


def pied(rapport: Rapport) -> str:
    """Return the style of the footer, whose tab stop is at the right margin."""
    return (
        '<style:style style:name="Pied" style:family="paragraph" '
        'style:parent-style-name="Footer"><style:paragraph-properties>'
        f'<style:tab-stops><style:tab-stop style:position="{largeur(rapport)}cm" style:type="right"/></style:tab-stops>'
        "</style:paragraph-properties></style:style>"
    )


def _paragraphe(
    nom: str,
    bloc: str,
    texte: str,
    parent: str = "Standard",
    affiche: str = "",
    plan: int = 0,
    suivant: str = "",
) -> str:
    """Write a paragraph style from `propriete:valeur` pairs, all of the `fo` family."""
    attributs = "".join(
        f' style:{cle}="{valeur}"'
        for cle, valeur in (
            ("display-name", affiche),
            ("parent-style-name", parent),
            ("next-style-name", suivant),
            ("default-outline-level", str(plan) if plan else ""),
        )
        if valeur
    )
    dedans = "".join(
        f"<style:{genre}-properties{_fo(proprietes)}/>"
        for genre, proprietes in (("paragraph", bloc), ("text", texte))
        if proprietes
    )
    debut = f'<style:style style:name="{nom}" style:family="paragraph"{attributs} style:class="text">'
    return f"{debut}{dedans}</style:style>"


def _fo(proprietes: str) -> str:
    """Write properties as attributes, of the `fo` family unless they name another."""
    paires = (propriete.rsplit(":", 1) for propriete in proprietes.split(";"))
    return "".join(f' {cle if ":" in cle else f"fo:{cle}"}="{valeur}"' for cle, valeur in paires)
