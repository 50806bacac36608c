"""The asset `fournisseurs`: suppliers looked up in national files. The rules are in pipelines.referentiels."""

from typing import Any

import dagster as dg

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import lire_sql, tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.etapes import chercher_fournisseurs

DESCRIPTION = """Qui sont les fournisseurs : taille, ESS, ESUS, insertion, handicap, territoire, avec leurs dates.

Cherchés par SIRET, puis par SIREN, dans les fichiers nationaux que nomme la définition. Aucun nom n'y est lu. À
côté : à qui comptent les contrats des groupements d'acheteurs."""
AVANT = ("union",)
SEUIL_RECONNUS = 0.8
CONTROLES = {
    "referentiels_lisibles": "Chaque fichier national a pu être lu, et chaque ligne y a un numéro lisible.",
    "fournisseurs_reconnus": "Au moins huit fournisseurs français sur dix sont dans les fichiers nationaux.",
    "groupements_regles": "Chaque contrat de groupement suit une règle, et compte une fois.",
}


def fournisseurs(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER; without national files it finds nobody and says so."""

    @spaser.actif(
        "fournisseurs", apres=AVANT, kinds={"duckdb", "parquet"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "fournisseurs", "registres", "contrats", "union"):
            bilan = chercher_fournisseurs(ctx, context.log.info)
            lus = bilan["fichiers"]
            refuses = [fichier for fichier in lus if fichier["refus"] or fichier["illisibles"]]
            resume = f"{len(refuses)} fichier(s) refusé(s), ou lu(s) en partie, sur {len(lus)}"
            yield from controle("referentiels_lisibles", refuses, resume, bloque=False)
            manquants, resume = _inconnus(bilan)
            yield from controle("fournisseurs_reconnus", manquants, resume, bloque=False)
            attributions = ctx.tables / "attributions.parquet"
            ecartes = (
                lire_sql("groupements", attributions, limite=str(MONTREES)) if attributions.is_file() else []
            )
            yield from controle(
                "groupements_regles",
                ecartes,
                f"{len(ecartes)} contrat(s) de groupement à examiner",
                bloque=False,
            )
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": bilan["demandes"],
                **{nom: bilan[nom] for nom in ("trouves_siret", "trouves_siren", "non_trouves")},
                "communes_du_territoire": bilan["territoire"]["communes"],
                "fichiers": tableau(lus),
                "confiances": tableau(lire_sql("confiances", ctx.referentiels / "qualites.parquet")),
            },
            data_version=dg.DataVersion(empreinte(ctx, "fournisseurs")),
        )

    return actif


def _inconnus(bilan: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """Count those who are in no file; never their numbers, some of which are persons' (law 5)."""
    if not bilan["demandes"]:
        return [], "aucun fournisseur à chercher"
    part = 1 - bilan["non_trouves"] / bilan["demandes"]
    resume = f"{bilan['demandes'] - bilan['non_trouves']} fournisseur(s) trouvé(s) sur {bilan['demandes']}"
    comptes = [{nom: bilan[nom] for nom in ("demandes", "trouves_siret", "trouves_siren", "non_trouves")}]
    return ([] if part >= SEUIL_RECONNUS else comptes), resume
