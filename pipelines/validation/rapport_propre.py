"""Text that came from outside, made safe to show: control characters, very long cells, formulas, missing characters.

What is said belongs to the other modules of the report.
"""

import re

LONGUEUR = 120
# C0 and C1 controls, lone surrogates, what turns the direction of text around, separators of lines.
_INVISIBLES = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# What a spreadsheet would take for a formula, full-width forms included.
_FORMULE = tuple("=+-@\t\r\n|%＝＋－＠")
_RECOURS = str.maketrans(
    {"…": "...", "’": "'", "–": "-", "—": "-", "␣": "_", "\u202f": " ", "≥": ">=", "≤": "<=", "œ": "oe"}
)


def propre(texte: str) -> str:
    """Return a text whose control characters are shown as signs, on one line."""
    return _INVISIBLES.sub(_signe, texte)


def _signe(trouve: re.Match[str]) -> str:
    point = ord(trouve[0])
    if point < 0x20:
        return chr(0x2400 + point)
    return "␡" if point == 0x7F else f"‹U+{point:04X}›"


def couper(texte: str, longueur: int = LONGUEUR) -> str:
    """Shorten a text, saying how long it was."""
    if len(texte) <= longueur:
        return texte
    return f"{texte[: longueur - 30]}… ({len(texte)} caractères)"


def citer(valeur: str, longueur: int = LONGUEUR) -> str:
    """Quote a value between French marks, its outer blanks made visible."""
    court = couper(valeur, longueur)
    debut = len(court) - len(court.lstrip())
    fin = len(court) - len(court.rstrip()) if court.strip() else 0
    milieu = court[debut : len(court) - fin]
    return f"« {'␣' * debut}{propre(milieu)}{'␣' * fin} »"


def phrase(texte: str, longueur: int = 400) -> str:
    """Return a sentence fit to be shown: safe, and not endless."""
    return propre(couper(texte, longueur))


def inoffensif(texte: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"« {texte} »" if texte.startswith(_FORMULE) else texte


def encodable(texte: str, encodage: str) -> str:
    """Return the text with what an old encoding lacks written otherwise."""
    try:
        texte.encode(encodage)
    except UnicodeEncodeError:
        return texte.translate(_RECOURS).encode(encodage, "replace").decode(encodage)
    return texte
