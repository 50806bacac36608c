"""Differences in how a cell becomes a value: type, format, decimal signs, spellings of true, empty values.

What values are then allowed belongs to `contraintes`.
"""

from collections.abc import Iterator
from typing import Any

from pipelines.schemas.diff.niveaux import Changement, majeur, mineur, patch
from pipelines.schemas.lint.oracle import lecteur

Champ = dict[str, Any]
# types whose every cell is also a cell of the other
CONTENU = {("integer", "number")}
DEFAUTS = {
    "decimalChar": ".",
    "groupChar": "",
    "bareNumber": True,
    "floatNumber": False,
    "trueValues": ["true", "True", "TRUE", "1"],
    "falseValues": ["false", "False", "FALSE", "0"],
}
MEMES_FORMATS = {"date": "%Y-%m-%d"}


def lectures(
    avant: Champ, apres: Champ, ancien: dict[str, Any], nouveau: dict[str, Any], lieu: str
) -> Iterator[Changement]:
    """Yield the differences in how a column is read."""
    types = (avant.get("type", "string"), apres.get("type", "string"))
    if types[0] != types[1]:
        yield _type(avant, apres, types, lieu)
        return
    yield from _format(avant, apres, types[0], lieu)
    for cle in ("decimalChar", "groupChar", "bareNumber", "floatNumber"):
        if avant.get(cle, DEFAUTS[cle]) != apres.get(cle, DEFAUTS[cle]):
            quoi = f"{cle} : {avant.get(cle, DEFAUTS[cle])!r} devient {apres.get(cle, DEFAUTS[cle])!r}"
            yield majeur(lieu, quoi, "le même texte ne se lit plus de même")
    for cle in ("delimiter", "itemType", "arrayItem", "customCheck"):
        if avant.get(cle) != apres.get(cle):
            yield majeur(lieu, f"{cle} changé", "la même cellule ne se lit plus de même")
    if types[0] == "boolean":
        yield from _booleens(avant, apres, lieu)
    yield from _vides(avant, apres, ancien, nouveau, lieu)


def _type(avant: Champ, apres: Champ, types: tuple[str, str], lieu: str) -> Changement:
    quoi = f"type : {types[0]} devient {types[1]}"
    sans_regle = not {*apres.get("constraints", {})} - {"required"} and set(apres) & set(DEFAUTS) == set()
    memes_exigences = bool(avant.get("constraints", {}).get("required")) or not apres.get(
        "constraints", {}
    ).get("required")
    libre = apres.get("format", "default") == "default" and "missingValues" not in {**avant, **apres}
    elargi = types in CONTENU or types[1] == "string"
    reste = elargi and sans_regle and memes_exigences and libre and "bareNumber" not in avant
    return majeur(
        lieu, quoi, "ceux qui lisent la colonne reçoivent une autre sorte de valeur", reste_valide=reste
    )


def _format(avant: Champ, apres: Champ, type_: str, lieu: str) -> Iterator[Changement]:
    formats = [
        "default" if f == MEMES_FORMATS.get(type_) else str(f).removeprefix("fmt:")
        for f in (avant.get("format", "default"), apres.get("format", "default"))
    ]
    if formats[0] == formats[1]:
        if avant.get("format", "default") != apres.get("format", "default"):
            yield patch(lieu, "format écrit autrement", "il se lit de même")
        return
    quoi = f"format : {formats[0]} devient {formats[1]}"
    if type_ == "string" and formats[1] == "default":
        yield mineur(lieu, quoi, "tout texte est désormais accepté")
    else:
        yield majeur(lieu, quoi, "des cellules acceptées ne le sont plus, ou se lisent autrement")


def _booleens(avant: Champ, apres: Champ, lieu: str) -> Iterator[Changement]:
    lus = [
        dict.fromkeys(c.get("trueValues", DEFAUTS["trueValues"]), True)
        | dict.fromkeys(c.get("falseValues", DEFAUTS["falseValues"]), False)
        for c in (avant, apres)
    ]
    perdues = sorted(x for x in lus[0] if lus[1].get(x) is not lus[0][x])
    gagnees = sorted(x for x in lus[1] if x not in lus[0])
    if perdues:
        quoi = f"écritures de vrai et faux retirées ou inversées : {', '.join(perdues)}"
        yield majeur(lieu, quoi, "les cellules ainsi écrites ne se lisent plus de même")
    if gagnees:
        yield mineur(lieu, f"écritures de vrai et faux ajoutées : {', '.join(gagnees)}", "on accepte plus")
    if lus[0] == lus[1] and any(avant.get(c) != apres.get(c) for c in ("trueValues", "falseValues")):
        yield patch(lieu, "écritures de vrai et faux écrites autrement", "elles sont les mêmes")


def _vides(
    avant: Champ, apres: Champ, ancien: dict[str, Any], nouveau: dict[str, Any], lieu: str
) -> Iterator[Changement]:
    """Compare what counts as empty, word by word: a word that was refused before may become empty freely."""
    listes = [
        c.get("missingValues", s.get("missingValues", [""])) for c, s in ((avant, ancien), (apres, nouveau))
    ]
    mots = [[m["value"] if isinstance(m, dict) else m for m in liste] for liste in listes]
    for mot in [m for m in mots[1] if m not in mots[0]]:
        quoi = f"« {mot} » veut désormais dire « vide »"
        if _accepte(avant, mots[0], mot):
            yield majeur(lieu, quoi, "c'était une valeur admise, elle serait perdue")
        elif apres.get("constraints", {}).get("required"):
            yield patch(lieu, quoi, "la cellule était refusée et le reste")
        else:
            yield mineur(lieu, quoi, "la cellule était refusée")
    for mot in [m for m in mots[0] if m not in mots[1]]:
        quoi = f"« {mot} » ne veut plus dire « vide »"
        if not avant.get("constraints", {}).get("required"):
            yield majeur(lieu, quoi, "des cellules vides deviennent des valeurs, ou des fautes")
        elif _accepte(apres, mots[1], mot):
            yield mineur(lieu, quoi, "la cellule était refusée, la colonne étant obligatoire")
        else:
            yield patch(lieu, quoi, "la cellule était refusée et le reste")
    if set(mots[0]) == set(mots[1]) and avant.get("missingValues") != apres.get("missingValues"):
        yield patch(lieu, "valeurs vides écrites autrement", "ce sont les mêmes")


def _accepte(champ: Champ, vides: list[str], mot: str) -> bool:
    lire = lecteur({**champ, "missingValues": vides}, {})
    return lire is None or not lire(mot)
