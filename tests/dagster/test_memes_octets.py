"""Dagster and the command publish the same bytes: two doors, one house."""

import subprocess
import sys

from tests.dagster.conftest import RACINE, Atelier


def test_the_command_and_the_graph_publish_the_same_bytes(modele, tmp_path):
    atelier, _ = modele
    commande = Atelier(tmp_path)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pipelines.cli",
            "run",
            "exemple",
            "--published",
            str(commande.published),
            "--travail",
            str(tmp_path / "travail"),
        ],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    par_dagster, par_commande = atelier.publie(), commande.publie()
    assert par_dagster.keys() == par_commande.keys()
    assert any(nom.endswith("/contrats.csv") for nom in par_dagster)
    assert [nom for nom, octets in par_dagster.items() if octets != par_commande[nom]] == []


def test_materializing_again_publishes_no_new_version(copie: Atelier):
    avant = copie.publie()
    run = copie.materialiser()
    assert run.success
    assert run.asset_materializations_for_node("exemple__publication")[0].metadata["nouvelle"].value is False
    assert copie.publie() == avant
