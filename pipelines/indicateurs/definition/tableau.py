"""The tables of a definition as their author wrote them: cells as text, each row with its line in the file.

What cells mean belongs to `lire`; what is wrong in them, to `verifier*`.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.fautes import Faute

TABLES = ("indicateurs", "objectifs", "observations", "actions")


@dataclass(frozen=True)
class Rangee:
    """One row: the line where it starts in a text editor, and its cells by column ("" for an absent one)."""

    ligne: int
    cellules: dict[str, str]

    def __getitem__(self, colonne: str) -> str:
        """Return a cell."""
        return self.cellules.get(colonne, "")


@dataclass(frozen=True)
class Tableau:
    """One file: what messages call it, its columns, its rows."""

    fichier: str
    titres: tuple[str, ...]
    rangees: tuple[Rangee, ...]

    def faute(
        self, rangee: Rangee | None, colonne: str, code: str, message: str, suggestion: str | None = None
    ) -> Faute:
        """Make a fault of a cell, or of a column when there is no row."""
        numero = self.titres.index(colonne) + 1 if colonne in self.titres else None
        valeur = rangee[colonne] if rangee else None
        ligne = rangee.ligne if rangee else 1
        return Faute(self.fichier, ligne, colonne, numero, valeur, code, message, suggestion)


def lire_tableau(path: Path, nom: str) -> Tableau:
    """Read a CSV (UTF-8, comma); one that is absent has no row.

    Errors: SpaserErreur for a file in another encoding or with another separator, and for a ragged row.
    """
    if not path.is_file():
        return Tableau(nom, (), ())
    try:
        texte = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise SpaserErreur(f"{nom} n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».") from erreur
    lecteur = csv.reader(io.StringIO(texte, newline=""), strict=True)
    rangees: list[Rangee] = []
    titres: list[str] = []
    debut = 1
    try:
        for cellules in lecteur:
            if not titres:
                titres = cellules
                if len(titres) == 1 and ";" in titres[0]:
                    raise SpaserErreur(
                        f"{nom}, ligne 1 : le séparateur est « ; » ; enregistrez-le avec des virgules."
                    )
            elif len(cellules) != len(titres):
                raise SpaserErreur(
                    f"{nom}, ligne {debut} : {len(cellules)} cellules pour {len(titres)} colonnes. Une virgule "
                    "dans un texte demande des guillemets autour du texte."
                )
            else:
                rangees.append(Rangee(debut, dict(zip(titres, cellules, strict=True))))
            debut = lecteur.line_num + 1
    except csv.Error as erreur:
        raise SpaserErreur(f"{nom}, ligne {debut} : un guillemet n'est pas refermé.") from erreur
    return Tableau(nom, tuple(titres), tuple(rangees))


def lire_filtre(texte: str) -> dict[str, str]:
    """Read « cle=valeur;cle=valeur ».

    Errors: ValueError, in French, for what is not written so or names a key twice.
    """
    filtre: dict[str, str] = {}
    for morceau in texte.split(";") if texte else ():
        cle, egal, valeur = morceau.partition("=")
        if not (cle and egal and valeur):
            raise ValueError(f"« {morceau} » ne s'écrit pas cle=valeur")
        if cle in filtre:
            raise ValueError(f"la clé « {cle} » est écrite deux fois")
        filtre[cle] = valeur
    return filtre
