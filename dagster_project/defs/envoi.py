"""The asset `data_gouv`: the release in force, sent to data.gouv.fr. Sending is pipelines.publication.envoi.

Made for a SPASER whose definition says where it goes, and never part of the job: a person sends.
"""

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.metadonnees import tableau
from dagster_project.defs.sceau import etape
from dagster_project.defs.spaser import Spaser
from pipelines.commun.diffusion import lire_diffusion
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import definition_de
from pipelines.publication.envoi.cle import lire_cle
from pipelines.publication.envoi.destination import lire_destination
from pipelines.publication.envoi.execution import pousser, prevoir
from pipelines.publication.envoi.phrases import lignes, resume

DESCRIPTION = """La version en vigueur sur data.gouv.fr : le jeu de données et ses fichiers, sous des adresses stables.

Ne part jamais toute seule : cliquez sur *Materialize* quand la version est relue. La clé est dans la variable
SPASER_CLE_DATA_GOUV, ou dans le fichier que nomme SPASER_CLE_DATA_GOUV_FICHIER."""
NOM = "envoi_relu"
CONTROLES = {NOM: "Tout ce qui devait être sur le site y est, relu après l'envoi."}


def envoi(spaser: Spaser) -> list[dg.AssetsDefinition]:
    """Make the asset of one SPASER; none when its definition does not say where its releases go."""
    try:
        diffusion = lire_diffusion(definition_de(spaser.racine, spaser.slug))
    except SpaserErreur:
        return []  # its run will say so
    return [_envoi(spaser)] if diffusion.organisation or diffusion.jeu else []


def _envoi(spaser: Spaser) -> dg.AssetsDefinition:
    @spaser.actif(
        "data_gouv", apres=("publication",), kinds={"udata"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "data_gouv"):
            destination = lire_destination(ctx.definition, territoire=ctx.slug == ctx.modele)
            depot, cle = ctx.published / ctx.slug, lire_cle()
            fait = pousser(depot, ctx.slug, destination, cle, dire=context.log.info)
            relu = prevoir(depot, ctx.slug, destination, cle)
            reste = [vars(ligne) for ligne in lignes(relu)] if relu.plan.actions else []
            yield from controle(NOM, reste, resume(fait, a_blanc=False))
        yield dg.MaterializeResult(
            metadata={
                "version": fait.lot.version,
                "adresse": fait.adresse,
                "fichiers": tableau(
                    {"fichier": x.nom, "etat": x.etat, "detail": x.detail} for x in lignes(relu)
                ),
            }
        )

    return actif
