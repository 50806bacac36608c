"""Differences at the top of a schema: name, keys, links, checks, empty values, texts.

Differences between columns belong to `colonnes`.
"""

import json
from collections.abc import Iterator
from typing import Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.controles import ANCIENS_NOMS
from pipelines.schemas.diff.niveaux import Changement, majeur, mineur, patch

TRAITEES = {"fields", "primaryKey", "missingValues", "references", "foreignKeys", "custom_checks", "version"}
LIENS = {
    "references": "lien avec une autre table",
    "foreignKeys": "clé étrangère",
    "custom_checks": "contrôle",
}


def entete(ancien: dict[str, Any], nouveau: dict[str, Any]) -> Iterator[Changement]:
    """Yield the differences outside the columns."""
    yield from _cle(ancien, nouveau)
    vides = (ancien.get("missingValues", [""]), nouveau.get("missingValues", [""]))
    if vides[0] != vides[1]:  # what it changes is told for each column
        yield patch("missingValues", f"valeurs vides : {vides[0]} devient {vides[1]}", "voir chaque colonne")
    for cle, quoi in LIENS.items():
        yield from _exigences(cle, quoi, ancien, nouveau)
    for cle in sorted((set(ancien) | set(nouveau)) - TRAITEES):
        avant, apres = ancien.get(cle), nouveau.get(cle)
        if avant == apres:
            continue
        if cle == "name":
            pourquoi = "le nom désigne la table : ceux qui s'en servent ne la retrouvent plus"
            yield majeur(cle, f"nom changé : « {avant} » devient « {apres} »", pourquoi, reste_valide=True)
        elif cle == "usage" or (cle == "fieldsMatch" and {avant, apres} != {None, "exact"}):
            pourquoi = "les fichiers ne sont plus lus de la même façon"
            yield majeur(cle, f"{cle} changé : {avant} devient {apres}", pourquoi)
        elif cle == "$schema" and ("2.0" in str(avant)) != ("2.0" in str(apres)):
            pourquoi = "le profil décide des règles admises"
            yield majeur(cle, f"profil changé : {avant} devient {apres}", pourquoi)
        else:
            yield patch(cle, f"« {cle} » {_verbe(avant, apres)}")


def _cle(ancien: dict[str, Any], nouveau: dict[str, Any]) -> Iterator[Changement]:
    avant, apres = schemas.cle(ancien), schemas.cle(nouveau)
    if avant == apres:
        return
    lieu = "primaryKey"
    quoi = f"clé changée : ({', '.join(avant)}) devient ({', '.join(apres)})"
    if set(avant) == set(apres):
        yield patch(lieu, quoi, "seul l'ordre des colonnes change")
    elif not apres:
        yield majeur(
            lieu, f"clé retirée : ({', '.join(avant)})", "les lignes ne se désignent plus", reste_valide=True
        )
    elif avant and set(avant) < set(apres) and set(apres) <= set(avant) | _obligatoires(ancien):
        pourquoi = "ce qui distingue deux lignes n'est plus la même chose"
        yield majeur(lieu, quoi, pourquoi, reste_valide=True)
    else:
        yield majeur(lieu, quoi, "des lignes acceptées peuvent devenir des doublons")


def _obligatoires(schema: dict[str, Any]) -> set[str]:
    """Name the columns that a valid file cannot lack, the key apart."""
    return {c["name"] for c in schema["fields"] if c.get("constraints", {}).get("required")}


def _exigences(cle: str, quoi: str, ancien: dict[str, Any], nouveau: dict[str, Any]) -> Iterator[Changement]:
    avant, apres = ([_canonique(x) for x in s.get(cle, [])] for s in (ancien, nouveau))
    for texte in [x for x in apres if x not in avant]:
        yield majeur(cle, f"{quoi} ajouté ou changé : {texte}", "des lignes acceptées peuvent être refusées")
    for texte in [x for x in avant if x not in apres]:
        yield mineur(cle, f"{quoi} retiré : {texte}", "on exige moins")
    if sorted(avant) == sorted(apres) and ancien.get(cle, []) != nouveau.get(cle, []):
        yield patch(cle, f"{quoi} : écrit autrement", "il demande la même chose")


def _canonique(objet: Any) -> str:
    if isinstance(objet, dict) and objet.get("name") in ANCIENS_NOMS:
        objet = {**objet, "name": ANCIENS_NOMS[objet["name"]]}
    if isinstance(objet, dict):
        objet = {c: schemas.en_liste(v) if c in ("fields", "champs") else v for c, v in objet.items()}
    return json.dumps(objet, ensure_ascii=False, sort_keys=True)


def _verbe(avant: Any, apres: Any) -> str:
    if avant is None:
        return "ajouté"
    return "retiré" if apres is None else "changé"
