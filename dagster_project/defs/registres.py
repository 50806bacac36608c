"""The asset `registres`: deliveries taken in order, with laws 1 and 8 as checks. The rules are in pipelines."""

from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import lire_sql, schemas_dagster, tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.commun.erreurs import SpaserErreur
from pipelines.etapes import registres as prendre_registres
from pipelines.etapes import registres_conformes
from pipelines.etapes_registres import desaccords

DESCRIPTION = """Les registres de l'acheteur, tels que ses services les ont livrés.

Chaque livraison remplace sa tranche (registre, acheteur, période). Une livraison refusée laisse la
précédente en vigueur ; une ligne fausse attend, le reste avance."""
CONTROLES = {
    "livraisons_lisibles": "Chaque livraison a pu être lue et prend sa place.",
    "tout_est_place": "Chaque enregistrement livré a une place : en vigueur, en attente ou remplacé.",
    "registres_conformes": "Les registres en vigueur suivent leur schéma.",
    "registres_accordes": "Les registres en vigueur ne se contredisent pas, et leurs liens mènent quelque part.",
    "lignes_disparues": "Aucune ligne n'a disparu d'une livraison à l'autre sans être confirmée.",
}


def registres(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER; without registers it does nothing and says so."""

    @spaser.actif(
        "registres", apres=(), kinds={"csv", "excel", "duckdb"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        dossier = ctx.travail / "registres"
        with etape(ctx, "registres"):
            try:
                bilan = prendre_registres(ctx, context.log.info)
            except SpaserErreur as error:
                # The pipeline keeps law 1 itself, and refuses a wrong log: the sentence is the row to show.
                yield from controle("tout_est_place", [{"erreur": str(error)}], str(error))
                raise
            refusees, disparues = _lignes("refusees", dossier, bilan), _lignes("disparues", dossier, bilan)
            declarees = bilan["livraisons"]["declarees"] if bilan else 0
            resume = f"{len(refusees)} livraison(s) refusée(s) sur {declarees}"
            yield from controle("livraisons_lisibles", refusees, resume, bloque=False)
            perdus = _lignes("livraisons_comptees", dossier, bilan)
            yield from controle(
                "tout_est_place", perdus, f"{len(perdus)} écart(s) sur {declarees} livraisons"
            )
            fautes = registres_conformes(ctx)
            yield from controle("registres_conformes", fautes, f"{len(fautes)} faute(s)")
            trouves = desaccords(ctx)
            yield from controle(
                "registres_accordes", trouves, f"{len(trouves)} désaccord(s) à examiner", bloque=False
            )
            yield from controle(
                "lignes_disparues", disparues, f"{len(disparues)} ligne(s) à confirmer", bloque=False
            )
        yield dg.MaterializeResult(
            metadata=_metadonnees(dossier, bilan, spaser.racine)
            if bilan
            else {"registres": "aucun registre"},
            data_version=dg.DataVersion(empreinte(ctx, "registres")),
        )

    return actif


def _lignes(requete: str, dossier: Path, bilan: dict[str, Any] | None) -> list[dict[str, Any]]:
    return lire_sql(requete, dossier) if bilan else []


def _metadonnees(dossier: Path, bilan: dict[str, Any], racine: Path) -> dict[str, Any]:
    """Counts, deliveries and waiting rows by place and rule: never a value of a column about persons (law 5)."""
    return {
        "dagster/row_count": bilan["lignes"]["en_vigueur"],
        **{f"livraisons_{nom}": nombre for nom, nombre in bilan["livraisons"].items()},
        **{nom: bilan["lignes"][nom] for nom in ("en_attente", "remplacees", "disparues")},
        **{f"lignes_{nom}": table["lignes"] for nom, table in bilan["tables"].items()},
        "livraisons": tableau(lire_sql("livraisons", dossier)),
        "lignes_en_attente": tableau(lire_sql("attente", dossier, limite=str(MONTREES))),
        "remarques": tableau(bilan["remarques"]),
        "colonnes": schemas_dagster(bilan["tables"], racine / "schemas"),
    }
