"""The asset `completude`: who delivered what, for which period. What is due is in pipelines.livraisons."""

import dagster as dg

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.etapes import completude as etablir

DESCRIPTION = """La grille de complétude : quel acheteur du périmètre a livré quel registre, pour quelle année.

Ce qui manque après la date limite, ce qui est refusé, et là où la définition et le registre du périmètre se
contredisent. Les relances s'écrivent avec « spaser relances »."""
AVANT = ("union",)
EN_DEFAUT = ("manquant", "refuse")
CONTROLES = {
    "livraisons_attendues": "Chaque acheteur du périmètre, satellites compris, a livré ce qu'il doit.",
    "perimetre_accorde": "La définition et le registre du périmètre disent la même chose.",
}
VUES = ("acheteur_siren", "nom", "role", "table_attendue", "periode", "date_limite", "etat", "motif")


def completude(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER; without a declared perimeter nothing is due."""

    @spaser.actif(
        "completude", apres=AVANT, kinds={"duckdb", "parquet"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "completude", "registres", "contrats", "union"):
            grille = etablir(ctx)
            lignes = [{nom: ligne[nom] for nom in VUES} for ligne in grille["lignes"]]
            dus = [ligne for ligne in lignes if ligne["etat"] in EN_DEFAUT]
            resume = f"{len(dus)} livraison(s) en défaut sur {len(lignes)} attendues ou reçues"
            yield from controle("livraisons_attendues", dus, resume, bloque=False)
            ecarts = grille["ecarts"]
            yield from controle(
                "perimetre_accorde", ecarts, f"{len(ecarts)} écart(s) à examiner", bloque=False
            )
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(lignes),
                **grille["bilan"]["etats"],
                "grille": tableau(lignes[:MONTREES]),
            },
            data_version=dg.DataVersion(empreinte(ctx, "completude")),
        )

    return actif
