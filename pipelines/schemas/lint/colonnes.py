"""One column, wrong for anyone: type, format, accepted spellings, example.

Its constraints belong to `contraintes`, our own conventions to `maison`.
"""

from collections.abc import Iterator
from typing import Any

from pipelines.schemas.lint import vocabulaire as v
from pipelines.schemas.lint.contraintes import contraintes
from pipelines.schemas.lint.fautes import Chemin, Faute, faute, proche
from pipelines.schemas.lint.oracle import lecteur, refus


def colonne(champ: dict[str, Any], chemin: Chemin, schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield what is wrong for anyone in a column; the example is judged once the rest is sound."""
    fautes = [*_type(champ, chemin), *_ecritures(champ, chemin)]
    if not fautes:
        fautes += contraintes(champ, chemin, schema)
    yield from fautes
    # A column that is wrong in itself says nothing of its example.
    if not fautes and champ.get("example") not in (None, ""):
        yield from _exemple(champ, chemin, schema)


def _type(champ: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    type_, format_ = champ.get("type", "string"), champ.get("format", "default")
    if not isinstance(type_, str) or type_ not in v.TYPES:
        lire = proche(type_, v.TYPES) if isinstance(type_, str) else None
        suite = f" : lire « {lire} » ?" if lire else f" (connus : {', '.join(sorted(v.TYPES))})"
        yield faute("type-inconnu", (*chemin, "type"), f"type « {type_} » inconnu{suite}")
        return
    ici = (*chemin, "format")
    if not isinstance(format_, str):
        yield faute("format-inconnu", ici, "format doit être un texte")
    elif type_ in v.TEMPORELS:
        if format_ not in ("default", "any") and "%" not in format_:
            message = f"format « {format_} » inconnu : une date s'y décrit par des codes, comme %d/%m/%Y"
            yield faute("format-inconnu", ici, message)
    elif format_ not in v.FORMATS.get(type_, {"default"}):
        yield faute("format-inconnu", ici, f"format « {format_} » inconnu pour le type {type_}")


def _ecritures(champ: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    listes: dict[str, list[str]] = {}
    for cle in ("trueValues", "falseValues"):
        valeur = champ.get(cle, [])
        if not isinstance(valeur, list) or not all(isinstance(x, str) for x in valeur):
            yield faute("ecriture", (*chemin, cle), f"{cle} doit être une liste de textes")
        elif cle in champ and not valeur:
            yield faute("ecriture", (*chemin, cle), f"{cle} est vide : aucune cellule ne serait acceptée")
        else:
            listes[cle] = valeur
    communs = set(listes.get("trueValues", [])) & set(listes.get("falseValues", []))
    if communs:
        message = f"« {sorted(communs)[0]} » veut dire à la fois vrai et faux"
        yield faute("ecriture", (*chemin, "trueValues"), message)
    decimale, milliers = champ.get("decimalChar", "."), champ.get("groupChar", "")
    for cle, signe in (("decimalChar", decimale), ("groupChar", milliers)):
        if not isinstance(signe, str) or (cle in champ and len(signe) != 1):
            yield faute("ecriture", (*chemin, cle), f"{cle} doit être un seul caractère")
    if decimale == milliers:
        yield faute("ecriture", (*chemin, "groupChar"), "decimalChar et groupChar sont le même caractère")


def _exemple(champ: dict[str, Any], chemin: Chemin, schema: dict[str, Any]) -> Iterator[Faute]:
    exemple = champ["example"]
    if isinstance(exemple, dict | list):
        return  # several examples, or a structured value: not a cell
    texte = str(exemple).lower() if isinstance(exemple, bool) else str(exemple)
    lire = lecteur(champ, schema)
    motif = refus(champ, lire(texte)) if lire else None
    if motif:
        message = f"l'exemple « {texte} » ne respecte pas la colonne : {motif}"
        yield faute("exemple", (*chemin, "example"), message)
