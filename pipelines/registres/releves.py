"""What calamine does not tell of a sheet, read from its XML block by block: its true size, and cells to mark.

Percent formats, error cells, formulas without a stored result, merged and hidden places. How each format writes
them belongs to `releve_xlsx` and `releve_ods`; values belong to `classeurs`.
"""

import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol
from xml.parsers import expat

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.modele import lettre

LIGNES, COLONNES = 1_048_576, 16_384
CELLULES = 8_000_000  # calamine holds the whole rectangle: about 32 bytes each
MARQUEES = 500_000
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
Ecouter = Callable[[Callable[[str], None] | None, Callable[[str], None] | None], None]
Plage = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1


class Auditeur(Protocol):
    """Who walks a sheet and chooses what to listen to."""

    ecouter: Ecouter


class TropGrand(Exception):
    """A sheet whose rectangle would not fit in memory, or that no spreadsheet could hold."""


@dataclass
class Releve:
    """What was seen of one sheet; rows and columns are counted from 1."""

    fin: list[int] = field(default_factory=lambda: [0, 0])
    marquees: dict[int, dict[int, tuple[str, str]]] = field(
        default_factory=dict
    )  # row -> column -> mark, text
    nb_marquees: int = 0
    pourcents: dict[int, list[list[int]]] = field(default_factory=dict)
    fusions: list[Plage] = field(default_factory=list)
    lignes_masquees: list[int] = field(default_factory=list)
    colonnes_masquees: list[int] = field(default_factory=list)

    def occuper(self, ligne: int, colonne: int) -> None:
        """Note a cell that holds something.

        Errors: TropGrand.
        """
        if ligne > self.fin[0] or colonne > self.fin[1]:
            self.fin = [max(ligne, self.fin[0]), max(colonne, self.fin[1])]
            if ligne > LIGNES or colonne > COLONNES or self.fin[0] * self.fin[1] > CELLULES:
                raise TropGrand(f"{self.fin[0]} lignes x {self.fin[1]} colonnes")

    def marquer(self, ligne: int, colonne: int, marque: str, texte: str) -> None:
        """Note a cell whose value calamine does not give: "e" an error, "f" a formula without result."""
        self.nb_marquees += 1
        if self.nb_marquees > MARQUEES:
            raise TropGrand(f"plus de {MARQUEES} cellules en erreur ou sans résultat")
        self.marquees.setdefault(ligne, {})[colonne] = (marque, texte[:200])

    def fusionner(self, plage: Plage) -> None:
        """Note merged cells.

        Errors: TropGrand.
        """
        self.fusions.append(plage)
        if len(self.fusions) > MARQUEES:
            raise TropGrand(f"plus de {MARQUEES} plages fusionnées")

    def pourcent(self, ligne: int, colonne: int, fin: int | None = None) -> None:
        """Note a cell, or a run of a column, in percent format; rows come in ascending order."""
        plages = self.pourcents.setdefault(colonne, [])
        if plages and plages[-1][1] == ligne - 1:
            plages[-1][1] = fin or ligne
        else:
            plages.append([ligne, fin or ligne])

    def en_pourcent(self, ligne: int, colonne: int) -> bool:
        """Say whether a cell has a percent format."""
        plages = self.pourcents.get(colonne)
        if not plages:
            return False
        rang = bisect_right(plages, [ligne, LIGNES * 2]) - 1
        return rang >= 0 and ligne <= plages[rang][1]


def parcourir(
    archive: zipfile.ZipFile,
    partie: str,
    debut: Callable[[str, dict[str, str]], None],
    fin: Callable[[str], None] | None = None,
    texte: Callable[[str], None] | None = None,
    confier: "Auditeur | None" = None,
) -> None:
    """Walk a part of the archive; names of elements come without their prefix.

    `confier` receives the means to listen to ends and texts only where it needs them: most cells do not.

    Errors: FichierRefuse for XML that is broken or that defines entities.
    """
    lecteur = expat.ParserCreate(namespace_separator="|")
    lecteur.buffer_text = True

    courts: dict[str, str] = {}

    def court(nom: str) -> str:
        return courts.get(nom) or courts.setdefault(nom, nom.rpartition("|")[2])

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        debut(court(nom), attributs)

    def interdire(*_: object) -> None:
        raise FichierRefuse(
            f"La partie {partie} du classeur définit des entités XML, ce qu'aucun tableur ne produit."
        )

    lecteur.StartElementHandler = ouvrir
    lecteur.StartDoctypeDeclHandler = interdire

    def ecouter(fin: Callable[[str], None] | None, texte: Callable[[str], None] | None) -> None:
        lecteur.EndElementHandler = (lambda nom: fin(court(nom))) if fin else None
        lecteur.CharacterDataHandler = texte

    ecouter(fin, texte)
    if confier is not None:
        confier.ecouter = ecouter
    try:
        with archive.open(partie) as file:
            while bloc := file.read(1 << 18):
                lecteur.Parse(bloc, False)
            lecteur.Parse(b"", True)
    except (expat.ExpatError, LookupError) as error:
        raise FichierRefuse(
            f"La partie {partie} du classeur est abîmée : ouvrez-le dans un tableur et enregistrez-le de nouveau."
        ) from error


def place(reference: str) -> tuple[int, int]:
    """Return (row, column) of a reference such as B12; (0, 0) when it is none."""
    lue = REFERENCE.match(reference)
    return (int(lue[2]), rang_de(lue[1])) if lue else (0, 0)


@cache
def rang_de(lettres: str) -> int:
    """Return the number of a column: A -> 1, AA -> 27."""
    colonne = 0
    for signe in lettres:
        colonne = colonne * 26 + ord(signe) - 64
    return colonne


def ecrite(plage: Plage) -> str:
    """Write a range as spreadsheets do: B2:B4."""
    return f"{lettre(plage[1])}{plage[0]}:{lettre(plage[3])}{plage[2]}"
