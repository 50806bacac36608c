"""Why a file is refused, in French, with the line, the column and what stands there. No parsing belongs here."""

import re
from pathlib import Path
from typing import Protocol

from pipelines.commun.erreurs import FichierRefuse

TROP_PROFOND = "l'imbrication est trop profonde : ce n'est pas un fichier DECP"
TROP_LONG = "un enregistrement dépasse 64 Mio : ce n'est pas un fichier DECP"

_RAISONS = (
    (
        "truncated",
        "le fichier est coupé : il s'arrête au milieu d'un enregistrement. Redemandez-le en entier",
    ),
    ("recursion", TROP_PROFOND),
    ("invalid escaped character", "un antislash précède un caractère qui ne s'échappe pas en JSON"),
    ("utf-16 surrogate", "un caractère \\uD800 à \\uDFFF est écrit sans sa moitié"),
    ("unicode escape", "\\u doit être suivi de quatre chiffres hexadécimaux"),
    ("invalid number", "un nombre est mal écrit"),
    ("trailing comma", "une virgule précède une fermeture"),
    ("trailing characters", "du texte suit la fin du document"),
    ("expected", "un signe de ponctuation JSON manque"),
)
_SUITES = bytes(range(0x80, 0xC0))
OCTET = re.compile(r"\(byte (\d+)\)")
_SPECIALES = re.compile(rb"-?(?:NaN|Infinity|inf|nan)")


class Lecture(Protocol):
    """What a refusal needs to know of the reading: the file, and where the buffer stands in it."""

    fichier: str
    chemin: Path

    def octet(self, position: int) -> int:
        """Return where a position of the buffer stands in the file."""


def refus_json(lecture: Lecture, raison: str, position: int = 0) -> FichierRefuse:
    """Build the refusal of a JSON file; `position` counts from the buffer, `raison` is msgspec's or ours."""
    if trouve := OCTET.search(raison):
        position += int(trouve[1])
    octet = lecture.octet(position)
    return refus_a(lecture.fichier, lecture.chemin, octet, _traduire(lecture.chemin, octet, raison))


def refus_a(fichier: str, chemin: Path, octet: int, phrase: str) -> FichierRefuse:
    """Build the refusal of a text file at a byte: line and column from 1, columns in characters."""
    ligne, colonne = _place(chemin, octet)
    return FichierRefuse(f"{fichier} : ligne {ligne}, colonne {colonne} : {phrase}.")


def _traduire(chemin: Path, octet: int, raison: str) -> str:
    if "invalid character (" in raison:
        suite = _extrait(chemin, octet)
        if speciale := _SPECIALES.match(suite):
            return f"la valeur {speciale[0].decode()} n'existe pas en JSON ; laissez le champ vide (null)"
        if suite[:1] == b"\0":
            return "un octet nul (NUL) : le fichier est abîmé, redemandez-le"
        if suite and suite[0] < 0x20:
            return f"un caractère de contrôle (code {suite[0]}) dans un texte : il doit être échappé"
        return f"« {suite[:1].decode('latin-1')} » n'est pas permis ici en JSON"
    return next((phrase for cle, phrase in _RAISONS if cle in raison), raison)


def _extrait(chemin: Path, octet: int) -> bytes:
    with chemin.open("rb") as source:
        source.seek(octet)
        return source.read(16)


def _place(chemin: Path, octet: int) -> tuple[int, int]:
    """The line of a byte, and its column in characters: every byte of the line but those that continue one."""
    lignes, colonne, lu = 1, 1, 0
    with chemin.open("rb") as source:
        while lu < octet and (bloc := source.read(min(1 << 20, octet - lu))):
            if (dernier := bloc.rfind(b"\n")) >= 0:
                lignes, colonne = lignes + bloc.count(b"\n"), 1
            colonne += len(bloc[dernier + 1 :].translate(None, _SUITES))
            lu += len(bloc)
    return lignes, colonne
