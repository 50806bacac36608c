"""A big file sent in parts: joined whole, resumed where it was, begun again when the parts are lost."""

import hashlib
import json
from pathlib import Path

import pytest

from pipelines.publication.envoi import plan
from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.sources.politique import Politique
from tests.publication.envoi.doublure import DataGouv
from tests.publication.envoi.monde import Poussee, publier

GROS = "a,b\n" + "".join(f"{n},{n}\n" for n in range(700))
FICHIERS = {"contrats.csv": GROS, "contrats.schema.json": "{}"}


@pytest.fixture
def envoi(tmp_path: Path, site: DataGouv) -> Poussee:
    publier(tmp_path, fichiers=FICHIERS)
    return Poussee(tmp_path, site, choix={"morceau": 1000})


def depots(site: DataGouv) -> int:
    return len([ecrite for ecrite in site.ecrites() if ecrite.endswith("/upload/")])


def juste(site: DataGouv) -> bool:
    (ressource,) = [r for r in site.jeux.notre()["resources"] if r["title"] == "Contrats (CSV)"]
    sha1 = hashlib.sha1(GROS.encode(), usedforsecurity=False).hexdigest()
    return bool(ressource["checksum"]["value"] == sha1 and ressource["filesize"] == len(GROS))


def test_the_parts_make_the_file(envoi: Poussee, site: DataGouv):
    envoi.pousser()
    parts = -(-len(GROS) // 1000)
    assert parts > 2 and juste(site) and depots(site) == parts + 1 + 1  # joined, and the descriptor
    assert site.jeux.morceaux == {} and envoi.pousser().faites == ()


def test_it_goes_on_from_the_part_where_it_was_cut(envoi: Poussee, site: DataGouv, tmp_path: Path):
    envoi.politique = Politique(total_s=20, recul_s=0, essais=1)
    troisieme = [3]

    def couper(methode: str, chemin: str) -> tuple[int, dict[str, str]] | None:
        if chemin.endswith("/upload/"):
            troisieme[0] -= 1
            return (503, {}) if troisieme[0] == 0 else None
        return None

    site.pannes.quand = couper
    with pytest.raises(EnvoiRefuse):
        envoi.pousser()
    avant, gardes = depots(site), len(site.jeux.morceaux)
    assert gardes == 2
    envoi.pousser()
    parts = -(-len(GROS) // 1000)
    assert juste(site) and depots(site) - avant == parts - gardes + 2
    assert "morceaux" not in json.loads((tmp_path / "exemple/data_gouv.json").read_text())[site.url]


def test_lost_parts_are_all_sent_again_under_another_name(envoi: Poussee, site: DataGouv):
    vidages = [1]

    def vider(methode: str, chemin: str) -> None:
        if vidages[0] and len(site.jeux.morceaux) == 2:
            vidages[0] -= 1
            site.jeux.morceaux.clear()

    site.pannes.quand = vider
    envoi.pousser()
    assert juste(site)


def test_a_replaced_file_keeps_its_id_when_it_leaves_in_parts(envoi: Poussee, site: DataGouv, tmp_path: Path):
    envoi.pousser()
    avant = [r["id"] for r in site.jeux.notre()["resources"]]
    publier(tmp_path, sequence=2, version="2026.06.2", fichiers=FICHIERS | {"contrats.csv": GROS + "x,y\n"})
    envoi.pousser()
    assert [r["id"] for r in site.jeux.notre()["resources"]] == avant
    assert site.jeux.notre()["resources"][0]["filesize"] == len(GROS) + 4


def test_parts_of_another_file_are_not_mixed(envoi: Poussee, site: DataGouv, tmp_path: Path):
    envoi.politique = Politique(total_s=20, recul_s=0, essais=1)
    site.pannes.quand = lambda *_: (503, {}) if len(site.jeux.morceaux) == 2 else None
    with pytest.raises(EnvoiRefuse):
        envoi.pousser()
    site.pannes.quand = lambda *_: None
    autre = GROS.replace("1", "7")
    publier(tmp_path, sequence=2, version="2026.06.2", fichiers=FICHIERS | {"contrats.csv": autre})
    assert plan.REMPLACER not in {action.genre for action in envoi.pousser().faites}
    (ressource,) = [r for r in site.jeux.notre()["resources"] if r["title"] == "Contrats (CSV)"]
    assert site.jeux.fichiers[ressource["url"]].decode() == autre


def test_each_part_has_its_own_tries(envoi: Poussee, site: DataGouv):
    """A long upload over a bad line goes on as long as parts arrive."""
    recus = [0]

    def une_fois_sur_deux(methode: str, chemin: str) -> tuple[int, dict[str, str]] | None:
        recus[0] += chemin.endswith("/upload/")
        return (503, {}) if chemin.endswith("/upload/") and recus[0] % 2 else None

    site.pannes.quand = une_fois_sur_deux
    envoi.pousser()
    assert -(-len(GROS) // 1000) + 1 > envoi.politique.essais - 1 and juste(site)
