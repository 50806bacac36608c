"""Runs of records made ready for DuckDB: proved shapes as they came, unusual ones through `redresse`.

Envelopes belong to `enveloppes`, columns to `modele` and staging.sql.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from pipelines.commun.erreurs import FichierRefuse
from pipelines.decp.enveloppes import Lot, lots
from pipelines.decp.filtre import Filtre
from pipelines.decp.modele import Enregistrement
from pipelines.decp.redresse import redresser
from pipelines.decp.refus import TROP_PROFOND, refus_a

_ENREGISTREMENT = msgspec.json.Decoder(Enregistrement)
CHIFFRES_MAX = 1000
"""A number longer than this is no amount: the file is refused (a text of digits is not concerned)."""

_PAS = 50
_CHIFFRES_SUIVIS = re.compile(rb"[0-9]{%d}" % (CHIFFRES_MAX // _PAS - 1))
_NOMBRE_LONG = re.compile(rb"[:\[,\s]-?([0-9]{%d,})" % CHIFFRES_MAX)


@dataclass(frozen=True, slots=True)
class Paquet:
    """A JSON array of records of known shape: `genre` marche | concession | None (each record says it)."""

    genre: str | None
    avant: int
    nombre: int
    texte: bytes
    publies: int
    """How many elements of the file it stands for, those of other buyers included."""
    rangs: tuple[int, ...] | None = None
    """The rank of each record in the file, when some were left out between them."""


def paquets_json(
    fichier: str, chemin: Path, reparations: dict[str, int], filtre: Filtre | None = None
) -> Iterator[Paquet]:
    """Yield the records of a JSON file in bounded packets; `avant` counts those before the packet.

    Records of buyers that are surely not those of `filtre` are left out.

    Errors: `FichierRefuse` when the file is not JSON, not of a known envelope, not UTF-8, or holds a NUL.
    """
    avant = 0
    for lot in lots(fichier, chemin, reparations):
        _refuser_hostile(fichier, chemin, lot)
        lus, rangs = lot, None
        if filtre:
            _refuser_hors_utf8(fichier, chemin, lot)
            places = filtre.choisir(lot.elements, lot.texte)
            lus, rangs = _choisis(lot, places), tuple(avant + place + 1 for place in places)
        texte = _texte(fichier, chemin, lus, lot)
        yield Paquet(lot.genre, avant, len(lus.elements), texte, len(lot.elements), rangs)
        avant += len(lot.elements)


def _choisis(lot: Lot, places: list[int]) -> Lot:
    elements = [lot.elements[place] for place in places]
    return replace(lot, elements=elements, texte=b"[" + b",".join(elements) + b"]")


def _texte(fichier: str, chemin: Path, lot: Lot, publie: Lot) -> bytes:
    """The packet's own bytes when every record has a known shape, else rebuilt with the others put straight.

    `publie` is the run as it stands in the file, where a fault is placed.
    """
    prouver, autres = _ENREGISTREMENT.decode, {}
    for rang, element in enumerate(lot.elements):
        try:
            prouver(element)
        except msgspec.ValidationError:
            try:
                autres[rang] = redresser(bytes(element))
            except UnicodeError as erreur:
                raise refus_utf8(fichier, chemin) or FichierRefuse(f"{fichier} : {erreur}.") from erreur
            except RecursionError as erreur:
                octet = publie.octet(publie.texte.find(bytes(element)))
                raise refus_a(fichier, chemin, octet, TROP_PROFOND) from erreur
    if not autres:
        return lot.texte
    morceaux: list[Any] = list(lot.elements)
    for rang, redresse in autres.items():
        morceaux[rang] = redresse
    return b"".join((b"[", b",".join(morceaux), b"]"))


def tout_redresser(texte: bytes) -> bytes:
    """Put every record of a packet straight: for what only a full reading finds (repeated field names)."""
    elements = msgspec.json.decode(texte, type=list[msgspec.Raw])
    return b"[" + b",".join(redresser(bytes(e)) for e in elements) + b"]"


def _refuser_hostile(fichier: str, chemin: Path, lot: Lot) -> None:
    """Refuse what JSON's grammar lets through and a table must not hold."""
    position = lot.texte.find(b"\\u0000")
    while position >= 0:
        if _impair(lot.texte, position):
            raise refus_a(fichier, chemin, lot.octet(position), "un caractère nul (\\u0000) dans un texte")
        position = lot.texte.find(b"\\u0000", position + 1)
    if _CHIFFRES_SUIVIS.search(lot.texte[::_PAS]) and (nombre := _NOMBRE_LONG.search(lot.texte)):
        chiffres = f"un nombre de {len(nombre[1])} chiffres"
        raise refus_a(fichier, chemin, lot.octet(nombre.start(1)), chiffres + " n'est pas un montant")


def _refuser_hors_utf8(fichier: str, chemin: Path, lot: Lot) -> None:
    """Refuse now what the records that are left out will not show to DuckDB."""
    try:
        lot.texte.decode("utf-8")
    except UnicodeDecodeError as erreur:
        raise refus_utf8(fichier, chemin) or FichierRefuse(f"{fichier} : {erreur}.") from erreur


def _impair(texte: bytes, position: int) -> bool:
    """Tell whether the backslash at `position` is not itself escaped."""
    debut = position
    while debut and texte[debut - 1 : debut] == b"\\":
        debut -= 1
    return (position - debut) % 2 == 0


def refus_utf8(fichier: str, chemin: Path) -> FichierRefuse | None:
    """Find the first byte of a file that is not UTF-8, read in blocks; None when it is UTF-8 throughout."""
    lu, reste = 0, b""
    with chemin.open("rb") as source:
        while bloc := source.read(1 << 20):
            texte = reste + bloc
            try:
                texte.decode("utf-8")
                reste = b""
            except UnicodeDecodeError as erreur:
                if erreur.reason != "unexpected end of data":
                    octet = f"l'octet 0x{texte[erreur.start]:02X} n'est pas de l'UTF-8"
                    phrase = octet + " : enregistrez le fichier en UTF-8"
                    return refus_a(fichier, chemin, lu - len(reste) + erreur.start, phrase)
                reste = texte[erreur.start :]
            lu += len(bloc)
    return None
