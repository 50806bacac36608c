"""Worlds that several tests read, made once a session."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.decp.lecture import Source
from tests.couverture.exemple import ARRETE_EXEMPLE, fichiers_exemple
from tests.couverture.mondes import etablir_monde

Monde = tuple[Path, list[Source], dict[str, Any]]


@pytest.fixture(scope="session")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Monde:
    """The fictional community, its files given to three sources by where they came from."""
    dossier = tmp_path_factory.mktemp("couverture-exemple")
    sources, bilan = etablir_monde(dossier, fichiers_exemple(), ARRETE_EXEMPLE)
    return dossier, sources, bilan


@pytest.fixture(scope="session")
def vide(tmp_path_factory: pytest.TempPathFactory) -> Monde:
    """One file that holds no record."""
    dossier = tmp_path_factory.mktemp("couverture-vide")
    sources, bilan = etablir_monde(dossier, {"entrees/1.json": []})
    return dossier, sources, bilan
