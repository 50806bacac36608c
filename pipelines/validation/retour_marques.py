"""What is marked in the returned file: sentences by cell, and those that have no cell. How it is drawn is elsewhere.

No sentence cites a value of a column about persons: they come from the engine without it (law 5).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.validation.rapport import EXEMPLE
from pipelines.validation.rapport_places import Place, situees
from pipelines.validation.rapport_propre import inoffensif, phrase

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

AUTEUR = "SPASER ouvert"
FEUILLE = "À corriger"
COLONNE = "a_corriger"
DEBUT = "À corriger (spaser validate) :"
FOND = "FFD9C7"  # what a corrected file is cleaned of when it comes again: no theme of a spreadsheet has this orange
# Beyond these, cells are coloured without a comment: spreadsheets become slow.
COMMENTAIRES = 2_000
PAR_CELLULE = 6
LONGUEUR = 1_200


@dataclass
class Marques:
    """The faulty cells of a file, (row, column) -> sentences, in the order of the file."""

    cellules: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    champs: dict[tuple[int, int], str | None] = field(default_factory=dict)
    sans_place: list[str] = field(default_factory=list)

    def par_ligne(self) -> dict[int, dict[int, list[str]]]:
        """Gather the cells row by row, both in order."""
        lignes: dict[int, dict[int, list[str]]] = {}
        for (ligne, colonne), textes in sorted(self.cellules.items()):
            lignes.setdefault(ligne, {})[colonne] = textes
        return lignes


def marquer(controle: "Controle") -> Marques:
    """Gather the faults of a file by cell."""
    marques = Marques()
    for place in situees(controle):
        texte = sentence(place)
        if place["ligne"] is None or place["colonne"] is None:
            marques.sans_place.append(texte)
            continue
        cle = (place["ligne"], place["colonne"])
        marques.cellules.setdefault(cle, []).append(texte)
        marques.champs.setdefault(cle, place["erreur"]["champ"])
    return marques


def sentence(place: Place) -> str:
    """Say what is wrong and what would be right, on one line."""
    suggestion = place["erreur"]["suggestion"]
    if not suggestion:
        suite = ""
    elif suggestion.startswith(EXEMPLE):
        suite = f" Exemple : {phrase(suggestion.removeprefix(EXEMPLE), 200)}"
    else:
        suite = f" Correction probable : {phrase(suggestion, 200).rstrip('.')}."
    dit = phrase(place["message"])
    return inoffensif(f"{dit if dit.endswith(('.', '?', '!')) else f'{dit}.'}{suite}")


def commentaire(textes: list[str]) -> str:
    """Write the comment of a cell, known again by its first line."""
    dits = [f"- {texte}" for texte in textes[:PAR_CELLULE]]
    if len(textes) > PAR_CELLULE:
        dits.append(f"- et {len(textes) - PAR_CELLULE} autres erreurs dans cette cellule")
    return "\n".join([DEBUT, *dits])[:LONGUEUR]


def sans_le_notre(texte: str) -> str:
    """Return what the sender had written in a comment before we wrote in it."""
    return texte.partition(DEBUT)[0].rstrip()
