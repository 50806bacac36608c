"""Real udata on loopback, started once, in its own virtual environment (`make udata`); nothing runs without it."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

PYTHON = os.environ.get("UDATA_PYTHON", "")
# Only `make udata` runs these: the rest of the tests does without the 460 MB of udata.
collect_ignore_glob = [] if PYTHON else ["test_*.py"]


@dataclass
class Udata:
    """The address, the keys and the organisations of the instance."""

    url: str
    cle: str
    cle_autre: str
    organisation: str
    ailleurs: str
    version: str

    def demander(
        self, methode: str, chemin: str, cle: str | None = None, **options: Any
    ) -> requests.Response:
        """Ask as the person behind a key would, by hand."""
        with requests.Session() as session:
            session.trust_env = False
            entetes = {"X-API-KEY": cle or self.cle}
            return session.request(
                methode, f"{self.url}{chemin}", headers=entetes, timeout=60, allow_redirects=False, **options
            )


@pytest.fixture(scope="session")
def udata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Udata]:
    dossier = tmp_path_factory.mktemp("udata")
    with (dossier / "journal").open("w") as journal:
        serveur = subprocess.Popen(
            [PYTHON, Path(__file__).parent / "serveur.py", dossier / "fichiers"],
            stdout=subprocess.PIPE,
            stderr=journal,
            text=True,
            cwd=dossier,
        )
        try:
            assert serveur.stdout
            ligne = serveur.stdout.readline()
            assert ligne, (dossier / "journal").read_text()[-2000:]
            yield Udata(**json.loads(ligne))
        finally:
            serveur.terminate()
            serveur.wait(10)
