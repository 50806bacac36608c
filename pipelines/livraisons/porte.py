"""The gate of law 8: why a delivery is refused for its structure. A refused delivery changes nothing in force.

Wrong rows are not judged here: they wait, and the rest advances.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.validation.constats import Erreur

PART_FAUSSES = 0.20
"""Above this share of wrong rows, a file is wrong as a whole: a column in the place of another, the wrong table."""
CHUTE = 0.5
"""Under this share of the rows that it replaces, a file is taken for cut short, unless the sender confirms."""
SANS_DONNEES = "spaser-sans-donnees"
COUPES = {
    "spaser-guillemet-ouvert",
    "spaser-lignes-perdues",
    "source-error",
    "encoding-error",
    "format-error",
}


@dataclass(frozen=True)
class Refus:
    """Why a delivery is refused: a code, and what to tell its sender."""

    code: str
    texte: str


def de_structure(erreur: "Erreur", vide_confirme: bool) -> Refus | None:
    """Refuse a file for a fault that is of the file and not of a row: columns, quotes, lines that are lost.

    An empty file is refused, unless its sender confirms that there is nothing (`vide_confirme`).
    """
    if erreur["code"] == SANS_DONNEES:
        texte = "Le fichier n'a que ses titres : confirmez les disparitions s'il n'y a plus rien à déclarer."
        return None if vide_confirme else Refus("sans_donnees", texte)
    if erreur["enregistrement"] is None or erreur["code"] in COUPES:
        return Refus("structure", erreur["message"])
    return None


def trop_de_fautes(fausses: int, lignes: int) -> Refus | None:
    """Refuse a file of which more than a stated share of the rows is wrong."""
    if fausses <= PART_FAUSSES * lignes:
        return None
    texte = f"Plus de {PART_FAUSSES:.0%} des {lignes} lignes sont à corriger".replace("%", " %")
    return Refus("trop_de_lignes_fausses", texte + " : la livraison précédente reste en vigueur.")


def volume(lignes: int, remplacees: int, confirme: bool) -> Refus | None:
    """Refuse a file with less than half the rows that it replaces, unless its sender confirms the loss."""
    if confirme or lignes >= CHUTE * remplacees:
        return None
    return Refus(
        "volume_en_baisse",
        f"{lignes} lignes pour {remplacees} à remplacer : le fichier est peut-être coupé. "
        "Livrez-le entier, ou confirmez les disparitions.",
    )
