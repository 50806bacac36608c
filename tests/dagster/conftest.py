"""Real runs of the graph of `exemple`, in folders of their own. What they must give is in the tests."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project.defs.entrees import Entrees
from dagster_project.defs.fabrique import graphe
from tests.ailleurs import tout_ce_qui_est_publie

RACINE = Path(__file__).parents[2]
SILENCE = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Atelier:
    """A work folder and a folder of releases, with the graph that runs in them."""

    dossier: Path

    @property
    def tables(self) -> Path:
        return self.dossier / "travail" / "tables"

    @property
    def published(self) -> Path:
        return self.dossier / "published"

    def materialiser(self, *actifs: str, **entrees: Any) -> dg.ExecuteInProcessResult:
        definitions = graphe("exemple", RACINE)
        choix = {"travail": str(self.dossier / "travail"), "published": str(self.published)} | entrees
        return dg.materialize(
            list(definitions.assets or []),
            selection=[f"exemple/{actif}" for actif in actifs] or None,
            resources={"entrees_exemple": Entrees(**choix)},
            instance=dg.DagsterInstance.ephemeral(),
            run_config=SILENCE,
            raise_on_error=False,
        )

    def publie(self) -> dict[str, bytes]:
        """Return every file of the releases, by relative path."""
        return tout_ce_qui_est_publie(self.published)


def controles(run: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {evaluation.check_name: evaluation for evaluation in run.get_asset_check_evaluations()}


def montrees(evaluation: dg.AssetCheckEvaluation) -> list[dict[str, Any]]:
    """Return the failing rows that a check shows."""
    value = evaluation.metadata["lignes_en_ecart"]
    assert isinstance(value, dg.TableMetadataValue)
    return [dict(record.data) for record in value.records]


def raison(run: dg.ExecuteInProcessResult) -> str:
    """Return what the failed step tells the person who launched it."""
    failures = [event.step_failure_data for event in run.all_events if event.is_step_failure]
    return "\n".join(
        str(f.user_failure_data.description if f.user_failure_data else f.error.message) for f in failures
    )


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> tuple[Atelier, dg.ExecuteInProcessResult]:
    """All of `exemple`, materialized once; tests that spoil something work on a copy."""
    atelier = Atelier(tmp_path_factory.mktemp("modele"))
    return atelier, atelier.materialiser()


@pytest.fixture
def copie(modele: tuple[Atelier, dg.ExecuteInProcessResult], tmp_path: Path) -> Atelier:
    shutil.copytree(modele[0].dossier, tmp_path / "copie", symlinks=True)
    return Atelier(tmp_path / "copie")


def reecrire(parquet: Path, requete: str) -> None:
    """Replace a table by a query on itself, `{t}`: what a fault of the pipeline could have written."""
    from pipelines.commun import duck

    autre = parquet.with_suffix(".autre")
    with duck.connect(threads=1) as con:
        source = f"read_parquet({duck.literal(parquet)})"
        con.execute(f"COPY ({requete.format(t=source)}) TO {duck.literal(autre)} (FORMAT parquet)")
    autre.replace(parquet)
