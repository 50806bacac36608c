"""The tables of the fictional community, made once for the tests that compare them with its known truth."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingestion import ingerer

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "data" / "raw" / "exemple"


@pytest.fixture(scope="session")
def verite() -> dict[str, Any]:
    """What the generator knows: the true contracts, and which records publish each."""
    return dict(json.loads((EXEMPLE / "verite.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def tables_exemple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables that `spaser ingest data/raw/exemple/decp` writes."""
    sortie = tmp_path_factory.mktemp("exemple")
    ingerer([EXEMPLE / "decp"], sortie, date(2026, 6, 30))
    return sortie
