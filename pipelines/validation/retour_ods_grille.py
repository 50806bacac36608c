"""Cells of an ODS sheet by row and column: repeated rows and cells are split where one is asked for, nowhere else.

Colours and comments belong to `retour_ods`.
"""

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from odfdo.element import Element

AVANT, APRES, DERNIER = 3, 2, 1  # where odfdo inserts
RANGEES, COLONNES = "table:number-rows-repeated", "table:number-columns-repeated"


class Grille:
    """A sheet whose rows are asked for in increasing order."""

    def __init__(self, table: "Element") -> None:
        self._table = table
        self._rangees = table.get_elements("descendant::table:table-row")
        self._rang = 0
        self._debut = 1  # number of the first row of the run at hand
        self._courante: tuple[int, Element] | None = None
        self._bornes, self._styles = _styles_de_colonnes(table)

    def cellule(self, ligne: int, colonne: int) -> "Element":
        """Return the one cell of a row and a column, on its own in the document from now on."""
        rangee = self._rangee(ligne)
        debut = 1
        for cellule in rangee.get_elements("table:table-cell | table:covered-table-cell"):
            fin = debut + _repetee(cellule, COLONNES)
            if debut <= colonne < fin:
                return _isoler(cellule, COLONNES, colonne - debut, fin - colonne - 1)
            debut = fin
        return self._ajouter(rangee, colonne - debut)

    def style(self, ligne: int, colonne: int, cellule: "Element") -> str | None:
        """Return the style that a cell shows: its own, its row's, its column's."""
        propre = cellule.get_attribute_string("table:style-name")
        rangee = self._rangee(ligne).get_attribute_string("table:default-cell-style-name")
        return propre or rangee or self._styles[bisect_right(self._bornes, colonne) - 1]

    def _rangee(self, ligne: int) -> "Element":
        if self._courante and self._courante[0] == ligne:
            return self._courante[1]
        while self._rang < len(self._rangees):
            rangee = self._rangees[self._rang]
            fin = self._debut + _repetee(rangee, RANGEES)
            if ligne < fin:
                seule = _isoler(rangee, RANGEES, ligne - self._debut, fin - ligne - 1)
                if fin - ligne - 1:
                    # what follows in the run is the next element of the document
                    self._rangees[self._rang] = seule.get_elements("following-sibling::table:table-row[1]")[0]
                else:
                    self._rang += 1
                self._debut = ligne + 1
                self._courante = (ligne, seule)
                return seule
            self._debut, self._rang = fin, self._rang + 1
        return self._ajouter_rangee(ligne)

    def _ajouter_rangee(self, ligne: int) -> "Element":
        from odfdo.element import Element

        manque = ligne - self._debut
        if manque:
            vide = Element.from_tag("table:table-row")
            _repeter(vide, RANGEES, manque)
            vide.insert(Element.from_tag("table:table-cell"), xmlposition=DERNIER)
            self._table.insert(vide, xmlposition=DERNIER)
        rangee = Element.from_tag("table:table-row")
        self._table.insert(rangee, xmlposition=DERNIER)
        self._debut, self._courante = ligne + 1, (ligne, rangee)
        return rangee

    def _ajouter(self, rangee: "Element", manque: int) -> "Element":
        from odfdo.element import Element

        if manque:
            vide = Element.from_tag("table:table-cell")
            _repeter(vide, COLONNES, manque)
            rangee.insert(vide, xmlposition=DERNIER)
        cellule = Element.from_tag("table:table-cell")
        rangee.insert(cellule, xmlposition=DERNIER)
        return cellule


def _isoler(element: "Element", attribut: str, avant: int, apres: int) -> "Element":
    """Split a repeated element: `avant` copies before it, `apres` after it, itself alone between them."""
    for combien, position in ((avant, AVANT), (apres, APRES)):
        if combien:
            copie = element.clone
            _repeter(copie, attribut, combien)
            element.insert(copie, xmlposition=position)
    _repeter(element, attribut, 1)
    return element


def _repeter(element: "Element", attribut: str, combien: int) -> None:
    element.set_attribute(attribut, str(combien) if combien > 1 else None)


def _repetee(element: "Element", attribut: str) -> int:
    return max(1, element.get_attribute_integer(attribut) or 1)


def _styles_de_colonnes(table: "Element") -> tuple[list[int], list[str | None]]:
    """Return the first column of each run, and its default style."""
    bornes, styles, debut = [], [], 1
    for colonne in table.get_elements("descendant::table:table-column"):
        bornes.append(debut)
        styles.append(colonne.get_attribute_string("table:default-cell-style-name"))
        debut += _repetee(colonne, COLONNES)
    return (bornes, styles) if bornes else ([1], [None])
