"""Several publishers and readers at once, one that is stopped, a clock that goes back."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot import en_vigueur, lire_fichier
from pipelines.publication.vie.verifier import verifier
from tests.publication.pannes.outils import environnement, publier_a_part
from tests.publication.petit import NOVEMBRE, latest, publier

PUBLIEURS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import petit
from pipelines.commun.erreurs import SpaserErreur
faits = refus = 0
for rang in range(int(sys.argv[3]), 10_000, 3):
    if faits + refus >= int(sys.argv[4]): break
    try:
        petit.publier(Path(sys.argv[2]), rang)
        faits += 1
    except SpaserErreur as erreur:
        assert "en cours (processus" in str(erreur), erreur
        refus += 1
print(faits, refus)
"""
ICI = Path(__file__).parent
TOURS = int(os.environ.get("TOURS", "6"))


def lire_sans_fin(depot: Path, fini: threading.Event, lues: list[str], fautes: list[str]) -> None:
    """Read as a reader must: latest.json, then what it names, each file proved."""
    while not fini.is_set():
        try:
            vue = en_vigueur(depot)
            if vue:
                lire_fichier(depot, vue["version"], "contrats.csv")
                lues.append(vue["version"])
        except (SpaserErreur, OSError, ValueError) as erreur:
            fautes.append(str(erreur))
        time.sleep(0.01)


def test_three_publishers_and_two_readers_at_once(lieu: Path):
    depot, fini = lieu / "exemple", threading.Event()
    publier(depot, 10_000)
    lues: list[str] = []
    fautes: list[str] = []
    lecteurs = [threading.Thread(target=lire_sans_fin, args=(depot, fini, lues, fautes)) for _ in range(2)]
    for lecteur in lecteurs:
        lecteur.start()
    commande = [sys.executable, "-c", PUBLIEURS, str(ICI.parent), str(depot)]
    trois = [
        subprocess.Popen(
            [*commande, str(n), str(TOURS)], env=environnement(), stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    sorties = [processus.communicate(timeout=300)[0].split() for processus in trois]
    fini.set()
    for lecteur in lecteurs:
        lecteur.join()
    faits = sum(int(sortie[0]) for sortie in sorties)
    refus = sum(int(sortie[1]) for sortie in sorties)
    assert faits + refus == 3 * TOURS and faits > 0
    assert fautes == [] and lues
    assert latest(depot)["sequence"] == faits + 1 and verifier(depot).fautes == []
    print(
        f"\n{faits} publiées, {refus} refusées par le verrou, {len(lues)} lectures entières, {len(fautes)} brisées"
    )


ARRETE = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import petit
from pipelines.publication import depot
vrai = depot.numero_suivant
def attendre(*arguments):
    os.kill(os.getpid(), signal.SIGSTOP)
    return vrai(*arguments)
depot.numero_suivant = attendre
petit.publier(Path(sys.argv[2]), 2)
"""


def test_a_stopped_publisher_holds_the_folder_until_it_dies(lieu: Path):
    depot = lieu / "exemple"
    publier(depot, 1)
    avant = latest(depot)
    commande = [sys.executable, "-c", ARRETE, str(ICI.parent), str(depot)]
    arrete = subprocess.Popen(commande, env=environnement())
    _, etat = os.waitpid(arrete.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(etat)
    try:
        with pytest.raises(SpaserErreur, match=rf"« exemple » est en cours \(processus {arrete.pid}\)"):
            publier(depot, 3)
        assert latest(depot) == avant
    finally:
        arrete.send_signal(signal.SIGKILL)
        arrete.wait()
    assert publier(depot, 3) == "2026.11.2" and verifier(depot).fautes == []


def test_an_earlier_day_grows_all_the_same(lieu: Path):
    """The clock of a release is `arrete_au`: an earlier day takes a number of its month, and a higher rank."""
    depot = lieu / "exemple"
    jours = [NOVEMBRE, dt.date(2024, 2, 29), NOVEMBRE, dt.date(2038, 1, 20), dt.date(2026, 10, 25)]
    numeros = [publier(depot, rang, jour) for rang, jour in enumerate(jours)]
    assert numeros == ["2026.11.1", "2024.02.1", "2026.11.2", "2038.01.1", "2026.10.1"]
    assert latest(depot)["sequence"] == 5 and verifier(depot).fautes == []


@pytest.mark.outil("faketime")
@pytest.mark.parametrize("heure", ["2024-11-22 12:00:00", "2038-01-20 03:14:08"])
def test_the_clock_of_the_machine_changes_nothing(lieu: Path, heure: str):
    ici, ailleurs = lieu / "ici" / "exemple", lieu / "ailleurs" / "exemple"
    publier(ici, 1)
    publier(ici, 2)
    publier(ailleurs, 1)
    code, dit = publier_a_part(ailleurs, 2, "faketime", heure)
    assert code == 0, dit
    assert json.dumps(latest(ici)) == json.dumps(latest(ailleurs))
    assert (ici / "feed.xml").read_bytes() == (ailleurs / "feed.xml").read_bytes()
