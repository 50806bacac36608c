"""Bytes of a CSV to UTF-8 text: an encoding is declared, never guessed.

Finding columns in the text belongs to `titres` and `textes`.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse

CANDIDATS = {
    "cp1252": "Windows",
    "iso-8859-15": "anciens Unix",
    "mac_roman": "anciens Mac",
}
ACCEPTES = ("utf-8", *CANDIDATS, "utf-16")
BLOC = 1 << 20


@dataclass(frozen=True)
class Texte:
    """A text in UTF-8 without mark, and what its bytes tell about how fast it may be read."""

    path: Path
    encodage: str
    marque: bool  # a byte order mark was taken off
    simple: bool  # no quote, no NUL, no lone CR, no blank line: a line is a record


class PasUtf8(Exception):
    """The bytes are not UTF-8 and nothing was declared.

    `debut` is where the first fault is; `melange`: what precedes is surely UTF-8; `coupe`: the fault is the end.
    """

    def __init__(self, debut: int, melange: bool, *, coupe: bool = False) -> None:
        super().__init__(debut)
        self.debut, self.melange, self.coupe = debut, melange, coupe


def en_utf8(path: Path, encodage: str | None, dossier: Path) -> Texte:
    """Return the text in UTF-8: the file itself when it already is, else a copy in the private folder.

    Errors: PasUtf8 without a declaration; FichierRefuse when the declaration contradicts the bytes.
    """
    declare = encodage or "utf-8"
    if declare not in ACCEPTES:
        raise FichierRefuse(f"Encodage « {encodage} » non admis ; au choix : {', '.join(ACCEPTES)}.")
    with path.open("rb") as file:
        tete = file.read(4)
    if tete.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and declare != "utf-16":
        raise FichierRefuse(
            f"« {path.name} » commence par la marque de l'UTF-16 (« Texte Unicode » d'Excel). Déclarez-le : "
            "--encodage utf-16, ou « encodage: utf-16 » dans la correspondance, ou enregistrez-le en « CSV UTF-8 »."
        )
    if declare == "utf-8":
        marque = tete.startswith(codecs.BOM_UTF8)
        simple = _verifier(path, marque)
        if marque:
            return Texte(_copier(path, dossier, _sans_marque(path)), declare, True, simple)
        return Texte(path, declare, False, simple)
    _contredire(path, declare)
    copie = _copier(path, dossier, _transcrire(path, declare))
    return Texte(copie, declare, False, _verifier(copie, False))


def _verifier(path: Path, marque: bool) -> bool:
    """Check that the bytes are UTF-8, and say whether each line is one record for sure."""
    decodeur = codecs.getincrementaldecoder("utf-8")()
    fait, simple, queue, accents = 0, True, b"", False
    for bloc in _blocs(path):
        try:
            decodeur.decode(bloc)
        except UnicodeDecodeError as error:
            attente = len(decodeur.getstate()[0])
            avant = bloc[: max(0, error.start - attente)]
            raise PasUtf8(fait - attente + error.start, accents or not avant.isascii()) from error
        accents = accents or not bloc.isascii()
        if simple:
            vu = queue + bloc
            simple = b'"' not in bloc and b"\0" not in bloc and _lignes_pleines(vu)
            queue = vu[-3:]
        fait += len(bloc)
    if reste := decodeur.getstate()[0]:
        with path.open("rb") as file:
            accents = not file.read(fait - len(reste)).isascii()
        raise PasUtf8(fait - len(reste), accents, coupe=True)
    with path.open("rb") as file:
        file.seek(3 * marque)
        return simple and file.read(1) not in (b"\n", b"\r")


def _lignes_pleines(octets: bytes) -> bool:
    if b"\n\n" in octets or b"\n\r" in octets:
        return False
    retours = octets.count(b"\r")
    return not retours or octets.count(b"\r\n") + octets.endswith(b"\r") == retours


def _contredire(path: Path, declare: str) -> None:
    """Refuse a declaration that the bytes deny: text that is surely UTF-8 read as something else is lost text."""
    try:
        _verifier(path, False)
    except PasUtf8:
        return
    with path.open("rb") as file:
        ascii_seul = all(bloc.isascii() for bloc in iter(lambda: file.read(BLOC), b""))
    if not ascii_seul:
        raise FichierRefuse(
            f"« {path.name} » est déclaré en {declare}, mais ses octets sont de l'UTF-8 : retirez la déclaration "
            "d'encodage, ou écrivez utf-8."
        )
    if declare == "utf-16":
        raise FichierRefuse(f"« {path.name} » est déclaré en utf-16, mais ses octets n'en sont pas.")


def _transcrire(path: Path, encodage: str) -> Iterator[bytes]:
    decodeur = codecs.getincrementaldecoder(encodage)()
    try:
        for bloc in _blocs(path):
            yield decodeur.decode(bloc).encode("utf-8")
        yield decodeur.decode(b"", True).encode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise FichierRefuse(
            f"« {path.name} » est déclaré en {encodage}, mais certains de ses octets n'existent pas dans cet "
            f"encodage. Au choix : {', '.join(ACCEPTES)}."
        ) from error


def _sans_marque(path: Path) -> Iterator[bytes]:
    for rang, bloc in enumerate(_blocs(path)):
        yield bloc[3:] if rang == 0 else bloc


def _copier(path: Path, dossier: Path, blocs: Iterator[bytes]) -> Path:
    copie = dossier / f"{path.stem}.utf8.csv"
    with copie.open("wb") as file:
        file.writelines(blocs)
    return copie


def _blocs(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(BLOC), b"")
