"""The asset `rapports`: the legal report of L.2111-3, to be read and signed. Writing it is in pipelines.rapports."""

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.sceau import etape, version
from dagster_project.defs.spaser import Spaser
from pipelines.commun.fichiers import sha256
from pipelines.etapes import rapporter

DESCRIPTION = """Le rapport légal (L. 2111-3) des deux dernières années closes : ODT à signer, HTML à lire.

Tiré des mêmes résultats que la publication. Rapport annuel et tableaux de bord : « spaser rapport »."""
AVANT = ("resultats",)
CONTROLES = {"rapport_ecrit": "Le rapport des deux dernières années closes a pu être écrit."}


def rapports(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER."""

    @spaser.actif(
        "rapports", apres=AVANT, kinds={"html", "libreoffice"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "rapports", *AVANT):
            fichiers = rapporter(ctx)
            absent = (
                []
                if fichiers
                else [{"rapport": "aucune période de deux années closes n'a de contrats datés"}]
            )
            yield from controle("rapport_ecrit", absent, f"{len(fichiers)} fichier(s)", bloque=False)
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(fichiers),
                **{f.suffix.removeprefix("."): dg.MetadataValue.path(str(f)) for f in fichiers},
            },
            data_version=version(f"{f.name} {sha256(f)}" for f in fichiers),
        )

    return actif
