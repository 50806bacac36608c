"""The asset `contrats`: one fact per contract, with laws 1 and 2 as checks. The rules are in pipelines."""

from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.defs.controle import MONTREES, Evenements, controle
from dagster_project.defs.metadonnees import apercu, lignes, lire_sql, schema_dagster, tableau
from dagster_project.defs.sceau import empreinte, etape
from dagster_project.defs.spaser import Spaser
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats import couverture
from pipelines.etapes import etablir_contrats
from pipelines.schemas.tables import charger

DESCRIPTION = """Un contrat, une ligne : doublons, cotraitants, modifications et republications sont réunis.

Chaque enregistrement publié est retrouvé une fois : dans le contrat qui le garde, dans une décision de
fusion, ou en quarantaine avec son motif."""
AVANT = ("decp", "registres")
CONTROLES = {
    "rien_n_est_perdu": "Chaque enregistrement lu occupe exactement une place.",
    "un_contrat_une_fois": "Un contrat a une ligne, faite d'un enregistrement gardé.",
    "couverture_attendue": "Chaque source donne, chaque mois, à peu près ce qu'elle donne d'habitude.",
    "delais_de_publication": "Les contrats sont publiés dans les deux mois de leur notification.",
}
APERCU = ("contrat_id", "type", "date_notification", "montant_retenu_ht_eur", "nb_titulaires", "objet")


def contrats(spaser: Spaser) -> dg.AssetsDefinition:
    """Make the asset of one SPASER."""

    @spaser.actif(
        "contrats", apres=AVANT, kinds={"duckdb", "parquet"}, controles=CONTROLES, description=DESCRIPTION
    )
    def actif(context: dg.AssetExecutionContext) -> Evenements:
        ctx = spaser.contexte(context)
        tables = ctx.travail / "tables"
        with etape(ctx, "contrats", *AVANT):
            try:
                bilan = etablir_contrats(ctx)
            except SpaserErreur as error:
                # The pipeline keeps law 1 itself, and stops: the sentence is the row to show.
                yield from controle("rien_n_est_perdu", [{"erreur": str(error)}], str(error))
                raise
            perdus, lus = deplaces(tables, bilan), bilan["total"]["lus"]
            yield from controle(
                "rien_n_est_perdu", perdus, f"{len(perdus)} écart(s) sur {lus} enregistrements"
            )
            doubles = lire_sql("un_contrat_une_fois", tables)
            yield from controle(
                "un_contrat_une_fois", doubles, f"{len(doubles)} écart(s) sur {bilan['contrats']} contrats"
            )
            baisses = couverture.sous_attendu(tables)
            yield from controle(
                "couverture_attendue",
                baisses,
                f"{len(baisses)} mois bien au-dessous de l'attendu",
                bloque=False,
            )
            tardives = [ligne for ligne in couverture.retards(tables) if ligne["publies_hors_delai"]]
            phrase = "; ".join(f"{x['source']} : {x['part_hors_delai_pct']} % hors délai" for x in tardives)
            yield from controle("delais_de_publication", tardives, phrase or "aucun retard", bloque=False)
        schema = charger("contrats", spaser.racine / "schemas")
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": bilan["contrats"],
                "dagster/column_schema": schema_dagster(schema),
                **{nom: bilan["total"][nom] for nom in ("lus", "gardes", "fusionnes", "quarantaine")},
                **lignes(path for path in tables.glob("*.parquet") if path.stem != "resultats"),
                "anomalies": tableau(lire_sql("anomalies", tables)),
                "mis_en_quarantaine": tableau(lire_sql("quarantaine", tables, limite=str(MONTREES))),
                "bilan_par_fichier": tableau(bilan["sources"]),
                "apercu": apercu(tables / "contrats.parquet", schema, APERCU),
            },
            data_version=dg.DataVersion(empreinte(ctx, "contrats")),
        )

    return actif


def deplaces(tables: Path, bilan: dict[str, Any]) -> list[dict[str, Any]]:
    """List what breaks law 1: a file whose records are not its places, a place held twice."""
    places = {row["fichier"]: row for row in lire_sql("places", tables)}
    vide = {"places": 0, "dernier_rang": 0}
    comptes = [
        {"lus": source["lus"], "fichier": source["fichier"], **vide, **places.get(source["fichier"], {})}
        for source in bilan["sources"]
        if source["lus"] is not None
    ]
    faux = [ligne for ligne in comptes if not ligne["lus"] == ligne["places"] == ligne["dernier_rang"]]
    return faux + lire_sql("rien_n_est_perdu", tables)
