"""What the tests of deliveries share: an empty folder of registers."""

from pathlib import Path

import pytest

from pipelines.livraisons.lectures import VARIABLE
from tests.livraisons.outils import Depot


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path / "raw")


@pytest.fixture(autouse=True)
def lectures_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here reading is what is tested: nothing comes from another test."""
    monkeypatch.delenv(VARIABLE, raising=False)
