"""Differences between columns: added, removed, renamed (probably), moved, then each one that stays.

What a column accepts belongs to `lectures` (types, formats, empty values) and `contraintes`.
"""

import difflib
from collections.abc import Iterator
from typing import Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.diff.contraintes import contraintes
from pipelines.schemas.diff.lectures import lectures
from pipelines.schemas.diff.niveaux import Changement, majeur, mineur, patch

Champ = dict[str, Any]
LUES = {
    "name", "type", "format", "constraints", "missingValues", "trueValues", "falseValues", "decimalChar",
    "groupChar", "bareNumber", "floatNumber", "rgpd", "diffusion", "decimales", "delimiter", "itemType",
    "arrayItem", "customCheck",
}  # fmt: skip
RANGS_RGPD = {"aucune": 0, "indirecte": 1, "directe": 2, "sensible": 3}


def colonnes(ancien: dict[str, Any], nouveau: dict[str, Any]) -> Iterator[Changement]:
    """Yield the differences between the columns of two schemas."""
    avant = {c["name"]: c for c in ancien["fields"]}
    apres = {c["name"]: c for c in nouveau["fields"]}
    # columns are matched by name: with none left to match, the file is of another table
    reconnu = any(
        nom in apres and (_obligatoire(c) or nom in schemas.cle(ancien)) for nom, c in avant.items()
    )
    retirees = [c for nom, c in avant.items() if nom not in apres]
    ajoutees = [c for nom, c in apres.items() if nom not in avant]
    for partie, venue in _renommees(retirees, ajoutees):
        retirees.remove(partie)
        ajoutees.remove(venue)
        quoi = f"colonne « {partie['name']} » renommée (probablement) en « {venue['name']} »"
        exigee = _obligatoire(venue)
        pourquoi = "les fichiers qui portent l'ancien titre perdent la colonne"
        yield majeur(_lieu(venue), quoi, pourquoi, reste_valide=reconnu and not exigee)
    for champ in retirees:
        pourquoi = "elle n'est plus contrôlée ni lue : ceux qui s'en servent la perdent"
        quoi = f"colonne « {champ['name']} » retirée"
        yield majeur(_lieu(champ), quoi, pourquoi, reste_valide=reconnu)
    for champ in ajoutees:
        quoi = f"colonne « {champ['name']} » ajoutée"
        if _obligatoire(champ):
            yield majeur(_lieu(champ), f"{quoi}, obligatoire", "les fichiers existants ne l'ont pas")
        else:
            yield mineur(
                _lieu(champ), f"{quoi}, facultative", "les fichiers existants restent valides sans elle"
            )
    communes = [nom for nom in avant if nom in apres]
    if communes != [nom for nom in apres if nom in avant]:
        pourquoi = "les colonnes sont reconnues par leur nom ; l'ordre des fichiers publiés change"
        yield mineur("fields", "ordre des colonnes changé", pourquoi)
    for nom in communes:
        yield from _colonne(avant[nom], apres[nom], ancien, nouveau)


def _colonne(
    avant: Champ, apres: Champ, ancien: dict[str, Any], nouveau: dict[str, Any]
) -> Iterator[Changement]:
    lieu = _lieu(avant)
    change_de_lecture = list(lectures(avant, apres, ancien, nouveau, lieu))
    yield from change_de_lecture
    memes = not any(c.niveau == "majeur" for c in change_de_lecture)
    yield from contraintes(avant, apres, lieu, memes_valeurs=memes)
    yield from _marques(avant, apres, lieu)
    for cle in sorted((set(avant) | set(apres)) - LUES):
        if avant.get(cle) != apres.get(cle):
            yield patch(lieu, f"« {cle} » changé")


def _marques(avant: Champ, apres: Champ, lieu: str) -> Iterator[Changement]:
    """Compare what decides of publication; a column that leaves the releases is lost for its readers."""
    marque, nouvelle = avant.get("rgpd"), apres.get("rgpd")
    if marque != nouvelle:
        quoi = f"rgpd : {marque} devient {nouvelle}"
        if marque == "aucune":
            yield majeur(
                lieu,
                quoi,
                "la colonne n'est plus publiée, ses valeurs ne se montrent plus",
                reste_valide=True,
            )
        elif nouvelle == "aucune":
            pourquoi = "la colonne devient publiable : à décider avec la personne chargée de la protection des données"
            yield mineur(lieu, quoi, pourquoi)
        else:
            yield mineur(lieu, quoi, "la colonne reste non publiée, ses durées et sa finalité sont à revoir")
    diffusion = (avant.get("diffusion", "publique"), apres.get("diffusion", "publique"))
    if diffusion == ("publique", "interne"):
        yield majeur(lieu, "diffusion : devient interne", "la colonne n'est plus publiée", reste_valide=True)
    elif diffusion[0] != diffusion[1]:
        yield mineur(lieu, f"diffusion : devient {diffusion[1]}", "la colonne peut être publiée")
    vieilles, neuves = avant.get("decimales"), apres.get("decimales")
    if vieilles is None or neuves is None:
        if vieilles != neuves and avant.get("type") == apres.get("type"):
            yield patch(lieu, "decimales écrites ou retirées", "le schéma dit ou ne dit plus la précision")
    elif neuves > vieilles:
        yield mineur(
            lieu, f"decimales : {vieilles} devient {neuves}", "les nombres gardent plus de décimales"
        )
    elif neuves < vieilles:
        quoi = f"decimales : {vieilles} devient {neuves}"
        yield majeur(lieu, quoi, "des décimales acceptées ne le sont plus")


def _renommees(retirees: list[Champ], ajoutees: list[Champ]) -> list[tuple[Champ, Champ]]:
    """Pair removed and added columns of the same type that resemble each other most."""
    notes = sorted(
        (
            (-_ressemblance(partie, venue), i, j)
            for i, partie in enumerate(retirees)
            for j, venue in enumerate(ajoutees)
            if partie.get("type") == venue.get("type") and _ressemblance(partie, venue) >= 0.7
        ),
    )
    paires, pris_i, pris_j = [], set(), set()
    for _, i, j in notes:
        if i not in pris_i and j not in pris_j:
            pris_i.add(i)
            pris_j.add(j)
            paires.append((retirees[i], ajoutees[j]))
    return paires


def _ressemblance(un: Champ, autre: Champ) -> float:
    if any(un.get(cle) and un.get(cle) == autre.get(cle) for cle in ("title", "description")):
        return 1.0
    return difflib.SequenceMatcher(None, str(un["name"]).lower(), str(autre["name"]).lower()).ratio()


def _obligatoire(champ: Champ) -> bool:
    return bool(champ.get("constraints", {}).get("required"))


def _lieu(champ: Champ) -> str:
    return f"colonne « {champ['name']} »"
