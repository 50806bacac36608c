"""The XML of an XLSX workbook: its sheets, its date system, its percent styles, and one sheet at a time."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.releves import COLONNES, LIGNES, Ecouter, Releve, parcourir, place

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id"
R_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships|id"
POURCENT = {9, 10}


@dataclass
class Xlsx:
    """What the workbook says of itself."""

    parties: dict[str, str] = field(default_factory=dict)  # name of a sheet -> its part
    base: str = "1899-12-30"
    pourcents: set[int] = field(default_factory=set)
    macros: bool = False


def ouvrir(archive: zipfile.ZipFile) -> Xlsx:
    """Read the parts that describe the workbook.

    Errors: FichierRefuse for XML that is broken or that defines entities.
    """
    noms = set(archive.namelist())
    classeur = Xlsx(macros="xl/vbaProject.bin" in noms)
    cibles: dict[str, str] = {}
    feuilles: dict[str, str] = {}

    def lien(nom: str, a: dict[str, str]) -> None:
        if nom == "Relationship":
            cible = a.get("Target", "")
            chemin = cible[1:] if cible.startswith("/") else posixpath.normpath(f"xl/{cible}")
            cibles[a.get("Id", "")] = chemin

    def feuille(nom: str, a: dict[str, str]) -> None:
        if nom == "sheet":
            feuilles[a.get("name", "")] = a.get(R) or a.get(R_STRICT) or ""
        elif nom == "workbookPr" and a.get("date1904") in ("1", "true"):
            classeur.base = "1904-01-01"

    if "xl/_rels/workbook.xml.rels" in noms:
        parcourir(archive, "xl/_rels/workbook.xml.rels", lien)
    parcourir(archive, "xl/workbook.xml", feuille)
    classeur.parties = {nom: cibles[rid] for nom, rid in feuilles.items() if cibles.get(rid) in noms}
    if "xl/styles.xml" in noms:
        classeur.pourcents = _pourcents(archive)
    return classeur


def _pourcents(archive: zipfile.ZipFile) -> set[int]:
    """Return the styles whose number format ends in a per cent sign."""
    formats, styles, dans_xfs = set(POURCENT), [], [False]

    def debut(nom: str, a: dict[str, str]) -> None:
        if nom == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", a.get("formatCode", "")):
            formats.add(int(a.get("numFmtId", "0")))
        elif nom == "cellXfs":
            dans_xfs[0] = True
        elif nom == "xf" and dans_xfs[0]:
            styles.append(int(a.get("numFmtId", "0")))

    def fin(nom: str) -> None:
        if nom == "cellXfs":
            dans_xfs[0] = False

    parcourir(archive, "xl/styles.xml", debut, fin)
    return {rang for rang, numero in enumerate(styles) if numero in formats}


class _Feuille:
    """The state of a walk over one sheet. Ends and texts are listened to in the few cells that need it."""

    def __init__(self, classeur: Xlsx) -> None:
        self.releve, self.pourcents = Releve(), {str(i) for i in classeur.pourcents}
        self.ligne, self.colonne, self.type = 0, 0, ""
        self.formule: str | None = None
        self.texte, self.valeur = "", False
        self.ecouter: Ecouter = lambda _fin, _texte: None

    def debut(self, nom: str, a: dict[str, str]) -> None:
        if nom == "c":
            self.ligne, self.colonne = self._place(a.get("r"))
            self.type, self.formule, self.valeur = a.get("t", ""), None, False
            if a.get("s") in self.pourcents:
                self.releve.pourcent(self.ligne, self.colonne)
            if self.type == "e":
                self._commencer()
        elif nom == "v" or nom == "is":
            self.releve.occuper(self.ligne, self.colonne)
            self.texte, self.valeur = "", self.valeur or nom == "is"
        elif nom == "f":
            self.releve.occuper(self.ligne, self.colonne)
            self._commencer()
        elif nom == "row":
            numero = a.get("r", "")
            self.ligne = int(numero) if numero.isdigit() else self.ligne + 1
            self.colonne = 0
            if a.get("hidden") in ("1", "true") and self.ligne <= LIGNES:
                self.releve.lignes_masquees.append(self.ligne)
        elif nom == "col" and a.get("hidden") in ("1", "true"):
            debut, fin = int(a.get("min", "1")), min(int(a.get("max", "1")), COLONNES)
            self.releve.colonnes_masquees.extend(range(debut, fin + 1))
        elif nom == "mergeCell":
            coins = a.get("ref", "").partition(":")
            self.releve.fusionner((*place(coins[0]), *place(coins[2] or coins[0])))

    def _place(self, reference: str | None) -> tuple[int, int]:
        ligne, colonne = place(reference) if reference else (0, 0)
        return ligne or self.ligne, colonne or self.colonne + 1

    def _commencer(self) -> None:
        self.texte = ""
        self.ecouter(self._fin, self._lire)

    def _lire(self, texte: str) -> None:
        self.texte += texte

    def _fin(self, nom: str) -> None:
        if nom == "f":
            self.formule, self.texte = self.texte, ""
        elif nom == "v":
            self.valeur = self.valeur or bool(self.texte)
        elif nom == "c":
            self.ecouter(None, None)
            if self.type == "e":
                self.releve.marquer(self.ligne, self.colonne, "e", self.texte or "#N/A")
            elif self.formule is not None and not self.valeur and self.type != "str":
                self.releve.marquer(self.ligne, self.colonne, "f", "=" + self.formule)


def relever(archive: zipfile.ZipFile, classeur: Xlsx, nom: str) -> Releve:
    """Walk one sheet.

    Errors: TropGrand; FichierRefuse for XML that is broken or a workbook that lacks the sheet.
    """
    if nom not in classeur.parties:
        raise FichierRefuse(f"La feuille « {nom} » manque dans le classeur : enregistrez-le de nouveau.")
    feuille = _Feuille(classeur)
    parcourir(archive, classeur.parties[nom], feuille.debut, confier=feuille)
    return feuille.releve
