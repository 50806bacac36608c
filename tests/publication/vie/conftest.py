"""A folder of three small releases, of which one is of another month."""

import shutil
from pathlib import Path

import pytest

from tests.publication.petit import DECEMBRE, publier


@pytest.fixture(scope="session")
def trois(tmp_path_factory: pytest.TempPathFactory) -> Path:
    depot = tmp_path_factory.mktemp("trois") / "exemple"
    for rang in (1, 2):
        publier(depot, rang)
    publier(depot, 3, DECEMBRE)
    return depot


@pytest.fixture
def depot(trois: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trois, tmp_path / "exemple", symlinks=True))
