"""The stand-in of data.gouv.fr, and a push to it of a small release."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publication.envoi.doublure import DataGouv
from tests.publication.envoi.monde import Poussee, publier


@pytest.fixture
def site() -> Iterator[DataGouv]:
    with DataGouv() as ouvert:
        yield ouvert


@pytest.fixture
def poussee(tmp_path: Path, site: DataGouv) -> Poussee:
    publier(tmp_path)
    return Poussee(tmp_path, site)
