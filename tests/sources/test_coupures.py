"""`spaser sources fetch` killed anywhere, started again until it ends: nothing by halves at any stop, the same store.

COUPURES is the number of series (6 by default), GRAINE the seed of the moments of death.
"""

import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources.datagouv import MINISTERE, DataGouv, Jeu
from tests.sources.magasin.outils import decp

RACINE = Path(__file__).parents[2]
SERIES = int(os.environ.get("COUPURES", "6"))
GRAINE = int(os.environ.get("GRAINE", "20261122"))
MORTS = 2
"""After so many deaths in a series, the harvest is left to end."""
MOIS = 8
DEMANDES = 1 + 2 * (MOIS + 1)
"""The requests of a whole harvest: the listing, then a permalink and a body for each month and the archive."""
FICHE = """
slug: "coupures"
edition: "2026"
titre: "Essai"
sources:
  - {{nom: "ministere", type: "ministere", api: "{url}", adresses_privees: ["{hote}"], ressources: ["decp-*"]}}
  - {{nom: "depot", type: "dossier", chemin: "depot"}}
"""


@pytest.fixture(scope="module")
def chantier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, DataGouv]]:
    """A dataset of eight months and an archive, and a folder; slow enough for a kill to fall within a body."""
    ici = tmp_path_factory.mktemp("coupures")
    for dossier in ("publie", "depot", "spasers/coupures/2026"):
        (ici / dossier).mkdir(parents=True)
    for mois in range(1, MOIS + 1):
        (ici / f"publie/decp-2024-{mois:02d}.json").write_bytes(decp(300 + mois, f"Mois {mois}"))
    (ici / "publie/decp-annee.json.gz").write_bytes(gzip.compress(decp(50, "Archive"), mtime=0))
    (ici / "depot/local.json").write_bytes(decp(20, "Local"))
    with DataGouv(Jeu(MINISTERE, ici / "publie")) as serveur:
        serveur.pannes.lenteur_s = 0.005
        texte = FICHE.format(url=serveur.url, hote=serveur.hote)
        (ici / "spasers/coupures/2026/spaser.yaml").write_text(texte, encoding="utf-8")
        yield ici, serveur


@pytest.fixture(scope="module")
def lieu(chantier: tuple[Path, DataGouv]) -> Path:
    return chantier[0]


@pytest.fixture(scope="module")
def reference(chantier: tuple[Path, DataGouv]) -> Path:
    """The store of a harvest that nothing interrupted."""
    lieu, serveur = chantier
    fait = lancer(lieu, "reference")
    sortie = fait.communicate(timeout=120)[0]
    assert fait.returncode == 0, sortie
    assert len(serveur.requetes) == DEMANDES
    assert len(list((lieu / "reference").glob("octets/*/*"))) == MOIS + 2
    return lieu / "reference"


def attendre(processus: "subprocess.Popen[str]", serveur: DataGouv, demandes: int) -> None:
    """Wait until that many requests have been made since the server started, or the harvest is over."""
    while len(serveur.requetes) < demandes and processus.poll() is None:
        time.sleep(0.001)


def lancer(lieu: Path, magasin: str) -> "subprocess.Popen[str]":
    commande = [sys.executable, "-m", "pipelines.cli", "sources", "fetch", "coupures", "--magasin", magasin]
    return subprocess.Popen(
        commande,
        cwd=lieu,
        env=os.environ | {"PYTHONPATH": str(RACINE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def entier(magasin: Path) -> None:
    """Nothing by halves: bytes are those of their name, a record speaks of bytes, what is in force exists."""
    for chemin in magasin.glob("octets/*/*"):
        assert hashlib.sha256(chemin.read_bytes()).hexdigest() == chemin.name
    for chemin in magasin.glob("jeux/*/*/*.json"):
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        octets = magasin / "octets" / lu["sha256"][:2] / lu["sha256"]
        assert octets.is_file(), f"{chemin.name} parle d'octets absents"
        assert (chemin.parent / f"{lu['sha256']}.json").is_file()
    for liste in magasin.glob("deplies/*/liste.json"):
        for membre in json.loads(liste.read_text(encoding="utf-8")):
            octets = (liste.parent / membre["chemin"]).read_bytes()
            assert hashlib.sha256(octets).hexdigest() == membre["sha256"]


def contenu(magasin: Path) -> dict[str, Any]:
    """All that a reader may open, but for the moment of reception."""
    trouve: dict[str, Any] = {}
    for chemin in sorted(p for p in magasin.rglob("*") if p.is_file() and p.name != ".verrou"):
        nom = chemin.relative_to(magasin).as_posix()
        trouve[nom] = chemin.read_bytes()
        if nom.startswith("jeux/"):
            trouve[nom] = json.loads(trouve[nom])
            trouve[nom].pop("recu_le", None)
    return trouve


@pytest.mark.parametrize("serie", range(SERIES))
def test_a_harvest_killed_anywhere_ends_as_one_that_was_not(
    chantier: tuple[Path, DataGouv], reference: Path, serie: int
):
    lieu, serveur = chantier
    hasard = random.Random(GRAINE + serie)
    magasin = lieu / f"magasin-{serie}"
    morts = 0
    for _ in range(MORTS):
        avant = len(serveur.requetes)
        processus = lancer(lieu, magasin.name)
        attendre(processus, serveur, avant + hasard.randint(1, DEMANDES - 1))
        time.sleep(hasard.uniform(0, 0.05))
        processus.kill()
        processus.communicate()
        morts += processus.returncode == -9
        entier(magasin)
    assert morts, "la récolte a fini avant d'être tuée : l'essai ne prouve rien"
    processus = lancer(lieu, magasin.name)
    sortie = processus.communicate(timeout=120)[0]
    assert processus.returncode == 0, sortie
    entier(magasin)
    assert contenu(magasin) == contenu(reference)


def test_what_was_received_before_the_kill_is_not_asked_for_again(lieu: Path, reference: Path):
    magasin = lieu / "magasin-reprise"
    processus = lancer(lieu, magasin.name)
    while not list(magasin.glob("jeux/jeu-*/*/en_vigueur.json")) and processus.poll() is None:
        time.sleep(0.001)
    processus.kill()
    processus.communicate()
    deja = len(list(magasin.glob("jeux/jeu-*/*/en_vigueur.json")))
    sortie = lancer(lieu, magasin.name).communicate(timeout=120)[0]
    assert 0 < deja <= sortie.count("inchangee ministere/")
    assert contenu(magasin) == contenu(reference)
