"""The files of a release as descriptors list them: one name, title, media type, size and digest for all.

Which tables there are is known to `tables`; how a descriptor writes this down, to each of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.commun.fichiers import sha256
from pipelines.publication.tables import TableEcrite

MEDIAS = {
    "csv": ("csv", "text/csv"),
    "excel-fr": ("csv", "text/csv"),
    "json": ("json", "application/json"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "md": ("md", "text/markdown"),
    "html": ("html", "text/html"),
    "jsonld": ("jsonld", "application/ld+json"),
}
"""By form: the format that names it in catalogues, and the media type."""
SUFFIXES = {"csv": ".csv", "json": ".json", "parquet": ".parquet", "excel-fr": ".excel-fr.csv"}
"""The forms of a table, and the end of the names of its files."""
EN_CLAIR = {"csv": "CSV", "json": "JSON", "parquet": "Parquet", "excel-fr": "CSV pour Excel en français"}
AUTRES = {
    "spaser.xlsx": ("xlsx", "Classeur Excel : toutes les tables, une feuille chacune"),
    "spaser.ods": ("ods", "Classeur LibreOffice : toutes les tables, une feuille chacune"),
    "bilan.json": ("json", "Bilan de lecture des fichiers sources"),
    "provenance.json": ("json", "Provenance : entrées, code, bibliothèques, paramètres"),
    "CHANGELOG.md": ("md", "Ce qui a changé, version après version"),
    "LISEZMOI.md": ("md", "Lisez-moi : lire, compter, citer"),
}
"""The files that are not those of a table: form and title."""


@dataclass(frozen=True)
class FichierPublie:
    """A file of a release; `table` is None for those that are not a table's."""

    nom: str
    forme: str
    titre: str
    table: TableEcrite | None
    octets: int
    sha256: str

    @property
    def format(self) -> str:
        """The name of its format in catalogues."""
        return MEDIAS[self.forme][0]

    @property
    def media(self) -> str:
        """Its media type."""
        return MEDIAS[self.forme][1]


def lister(dossier: Path, tables: Sequence[TableEcrite]) -> list[FichierPublie]:
    """List the files of a staged release that descriptors describe, tables first, in the order of their names."""
    return [*_des_tables(dossier, tables), *_autres(dossier)]


def _des_tables(dossier: Path, tables: Iterable[TableEcrite]) -> Iterable[FichierPublie]:
    for table in tables:
        for forme, suffixe in SUFFIXES.items():
            chemin = dossier / f"{table.nom}{suffixe}"
            if chemin.is_file():
                titre = f"{table.schema['title']} ({EN_CLAIR[forme]})"
                yield _fichier(chemin, forme, titre, table)


def _autres(dossier: Path) -> Iterable[FichierPublie]:
    for nom, (forme, titre) in AUTRES.items():
        if (dossier / nom).is_file():
            yield _fichier(dossier / nom, forme, titre, None)


def _fichier(chemin: Path, forme: str, titre: str, table: TableEcrite | None) -> FichierPublie:
    return FichierPublie(chemin.name, forme, titre, table, chemin.stat().st_size, sha256(chemin))
