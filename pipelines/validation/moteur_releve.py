"""What is known of a file's bytes: notebooks kept beside it, its encoding, its first record.

Whether it is regular belongs to `moteur_octets`; rewriting it when it is not, to `moteur_lignes`.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

BLOC = 128 << 10
LIGNE_MAX = 32 << 20


@dataclass
class Cahier:
    """Rows written beside the file, one JSON object a line, so that nothing grows with their number."""

    chemin: Path
    nombre: int = 0
    _lot: list[dict[str, Any]] = field(default_factory=list)

    def noter(self, **ligne: Any) -> None:
        """Keep one row."""
        self.nombre += 1
        self._lot.append(ligne)
        if len(self._lot) >= 10_000:
            self.vider()

    def vider(self) -> None:
        """Write what is waiting."""
        if self._lot:
            with self.chemin.open("ab") as file:
                file.write(msgspec.json.Encoder().encode_lines(self._lot))
            self._lot.clear()


@dataclass
class Releve:
    """What reading the bytes established; records count the titles as the first.

    `sauts` are the records that hold line ends (with the extra lines up to them), `largeurs` those that have not
    `colonnes` cells, `octets` those whose quotes are doubtful.
    """

    chemin: Path
    colonnes: int
    sauts: Cahier
    largeurs: Cahier
    octets: Cahier
    enregistrements: int = 0
    plus_long: int = 0
    nul: bool = False
    retours: bool = False
    demesure: bool = False
    """Reading stopped at a record too long to be one."""


def ouvrir_releve(chemin: Path, colonnes: int, dossier: Path) -> Releve:
    """Begin with empty notebooks."""
    sauts, largeurs, octets = (Cahier(dossier / f"{nom}.jsonl") for nom in ("sauts", "largeurs", "octets"))
    for cahier in (sauts, largeurs, octets):
        cahier.chemin.unlink(missing_ok=True)
    return Releve(chemin, colonnes, sauts, largeurs, octets)


class LigneDemesuree(Exception):
    """A record too long to be one: a quote was opened and never closed."""


def en_utf8(path: Path, encodage: str, dossier: Path) -> Path | None:
    """Return the file itself when it is UTF-8, else a copy in UTF-8; None when it is not in the encoding it claims."""
    if encodage in ("utf-8", "utf-8-sig"):
        return path
    dest = dossier / "utf8.csv"
    try:
        with (
            path.open(encoding=encodage, newline="") as entree,
            dest.open("w", encoding="utf-8", newline="") as sortie,
        ):
            while bloc := entree.read(1 << 20):
                sortie.write(bloc)
    except UnicodeError:
        return None
    return dest


def est_utf8(path: Path) -> bool:
    """Check every byte, without keeping any."""
    decodeur = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while bloc := file.read(BLOC):
                decodeur.decode(bloc)
            decodeur.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def premier_enregistrement(path: Path, delimiteur: str) -> list[str] | None:
    """Return the cells of the first record as csv reads them, or None for an empty file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(_mesurees(file), delimiter=delimiteur), None)


def _mesurees(file: IO[str]) -> Iterator[str]:
    total = 0
    while ligne := file.readline(LIGNE_MAX):
        total += len(ligne)
        if total >= LIGNE_MAX:
            raise LigneDemesuree
        yield ligne
