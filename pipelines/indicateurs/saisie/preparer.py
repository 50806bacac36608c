"""One sheet a buyer: what it owes for a year, then what it has already delivered for that year.

A delivery replaces its slice (this register, this buyer, this year): a sheet without the rows already in force would
make them vanish once delivered. Files belong to `classeur`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipelines.indicateurs.definition.modele import Acheteur, Definition
from pipelines.indicateurs.listes import listes
from pipelines.indicateurs.saisie.dues import Due, Ligne, deja_livrees, dues
from pipelines.indicateurs.saisie.feuille import Cellule, Dit, aide, lignes


@dataclass(frozen=True)
class Feuille:
    """The sheet of a buyer: the rows to fill in come first, then `acquises` rows that are complete."""

    acheteur: Acheteur
    dues: list[Due]
    lignes: list[dict[str, Cellule]]
    aide: list[tuple[str, ...]]

    @property
    def acquises(self) -> int:
        """Count the rows that were already delivered for the year."""
        return len(self.lignes) - len(self.dues)


def preparer(
    definition: Definition,
    annee: int,
    saisies: Sequence[Ligne],
    non_disponibles: Collection[tuple[str, str]] = (),
    modes: Mapping[str, str] | None = None,
    mesures: Mapping[str, Dit] | None = None,
) -> list[Feuille]:
    """Return the sheets of the buyers who owe something for a year, in the order of the definition.

    `modes` and `mesures` are by default those of the closed list of measures.
    """
    modes = modes if modes is not None else {code: m[0].mode for code, m in listes().mesures.items()}
    if mesures is None:
        mesures = {code: Dit(m[0].libelle, m[0].definition) for code, m in listes().mesures.items()}
    toutes = dues(definition, annee, modes, saisies, non_disponibles)
    feuilles = []
    for acheteur in definition.acheteurs:
        siennes = [due for due in toutes if due.acheteur.siren == acheteur.siren]
        if siennes:
            acquises = [dict(ligne) for ligne in deja_livrees(saisies, acheteur.siren, annee)]
            rangs = lignes(siennes, annee) + acquises
            feuilles.append(Feuille(acheteur, siennes, rangs, aide(definition, siennes, mesures)))
    return feuilles
