"""The empty workbook in XLSX: formats, drop-downs, input messages, a dictionary. What it says belongs to `modele`."""

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import archive, modele
from pipelines.schemas.gabarit.modele import LIGNES, Colonne

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

FONCE, CLAIR, ENCRE = "1F3864", "D9E2F3", "FFFFFF"
LISTES = "Listes"
LARGEURS = (30, 34, 70, 22, 13, 50, 26, 46)


def ecrire(schema: schemas.Schema, dest: Path) -> None:
    """Write the workbook of a schema; the same schema always gives the same bytes."""
    from openpyxl import Workbook

    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.title = modele.feuille(schema)
    colonnes = modele.colonnes(schema)
    listes = classeur.create_sheet(LISTES)
    for numero, colonne in enumerate(colonnes, 1):
        _colonne(feuille, listes, numero, colonne)
    feuille.freeze_panes = "A2"
    feuille.row_dimensions[1].height = 34
    _paysage(feuille)
    _dictionnaire(classeur.create_sheet("Dictionnaire", 1), schema)
    _lisez_moi(classeur.create_sheet("Lisez-moi", 2), schema)
    listes.sheet_state = "hidden"
    proprietes = classeur.properties
    proprietes.creator, proprietes.title = "SPASER ouvert", modele.intitule(schema)
    proprietes.description, proprietes.language = (
        f"Modèle {modele.feuille(schema)} {schema.get('version', '')}",
        "fr-FR",
    )
    tampon = io.BytesIO()
    classeur.save(tampon)
    archive.figer(tampon.getvalue(), dest, modele.jour(schema))


def _colonne(feuille: "Worksheet", listes: "Worksheet", numero: int, colonne: Colonne) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    lettre = modele.lettre(numero)
    titre = feuille.cell(1, numero, colonne.nom)
    titre.font = Font(bold=True, color=ENCRE if colonne.obligatoire else FONCE)
    titre.fill = PatternFill("solid", fgColor=FONCE if colonne.obligatoire else CLAIR)
    titre.alignment = Alignment(vertical="center", wrap_text=True)
    titre.number_format = "@"
    dimension = feuille.column_dimensions[lettre]
    dimension.number_format = _format(colonne)
    dimension.width = min(34, max(14, len(colonne.nom) + 4, *(len(v) + 4 for v in colonne.valeurs), 0))
    validation = _validation(colonne, _liste(listes, numero, colonne))
    validation.add(f"{lettre}2:{lettre}{LIGNES + 1}")
    feuille.add_data_validation(validation)


def _format(colonne: Colonne) -> str:
    if colonne.sorte == "nombre":
        return "0." + "0" * colonne.decimales if colonne.decimales else "0"
    return {"date": "dd/mm/yyyy", "entier": "0"}.get(colonne.sorte, "@")


def _liste(listes: "Worksheet", numero: int, colonne: Colonne) -> str:
    """Put the values of a closed list in the hidden sheet, and return the range that holds them."""
    lettre = modele.lettre(numero)
    for rang, valeur in enumerate(colonne.valeurs, 1):
        cellule = listes.cell(rang, numero, valeur)
        cellule.number_format = "@"
    return f"{LISTES}!${lettre}$1:${lettre}${max(1, len(colonne.valeurs))}"


def _validation(colonne: Colonne, plage: str) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    regle: dict[str, Any] = {}
    if colonne.sorte == "liste":
        regle = {"type": "list", "formula1": plage}
    elif colonne.sorte == "texte" and colonne.longueur:
        regle = {"type": "textLength", "operator": "equal", "formula1": str(colonne.longueur)}
    elif colonne.sorte != "texte":
        type_ = {"date": "date", "entier": "whole", "nombre": "decimal"}[colonne.sorte]
        regle = {"type": type_, **_intervalle(colonne)}
    validation = DataValidation(allow_blank=True, showInputMessage=True, **regle)
    validation.promptTitle, validation.prompt = modele.abrege(colonne.titre, 32), colonne.aide
    if regle:
        validation.showErrorMessage, validation.errorStyle = True, "stop"
        validation.errorTitle, validation.error = "À corriger", colonne.refus
    return validation


def _intervalle(colonne: Colonne) -> dict[str, str]:
    bas, haut = (_en_formule(b, colonne.sorte) for b in (colonne.minimum, colonne.maximum))
    if bas is not None and haut is not None:
        return {"operator": "between", "formula1": bas, "formula2": haut}
    if haut is not None:
        return {"operator": "lessThanOrEqual", "formula1": haut}
    sans_borne = "1" if colonne.sorte == "date" else "-999999999999999"
    return {"operator": "greaterThanOrEqual", "formula1": bas if bas is not None else sans_borne}


def _en_formule(borne: str | None, sorte: str) -> str | None:
    if borne is None or sorte != "date":
        return borne
    return str((dt.date.fromisoformat(borne) - dt.date(1899, 12, 30)).days)


def _dictionnaire(feuille: "Worksheet", schema: schemas.Schema) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    filet = Border(bottom=Side("thin", color="BFBFBF"))
    for rang, ligne in enumerate(modele.dictionnaire(schema), 1):
        for numero, texte in enumerate(ligne, 1):
            cellule = feuille.cell(rang, numero, texte)
            cellule.alignment = Alignment(wrap_text=True, vertical="top")
            cellule.number_format, cellule.border = "@", filet
            if rang == 1:
                cellule.font, cellule.fill = Font(bold=True, color=ENCRE), PatternFill("solid", fgColor=FONCE)
        hauteurs = (modele.lignes_de(t, w - 4) for t, w in zip(ligne, LARGEURS, strict=True))
        feuille.row_dimensions[rang].height = 4 + 15 * max(hauteurs)
    for numero, largeur in enumerate(LARGEURS, 1):
        feuille.column_dimensions[modele.lettre(numero)].width = largeur
    feuille.freeze_panes = "B2"
    _paysage(feuille)


def _paysage(feuille: "Worksheet") -> None:
    """Print a sheet on the width of one page, lying, its titles repeated."""
    feuille.page_setup.orientation, feuille.page_setup.paperSize = "landscape", 9
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 1, 0
    feuille.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    feuille.print_title_rows = "1:1"


def _lisez_moi(feuille: "Worksheet", schema: schemas.Schema) -> None:
    from openpyxl.styles import Alignment, Font

    for rang, texte in enumerate(modele.lisez_moi(schema), 1):
        cellule = feuille.cell(rang, 1, texte)
        cellule.alignment = Alignment(wrap_text=True, vertical="top")
        cellule.font = Font(bold=rang == 1 or texte.startswith("CONFIDENTIEL"), size=14 if rang == 1 else 11)
        feuille.row_dimensions[rang].height = 6 + (20 if rang == 1 else 15) * modele.lignes_de(texte, 95)
    feuille.column_dimensions["A"].width = 110
    _paysage(feuille)
