"""What a reading gives: remarks, doubts about cells, and the way back from a record to the sender's file.

How files are read belongs to the other modules of this room; verdicts belong to `validation`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

Place = tuple[int, str, str]


@dataclass(frozen=True)
class Remarque:
    """Something the sender should know about how the file was understood. It is no error.

    `lignes` are lines of a CSV or rows of a sheet, as numbered in the sender's file. No value is ever cited.
    """

    code: str
    message: str
    champ: str | None = None
    lignes: tuple[int, ...] = ()
    nombre: int = 0

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Doute:
    """A cell left as written because reading it would be guessing: the verdict must count it as an error.

    `enregistrement` is numbered as frictionless does (titles are 1); `suggestion` is None when the column is not
    `est_montrable`. Some of these cells would pass a Table Schema (`NC` in a text column, `#N/A`).
    """

    enregistrement: int
    champ: str
    code: str
    message: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Colonne:
    """One of their columns: where it is, its title, and the field it holds, if any."""

    numero: int
    titre: str
    champ: str | None
    ignoree: bool = False

    @property
    def place(self) -> Place:
        """Return (number, letter, title)."""
        return self.numero, lettre(self.numero), self.titre


class Lieux(Protocol):
    """The way back from a canonical record to the sender's file."""

    def position(self, enregistrement: int) -> int:
        """Return the line (CSV) or the row (sheet) where a record starts."""

    def original(self, enregistrement: int, champ: str) -> str | None:
        """Return the text that the sender wrote, None for an empty cell or a column that was not sent."""

    def compter(self) -> int:
        """Count the records, titles left out."""


@dataclass(frozen=True)
class Lecture:
    """A file as it was understood. `canonique` is the source itself when nothing had to be rewritten."""

    source: Path
    sha256: str
    forme: str
    feuille: str | None
    encodage: str
    delimiteur: str
    canonique: Path
    constats: list[Remarque]
    colonnes: tuple[Colonne, ...]
    lieux: Lieux = field(repr=False)
    lire_doutes: Callable[[], Iterator[Doute]] = field(repr=False, default=lambda: iter(()))

    @property
    def places(self) -> dict[str, Place]:
        """Return the place of each field that the file holds."""
        return {colonne.champ: colonne.place for colonne in self.colonnes if colonne.champ}

    @property
    def lignes(self) -> int:
        """Count the records, titles left out."""
        return self.lieux.compter()

    def position(self, enregistrement: int) -> int:
        """Return the line (CSV) or the row (sheet) of a record; the record of titles is 1."""
        return self.lieux.position(enregistrement)

    def original(self, enregistrement: int, champ: str) -> str | None:
        """Return the text that the sender wrote in a cell, None when there is none."""
        return self.lieux.original(enregistrement, champ)

    def colonne(self, champ: str) -> Place | None:
        """Return (number, letter, title) of a field in the sender's file, None when it has no such column."""
        return self.places.get(champ)

    def doutes(self) -> Iterator[Doute]:
        """Stream the cells that could not be read without guessing, by record then by column."""
        return self.lire_doutes()


def lettre(numero: int) -> str:
    """Return the letter of a column as spreadsheets write it: 1 -> A, 27 -> AA."""
    texte = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        texte = chr(65 + reste) + texte
    return texte


def en_plages(lignes: tuple[int, ...] | list[int], limite: int = 8) -> str:
    """Write row numbers the short way: « 3, 7 à 9 », and how many more beyond the limit."""
    plages: list[list[int]] = []
    for ligne in lignes:
        if plages and ligne == plages[-1][1] + 1:
            plages[-1][1] = ligne
        else:
            plages.append([ligne, ligne])
    ecrites = [f"{a}" if a == b else f"{a} à {b}" for a, b in plages[:limite]]
    if len(plages) > limite:
        ecrites.append(f"et {len(plages) - limite} autres plages")
    return ", ".join(ecrites)
