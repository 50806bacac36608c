"""A CSV given back as a workbook: its cells as texts, faulty ones coloured and commented, a first sheet that sums up.

For senders who open their CSV in a spreadsheet, which would spoil a SIRET. The CSV itself is in `retour_csv`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.rapport import Rapport
from pipelines.validation.rapport_places import lettres, situees
from pipelines.validation.rapport_propre import propre
from pipelines.validation.retour_csv import codec, rangees
from pipelines.validation.retour_marques import COMMENTAIRES, FEUILLE, FOND, Marques, commentaire, sentence
from pipelines.validation.retour_sommaire import sommaire
from pipelines.validation.retour_xlsx import note, remplir

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

DONNEES = "Données"
LIGNES_MAX, CELLULE_MAX = 1_048_576, 32_767
NOTE = "Toutes les cellules sont au format Texte, pour que rien ne change dans les numéros et les dates."


def annoter(controle: "Controle", rapport: Rapport, sortie: Path) -> None:
    """Write the workbook; rows are streamed.

    Errors: SpaserErreur for more rows than a sheet has.
    """
    from openpyxl import Workbook

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(DONNEES)
    feuille.freeze_panes = f"A{controle.lecture.position(1) + 1}"
    for numero in range(1, 1 + max((place[0] for place in controle.lecture.places.values()), default=1)):
        feuille.column_dimensions[lettres(numero)].width = 18
    marques = _lignes(controle, feuille)
    premiere = classeur.create_sheet(FEUILLE)
    remplir(premiere, DONNEES, sommaire(rapport, marques, [NOTE]))
    classeur.move_sheet(FEUILLE, -1)
    classeur.save(sortie)


def _lignes(controle: "Controle", feuille: Any) -> Marques:
    """Write the rows and return the marks, told in rows of the sheet: a line end inside a cell shifts lines."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    lecture, marques = controle.lecture, Marques()
    places = situees(controle)
    fond = PatternFill("solid", fgColor=f"FF{FOND}")
    place = next(places, None)
    for rang, (ligne, _, cellules) in enumerate(
        rangees(lecture.source, codec(lecture.source, lecture.encodage), lecture.delimiteur), 1
    ):
        if rang > LIGNES_MAX:
            raise SpaserErreur(
                f"« {lecture.source.name} » a plus de {LIGNES_MAX} lignes : une feuille ne peut pas les "
                "porter. Donnez à --retour un nom en .csv."
            )
        fautes: dict[int, list[str]] = {}
        while place is not None and (place["ligne"] is None or place["ligne"] <= ligne):
            if place["ligne"] is None or place["colonne"] is None:
                marques.sans_place.append(sentence(place))
            else:
                fautes.setdefault(place["colonne"], []).append(sentence(place))
                marques.champs.setdefault((rang, place["colonne"]), place["erreur"]["champ"])
            place = next(places, None)
        largeur = max([len(cellules), *fautes])
        ecrites = []
        for numero in range(1, largeur + 1):
            cellule = WriteOnlyCell(feuille)
            cellule.value = propre(cellules[numero - 1])[:CELLULE_MAX] if numero <= len(cellules) else None
            cellule.data_type = "s" if cellule.value is not None else "n"
            cellule.number_format = "@"
            if numero in fautes:
                cellule.fill = fond
                if len(marques.cellules) < COMMENTAIRES:
                    cellule.comment = note(commentaire(fautes[numero]))
                marques.cellules[(rang, numero)] = fautes[numero]
            ecrites.append(cellule)
        feuille.append(ecrites)
    return marques
