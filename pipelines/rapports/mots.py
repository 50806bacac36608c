"""How a report writes numbers, dates and sentences in French, and makes any text safe to lay out. No domain rule."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

FINE, INSECABLE, ABSENT, MOINS = "\u202f", "\u00a0", "—", "−"
_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
# What XML cannot hold, what hides or turns text around, lone surrogates; line ends become spaces.
_INTERDITS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BLANCS = re.compile("[\t\n\r\u2028\u2029]+")
_UNITES = {
    "eur_ht": "€ HT", "nombre": "", "quantite": "", "ratio": "", "texte": "", "heures": "h", "jours": "jours",
    "mois": "mois", "annees": "ans", "note": "/ 20", "points": "points", "kwh": "kWh", "tco2e": "tCO2e",
    "tonnes": "tonnes", "etp": "ETP",
}  # fmt: skip


def sur(texte: str) -> str:
    """Return a text that any page can hold, on one line, with the unbreakable spaces of French typography."""
    net = _INTERDITS.sub("", _BLANCS.sub(" ", texte))
    net = re.sub(r" (?=[:;!?»%€])", INSECABLE, net).replace("« ", f"«{INSECABLE}")
    net = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", FINE, net)
    return re.sub(r"\b(n°|art\.|L\.|R\.|D\.) (?=\d)", rf"\1{INSECABLE}", net)


def nombre(valeur: Decimal | int, decimales: int = 0) -> str:
    """Write a number: `1 234 567,89`, its thousands kept together."""
    arrondi = round(Decimal(valeur), decimales) + 0  # no « -0 »
    return f"{arrondi:,.{decimales}f}".replace(",", FINE).replace(".", ",").replace("-", MOINS)


def euros(valeur: Decimal) -> str:
    """Write an amount in euros before tax, to the cent when it has cents."""
    return f"{nombre(valeur, 0 if valeur == valeur.to_integral_value() else 2)}{INSECABLE}€"


def pourcent(taux: Decimal, decimales: int = 1) -> str:
    """Write a rate (0 to 1) in per cent: `12,3 %`."""
    return f"{nombre(taux * 100, decimales)}{INSECABLE}%"


def quantite(valeur: Decimal, unite: str) -> str:
    """Write a value in its unit: a rate in per cent, euros to the cent, other numbers with the decimals they have."""
    if unite == "taux":
        return pourcent(valeur)
    if unite == "oui_non":
        return "oui" if valeur == 1 else "non"
    if unite == "eur_ht":
        return euros(valeur)
    decimales = 0 if valeur == valeur.to_integral_value() else 2
    mot = _UNITES.get(unite, unite)
    return nombre(valeur, decimales) + (INSECABLE + mot if mot else "")


def jour(le: date) -> str:
    """Write a day: `1er janvier 2024`."""
    return f"{'1er' if le.day == 1 else le.day} {_MOIS[le.month - 1]} {le.year}"


def jour_court(le: date | None) -> str:
    """Write a day in a table: `01/01/2024`."""
    return f"{le:%d/%m/%Y}" if le else ABSENT


def accorder(n: int, mot: str, pluriel: str | None = None) -> str:
    """Write a count and its noun: `1 contrat`, `2 contrats`."""
    return f"{nombre(n)} {mot if n < 2 else pluriel or mot + 's'}"


def enumerer(mots: Sequence[str], dernier: str = "et") -> str:
    """Join words as a sentence does: `a, b et c`."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {dernier} {mots[-1]}"
