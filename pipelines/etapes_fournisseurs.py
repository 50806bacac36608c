"""The step of a run that looks suppliers up in national files. How they are found belongs to `referentiels`."""

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipelines.indicateurs.calcul.entrees import ecrire_demandes
from pipelines.referentiels.configuration import lire_fichiers
from pipelines.referentiels.etablir import etablir
from pipelines.referentiels.modele import Fichier, Territoire

if TYPE_CHECKING:
    from pipelines.contexte import Contexte

CACHE = "extraits"
"""Beside what was found: what was read from large files for these suppliers, kept while neither changes."""
DEMANDES = "demandes.parquet"
"""Who is looked up: beside the work, and private."""
ATTRIBUTIONS = "attributions.parquet"


def chercher(ctx: "Contexte", suivi: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Find the suppliers of a run in the reference files of its SPASER, into `ctx.referentiels`; return the account.

    Also settles to whom the contracts of groups of buyers count, into `ctx.tables`, where there is a register of them.
    """
    from pipelines.etapes_indicateurs import entrees

    oublier(ctx)
    demandes = ctx.travail / DEMANDES
    demandes.touch(mode=0o600)
    ecrire_demandes(entrees(ctx), demandes, ctx.tables / ATTRIBUTIONS)
    fichiers, territoire = entrees_de(ctx)
    return etablir(fichiers, demandes, territoire, ctx.referentiels, ctx.travail / CACHE, suivi)


def entrees_de(ctx: "Contexte") -> tuple[list[Fichier], Territoire]:
    """Say which national files a run reads, and what its territory is."""
    return lire_fichiers(ctx.definition, ctx.racine)


def oublier(ctx: "Contexte") -> None:
    """Take away what an earlier run found, but not the extracts of large files."""
    shutil.rmtree(ctx.referentiels, ignore_errors=True)
    (ctx.travail / DEMANDES).unlink(missing_ok=True)
    (ctx.tables / ATTRIBUTIONS).unlink(missing_ok=True)
