"""French words and safe Markdown: how a value taken from the data is written in CHANGELOG.md. No file is read here."""

import datetime as dt
import html
import re
import unicodedata
from decimal import Decimal, InvalidOperation

MAX = 90
ESPACE = "\u00a0"
UNITES = {
    "eur_ht": "€ HT",
    "heures": "heures",
    "jours": "jours",
    "mois": "mois",
    "annees": "années",
    "note": "sur 20",
    "points": "points",
    "kwh": "kWh",
    "tonnes": "t",
    "tco2e": "tCO2e",
    "etp": "ETP",
}
ETATS = {
    "atteint": "objectif atteint",
    "en_bonne_voie": "objectif en bonne voie",
    "en_retard": "objectif en retard",
    "indetermine": "objectif indéterminé",
}
# Signs that mean something anywhere in a line, and those that do at the start of an item.
_SPECIAUX = re.compile(r"[\\`*_\[\]!|~@{}^$]|:(?=//)|(?<=www)\.|^[#+=-]", re.IGNORECASE)
_SIGNES = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*|`|&(?:amp|lt|gt|quot);")


def texte(valeur: str | None, maximum: int = MAX) -> str:
    """Return a value as Markdown that shows it and does nothing else: no tag, link, table or new line."""
    if valeur is None:
        return "vide"
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in valeur)
    visible = "".join(c for c in visible if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    visible = " ".join(visible.split())
    if len(visible) > maximum:
        visible = visible[: maximum - 1].rstrip() + "…"
    visible = re.sub(r"^(\d+)([.)])", r"\1" + "\u2060" + r"\2", visible)  # not a numbered list
    entites = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return "".join(
        entites.get(morceau, morceau)
        for morceau in re.split(r"([&<>])", _SPECIAUX.sub(lambda m: "\\" + m[0], visible))
    )


def sans_marques(ligne: str) -> str:
    """Return a line of the journal as plain text."""
    return _SIGNES.sub(lambda m: m[1] or (html.unescape(m[0]) if m[0][0] == "&" else ""), ligne)


def identifiant(valeur: str) -> str:
    """Return an identifier as code."""
    return f"`{valeur}`" if re.fullmatch(r"[\w.-]+", valeur, re.ASCII) else texte(valeur)


def nombre(n: int | str) -> str:
    """Write a number as people read it: 12 345."""
    return f"{int(n):,}".replace(",", ESPACE)


def compte(n: int, un: str, plusieurs: str = "") -> str:
    """Count things: 1 contrat ajouté, 3 contrats ajoutés. Without a plural, each word takes an s."""
    return f"{nombre(n)} {un if n < 2 else plusieurs or ' '.join(mot + 's' for mot in un.split())}"


def jour(valeur: dt.date | str) -> str:
    """Write a day: 22/11/2026."""
    lu = valeur if isinstance(valeur, dt.date) else dt.date.fromisoformat(valeur)
    return f"{lu:%d/%m/%Y}"


def mesure(valeur: str | None, unite: str | None) -> str:
    """Write the value of a result in its unit; a rate as a percentage, exactly."""
    if valeur is None:
        return "vide"
    try:
        lu = Decimal(valeur)
    except InvalidOperation:
        return texte(valeur)
    if unite == "taux":
        return f"{_decimal(lu * 100)}{ESPACE}%"
    mots = UNITES.get(unite or "", "")
    return f"{_decimal(lu)}{ESPACE}{mots}" if mots else _decimal(lu)


def _decimal(valeur: Decimal) -> str:
    entier, _, reste = f"{valeur:f}".partition(".")
    reste = reste.rstrip("0")
    return f"{Decimal(entier):,}".replace(",", ESPACE) + (f",{reste}" if reste else "")
