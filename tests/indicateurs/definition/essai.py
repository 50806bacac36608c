"""A small sound definition in a folder of its own, and ways of spoiling one cell of it."""

import csv
import io
from pathlib import Path

from pipelines.schemas import tables as schemas

SLUG, EDITION = "exemple-ville", "2026"
FICHE = """\
# Définition d'essai.
slug: exemple-ville
edition: "2026"
titre: "SPASER d'essai"
emetteur: "Ville d'essai (fictive)"
fictif: true
periode:
  debut: "2023-01-01"
  fin: "2026-12-31"
acheteurs:
  - siren: "000001016"
    nom: "Ville d'essai (fictive)"
    debut: "2023-01-01"
    fin: null
choix:
  - question: "Quelle année ?"
    reponse: "Celle de la notification."
    raison: "Un bilan par année de publication mélangerait les exercices."
"""
COLONNES = {nom: schemas.colonnes(schemas.charger(f"spaser_{nom}")) for nom in ("indicateurs", "objectifs")}
COLONNES |= {nom: schemas.colonnes(schemas.charger(f"spaser_{nom}")) for nom in ("observations", "actions")}
COMMUN = {"type": "suivi", "statut": "actif"}
LIGNES: dict[str, list[dict[str, str]]] = {
    "indicateurs": [
        COMMUN
        | {
            "indicateur_id": "ville-1",
            "libelle": "% de contrats avec un critère environnemental,\nclauses comprises",
            "mesure": "part_contrats",
            "filtre": "caracteristique=critere_environnemental;denominateur=tous",
            "unite": "taux",
        },
        COMMUN
        | {
            "indicateur_id": "ville-2",
            "libelle": "% de contrats clausés insertion / ciblés",
            "mesure": "part_contrats",
            "filtre": "caracteristique=clause_insertion;denominateur=cibles;cible=action_8",
            "unite": "taux",
        },
        COMMUN
        | {
            "indicateur_id": "ville-3",
            "libelle": "Évolution du nombre de marchés réservés",
            "mesure": "nb_contrats",
            "filtre": "caracteristique=marche_reserve;transform=evolution",
            "unite": "nombre",
        },
        COMMUN
        | {
            "indicateur_id": "ville-4",
            "libelle": "Durée de vie du parc",
            "mesure": "duree_vie_moyenne",
            "filtre": "parc=informatique",
            "unite": "annees",
        },
    ],
    "objectifs": [
        {
            "objectif_id": "o1",
            "indicateur_id": "ville-1",
            "operateur": ">=",
            "valeur": "0.3",
            "unite": "taux",
            "echeance": "2024",
            "trajectoire": "paliers",
            "fondement": "explicite",
        },
        {
            "objectif_id": "o2",
            "indicateur_id": "ville-1",
            "operateur": ">=",
            "valeur": "0.7",
            "unite": "taux",
            "echeance": "2026",
            "trajectoire": "paliers",
            "fondement": "explicite",
        },
        {
            "objectif_id": "o3",
            "indicateur_id": "ville-2",
            "operateur": ">=",
            "valeur": "0.8",
            "unite": "taux",
            "echeance": "2026",
            "trajectoire": "lineaire",
            "depart_annee": "2023",
            "depart_valeur": "0.2",
            "fondement": "explicite",
        },
        {
            "objectif_id": "o4",
            "indicateur_id": "ville-3",
            "operateur": "hausse",
            "unite": "nombre",
            "trajectoire": "aucune",
            "fondement": "explicite",
        },
    ],
    "observations": [
        {
            "indicateur_id": "ville-1",
            "annee": "2023",
            "valeur": "0.25",
            "unite": "taux",
            "source": "tableau",
        }
    ],
    "actions": [{"action_id": "action_8", "type": "action", "libelle": "Étendre la clause d'insertion"}],
}
Lignes = dict[str, list[dict[str, str]]]


def copie() -> Lignes:
    return {nom: [dict(ligne) for ligne in lignes] for nom, lignes in LIGNES.items()}


def ecrire(racine: Path, lignes: Lignes, *, edition: str = EDITION, fiche: str = FICHE) -> Path:
    """Write a definition; return its folder."""
    dossier = racine / "spasers" / SLUG / edition
    dossier.mkdir(parents=True)
    texte = fiche.replace(f'edition: "{EDITION}"', f'edition: "{edition}"')
    (dossier / "spaser.yaml").write_text(texte, encoding="utf-8")
    for nom, rangees in lignes.items():
        sortie = io.StringIO()
        ecrivain = csv.DictWriter(sortie, COLONNES[nom], restval="", lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(rangees)
        (dossier / f"{nom}.csv").write_text(sortie.getvalue(), encoding="utf-8", newline="")
    return dossier


def numero(table: str, colonne: str) -> int:
    """The number of a column, as a spreadsheet counts."""
    return COLONNES[table].index(colonne) + 1
