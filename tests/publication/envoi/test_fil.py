"""The wire: what is tried again and for how long, what is never repeated, answers that are not whole."""

from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.sources.politique import Politique
from tests.publication.envoi.doublure import DataGouv
from tests.publication.envoi.monde import Poussee


class Dormeur:
    """Sleeps in no time, and remembers."""

    def __init__(self) -> None:
        self.siestes: list[float] = []

    def __call__(self, secondes: float) -> None:
        self.siestes.append(secondes)


@pytest.fixture
def dormeur(poussee: Poussee) -> Dormeur:
    dormeur = Dormeur()
    poussee.politique = Politique(total_s=20, lecture_s=5, recul_s=0, dormir=dormeur)
    return dormeur


@pytest.mark.parametrize("statut", [429, 500, 502, 503, 504])
def test_a_read_that_fails_once_is_tried_again(
    poussee: Poussee, site: DataGouv, dormeur: Dormeur, statut: int
):
    site.pannes.statuts = {1: (statut, {}), 4: (statut, {})}
    poussee.pousser()
    assert len(site.jeux.notre()["resources"]) == 5 and len(dormeur.siestes) == 2


@pytest.mark.parametrize("statut", [429, 500, 503])
def test_a_write_that_fails_once_is_done_once(
    poussee: Poussee, site: DataGouv, dormeur: Dormeur, statut: int
):
    rate = []

    def une_fois(methode: str, chemin: str) -> tuple[int, dict[str, str]] | None:
        if methode != "GET" and (methode, chemin) not in rate:
            rate.append((methode, chemin))
            return statut, {}
        return None

    site.pannes.quand = une_fois
    poussee.pousser()
    assert len(site.jeux.tous) == 1 and len(site.jeux.notre()["resources"]) == 5
    assert poussee.pousser().faites == ()


def test_a_write_is_never_repeated_before_a_read(poussee: Poussee, site: DataGouv, dormeur: Dormeur):
    site.pannes.quand = lambda methode, _: (500, {}) if methode == "POST" else None
    with pytest.raises(EnvoiRefuse, match=r"la création du jeu n'a pas abouti.*4 essais.*Relancez plus tard"):
        poussee.pousser()
    ordre = [methode for methode, _, _ in site.requetes]
    assert ordre.count("POST") == 4
    assert all(suivante == "GET" for un, suivante in pairwise(ordre) if un == "POST")


def test_the_wait_that_the_site_asks_for_is_kept_when_it_is_short(
    poussee: Poussee, site: DataGouv, dormeur: Dormeur
):
    site.pannes.statuts = {2: (429, {"Retry-After": "7"})}
    poussee.pousser()
    assert dormeur.siestes == [7.0]


@pytest.mark.parametrize("statut", [429, 503])
def test_a_long_wait_is_not_waited_for(poussee: Poussee, site: DataGouv, dormeur: Dormeur, statut: int):
    site.pannes.quand = lambda methode, _: (statut, {"Retry-After": "7200"}) if methode == "POST" else None
    with pytest.raises(EnvoiRefuse, match="relancez dans 2 heures"):
        poussee.pousser()
    assert dormeur.siestes == [] and len(site.ecrites()) == 1


def test_an_answer_that_drips_is_cut_in_time(poussee: Poussee, site: DataGouv):
    poussee.politique = Politique(total_s=1, lecture_s=0.3, essais=1, recul_s=0)
    site.pannes.lenteur_s = 0.05
    with pytest.raises(EnvoiRefuse, match=r"trop lentement|temps accordé"):
        poussee.pousser()


def test_a_site_that_is_not_there(poussee: Poussee, tmp_path: Path):
    poussee.site.__exit__(None, None, None)
    poussee.politique = Politique(total_s=5, connexion_s=1, essais=2, recul_s=0)
    with pytest.raises(EnvoiRefuse, match=r"2 essais"):
        poussee.pousser()


def test_two_files_of_one_name_in_a_second_are_tried_again(
    poussee: Poussee, site: DataGouv, dormeur: Dormeur
):
    site.jeux.depots_en_500 = 2
    poussee.pousser()
    assert len(site.jeux.notre()["resources"]) == 5


def test_pauses_are_above_the_second_that_names_files():
    from pipelines.publication.envoi.fil import POLITIQUE
    from pipelines.sources.attente import pause

    assert all(pause(1, None, POLITIQUE) > 1 for _ in range(200))


def test_proxies_of_the_environment_are_not_followed(
    poussee: Poussee, site: DataGouv, monkeypatch: pytest.MonkeyPatch
):
    for nom in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(nom, "http://127.0.0.1:1")
    poussee.pousser()
    assert len(site.jeux.notre()["resources"]) == 5


def test_a_write_is_waited_for_longer_than_a_read(poussee: Poussee, site: DataGouv):
    """Joining the parts of a big file takes a while: given up too soon, the file would be there twice."""
    import time

    poussee.politique = Politique(total_s=20, lecture_s=0.3, essais=1, recul_s=0)
    site.pannes.quand = lambda methode, chemin: time.sleep(0.6) if chemin.endswith("/upload/") else None
    poussee.definition = poussee.definition | {
        "publication": {"data_gouv": {"organisation": "metropole", "formats": ["xlsx"]}}
    }
    poussee.pousser()
    assert len(site.jeux.notre()["resources"]) == 2


@pytest.mark.parametrize(
    "corps", [[], {"resources": [{"title": "x"}]}, {"resources": [{"id": "a", "extras": 3}]}]
)
def test_an_answer_of_another_shape(poussee: Poussee, site: DataGouv, corps: object):
    poussee.pousser()
    site.jeux._jeu = lambda *_: (200, corps)  # type: ignore[method-assign]
    with pytest.raises(EnvoiRefuse, match="pas la description d'un jeu"):
        poussee.pousser()
