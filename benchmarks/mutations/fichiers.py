"""A register as four senders would write it: canonical CSV, French CSV, XLSX, ODS. Mutants are made in `genres`."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.schemas import tables as schemas

FORMATS = ("csv", "csv_fr", "xlsx", "ods")
EXTENSIONS = {"csv": "csv", "csv_fr": "csv", "xlsx": "xlsx", "ods": "ods"}
# The XLSX has a line of title and an empty one above its columns, so that row and record differ.
LIGNE_DES_TITRES = {"csv": 1, "csv_fr": 1, "xlsx": 3, "ods": 1}


class Brut(str):
    """A text that is written as it is, whatever the type of its column."""


@dataclass(frozen=True)
class Nombre:
    """A number typed as such in a workbook; a CSV has only its text. `format` is the number format of the cell."""

    valeur: float
    texte: str
    format: str = "General"


@dataclass(frozen=True)
class EnErreur:
    """A cell in error: `#REF!`."""

    texte: str


@dataclass(frozen=True)
class Formule:
    """A formula whose result was never saved."""

    texte: str


Cellule = str | Nombre | EnErreur | Formule


@dataclass
class Fichier:
    """One register in one format, before it is written; mutators change it in place."""

    schema: schemas.Schema
    format: str
    titres: list[str]
    types: list[str]
    lignes: list[list[Cellule]]
    octets: list[Callable[[bytes], bytes]] = field(default_factory=list)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged cells: first row, first column, last row, last column, counted from 0 in the data."""

    @property
    def champs(self) -> dict[str, schemas.Champ]:
        return {champ["name"]: champ for champ in self.schema["fields"]}

    def place(self, champ: str) -> int:
        """The index of a column, by the name of its field."""
        return schemas.colonnes(self.schema).index(champ)

    def ligne(self, rang: int) -> int:
        """The line or sheet row of a record counted from 0."""
        return LIGNE_DES_TITRES[self.format] + 1 + rang

    def ecrire(self, path: Path) -> None:
        """Write the file in its format."""
        {"csv": _csv, "csv_fr": _csv_fr, "xlsx": _xlsx, "ods": _ods}[self.format](self, path)
        if self.octets:
            contenu = path.read_bytes()
            for changer in self.octets:
                contenu = changer(contenu)
            path.write_bytes(contenu)


def propre(nom: str, format_: str, lignes: list[list[str]] | None = None) -> Fichier:
    """A clean register: its valid example, or the rows given, with French titles where a person writes the file."""
    schema = schemas.charger(nom)
    if lignes is None:
        with (schemas.RACINE / nom / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
            titres, *lignes = csv.reader(file)
        assert titres == schemas.colonnes(schema), nom
    noms = [c["name"] if format_ == "csv" else c["title"] for c in schema["fields"]]
    types = [champ["type"] for champ in schema["fields"]]
    return Fichier(schema, format_, noms, types, [list(ligne) for ligne in lignes])


def _texte(cellule: Cellule) -> str:
    return cellule if isinstance(cellule, str) else cellule.texte


def _csv(fichier: Fichier, path: Path) -> None:
    sortie = io.StringIO()
    ecrire = csv.writer(sortie, lineterminator="\n").writerow
    ecrire(fichier.titres)
    for ligne in fichier.lignes:
        ecrire([_texte(cellule) for cellule in ligne])
    path.write_bytes(sortie.getvalue().encode())


def _csv_fr(fichier: Fichier, path: Path) -> None:
    """As a French spreadsheet exports it: `;`, decimal comma, dd/mm/yyyy, oui/non, BOM, CRLF."""
    sortie = io.StringIO()
    ecrire = csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow
    ecrire(fichier.titres)
    for ligne in fichier.lignes:
        ecrire([_francais(c, t) for c, t in zip(ligne, _types(fichier, len(ligne)), strict=True)])
    path.write_bytes(b"\xef\xbb\xbf" + sortie.getvalue().encode())


def _francais(cellule: Cellule, type_: str) -> str:
    texte = _texte(cellule)
    if isinstance(cellule, Brut) or not texte or not isinstance(cellule, str):
        return texte
    if type_ == "number":
        return texte.replace(".", ",")
    if type_ == "date":
        return "/".join(reversed(texte.split("-")))
    return {"true": "oui", "false": "non"}[texte] if type_ == "boolean" else texte


def _types(fichier: Fichier, largeur: int) -> list[str]:
    return (fichier.types + ["string"] * largeur)[:largeur]


def valeur(cellule: Cellule, type_: str) -> Any:
    """What a person types in a workbook: a number, a date, a boolean, or text."""
    if isinstance(cellule, Brut) or not isinstance(cellule, str):
        return cellule
    if cellule == "":
        return None
    if type_ == "integer":
        return int(cellule)
    if type_ == "number":
        return float(cellule)
    if type_ == "date":
        return dt.date.fromisoformat(cellule)
    return cellule == "true" if type_ == "boolean" else cellule


def _xlsx(fichier: Fichier, path: Path) -> None:
    import openpyxl

    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille["A1"] = f"{fichier.schema['title']} : à remplir"
    debut = LIGNE_DES_TITRES["xlsx"]
    for colonne, titre in enumerate(fichier.titres, 1):
        feuille.cell(debut, colonne, titre)
    for rang, ligne in enumerate(fichier.lignes, 1):
        for colonne, (cellule, type_) in enumerate(zip(ligne, _types(fichier, len(ligne)), strict=True), 1):
            ecrite = valeur(cellule, type_)
            if ecrite is None:
                continue
            case = feuille.cell(debut + rang, colonne)
            if isinstance(ecrite, Nombre):
                case.value, case.number_format = ecrite.valeur, ecrite.format
            elif isinstance(ecrite, EnErreur):
                case.value, case.data_type = ecrite.texte, "e"
            elif isinstance(ecrite, Formule):
                case.value = ecrite.texte
            elif isinstance(ecrite, str):
                case.value, case.data_type = str(ecrite), "s"
            else:
                case.value = ecrite
                if type_ == "date":
                    case.number_format = "dd/mm/yyyy"
    for haut, gauche, bas, droite in fichier.fusions:
        feuille.merge_cells(
            start_row=haut + debut + 1,
            start_column=gauche + 1,
            end_row=bas + debut + 1,
            end_column=droite + 1,
        )
    classeur.save(path)


def _ods(fichier: Fichier, path: Path) -> None:
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Feuille1")
    table.append_row(_rangee([_case(titre) for titre in fichier.titres]))
    for ligne in fichier.lignes:
        cases = [_case(valeur(c, t)) for c, t in zip(ligne, _types(fichier, len(ligne)), strict=True)]
        rangee = Row()
        for case in cases:
            rangee.append_cell(case)
        table.append_row(rangee)
    for haut, gauche, bas, droite in fichier.fusions:
        table.set_span((gauche, haut + 1, droite, bas + 1))
    document.body.append(table)
    document.save(str(path))


def _rangee(cases: list[Any]) -> Any:
    from odfdo import Row

    rangee = Row()
    for case in cases:
        rangee.append_cell(case)
    return rangee


def _case(ecrite: Any) -> Any:
    from odfdo import Cell

    if ecrite is None:
        return Cell()
    if isinstance(ecrite, Nombre):
        pourcent = "%" in ecrite.format
        return Cell(ecrite.valeur, cell_type="percentage" if pourcent else "float", text=ecrite.texte)
    if isinstance(ecrite, EnErreur | Formule):
        formule = "of:=#REF!" if isinstance(ecrite, EnErreur) else f"of:{ecrite.texte}"
        case = Cell("" if isinstance(ecrite, Formule) else ecrite.texte, cell_type="string", formula=formule)
        if isinstance(ecrite, EnErreur):
            case.set_attribute("calcext:value-type", "error")
        else:
            for nom in ("office:value-type", "office:string-value"):
                case.del_attribute(nom) if hasattr(case, "del_attribute") else None
        return case
    if isinstance(ecrite, bool):
        return Cell(ecrite, cell_type="boolean", text="VRAI" if ecrite else "FAUX")
    if isinstance(ecrite, int | float):
        return Cell(ecrite, cell_type="float", text=str(ecrite).replace(".", ","))
    if isinstance(ecrite, dt.date):
        return Cell(ecrite, cell_type="date", text=ecrite.strftime("%d/%m/%Y"))
    return Cell(str(ecrite), cell_type="string")
