"""Rewriting an irregular CSV into one that DuckDB reads exactly: same cells as csv.reader, one width, strict quotes.

What was changed (records too short or too long, lines inside cells, doubtful quotes) is kept beside. The quick proof
that nothing needs rewriting belongs to `moteur_octets`.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from pipelines.validation.moteur_octets import avalees, cellules_strictes
from pipelines.validation.moteur_releve import BLOC, LIGNE_MAX, LigneDemesuree, Releve, ouvrir_releve

FINS = re.compile(r"\r\n|\r|\n")
RETOUR = "\ue00d\uf8f0\ue00d"
"""Stands for a carriage return inside a cell, which DuckDB refuses."""


class Copie:
    """The rewritten file, and the notebooks beside it."""

    def __init__(self, dossier: Path, colonnes: int, delimiteur: str) -> None:
        self.releve = ouvrir_releve(dossier / "canonique.csv", colonnes, dossier)
        self._separateur, self._delimiteur = delimiteur.encode(), delimiteur
        self._tampon = io.StringIO()
        self._ecrivain = csv.writer(self._tampon, delimiter=delimiteur, lineterminator="\n")

    def depuis_octets(self, path: Path) -> Releve:
        """Rewrite a UTF-8 file, up to its end or to a record that exceeds `LIGNE_MAX`."""
        lignes = chain.from_iterable(_lots(path, self.releve))
        with self.releve.chemin.open("wb") as self._sortie:
            try:
                for ligne in lignes:
                    self._ligne(ligne, lignes)
            except LigneDemesuree:
                self.releve.demesure = True
        return self._fermer()

    def depuis_cellules(self, enregistrements: Iterable[list[str]]) -> Releve:
        """Rewrite records already split into cells."""
        self.releve.nul = True  # not looked for: every cell then is
        with self.releve.chemin.open("wb") as self._sortie:
            for cellules in enregistrements:
                self.releve.enregistrements += 1
                self._reecrire(cellules)
                self._sauter(sum(len(FINS.findall(cellule)) for cellule in cellules))
        return self._fermer()

    def _fermer(self) -> Releve:
        for cahier in (self.releve.largeurs, self.releve.sauts, self.releve.octets):
            cahier.vider()
        return self.releve

    def _ligne(self, ligne: bytes, suite: Iterator[bytes]) -> None:
        corps = ligne.rstrip(b"\r\n")
        guillemets = b'"' in corps
        nombre = (
            cellules_strictes(corps, self._separateur) if guillemets else corps.count(self._separateur) + 1
        )
        if nombre == self.releve.colonnes and corps:
            self.releve.enregistrements += 1
            self._sortie.write(corps + b"\n")
        elif guillemets:
            self._avec_guillemets(ligne, suite)
        else:
            self.releve.enregistrements += 1
            self._reecrire(corps.decode().split(self._delimiteur) if corps else [])

    def _avec_guillemets(self, ligne: bytes, suite: Iterator[bytes]) -> None:
        lues: list[str] = []
        cellules = next(csv.reader(_decoder(chain((ligne,), suite), lues), delimiter=self._delimiteur))
        self.releve.enregistrements += 1
        self._reecrire(cellules)
        self._sauter(len(lues) - 1)
        if code := self._douteux("".join(lues), cellules):
            self.releve.octets.noter(enregistrement=self.releve.enregistrements, code=code)

    def _douteux(self, texte: str, cellules: list[str]) -> str | None:
        """Name what frictionless lets through in the quotes of a record."""
        if avalees(cellules, self._delimiteur, self.releve.colonnes - 1) or self._ouvert(texte):
            return "spaser-guillemet-ouvert"
        return "spaser-guillemet-mal-place" if self._mal_place(texte) else None

    def _ouvert(self, texte: str) -> bool:
        """Whether the end of the file ended the record inside a quote: one more line would then belong to it."""
        prolonge = io.StringIO(f"{texte}\nx", newline="")
        return sum(1 for _ in csv.reader(prolonge, delimiter=self._delimiteur)) == 1

    def _mal_place(self, texte: str) -> bool:
        """Whether a closing quote is followed by text, which csv.reader glues to the cell."""
        d = re.escape(self._delimiteur)
        cellule = re.compile(rf'(?:"(?:[^"]|"")*"([^{d}\r\n]*)|[^{d}\r\n]*)(?:{d}|\r?\n|\r|\Z)')
        return any(trouvee[1] for trouvee in cellule.finditer(texte))

    def _reecrire(self, cellules: list[str]) -> None:
        largeur, voulue = len(cellules), self.releve.colonnes
        if largeur != voulue:
            self.releve.largeurs.noter(enregistrement=self.releve.enregistrements, cellules=largeur)
            cellules = cellules[:voulue] + [""] * (voulue - largeur)
        if any("\r" in cellule for cellule in cellules):
            self.releve.retours = True
            cellules = [cellule.replace("\r", RETOUR) for cellule in cellules]
        self._ecrivain.writerow(cellules)
        octets = self._tampon.getvalue().encode()
        self._tampon.seek(0)
        self._tampon.truncate()
        self.releve.plus_long = max(self.releve.plus_long, len(octets))
        self._sortie.write(octets)

    def _sauter(self, lignes: int) -> None:
        if lignes:
            self.releve.sauts.noter(enregistrement=self.releve.enregistrements, lignes=lignes)


def _lots(path: Path, releve: Releve) -> Iterator[list[bytes]]:
    """Yield the lines of a file as csv.reader is given them: LF, CRLF and CR all end one."""
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while bloc := file.read(BLOC):
            suite = file.readline(LIGNE_MAX)
            if len(suite) == LIGNE_MAX:
                raise LigneDemesuree
            bloc += suite
            releve.nul = releve.nul or b"\x00" in bloc
            lignes = bloc.splitlines(keepends=True)
            releve.plus_long = max(releve.plus_long, *map(len, lignes))
            yield lignes


def _decoder(lignes: Iterator[bytes], lues: list[str]) -> Iterator[str]:
    taille = 0
    for ligne in lignes:
        taille += len(ligne)
        if taille > LIGNE_MAX:
            raise LigneDemesuree
        lues.append(ligne.decode())
        yield lues[-1]
