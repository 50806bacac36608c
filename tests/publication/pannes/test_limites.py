"""No room, no right, no descriptor: a sentence says so, the former release stays whole, the next run succeeds."""

import os
import resource
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.vie.reparer import reparer
from pipelines.publication.vie.verifier import verifier
from tests.publication.pannes.outils import publier_a_part
from tests.publication.petit import latest, octets, publier


@pytest.fixture
def depot(lieu: Path) -> Path:
    publier(lieu / "exemple", 1)
    return lieu / "exemple"


def juger(depot: Path, avant: dict[str, bytes], code: int, dit: str, *mots: str) -> None:
    assert code == 1 and all(mot in dit for mot in mots) and "Traceback" not in dit, dit
    assert octets(depot) == avant
    assert verifier(depot).fautes == []
    assert publier(depot, 2) == "2026.11.2"


@pytest.mark.parametrize("taille", [0, 100, 900])
def test_a_file_that_grows_beyond_the_limit(depot: Path, taille: int):
    """Of datapackage.json, of contrats.csv, of anything: the signal is ignored, the call fails (EFBIG)."""
    avant = octets(depot)
    code, dit = publier_a_part(depot, 2, "prlimit", f"--fsize={taille}")
    juger(depot, avant, code, dit, "abandonnée", "dépasse la taille permise")


def test_what_is_derived_does_not_fit_and_the_version_is_published_all_the_same(depot: Path):
    """index.json is the largest file here."""
    code, dit = publier_a_part(depot, 2, "prlimit", "--fsize=2200")
    assert code == 1 and "l'est bien (latest.json)" in dit and "spaser repair exemple" in dit, dit
    assert latest(depot)["version"] == "2026.11.2"
    constat = verifier(depot)
    assert constat.fautes == [] and any("index.json est en retard" in reste for reste in constat.restes)
    assert "index.json : refait depuis les versions." in reparer(depot) and verifier(depot).restes == []


def test_no_more_descriptors(depot: Path):
    avant, (souple, dure) = octets(depot), resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, dure))
    pris: list[int] = []
    try:
        with suppress(OSError):
            while True:
                pris.append(os.open(os.devnull, os.O_RDONLY))
        os.close(pris.pop())
        with pytest.raises(SpaserErreur, match="trop de fichiers sont ouverts"):
            publier(depot, 2)
    finally:
        for descripteur in pris:
            os.close(descripteur)
        resource.setrlimit(resource.RLIMIT_NOFILE, (souple, dure))
    assert octets(depot) == avant and publier(depot, 2) == "2026.11.2"


@pytest.mark.outil("setpriv")
def test_no_right_to_write(depot: Path):
    avant = octets(depot)
    for path in (depot.parent, depot):
        path.chmod(0o755)
    code, dit = publier_a_part(depot, 2, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    juger(depot, avant, code, dit, "abandonnée", "l'accès est interdit", "Donnez à ce compte")


def test_no_room_is_seen_before_anything_is_written(depot: Path):
    avant = octets(depot)
    with pytest.raises(SpaserErreur, match=r"Il faut environ .* Mo sur le disque .* libérez de la place"):
        publier(depot, 2, octets_attendus=10**18)
    assert octets(depot) == avant and latest(depot)["sequence"] == 1
