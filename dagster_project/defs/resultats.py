"""The asset `resultats`: indicators, held to the Great Expectations suite. Figures come from pipelines."""

from typing import Any

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.metadonnees import apercu, lignes, schema_dagster, tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.etapes import calculer
from pipelines.indicateurs.attentes import Attente, verifier
from pipelines.schemas.tables import charger

DESCRIPTION = """Les indicateurs, par acheteur et par année, en nombre et en valeur.

Chaque taux porte son numérateur, son dénominateur, sa couverture et l'intervalle où il peut se trouver."""
AVANT = ("union",)
CONTROLES = {"attentes_gx": "Taux, bornes, couverture, clés et listes fermées (Great Expectations)."}
APERCU = ("indicateur_id", "acheteur_siren", "periode_debut", "compte", "valeur", "couverture", "borne_min")


def resultats(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER."""

    @spaser.actif(
        "resultats",
        apres=AVANT,
        kinds={"duckdb", "greatexpectations"},
        controles=CONTROLES,
        description=DESCRIPTION,
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        schema = charger("resultats", spaser.racine / "schemas")
        with etape(ctx, "resultats", "contrats", "union"):
            path = calculer(ctx)
            attentes = verifier(path, schema)
            tenues = sum(attente["succes"] for attente in attentes)
            yield from controle(
                "attentes_gx", manquees(attentes), f"{tenues} attentes tenues sur {len(attentes)}"
            )
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": lignes([path])["lignes_resultats"],
                "dagster/column_schema": schema_dagster(schema),
                "attentes": tableau(
                    {nom: a[nom] for nom in ("attente", "regle", "succes")} for a in attentes
                ),
                "apercu": apercu(path, schema, APERCU),
            },
            data_version=dg.DataVersion(empreinte(ctx, "resultats")),
        )

    return actif


def manquees(attentes: list[Attente]) -> list[dict[str, Any]]:
    """List the rows that an expectation found wrong, each with the sentence it breaks."""
    return [
        {"attente": attente["attente"], "ecarts": attente["ecarts"], **ligne}
        for attente in attentes
        if not attente["succes"]
        for ligne in attente["exemples"] or [{}]
    ]
