"""The asset that sends a release: only where a definition says so, never by itself, told whole in its check."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.defs.entrees import Entrees
from dagster_project.defs.fabrique import graphe
from tests.dagster.conftest import RACINE, SILENCE, controles
from tests.publication.envoi.doublure import CLE, DataGouv
from tests.publication.envoi.monde import publier

FICHE = "spasers/exemple/2026/spaser.yaml"


def racine(dossier: Path, serveur: str) -> Path:
    """A checkout whose `exemple` goes to a server of ours."""
    shutil.copytree(RACINE / "spasers/exemple", dossier / "spasers/exemple")
    (dossier / "data").symlink_to(RACINE / "data")
    texte = (dossier / FICHE).read_text(encoding="utf-8")
    suite = f'publication:\n  data_gouv: {{organisation: "metropole", serveur: "{serveur}"}}\n'
    (dossier / FICHE).write_text(texte.replace("publication:\n", suite), encoding="utf-8")
    return dossier


def envoyer(ici: Path, published: Path) -> dg.ExecuteInProcessResult:
    definitions = graphe("exemple", ici)
    return dg.materialize(
        list(definitions.assets or []),
        selection=["exemple/data_gouv"],
        resources={"entrees_exemple": Entrees(published=str(published), travail=str(published / "travail"))},
        instance=dg.DagsterInstance.ephemeral(),
        run_config=SILENCE,
        raise_on_error=False,
    )


def test_the_shipped_definition_sends_nothing_anywhere():
    cles = {cle for actif in graphe("exemple", RACINE).assets or [] for cle in actif.keys}
    assert dg.AssetKey(["exemple", "publication"]) in cles
    assert dg.AssetKey(["exemple", "data_gouv"]) not in cles


def test_a_release_is_sent_when_asked_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    publier(tmp_path / "published")
    with DataGouv() as site:
        ici = racine(tmp_path / "ici", site.url)
        definitions = graphe("exemple", ici)
        job = next(job for job in definitions.jobs or [] if job.name == "exemple_tout")
        assert "data_gouv" not in str(job.selection)
        monkeypatch.delenv("SPASER_CLE_DATA_GOUV", raising=False)
        assert not envoyer(ici, tmp_path / "published").success
        assert site.ecrites() == []
        monkeypatch.setenv("SPASER_CLE_DATA_GOUV", CLE)
        run = envoyer(ici, tmp_path / "published")
        assert run.success and site.ecrites() and controles(run)["envoi_relu"].passed
        [materialisation] = run.asset_materializations_for_node("exemple__data_gouv")
        assert CLE not in repr(materialisation) + repr(controles(run))
        assert materialisation.metadata["version"].value == "2026.06.1"
