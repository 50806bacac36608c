"""Workbooks made to hurt: refused by a sentence, within little memory and time, in a process of their own."""

import json
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registres.outils import SCHEMA, classeur

MEMOIRE, SECONDES = 1 << 30, 20
CODE = """
import json, sys
from pathlib import Path
from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.lecture import lire_registre
path = Path(sys.argv[1])
try:
    print("LU", lire_registre(path, json.loads(sys.argv[2]), path.parent / "lecture").lignes)
except FichierRefuse as refus:
    print("REFUS", refus)
"""
ENTETE = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TITRES = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>acheteur_siren</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>reference</t></is></c></row>'
)
FIN = "</sheetData></worksheet>"
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="F"><table:table-row><table:table-cell office:value-type="string"><text:p>acheteur_siren'
    '</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>reference</text:p>'
    "</table:table-cell>{cellule}</table:table-row>{lignes}</table:table></office:spreadsheet></office:body>"
    "</office:document-content>"
)


def lu(path: Path) -> str:
    """Read a file in a process that may not take more than 1 GiB of addresses nor 20 s of processor."""

    def borner() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))

    fait = subprocess.run(
        [sys.executable, "-c", CODE, str(path), json.dumps(SCHEMA)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=borner,
    )
    assert fait.returncode == 0, fait.stderr[-2000:]
    return fait.stdout


def xlsx(dossier: Path, remplacer: dict[str, bytes | str], **plus: bytes | str) -> Path:
    """Make a sound workbook, then replace parts of it."""
    sain = classeur(dossier, [["acheteur_siren", "reference"], ["000000019", "A"]], "sain.xlsx")
    path = dossier / "essai.xlsx"
    with zipfile.ZipFile(sain) as lue, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for nom in lue.namelist():
            ecrite.writestr(nom, remplacer.get(nom, lue.read(nom)))
        for nom, contenu in plus.items():
            ecrite.writestr(nom, contenu)
    return path


FEUILLE = "xl/worksheets/sheet1.xml"


def feuille(dossier: Path, lignes: str) -> Path:
    return xlsx(dossier, {FEUILLE: ENTETE + TITRES + lignes + FIN})


def ods(dossier: Path, cellule: str = "", lignes: str = "") -> Path:
    path = dossier / "essai.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as ecrite:
        ecrite.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        ecrite.writestr("content.xml", CONTENT.format(cellule=cellule, lignes=lignes))
        ecrite.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def rapetisser(path: Path, nom: str, taille: int = 1000) -> Path:
    """Make the archive lie about the expanded size of a part, in both of its headers."""
    octets = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(nom)
    octets[info.header_offset + 22 : info.header_offset + 26] = struct.pack("<I", taille)
    central = octets.rfind(nom.encode()) - 46
    octets[central + 24 : central + 28] = struct.pack("<I", taille)
    path.write_bytes(octets)
    return path


def recouvrir(path: Path) -> Path:
    """Make two parts share the same bytes."""
    with zipfile.ZipFile(path) as archive:
        premier, second = archive.infolist()[:2]
    octets = bytearray(path.read_bytes())
    central = octets.rfind(second.filename.encode()) - 46
    octets[central + 42 : central + 46] = struct.pack("<I", premier.header_offset)
    path.write_bytes(octets)
    return path


def bombe(dossier: Path) -> Path:
    return feuille(dossier, "<!--" + "x" * (100 << 20) + "-->")


LOIN = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
CHIFFRE = "<table:table-cell table:number-columns-repeated='{n}' office:value-type='float' office:value='1'/>"
REPETE = "<table:table-row table:number-rows-repeated='{n}'><table:table-cell {plus}/></table:table-row>"
PLEINE = "table:number-columns-repeated='10' office:value-type='float' office:value='1'"

HOSTILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "ratio": (bombe, "s'y déplie"),
    "taille_declaree": (
        lambda d: rapetisser(xlsx(d, {}), FEUILLE, 700 << 20),
        "une fois déplié",
    ),
    "taille_menteuse": (lambda d: rapetisser(bombe(d), FEUILLE), "plus grosse que ce qu'elle déclare"),
    "trop_de_parties": (lambda d: xlsx(d, {}, **{f"xl/media/{i}.bin": b"" for i in range(2500)}), "parties"),
    "parties_recouvertes": (lambda d: recouvrir(xlsx(d, {})), "recouvrent"),
    "entites": (lambda d: xlsx(d, {FEUILLE: ENTITES + ENTETE + TITRES + FIN}), "entités"),
    "entites_utf16": (
        lambda d: xlsx(
            d,
            {FEUILLE: ('<?xml version="1.0" encoding="UTF-16"?>' + ENTITES + ENTETE + FIN).encode("utf-16")},
        ),
        "entités",
    ),
    "cellule_au_loin": (lambda d: feuille(d, LOIN), "trop grande"),
    "ligne_inexistante": (lambda d: feuille(d, '<row r="9999999"><c><v>1</v></c></row>'), "trop grande"),
    "xml_coupe": (lambda d: xlsx(d, {FEUILLE: ENTETE + TITRES}), "abîmée"),
    "profondeur": (lambda d: feuille(d, "<x>" * 100_000 + "</x>" * 100_000), ""),
    "feuille_absente": (lambda d: xlsx(d, {"xl/_rels/workbook.xml.rels": "<Relationships/>"}), "abîmé"),
    "ods_repetition": (lambda d: ods(d, CHIFFRE.format(n=10**9)), "trop grande"),
    "ods_lignes_repetees": (lambda d: ods(d, "", REPETE.format(n=1_000_000, plus=PLEINE)), "trop grande"),
    "ods_vides_repetes": (
        lambda d: ods(d, "<table:table-cell table:number-columns-repeated='16000'/>"),
        "LU 0",
    ),
    "ods_fin_vide": (lambda d: ods(d, "", REPETE.format(n=1_048_570, plus="")), "LU 0"),
    "ods_vide_au_loin": (
        lambda d: ods(d, "<table:table-cell table:number-columns-repeated='99999999'/>"),
        "trop grande",
    ),
    "ods_vides_partout": (
        lambda d: ods(d, "", (REPETE.format(n=1, plus="table:number-columns-repeated='16384'")) * 20_000),
        "",
    ),
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_hostile_workbooks(tmp_path: Path, nom: str):
    fabrique, mot = HOSTILES[nom]
    vu = lu(fabrique(tmp_path))
    assert vu.startswith(("REFUS", "LU"))
    assert mot in vu


def test_the_same_limits_let_an_ordinary_workbook_through(tmp_path: Path):
    lignes = [
        ["acheteur_siren", "reference", "montant_ht_eur"],
        *(["000000019", f"R{i}", i] for i in range(20_000)),
    ]
    assert lu(classeur(tmp_path, lignes)) == "LU 20000\n"


def test_a_damaged_archive(tmp_path: Path):
    path = classeur(tmp_path, [["acheteur_siren", "reference"], ["000000019", "A"]])
    octets = path.read_bytes()
    for coupe in (30, len(octets) // 2, len(octets) - 10):
        path.write_bytes(octets[:coupe])
        assert lu(path).startswith("REFUS")
    abime = bytearray(octets)
    for rang in range(400, len(octets) - 400, 97):
        abime[rang] ^= 255
    path.write_bytes(abime)
    assert lu(path).startswith("REFUS")


def test_a_giant_line_of_csv(tmp_path: Path):
    path = tmp_path / "essai.csv"
    path.write_bytes(b"acheteur_siren;reference\n" + b"x" * (60 << 20))
    assert lu(path).startswith("REFUS")
