"""The question asked when the bytes of a CSV are not UTF-8: how its first doubtful words would read in each encoding.

Words shown come from titles that are known, or from columns whose values may be cited (law 5), never from others.
"""

import csv
import re
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.encodages import CANDIDATS, PasUtf8
from pipelines.registres.textes import SEPARATEURS, tete
from pipelines.registres.titres import Entete, Rangee, Titres
from pipelines.schemas import tables as schemas

MOTS = 3


def question(path: Path, error: PasUtf8, titres: Titres, schema: schemas.Schema) -> FichierRefuse:
    """Return the refusal whose message is the question, with the possible answers."""
    with path.open("rb") as file:
        avant = file.read(error.debut)
        octets = avant + file.read(1 << 20)
    ligne = avant.count(b"\n") + 1
    if b"\0" in octets[:4096]:
        return FichierRefuse(
            f"« {path.name} » n'est pas du texte en UTF-8 : si c'est du « Texte Unicode » d'Excel, déclarez "
            "--encodage utf-16 ; sinon, enregistrez-le en « CSV UTF-8 », en .xlsx ou en .ods."
        )
    if error.melange and error.coupe:
        return FichierRefuse(
            f"« {path.name} » s'arrête au milieu d'un caractère (ligne {ligne}) : il a sans doute été coupé pendant "
            "l'envoi. Renvoyez-le."
        )
    if error.melange:
        return FichierRefuse(
            f"« {path.name} » mélange deux encodages : de l'UTF-8, puis, ligne {ligne}, des octets qui n'en sont pas. "
            "Deux exports ont sans doute été collés bout à bout : refaites l'export en « CSV UTF-8 »."
        )
    lectures = _lectures(octets[: (octets.rfind(b"\n") + 1) or len(octets)], titres, schema)
    vus = "".join(f"\n  - {nom} ({quoi}) : {', '.join(mots)}" for nom, quoi, mots in lectures)
    exemples = f" Les premiers mots accentués se liraient ainsi :{vus}\n" if vus else " "
    return FichierRefuse(
        f"« {path.name} » n'est pas en UTF-8 (ligne {ligne}). Dans quel encodage est-il ?{exemples}"
        "Déclarez celui qui convient : --encodage cp1252, ou « encodage: cp1252 » dans la correspondance, ou la "
        f"colonne encodage du registre des livraisons. Au choix : {', '.join(CANDIDATS)}, utf-16."
    )


def _lectures(octets: bytes, titres: Titres, schema: schemas.Schema) -> list[tuple[str, str, list[str]]]:
    """Read the same places in each encoding; the places are found with the encoding that knows the most titles."""
    essais = []
    for nom in CANDIDATS:
        texte = octets.decode(nom, "replace")
        for signe in SEPARATEURS:
            rangees = tete(texte, signe, 2_000)
            if entete := titres.chercher(rangees[:40]):
                essais.append((titres.nommees(entete), signe, entete))
    if not essais:
        return []
    _, signe, entete = max(essais, key=lambda essai: essai[0])
    lus = {nom: tete(octets.decode(nom, "replace"), signe, 2_000) for nom in CANDIDATS}
    places = _places(lus["cp1252"], entete, schema)
    return [
        (nom, quoi, [_mot(lus[nom], *place) for place in places]) for nom, quoi in CANDIDATS.items() if places
    ]


def _places(rangees: list[Rangee], entete: Entete, schema: schemas.Schema) -> list[tuple[int, int, int]]:
    """Find (record, column, word) of the first doubtful words that may be shown."""
    montrables = {champ["name"] for champ in schema["fields"] if schemas.est_montrable(champ)}
    trouvees: list[tuple[int, int, int]] = []
    for rang in range(entete.rang, len(rangees)):
        for numero, cellule in enumerate(rangees[rang][1], 1):
            colonne = entete.colonnes[numero - 1] if numero <= len(entete.colonnes) else None
            if colonne is None or (rang > entete.rang and colonne.champ not in montrables):
                continue
            for i, mot in enumerate(_mots(cellule)):
                if not mot.isascii():
                    trouvees.append((rang, numero - 1, i))
                    if len(trouvees) == MOTS:
                        return trouvees
    return trouvees


def _mots(cellule: str) -> list[str]:
    return re.split(r"[ ;,:()'’]+", cellule)


def _mot(rangees: list[Rangee], rang: int, numero: int, i: int) -> str:
    try:
        return _mots(rangees[rang][1][numero])[i][:40]
    except (IndexError, csv.Error):
        return "(illisible)"
