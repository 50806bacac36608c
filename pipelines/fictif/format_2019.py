"""A true contract rendered as a DECP 2019 record: no wrappers, names of operators, id that ends with the
modification number.

Belongs here: the 2019 shape of marchés and concessions. Does not belong here: considerations (2019 has
none: they are unknown, never "no"), the 2022 shape, pathologies.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif.modele import Contrat, Fournisseur, Modif, nombre

# What 2022 calls typesPrix is called formePrix in 2019.
FORME_PRIX = {
    "Définitif ferme": "Ferme",
    "Définitif actualisable": "Ferme et actualisable",
    "Définitif révisable": "Révisable",
}
NATURE = {"accord_cadre": "Accord-cadre", "marche_subsequent": "Marché subséquent"}
LIEU = "Exemple-sur-Rivière"


def operateur(f: Fournisseur) -> dict[str, Any]:
    """A supplier, with its name, as 2019 publishes it."""
    return {"typeIdentifiant": f.type_id, "id": f.id, "denominationSociale": f.nom}


def _modification(m: Modif, jour: str, valeur: str) -> dict[str, Any]:
    corps: dict[str, Any] = {
        "objetModification": m.objet,
        f"date{jour}Modification": m.notif.isoformat(),
        "datePublicationDonneesModification": m.pub.isoformat(),
    }
    if m.duree is not None:
        corps["dureeMois"] = m.duree
    if m.montant is not None:
        corps[valeur] = nombre(m.montant)
    if m.titulaires is not None:
        corps["titulaires"] = [operateur(t) for t in m.titulaires]
    return corps


def marche(c: Contrat, suffixe: str = "00", *, modifs: int = 0, **change: Any) -> dict[str, Any]:
    """The record with the first `modifs` modifications; `suffixe` is the number at the end of the id."""
    ident = c.id + suffixe
    r: dict[str, Any] = {
        "id": ident,
        "uid": c.acheteur_id + ident,
        "_type": "Marché",
        "acheteur": {"id": c.acheteur_id, "nom": c.acheteur.nom},
        "nature": NATURE.get(c.type, "Marché"),
        "objet": c.objet,
        "codeCPV": c.cpv,
        "procedure": c.procedure,
        "lieuExecution": {"code": c.lieu[0], "typeCode": c.lieu[1], "nom": LIEU},
        "dureeMois": c.duree,
        "dateNotification": c.notif.isoformat(),
        "datePublicationDonnees": c.pub.isoformat(),
        "montant": nombre(c.montant),
        "formePrix": FORME_PRIX[c.type_prix],
        "titulaires": [operateur(t) for t in c.titulaires],
        "modifications": [_modification(m, "Notification", "montant") for m in c.modifs[:modifs]],
    }
    return r | change


def concession(c: Contrat, suffixe: str = "00", **change: Any) -> dict[str, Any]:
    """A concession with all its execution years and modifications."""
    ident = c.id + suffixe
    r: dict[str, Any] = {
        "id": ident,
        "uid": c.acheteur_id + ident,
        "_type": "Contrat de concession",
        "autoriteConcedante": {"id": c.acheteur_id, "nom": c.acheteur.nom},
        "nature": c.nature,
        "objet": c.objet,
        "procedure": c.procedure,
        "lieuExecution": {"code": c.lieu[0], "typeCode": c.lieu[1], "nom": LIEU},
        "dureeMois": c.duree,
        "dateSignature": c.notif.isoformat(),
        "datePublicationDonnees": c.pub.isoformat(),
        "dateDebutExecution": (c.debut or c.notif).isoformat(),
        "valeurGlobale": nombre(c.montant),
        "montantSubventionPublique": nombre(c.subvention),
        "donneesExecution": [dict(a) for a in c.execution],
        "concessionnaires": [operateur(t) for t in c.titulaires],
        "modifications": [_modification(m, "Signature", "valeurGlobale") for m in c.modifs],
    }
    return r | change
