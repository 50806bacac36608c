"""The empty workbook in ODS: styles, content validations, a dictionary. What it says belongs to `modele`."""

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import archive, modele
from pipelines.schemas.gabarit.modele import LIGNES, Colonne
from pipelines.schemas.gabarit.ods_styles import LARGEURS, figer_le_titre, largeur, paysage, style_de, styles

LISTES = "Listes"


def ecrire(schema: schemas.Schema, dest: Path) -> None:
    """Write the workbook of a schema; the same schema always gives the same bytes."""
    from odfdo import Document, Element

    document = Document("spreadsheet")
    corps = document.body
    corps.clear()
    colonnes = modele.colonnes(schema)
    # odfdo's own insertion of styles knows nothing of text formats, which keep the zeros of identifiers
    contenu: Any = document.get_part("content.xml")
    automatiques = contenu.root.get_element("office:automatic-styles")
    for texte in styles(colonnes):
        automatiques.append(Element.from_tag(texte))
    corps.append(Element.from_tag(_validations(modele.feuille(schema), colonnes)))
    corps.append(Element.from_tag(_table(modele.feuille(schema), colonnes)))
    corps.append(Element.from_tag(_dictionnaire(schema)))
    corps.append(Element.from_tag(_lisez_moi(schema)))
    corps.append(Element.from_tag(_listes(colonnes)))
    paysage(document)
    figer_le_titre(document, modele.feuille(schema))
    meta = document.meta
    meta.title, meta.creator, meta.initial_creator = modele.intitule(schema), "SPASER ouvert", "SPASER ouvert"
    meta.description = f"Modèle {modele.feuille(schema)} {schema.get('version', '')}"
    meta.language = "fr-FR"
    tampon = io.BytesIO()
    document.save(tampon)
    archive.figer(tampon.getvalue(), dest, modele.jour(schema))


def _validations(feuille: str, colonnes: list[Colonne]) -> str:
    regles = "".join(_validation(feuille, numero, c) for numero, c in enumerate(colonnes, 1))
    return f"<table:content-validations>{regles}</table:content-validations>"


def _validation(feuille: str, numero: int, colonne: Colonne) -> str:
    condition = _condition(numero, colonne)
    adresse = f"'{feuille}'.{modele.lettre(numero)}2"
    attributs = f' table:condition={quoteattr(condition)} table:display-list="unsorted"' if condition else ""
    refus = (
        f'<table:error-message table:title="À corriger" table:display="true" table:message-type="stop">'
        f"<text:p>{escape(colonne.refus)}</text:p></table:error-message>"
        if condition
        else ""
    )
    return (
        f'<table:content-validation table:name="v{numero}"{attributs} table:allow-empty-cell="true" '
        f"table:base-cell-address={quoteattr(adresse)}>"
        f"<table:help-message table:title={quoteattr(modele.abrege(colonne.titre, 32))} "
        f'table:display="true"><text:p>{escape(colonne.aide)}</text:p></table:help-message>{refus}'
        "</table:content-validation>"
    )


def _condition(numero: int, colonne: Colonne) -> str:
    if colonne.sorte == "liste":
        lettre = modele.lettre(numero)
        return f"of:cell-content-is-in-list([${LISTES}.${lettre}$1:.${lettre}${len(colonne.valeurs)}])"
    if colonne.sorte == "texte":
        return f"of:cell-content-text-length()={colonne.longueur}" if colonne.longueur else ""
    sorte = {"date": "date", "entier": "whole-number", "nombre": "decimal-number"}[colonne.sorte]
    bas, haut = (_en_formule(b, colonne.sorte) for b in (colonne.minimum, colonne.maximum))
    if bas is not None and haut is not None:
        suite = f"cell-content-is-between({bas},{haut})"
    elif haut is not None:
        suite = f"cell-content()<={haut}"
    else:
        sans_borne = "DATE(1900;1;1)" if colonne.sorte == "date" else "-999999999999999"
        suite = f"cell-content()>={bas if bas is not None else sans_borne}"
    return f"of:cell-content-is-{sorte}() and {suite}"


def _en_formule(borne: str | None, sorte: str) -> str | None:
    if borne is None or sorte != "date":
        return borne
    annee, mois, jour = (int(n) for n in borne.split("-"))
    return f"DATE({annee};{mois};{jour})"


def _table(nom: str, colonnes: list[Colonne]) -> str:
    definitions = "".join(
        f'<table:table-column table:style-name="l{largeur(c)}" table:default-cell-style-name="{style_de(c)}"/>'
        for c in colonnes
    )
    titres = "".join(_cellule(c.nom, "titre-oblige" if c.obligatoire else "titre-libre") for c in colonnes)
    vides = "".join(
        f'<table:table-cell table:style-name="{style_de(c)}" table:content-validation-name="v{numero}"/>'
        for numero, c in enumerate(colonnes, 1)
    )
    lignes = (
        f'<table:table-row table:style-name="haute">{titres}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="{LIGNES}">{vides}</table:table-row>'
    )
    return f'<table:table table:name={quoteattr(nom)} table:style-name="visible">{definitions}{lignes}</table:table>'


def _dictionnaire(schema: schemas.Schema) -> str:
    definitions = "".join(f'<table:table-column table:style-name="l{cm}"/>' for cm in LARGEURS)
    lignes = "".join(
        "<table:table-row>"
        + "".join(_cellule(texte, "titre-oblige" if rang == 0 else "aide") for texte in ligne)
        + "</table:table-row>"
        for rang, ligne in enumerate(modele.dictionnaire(schema))
    )
    return f'<table:table table:name="Dictionnaire" table:style-name="visible">{definitions}{lignes}</table:table>'


def _lisez_moi(schema: schemas.Schema) -> str:
    lignes = ""
    for rang, texte in enumerate(modele.lisez_moi(schema)):
        style = (
            "aide-titre" if rang == 0 else "aide-forte" if texte.startswith("CONFIDENTIEL") else "aide-libre"
        )
        lignes += f"<table:table-row>{_cellule(texte, style)}</table:table-row>"
    colonne = '<table:table-column table:style-name="l18cm"/>'
    return f'<table:table table:name="Lisez-moi" table:style-name="visible">{colonne}{lignes}</table:table>'


def _listes(colonnes: list[Colonne]) -> str:
    hauteur = max((len(c.valeurs) for c in colonnes), default=0)
    lignes = ""
    for rang in range(max(1, hauteur)):
        cellules = (c.valeurs[rang] if rang < len(c.valeurs) else "" for c in colonnes)
        lignes += (
            "<table:table-row>" + "".join(_cellule(t, "cN-texte") for t in cellules) + "</table:table-row>"
        )
    colonne = f'<table:table-column table:number-columns-repeated="{len(colonnes)}"/>'
    return f'<table:table table:name="{LISTES}" table:style-name="masquee">{colonne}{lignes}</table:table>'


def _cellule(texte: str, style: str) -> str:
    if not texte:
        return f'<table:table-cell table:style-name="{style}"/>'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{escape(texte)}</text:p></table:table-cell>"
    )
