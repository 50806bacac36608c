"""Workbooks and JSON lists, a few megabytes at most: the columns asked for are copied to a CSV that DuckDB reads.

What the columns mean belongs to `formats`; a workbook is measured first by `registres.archives`.
"""

import csv
import datetime as dt
import itertools
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commun.duck import literal
from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres import archives

if TYPE_CHECKING:
    import msgspec

TAILLE = 300 << 20
TETE = 30  # rows above which the titles must be


class _Copie:
    """What both have in common: a CSV with the columns asked for, in the private folder, for the time of a reading."""

    lignes: int | None = None
    types: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, chemin: Path, travail: Path) -> None:
        self.chemin, self.copie = chemin, travail / "colonnes.csv"
        self.titres: Sequence[str] = ()
        self.attendues: int | None = None
        if chemin.stat().st_size > TAILLE:
            raise FichierRefuse(
                f"« {chemin.name} » dépasse {TAILLE >> 20} Mio : prenez le CSV ou le Parquet de la même liste."
            )

    def rangees(self, places: Sequence[int]) -> Iterator[list[str]]:
        """Yield the cells asked for of each row."""
        raise NotImplementedError

    @contextmanager
    def relation(self, places: Sequence[int], essai: int) -> Iterator[str]:  # noqa: ARG002
        """Give the table."""
        with self.copie.open("w", encoding="utf-8", newline="") as sortie:
            csv.writer(sortie, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(self.rangees(places))
        colonnes = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(places)))
        try:
            yield (
                f"read_csv({literal(self.copie)}, auto_detect = false, header = false, delim = ',', quote = '\"', "
                f"escape = '\"', columns = {{{colonnes}}})"
            )
        finally:
            self.copie.unlink(missing_ok=True)


class Classeur(_Copie):
    """An XLSX or ODS workbook: the first sheet that has a row of titles among its first rows.

    The row of titles is the one with the most texts that look like titles; what is above it is left out.
    """

    def __init__(self, chemin: Path, travail: Path) -> None:
        super().__init__(chemin, travail)
        import python_calamine

        archives.controler(chemin)
        try:
            classeur = python_calamine.load_workbook(str(chemin))
            self._feuilles = {
                nom: classeur.get_sheet_by_name(nom).to_python() for nom in classeur.sheet_names
            }
        except BaseException as erreur:  # calamine may panic
            if isinstance(erreur, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            raise FichierRefuse(
                f"« {chemin.name} » est un classeur abîmé : enregistrez-le de nouveau."
            ) from erreur
        self.tetes = [
            (nom, rang, [_texte(c).strip() for c in rangee])
            for nom, rangees in self._feuilles.items()
            for rang, rangee in enumerate(rangees[:TETE])
            if any(_texte(c).strip() for c in rangee)
        ]
        self.choisir(0)

    def choisir(self, essai: int) -> bool:
        """Take another row of titles; False when there is none left."""
        if essai >= len(self.tetes):
            return False
        self._nom, self._rang, self.titres = self.tetes[essai]
        return True

    def rangees(self, places: Sequence[int]) -> Iterator[list[str]]:
        """Yield the cells asked for of each row under the titles; an empty row is not one."""
        for rangee in itertools.islice(self._feuilles[self._nom], self._rang + 1, None):
            cellules = [_texte(rangee[p]) if p < len(rangee) else "" for p in places]
            if any(cellules):
                yield cellules


class Json(_Copie):
    """A list of objects, or the page or pages of one (`results`, `count`); values not asked for are not decoded."""

    def __init__(self, chemin: Path, travail: Path) -> None:
        super().__init__(chemin, travail)
        import msgspec

        self._lire = msgspec.json.decode
        try:
            pages = self._pages(chemin.read_bytes(), msgspec.Raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as erreur:
            raise self._refus() from erreur
        self._objets = [objet for page in pages for objet in page]
        self.titres = sorted({cle for objet in self._objets for cle in objet})

    def _pages(self, octets: bytes, brut: "type[msgspec.Raw]") -> "list[list[dict[str, msgspec.Raw]]]":
        liste = octets.lstrip(b"\xef\xbb\xbf \t\r\n")
        page = dict[str, brut]  # type: ignore[valid-type]
        tete: list[dict[str, msgspec.Raw]]
        tete = self._lire(liste, type=list[page]) if liste[:1] == b"[" else [self._lire(liste, type=page)]
        if not any("results" in objet for objet in tete):
            return [tete]
        comptes = [self._lire(objet["count"], type=int) for objet in tete if "count" in objet]
        self.attendues = max(comptes, default=None)
        return [self._lire(objet["results"], type=list[page]) for objet in tete]

    def rangees(self, places: Sequence[int]) -> Iterator[list[str]]:
        """Yield the values asked for of each object."""
        import msgspec

        cles = [self.titres[p] for p in places]
        for objet in self._objets:
            try:
                rangee = [_texte(self._lire(objet[cle])) if cle in objet else "" for cle in cles]
            except (msgspec.MsgspecError, RecursionError) as erreur:
                raise self._refus() from erreur
            yield rangee

    def _refus(self) -> FichierRefuse:
        return FichierRefuse(
            f"« {self.chemin.name} » n'est pas une liste JSON entière : il est abîmé, coupé, ou d'une autre forme."
        )


def deplier(chemin: Path, info: zipfile.ZipInfo, travail: Path) -> Path:
    """Take a workbook out of a zip archive, into the private folder."""
    if info.file_size > TAILLE:
        raise FichierRefuse(f"« {chemin.name} » : le classeur dépasse {TAILLE >> 20} Mio une fois déplié.")
    sortie = travail / f"{chemin.stem}{Path(info.filename).suffix}"
    try:
        with zipfile.ZipFile(chemin) as archive:
            sortie.write_bytes(archive.read(info))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error) as erreur:
        raise FichierRefuse(f"« {chemin.name} » est abîmé ou coupé : téléchargez-le de nouveau.") from erreur
    return sortie


def _texte(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, dt.datetime):
        return valeur.date().isoformat()
    return "" if valeur is None else str(valeur).replace("\0", "")
