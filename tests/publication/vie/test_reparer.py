"""`spaser repair`: what says what is in force is made again from the versions, whose bytes never change."""

import shutil
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.vie.reparer import reparer
from pipelines.publication.vie.verifier import verifier
from tests.publication.petit import DECEMBRE, latest, octets, publier

V1, V2, V3 = "2026.11.1", "2026.11.2", "2026.12.1"


def versions(depot: Path) -> dict[str, bytes]:
    return {nom: contenu for nom, contenu in octets(depot).items() if nom.startswith("versions/")}


@pytest.mark.parametrize("perte", ["perdu", "illisible", "un octet"])
def test_a_latest_lost_or_altered_comes_back_byte_for_byte(depot: Path, perte: str):
    avant, chemin = octets(depot), depot / "latest.json"
    if perte == "perdu":
        chemin.unlink()
    else:
        chemin.write_bytes(
            b"{" if perte == "illisible" else chemin.read_bytes().replace(b'"Essai"', b'"Essaj"')
        )
    with pytest.raises(SpaserErreur, match="spaser repair exemple"):
        publier(depot, 4)
    dits = reparer(depot)
    assert any("latest.json" in dit and V3 in dit for dit in dits)
    assert {n: o for n, o in octets(depot).items() if not n.startswith(".ecartes/")} == avant
    assert (depot / ".ecartes" / "latest-1.json").exists() == (perte != "perdu")
    assert reparer(depot) == []


def test_an_old_latest_put_back_is_moved_on(depot: Path, tmp_path: Path):
    avant, ailleurs = octets(depot), tmp_path / "ailleurs" / "exemple"
    publier(ailleurs, 1)
    shutil.copy(ailleurs / "latest.json", depot / "latest.json")
    assert any("retour en arrière" in dit for dit in reparer(depot))
    assert octets(depot)["latest.json"] == avant["latest.json"] and verifier(depot).fautes == []


def test_a_version_that_vanished_leaves_the_last_whole_one_with_a_higher_rank(depot: Path):
    shutil.rmtree(depot / "versions" / V3)
    with pytest.raises(SpaserErreur, match=rf"nomme la version {V3}, qui n'est plus là.*spaser repair"):
        publier(depot, 4)
    reparer(depot)
    assert (latest(depot)["version"], latest(depot)["sequence"]) == (V2, 4)
    assert publier(depot, 4, DECEMBRE) == "2026.12.2" and latest(depot)["sequence"] == 5


def test_an_altered_version_is_passed_over_and_named(depot: Path):
    path = depot / "versions" / V3 / "contrats.csv"
    path.chmod(0o644)
    path.write_bytes(b"x")
    (depot / "latest.json").unlink()
    avant = versions(depot)
    dits = reparer(depot)
    assert (latest(depot)["version"], latest(depot)["sequence"]) == (V2, 4)
    assert any(f"À vous : versions/{V3}/contrats.csv" in dit for dit in dits)
    assert versions(depot) == avant


def test_nothing_whole_is_said(depot: Path):
    for path in depot.glob("versions/*/SHA256SUMS"):
        path.chmod(0o644)
        path.write_bytes(b"x")
    (depot / "latest.json").unlink()
    with pytest.raises(SpaserErreur, match="aucune version n'est entière"):
        reparer(depot)


@pytest.mark.parametrize("nom", ["index.json", "feed.xml", "latest"])
def test_what_is_derived_comes_back_byte_for_byte(depot: Path, nom: str):
    avant = octets(depot)
    (depot / nom).unlink()
    assert reparer(depot) == [f"{nom} : refait depuis les versions."]
    assert octets(depot) == avant
