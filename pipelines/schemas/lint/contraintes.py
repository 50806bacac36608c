"""The constraints of a column, wrong for anyone: wrong types, contradictions, leaking or broken patterns.

A value is of the type of its column when frictionless can read it so; our own, stricter, spelling belongs to
`maison`.
"""

from collections.abc import Iterator
from typing import Any

from pipelines.schemas import motifs
from pipelines.schemas.lint import vocabulaire as v
from pipelines.schemas.lint.fautes import Chemin, Faute, faute
from pipelines.schemas.lint.oracle import lecteur, refus, valeur_lue


def contraintes(champ: dict[str, Any], chemin: Chemin, schema: dict[str, Any]) -> list[Faute]:
    """Return the faults of the constraints; an enum is confronted with the rest only when the rest is sound."""
    ecrites = champ.get("constraints", {})
    ici = (*chemin, "constraints")
    if not isinstance(ecrites, dict):
        return [faute("contrainte-mal-typee", ici, "constraints doit être un objet {contrainte: valeur}")]
    type_ = champ.get("type", "string")
    fautes = [
        faute("contrainte-hors-type", (*ici, c), f"contrainte « {c} » non admise sur le type {type_}")
        for c in sorted(set(ecrites) & v.CONTRAINTE - v.TYPES[type_])
    ]
    utiles = {c: valeur for c, valeur in ecrites.items() if c in v.TYPES[type_]}
    fautes += _types_des_valeurs(utiles, ici)
    fautes += _bornes(champ, utiles, ici)
    fautes += _motif(utiles, ici)
    fautes += _enum(champ, utiles, ici, schema, sain=not fautes)
    return fautes


def _types_des_valeurs(utiles: dict[str, Any], ici: Chemin) -> Iterator[Faute]:
    for cle in sorted({"required", "unique"} & set(utiles)):
        if type(utiles[cle]) is not bool:
            message = f"{cle} doit être true ou false, sans guillemets"
            yield faute("contrainte-mal-typee", (*ici, cle), message)
    longueurs = {cle: utiles[cle] for cle in sorted(v.LONGUEURS & set(utiles))}
    for cle, longueur in longueurs.items():
        if type(longueur) is not int or longueur < 0:
            yield faute("contrainte-mal-typee", (*ici, cle), f"{cle} doit être un entier, sans guillemets")
    courte, longue = longueurs.get("minLength"), longueurs.get("maxLength")
    if type(courte) is int and type(longue) is int and courte > longue:
        yield faute("bornes-inversees", (*ici, "minLength"), "minLength est plus grand que maxLength")


def _bornes(champ: dict[str, Any], utiles: dict[str, Any], ici: Chemin) -> Iterator[Faute]:
    lues = {}
    for cle in sorted((v.BORNES | v.EXCLUSIVES) & set(utiles)):
        lue = valeur_lue(champ, utiles[cle])
        if lue is None or lue != lue:
            message = f"{cle} n'est pas du type {champ.get('type')} : « {utiles[cle]} »"
            yield faute("bornes", (*ici, cle), message)
        else:
            lues[cle] = lue
    basses = [c for c in ("minimum", "exclusiveMinimum") if c in lues]
    hautes = [c for c in ("maximum", "exclusiveMaximum") if c in lues]
    for bas in basses:
        for haut in hautes:
            stricte = bas.startswith("exclusive") or haut.startswith("exclusive")
            if lues[bas] > lues[haut] or (stricte and lues[bas] == lues[haut]):
                message = f"{bas} est plus grand que {haut} : aucune valeur n'est possible"
                yield faute("bornes-inversees", (*ici, bas), message)


def _motif(utiles: dict[str, Any], ici: Chemin) -> Iterator[Faute]:
    if "pattern" not in utiles:
        return
    if not isinstance(utiles["pattern"], str):
        yield faute("contrainte-mal-typee", (*ici, "pattern"), "pattern doit être un texte")
        return
    for regle, message in motifs.erreurs_du_motif(utiles["pattern"]):
        yield faute(regle, (*ici, "pattern"), message)


def _enum(
    champ: dict[str, Any], utiles: dict[str, Any], ici: Chemin, schema: dict[str, Any], *, sain: bool
) -> Iterator[Faute]:
    if "enum" not in utiles:
        return
    ici = (*ici, "enum")
    valeurs = utiles["enum"]
    if not isinstance(valeurs, list) or not valeurs:
        yield faute("enum", ici, "enum doit être une liste non vide")
        return
    vues = []
    for rang, valeur in enumerate(valeurs):
        lue = valeur_lue(champ, valeur)
        if lue is None:
            message = f"enum : une valeur n'est pas du type {champ.get('type', 'string')} : {valeur!r}"
            yield faute("enum", (*ici, rang), message)
            sain = False
        elif lue in vues:
            yield faute("enum", (*ici, rang), f"enum doit être sans doublon : « {valeur} » y est deux fois")
        vues.append(lue)
    if not sain:
        return
    sans_liste = {**champ, "constraints": {c: x for c, x in utiles.items() if c != "enum"}}
    ecrites = champ.get("missingValues", schema.get("missingValues", [""]))
    vides = ecrites if isinstance(ecrites, list) else []
    lire = lecteur(sans_liste, {})
    for rang, valeur in enumerate(valeurs):
        texte = str(valeur)
        if texte in vides:
            message = f"« {texte} » est dans enum et dans missingValues : elle serait lue comme vide"
            yield faute("enum-contredit", (*ici, rang), message)
        elif lire and (motif := refus(sans_liste, lire(valeur))):
            message = f"« {texte} » est dans enum, mais {motif}"
            yield faute("enum-contredit", (*ici, rang), message)
