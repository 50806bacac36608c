"""The sender's XLSX given back: the same workbook, faulty cells coloured and commented, a first sheet that sums up.

What is said belongs to `retour_marques` and `retour_sommaire`. The library that writes drops drawings: it is said.
"""

import warnings
import zipfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.rapport import Rapport
from pipelines.validation.rapport_places import lettres
from pipelines.validation.retour_marques import (
    AUTEUR,
    COMMENTAIRES,
    DEBUT,
    FEUILLE,
    FOND,
    Marques,
    commentaire,
    sans_le_notre,
)
from pipelines.validation.retour_sommaire import LARGEURS, Rangee, hauteur, sommaire
from pipelines.validation.retour_xlsx_formules import remettre

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

XML_MAX = 120 << 20  # 1.5 GB of memory once opened by the library (78 MB took 0.97 GB)
EXTENSIONS = (
    "Certaines règles d'Excel (listes déroulantes ou mises en forme conditionnelles étendues) ne sont pas gardées dans "
    "cette copie."
)
PERDUS = {
    "xl/charts/": "graphiques",
    "xl/media/": "images",
    "xl/drawings/drawing": "dessins",
    "xl/ctrlProps/": "boutons",
    "xl/slicers/": "segments",
    "xl/threadedComments/": "fils de discussion",
}


def annoter(source: Path, feuille: str | None, rapport: Rapport, marques: Marques, sortie: Path) -> None:
    """Write the sender's workbook with our marks.

    Errors: SpaserErreur for a workbook too big, or that the library cannot open.
    """
    notes = _pertes(source)
    classeur, autres = _ouvrir(source)
    if _deja_rendu(source):
        _nettoyer(classeur)
    if feuille not in classeur.sheetnames:
        raise SpaserErreur(
            f"La feuille « {feuille} » ne se retrouve pas dans « {source.name} » : elle n'est pas annotée."
        )
    _marquer(classeur[feuille], marques)
    premiere_feuille(classeur, feuille, sommaire(rapport, marques, [*notes, *autres]))
    classeur.save(sortie)
    classeur.close()
    remettre(source, sortie)


def _ouvrir(source: Path) -> "tuple[Workbook, list[str]]":
    import openpyxl

    macros = source.suffix.lower() == ".xlsm"
    try:
        # by its content: a name without .xlsx would be refused
        with source.open("rb") as file, warnings.catch_warnings(record=True) as avis:
            warnings.simplefilter("always")
            classeur = openpyxl.load_workbook(file, rich_text=True, keep_vba=macros, keep_links=True)
    except (ValueError, LookupError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile) as erreur:
        raise SpaserErreur(
            f"« {source.name} » se lit mais ne peut pas être rendu annoté ({type(erreur).__name__}) : ouvrez-le "
            "dans un tableur, enregistrez-le de nouveau en .xlsx, et recommencez."
        ) from erreur
    if any("not supported" in str(un.message) for un in avis):
        return classeur, [EXTENSIONS]
    return classeur, []


def _pertes(source: Path) -> list[str]:
    with zipfile.ZipFile(source) as archive:
        infos = archive.infolist()
    taille = sum(i.file_size for i in infos if i.filename.startswith(("xl/worksheets/", "xl/sharedStrings")))
    if taille > XML_MAX:
        raise SpaserErreur(
            f"« {source.name} » est trop grand pour être rendu annoté ({taille >> 20} Mio dépliés, au-delà de "
            f"{XML_MAX >> 20}) : servez-vous de --html et de --json, ou envoyez la feuille en CSV."
        )
    perdus = sorted(
        {mot for debut, mot in PERDUS.items() if any(i.filename.startswith(debut) for i in infos)}
    )
    if not perdus:
        return []
    return [
        f"Votre fichier contient des {', '.join(perdus)} que cette copie ne garde pas : si vous y tenez, corrigez dans "
        "votre fichier d'origine, cette copie sous les yeux."
    ]


def _deja_rendu(source: Path) -> bool:
    with zipfile.ZipFile(source) as archive:
        return (
            "xl/styles.xml" in archive.namelist() and FOND.encode() in archive.read("xl/styles.xml").upper()
        )


def _nettoyer(classeur: "Workbook") -> None:
    """Take off what an earlier return had left: our sheet, our colour, our comments."""
    from openpyxl.styles import PatternFill

    for nom in list(classeur.sheetnames):
        feuille = classeur[nom]
        if nom == FEUILLE and len(classeur.sheetnames) > 1:
            classeur.remove(feuille)
            continue
        if not hasattr(feuille, "iter_rows"):
            continue  # a sheet of charts
        for rangee in feuille.iter_rows():
            for cellule in rangee:
                if cellule.has_style and cellule.fill.fgColor.rgb == f"FF{FOND}":
                    cellule.fill = PatternFill()
                if cellule.comment is not None and DEBUT in cellule.comment.text:
                    reste = sans_le_notre(cellule.comment.text)
                    cellule.comment = note(reste, cellule.comment) if reste else None


def _marquer(feuille: "Worksheet", marques: Marques) -> None:
    from openpyxl.cell import MergedCell
    from openpyxl.styles import PatternFill

    fond = PatternFill("solid", fgColor=f"FF{FOND}")
    visibles: dict[tuple[int, int], list[str]] = {}
    for place, textes in sorted(marques.cellules.items()):
        # only the first cell of a merged zone shows anything
        vue = _coin(feuille, place) if isinstance(feuille.cell(*place), MergedCell) else place
        visibles.setdefault(vue, []).extend(texte for texte in textes if texte not in visibles.get(vue, ()))
    for rang, (place, textes) in enumerate(visibles.items()):
        cellule = feuille.cell(*place)
        cellule.fill = fond
        if rang < COMMENTAIRES:
            ancien = cellule.comment
            debut = f"{ancien.text}\n\n" if ancien is not None else ""
            cellule.comment = note(debut + commentaire(textes), ancien)


def _coin(feuille: "Worksheet", place: tuple[int, int]) -> tuple[int, int]:
    ligne, colonne = place
    for zone in feuille.merged_cells.ranges:
        if zone.min_row <= ligne <= zone.max_row and zone.min_col <= colonne <= zone.max_col:
            return zone.min_row, zone.min_col
    return place


def note(texte: str, ancien: Any = None) -> Any:
    """Make a comment whose box holds its text."""
    from openpyxl.comments import Comment

    auteur = ancien.author if ancien is not None else AUTEUR
    hauteur = min(400, 40 + 18 * (len(texte) // 45 + texte.count("\n") + 1))
    return Comment(texte, auteur, height=hauteur, width=340)


def premiere_feuille(classeur: "Workbook", cible: str, rangees: Iterable[Rangee]) -> None:
    """Add the summary as the first sheet, the one that opens."""
    feuille = classeur.create_sheet(FEUILLE, 0)
    for autre in classeur.worksheets:
        autre.sheet_view.tabSelected = False
    classeur.active = 0
    remplir(feuille, cible, rangees)


def remplir(feuille: Any, cible: str, rangees: Iterable[Rangee]) -> None:
    """Write the summary: texts only, never a formula, links inside the workbook."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    police = partial(Font, name="Calibri", family=2)
    polices = {"": police(sz=11), "titre": police(b=True, sz=16), "gras": police(b=True, sz=12)}
    polices |= {"entete": police(b=True), "lien": police(color="FF0B4F8A", u="single")}
    entete, nom = PatternFill("solid", fgColor="FFE6EBF0"), cible.replace("'", "''")
    for numero, largeur in enumerate(LARGEURS, 1):
        feuille.column_dimensions[lettres(numero)].width = largeur
    feuille.sheet_view.showGridLines = False
    feuille.page_setup.orientation = "landscape"
    feuille.page_setup.fitToHeight = 0
    feuille.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for r, rangee in enumerate(rangees, 1):
        feuille.row_dimensions[r].height = 15 * hauteur(rangee)
        ecrites = []
        for c, case in enumerate(rangee, 1):
            cellule = WriteOnlyCell(feuille)
            cellule.value = case.texte
            cellule.data_type = "s"
            cellule.alignment = Alignment(vertical="top", wrap_text=len(rangee) > 1)
            cellule.font = polices[case.style]
            if case.style == "entete":
                cellule.fill = entete
            if case.cible:
                lieu = f"'{nom}'!{lettres(case.cible[1])}{case.cible[0]}"
                cellule.row, cellule.column = r, c
                cellule._hyperlink = Hyperlink(ref=cellule.coordinate, location=lieu, display=case.texte)  # type: ignore[attr-defined]
            ecrites.append(cellule)
        feuille.append(ecrites)
