"""The XML of an ODS workbook: every sheet in one walk of content.xml, with its repeated rows and cells."""

import zipfile

from pipelines.registres.releves import COLONNES, LIGNES, Releve, TropGrand, parcourir

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0|"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0|"
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0|"
MASQUE = ("collapse", "filter")


class _Contenu:
    """The state of the walk."""

    def __init__(self) -> None:
        self.releves: dict[str, Releve] = {}
        self.base = "1899-12-30"
        self.profondeur = 0
        self.releve = Releve()
        self.ligne = self.colonne = self.fois = self.largeur = 0
        self.attributs: dict[str, str] | None = None
        self.texte, self.lit = "", False

    def debut(self, nom: str, a: dict[str, str]) -> None:
        if nom == "table":
            self.profondeur += 1
            if self.profondeur == 1:
                self.releve = self.releves.setdefault(a.get(TABLE + "name", ""), Releve())
                self.ligne = self.fois = self.colonne = 0
        elif nom == "null-date":
            self.base = a.get(TABLE + "date-value", self.base)
        elif self.profondeur != 1:
            return
        elif nom == "table-column":
            nombre = _fois(a.get(TABLE + "number-columns-repeated"), COLONNES)
            if a.get(TABLE + "visibility") in MASQUE:
                self.releve.colonnes_masquees.extend(range(self.colonne + 1, self.colonne + nombre + 1))
            self.colonne += nombre
            if self.colonne > COLONNES * 2:
                raise TropGrand("trop de colonnes")
        elif nom == "table-row":
            self.ligne += self.fois
            self.fois = _fois(a.get(TABLE + "number-rows-repeated"), LIGNES)
            self.colonne = self.largeur = 0
            if a.get(TABLE + "visibility") in MASQUE and self.fois < 100_000:
                self.releve.lignes_masquees.extend(range(self.ligne + 1, self.ligne + self.fois + 1))
        elif nom in ("table-cell", "covered-table-cell"):
            self.colonne += self.largeur
            self.largeur = _fois(a.get(TABLE + "number-columns-repeated"), COLONNES)
            self.attributs, self.texte = a, ""
        elif nom == "p":
            self.lit = self.attributs is not None

    def fin(self, nom: str) -> None:
        if nom == "table":
            self.profondeur -= 1
        elif nom == "p":
            self.lit = False
        elif (
            nom in ("table-cell", "covered-table-cell")
            and self.profondeur == 1
            and self.attributs is not None
        ):
            self._cellule(self.attributs)
            self.attributs = None

    def _cellule(self, a: dict[str, str]) -> None:
        type_ = a.get(OFFICE + "value-type")
        formule = a.get(TABLE + "formula")
        haut, gauche = self.ligne + 1, self.colonne + 1
        hauteur, largeur = (
            _fois(a.get(f"{TABLE}number-{sens}-spanned"), LIGNES) for sens in ("rows", "columns")
        )
        if hauteur > 1 or largeur > 1:
            self.releve.fusionner((haut, gauche, haut + hauteur - 1, gauche + largeur - 1))
        if not (type_ or formule or self.texte):
            return
        bas, droite = self.ligne + self.fois, self.colonne + self.largeur
        self.releve.occuper(bas, droite)
        erreur = a.get(CALCEXT + "value-type") == "error" or self.texte.startswith(("Err:", "#N/A", "#REF!"))
        if type_ == "percentage":
            for colonne in range(gauche, droite + 1):
                self.releve.pourcent(haut, colonne, bas)
        elif (formule and erreur) or (formule and not type_ and not self.texte):
            marque, texte = ("e", self.texte) if erreur else ("f", "=" + formule.partition("=")[2])
            for ligne in range(haut, bas + 1):
                for colonne in range(gauche, droite + 1):
                    self.releve.marquer(ligne, colonne, marque, texte)

    def lire(self, texte: str) -> None:
        if self.lit and len(self.texte) < 200:
            self.texte += texte


def _fois(nombre: str | None, limite: int) -> int:
    fois = (
        int(nombre)
        if nombre and nombre.isdigit() and len(nombre) < 10
        else 1
        if nombre is None
        else limite + 1
    )
    if fois > limite:
        raise TropGrand(f"une cellule ou une ligne répétée {nombre} fois")
    return max(fois, 1)


def relever(archive: zipfile.ZipFile) -> tuple[dict[str, Releve], str]:
    """Walk the workbook; returns the sheets by name and the day before day 1 of serial numbers.

    Errors: TropGrand; FichierRefuse for XML that is broken.
    """
    contenu = _Contenu()
    parcourir(archive, "content.xml", contenu.debut, contenu.fin, contenu.lire)
    return contenu.releves, contenu.base
