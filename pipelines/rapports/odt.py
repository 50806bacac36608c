"""A report as an ODT text, the same bytes for the same report. Styles belong to `odt_styles`, contents to `modele`."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pipelines.rapports import odt_styles as styles
from pipelines.rapports.modele import (
    TENUES,
    Bloc,
    Cellule,
    Definitions,
    Encadre,
    Liste,
    Paragraphe,
    Rapport,
    Section,
    Signature,
    Tableau,
)
from pipelines.rapports.mots import sur
from pipelines.schemas.gabarit import archive

GENRES = {"normal": "Text_20_body", "chapeau": "Chapeau", "note": "Note"}
LIES = {"normal": "Corps_20_lie", "note": "Note_20_liee"}
SUIVIS = (Tableau, Signature, Liste, Definitions)
"""What a sentence announces: it stays on the same page."""


def ecrire(rapport: Rapport, dest: Path) -> None:
    """Write the report as ODT (A4, header, footer, repeated titles of tables)."""
    from odfdo import Document, Element

    document = Document("text")
    mises = {
        "styles.xml": (
            ("office:styles", list(styles.nommes())),
            ("office:automatic-styles", [styles.mise_en_page(rapport)[0], styles.pied(rapport)]),
            ("office:master-styles", [styles.mise_en_page(rapport)[1]]),
        ),
        "content.xml": (
            ("office:automatic-styles", [*styles.automatiques(), *_largeurs(rapport)]),
            ("office:text", list(_contenu(rapport))),
        ),
    }
    for nom, parties in mises.items():
        racine: Any = document.get_part(nom)
        for cible, textes in parties:
            element = racine.root if cible != "office:text" else racine.root.get_element("office:body")
            element = element.get_element(cible)
            element.clear()
            for texte in textes:
                element.append(Element.from_tag(texte))
    meta = document.meta
    meta.title, meta.subject = sur(rapport.titre), sur(rapport.sous_titre)
    meta.creator = meta.initial_creator = "SPASER ouvert"
    meta.description = sur(" ".join(rapport.bandeaux))
    meta.language = "fr-FR"
    tampon = io.BytesIO()
    document.save(tampon)
    archive.figer(tampon.getvalue(), dest, rapport.arrete_au.isoformat())


def _tableaux(rapport: Rapport) -> list[Tableau]:
    return [bloc for section in rapport.sections for bloc in section.blocs if isinstance(bloc, Tableau)]


def _largeurs(rapport: Rapport) -> Iterator[str]:
    """Yield the styles of tables and of their columns; `T0` is the table of facts, `TS` that of the signature."""
    totale = styles.largeur(rapport)
    parts = {"T0": [22, 78], "TS": [30, 70]}
    entiers = {"T0", "TS"}
    tous = _tableaux(rapport)
    for n, tableau in enumerate(tous, 1):
        parts[f"T{n}"] = [c.largeur for c in tableau.colonnes]
        if len(tableau.lignes) <= TENUES[rapport.paysage]:
            entiers.add(f"T{n}")
    for nom, largeurs in parts.items():
        coupe, bas = str(nom not in entiers).lower(), "0cm" if nom == f"T{len(tous)}" else "0.25cm"
        yield (
            f'<style:style style:name="{nom}" style:family="table"><style:table-properties style:width="{totale}cm" '
            f'table:align="left" fo:margin-bottom="{bas}" style:may-break-between-rows="{coupe}" '
            'table:border-model="collapsing"/></style:style>'
        )
        for rang, part in enumerate(largeurs):
            cm = totale * part / sum(largeurs)
            yield (
                f'<style:style style:name="{nom}.{rang}" style:family="table-column"><style:table-column-properties '
                f'style:column-width="{cm:.3f}cm"/></style:style>'
            )


def _contenu(rapport: Rapport) -> Iterator[str]:
    yield _p("Title", rapport.titre)
    yield _p("Subtitle", rapport.sous_titre)
    for bandeau in rapport.bandeaux:
        yield _p("Alerte", bandeau)
    faits = "".join(
        _ligne(_case("cCorps", _p("Titre_20_Cellule", nom)) + _case("cCorps", _p("Cellule", texte)))
        for nom, texte in rapport.faits
    )
    yield _table("T0", 2, "", faits)
    numero = 0
    for place, section in enumerate(rapport.sections):
        yield _titre(section)
        for rang, bloc in enumerate(section.blocs):
            suivant = section.blocs[rang + 1] if rang + 1 < len(section.blocs) else None
            coiffe = suivant is None and rapport.coiffe(place)
            if isinstance(bloc, Tableau):
                numero += 1
                yield from _tableau(bloc, f"T{numero}")
            else:
                yield from _bloc(bloc, lie=coiffe or isinstance(suivant, SUIVIS))
    yield '<text:p text:style-name="Fin"/>'  # LibreOffice would add one in full size after a table


def _titre(section: Section) -> str:
    style = f"Saut{section.niveau}" if section.saut else f"Heading_20_{section.niveau}"
    return f'<text:h text:style-name="{style}" text:outline-level="{section.niveau}">{_dit(section.titre)}</text:h>'


def _bloc(bloc: Bloc, *, lie: bool) -> Iterator[str]:
    match bloc:
        case Paragraphe(texte, genre):
            yield _p(LIES.get(genre, GENRES[genre]) if lie else GENRES[genre], texte)
        case Encadre(texte, genre):
            yield _p("Alerte" if genre == "alerte" else "Remarque", texte)
        case Liste(items):
            yield _liste(_dit(item) for item in items)
        case Definitions(items):
            for terme, texte in items:
                yield (
                    '<text:p text:style-name="Text_20_body"><text:span '
                    f'text:style-name="Fort">{_dit(terme)}</text:span>'
                    f"{_dit(f' : {texte}')}</text:p>"
                )
        case Signature(lignes):
            yield _table("TS", 2, "", "".join(
                _ligne(_case("cCorps", _p("Titre_20_Cellule", nom)) + _case("cSigne", _p("Cellule", "")),
                       "rPlace" if rang == len(lignes) - 1 else "rSigne")
                for rang, nom in enumerate(lignes)
            ))  # fmt: skip


def _liste(items: Iterator[str]) -> str:
    dits = "".join(
        f'<text:list-item><text:p text:style-name="Text_20_body">{item}</text:p></text:list-item>'
        for item in items
    )
    return f'<text:list text:style-name="Puces">{dits}</text:list>'


def _tableau(tableau: Tableau, nom: str) -> Iterator[str]:
    if tableau.legende:
        yield _p("Caption", tableau.legende)
    nombres = [c.genre == "nombre" for c in tableau.colonnes]
    titres = "".join(
        _case("cTitre", _p("Titre_20_Nombre" if droite else "Titre_20_Cellule", c.titre))
        for c, droite in zip(tableau.colonnes, nombres, strict=True)
    )
    lignes = ""
    for ligne in tableau.lignes:
        if ligne.genre == "groupe":
            entiere = _case("cGroupe", _p("Groupe", ligne.cellules[0].texte), len(nombres))
            lignes += _ligne(entiere + "<table:covered-table-cell/>" * (len(nombres) - 1))
        else:
            lignes += _ligne(
                "".join(
                    _case("cCorps", _cellule(c, "Nombre" if droite else "Cellule"))
                    for c, droite in zip(ligne.cellules, nombres, strict=True)
                )
            )
    yield _table(nom, len(nombres), _ligne(titres), lignes)
    for note in tableau.notes:
        yield _p("Note", note)


def _cellule(cellule: Cellule, style: str) -> str:
    texte = _p(f"Attenue_20_{style}" if cellule.attenuee else style, cellule.texte)
    return texte + (_p(f"Precision_20_{style}", cellule.precision) if cellule.precision else "")


def _table(nom: str, colonnes: int, titres: str, lignes: str) -> str:
    largeurs = "".join(f'<table:table-column table:style-name="{nom}.{rang}"/>' for rang in range(colonnes))
    entete = f"<table:table-header-rows>{titres}</table:table-header-rows>" if titres else ""
    return (
        f'<table:table table:name="{nom}" table:style-name="{nom}">{largeurs}{entete}{lignes}</table:table>'
    )


def _ligne(cases: str, style: str = "rLigne") -> str:
    return f'<table:table-row table:style-name="{style}">{cases}</table:table-row>'


def _case(style: str, contenu: str, sur_colonnes: int = 1) -> str:
    etendue = f' table:number-columns-spanned="{sur_colonnes}"' if sur_colonnes > 1 else ""
    attributs = f'table:style-name="{style}"{etendue} office:value-type="string"'
    return f"<table:table-cell {attributs}>{contenu}</table:table-cell>"


def _p(style: str, texte: str) -> str:
    return f'<text:p text:style-name="{style}">{_dit(texte)}</text:p>'


def _dit(texte: str) -> str:
    return escape(sur(texte))
