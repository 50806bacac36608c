"""One cell read strictly: its canonical spelling per type, and what is wrong with it, in French.

frictionless remains the judge of tables; this reader serves the lint, and what frictionless lets through
(NaN, NUL, digits of other scripts).
"""

import datetime as dt
import re
from decimal import Decimal

from pipelines.schemas.tables import Champ

ENTIER = re.compile(r"-?[0-9]{1,18}\Z")
NOMBRE = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?\Z")
JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
NON_FINI = re.compile(r"\s*[+-]?(?:s?nan[0-9]*|inf(?:inity)?)\s*\Z", re.IGNORECASE)

Valeur = str | int | Decimal | bool | dt.date


def lire(type_: str, texte: str) -> Valeur | None:
    """Return the value of a non-empty cell written in the canonical spelling of its type, else None."""
    if type_ == "integer":
        return int(texte) if ENTIER.match(texte) else None
    if type_ == "number":
        return Decimal(texte) if NOMBRE.match(texte) else None
    if type_ == "boolean":
        return {"true": True, "false": False}.get(texte)
    if type_ == "date":
        try:
            return dt.date.fromisoformat(texte) if JOUR.match(texte) else None
        except ValueError:
            return None
    return texte


def defaut_de_valeur(champ: Champ, texte: str) -> str | None:
    """Say in French what a cell does wrong, or None."""
    contraintes = champ.get("constraints", {})
    if texte == "":
        return "la cellule est vide" if contraintes.get("required") else None
    valeur = lire(champ["type"], texte)
    if valeur is None:
        return f"ce n'est pas une valeur de type {champ['type']}"
    if "enum" in contraintes and texte not in map(str, contraintes["enum"]):
        return "elle n'est pas dans la liste"
    if "pattern" in contraintes and not re.fullmatch(contraintes["pattern"], texte):
        return "elle ne suit pas le motif"
    minimum, maximum = (
        lire(champ["type"], str(contraintes[b])) if b in contraintes else None for b in ("minimum", "maximum")
    )
    if minimum is not None and valeur < minimum:  # type: ignore[operator]
        return f"elle est inférieure à {minimum}"
    if maximum is not None and valeur > maximum:  # type: ignore[operator]
        return f"elle est supérieure à {maximum}"
    if len(texte) < contraintes.get("minLength", 0):
        return f"elle a moins de {contraintes['minLength']} caractères"
    if len(texte) > contraintes.get("maxLength", len(texte)):
        return f"elle a plus de {contraintes['maxLength']} caractères"
    return None


def defaut_inapercu(champ: Champ, texte: str) -> str | None:
    """Return the code of what frictionless accepts in a cell and a publisher must not."""
    if "\x00" in texte:
        return "spaser-caractere-nul"
    if champ["type"] in ("integer", "number") and NON_FINI.match(texte):
        return "spaser-nombre-non-fini"
    chiffree = champ["type"] not in ("string", "any") or r"\d" in champ.get("constraints", {}).get(
        "pattern", ""
    )
    if chiffree and not texte.isascii() and any(c.isdigit() and not c.isascii() for c in texte):
        return "spaser-chiffres-non-latins"
    if champ["type"] in ("integer", "number", "year", "yearmonth") and "_" in texte:
        return "spaser-nombre-souligne"
    return None
