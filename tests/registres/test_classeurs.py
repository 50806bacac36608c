"""Workbooks as they come: types, formats, merged and hidden places, two rows of titles, several sheets."""

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from odfdo import Cell, Document, Table
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.commun.erreurs import FichierRefuse
from tests.registres.outils import NOMS, canonique, classeur, codes, colonne, doutes, lire

TITRES = ["acheteur_siren", "reference"]
LIGNE = ["000000019", "A"]


def convertir(path: Path, forme: str) -> Path:
    """Let LibreOffice save a workbook in another format."""
    profil = path.parent / "profil"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{profil}",
            "--headless",
            "--convert-to",
            forme,
            "--outdir",
            str(path.parent),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return path.with_suffix("." + forme.partition(":")[0])


def ods(dossier: Path, lignes: list[list[Any]], nom: str = "essai.ods", feuille: str = "Feuille") -> Path:
    """Write rows with odfdo; a Cell is taken as it is."""
    document = Document("spreadsheet")
    document.body.clear()
    table = Table(feuille)
    for y, ligne in enumerate(lignes):
        for x, valeur in enumerate(ligne):
            if isinstance(valeur, Cell):
                table.set_cell((x, y), valeur)
            elif valeur is not None:
                table.set_value((x, y), valeur)
    document.body.append(table)
    document.save(dossier / nom)
    return dossier / nom


def refus(path: Path, *args: str, **plus: str) -> str:
    with pytest.raises(FichierRefuse) as vu:
        lire(path, *args, **plus)
    return str(vu.value)


TYPES = [
    ("titulaire_siret", 21330063700017, "21330063700017", None),
    ("titulaire_siret", 2.1330063700017e13, "21330063700017", None),
    ("titulaire_siret", 1900015, "1900015", None),
    ("titulaire_siret", 1234567890128, "1234567890128", "spaser-zero-perdu"),
    ("titulaire_siret", 123456789012345678, "1.23456789012346e+17", "spaser-identifiant-arrondi"),
    ("reference", 2024001, "2024001", None),
    ("reference", dt.date(2024, 2, 1), "2024-02-01", "spaser-date-en-texte"),
    ("montant_ht_eur", 1234.56, "1234.56", None),
    ("montant_ht_eur", 0.1 + 0.2, "0.3", None),
    ("montant_ht_eur", 1.234, "1.234", None),
    ("montant_ht_eur", 1e-5, "0.00001", None),
    ("montant_ht_eur", -12, "-12", None),
    ("nombre", 12.0, "12", None),
    ("heures_realisees", dt.time(7, 30), "7.5", None),
    ("heures_realisees", dt.timedelta(hours=37, minutes=15), "37.25", None),
    ("date_debut", dt.date(2024, 1, 5), "2024-01-05", None),
    ("date_debut", dt.datetime(2024, 1, 5), "2024-01-05", None),
    ("date_debut", dt.datetime(2024, 1, 5, 10, 30), "2024-01-05 10:30:00", "spaser-date-avec-heure"),
    ("date_debut", 45296, "45296", "spaser-date-en-serie"),
    ("innovant", True, "true", None),
    ("innovant", False, "false", None),
    ("innovant", 1, "true", None),
    ("objet", 12, "12", None),
    ("objet", "\u00a0x ", "x", None),
]


@pytest.mark.parametrize(("nom", "valeur", "lu", "code"), TYPES)
@pytest.mark.parametrize("forme", ["xlsx", "ods"])
def test_typed_cells(tmp_path: Path, nom: str, valeur: Any, lu: str, code: str | None, forme: str):
    if forme == "ods" and isinstance(valeur, dt.time):
        valeur = dt.timedelta(hours=valeur.hour, minutes=valeur.minute)  # ODS knows durations only
    ligne = {"acheteur_siren": "000000019", "reference": "A", "objet": "o"} | {nom: valeur}
    path = (classeur if forme == "xlsx" else ods)(tmp_path, [list(ligne), list(ligne.values())])
    lecture = lire(path)
    assert lecture.forme == forme
    assert colonne(lecture, nom) == [lu]
    assert doutes(lecture) == ([(2, nom, code)] if code else [])


def test_percent_formats_are_converted_exactly(tmp_path: Path):
    path = classeur(
        tmp_path, [[*TITRES, "taux_pct", "montant_ht_eur"]] + [[*LIGNE, v, v] for v in (0.125, 1, 0.07)]
    )
    wb = openpyxl.load_workbook(path)
    for rang in (2, 3):
        for lettre in "CD":
            wb.active[f"{lettre}{rang}"].number_format = '0.00" pour "%'
    wb.active["C4"].number_format = '0.00"%"'  # a sign in quotes is no percent format
    wb.save(path)
    lecture = lire(path)
    assert colonne(lecture, "taux_pct") == ["12.5", "100", "0.07"]
    assert colonne(lecture, "montant_ht_eur") == ["12.5%", "100%", "0.07"]
    assert [d[1:] for d in doutes(lecture)] == [("montant_ht_eur", "spaser-pourcentage")] * 2
    cellule = Cell(0.125)
    cellule.type = "percentage"
    assert colonne(lire(ods(tmp_path, [[*TITRES, "taux_pct"], [*LIGNE, cellule]])), "taux_pct") == ["12.5"]


def test_errors_and_formulas_without_result_are_not_empty(tmp_path: Path):
    path = classeur(
        tmp_path, [[*TITRES, "montant_ht_eur", "objet", "nombre"], [*LIGNE, "=1+1", "#N/A", "=A1"]]
    )
    wb = openpyxl.load_workbook(path)
    wb.active["D2"].data_type = "e"
    wb.save(path)
    lecture = lire(path)
    assert canonique(lecture)[0] | {} == {
        "acheteur_siren": "000000019",
        "reference": "A",
        "montant_ht_eur": "=1+1",
        "objet": "#N/A",
        "nombre": "=A1",
    }
    assert [d[2] for d in doutes(lecture)] == [
        "spaser-formule-sans-valeur",
        "spaser-cellule-en-erreur",
        "spaser-formule-sans-valeur",
    ]
    cellule = Cell()
    cellule.formula = "of:=1+1"
    seule = lire(ods(tmp_path, [[*TITRES, "objet"], [*LIGNE, cellule]]))
    assert colonne(seule, "objet") == ["=1+1"]
    assert doutes(seule) == [(2, "objet", "spaser-formule-sans-valeur")]


def test_serial_numbers_count_from_the_system_of_the_workbook(tmp_path: Path):
    path = classeur(tmp_path, [[*TITRES, "date_debut"], [*LIGNE, 45296]])
    assert [d.suggestion for d in lire(path).doutes()] == ["2024-01-05"]
    assert colonne(lire(path, "dates: serie_excel\n"), "date_debut") == ["2024-01-05"]
    wb = openpyxl.Workbook()
    wb.epoch = CALENDAR_MAC_1904
    for ligne in ([*TITRES, "date_debut"], [*LIGNE, 43834], [*LIGNE, dt.date(2024, 1, 5)]):
        wb.active.append(ligne)
    wb.save(path)
    lecture = lire(path)
    assert colonne(lecture, "date_debut") == ["43834", "2024-01-05"]
    assert [d.suggestion for d in lecture.doutes()] == ["2024-01-05"]
    assert colonne(lire(path, "dates: serie_excel\n"), "date_debut") == ["2024-01-05", "2024-01-05"]


def test_two_rows_of_titles_under_a_note(tmp_path: Path):
    path = classeur(
        tmp_path,
        [
            ["Suivi 2024"],
            [],
            ["Acheteur", None, "Heures", None, "Date de début"],
            ["acheteur_siren", "référence", "prévues", "réalisées"],
            ["000000019", "A", 3, 4.5, dt.date(2024, 1, 5)],
        ],
    )
    wb = openpyxl.load_workbook(path)
    wb.active.merge_cells("C3:D3")
    wb.active.merge_cells("E3:E4")
    wb.save(path)
    lecture = lire(path)
    assert (
        canonique(lecture)
        == [
            {
                "acheteur_siren": "000000019",
                "reference": "A",
                "heures_realisees": "4.5",
                "date_debut": "2024-01-05",
            }
        ]
        or "reference" not in lecture.places
    )
    assert lecture.colonne("heures_realisees") == (4, "D", "Heures réalisées")
    assert lecture.position(2) == 5
    assert "titres-sur-deux-lignes" in codes(lecture)


def test_a_table_that_does_not_start_at_a1(tmp_path: Path):
    vide = [None] * 3
    path = classeur(
        tmp_path, [[], [], [*vide, *TITRES], [*vide, *LIGNE], [], [*vide, "000000019", "B"], [], []]
    )
    lecture = lire(path)
    assert colonne(lecture, "reference") == ["A", "B"]
    assert [lecture.position(n) for n in (1, 2, 3)] == [3, 4, 6]
    assert lecture.colonne("reference") == (5, "E", "reference")
    assert [r.lignes for r in lecture.constats if r.code == "lignes-vides"] == [(5,)]


def fusionne(dossier: Path, plages: list[str], *lignes: list[Any]) -> Path:
    path = classeur(dossier, [[*TITRES, "objet", "montant_ht_eur"], *lignes])
    wb = openpyxl.load_workbook(path)
    for plage in plages:
        wb.active.merge_cells(plage)
    wb.save(path)
    return path


def test_merged_data_is_a_question(tmp_path: Path):
    path = fusionne(tmp_path, ["C2:C4"], *([*LIGNE, "même objet" if i == 0 else None, i] for i in range(3)))
    dit = refus(path)
    assert "C2:C4" in dit
    assert "les 3 lignes" in dit
    assert "même objet" not in dit
    assert colonne(lire(path, "fusions: repeter\n"), "objet") == ["même objet"] * 3
    assert colonne(lire(path, "fusions: premiere\n"), "objet") == ["même objet", "", ""]


def test_merged_titles_totals_and_foreign_columns_are_no_question(tmp_path: Path):
    path = fusionne(tmp_path, ["A1:A1", "A3:C3"], [*LIGNE, "x", 1], ["Total général", None, None, 1])
    assert lire(path).lignes == 1
    large = fusionne(tmp_path, ["F2:F3"], [*LIGNE, "x", 1, None, "note"], [*LIGNE, "y", 1])
    assert lire(large).lignes == 2


def test_merged_data_in_ods(tmp_path: Path):
    path = ods(tmp_path, [[*TITRES, "objet"], [*LIGNE, "même"], [*LIGNE, None]])
    document = Document(path)
    document.body.tables[0].set_span((2, 1, 2, 2))
    document.save(path)
    assert "C2:C3" in refus(path)
    assert colonne(lire(path, "fusions: repeter\n"), "objet") == ["même"] * 2


def feuilles(dossier: Path, **contenus: list[list[Any]]) -> Path:
    wb = openpyxl.Workbook()
    wb.remove(wb.active)
    for nom, lignes in contenus.items():
        for ligne in lignes or [[]]:
            (wb[nom] if nom in wb.sheetnames else wb.create_sheet(nom)).append(ligne)
    wb.save(dossier / "essai.xlsx")
    return dossier / "essai.xlsx"


def test_the_sheet_whose_titles_fit(tmp_path: Path):
    table = [[*TITRES, "objet", "montant_ht_eur"], [*LIGNE, "x", 1]]
    path = feuilles(
        tmp_path, Lisezmoi=[["Remplir la feuille"]], Registre=table, Listes=[["reference"], ["A"]], Vide=[]
    )
    lecture = lire(path)
    assert lecture.feuille == "Registre"
    assert "« Lisezmoi », « Listes », « Vide »" in next(
        str(r) for r in lecture.constats if r.code == "autres-feuilles"
    )
    path = feuilles(tmp_path, a=table, b=table)
    assert "quelle feuille lire, « a », « b »" in refus(path)
    assert lire(path, feuille="b").feuille == "b"
    assert lire(path, "feuille: a\n").feuille == "a"
    assert "n'a pas de feuille « c »" in refus(path, feuille="c")
    assert "aucun titre" in refus(feuilles(tmp_path, a=[["x", "y"], [1, 2]]))


def test_hidden_places_are_read_and_said(tmp_path: Path):
    path = feuilles(tmp_path, a=[["rien"]], b=[[*TITRES, "objet"], [*LIGNE, "x"], [*LIGNE, "y"]])
    wb = openpyxl.load_workbook(path)
    wb["b"].sheet_state = "hidden"
    wb["b"].row_dimensions[3].hidden = True
    wb["b"].column_dimensions["B"].hidden = True
    wb.save(path)
    lecture = lire(path)
    dits = {r.code: str(r) for r in lecture.constats}
    assert lecture.lignes == 2
    assert "qui est masquée" in dits["feuille"]
    assert dits["lignes-masquees"].endswith(": 3.")
    assert dits["colonnes-masquees"].endswith(": B.")


def test_columns_without_title_and_unknown_ones_are_told(tmp_path: Path):
    path = classeur(
        tmp_path, [[*TITRES, None, "Observations"], [*LIGNE, "seul", "o"], [*LIGNE, None, None, "x"]]
    )
    dits = [str(r) for r in lire(path).constats]
    assert [d for d in dits if "pas de titre" in d] == [
        "Colonne C : elle est remplie mais n'a pas de titre, non reprise.",
        "Colonne E : elle est remplie mais n'a pas de titre, non reprise.",
    ]
    assert any("« Observations »" in d for d in dits)


def test_the_name_of_the_file_is_not_believed(tmp_path: Path):
    path = classeur(tmp_path, [TITRES, LIGNE])
    menteur = path.rename(tmp_path / "essai.csv")
    lecture = lire(menteur)
    assert (lecture.forme, lecture.lignes) == ("xlsx", 1)


def test_a_text_that_looks_like_our_marks_is_text(tmp_path: Path):
    path = ods(tmp_path, [[*TITRES, "objet", "montant_ht_eur"], [*LIGNE, "_x0001_n12", "n12"]])
    assert colonne(lire(path), "objet") == ["_x0001_n12"]
    from pipelines.registres.cellules import affichee, en_texte

    assert affichee(en_texte("\x01n12")) == "\x01n12"


@pytest.mark.outil("soffice")
@pytest.mark.parametrize("forme", ["ods", "xlsx"])
def test_what_libreoffice_saves_is_read_the_same(tmp_path: Path, forme: str):
    path = classeur(
        tmp_path,
        [
            ["Contrats suivis"],
            [*NOMS],
            [
                "000000019",
                "A",
                "00000001900018",
                1234.5,
                0.125,
                3,
                dt.time(7, 30),
                dt.date(2024, 1, 5),
                True,
                "ESS",
                " x ",
            ],
            ["000000019", "B", None, "1 234,50", 12, "=1+2", "7h30", "05/01/2024", "oui", "Autre", "=NA()"],
            [],
            ["Total", None, None, 2469],
        ],
        "depart.xlsx",
    )
    wb = openpyxl.load_workbook(path)
    wb.active["E3"].number_format = "0.0%"
    wb.active["D3"].number_format = '#,##0.00 "€"'
    wb.active.row_dimensions[4].hidden = True
    wb.active.merge_cells("A1:F1")
    wb.save(path)
    sortie = tmp_path / "converti"
    sortie.mkdir()
    # by way of ODS, so that LibreOffice computes the formulas itself
    calcule = convertir(path.rename(sortie / "essai.xlsx"), "ods")
    converti = calcule if forme == "ods" else convertir(calcule.rename(tmp_path / "calcule.ods"), forme)
    lecture = lire(converti)
    assert [list(ligne.values()) for ligne in canonique(lecture)] == [
        [
            "000000019",
            "A",
            "00000001900018",
            "1234.5",
            "12.5",
            "3",
            "7.5",
            "2024-01-05",
            "true",
            "ESS",
            "x",
            "",
        ],
        ["000000019", "B", "", "1234.50", "12", "3", "7.5", "2024-01-05", "true", "autre", "#N/A", ""],
    ]
    assert doutes(lecture) == [(3, "objet", "spaser-cellule-en-erreur")]
    vus = {r.code: r.lignes for r in lecture.constats if r.lignes}
    assert vus == {"lignes-masquees": (4,), "lignes-au-dessus": (1,), "lignes-vides": (5,), "totaux": (6,)}


@pytest.mark.outil("soffice")
def test_old_xls_and_csv_from_libreoffice(tmp_path: Path):
    path = classeur(
        tmp_path, [[*TITRES, "montant_ht_eur", "date_debut"], [*LIGNE, 1234.5, dt.date(2024, 1, 5)]]
    )
    assert "ancien format .xls" in refus(convertir(path, "xls"))
    # 59 is the semicolon, 34 the quote, 76 UTF-8; « true » keeps the cells as they show
    plat = convertir(path, "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true,false")
    lecture = lire(plat)
    assert (colonne(lecture, "montant_ht_eur"), colonne(lecture, "date_debut")) == (
        ["1234.5"],
        ["2024-01-05"],
    )
