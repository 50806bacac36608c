"""The asset `decp`: published files read into typed records. Reading itself is pipelines.etapes.lire."""

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.metadonnees import tableau
from dagster_project.defs.sceau import etape, version
from dagster_project.defs.sources import cle, declarees
from dagster_project.defs.spaser import Spaser
from pipelines.commun.erreurs import SpaserErreur
from pipelines.etapes import lire

DESCRIPTION = """Les fichiers DECP déposés ou récoltés (2019, 2022 ; JSON, XML, CSV, Parquet), lus
enregistrement par enregistrement.

Un fichier illisible ou coupé n'apporte rien et n'arrête pas les autres : le contrôle dit lequel, et
pourquoi."""
NOM = "fichiers_lisibles"
CONTROLES = {NOM: "Chaque fichier a pu être lu en entier."}


def decp(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER."""

    @spaser.actif(
        "decp",
        apres=tuple(map(cle, declarees(spaser))),
        kinds={"json", "xml", "csv"},
        controles=CONTROLES,
        description=DESCRIPTION,
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "decp"):
            try:
                bilan = lire(ctx, context.log.info)
            except SpaserErreur as error:
                # Nothing could be read: going on would publish an empty SPASER.
                yield from controle(NOM, [{"erreur": str(error)}], str(error))
                raise
            sources, refuses = bilan["sources"], bilan["fichiers_refuses"]
            resume = f"{len(refuses)} fichier(s) refusé(s) sur {len(sources)}"
            yield from controle(NOM, refuses, resume, bloque=False)
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": bilan["total"]["lus"],
                "fichiers": len(sources),
                "fichiers_refuses": len(refuses),
                "bilan": tableau(sources),
            },
            data_version=version(f"{source['fichier']} {source['sha256']}" for source in sources),
        )

    return actif
