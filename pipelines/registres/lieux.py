"""The way back from a canonical record to the sender's file, without holding the file in memory.

What a record means belongs to the engine. A strict CSV is read again from its start, forward only; what was
understood from other files is looked up in its table.
"""

import csv
import itertools
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.commun.duck import connect, literal
from pipelines.registres.cellules import affichee
from pipelines.registres.consignes import Consigne
from pipelines.registres.modele import Doute, Place
from pipelines.registres.normalisations import DOUTES
from pipelines.schemas.cellules import defaut_de_valeur
from pipelines.schemas.tables import est_montrable

if TYPE_CHECKING:
    from pipelines.registres.tableur import Lu


class LieuxStricts:
    """Records of a CSV taken as it is: asked in ascending order, the file is read once."""

    def __init__(self, path: Path, places: dict[str, Place], simple: bool) -> None:
        self.path, self.places, self.simple = path, places, simple
        self._rang, self._ligne, self._cellules = 0, 0, [""]
        self._suite: Iterator[tuple[int, list[str]]] = iter(())

    def position(self, enregistrement: int) -> int:
        """Return the physical line where a record starts."""
        return enregistrement if self.simple else self._aller(enregistrement)[0]

    def original(self, enregistrement: int, champ: str) -> str | None:
        """Return the cell as written."""
        place = self.places.get(champ)
        cellules = self._aller(enregistrement)[1]
        return cellules[place[0] - 1] or None if place and place[0] <= len(cellules) else None

    def compter(self) -> int:
        """Count the records."""
        if not self.simple:
            return max(0, sum(1 for _ in self._lire()) - 1)
        with self.path.open("rb") as file:
            fins, dernier = 0, b"\n"
            for bloc in iter(lambda: file.read(1 << 20), b""):
                fins, dernier = fins + bloc.count(b"\n"), bloc[-1:]
        return max(0, fins + (dernier != b"\n") - 1)

    def _aller(self, enregistrement: int) -> tuple[int, list[str]]:
        if enregistrement < self._rang or not self._rang:
            self._rang, self._suite = 0, self._lire()
        for ligne, cellules in itertools.islice(self._suite, enregistrement - self._rang):
            self._rang, self._ligne, self._cellules = self._rang + 1, ligne, cellules
        return self._ligne, self._cellules

    def _lire(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(1 << 30)
        with self.path.open(encoding="utf-8", newline="") as file:
            lecteur, ligne = csv.reader(file), 1
            for cellules in lecteur:
                yield ligne, cellules
                ligne = lecteur.line_num + 1


class LieuxLus:
    """Records of a file that was understood: lines in an array, texts in the table."""

    def __init__(self, lu: "Lu", titres: int, base: str = "1899-12-30") -> None:
        self.brut, self.table, self.consignes = lu.brut, lu.table, lu.consignes
        self.titres, self.base, self.douteux = titres, base, lu.douteux
        self.rangs = {consigne.nom: i for i, consigne in enumerate(lu.consignes)}
        self._lignes: array[int] | None = None
        self._con: duckdb.DuckDBPyConnection | None = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own, opened when first needed."""
        if self._con is None:
            self._con = connect(threads=1, memory="200MB", tmp=self.table.parent / "duckdb")
        return self._con

    def position(self, enregistrement: int) -> int:
        """Return the line or the row of a record."""
        if self._lignes is None:
            self._lignes = array("I", [0, self.titres])
            lu = self.con.execute(
                f"SELECT ligne FROM read_parquet({literal(self.table)}) ORDER BY enregistrement"
            )
            while bloc := lu.fetchmany(50_000):
                self._lignes.extend(ligne for (ligne,) in bloc)
        return self._lignes[enregistrement]

    def original(self, enregistrement: int, champ: str) -> str | None:
        """Return the cell as written."""
        rang = self.rangs.get(champ)
        if rang is None:
            return None
        if enregistrement == 1:
            return self.consignes[rang].place[2]
        lu = self.con.execute(
            f"SELECT {self.consignes[rang].colonne} FROM read_parquet({literal(self.brut)}) WHERE rang = "
            f"(SELECT rang FROM read_parquet({literal(self.table)}) WHERE enregistrement = ?)",
            [enregistrement],
        ).fetchone()
        return affichee(lu[0]) or None if lu and lu[0] is not None else None

    def compter(self) -> int:
        """Count the records."""
        compte = self.con.execute(f"SELECT count(*) FROM read_parquet({literal(self.table)})").fetchone()
        return int(compte[0]) if compte else 0

    def doutes(self) -> Iterator[Doute]:
        """Stream the cells left as written because reading them would be guessing."""
        rangs = range(len(self.consignes))
        requete = " UNION ALL ".join(
            f"SELECT enregistrement, {i} AS i, k{i} >> 20 AS d, v{i} AS v FROM read_parquet({literal(self.table)}) "
            f"WHERE k{i} >= 1048576"
            for i in rangs
        )
        if not requete or not self.douteux:
            return
        lu = self.con.cursor().execute(f"{requete} ORDER BY enregistrement, i")
        while bloc := lu.fetchmany(10_000):
            for enregistrement, i, numero, texte in bloc:
                code, message = DOUTES[numero]
                consigne = self.consignes[i]
                yield Doute(
                    enregistrement,
                    consigne.nom,
                    code,
                    message,
                    _suggestion(consigne, code, texte or "", self.base),
                )


def _suggestion(consigne: Consigne, code: str, texte: str, base: str) -> str | None:
    """Return the likely value, only where the column may be shown and the value would be right."""
    import datetime as dt

    from pipelines.registres.cles import cle_juste

    proposee = None
    if not est_montrable(consigne.champ):
        return None
    if code == "spaser-zero-perdu" and cle_juste(consigne.nom, "0" + texte):
        proposee = "0" + texte
    elif code == "spaser-date-en-serie" and texte.split(".")[0].split(",")[0].isdigit():
        jours = dt.timedelta(days=int(texte.replace(",", ".").split(".")[0]))
        proposee = (dt.date.fromisoformat(base) + jours).isoformat()
    elif code == "spaser-date-avec-heure" and texte[4:5] == "-":
        proposee = texte[:10]
    return proposee if proposee and defaut_de_valeur(consigne.champ, proposee) is None else None
