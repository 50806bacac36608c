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
# What Python's Decimal accepts, without NaN, infinities, underscores and digits of other scripts.
NOMBRE_FINI = re.compile(r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*\Z", re.ASCII)

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


def _lu_par_python(texte: str) -> bool:
    try:
        Decimal(texte.strip())
    except ArithmeticError:
        return False
    return True


def defaut_inapercu(champ: Champ, texte: str) -> tuple[str, str] | None:
    """Return (rule, French message) for what frictionless accepts and a publisher must not."""
    if "\x00" in texte:
        return "caractere-nul", "la cellule contient un caractère nul"
    if champ["type"] in ("integer", "number") and not NOMBRE_FINI.match(texte) and _lu_par_python(texte):
        return (
            "nombre-non-fini",
            "ce n'est pas un nombre écrit en chiffres (NaN, infini, chiffres d'une autre écriture)",
        )
    return None
