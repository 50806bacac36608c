"""One published folder, one store, one source of the stand-in for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Source
from tests.sources.datagouv import MINISTERE, DataGouv, Jeu
from tests.sources.magasin.outils import NOVEMBRE, OCTOBRE, Chantier, decp


@pytest.fixture
def chantier(tmp_path: Path) -> Iterator[Chantier]:
    publie = tmp_path / "publie"
    publie.mkdir()
    with DataGouv(Jeu(MINISTERE, publie)) as serveur:
        source = Source(
            nom="ministere",
            type="ministere",
            jeu=MINISTERE,
            ressources=("decp-*",),
            api=serveur.url,
            adresses_privees=(serveur.hote,),
        )
        chantier = Chantier(publie, Magasin(tmp_path / "magasin"), serveur, source)
        chantier.deposer(OCTOBRE, decp(3, "Voirie"))
        chantier.deposer(NOVEMBRE, decp(4))
        yield chantier
