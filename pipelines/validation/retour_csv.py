"""The sender's CSV given back: the same bytes, and a last column `a_corriger` that says what each line does wrong.

Its encoding, separator, line ends and quotes are the sender's. The same content as a workbook belongs to
`retour_classeur`.
"""

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.rapport_places import Place, situees
from pipelines.validation.rapport_propre import couper, encodable
from pipelines.validation.retour_marques import COLONNE, sentence

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

CELLULE_MAX = 1 << 27
LONGUEUR = 2_000

Rangee = tuple[int, str, list[str]]  # line on which it begins, as written, cells


def annoter(controle: "Controle", sortie: Path) -> None:
    """Write the sender's text with our column at the end of each line.

    Errors: SpaserErreur when a quote is never closed: the end of the file is then one cell.
    """
    lecture = controle.lecture
    encodage, signe = codec(lecture.source, lecture.encodage), lecture.delimiteur
    fautes = par_ligne(controle)
    faute, titres = next(fautes, None), lecture.position(1)
    deja = 0  # how many columns the file had when it already holds ours
    with sortie.open("w", encoding=encodage, newline="") as file:
        for ligne, texte, cellules in rangees(lecture.source, encodage, signe):
            textes: list[str] = []
            while faute is not None and faute[0] <= ligne:
                textes += faute[1]
                faute = next(fautes, None)
            if ligne < titres or not (cellules or textes):
                file.write(texte)  # what stands above the titles is no line of the table
                continue
            if ligne == titres:
                deja = len(cellules) if cellules and cellules[-1].strip() == COLONNE else 0
            dit = COLONNE if ligne == titres else couper(" ; ".join(textes), LONGUEUR)
            file.write(
                _ajouter(texte, cellules, encodable(dit, encodage), signe, remplace=len(cellules) == deja)
            )


def par_ligne(controle: "Controle") -> Iterator[tuple[int, list[str]]]:
    """Yield (line, sentences) in the order of the file; faults without a place are left to the report."""
    places = (p for p in situees(controle) if p["ligne"] is not None)
    for ligne, groupe in groupby(places, key=_ligne):
        yield ligne, [sentence(place) for place in groupe]


def rangees(source: Path, encodage: str, signe: str) -> Iterator[Rangee]:
    """Yield each record with its line and its very text.

    Errors: SpaserErreur when a quote is never closed.
    """
    csv.field_size_limit(CELLULE_MAX)
    lues: list[str] = []

    def suivre(lignes: Iterator[str]) -> Iterator[str]:
        for une in lignes:
            lues.append(une)
            yield une

    with source.open(encoding=encodage, newline="") as file:
        debut, lecteur = 1, csv.reader(suivre(file), delimiter=signe)
        for cellules in lecteur:
            texte = "".join(lues)
            lues.clear()
            if _ouvert(texte, cellules, signe):
                raise SpaserErreur(
                    f"« {source.name} » ne peut pas être rendu annoté : un guillemet ouvert à la ligne {debut} n'est "
                    "jamais fermé. Fermez-le, puis recommencez."
                )
            yield debut, texte, cellules
            debut = lecteur.line_num + 1


def _ouvert(texte: str, cellules: list[str], signe: str) -> bool:
    """Say whether a quote still stands open at the end of a record; only the last one of a file can."""
    if '"' not in texte or not cellules or not cellules[-1].endswith(("\n", "\r")):
        return False
    try:
        for _ in csv.reader([texte], delimiter=signe, strict=True):
            pass
    except csv.Error as erreur:
        return "unexpected end" in str(erreur)
    return False


def _ajouter(texte: str, cellules: list[str], dit: str, signe: str, *, remplace: bool) -> str:
    corps = texte.rstrip("\r\n")
    fin = texte[len(corps) :]
    if remplace and cellules:
        for ecrite in (_cellule(cellules[-1], signe), f'"{cellules[-1]}"', cellules[-1]):
            if corps.endswith(signe + ecrite):
                corps = corps[: len(corps) - len(signe + ecrite)]
                break
    if not cellules:
        corps = ""
    return f"{corps}{signe}{_cellule(dit, signe)}{fin}"


def _cellule(texte: str, signe: str) -> str:
    if any(c in texte for c in (signe, '"', "\n", "\r")):
        return '"' + texte.replace('"', '""') + '"'
    return texte


def codec(source: Path, encodage: str) -> str:
    """Name the codec that gives back the very bytes: in UTF-16, the order and the mark that the sender used."""
    if encodage != "utf-16":
        return encodage
    with source.open("rb") as file:
        return "utf-16-be" if file.read(2) == b"\xfe\xff" else "utf-16-le"


def _ligne(place: Place) -> int:
    return place["ligne"] or 0
