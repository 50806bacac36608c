"""What a returned file says, cell by cell, read with other tools than those that wrote it."""

import csv
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

FOND = "FFD9C7"
NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
Marques = dict[str, tuple[bool, str]]  # cell -> (coloured, comment)


def q(nom: str) -> str:
    prefixe, _, local = nom.partition(":")
    return f"{{{NS[prefixe]}}}{local}"


def lettres(numero: int) -> str:
    texte = ""
    while numero:
        numero, reste = divmod(numero - 1, 26)
        texte = chr(65 + reste) + texte
    return texte


def marques_xlsx(path: Path, feuille: str) -> Marques:
    from openpyxl import load_workbook

    page = load_workbook(path)[feuille]
    return {
        c.coordinate: (c.fill.fgColor.rgb == f"FF{FOND}", c.comment.text if c.comment else "")
        for rangee in page.iter_rows()
        for c in rangee
        if c.comment or c.fill.fgColor.rgb == f"FF{FOND}"
    }


def contenu_ods(path: Path) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return ElementTree.fromstring(archive.read("content.xml"))


def marques_ods(path: Path, feuille: str) -> Marques:
    racine = contenu_ods(path)
    orange = {
        style.get(q("style:name"))
        for style in racine.iter(q("style:style"))
        for p in style.iter(q("style:table-cell-properties"))
        if p.get(q("fo:background-color"), "").upper() == f"#{FOND}"
    }
    [table] = [t for t in racine.iter(q("table:table")) if t.get(q("table:name")) == feuille]
    marques, ligne = {}, 0
    for rangee in table.iter(q("table:table-row")):
        ligne += 1
        colonne = 0
        for cellule in rangee:
            colonne += 1
            repetee = int(cellule.get(q("table:number-columns-repeated"), "1"))
            note = cellule.find("office:annotation", NS)
            if note is not None or cellule.get(q("table:style-name")) in orange:
                assert repetee == 1
                texte = (
                    "\n".join("".join(p.itertext()) for p in note.findall("text:p", NS))
                    if note is not None
                    else ""
                )
                coloree = cellule.get(q("table:style-name")) in orange
                marques[f"{lettres(colonne)}{ligne}"] = (coloree, texte)
            colonne += repetee - 1
        ligne += int(rangee.get(q("table:number-rows-repeated"), "1")) - 1
    return marques


def lignes_csv(path: Path, encodage: str = "cp1252", signe: str = ";") -> dict[int, str]:
    """Physical line -> what our column says."""
    dites, debut = {}, 1
    with path.open(encoding=encodage, newline="") as file:
        lecteur = csv.reader(file, delimiter=signe)
        for cellules in lecteur:
            if len(cellules) > 1:
                dites[debut] = cellules[-1]
            debut = lecteur.line_num + 1
    return dites


def textes_xlsx(path: Path) -> list[str]:
    from openpyxl import load_workbook

    page = load_workbook(path)["À corriger"]
    return [str(c.value) for rangee in page.iter_rows() for c in rangee if c.value is not None]


def textes_ods(path: Path) -> list[str]:
    [table] = [t for t in contenu_ods(path).iter(q("table:table")) if t.get(q("table:name")) == "À corriger"]
    return ["".join(p.itertext()) for p in table.iter(q("text:p"))]


def sans_suffixe(message: str) -> str:
    return re.sub(r"[.?!]$", "", message)
