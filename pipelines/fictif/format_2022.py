"""A true contract rendered as a DECP 2022 record (marché or contrat de concession), as known on a given
day.

Belongs here: the 2022 shape with its wrappers. Does not belong here: the 2019 shape, the flat CSV,
pathologies.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.fictif.modele import ARRETE_AU, Acte, Contrat, Fournisseur, Modif, nombre

PAS_SOCIAL = "Pas de considération sociale"
PAS_ENV = "Pas de considération environnementale"


def operateur(f: Fournisseur) -> dict[str, Any]:
    """A supplier, by its identifier alone."""
    return {"typeIdentifiant": f.type_id, "id": f.id}


def _modification(m: Modif, jour: str, valeur: str) -> dict[str, Any]:
    corps: dict[str, Any] = {
        "id": m.id,
        f"date{jour}Modification": m.notif.isoformat(),
        "datePublicationDonneesModification": m.pub.isoformat(),
    }
    if m.duree is not None:
        corps["dureeMois"] = m.duree
    if m.montant is not None:
        corps[valeur] = nombre(m.montant)
    if m.titulaires is not None:
        corps["titulaires"] = [{"titulaire": operateur(t)} for t in m.titulaires]
    return {"modification": corps}


def _acte(a: Acte) -> dict[str, Any]:
    return {
        "acteSousTraitance": {
            "id": a.id,
            "sousTraitant": operateur(a.sous_traitant),
            "dureeMois": a.duree,
            "dateNotification": a.notif.isoformat(),
            "datePublicationDonnees": a.pub.isoformat(),
            "montant": nombre(a.montant),
            "variationPrix": a.variation,
        }
    }


def _considerations(c: Contrat) -> dict[str, Any]:
    sociales = list(c.social) if c.social else [PAS_SOCIAL]
    env = list(c.env) if c.env else [PAS_ENV]
    return {
        "considerationsSociales": {"considerationSociale": sociales},
        "considerationsEnvironnementales": {"considerationEnvironnementale": env},
    }


def marche(c: Contrat, au: date = ARRETE_AU, **change: Any) -> dict[str, Any]:
    """The record as a source that is up to date on `au` would publish it; `change` replaces keys."""
    accord = c.type == "accord_cadre"
    r: dict[str, Any] = {
        "id": c.id,
        "acheteur": {"id": c.acheteur_id},
        "nature": c.nature,
        "objet": c.objet,
        "codeCPV": c.cpv,
        "techniques": {"technique": ["Accord-cadre" if accord else "Sans objet"]},
        "modalitesExecution": {"modaliteExecution": list(c.modalites)},
    }
    if c.id_accord_cadre:
        r["idAccordCadre"] = c.id_accord_cadre
    r |= {
        "marcheInnovant": c.innovant,
        "ccag": c.ccag,
        "offresRecues": c.offres,
        "attributionAvance": c.avance,
        "tauxAvance": c.taux,
        "typeGroupementOperateurs": c.groupement,
        "sousTraitanceDeclaree": c.sous_traitance,
        "procedure": c.procedure,
        "lieuExecution": {"code": c.lieu[0], "typeCode": c.lieu[1]},
        "dureeMois": c.duree,
        "dateNotification": c.notif.isoformat(),
        "datePublicationDonnees": c.pub.isoformat(),
        "montant": nombre(c.montant),
        "typesPrix": {"typePrix": [c.type_prix]},
        "formePrix": c.forme_prix,
        "titulaires": [{"titulaire": operateur(t)} for t in c.titulaires],
    }
    r |= _considerations(c)
    actes = [a for a in c.actes if a.pub <= au]
    if actes:
        r["actesSousTraitance"] = [_acte(a) for a in actes]
        modifies = [
            {
                "modificationActeSousTraitance": {
                    "id": a.id,
                    "dateNotificationModificationSousTraitance": a.notif.isoformat(),
                    "datePublicationDonnees": a.pub.isoformat(),
                    "montant": nombre(a.modifie),
                }
            }
            for a in actes
            if a.modifie is not None
        ]
        if modifies:
            r["modificationsActesSousTraitance"] = modifies
    modifs = [_modification(m, "Notification", "montant") for m in c.modifs if m.pub <= au]
    if modifs:
        r["modifications"] = modifs
    return r | change


def concession(c: Contrat, au: date = ARRETE_AU, **change: Any) -> dict[str, Any]:
    """A contrat de concession; only the execution years published by `au` are in it."""
    r: dict[str, Any] = {
        "id": c.id,
        "autoriteConcedante": {"id": c.acheteur_id},
        "nature": c.nature,
        "objet": c.objet,
        "procedure": c.procedure,
        "dureeMois": c.duree,
        "dateSignature": c.notif.isoformat(),
        "datePublicationDonnees": c.pub.isoformat(),
        "dateDebutExecution": (c.debut or c.notif).isoformat(),
        "valeurGlobale": nombre(c.montant),
        "montantSubventionPublique": nombre(c.subvention),
        "concessionnaires": [{"concessionnaire": operateur(t)} for t in c.titulaires],
    }
    annees = [a for a in c.execution if a["datePublicationDonneesExecution"] <= au.isoformat()]
    if annees:
        r["donneesExecution"] = [
            {"donneesAnnuelles": a | {"tarifs": [{"tarif": t} for t in a["tarifs"]]}} for a in annees
        ]
    r |= _considerations(c)
    modifs = [_modification(m, "Signature", "valeurGlobale") for m in c.modifs if m.pub <= au]
    if modifs:
        r["modifications"] = modifs
    return r | change
