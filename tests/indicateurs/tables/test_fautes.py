"""What stops the asset `resultats`: faults in the definitions that a run computes, and in no other."""

import shutil
from pathlib import Path

import pytest

from pipelines.contexte import Contexte, preparer
from pipelines.etapes_indicateurs import fautes

RACINE = Path(__file__).parents[3]


@pytest.fixture
def ctx(tmp_path: Path) -> Contexte:
    for slug in ("exemple", "national", "clermont"):
        shutil.copytree(RACINE / "spasers" / slug, tmp_path / "spasers" / slug)
    (tmp_path / "data/raw/exemple/registres").mkdir(parents=True)
    decp = sorted((RACINE / "data/raw/exemple/decp").glob("*.json"))
    return preparer("exemple", racine=tmp_path, decp=decp)


def abimer(racine: Path, slug: str) -> None:
    [path] = racine.glob(f"spasers/{slug}/*/indicateurs.csv")
    texte = path.read_text(encoding="utf-8")
    path.write_text(texte.replace(",part_contrats,", ",part_contrat,", 1), encoding="utf-8")


def test_the_definitions_of_this_repository_have_none(ctx: Contexte):
    assert fautes(ctx) == []


@pytest.mark.parametrize("slug", ["exemple", "national"])
def test_a_fault_is_told_at_its_place(ctx: Contexte, slug: str):
    abimer(ctx.racine, slug)
    [faute] = fautes(ctx)
    assert faute["fichier"].startswith(f"spasers/{slug}/") and faute["fichier"].endswith("/indicateurs.csv")
    assert (faute["colonne"], faute["code"]) == ("mesure", "mesure-inconnue")
    assert faute["ligne"] > 1 and "part_contrats" in faute["suggestion"]


def test_the_faults_of_another_spaser_stop_nothing(ctx: Contexte):
    abimer(ctx.racine, "clermont")
    assert fautes(ctx) == []


def test_a_definition_that_cannot_be_read_is_a_fault_and_not_a_crash(ctx: Contexte):
    [path] = ctx.racine.glob("spasers/exemple/*/objectifs.csv")
    path.write_bytes(b"objectif_id;indicateur_id\n\xe9;1\n")
    assert [f["code"] for f in fautes(ctx)] == ["illisible"]
