"""What a data manager sends: the same register as XLSX, ODS and CSV, with faults put at chosen cells."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.schemas import tables as schemas

FEUILLE = "Contrats d'été"
FORMATS = ("xlsx", "ods", "csv")


@dataclass
class Envoi:
    """Rows of a register as its sender writes them; `titres` is the row (from 1) where the titles are."""

    schema: str
    rangees: list[list[str]]
    titres: int = 3
    fautes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def champs(self) -> list[str]:
        return schemas.colonnes(schemas.charger(self.schema))

    def ecrire(self, rang: int, champ: str, valeur: str) -> None:
        """Write a value in data row `rang` (0 is the first)."""
        self.rangees[rang][self.champs.index(champ)] = valeur

    def feuille(self) -> list[list[str]]:
        """The whole sheet: a banner, an empty row, French titles, the data."""
        titres = [c["title"] for c in schemas.charger(self.schema)["fields"]]
        return [["Registre 2026"], [], titres, *self.rangees]

    def deposer(self, dossier: Path, forme: str) -> Path:
        path = dossier / f"envoi.{forme}"
        {"xlsx": _xlsx, "ods": _ods, "csv": _csv}[forme](self.feuille(), path)
        return path


def registre(schema: str, lignes: int = 4) -> Envoi:
    """A register without any fault, keys apart."""
    with (schemas.RACINE / schema / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
        modele = list(csv.reader(file))[1]
    envoi = Envoi(schema, [list(modele) for _ in range(lignes)])
    cle = "reference" if schema == "registre_contrats" else "contrat_reference"
    for rang in range(lignes):
        envoi.ecrire(rang, cle, f"2026-TVX-{rang:05}")
    return envoi


def contrats_fautifs() -> Envoi:
    """Twelve contracts, eight of them wrong in ten ways."""
    envoi = registre("registre_contrats", 12)
    for rang, champ, valeur in (
        (0, "code_cpv", "4523"),
        (1, "date_notification", "32/01/2026"),
        (2, "montant_ht_eur", "-10"),
        (3, "statut", ""),
        (4, "procedure", "MAPA"),
        (5, "duree_mois", "douze"),
        (5, "avance_taux_pct", "130"),
        (6, "titulaire_siret", "00000003400018"),
        (7, "innovant", "peut-être"),
        (9, "objet", "Adresse : a@b.fr"),
    ):
        envoi.ecrire(rang, champ, valeur)
        envoi.fautes.append((rang, champ))
    return envoi


def _xlsx(feuille: list[list[str]], path: Path) -> None:
    from openpyxl import Workbook

    classeur = Workbook()
    page = classeur.active
    page.title = FEUILLE
    for rangee in feuille:
        page.append([valeur or None for valeur in rangee])
    classeur.save(path)


def _ods(feuille: list[list[str]], path: Path) -> None:
    from odfdo import Document, Table

    document = Document("ods")
    document.body.clear()
    table = Table(FEUILLE)
    table.set_values([[valeur or None for valeur in rangee] or [None] for rangee in feuille])
    document.body.append(table)
    document.save(path)


def _csv(feuille: list[list[str]], path: Path) -> None:
    """As Excel in French saves it: semicolons, Windows encoding, CRLF."""
    with path.open("w", encoding="cp1252", newline="") as file:
        plume = csv.writer(file, delimiter=";", lineterminator="\r\n")
        plume.writerows(rangee or [""] for rangee in feuille)


def lire_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
