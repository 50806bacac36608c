"""The graph as a person sees it, as a plain dict: an asset that appears or moves must be meant."""

from pathlib import Path

import dagster as dg
import pytest

from dagster_project.definitions import RACINE, a_des_entrees, construire
from pipelines.contexte import slugs


def apres(definitions: dg.Definitions) -> dict[str, dict[str, object]]:
    graph = definitions.resolve_asset_graph()
    return {
        node.key.to_user_string(): {
            "groupe": node.group_name,
            "apres": sorted(parent.to_user_string() for parent in node.parent_keys),
            "controles": sorted(check.name for check in node.check_keys),
        }
        for node in graph.asset_nodes
    }


def attendu(slug: str) -> dict[str, dict[str, object]]:
    groupe = slug.replace("-", "_")
    return {
        f"{slug}/decp": {"groupe": groupe, "apres": [], "controles": ["fichiers_lisibles"]},
        f"{slug}/registres": {
            "groupe": groupe,
            "apres": [],
            "controles": [
                "lignes_disparues",
                "livraisons_lisibles",
                "registres_accordes",
                "registres_conformes",
                "tout_est_place",
            ],
        },
        f"{slug}/contrats": {
            "groupe": groupe,
            "apres": [f"{slug}/decp", f"{slug}/registres"],
            "controles": [
                "couverture_attendue",
                "delais_de_publication",
                "rien_n_est_perdu",
                "un_contrat_une_fois",
            ],
        },
        f"{slug}/union": {
            "groupe": groupe,
            "apres": [f"{slug}/contrats"],
            "controles": ["conflits", "un_pour_un"],
        },
        f"{slug}/completude": {
            "groupe": groupe,
            "apres": [f"{slug}/union"],
            "controles": ["livraisons_attendues", "perimetre_accorde"],
        },
        f"{slug}/fournisseurs": {
            "groupe": groupe,
            "apres": [f"{slug}/union"],
            "controles": ["fournisseurs_reconnus", "groupements_regles", "referentiels_lisibles"],
        },
        f"{slug}/rapports": {
            "groupe": groupe,
            "apres": [f"{slug}/resultats"],
            "controles": ["rapport_ecrit"],
        },
        f"{slug}/resultats": {
            "groupe": groupe,
            "apres": [f"{slug}/completude", f"{slug}/fournisseurs"],
            "controles": ["attentes_gx", "definition_saine", "sources_manquantes"],
        },
        f"{slug}/publication": {
            "groupe": groupe,
            "apres": [f"{slug}/resultats"],
            "controles": ["publications_saines", "respecte_le_schema", "version_publiee"],
        },
    }


def test_the_graph_of_this_repository():
    definitions = construire()
    dg.Definitions.validate_loadable(definitions)
    avec = [slug for slug in slugs(RACINE) if a_des_entrees(RACINE, slug)]
    assert apres(definitions) == {k: v for slug in avec for k, v in attendu(slug).items()}
    assert "exemple" in avec and set(slugs(RACINE)) - set(avec) >= {"bordeaux", "national"}


def test_a_folder_in_spasers_that_declares_inputs_is_enough_to_get_a_graph(tmp_path: Path):
    entrees = "entrees: [data/raw/essai/*.json]\n"
    for slug, dit in {
        "ville-inventee": entrees,
        "autre": entrees,
        "sans-entrees": "",
        "illisible": "]",
    }.items():
        edition = tmp_path / "spasers" / slug / "2026"
        edition.mkdir(parents=True)
        texte = f'titre: essai\nedition: "2026"\n{dit}'
        (edition / "spaser.yaml").write_text(texte, encoding="utf-8")
    definitions = construire(tmp_path)
    dg.Definitions.validate_loadable(definitions)
    assert apres(definitions) == attendu("ville-inventee") | attendu("autre") | attendu("illisible")
    jobs = {job.name for job in definitions.resolve_all_job_defs()}
    assert {"ville_inventee_tout", "autre_tout"} <= jobs


@pytest.mark.parametrize("nom", [cle.partition("/")[2] for cle in attendu("exemple")])
def test_the_catalogue_can_be_read_by_a_data_manager(nom: str):
    spec = construire().resolve_asset_graph().get(dg.AssetKey(["exemple", nom]))
    assert spec.description and spec.owners and spec.kinds
    assert spec.tags["spaser"] == "exemple"


def test_everything_runs_in_one_process():
    job = construire().resolve_job_def("exemple_tout")
    assert job.executor_def.name == "in_process"
