"""What Dagster loads: a graph for every SPASER that declares its inputs. How a graph is made is in defs/."""

from pathlib import Path

import dagster as dg
import yaml

from dagster_project.defs.fabrique import graphe
from pipelines.commun.erreurs import SpaserErreur
from pipelines.etapes import definition_de, slugs

RACINE = Path(__file__).parents[1]


def construire(racine: Path = RACINE) -> dg.Definitions:
    """Assemble the location; tests give another root."""
    graphes = [graphe(slug, racine) for slug in slugs(racine) if a_des_entrees(racine, slug)]
    return dg.Definitions.merge(dg.Definitions(executor=dg.in_process_executor), *graphes)


def a_des_entrees(racine: Path, slug: str) -> bool:
    """Say whether a SPASER declares inputs: without any, its definition is read but nothing can be run.

    One that cannot be read keeps its graph, so that its run says why and the others go on.
    """
    try:
        definition = definition_de(racine, slug)
        return bool(definition.get("entrees") or definition.get("sources"))
    except (SpaserErreur, yaml.YAMLError, TypeError, ValueError):
        return True


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions of this repository."""
    return construire()
