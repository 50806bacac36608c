"""Corrections: a person settles, with a date and a reason, what a published value should have been.

Belongs here: the `corrections` register, and what must become of each decision, in the words of the
pipeline: applied, replaced by a later one, without effect, about an unknown contract, unreadable. Does not
belong here: which register row is which contract (`rapprochements.py`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pipelines.fictif.registres.fiches import identifiant_publie
from pipelines.fictif.registres.monde import Fiche, Monde

SERVICE = "Service de la commande publique"
# champ of a conflict -> motif of the correction.
MOTIFS = {
    "objet": "erreur_saisie",
    "code_cpv": "classement_errone",
    "procedure": "erreur_saisie",
    "date_notification": "erreur_saisie",
    "duree_mois": "erreur_saisie",
    "montant_retenu_ht_eur": "erreur_unite",
    "type": "classement_errone",
}
PROCEDURES = {
    "appel_offres_ouvert": "Appel d'offres ouvert",
    "appel_offres_restreint": "Appel d'offres restreint",
    "procedure_adaptee": "Procédure adaptée",
    "procedure_negociation": "Procédure avec négociation",
    "dialogue_competitif": "Dialogue compétitif",
}


def contrat_id(monde: Monde, f: Fiche) -> str | None:
    """The public identifier of the contract, when its published id is plain and borne by no other."""
    c = f.contrat
    if c is None or c.or_ or c.verite or not re.fullmatch(r"[0-9A-Z_-]+", c.id):
        return None
    jumeaux = [x for x in monde.depot.contrats if x.acheteur is c.acheteur and x.id == c.id]
    return f"{c.acheteur.siren}-{identifiant_publie(c, monde)}" if len(jumeaux) == 1 else None


def en_conflit(monde: Monde, f: Fiche) -> bool:
    """Whether a disagreement was planted in this row."""
    return any(x["fiche"] is f for x in monde.conflits)


def inscrire(monde: Monde) -> None:
    """One conflict out of two settled in favour of the register, then the odd decisions."""
    for rang, conflit in enumerate(monde.conflits):
        f: Fiche = conflit["fiche"]
        ident, champ, apres = contrat_id(monde, f), conflit["champ"], conflit["registre"]
        if rang % 2 or ident is None or (champ == "procedure" and apres not in PROCEDURES):
            continue
        valeurs = (_ecrit(champ, conflit["decp"]), _ecrit(champ, apres))
        _correction(monde, ident, champ, valeurs, MOTIFS[champ], date(2026, 4, 2), "appliquee")
        conflit["corrige"] = True
    _singulieres(monde)
    _montants_perdus(monde)
    monde.tables["corrections"].sort(key=lambda x: (x["acheteur_siren"], x["date_decision"], x["contrat_id"]))


def _singulieres(monde: Monde) -> None:
    """Twice on the same value, on a value that has changed, on what is already right, on nothing."""
    surs = [
        f
        for f in monde.fiches
        if contrat_id(monde, f)
        and f.voie == "decp_id"
        and not en_conflit(monde, f)
        and f.ligne["type"] != "concession"
    ]
    a, b, c, d = (surs[n] for n in (10, 50, 90, 130))
    ia, ib, ic, id_ = (str(contrat_id(monde, f)) for f in (a, b, c, d))
    objet = a.ligne["objet"]
    premiere, seconde = (
        (objet, "Objet corrigé une première fois"),
        (objet, "Objet corrigé deux fois (fictif)"),
    )
    _correction(monde, ia, "objet", premiere, "erreur_saisie", date(2026, 2, 3), "remplacee")
    _correction(monde, ia, "objet", seconde, "autre", date(2026, 5, 6), "appliquee")
    depassee = ("999", str(b.ligne["duree_mois"] + 1))
    _correction(monde, ib, "duree_mois", depassee, "erreur_saisie", date(2026, 3, 9), "sans_effet")
    cpv = c.ligne["code_cpv"]
    _correction(monde, ic, "code_cpv", (cpv, cpv), "donnee_absente", date(2026, 3, 10), "sans_effet")
    inconnu, perdu = f"{d.acheteur.siren}-2024INCONNU", (None, "Contrat qui n'existe pas")
    _correction(monde, inconnu, "objet", perdu, "autre", date(2026, 3, 11), "contrat_inconnu")
    illisible = (str(d.ligne["duree_mois"]), "douze mois")
    _correction(monde, id_, "duree_mois", illisible, "erreur_saisie", date(2026, 3, 12), "valeur_invalide")
    concession = next(
        f
        for f in monde.fiches
        if f.contrat and f.contrat.nature == "Concession de service" and contrat_id(monde, f)
    )
    nature = ("Concession de service", "Délégation de service public")
    ident = str(contrat_id(monde, concession))
    _correction(monde, ident, "nature", nature, "classement_errone", date(2026, 4, 21), "appliquee")


def _montants_perdus(monde: Monde) -> None:
    """Published amounts of 0 and 1 €: the register has the true ones."""
    for cas, motif in (("or-37", "valeur_symbolique"), ("or-36", "montant_estime")):
        f = next(x for x in monde.fiches if x.contrat and x.contrat.or_ == cas)
        assert f.contrat is not None
        valeurs = (None, str(f.ligne["montant_ht_eur"]))
        ident = f"{f.acheteur.siren}-{f.contrat.id}"
        _correction(monde, ident, "montant_retenu_ht_eur", valeurs, motif, date(2026, 4, 20), "appliquee")


def _ecrit(champ: str, valeur: Any) -> str:
    return PROCEDURES[valeur] if champ == "procedure" else str(valeur)


def _correction(
    monde: Monde,
    ident: str,
    champ: str,
    valeurs: tuple[str | None, str],
    motif: str,
    jour: date,
    effet: str,
) -> None:
    monde.ajouter(
        "corrections",
        acheteur_siren=ident[:9],
        contrat_id=ident,
        champ=champ,
        ancienne_valeur=valeurs[0],
        valeur_corrigee=valeurs[1],
        motif=motif,
        service=SERVICE,
        date_decision=jour,
        piece=f"decisions/{jour.isoformat()}-{ident[-8:]}.pdf" if champ == "montant_retenu_ht_eur" else None,
    )
    monde.effets.append(
        {
            "registre": "corrections",
            "acheteur_siren": ident[:9],
            "contrat_id": ident,
            "champ": champ,
            "date_decision": jour,
            "effet": effet,
        }
    )
