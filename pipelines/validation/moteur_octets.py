"""The quick proof that every record of a CSV is strictly regular: quotes, widths, line ends.

DuckDB reads an irregular file without a word (`a,b,` as two cells, `"a"b` as `ab`): only a file proved regular here
goes to it as it is. Rewriting the others belongs to `moteur_lignes`.
"""

import codecs
import csv
import io
from itertools import repeat
from pathlib import Path

from pipelines.validation.moteur_releve import BLOC, LIGNE_MAX, LigneDemesuree, Releve, ouvrir_releve

AVALEES = 3
"""From how many delimiters a line inside a cell looks like a record that a quote swallowed."""
MULTILIGNE = 50
"""Lines that a record of a regular file may hold; beyond, the file is rewritten."""
OUVERT, RELACHE = 0, -1


def cellules_strictes(ligne: bytes, delimiteur: bytes) -> int:
    """Count the cells of a record with quotes; `OUVERT` if its last quote is not closed, `RELACHE` if one is misplaced.

    Split at the quotes, the even pieces are outside: each must be bounded by delimiters, or be empty between two
    quotes that stand for one.
    """
    morceaux = ligne.split(b'"')
    dernier = len(morceaux) - 1
    total = 1
    for rang in range(0, dernier + 1, 2):
        if morceau := morceaux[rang]:
            if (rang and morceau[:1] != delimiteur) or (rang != dernier and morceau[-1:] != delimiteur):
                return RELACHE
            total += morceau.count(delimiteur)
    return OUVERT if dernier % 2 else total


def relever(path: Path, colonnes: int, delimiteur: str, dossier: Path) -> Releve | None:
    """Prove that a file is regular: strict quotes, as many cells in each record, one kind of line end, no blank line.

    None as soon as something is not. A record short of a cell may hide another with one too many in the same block;
    DuckDB refuses the first.
    """
    releve, separateur, attendus = ouvrir_releve(path, colonnes, dossier), delimiteur.encode(), colonnes - 1
    fin_de_ligne, reste = None, b""
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while bloc := file.read(BLOC):
            suite = file.readline(LIGNE_MAX)
            if len(suite) == LIGNE_MAX:
                raise LigneDemesuree
            bloc = reste + bloc + suite
            retours = bloc.count(b"\r")
            if fin_de_ligne is None:
                fin_de_ligne = b"\r\n" if retours else b"\n"
            if retours and (
                fin_de_ligne == b"\n" or retours != bloc.count(b"\n") or retours != bloc.count(b"\r\n")
            ):
                return None
            if not retours and fin_de_ligne == b"\r\n" and b"\n" in bloc:
                return None
            if bloc.startswith(fin_de_ligne):
                return None
            releve.nul = releve.nul or b"\x00" in bloc
            if _bloc_simple(bloc, releve, separateur, attendus, fin_de_ligne):
                reste = b""
                continue
            position = _bloc_regulier(bloc, releve, separateur, attendus, fin_de_ligne)
            if position is None:
                return None
            reste = bloc[position:]
            if len(reste) > BLOC:
                return None
    releve.sauts.vider()
    return None if reste else releve


def _bloc_simple(bloc: bytes, releve: Releve, separateur: bytes, attendus: int, fin_de_ligne: bytes) -> bool:
    """Count the records of a block whose cells are simple; false when it takes a closer look.

    Split at the quotes, the even pieces are outside: each must lie between two ends of cells, and together they must
    hold the delimiters of their lines. A blank line lacks its own, except in a file of one column.
    """
    morceaux = bloc.split(b'"')
    dehors = morceaux[::2]
    if len(morceaux) % 2 == 0 or (attendus == 0 and fin_de_ligne * 2 in bloc):
        return False
    lignes, dedans, separateurs = bloc.count(b"\n"), 0, bloc.count(separateur)
    if len(dehors) > 1:
        bords = {separateur[0], 10}
        # an empty piece is a doubled quote
        if not {m[-1] for m in dehors[:-1] if m} <= bords or not {m[0] for m in dehors[1:] if m} <= bords | {
            13
        }:
            return False
        cites = b"".join(morceaux[1::2])
        dedans, separateurs = cites.count(b"\n"), separateurs - cites.count(separateur)
        if dedans:
            if fin_de_ligne != b"\n" or any(
                map(_suspect, morceaux[1::2], repeat(separateur), repeat(attendus))
            ):
                return False
            lignes -= dedans
    lignes += bloc[-1:] != b"\n"
    if separateurs != lignes * attendus:
        return False
    if dedans:
        _noter_les_sauts(morceaux, releve)
    releve.enregistrements += lignes
    return True


def _suspect(interieur: bytes, separateur: bytes, attendus: int) -> bool:
    """Same as `avalees`, on what stands between two quotes."""
    return (
        b"\n" in interieur
        and attendus >= AVALEES
        and any(ligne.count(separateur) >= attendus for ligne in interieur.split(b"\n"))
    )


def _noter_les_sauts(morceaux: list[bytes], releve: Releve) -> None:
    enregistrement = releve.enregistrements + 1
    for rang, morceau in enumerate(morceaux):
        lignes = morceau.count(b"\n")
        if rang % 2 == 0:
            enregistrement += lignes
        elif lignes:
            releve.sauts.noter(enregistrement=enregistrement, lignes=lignes)


def _bloc_regulier(
    bloc: bytes, releve: Releve, separateur: bytes, attendus: int, fin_de_ligne: bytes
) -> int | None:
    """Count the records of a block that begins with a record; return where the last begins if it goes on."""
    position, taille, bord = 0, len(bloc), len(fin_de_ligne) - 1
    vide = fin_de_ligne * 2
    vides = vide in bloc
    while position < taille:
        guillemet = bloc.find(b'"', position)
        debut = taille if guillemet < 0 else bloc.rfind(b"\n", position, guillemet) + 1 or position
        if debut > position:
            lignes = bloc.count(b"\n", position, debut) + (debut == taille and bloc[-1] != 10)
            if bloc.count(separateur, position, debut) != lignes * attendus:
                return None
            if vides and bloc.find(vide, max(0, position - bord - 1), debut) >= 0:
                return None
            releve.enregistrements += lignes
        if guillemet < 0:
            break
        fin, lignes, cellules = guillemet, 0, OUVERT
        while cellules == OUVERT:
            fin = bloc.find(b"\n", fin)
            ligne = bloc[debut:] if fin < 0 else bloc[debut : fin - bord]
            cellules = cellules_strictes(ligne, separateur)
            if cellules == OUVERT:
                if fin < 0:
                    return debut
                if lignes == MULTILIGNE or bord:
                    return None
                fin, lignes = fin + 1, lignes + 1
        if cellules != attendus + 1 or (
            lignes and avalees(_cellules(ligne, separateur), separateur.decode(), attendus)
        ):
            return None
        releve.enregistrements += 1
        if lignes:
            releve.sauts.noter(enregistrement=releve.enregistrements, lignes=lignes)
        if fin < 0:
            break
        position = fin + 1
    return taille


def avalees(cellules: list[str], delimiteur: str, attendus: int) -> bool:
    """Whether a line inside a cell has the delimiters of a whole record, as when a quote was left open before it."""
    return attendus >= AVALEES and any(
        ligne.count(delimiteur) >= attendus
        for cellule in cellules
        if "\n" in cellule
        for ligne in cellule.split("\n")
    )


def _cellules(ligne: bytes, separateur: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(ligne.decode(), newline=""), delimiter=separateur.decode()))
