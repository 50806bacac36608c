"""Differences in what values a column allows: tightened, loosened, or proved the same.

What cannot be proved is major. A closed list is proved value by value, a pattern by comparing the two languages.
"""

from collections.abc import Iterator
from typing import Any

from pipelines.schemas.diff.langages import contenu
from pipelines.schemas.diff.niveaux import Changement, majeur, mineur, patch
from pipelines.schemas.lint.oracle import lecteur, valeur_lue

Champ = dict[str, Any]
BASSES, HAUTES = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
SIMPLES = ("required", "unique")


def contraintes(avant: Champ, apres: Champ, lieu: str, *, memes_valeurs: bool) -> Iterator[Changement]:
    """Yield the differences between the constraints of a column; `memes_valeurs`: its cells read as before."""
    vieilles, neuves = avant.get("constraints", {}), apres.get("constraints", {})
    for nom in SIMPLES:
        if bool(vieilles.get(nom)) != bool(neuves.get(nom)):
            yield _exigence(nom, bool(neuves.get(nom)), lieu)
    if avant.get("type", "string") != apres.get("type", "string"):
        return  # values of two kinds are not compared: the change of type says it all
    prouve = memes_valeurs and _liste_prouvee(avant, apres)
    trouves = [
        *_enum(avant, apres, lieu),
        *_bornes(avant, apres, lieu, BASSES),
        *_bornes(avant, apres, lieu, HAUTES),
        *_longueur(vieilles, neuves, lieu, "minLength"),
        *_longueur(vieilles, neuves, lieu, "maxLength"),
        *_motif(avant, vieilles, neuves, lieu),
    ]
    if vieilles.get("jsonSchema") != neuves.get("jsonSchema"):
        trouves += [majeur(lieu, "jsonSchema changé", "rien ne prouve que les valeurs admises le restent")]
    for change in trouves:
        if prouve and change.niveau == "majeur":
            pourquoi = "toutes les valeurs de l'ancienne liste fermée restent admises : vérifié une à une"
            yield mineur(lieu, change.quoi, pourquoi)
        else:
            yield change


def _exigence(nom: str, ajoutee: bool, lieu: str) -> Changement:
    mots = {"required": "obligatoire", "unique": "sans doublon"}
    if ajoutee:
        return majeur(lieu, f"devient {mots[nom]}", "des fichiers acceptés sont refusés")
    return mineur(lieu, f"n'est plus {mots[nom]}", "on exige moins")


def _liste_prouvee(avant: Champ, apres: Champ) -> bool:
    """Check that a closed list of before is accepted whole now, so that no other constraint can bite."""
    valeurs = avant.get("constraints", {}).get("enum")
    nouvelles = {c: x for c, x in apres.get("constraints", {}).items() if c not in SIMPLES}
    lire = lecteur({**apres, "constraints": nouvelles, "missingValues": []}, {})
    return bool(valeurs) and lire is not None and not any(lire(v) for v in valeurs)


def _enum(avant: Champ, apres: Champ, lieu: str) -> Iterator[Changement]:
    vieux, neuf = (c.get("constraints", {}).get("enum") for c in (avant, apres))
    if vieux is None and neuf is None:
        return
    if vieux is None:
        yield majeur(lieu, "liste fermée ajoutée", "d'autres valeurs étaient admises")
        return
    if neuf is None:
        yield mineur(lieu, "liste fermée retirée", "d'autres valeurs sont admises")
        return
    lus = [[valeur_lue(c, v) for v in valeurs] for c, valeurs in ((avant, vieux), (apres, neuf))]
    retirees = [str(v) for v, lu in zip(vieux, lus[0], strict=True) if lu not in lus[1]]
    ajoutees = [str(v) for v, lu in zip(neuf, lus[1], strict=True) if lu not in lus[0]]
    if retirees:
        quoi = f"valeurs retirées de la liste : {', '.join(retirees)}"
        yield majeur(lieu, quoi, "les fichiers qui les emploient sont refusés")
    if ajoutees:
        yield mineur(lieu, f"valeurs ajoutées à la liste : {', '.join(ajoutees)}", "on accepte plus")
    if not retirees and not ajoutees and vieux != neuf:
        yield patch(lieu, "liste écrite autrement", "elle contient les mêmes valeurs")


def _bornes(avant: Champ, apres: Champ, lieu: str, noms: tuple[str, str]) -> Iterator[Changement]:
    """Compare one side of the interval; a strict bound is tighter than the same value allowed."""
    vieille, neuve = (_borne(c, noms) for c in (avant, apres))
    ecrites = [{n: c.get("constraints", {}).get(n) for n in noms} for c in (avant, apres)]
    if ecrites[0] == ecrites[1]:
        return
    quoi = f"{noms[0]} : {_dite(vieille)} devient {_dite(neuve)}"
    if vieille == neuve:
        yield patch(lieu, f"{noms[0]} écrit autrement", "c'est la même borne")
    elif neuve is None:
        yield mineur(lieu, quoi, "on accepte plus")
    elif vieille is None or _plus_serree(neuve, vieille, basse=noms is BASSES):
        yield majeur(lieu, quoi, "des valeurs admises sont refusées")
    else:
        yield mineur(lieu, quoi, "on accepte plus")


def _borne(champ: Champ, noms: tuple[str, str]) -> tuple[Any, bool] | None:
    """Return (value, strict) of the tightest bound of one side, or None."""
    ecrites = champ.get("constraints", {})
    lues = [(valeur_lue(champ, ecrites[nom]), nom.startswith("exclusive")) for nom in noms if nom in ecrites]
    if len(lues) == 2 and _plus_serree(lues[1], lues[0], basse=noms is BASSES):
        return lues[1]
    return lues[0] if lues else None


def _plus_serree(une: tuple[Any, bool], autre: tuple[Any, bool], *, basse: bool) -> bool:
    if une[0] == autre[0]:
        return une[1] and not autre[1]
    return bool(une[0] > autre[0]) if basse else bool(une[0] < autre[0])


def _dite(borne: tuple[Any, bool] | None) -> str:
    return "aucune limite" if borne is None else f"{borne[0]}{' exclu' if borne[1] else ''}"


def _longueur(vieilles: dict[str, Any], neuves: dict[str, Any], lieu: str, nom: str) -> Iterator[Changement]:
    vieille, neuve = vieilles.get(nom), neuves.get(nom)
    if vieille == neuve:
        return
    quoi = f"{nom} : {vieille or 'aucune limite'} devient {neuve or 'aucune limite'}"
    basse = nom == "minLength"
    # a length of at least 0 or 1 is no limit on a cell that is not empty, but an empty text may be a value
    if neuve is None or (basse and neuve == 0):
        yield mineur(lieu, quoi, "on accepte plus")
    elif vieille is None or (neuve > vieille if basse else neuve < vieille):
        yield majeur(lieu, quoi, "des textes admis sont refusés")
    else:
        yield mineur(lieu, quoi, "on accepte plus")


def _motif(avant: Champ, vieilles: dict[str, Any], neuves: dict[str, Any], lieu: str) -> Iterator[Changement]:
    vieux, neuf = vieilles.get("pattern"), neuves.get("pattern")
    if vieux == neuf:
        return
    if neuf is None:
        yield mineur(lieu, "motif retiré", "on accepte plus")
    elif vieux is None:
        yield majeur(lieu, f"motif ajouté : {neuf}", "des textes admis sont refusés")
    elif contenu(vieux, neuf):
        if contenu(neuf, vieux):
            yield patch(lieu, "motif écrit autrement", "il accepte exactement les mêmes textes : prouvé")
        else:
            yield mineur(
                lieu, f"motif élargi : {neuf}", "tout texte qui suivait l'ancien suit le nouveau : prouvé"
            )
    else:
        exemple = str(avant.get("example") or "")
        refuse = lecteur({"type": "string", "constraints": {"pattern": neuf}, "missingValues": []}, {})
        if exemple and refuse is not None and refuse(exemple):
            yield majeur(lieu, f"motif changé : {neuf}", f"l'ancien exemple « {exemple} » ne le suit plus")
        else:
            yield majeur(lieu, f"motif changé : {neuf}", "rien ne prouve que les textes admis le restent")
