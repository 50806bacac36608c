"""The asset `resultats`: indicators and the tables that leave beside them, gated. Figures come from pipelines."""

from typing import Any

import dagster as dg

from dagster_project.defs.controle import Evenements, controle
from dagster_project.defs.metadonnees import (
    apercu,
    lignes,
    lire_sql,
    schema_dagster,
    schemas_dagster,
    tableau,
)
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.etapes import calculer
from pipelines.etapes_indicateurs import fautes
from pipelines.indicateurs.attentes import Attente, verifier
from pipelines.indicateurs.tables import NOMS
from pipelines.schemas.tables import charger

DESCRIPTION = """Les indicateurs, par acheteur et par année, en nombre et en valeur.

Chaque taux porte son numérateur, son dénominateur, sa couverture et l'intervalle où il peut se trouver. À côté :
ce que le texte demande de suivre, ses objectifs, ses actions, et les registres publiés ligne à ligne."""
AVANT = ("fournisseurs", "completude")
CONTROLES = {
    "definition_saine": "La définition du SPASER n'a aucune faute (spaser spaser check).",
    "attentes_gx": "Taux, bornes, clés, listes, lignes masquées, sommes et lignes d'ensemble (Great Expectations).",
    "sources_manquantes": "Chaque indicateur a les sources qu'il lui faut.",
}
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
        with etape(ctx, "resultats", "registres", "contrats", "union", "fournisseurs", "completude"):
            trouvees = fautes(ctx)
            yield from controle("definition_saine", trouvees, f"{len(trouvees)} faute(s) dans la définition")
            path = calculer(ctx)
            attentes = verifier(path, schema, ctx.tables / "indicateurs.parquet")
            tenues = sum(attente["succes"] for attente in attentes)
            yield from controle(
                "attentes_gx", manquees(attentes), f"{tenues} attentes tenues sur {len(attentes)}"
            )
            absents = lire_sql("sources_manquantes", path)
            yield from controle(
                "sources_manquantes", absents, f"{len(absents)} source(s) manquante(s)", bloque=False
            )
        autres = [p for nom in NOMS if (p := ctx.tables / f"{nom}.parquet").is_file()]
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": lignes([path])["lignes_resultats"],
                "dagster/column_schema": schema_dagster(schema),
                "attentes": tableau(
                    {nom: a[nom] for nom in ("attente", "regle", "succes")} for a in attentes
                ),
                "apercu": apercu(path, schema, APERCU),
                **lignes(autres),
                "tables_publiees": schemas_dagster([p.stem for p in autres], spaser.racine / "schemas"),
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
