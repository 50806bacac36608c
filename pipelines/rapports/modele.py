"""A report as plain data: sections, tables, notes. How it looks belongs to `odt` and `html`, what it says to others.

Texts are plain text: no markup is ever read in them, whatever a label or a note holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

FICTIF = "DONNÉES FICTIVES : aucun acheteur, fournisseur, lieu ou montant de ce document n'est réel."
INTERNE = (
    "DOCUMENT INTERNE : il contient des valeurs que le contrôle du secret n'a pas passées. Ne pas diffuser."
)
TENUES = {False: 26, True: 12}
"""Rows that surely hold on one page (standing, lying): a table of no more is not cut in two."""


@dataclass(frozen=True)
class Paragraphe:
    """A sentence or more. `chapeau`: what to read first; `note`: in small, what completes a table."""

    texte: str
    genre: Literal["normal", "chapeau", "note"] = "normal"


@dataclass(frozen=True)
class Encadre:
    """What must not be missed: a warning, or a plain remark."""

    texte: str
    genre: Literal["alerte", "remarque"] = "remarque"


@dataclass(frozen=True)
class Liste:
    """Items of equal rank."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signature:
    """The block to sign: each line is a label followed by room to write."""

    lignes: tuple[str, ...]


@dataclass(frozen=True)
class Cellule:
    """A cell: what is read first, and below, smaller, what makes it precise. `attenuee`: a missing value."""

    texte: str
    precision: str = ""
    attenuee: bool = False


@dataclass(frozen=True)
class Colonne:
    """A column: its title, its share of the width (any unit, the others being in the same), its kind."""

    titre: str
    largeur: int
    genre: Literal["texte", "nombre"] = "texte"


@dataclass(frozen=True)
class Ligne:
    """A row. `groupe`: one cell over the whole width, which names the rows below; the first cell names any other."""

    cellules: tuple[Cellule, ...]
    genre: Literal["normal", "groupe", "detail"] = "normal"


@dataclass(frozen=True)
class Tableau:
    """A table, its legend above and its notes below; without a legend, the title of its section is one."""

    legende: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    notes: tuple[str, ...] = ()


Bloc = Paragraphe | Encadre | Liste | Definitions | Signature | Tableau


@dataclass(frozen=True)
class Section:
    """A titled part; `niveau` 1 is a chapter, 2 a part of one. `saut`: it begins on a new page."""

    titre: str
    blocs: tuple[Bloc, ...]
    niveau: Literal[1, 2] = 1
    saut: bool = False


@dataclass(frozen=True)
class Rapport:
    """A whole report. `entete` runs on top of each page, `arrete_au` at the bottom with the page number."""

    titre: str
    sous_titre: str
    emetteur: str
    faits: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    entete: str
    arrete_au: date
    fictif: bool = False
    interne: bool = False
    paysage: bool = False

    def coiffe(self, place: int) -> bool:
        """Say whether a section only introduces the next one, which is a part of it: they stay on the same page."""
        suivante = self.sections[place + 1] if place + 1 < len(self.sections) else None
        return suivante is not None and suivante.niveau > self.sections[place].niveau and not suivante.saut

    @property
    def bandeaux(self) -> tuple[str, ...]:
        """What each page must say of itself (laws 5 and 9)."""
        return (*((FICTIF,) if self.fictif else ()), *((INTERNE,) if self.interne else ()))


def cellules(*textes: str | Cellule) -> tuple[Cellule, ...]:
    """Make the cells of a row from plain texts or cells."""
    return tuple(t if isinstance(t, Cellule) else Cellule(t) for t in textes)


def groupe(texte: str) -> Ligne:
    """Make the row that names those below."""
    return Ligne((Cellule(texte),), "groupe")
