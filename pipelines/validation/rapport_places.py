"""Faults in the sender's own terms: the line or sheet row, the column and the cell of the file that was sent.

What is said about a fault belongs to `rapport_mots`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from pipelines.schemas import tables as schemas

if TYPE_CHECKING:
    from pipelines.registres.lecture import Lecture
    from pipelines.validation.controle import Controle
    from pipelines.validation.moteur import Erreur


_CITENT_UNE_LIGNE = ("primary-key", "unique-error")
_AUTRE_LIGNE = re.compile(r"(.*)à l'enregistrement (\d+)(.*)", re.DOTALL)
_TITRES = (
    "blank-label",
    "duplicate-label",
    "extra-label",
    "incorrect-label",
    "blank-header",
    "unmatched-header",
    "spaser-titre-double",
)


class Place(TypedDict):
    """A fault with its place: `ligne` and `colonne` are where it is marked, None when nowhere in the file."""

    erreur: "Erreur"
    message: str
    ligne: int | None
    numero_champ: int | None
    colonne: int | None
    cellule: str | None


class Situeur:
    """Find the place of faults in the sender's file; one for a whole file, since columns are looked up once."""

    def __init__(self, lecture: "Lecture", schema: schemas.Schema) -> None:
        """Look up each column once."""
        from pipelines.registres.lieux import LieuxStricts

        self._lecture = lecture
        lieux = lecture.lieux
        # a file taken as it is, is read forward only: the engine has found its lines already
        self._avance = isinstance(lieux, LieuxStricts) and not lieux.simple
        self._colonnes: dict[str | None, int | None] = {
            nom: colonne(lecture, nom) for nom in schemas.colonnes(schema)
        }
        presentes = [n for n in self._colonnes.values() if n]
        self._premiere = min(presentes, default=1)
        cles = [self._colonnes[nom] for nom in schemas.cle(schema) if self._colonnes.get(nom)]
        self._cle = min((n for n in cles if n), default=self._premiere)

    def situer(self, erreur: "Erreur") -> Place:
        """Return the place of a fault.

        A fault of a whole row is marked in the first column (of the key, for a key); a column that is missing
        is nowhere in the file.
        """
        enregistrement, champ = erreur["enregistrement"], erreur["champ"]
        if erreur["code"] in _TITRES:
            enregistrement = 1
        ligne = self._ligne(enregistrement, erreur["ligne"]) if enregistrement else None
        # a title that the schema does not know is met only where the file was not rewritten
        numero = self._colonnes[champ] if champ in self._colonnes else erreur["numero_champ"]
        if erreur["code"] == "missing-label":
            numero = ligne = None
        colonne_ = numero
        if colonne_ is None and ligne is not None:
            colonne_ = self._cle if erreur["code"] == "primary-key" else self._premiere
        place = (
            f"{lettres(colonne_)}{ligne}"
            if ligne and colonne_ and self._lecture.forme in ("xlsx", "ods")
            else None
        )
        return {
            "erreur": erreur,
            "message": self._message(erreur),
            "ligne": ligne,
            "numero_champ": numero,
            "colonne": colonne_ if ligne else None,
            "cellule": place,
        }

    def _ligne(self, enregistrement: int, physique: int | None) -> int | None:
        if self._avance:
            return 1 if enregistrement == 1 else physique
        return self._lecture.position(enregistrement)

    def _message(self, erreur: "Erreur") -> str:
        """Cite another row by its line in the sender's file, not by its number among records."""
        cite = _AUTRE_LIGNE.fullmatch(erreur["message"]) if erreur["code"] in _CITENT_UNE_LIGNE else None
        if cite is None or self._avance:
            return erreur["message"]
        return f"{cite[1]}à la ligne {self._lecture.position(int(cite[2]))}{cite[3]}"


def situees(controle: "Controle", limite: int | None = None) -> Iterator[Place]:
    """Yield each fault of a file with its place, in the order of the file; nothing is kept in memory."""
    situeur = Situeur(controle.lecture, controle.schema)
    for erreur in controle.constats.erreurs(limite):
        yield situeur.situer(erreur)


def colonne(lecture: "Lecture", champ: str) -> int | None:
    """Return the number of a field's column in the sender's file, None when it is not there."""
    trouvee = lecture.colonne(champ)
    return trouvee[0] if trouvee else None


def lettres(numero: int) -> str:
    """Return the letters that a spreadsheet gives to a column: 1 is A, 27 is AA."""
    texte = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        texte = chr(65 + reste) + texte
    return texte
