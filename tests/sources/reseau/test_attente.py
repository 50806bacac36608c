"""How long is waited between two tries, and how many downloads one host is asked for at once."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.sources.attente import quand
from pipelines.sources.politique import Politique, place
from pipelines.sources.refus import Echec, SourceInjoignable
from pipelines.sources.transport import telecharger
from tests.sources.reseau.serveur import Serveur, document, reponse

BON = reponse(corps=document(20))
MIDI = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("statut", [429, 503])
@pytest.mark.parametrize(("dit", "secondes"), [("7", 7), ("Sun, 22 Nov 2026 12:00:40 GMT", 40), ("60", 60)])
def test_what_the_server_asks_is_waited(
    statut: int,
    dit: str,
    secondes: float,
    serveur: Serveur,
    politique: Politique,
    pauses: list[float],
    tmp_path: Path,
):
    serveur.joue("/x", reponse(statut, Retry_After=dit), BON)
    datee = replace(politique, total_s=600, maintenant=lambda: MIDI)
    assert telecharger(serveur.url("/x"), tmp_path / "x", datee).essais == 2
    assert pauses == [secondes]


@pytest.mark.parametrize(
    ("dit", "quand_"),
    [("86400", "dans 1 jour"), ("61", "dans 1 minute"), ("Sun, 22 Nov 2026 15:00:00 GMT", "dans 3 heures"),
     ("9" * 400, "dans ")],
)  # fmt: skip
def test_beyond_the_cap_it_gives_up_and_says_when_to_come_back(
    dit: str, quand_: str, serveur: Serveur, politique: Politique, pauses: list[float], tmp_path: Path
):
    serveur.joue("/x", reponse(429, Retry_After=dit), BON)
    with pytest.raises(SourceInjoignable, match=f"trop de demandes .* revenez {quand_}"):
        telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, maintenant=lambda: MIDI))
    assert (pauses, len(serveur.requetes)) == ([], 1)


@pytest.mark.parametrize(
    "dit", ["soon", "", "-5", "1.5", "0", "²", "Sun, 22 Nov 2026 11:00:00 GMT", "Sun, 99 Nov 2026", "é"]
)
def test_what_cannot_be_obeyed_is_a_back_off(
    dit: str, serveur: Serveur, politique: Politique, pauses: list[float], tmp_path: Path
):
    serveur.joue("/x", reponse(429, Retry_After=dit.encode("utf-8").decode("latin-1")), BON)
    telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, maintenant=lambda: MIDI))
    assert len(pauses) == 1 and 0.5 <= pauses[0] <= 1


def test_pauses_double_up_to_the_cap(
    serveur: Serveur, politique: Politique, pauses: list[float], tmp_path: Path
):
    serveur.joue("/x", reponse(503))
    with pytest.raises(SourceInjoignable, match="6 essais"):
        telecharger(
            serveur.url("/x"), tmp_path / "x", replace(politique, essais=6, attente_max_s=4, total_s=60)
        )
    assert [0.5 * p <= attendu <= p for p, attendu in zip([1, 2, 4, 4, 4], pauses, strict=True)] == [True] * 5


def test_a_wait_that_would_pass_the_total_is_not_begun(
    serveur: Serveur, politique: Politique, pauses: list[float], tmp_path: Path
):
    serveur.joue("/x", reponse(429, Retry_After="30"))
    with pytest.raises(SourceInjoignable, match="ne suffit pas pour un autre essai"):
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert pauses == []


@pytest.mark.parametrize(
    ("secondes", "dit"),
    [(0.2, "dans 1 seconde"), (45, "dans 45 secondes"), (90, "dans 2 minutes"), (7200, "dans 2 heures")],
)
def test_durations_as_people_say_them(secondes: float, dit: str):
    assert quand(secondes) == dit


def test_no_more_than_two_at_once_for_one_host(serveur: Serveur, politique: Politique, tmp_path: Path):
    ensemble, plus, verrou = 0, [0], threading.Lock()

    def lent(prise, requete) -> None:
        nonlocal ensemble
        with verrou:
            ensemble += 1
            plus.append(ensemble)
        time.sleep(0.04)
        with verrou:
            ensemble -= 1  # before the end is seen
        BON(prise, requete)

    serveur.joue("/x", lent)
    fils = [
        threading.Thread(target=telecharger, args=(serveur.url("/x"), tmp_path / f"{i}", politique))
        for i in range(8)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert max(plus) == 2 and len(list(tmp_path.iterdir())) == 8


def test_a_place_is_waited_for_no_longer_than_the_total(politique: Politique):
    une = replace(politique, par_hote=1)
    with place("a", 1, une, time.monotonic() + 1):
        with (
            pytest.raises(Echec, match="les autres téléchargements"),
            place("a", 1, une, time.monotonic() + 0.05),
        ):
            pass
        with place("b", 1, une, time.monotonic()):
            pass
    with place("a", 1, une, time.monotonic()):
        pass
