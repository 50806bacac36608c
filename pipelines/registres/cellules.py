"""Typed cells of a workbook to text with a mark, so that one SQL normalises what CSV and workbooks hold.

A mark is chr(1) and a letter: n number, d day, h day and time, s duration, b boolean, e error, f formula without
result, t text that itself begins by chr(1). Plain text bears none.
"""

import datetime as dt
import re
from decimal import Decimal

MARQUE = "\x01"
EXACT = 2**53
DUREE = re.compile(
    r"PT([0-9]{1,6})H([0-9]{2})M([0-9]{2})(?:[.,][0-9]+)?S\Z"
)  # how calamine gives those of ODS
Valeur = str | int | float | bool | dt.date | dt.time | dt.timedelta
MINUIT = dt.time(0)


def en_texte(valeur: Valeur, pourcent: bool = False) -> str:
    """Return the text of a cell, marked by its type."""
    if type(valeur) is str:
        if valeur.startswith("PT") and (duree := DUREE.match(valeur)):
            return f"{MARQUE}s{int(duree[1])}:{duree[2]}:{duree[3]}"
        return MARQUE + "t" + valeur if valeur.startswith(MARQUE) else valeur
    if type(valeur) is float or type(valeur) is int:
        return MARQUE + "n" + (en_pourcent(valeur) if pourcent else nombre(valeur))
    if isinstance(valeur, bool):
        return MARQUE + ("btrue" if valeur else "bfalse")
    if isinstance(valeur, dt.datetime):
        if valeur.time() == MINUIT:
            return f"{MARQUE}d{valeur.date().isoformat()}"
        return f"{MARQUE}h{valeur.isoformat(' ', 'seconds')}"
    if isinstance(valeur, dt.date):
        return f"{MARQUE}d{valeur.isoformat()}"
    if isinstance(valeur, dt.time):
        return f"{MARQUE}s{valeur.hour}:{valeur.minute:02}:{valeur.second:02}"
    assert isinstance(valeur, dt.timedelta)
    secondes = round(valeur.total_seconds())
    signe, secondes = ("-" if secondes < 0 else ""), abs(secondes)
    return f"{MARQUE}s{signe}{secondes // 3600}:{secondes // 60 % 60:02}:{secondes % 60:02}"


def nombre(valeur: float | int) -> str:
    """Write a number as a spreadsheet shows it: fifteen digits; whole numbers exactly up to 2^53."""
    if valeur == int(valeur) and abs(valeur) <= EXACT:
        return str(int(valeur))
    texte = f"{valeur:.15g}"
    return format(Decimal(texte), "f") if "e-" in texte else texte


def en_pourcent(valeur: float | int) -> str:
    """Write 0.125 in a percent format as 12.5%."""
    texte = format(Decimal(nombre(valeur)) * 100, "f")
    return (texte.rstrip("0").rstrip(".") if "." in texte else texte) + "%"


def affichee(texte: str) -> str:
    """Take the mark off."""
    return texte[2:] if texte.startswith(MARQUE) else texte
