"""A run read later: on its own day, under its own name, whatever files it was given, and no other definition."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines import etapes
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import Contexte

RACINE = Path(__file__).parents[1]


def preparer(racine: Path, travail: Path, slug: str = "exemple", **plus: object) -> Contexte:
    return etapes.preparer(slug, racine=racine, travail=travail, published=travail, **plus)  # type: ignore[arg-type]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """A copy of the definitions, beside the data of the repository."""
    shutil.copytree(RACINE / "spasers", tmp_path / "racine" / "spasers")
    (tmp_path / "racine" / "data").symlink_to(RACINE / "data")
    return tmp_path / "racine"


def test_a_run_is_read_on_its_own_day(racine: Path, tmp_path: Path) -> None:
    travail = tmp_path / "travail"
    etapes.noter(preparer(racine, travail, arrete_au=date(2026, 5, 31)))
    assert preparer(racine, travail, relire=True).arrete_au == date(2026, 5, 31)
    assert preparer(racine, travail).arrete_au == date(2026, 6, 30)


def test_a_run_on_files_that_are_given_is_read_without_them(racine: Path, tmp_path: Path) -> None:
    """The national definition has no files of its own: what was read is in the work folder."""
    travail = tmp_path / "travail"
    [fichier] = list((RACINE / "data/raw/exemple/decp").glob("pes_2024.json"))
    lu = preparer(racine, travail, "national", decp=[fichier])
    etapes.noter(lu)
    relu = preparer(racine, travail, "national", relire=True)
    assert (
        (relu.slug, relu.fictif, relu.modele)
        == (lu.slug, lu.fictif, lu.modele)
        == ("exemple-national", True, "national")
    )
    with pytest.raises(SpaserErreur, match="n'a aucun fichier DECP"):
        preparer(racine, tmp_path / "rien", "national", relire=True)


def test_another_definition_is_not_that_of_the_run(racine: Path, tmp_path: Path) -> None:
    travail = tmp_path / "travail"
    etapes.noter(preparer(racine, travail))
    [fiche] = racine.glob("spasers/exemple/*/spaser.yaml")
    texte = fiche.read_text(encoding="utf-8")
    fiche.write_text(texte.replace('debut: "2023-01-01"', 'debut: "2023-02-01"', 2), encoding="utf-8")
    with pytest.raises(SpaserErreur, match="a changé depuis le dernier traitement"):
        preparer(racine, travail, relire=True)


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("registres: data/raw/exemple/registres", "registres: data/raw/exemple/registre", "n'existe pas"),
        ('arrete_au: "2026-06-30"', 'arrete_au: "2026-06"', "n'est pas une date"),
        ("entrees:", "entrees: x\nautres:", "est une liste de chemins"),
        ("acheteurs:", "acheteurs: [a]\nautres:", "chacun a un « siren »"),
    ],
)
def test_what_a_definition_cannot_say_is_told_in_a_sentence(
    racine: Path, tmp_path: Path, avant: str, apres: str, phrase: str
) -> None:
    [fiche] = racine.glob("spasers/exemple/*/spaser.yaml")
    texte = fiche.read_text(encoding="utf-8")
    assert avant in texte
    fiche.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
    with pytest.raises(SpaserErreur, match=phrase):
        preparer(racine, tmp_path / "travail")


def test_a_definition_with_faults_is_not_run(racine: Path, tmp_path: Path) -> None:
    [table] = racine.glob("spasers/exemple/*/indicateurs.csv")
    texte = table.read_text(encoding="utf-8")
    table.write_text(texte.replace(",part_contrats,", ",part_contrat,", 1), encoding="utf-8")
    with pytest.raises(SpaserErreur, match=r"indicateurs.csv, ligne \d+ : La mesure « part_contrat »"):
        etapes.executer(preparer(racine, tmp_path / "travail"))
    assert not (tmp_path / "travail" / "tables").exists()
