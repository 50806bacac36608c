"""Dagster and the command publish the same bytes: two doors, one house."""

from tests.ailleurs import de_reference, tout_ce_qui_est_publie
from tests.dagster.conftest import Atelier


def test_the_command_and_the_graph_publish_the_same_bytes(modele, tmp_path_factory):
    atelier, _ = modele
    par_dagster = atelier.publie()
    par_commande = tout_ce_qui_est_publie(de_reference(tmp_path_factory) / "data" / "published")
    assert par_dagster.keys() == par_commande.keys()
    assert any(nom.endswith("/contrats.csv") for nom in par_dagster)
    assert [nom for nom, octets in par_dagster.items() if octets != par_commande[nom]] == []


def test_materializing_again_publishes_no_new_version(copie: Atelier):
    avant = copie.publie()
    run = copie.materialiser()
    assert run.success
    assert run.asset_materializations_for_node("exemple__publication")[0].metadata["nouvelle"].value is False
    assert copie.publie() == avant
