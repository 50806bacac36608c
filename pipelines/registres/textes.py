"""Records of a CSV: which separator yields the titles, where the titles are, and rows with their physical line.

Encodings belong to `encodages`; the meaning of cells to `normaliser`.
"""

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.titres import Entete, Rangee, Titres

SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
TETE_OCTETS = 1 << 19
TETE_LIGNES = 40
CELLULE = 1 << 17
Enregistrement = tuple[int, list[str]]


def tete(texte: str, separateur: str, limite: int = TETE_LIGNES) -> list[Rangee]:
    """Return the first records of a text with their line; what cannot be read as CSV ends the list."""
    lus: list[Rangee] = []
    try:
        for ligne, cellules in itertools.islice(
            _lire(io.StringIO(texte, newline=""), separateur, False), limite
        ):
            lus.append((ligne, cellules))
    except csv.Error:
        pass
    return lus


def debut(path: Path) -> str:
    """Return the beginning of a UTF-8 text, cut at a whole line when the file goes on."""
    with path.open("rb") as file:
        octets = file.read(TETE_OCTETS)
        if file.read(1):
            octets = octets[: octets.rfind(b"\n") + 1] or octets
    return octets.decode("utf-8", "replace")


def trouver(
    path: Path, nom: str, titres: Titres, separateur: str | None, ligne: int | None
) -> tuple[str, Entete, list[Rangee]]:
    """Return the separator under which the titles appear, the titles, and the first records.

    Errors: FichierRefuse when no separator, or more than one, yields known titles.
    """
    texte = debut(path)
    if not texte.strip():
        raise FichierRefuse(f"« {nom} » est vide : il faut au moins une ligne de titres.")
    limite = max(TETE_LIGNES, ligne or 0)
    essais = {}
    for signe in [separateur] if separateur else SEPARATEURS:
        rangees = tete(texte, signe, limite)
        entete = titres.chercher(rangees, ligne)
        if entete:
            essais[signe] = (entete, rangees)
    if not essais:
        raise FichierRefuse(_sans_titres(nom, texte, separateur, ligne, titres))
    scores = {signe: titres.nommees(entete) for signe, (entete, _) in essais.items()}
    meilleurs = [signe for signe, score in scores.items() if score == max(scores.values())]
    if len(meilleurs) > 1 and scores[meilleurs[0]] > 1:
        noms = " ou ".join(SEPARATEURS[signe] for signe in meilleurs)
        raise FichierRefuse(
            f"« {nom} » : quel est le séparateur, {noms} ? Les deux donnent autant de titres connus. Déclarez-le dans "
            'une correspondance : « separateur: ";" ».'
        )
    choisi = "," if "," in meilleurs else meilleurs[0]
    return choisi, *essais[choisi]


def _sans_titres(nom: str, texte: str, separateur: str | None, ligne: int | None, titres: Titres) -> str:
    ou = f"à la ligne {ligne}" if ligne else "dans les premières lignes"
    avec = f" avec le séparateur « {separateur} »" if separateur else ""
    # a register about persons may have been sent without titles: its first line is not shown (law 5)
    lus = "" if titres.prive else f" La première ligne se lit « {_titres_lus(texte, separateur)} »."
    attendues = ", ".join(sorted(titres.noms))
    return (
        f"« {nom} » : aucun titre de colonne connu {ou}{avec}.{lus} Les colonnes attendues sont : {attendues}. "
        "Si vos titres sont différents, donnez une correspondance."
    )


def _titres_lus(texte: str, separateur: str | None) -> str:
    premiere = next((ligne for ligne in texte.splitlines() if ligne.strip()), "")
    signe = separateur or max(SEPARATEURS, key=premiere.count)
    return ", ".join(cellule.strip('" ')[:40] for cellule in premiere.split(signe)[:12])


def lire(path: Path, nom: str, separateur: str, apres: int = 0) -> Iterator[Enregistrement]:
    """Yield (line, cells) of each record after the `apres` first ones; a blank line is a record without cells.

    Errors: FichierRefuse for a quote that is never closed or is followed by text, and for a giant cell.
    """
    with path.open(encoding="utf-8", newline="") as file:
        try:
            for rang, (ligne, cellules) in enumerate(_lire(file, separateur, True)):
                if rang >= apres:
                    yield ligne, cellules
        except _Illisible as error:
            if "limit" in str(error):
                quoi = "une cellule dépasse 128 Kio : un guillemet y est sans doute ouvert sans être refermé"
            elif "end of data" in str(error):
                quoi = "un guillemet y est ouvert et n'est jamais refermé : toute la suite serait avalée"
            else:
                quoi = (
                    "un guillemet y est suivi de texte : doublez les guillemets qui font partie d'une valeur"
                )
            raise FichierRefuse(f"« {nom} », ligne {error.ligne} : {quoi}.") from error


class _Illisible(csv.Error):
    def __init__(self, ligne: int, quoi: str) -> None:
        super().__init__(quoi)
        self.ligne = ligne


def _lire(lignes: Iterable[str], separateur: str, strict: bool) -> Iterator[Enregistrement]:
    csv.field_size_limit(CELLULE)
    lecteur = csv.reader(lignes, delimiter=separateur, strict=strict)
    ligne = 1
    while True:
        try:
            cellules = next(lecteur)
        except StopIteration:
            return
        except csv.Error as error:
            raise _Illisible(ligne, str(error)) from error
        yield ligne, cellules
        ligne = lecteur.line_num + 1


def ecrire_brut(enregistrements: Iterable[Enregistrement], largeur: int, sortie: Path) -> None:
    """Write records as a regular CSV: line, number of cells when short, extra cells as JSON, then the columns."""
    with sortie.open("w", encoding="utf-8", newline="") as file:
        plume = csv.writer(file, lineterminator="\n")
        for ligne, cellules in enregistrements:
            nombre = len(cellules)
            if nombre == largeur:
                plume.writerow([ligne, "", "", *cellules])
                continue
            trop = cellules[largeur:]
            reste = json.dumps(trop, ensure_ascii=False) if any(c.strip() for c in trop) else ""
            court = "" if nombre >= largeur else nombre
            plume.writerow([ligne, court, reste, *cellules[:largeur], *[""] * (largeur - nombre)])
