"""The workbook: written, filled in by hand, it validates unchanged; what is already delivered comes through intact."""

import csv
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.indicateurs.saisie.classeur import AIDE, ecrire
from pipelines.indicateurs.saisie.preparer import Feuille, preparer
from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import modele
from pipelines.validation.controle import controler
from tests.indicateurs.saisie.outils import MESURES, MODES, SAISIE, definition, indicateur, saisie
from tests.schemas_soin.tableur import Bureau

FORMATS = ("xlsx", "ods")
SCHEMA = schemas.charger("saisies")
COLONNES = schemas.colonnes(SCHEMA)


def feuille() -> Feuille:
    """Three rows to fill in (one with a modality), then two complete ones: a number and a text."""
    texte = definition(
        indicateur("a", libelle="=SOMME(A1) n'est pas une formule"), indicateur("b", "duree_vie_moyenne", "annees"),
        indicateur("c", "analyse", "texte", pilote="Mission & achats <durables>"), indicateur("d"),
        indicateur("e", "analyse"),
    )  # fmt: skip
    en_vigueur = [
        saisie("a", 2024, "1843200.5"),
        saisie("b", 2024, "8.5", unite="annees", dimension="parc", modalite="vehicules"),
        saisie(
            "d",
            2025,
            "0.0001",
            numerateur=Decimal("1"),
            denominateur=Decimal("10000"),
            note="Relevé & <partiel>",
        ),
        saisie("e", 2025, None, unite="texte", valeur_texte="=1+1, dit le texte"),
    ]
    [une] = preparer(texte, 2025, en_vigueur, (), MODES, MESURES)
    return une


def ecrite(dossier: Path, format_: str) -> Path:
    une = feuille()
    ecrire(SCHEMA, une.lignes, une.aide, dossier / f"saisies.{format_}")
    return dossier / f"saisies.{format_}"


def remplir_xlsx(path: Path, rangs: range) -> None:
    from openpyxl import load_workbook

    classeur = load_workbook(path)
    for rang in rangs:
        for nom, valeur in SAISIE.items():
            classeur["saisies"].cell(rang, COLONNES.index(nom) + 1).value = valeur
    classeur.save(path)


def remplir_ods(path: Path, rangs: range) -> None:
    from odfdo import Document

    document = Document(path)
    table = document.body.get_table(name="saisies")
    for rang in rangs:
        for nom, valeur in SAISIE.items():
            table.set_value((COLONNES.index(nom), rang - 1), valeur)
    document.save(path)


def remplir(path: Path, rangs: range = range(2, 5)) -> None:
    {"xlsx": remplir_xlsx, "ods": remplir_ods}[path.suffix[1:]](path, rangs)


def lues(path: Path, travail: Path) -> list[dict[str, str]]:
    controle = controler(path, "saisies", dossier=travail)
    assert controle.valide, list(controle.constats.erreurs())
    assert controle.lecture.feuille == "saisies"
    with controle.lecture.canonique.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def memes(lue: dict[str, str], attendue: dict[str, Any]) -> bool:
    for nom in COLONNES:
        valeur = attendue.get(nom)
        dit = Decimal(lue[nom]) if isinstance(valeur, Decimal) else lue[nom]
        if dit != (valeur if isinstance(valeur, Decimal) else "" if valeur is None else str(valeur)):
            return False
    return True


@pytest.mark.parametrize("format_", FORMATS)
def test_filled_in_it_validates_unchanged(format_: str, tmp_path: Path):
    path = ecrite(tmp_path, format_)
    remplir(path)
    une = feuille()
    assert (len(une.dues), une.acquises) == (3, 2)
    attendues = [ligne | SAISIE if rang < 3 else ligne for rang, ligne in enumerate(une.lignes)]
    attendues[2]["service"] = "Mission & achats <durables>"
    rendues = lues(path, tmp_path)
    assert len(rendues) == 5
    assert [memes(lue, attendue) for lue, attendue in zip(rendues, attendues, strict=True)] == [True] * 5


@pytest.mark.parametrize("format_", FORMATS)
def test_left_as_it_is_no_row_passes_for_a_value(format_: str, tmp_path: Path):
    """An untouched row lacks its day and its evidence: it is a fault, never a value."""
    controle = controler(ecrite(tmp_path, format_), "saisies", dossier=tmp_path)
    fautes = {(e["enregistrement"], e["champ"]) for e in controle.constats.erreurs()}
    assert fautes == {(rang, champ) for rang in (2, 3, 4) for champ in ("date_saisie", "piece")}
    assert controle.lecture.lignes == 5


@pytest.mark.outil("soffice")
@pytest.mark.parametrize("format_", FORMATS)
def test_filled_in_libreoffice_it_validates_unchanged(format_: str, tmp_path: Path):
    path, rendu = ecrite(tmp_path, format_), tmp_path / f"rendu.{format_}"
    bureau = Bureau(tmp_path)
    bureau.ouvrir(path, "saisies")
    for rang in (2, 3, 4):
        for nom, texte in (
            ("valeur", "1234,5"),
            ("date_saisie", "31/01/2026"),
            ("piece", "pieces/2025/releve.ods"),
        ):
            bureau.taper(f"{modele.lettre(COLONNES.index(nom) + 1)}{rang}", texte)
    bureau.ranger(rendu)
    bureau.jouer()
    rendues, une = lues(rendu, tmp_path), feuille()
    attendues = [ligne | SAISIE if rang < 3 else ligne for rang, ligne in enumerate(une.lignes)]
    assert [memes(lue, attendue) for lue, attendue in zip(rendues, attendues, strict=True)] == [True] * 5


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_rows_give_the_same_bytes(format_: str, tmp_path: Path):
    un = ecrite(tmp_path / "un", format_).read_bytes()
    time.sleep(2.1)  # the dates of an archive count by two seconds
    assert ecrite(tmp_path / "autre", format_).read_bytes() == un


def test_the_drop_downs_the_dictionary_and_the_frozen_titles_are_those_of_the_template(tmp_path: Path):
    from openpyxl import load_workbook

    classeur = load_workbook(ecrite(tmp_path, "xlsx"))
    assert classeur.sheetnames == ["saisies", AIDE, "Dictionnaire", "Lisez-moi", "Listes"]
    page = classeur["saisies"]
    regles = {str(v.sqref)[0]: v.type for v in page.data_validations.dataValidation}
    assert (regles["A"], regles["C"], regles["G"], regles["J"]) == ("textLength", "date", "decimal", "list")
    assert page.freeze_panes == "A2" and classeur["Listes"].sheet_state == "hidden"
    assert (page["A2"].value, page["C2"].number_format, page["G2"].value) == ("000001016", "dd/mm/yyyy", None)
    textes = [classeur[AIDE].cell(rang, 2) for rang in (1, 2)]
    assert (textes[0].value, textes[1].data_type) == ("Ce que demande le texte", "s")
    assert textes[1].value == "=SOMME(A1) n'est pas une formule"


def test_the_ods_keeps_its_empty_rows_and_validations(tmp_path: Path):
    from odfdo import Document

    document = Document(ecrite(tmp_path, "ods"))
    assert [t.name for t in document.body.get_tables()] == [
        "saisies",
        AIDE,
        "Dictionnaire",
        "Lisez-moi",
        "Listes",
    ]
    contenu = document.get_part("content.xml").serialize().decode()
    assert f'number-rows-repeated="{modele.LIGNES}"' in contenu
    assert contenu.count('table:content-validation-name="v1"') == 6  # five rows and the empty ones
