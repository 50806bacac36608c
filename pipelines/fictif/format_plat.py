"""A true contract flattened the way decp.info does: one row per supplier and per version, 58 columns,
lists joined.

Belongs here: the columns and the flattening. Does not belong here: any sum; the amount is repeated on
every row, which is the trap this file sets. No coordinates and no real commune: the geography is as
invented as the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.fictif.modele import Contrat, Fournisseur, nombre

COLONNES = [
    "uid",
    "id",
    "nature",
    "acheteur_id",
    "acheteur_nom",
    "titulaire_id",
    "titulaire_typeIdentifiant",
    "titulaire_nom",
    "objet",
    "montant",
    "type",
    "codeCPV",
    "procedure",
    "techniques",
    "dureeMois",
    "dureeRestanteMois",
    "offresRecues",
    "dateNotification",
    "datePublicationDonnees",
    "formePrix",
    "typesPrix",
    "attributionAvance",
    "tauxAvance",
    "marcheInnovant",
    "modalitesExecution",
    "considerationsSociales",
    "considerationsEnvironnementales",
    "ccag",
    "sousTraitanceDeclaree",
    "typeGroupementOperateurs",
    "origineUE",
    "origineFrance",
    "lieuExecution_code",
    "lieuExecution_typeCode",
    "idAccordCadre",
    "titulaire_distance",
    "acheteur_categorie",
    "acheteur_commune_code",
    "acheteur_commune_nom",
    "acheteur_departement_code",
    "acheteur_departement_nom",
    "acheteur_region_code",
    "acheteur_region_nom",
    "acheteur_latitude",
    "acheteur_longitude",
    "titulaire_categorie",
    "titulaire_commune_code",
    "titulaire_commune_nom",
    "titulaire_departement_code",
    "titulaire_departement_nom",
    "titulaire_region_code",
    "titulaire_region_nom",
    "titulaire_latitude",
    "titulaire_longitude",
    "modification_id",
    "donneesActuelles",
    "sourceDataset",
    "sourceFile",
]


def _liste(valeurs: Sequence[str] | None) -> str:
    """None = not filled in; empty = a declared no, which decp.info writes `Sans objet`."""
    return "" if valeurs is None else ", ".join(valeurs) or "Sans objet"


def _booleen(valeur: bool | None) -> str:
    return "" if valeur is None else str(valeur).lower()


def _ligne(
    c: Contrat, t: Fournisseur, version: int, actuelle: bool, notif: date, pub: date, montant: int, duree: int
) -> dict[str, str]:
    valeurs = {
        "uid": c.acheteur_id + c.id,
        "id": c.id,
        "nature": c.nature,
        "acheteur_id": c.acheteur_id,
        "acheteur_nom": c.acheteur.nom,
        "titulaire_id": t.id,
        "titulaire_typeIdentifiant": t.type_id,
        "titulaire_nom": "" if t.personne else t.nom,
        "objet": c.objet,
        "montant": str(nombre(montant)),
        "type": c.famille.capitalize(),
        "codeCPV": c.cpv,
        "procedure": c.procedure,
        "techniques": "Accord-cadre" if c.type == "accord_cadre" else "Sans objet",
        "dureeMois": str(duree),
        "offresRecues": str(c.offres),
        "dateNotification": notif.isoformat(),
        "datePublicationDonnees": pub.isoformat(),
        "formePrix": c.forme_prix,
        "typesPrix": c.type_prix,
        "attributionAvance": _booleen(c.avance),
        "tauxAvance": str(c.taux),
        "marcheInnovant": _booleen(c.innovant),
        "modalitesExecution": _liste(c.modalites),
        "considerationsSociales": _liste(c.social),
        "considerationsEnvironnementales": _liste(c.env),
        "ccag": c.ccag,
        "sousTraitanceDeclaree": _booleen(c.sous_traitance),
        "typeGroupementOperateurs": c.groupement,
        "lieuExecution_code": c.lieu[0],
        "lieuExecution_typeCode": c.lieu[1],
        "idAccordCadre": c.id_accord_cadre,
        "acheteur_categorie": c.acheteur.categorie,
        "acheteur_commune_code": "00001",
        "acheteur_commune_nom": "Exemple-sur-Rivière",
        "acheteur_departement_code": "00",
        "acheteur_departement_nom": "Département fictif",
        "titulaire_categorie": t.categorie,
        "modification_id": str(version),
        "donneesActuelles": _booleen(actuelle),
        "sourceDataset": "fictif_exemple",
        "sourceFile": "donnees-fictives",
    }
    return {colonne: valeurs.get(colonne, "") for colonne in COLONNES}


def lignes(c: Contrat, au: date) -> list[dict[str, str]]:
    """All rows of the contract as known on `au`: version 0, then one version per modification."""
    modifs = [m for m in c.modifs if m.pub <= au]
    titulaires, montant, duree = c.titulaires, c.montant, c.duree
    rows = [_ligne(c, t, 0, not modifs, c.notif, c.pub, montant, duree) for t in titulaires]
    for version, m in enumerate(modifs, start=1):
        titulaires = m.titulaires or titulaires
        montant = montant if m.montant is None else m.montant
        duree = m.duree or duree
        actuelle = version == len(modifs)
        rows += [_ligne(c, t, version, actuelle, m.notif, m.pub, montant, duree) for t in titulaires]
    return rows
