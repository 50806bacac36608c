"""The oracle of the registers: `verite_registres.json`, what a right reading and a right union must find.

Belongs here: the shape of the truth, written from what the generator knows. Does not belong here: any
reading of the files.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.fictif.registres.corrections import contrat_id
from pipelines.fictif.registres.depenses import totaux
from pipelines.fictif.registres.ecarts import disputes
from pipelines.fictif.registres.fiches import VOIES
from pipelines.fictif.registres.livraisons import Livraison
from pipelines.fictif.registres.monde import Fiche, Ligne, Monde

# Ways that a union may trust: a key, and two of object, supplier, date, amount. The others wait for a person.
PAR_IDENTIFIANT = ("decp_id", "decp_id_casse", "decp_id_souche")


def construire(monde: Monde, livraisons: list[Livraison]) -> dict[str, Any]:
    """The oracle as an object; its lists keep one item a line when written."""
    paires = [_paire(monde, f) for f in monde.fiches if f.contrat]
    lies = {f.contrat.cle for f in monde.fiches if f.contrat}
    return {
        "fictif": True,
        "graine": monde.graine,
        "regle": "Un identifiant commun et deux concordances sur quatre (objet, titulaire, date à 31 jours, montant "
        "à l'euro) réunissent ; sans identifiant, seule une décision humaine le fait.",
        "voies": dict(VOIES),
        "voies_par_identifiant": list(PAR_IDENTIFIANT),
        "tables": [_table(nom, monde.tables[nom], livraisons) for nom in sorted(monde.tables)],
        "livraisons": [_livraison(x) for x in livraisons],
        "paires": paires,
        "registre_seuls": [
            {"acheteur_siren": f.acheteur.siren, "reference": f.reference, "voie": f.voie or None}
            for f in monde.fiches
            if f.contrat is None
        ],
        "decp_seuls": [c.cle for c in monde.depot.contrats if c.cle not in lies],
        "conflits": [_conflit(x) for x in monde.conflits],
        "decisions": [{k: _simple(v) for k, v in x.items()} for x in monde.effets],
        "totaux": _totaux(monde),
    }


def _paire(monde: Monde, f: Fiche) -> dict[str, Any]:
    """One row of the register and its true contract; `disputes` are fields on which DECP is not of one mind."""
    assert f.contrat is not None
    paire: dict[str, Any] = {
        "acheteur_siren": f.acheteur.siren,
        "reference": f.reference,
        "cle": f.contrat.cle,
        "voie": f.voie,
        "tranchee": _tranchee(monde, f),
    }
    discutes = disputes(monde, f)
    if not f.contrat.montant:
        discutes = sorted({*discutes, "montant_retenu_ht_eur"})
    return paire | ({"disputes": discutes} if discutes else {})


def _tranchee(monde: Monde, f: Fiche) -> bool:
    """Whether a person said that this row and this contract are one."""
    ident = contrat_id(monde, f)
    return any(
        x["registre"] == "rapprochements"
        and (x["reference"], x["contrat_id"]) == (f.reference, ident)
        and (x["decision"], x["effet"]) == ("meme_contrat", "appliquee")
        for x in monde.effets
    )


def _conflit(x: Ligne) -> dict[str, Any]:
    f: Fiche = x["fiche"]
    assert f.contrat is not None
    return {
        "acheteur_siren": f.acheteur.siren,
        "reference": f.reference,
        "cle": f.contrat.cle,
        "champ": x["champ"],
        "registre": _simple(x["registre"]),
        "decp": _simple(x["decp"]),
        "corrige": bool(x.get("corrige")),
    }


def _table(nom: str, lignes: list[Ligne], livraisons: list[Livraison]) -> dict[str, Any]:
    """Rows in force of a table once every delivery is settled, the vanished ones gone."""
    siennes = [x for x in livraisons if x.table == nom]
    tranches = {f"{x.acheteur.siren}/{x.periode}": len(x.lignes) for x in siennes if x.etat == "en_vigueur"}
    return {
        "table": nom,
        "lignes": len(lignes),
        "en_attente": sum(len(x.attentes) for x in siennes),
        "disparues": sum(len(x.disparues) for x in siennes),
        "tranches": tranches,
    }


def _livraison(x: Livraison) -> dict[str, Any]:
    """A delivery: rows in the file, what becomes of it, the records that wait (titles are record 1)."""
    return {
        "livraison_id": x.id,
        "table": x.table,
        "acheteur_siren": x.acheteur.siren,
        "periode": x.periode,
        "fichier": x.fichier,
        "lignes": len(x.lignes) + len(x.attentes),
        "etat": x.etat,
        "motif": x.motif or None,
        "attentes": [{"enregistrement": a.rang + 2, "champ": a.champ, "regle": a.regle} for a in x.attentes],
        "disparues": [{k: _simple(v) for k, v in d.items()} for d in x.disparues],
        "disparitions_confirmees": x.confirmees,
    }


def _totaux(monde: Monde) -> dict[str, Any]:
    heures: dict[str, Decimal] = {}
    for x in monde.tables["heures_insertion"]:
        annee = x["periode"][:4]
        heures[annee] = heures.get(annee, Decimal(0)) + (x["heures_realisees"] or Decimal(0))
    montants: dict[str, Decimal] = {}
    for x in monde.tables["registre_contrats"]:
        cle = f"{x['acheteur_siren']}/{x['date_notification'].year}"
        montants[cle] = montants.get(cle, Decimal(0)) + (x["montant_ht_eur"] or Decimal(0))
    agec: dict[str, Decimal] = {}
    for x in monde.tables["achats_circulaires"]:
        cle = str(x["annee"])
        agec[cle] = agec.get(cle, Decimal(0)) + x["montant_total_ht_eur"]
    personnes = {(x["annee"], x["pseudonyme"]) for x in monde.tables["beneficiaires"]}
    return {
        "heures_realisees_par_annee": {k: str(heures[k]) for k in sorted(heures)},
        "paiements_par_acheteur_et_annee": totaux(monde.tables["paiements"]),
        "montant_ht_par_acheteur_et_annee": {k: str(montants[k]) for k in sorted(montants)},
        "achats_circulaires_par_annee": {k: str(agec[k]) for k in sorted(agec)},
        "clauses_par_code": _compte(monde, "clauses", "code"),
        "evenements_par_type": _compte(monde, "evenements", "type"),
        "fournisseurs_ess_par_categorie": _compte(monde, "fournisseurs_ess", "categorie"),
        "beneficiaires_par_annee": _trier(Counter(str(annee) for annee, _ in personnes)),
    }


def _compte(monde: Monde, table: str, colonne: str) -> dict[str, int]:
    return _trier(Counter(str(x[colonne]) for x in monde.tables[table]))


def _trier(compte: Counter[str]) -> dict[str, int]:
    return {k: compte[k] for k in sorted(compte)}


def _simple(valeur: Any) -> Any:
    """What JSON can hold: amounts and dates as text."""
    return str(valeur) if isinstance(valeur, Decimal | date) else valeur
