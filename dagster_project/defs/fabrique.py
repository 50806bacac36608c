"""The factory: for one SPASER, an asset a source, nine more, one to send, the inputs, one job. Each has its module."""

from pathlib import Path

import dagster as dg

from dagster_project.defs.completude import completude
from dagster_project.defs.contrats import contrats
from dagster_project.defs.decp import decp
from dagster_project.defs.entrees import Entrees
from dagster_project.defs.envoi import envoi
from dagster_project.defs.fournisseurs import fournisseurs
from dagster_project.defs.publication import publication
from dagster_project.defs.rapports import rapports
from dagster_project.defs.registres import registres
from dagster_project.defs.resultats import resultats
from dagster_project.defs.sources import sources
from dagster_project.defs.spaser import Spaser
from dagster_project.defs.union import union

ACTIFS = (
    decp,
    registres,
    contrats,
    union,
    completude,
    fournisseurs,
    resultats,
    rapports,
    publication,
)
"""In the order in which they run."""


def graphe(slug: str, racine: Path) -> dg.Definitions:
    """Make the graph of one SPASER, and its job, from files to a release."""
    spaser = Spaser(slug, racine)
    actifs = [*sources(spaser), *(faire(spaser) for faire in ACTIFS)]
    tout = dg.define_asset_job(
        f"{spaser.nom}_tout",
        selection=dg.AssetSelection.assets(*actifs),
        description=f"Des sources à la publication, comme « spaser run {slug} ».",
    )
    return dg.Definitions(
        assets=[*actifs, *envoi(spaser)], jobs=[tout], resources={spaser.entrees: Entrees()}
    )
