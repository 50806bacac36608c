"""The steps of a run and law 9: real files never take the registers of the fictional community, nor the reverse."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines import etapes

RACINE = Path(__file__).parents[2]
REEL = {
    "marches": {
        "marche": [
            {"id": "2024001", "acheteur": {"id": "21330063500017"}, "objet": "Travaux", "montant": 100000}
        ]
    }
}


@pytest.fixture
def reel(tmp_path: Path) -> Path:
    (tmp_path / "decp-reel.json").write_text(json.dumps(REEL), encoding="utf-8")
    return tmp_path / "decp-reel.json"


def test_real_files_do_not_take_fictional_registers(reel: Path, tmp_path: Path):
    ctx = etapes.preparer(
        "exemple", racine=RACINE, decp=[reel], travail=tmp_path / "t", published=tmp_path / "p"
    )
    assert (ctx.slug, ctx.registres) == ("essai", None)
    assert etapes.registres(ctx) is None and not (tmp_path / "t" / "registres").exists()


def test_fictional_files_do_not_take_real_registers(tmp_path: Path):
    edition = tmp_path / "spasers" / "ville" / "2026"
    edition.mkdir(parents=True)
    definition = 'titre: "Ville"\nedition: "2026"\nregistres: data/raw/ville/registres\n'
    (edition / "spaser.yaml").write_text(definition, encoding="utf-8")
    decp = RACINE / "data" / "raw" / "exemple" / "decp" / "pes_2025.json"
    ctx = etapes.preparer("ville", racine=tmp_path, decp=[decp])
    assert (ctx.slug, ctx.fictif, ctx.registres) == ("exemple-ville", True, None)


def test_the_fictional_community_has_its_registers():
    ctx = etapes.preparer("exemple", racine=RACINE)
    assert ctx.registres == RACINE / "data/raw/exemple/registres"


def test_private_files_that_git_does_not_hold_are_made_again(tmp_path: Path):
    from pipelines.etapes_registres import _recreer_prives
    from pipelines.livraisons.journal import chemins_declares

    depot = tmp_path / "registres"
    shutil.copytree(RACINE / "data/raw/exemple/registres", depot)
    assert not all(chemin.is_file() for chemin in chemins_declares(depot))
    _recreer_prives(depot)
    assert all(chemin.is_file() for chemin in chemins_declares(depot))


def test_a_run_without_registers_takes_away_what_an_earlier_one_made(reel: Path, tmp_path: Path):
    ctx = etapes.preparer(
        "exemple", racine=RACINE, decp=[reel], travail=tmp_path / "t", published=tmp_path / "p"
    )
    (ctx.travail / "registres").mkdir(parents=True)
    ctx.tables.mkdir(parents=True)
    etapes.registres(ctx)
    etapes.lire(ctx)
    etapes.etablir_contrats(ctx)
    (ctx.tables / "union_contrats.parquet").touch()
    assert etapes.unir(ctx) is None
    assert not (ctx.tables / "union_contrats.parquet").exists() and not (ctx.travail / "registres").exists()
