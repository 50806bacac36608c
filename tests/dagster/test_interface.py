"""The web UI on this machine's own address: it answers, and a person sees the graph of the SPASER."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dagster.conftest import RACINE

NAVIGATEUR = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACTIFS = (
    "decp",
    "registres",
    "contrats",
    "union",
    "completude",
    "fournisseurs",
    "resultats",
    "rapports",
    "publication",
)


@pytest.fixture(scope="module")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    maison = tmp_path_factory.mktemp("dagster")
    shutil.copy(RACINE / "dagster_project" / "dagster.yaml", maison)
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    command = [Path(sys.executable).with_name("dagster-webserver"), "-h", "127.0.0.1", "-p", str(port)]
    journal = (maison / "journal.txt").open("wb")
    serveur = subprocess.Popen(
        command,
        cwd=RACINE,
        env=os.environ | {"DAGSTER_HOME": str(maison)},
        stdout=journal,
        stderr=subprocess.STDOUT,
    )
    try:
        _attendre(f"http://127.0.0.1:{port}/server_info", serveur, maison / "journal.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        serveur.terminate()
        serveur.wait(timeout=30)
        journal.close()


def _attendre(url: str, serveur: subprocess.Popen[bytes], journal: Path) -> None:
    for _ in range(240):
        assert serveur.poll() is None, journal.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    pytest.fail(journal.read_text())


def demander(adresse: str, requete: str) -> dict:
    body = json.dumps({"query": requete}).encode()
    request = urllib.request.Request(
        f"{adresse}/graphql", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def test_the_server_gives_the_graph_in_french_and_by_group(adresse: str):
    nodes = demander(adresse, "{ assetNodes { assetKey { path } groupName description } }")["assetNodes"]
    vus = {tuple(node["assetKey"]["path"]): node for node in nodes}
    assert {("exemple", actif) for actif in ACTIFS} <= set(vus)
    assert vus["exemple", "contrats"]["groupName"] == "exemple"
    assert "Un contrat, une ligne" in vus["exemple", "contrats"]["description"]


def test_nothing_is_sent_and_no_dialog_covers_the_first_screen(adresse: str):
    answer = demander(adresse, "{ canBulkTerminate shouldShowNux instance { info } }")
    assert answer["shouldShowNux"] is False
    assert "telemetry:\n  enabled: false" in answer["instance"]["info"]


@pytest.mark.outil("chromium")
def test_a_person_sees_the_graph(adresse: str, tmp_path: Path):
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=NAVIGATEUR
        )
        page = navigateur.new_page(viewport={"width": 1500, "height": 900})
        page.goto(f"{adresse}/locations/spaser/asset-groups/exemple")
        for actif in ACTIFS:
            expect(page.get_by_text(actif, exact=True).first).to_be_visible(timeout=60_000)
        page.screenshot(path=os.environ.get("CAPTURE", str(tmp_path / "graphe.png")))
        navigateur.close()
