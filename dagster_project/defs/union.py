"""The asset `union`: the register of contracts and the published ones, one to one. The rules are in pipelines."""

from typing import Any

import dagster as dg

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import apercu, lire_sql, schema_dagster, tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.commun.erreurs import SpaserErreur
from pipelines.etapes import unir
from pipelines.schemas.tables import charger

DESCRIPTION = """Le registre des contrats de l'acheteur et les DECP, réunis contrat par contrat.

Ce qui est apparié, ce que l'un des deux est seul à connaître, ce qui se ressemble sans être réuni, et les
valeurs sur lesquelles ils se contredisent : la liste de travail de l'acheteur."""
AVANT = ("contrats",)
CONTROLES = {
    "un_pour_un": "Chaque contrat et chaque ligne du registre ont une place et une seule.",
    "conflits": "Le registre et les DECP disent la même chose des contrats appariés.",
}
APERCU = ("contrat_id", "reference", "etat", "methode", "accords", "contrat_probable_id")


def union(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER; without registers it does nothing and says so."""

    @spaser.actif(
        "union", apres=AVANT, kinds={"duckdb", "parquet"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        with etape(ctx, "union", "registres", "contrats"):
            try:
                bilan = unir(ctx)
            except SpaserErreur as error:
                # The pipeline keeps one to one itself, and stops: the sentence is the row to show.
                yield from controle("un_pour_un", [{"erreur": str(error)}], str(error))
                raise
            doubles = lire_sql("un_pour_un", ctx.travail) if bilan else []
            yield from controle("un_pour_un", doubles, f"{len(doubles)} écart(s)")
            ouverts = lire_sql("conflits", ctx.tables, limite=str(MONTREES)) if bilan else []
            nombre = bilan["conflits"] if bilan else 0
            yield from controle("conflits", ouverts, f"{nombre} désaccord(s) à trancher", bloque=False)
        metadata: dict[str, Any] = {"union": "aucun registre"}
        if bilan:
            schema = charger("union_contrats", spaser.racine / "schemas")
            sans_effet = bilan.pop("rapprochements_sans_effet")
            metadata = {
                "dagster/row_count": bilan["contrats"] + bilan["registre_seuls"],
                "dagster/column_schema": schema_dagster(schema),
                **bilan,
                "corrections": tableau(lire_sql("corrections", ctx.tables)),
                "rapprochements_sans_effet": tableau(sans_effet),
                "apercu": apercu(ctx.tables / "union_contrats.parquet", schema, APERCU),
            }
        yield dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(empreinte(ctx, "union")))

    return actif
