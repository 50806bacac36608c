"""A register about persons is answered with places and rules: no value of its people leaves the file that was sent."""

import stat
import zipfile
from pathlib import Path

import pytest

from tests.rapport import rendus
from tests.rapport.envois import FEUILLE, FORMATS, Envoi, lire_json, registre

OPTIONS = {"csv": ("--encodage", "cp1252"), "xlsx": (), "ods": ()}
# Values that the columns about persons hold, right or wrong: none of them may be said.
SECRETS = ("77123456700018", "987654321", "4242.42", "Dupont", "7,71234567E+13")


def heures() -> Envoi:
    envoi = registre("heures_insertion", 6)
    for rang, champ, valeur in (
        (0, "structure_siret", SECRETS[0]),  # wrong key
        (1, "structure_siret", SECRETS[1]),  # wrong shape
        (2, "heures_validees", SECRETS[2]),  # more than the hours done
        (3, "heures_realisees", SECRETS[3]),  # no number
        (4, "nb_beneficiaires", f"-{SECRETS[1]}"),
        (4, "structure_siret", SECRETS[4]),  # rounded by a spreadsheet: the reader asks
        (5, "type_structure", "SARL"),  # a column that may be shown
    ):
        envoi.ecrire(rang, champ, valeur)
    return envoi


@pytest.mark.parametrize("forme", FORMATS)
def test_no_value_about_persons_is_said(spaser, tmp_path: Path, forme: str):
    path = heures().deposer(tmp_path, forme)
    retour, rapport, page = tmp_path / f"rendu.{forme}", tmp_path / "r.json", tmp_path / "r.html"
    options = ("--json", rapport, "--html", page, "--retour", retour, *OPTIONS[forme])
    fin = spaser("validate", path, "--schema", "heures_insertion", *options)
    assert fin.code == 1
    lu = lire_json(rapport)
    assert {e["champ"] for e in lu["erreurs"]} == {
        "structure_siret", "heures_validees", "heures_realisees", "nb_beneficiaires", "type_structure"
    }  # fmt: skip
    assert {e["valeur"] for e in lu["erreurs"]} == {None, "SARL"}
    dit = fin.tout + rapport.read_text() + page.read_text()
    if forme == "csv":
        dit += "".join(rendus.lignes_csv(retour).values())
    else:
        marques = getattr(rendus, f"marques_{forme}")(retour, FEUILLE)
        dit += "".join(texte for _, texte in marques.values())
        dit += "".join(getattr(rendus, f"textes_{forme}")(retour))
    assert [secret for secret in SECRETS if secret in dit] == []
    assert "SARL" in dit


@pytest.mark.parametrize("forme", FORMATS)
def test_every_file_written_about_persons_is_private(spaser, tmp_path: Path, forme: str):
    path = heures().deposer(tmp_path, forme)
    retour, rapport, page = tmp_path / f"rendu.{forme}", tmp_path / "r.json", tmp_path / "r.html"
    options = ("--json", rapport, "--html", page, "--retour", retour, *OPTIONS[forme])
    spaser("validate", path, "--schema", "heures_insertion", *options)
    assert {stat.S_IMODE(p.stat().st_mode) for p in (retour, rapport, page)} == {0o600}


def test_a_file_about_persons_given_back_outside_its_folder_is_warned_about(spaser, tmp_path: Path):
    path = heures().deposer(tmp_path, "xlsx")
    dehors = spaser("validate", path, "--schema", "heures_insertion", "--retour", tmp_path / "rendu.xlsx")
    assert "hors d'un dossier data/raw/<slug>/prive" in " ".join(dehors.tout.split())
    prive = tmp_path / "prive"
    prive.mkdir()
    dedans = spaser("validate", path, "--schema", "heures_insertion", "--retour", prive / "rendu.xlsx")
    assert "canal protégé" not in dedans.tout


def test_the_preview_hides_them_too(spaser, tmp_path: Path):
    fin = spaser("validate", heures().deposer(tmp_path, "xlsx"), "--schema", "heures_insertion", "--apercu")
    assert fin.code == 0
    assert [secret for secret in SECRETS if secret in fin.tout] == []
    assert "SARL" in fin.tout and "valeurs non montrées" in fin.tout


def test_a_schema_without_marks_shows_nothing(spaser, tmp_path: Path):
    """A schema of the national catalogue says nothing of persons: silence is not a permission."""
    schema = tmp_path / "schema.json"
    schema.write_text('{"fields": [{"name": "code", "type": "integer"}, {"name": "nom", "type": "string"}]}')
    path = tmp_path / "a.csv"
    path.write_text("code,nom\nDupont,x\n")
    fin = spaser("validate", path, "--schema", schema, "--json", tmp_path / "r.json")
    assert fin.code == 1
    assert "Dupont" not in fin.tout + (tmp_path / "r.json").read_text()
    assert lire_json(tmp_path / "r.json")["erreurs"][0]["champ"] == "code"


def test_nothing_is_left_behind(spaser, tmp_path: Path, monkeypatch):
    import tempfile

    brouillons = tmp_path / "brouillons"
    brouillons.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(brouillons))
    path = heures().deposer(tmp_path, "ods")
    spaser("validate", path, "--schema", "heures_insertion", "--retour", tmp_path / "rendu.ods")
    assert list(brouillons.iterdir()) == []
    abime = tmp_path / "abime.xlsx"
    abime.write_bytes(b"PK\x03\x04 rien")
    assert spaser("validate", abime, "--schema", "heures_insertion").code == 2
    assert list(brouillons.iterdir()) == []


def test_the_returned_workbook_holds_the_senders_cells_and_no_more(spaser, tmp_path: Path):
    """What the sender wrote is still in his cells, once: it was not copied elsewhere in the archive."""
    path = heures().deposer(tmp_path, "xlsx")
    retour = tmp_path / "rendu.xlsx"
    spaser("validate", path, "--schema", "heures_insertion", "--retour", retour)
    with zipfile.ZipFile(retour) as archive:
        ou = [nom for nom in archive.namelist() if SECRETS[0].encode() in archive.read(nom)]
    assert ou in (["xl/worksheets/sheet2.xml"], ["xl/sharedStrings.xml"])
