"""Law 5 in the reports: what the disclosure control holds back is in no public file, whatever it was read from."""

import zipfile
from pathlib import Path

import pytest

from pipelines.rapports import ecrire
from pipelines.rapports.annuel import rapport_annuel
from pipelines.rapports.legal import rapport_legal
from pipelines.rapports.matiere import Matiere, Periode
from pipelines.rapports.tableaux_de_bord import tableau_de_bord
from tests.rapports.monde import VILLE, definition, indicateur, legaux, ligne, matiere

DEUX_ANS = Periode(2024, 2025)
CACHE = {"secret": "masque_primaire", "note": "Le foyer Untel, 7777 heures."}


def secrets(*, interne: bool) -> Matiere:
    """A masked value (8 888,5), a masked part (5555: « tranche-7 »), a masked rate (77,7 %), as a private file has."""
    lignes = [
        *legaux(),
        ligne(
            "h",
            None,
            2025,
            unite="heures",
            perimetre="sans_objet",
            valeur="8888.5",
            numerateur="8888.5",
            **CACHE,
        ),
        ligne(
            "h",
            None,
            2025,
            unite="heures",
            perimetre="sans_objet",
            dimension="age",
            modalite="tranche-7",
            valeur=5555,
            **CACHE,
        ),
        ligne(
            "L2111-3_inclusif",
            None,
            valeur="0.777",
            numerateur=6666,
            denominateur=9999,
            couverture=1,
            **CACHE,
        ),
        ligne(
            "national-i7",
            VILLE,
            2025,
            unite="eur_ht",
            perimetre="sans_objet",
            valeur="4444444.44",
            couverture=1,
            **CACHE,
        ),
    ]
    suivi = definition(
        (indicateur("h", "heures_insertion_realisees", unite="heures", axe_numero="1", axe="Emploi"),)
    )
    return matiere(lignes, suivi, interne=interne)


def ecrits(m: Matiere, dossier: Path) -> dict[str, str]:
    """Every file of the four reports, as text; spaces of any width made plain."""
    faits = [
        *ecrire.ecrire(rapport_legal(m, DEUX_ANS), dossier, "legal"),
        *ecrire.ecrire_table(m, DEUX_ANS, None, dossier, "legal"),
        *ecrire.ecrire(rapport_annuel(m, 2025), dossier, "annuel"),
        *ecrire.ecrire(tableau_de_bord(m, "deploiement", 2025), dossier, "deploiement"),
    ]
    dits = {}
    for fait in faits:
        octets = fait.read_bytes()
        if fait.suffix == ".odt":
            with zipfile.ZipFile(fait) as archive:
                octets = b"".join(archive.read(nom) for nom in archive.namelist())
        dits[fait.name] = octets.decode("utf-8", "replace").replace("\u202f", " ").replace("\u00a0", " ")
    return dits


@pytest.mark.parametrize(
    "cache",
    [
        "8 888",
        "8888",
        "5555",
        "5 555",
        "tranche-7",
        "77,7",
        "77.7",
        "6666",
        "6 666",
        "4 444",
        "Untel",
        "7777",
    ],
)
def test_nothing_held_back_is_in_any_public_file(cache: str, tmp_path: Path):
    assert [nom for nom, dit in ecrits(secrets(interne=False), tmp_path).items() if cache in dit] == []


def test_a_part_that_is_held_back_is_not_even_there():
    assert [r["modalite"] for r in secrets(interne=False).annee("h", None, 2025)] == ["ensemble"]
    assert [r["modalite"] for r in secrets(interne=True).annee("h", None, 2025)] == ["ensemble", "tranche-7"]


def test_the_public_report_says_that_something_is_held_back(tmp_path: Path):
    dits = ecrits(secrets(interne=False), tmp_path)
    assert "non publié" in dits["annuel.html"] and "non publié" in dits["legal.odt"]
    assert not any("DOCUMENT INTERNE" in dit for dit in dits.values())
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o644}


def test_the_internal_report_has_it_says_so_on_each_page_and_is_for_its_owner(tmp_path: Path):
    dossier = tmp_path / "rapports"
    dits = ecrits(secrets(interne=True), dossier)
    assert "8 888,50 h" in dits["annuel.html"] and "tranche-7" in dits["annuel.odt"]
    assert (
        "77,7 %" in dits["legal.html"]
        and "4 444 444,44 €" in dits["legal.odt"]
        and "77.7000" in dits["legal.csv"]
    )
    assert all("DOCUMENT INTERNE" in dit for nom, dit in dits.items() if nom.endswith((".odt", ".html")))
    assert {p.stat().st_mode & 0o777 for p in dossier.iterdir()} == {
        0o600
    } and dossier.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path):
    tmp_path.chmod(0o755)
    ecrits(secrets(interne=True), tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
