"""What the tests of deliveries share: an empty folder of registers."""

from pathlib import Path

import pytest

from tests.livraisons.outils import Depot


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path / "raw")
