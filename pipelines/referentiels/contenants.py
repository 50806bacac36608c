"""A file as DuckDB may read it: Parquet, CSV (plain, .gz, in a zip), workbook, JSON. Which file it is: `formats`.

Only the columns asked for are read. Bytes that come compressed go through a pipe, so that a file cut short is seen
and nothing is unpacked on disk. No message cites a cell.
"""

import csv
import gzip
import io
import os
import re
import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import duckdb

from pipelines.commun.duck import connect, literal
from pipelines.commun.erreurs import FichierRefuse
from pipelines.referentiels import petits

BLOC = 1 << 20
LIGNE = 1 << 20
ABIMES = (OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError, zlib.error)
"""What libraries raise on bytes that are cut or changed."""
TAMPON = 8 << 20  # DuckDB's own is sixteen lines of the longest size


class Contenant(Protocol):
    """A table in a file."""

    @property
    def titres(self) -> Sequence[str]:
        """Name the columns from left to right."""

    @property
    def lignes(self) -> int | None:
        """Count the rows, where that needs no reading (a Parquet)."""

    @property
    def attendues(self) -> int | None:
        """Say how many rows the whole list has, where the file says so."""

    @property
    def types(self) -> dict[str, str]:
        """Name the columns that are not text, with their type."""

    def relation(self, places: Sequence[int], essai: int) -> AbstractContextManager[str]:
        """Give, for as long as it is read, the SQL of a table that has the columns at these places, as c0, c1..."""


def ouvrir(chemin: Path, travail: Path) -> Contenant:
    """Recognise what a file is made of and read its titles.

    Errors: FichierRefuse for what is missing, empty, unreadable, cut short, or a web page.
    """
    nom = chemin.name
    if not chemin.is_file():
        raise FichierRefuse(f"« {nom} » n'existe pas à l'endroit que dit spaser.yaml : téléchargez-le.")
    try:
        with chemin.open("rb") as source:
            debut = source.read(4096)
    except OSError as erreur:
        raise FichierRefuse(
            f"« {nom} » ne peut pas être ouvert : vérifiez les droits de lecture."
        ) from erreur
    if debut.startswith(b"PAR1"):
        return Parquet(chemin)
    if debut.startswith(b"PK"):
        return _zip(chemin, travail)
    if debut.startswith(b"\x1f\x8b"):
        return Texte(chemin, lambda: cast(BinaryIO, gzip.open(chemin, "rb")))
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return petits.Json(chemin, travail)
    return Texte(chemin)


def _zip(chemin: Path, travail: Path) -> Contenant:
    try:
        with zipfile.ZipFile(chemin) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
    except ABIMES as erreur:
        raise FichierRefuse(_abime(chemin.name)) from erreur
    # a Mac adds its own beside each file
    infos = [i for i in infos if not i.filename.startswith("__MACOSX/")]
    if any(i.filename in ("xl/workbook.xml", "mimetype") for i in infos):
        return petits.Classeur(chemin, travail)
    csvs = [i for i in infos if i.filename.lower().endswith((".csv", ".txt"))]
    classeurs = [i for i in infos if i.filename.lower().endswith((".xlsx", ".ods"))]
    if len(csvs) == 1:
        info = csvs[0]
        return Texte(chemin, lambda: cast(BinaryIO, zipfile.ZipFile(chemin).open(info)))
    if not csvs and len(classeurs) == 1:
        return petits.Classeur(petits.deplier(chemin, classeurs[0], travail), travail)
    raise FichierRefuse(
        f"« {chemin.name} » : l'archive doit contenir un seul CSV ou un seul classeur, et en contient "
        f"{len(csvs) + len(classeurs)}."
    )


def _abime(nom: str) -> str:
    return f"« {nom} » est abîmé ou coupé : téléchargez-le de nouveau."


class Parquet:
    """Read by DuckDB, which looks only at the columns asked for."""

    attendues: int | None = None

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        source = f"read_parquet([{fichier_seul(chemin)}])"
        try:
            with connect(threads=1, memory="200MB") as con:
                colonnes = con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
                compte = con.execute(f"SELECT count(*) FROM {source}").fetchone()
        except duckdb.Error as erreur:
            raise FichierRefuse(_abime(chemin.name)) from erreur
        self.titres: Sequence[str] = [str(c[0]) for c in colonnes]
        self.types = {str(c[0]): str(c[1]) for c in colonnes if c[1] != "VARCHAR"}
        self.lignes: int | None = int(compte[0]) if compte else 0

    @contextmanager
    def relation(self, places: Sequence[int], essai: int) -> Iterator[str]:  # noqa: ARG002
        """Give the table."""
        choisies = ", ".join(f"{_nom(self.titres[p])} AS c{i}" for i, p in enumerate(places))
        yield f"(SELECT {choisies} FROM read_parquet([{fichier_seul(self.chemin)}]))"


class Texte:
    """A CSV, plain or compressed, read as UTF-8 and, failing that, byte for byte: what we keep of it is ASCII."""

    attendues: int | None = None
    lignes: int | None = None
    types: dict[str, str] = {}  # noqa: RUF012
    encodages = ("utf-8", "latin-1")

    def __init__(self, chemin: Path, ouvrir_flux: "Ouvreur | None" = None) -> None:
        self.chemin, self.flux = chemin, ouvrir_flux
        nom = chemin.name
        try:
            with (ouvrir_flux or (lambda: chemin.open("rb")))() as source:
                premiere = source.readline(LIGNE)
                page = (premiere + source.read(BLOC)).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        except ABIMES as erreur:
            raise FichierRefuse(_abime(nom)) from erreur
        if premiere.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FichierRefuse(f"« {nom} » est en UTF-16 : enregistrez-le en « CSV UTF-8 ».")
        if page:
            raise FichierRefuse(
                f"« {nom} » est une page web ou du XML, pas un tableau : une page de connexion ou d'erreur a sans "
                "doute été enregistrée à la place. Téléchargez-le de nouveau."
            )
        if not premiere.strip(b"\xef\xbb\xbf\r\n\t "):
            raise FichierRefuse(f"« {nom} » est vide, ou sa première ligne : il faut une ligne de titres.")
        try:
            ligne = premiere.decode("utf-8-sig")
        except UnicodeDecodeError:
            ligne = premiere.decode("latin-1")
        self.delim = max(",;\t|", key=ligne.count)
        try:
            titres = next(csv.reader(io.StringIO(ligne), delimiter=self.delim), [])
        except csv.Error as erreur:
            raise FichierRefuse(
                f"« {nom} », ligne 1 : elle ne se lit pas comme des titres de CSV. Un PDF, une image, ou un CSV aux "
                "fins de ligne d'un ancien Mac : donnez le CSV ou le classeur d'origine, en « CSV UTF-8 »."
            ) from erreur
        self.titres: Sequence[str] = [t.strip() for t in titres]

    @contextmanager
    def relation(self, places: Sequence[int], essai: int) -> Iterator[str]:
        """Give the table; the second try reads bytes that are not UTF-8."""
        if self.flux is None:
            yield self._sql(str(self.chemin), places, essai)
            return
        with _tuyau(self.flux, self.chemin.name) as lecture:
            yield self._sql(lecture, places, essai)

    def _sql(self, source: str, places: Sequence[int], essai: int) -> str:
        colonnes = ", ".join(f"'t{i}': 'VARCHAR'" for i in range(len(self.titres)))
        choisies = ", ".join(f"t{p} AS c{i}" for i, p in enumerate(places))
        return (
            f"(SELECT {choisies} FROM read_csv([{fichier_seul(source)}], auto_detect = false, header = true, "
            f"delim = {literal(self.delim)}, quote = '\"', escape = '\"', encoding = '{self.encodages[essai]}', "
            f"max_line_size = {LIGNE}, buffer_size = {TAMPON}, compression = 'none', columns = {{{colonnes}}}))"
        )


class Ouvreur(Protocol):
    """Opens a stream of bytes, already expanded."""

    def __call__(self) -> BinaryIO:
        """Open it."""


@contextmanager
def _tuyau(flux: Ouvreur, nom: str) -> Iterator[str]:
    """Expand a file into a pipe that DuckDB reads; errors: FichierRefuse when the bytes end before they should."""
    lecture, ecriture = os.pipe()
    fautes: list[BaseException] = []

    def verser() -> None:
        try:
            with os.fdopen(ecriture, "wb") as sortie, flux() as source:
                while bloc := source.read(BLOC):
                    sortie.write(bloc)
        except BrokenPipeError:  # DuckDB stopped at a line: it says which
            pass
        except Exception as erreur:
            fautes.append(erreur)

    fil = threading.Thread(target=verser, daemon=True)
    fil.start()
    try:
        yield f"/dev/fd/{lecture}"
    finally:
        os.close(lecture)
        fil.join()
        if fautes:
            raise FichierRefuse(_abime(nom)) from fautes[0]


def fichier_seul(chemin: Path | str) -> str:
    """Quote a path for DuckDB, to which `*`, `?` and `[` would name other files too."""
    return literal(re.sub(r"[*?\[]", lambda m: f"[{m[0]}]", str(chemin)))


def _nom(colonne: str) -> str:
    return '"' + colonne.replace('"', '""') + '"'
