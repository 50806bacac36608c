"""What the tests of the network share: a server, and a policy in a hurry that only loopback may use."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipelines.sources.politique import Politique
from tests.sources.reseau.serveur import Serveur


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of fsync on a busy disk take longer than all the rest."""
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as dossier:
        yield Path(dossier)


@pytest.fixture
def serveur() -> Iterator[Serveur]:
    with Serveur() as serveur:
        yield serveur


@pytest.fixture
def pauses() -> list[float]:
    """The waits between tries, which nobody waits for."""
    return []


@pytest.fixture
def politique(pauses: list[float]) -> Politique:
    return Politique(
        connexion_s=2,
        lecture_s=2,
        total_s=8,
        debit_min_octets_s=2000,
        essais=3,
        octets_max=1 << 20,
        adresses_privees=("127.0.0.1",),
        dormir=pauses.append,
    )


@pytest.fixture
def pressee(politique: Politique) -> Politique:
    """For what must be found too slow."""
    return replace(politique, connexion_s=0.05, lecture_s=0.2, essais=2)


@pytest.fixture
def fini(tmp_path: Path) -> Callable[[], list[str]]:
    """What is on the disk, by name."""
    return lambda: sorted(p.name for p in tmp_path.iterdir())
