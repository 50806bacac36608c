"""The words of the grid of completeness, in French: states, reasons, one sentence a row.

Belongs here: words. Does not belong here: which state a row is in (`completude`).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.livraisons.tranches import TOUT, TRANCHES
from pipelines.schemas import tables as schemas

ETATS = {
    "livre": "livré",
    "livre_en_retard": "livré en retard",
    "partiel": "partiel",
    "refuse": "REFUSÉ",
    "en_attente": "à venir",
    "manquant": "MANQUANT",
    "non_attendu": "non attendu",
}
MOTIFS = {
    "manquant": "Rien n'a été livré.",
    "decp_sans_contrat": "Aucun contrat notifié sur cette période dans les DECP lues : à confirmer par l'acheteur.",
    "decp_vide": "Registre des contrats livré vide : l'acheteur n'avait rien à publier.",
    "hors_perimetre": "Livré pour une année où l'acheteur n'est pas dans le périmètre.",
    "non_attendu": "Livré sans être attendu de cet acheteur.",
    "fichier_introuvable": "Le fichier n'est plus là",
    "hors_du_dossier": "Le fichier n'est pas dans le dossier des données",
    "hors_prive": "Ce registre concerne des personnes, son fichier doit être dans prive/",
    "fichier_change": "Le fichier a changé depuis la livraison",
    "illisible": "Le fichier ne se lit pas sans deviner",
    "sans_donnees": "Le fichier n'a pas de données",
    "structure": "Les colonnes ne sont pas celles du registre",
    "trop_de_lignes_fausses": "Trop de lignes sont fausses",
    "cle_en_double": "Des lignes ont la même clé",
    "periode_impossible": "La période n'est pas possible pour ce registre",
    "volume_en_baisse": "Beaucoup de lignes ont disparu, sans confirmation",
}


def fr(jour: dt.date) -> str:
    """A day as the French write it."""
    return f"{jour:%d/%m/%Y}"


def titre(table: str) -> str:
    """The title of a register, or of DECP."""
    if table not in TRANCHES:
        return "Données essentielles de la commande publique (DECP)"
    return str(schemas.charger(table)["title"])


def phrase(ligne: Mapping[str, Any]) -> str:
    """A row of the grid as one sentence: who, what, when, and why."""
    suite = f" {ligne['motif']}" if ligne["motif"] else ""
    etat = ETATS[ligne["etat"]].lower()
    if ligne["etat"] in ("manquant", "refuse", "partiel"):
        etat += f", attendu au plus tard le {fr(ligne['date_limite'])}"
    return f"{ligne['nom']} : {titre(ligne['table_attendue'])}, {quand(ligne)} : {etat}.{suite}"


def quand(ligne: Mapping[str, Any]) -> str:
    """The year of a row, with its days when it is not whole."""
    if ligne["periode"] == TOUT:
        return "en entier"
    annee = int(ligne["periode"])
    entiere = dt.date(annee, 1, 1), dt.date(annee, 12, 31)
    if not ligne["debut"] or (ligne["debut"], ligne["fin"]) == entiere:
        return str(annee)
    return f"{annee} (du {fr(ligne['debut'])} au {fr(ligne['fin'])})"


def attendent(nombre: int | None) -> str:
    """Say that rows wait to be corrected; how many is not told of a register about persons."""
    if nombre is None:
        return "Des lignes attendent d'être corrigées."
    return (
        "1 ligne attend d'être corrigée." if nombre == 1 else f"{nombre} lignes attendent d'être corrigées."
    )


def contrats_publies(nombre: int) -> str:
    """Say how many contracts DECP have so far, nothing for none."""
    if nombre < 2:
        return "1 contrat déjà publié." if nombre else ""
    return f"{nombre} contrats déjà publiés."
