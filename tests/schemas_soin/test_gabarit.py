"""The templates: filled in LibreOffice as a person types, they validate unchanged, zeros, dates and lists included."""

import csv
import shutil
import time
import zipfile
from pathlib import Path
from string import ascii_uppercase

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.registres.lecture import lire_registre
from pipelines.schemas import gabarit
from pipelines.schemas import tables as schemas
from pipelines.schemas.gabarit import modele
from pipelines.validation.controle import controler
from tests.schemas_soin.tableur import Bureau

REGISTRES = schemas.lister(usage="registre")
FORMATS = ("xlsx", "ods")


def exemple(nom: str) -> list[dict[str, str]]:
    with (schemas.RACINE / nom / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tape(texte: str, colonne: modele.Colonne) -> str:
    """What a person types for a value of the CSV."""
    if colonne.valeurs == ("oui", "non"):
        return {"true": "oui", "false": "non"}.get(texte, texte)
    return modele.en_clair(texte, colonne.sorte)


@pytest.fixture(scope="module")
def remplis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every register, in both formats, filled with the rows of its valid example, saved by LibreOffice."""
    dossier = tmp_path_factory.mktemp("remplis")
    bureau = Bureau(dossier)
    for nom in REGISTRES:
        schema = schemas.charger(nom)
        for format_ in FORMATS:
            vide = dossier / f"{nom}-vide.{format_}"
            gabarit.ecrire(schema, vide)
            bureau.ouvrir(vide, nom)
            for rang, ligne in enumerate(exemple(nom), 2):
                for numero, colonne in enumerate(modele.colonnes(schema), 1):
                    if texte := ligne[colonne.nom]:
                        bureau.taper(f"{modele.lettre(numero)}{rang}", tape(texte, colonne))
            bureau.ranger(dossier / f"{nom}.{format_}")
    bureau.jouer()
    return dossier


@pytest.mark.outil("soffice")
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("nom", REGISTRES)
def test_filled_in_libreoffice_it_validates_unchanged(nom: str, format_: str, remplis: Path, tmp_path: Path):
    schema = schemas.charger(nom)
    controle = controler(remplis / f"{nom}.{format_}", nom, dossier=tmp_path)
    assert controle.valide, list(controle.constats.erreurs())
    with controle.lecture.canonique.open(encoding="utf-8", newline="") as file:
        lues = list(csv.DictReader(file))
    attendues = exemple(nom)
    assert len(lues) == len(attendues)
    for lue, attendue in zip(lues, attendues, strict=True):
        for champ in schema["fields"]:
            un, autre = lue[champ["name"]], attendue[champ["name"]]
            memes = un == autre or (champ["type"] == "number" and float(un) == float(autre))
            assert memes, (champ["name"], un, autre)


@pytest.mark.outil("soffice")
@pytest.mark.parametrize("format_", FORMATS)
def test_the_choices_are_still_there_once_libreoffice_has_saved(format_: str, remplis: Path, tmp_path: Path):
    """Read through LibreOffice's own XLSX: the lists, the dates, the messages it understood."""
    from openpyxl import load_workbook

    nom = "heures_insertion"
    rendu = remplis / f"{nom}.{format_}"
    if format_ == "ods":
        bureau = Bureau(tmp_path)
        bureau.ouvrir(rendu, nom)
        rendu = tmp_path / "x.xlsx"
        bureau.ranger(rendu)
        bureau.jouer()
    classeur = load_workbook(rendu)
    colonnes = modele.colonnes(schemas.charger(nom))
    regles = {}
    for validation in classeur[nom].data_validations.dataValidation:
        for plage in str(validation.sqref).split():
            debut, _, fin = plage.partition(":")
            # LibreOffice keeps a thousand rows beyond the last one that is filled
            assert debut[-1] == "2" and int(fin.lstrip(ascii_uppercase)) > 1000, plage
            regles[debut[:-1]] = validation
    for numero, colonne in enumerate(colonnes, 1):
        validation = regles[modele.lettre(numero)]
        sorte = {"liste": "list", "date": "date", "entier": "whole", "nombre": "decimal"}.get(colonne.sorte)
        assert validation.type == (sorte or ("textLength" if colonne.longueur else None)), colonne.nom
        assert validation.prompt == colonne.aide and validation.promptTitle
    liste = next(modele.lettre(n) for n, c in enumerate(colonnes, 1) if c.nom == "type_structure")
    plage = (
        regles[liste].formula1.replace("$", "").partition("!")[2] or regles[liste].formula1.partition(".")[2]
    )
    assert [c[0].value for c in classeur["Listes"][plage]] == list(colonnes[3].valeurs)
    assert classeur["Listes"].sheet_state == "hidden"
    assert classeur[nom].freeze_panes == "A2"


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("nom", [*REGISTRES, "contrats"])
def test_the_empty_sheet_is_the_one_that_is_read(nom: str, format_: str, tmp_path: Path):
    """Neither the dictionary nor the lists may pass for the table, whatever the register."""
    gabarit.ecrire(schemas.charger(nom), tmp_path / f"x.{format_}")
    lecture = lire_registre(tmp_path / f"x.{format_}", schemas.charger(nom), tmp_path / "lu")
    assert (lecture.feuille, lecture.lignes) == (nom[:31], 0)
    titres = lecture.canonique.read_text(encoding="utf-8").splitlines()[0]
    assert titres == ",".join(schemas.colonnes(schemas.charger(nom)))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_schema_gives_the_same_bytes(format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    un, autre = tmp_path / f"un.{format_}", tmp_path / f"autre.{format_}"
    gabarit.ecrire(schemas.charger("clauses"), un)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    time.sleep(2.1)  # the dates of an archive count by two seconds
    gabarit.ecrire(schemas.charger("clauses"), autre)
    monkeypatch.undo()
    time.tzset()
    assert un.read_bytes() == autre.read_bytes()
    with zipfile.ZipFile(un) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_identifiers_are_text_and_required_columns_are_marked(tmp_path: Path):
    from openpyxl import load_workbook

    gabarit.ecrire(schemas.charger("registre_contrats"), tmp_path / "x.xlsx")
    feuille = load_workbook(tmp_path / "x.xlsx")["registre_contrats"]
    titres = {cellule.value: cellule for cellule in feuille[1]}
    formats = {nom: feuille.column_dimensions[c.column_letter].number_format for nom, c in titres.items()}
    assert formats["acheteur_siren"] == formats["code_cpv"] == formats["lot_numero"] == "@"
    assert (formats["date_notification"], formats["duree_mois"], formats["montant_ht_eur"]) == (
        "dd/mm/yyyy", "0", "0.00"
    )  # fmt: skip
    obligatoires = {c["name"] for c in schemas.charger("registre_contrats")["fields"]
                    if c.get("constraints", {}).get("required")}  # fmt: skip
    assert {n for n, c in titres.items() if c.fill.fgColor.rgb == "001F3864"} == obligatoires


def test_the_dictionary_says_who_may_see_each_column():
    lignes = modele.dictionnaire(schemas.charger("beneficiaires"))
    assert len(lignes) == 1 + len(schemas.charger("beneficiaires")["fields"])
    qui = {ligne[0].split(" · ")[1]: ligne[-1] for ligne in lignes[1:]}
    assert qui["pseudonyme"].startswith(("Vous seuls", "Les seules")) and qui["annee"].startswith(
        "Tout le monde"
    )
    assert any("CONFIDENTIEL" in ligne for ligne in modele.lisez_moi(schemas.charger("beneficiaires")))
    assert not any("CONFIDENTIEL" in ligne for ligne in modele.lisez_moi(schemas.charger("actions")))


@pytest.mark.parametrize("nom", REGISTRES)
def test_messages_hold_in_a_spreadsheet(nom: str):
    for colonne in modele.colonnes(schemas.charger(nom)):
        assert len(colonne.aide) <= 255 and len(modele.abrege(colonne.titre, 32)) <= 32
        assert len(colonne.refus if colonne.sorte != "texte" or colonne.longueur else "") <= 255


def test_another_format_is_refused(tmp_path: Path):
    with pytest.raises(SpaserErreur, match=r"\.xlsx ou en \.ods"):
        gabarit.ecrire(schemas.charger("actions"), tmp_path / "x.csv")
    assert shutil.which("soffice") is None or not (tmp_path / "x.csv").exists()
