"""What Dagster loads: the graphs of every SPASER in spasers/. How a graph is made is in defs/."""

from pathlib import Path

import dagster as dg

from dagster_project.defs.fabrique import graphe
from pipelines.etapes import slugs

RACINE = Path(__file__).parents[1]


def construire(racine: Path = RACINE) -> dg.Definitions:
    """Assemble the location; tests give another root."""
    graphes = [graphe(slug, racine) for slug in slugs(racine)]
    return dg.Definitions.merge(dg.Definitions(executor=dg.in_process_executor), *graphes)


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions of this repository."""
    return construire()
