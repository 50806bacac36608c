"""What was organised, judged and done: events, evaluations, actions of the plan.

Belongs here: `evenements`, `evaluations`, `actions`. Names of services and bodies only, never of persons.
Does not belong here: values typed in by hand (`saisies.py`).
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.identifiants import siren
from pipelines.fictif.modele import Acheteur
from pipelines.fictif.registres.monde import ANNEES, DERNIER_FAIT, Ligne, Monde, deux, jour_de
from pipelines.fictif.registres.structures import Structures

with (Path(__file__).parent / "evenements.csv").open(encoding="utf-8", newline="") as _source:
    _CATALOGUE = list(csv.DictReader(_source))
PARTENAIRES = ("Réseau régional d'Exemple", "Chambre des métiers de fiction", "Maison de l'emploi d'Exemple")
# object of the action -> (service, is it an action of the committee, tools planned each year).
ACTIONS = {
    "comite_annuel_achats_durables": ("Service de la commande publique", True, 0),
    "comite_suivi_clauses_landes": ("Pôle insertion", False, 0),
    "evenement_annuel_clause_insertion": ("Pôle insertion", False, 0),
    "officialisation_fiches_de_poste": ("Direction des ressources humaines", False, 0),
    "publication_intentions_achats_et_donnees_essentielles": ("Service de la commande publique", False, 0),
    "rapport_annuel": ("Service de la commande publique", True, 1),
    "renouvellement_spaser": ("Service de la commande publique", False, 0),
    "suivi_annuel_actions": ("Service de la commande publique", True, 0),
    "tableaux_de_bord": ("Direction du numérique", False, 3),
    "actions_cad": ("Comité des achats durables", True, 0),
    "guide_sourcing": ("Service de la commande publique", False, 4),
    "": ("Direction des moyens généraux", False, 2),
}
_SUIVI = ("evaluation_contrats", "satisfaction", "bilan_execution", "fournisseur_rse", "litige")
_PART = {"V": 1.0, "M": 0.8, "C": 0.35}


def inscrire(monde: Monde, structures: Structures) -> None:
    """The three registers."""
    _evenements(monde, structures)
    _evaluations(monde)
    _actions(monde)


def _evenements(monde: Monde, structures: Structures) -> None:
    rng = monde.hasard("evenements")
    entites = [f.siren for f in structures.de("EI", "ACI", "ESAT")]
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            rang = 0
            for modele in _CATALOGUE:
                for _ in range(int(modele["par_an"])):
                    if rng.random() < _PART[acheteur.lettre]:
                        rang += 1
                        ident = f"EV-{acheteur.lettre}{annee}-{rang:03d}"
                        ligne = _evenement(rng, acheteur, annee, modele, entites)
                        monde.ajouter("evenements", evenement_id=ident, **ligne)


def _evenement(
    rng: random.Random, acheteur: Acheteur, annee: int, modele: dict[str, str], entites: list[str]
) -> Ligne:
    prevue = date(annee, rng.randint(1, 12), rng.randint(1, 28))
    statut = "programme" if prevue > DERNIER_FAIT else "annule" if rng.random() < 0.08 else "realise"
    fait = statut == "realise"
    jour = min(prevue + timedelta(days=rng.choice((0, 0, 0, 7, 21))), DERNIER_FAIT, date(annee, 12, 31))
    agents = rng.randint(10, 60) if modele["type"] == "formation" else None
    entite = modele["entite"]
    qui = (
        rng.choice(entites)
        if entite == "entreprise"
        else siren(rng.choice((104, 105, 108)))
        if entite
        else None
    )
    return {
        "acheteur_siren": acheteur.siren,
        "type": modele["type"],
        "theme": modele["theme"] if rng.random() < 0.95 else None,
        "public": modele["public"],
        "statut": statut,
        "date_prevue": prevue if not fait or rng.random() < 0.7 else None,
        "date": jour if fait else None,
        "nb_participants": rng.randint(3, 90) if fait and rng.random() < 0.75 else None,
        "nb_agents_cibles": agents,
        "nb_agents_formes": rng.randint(3, agents) if fait and agents and rng.random() < 0.85 else None,
        "canal": modele["canal"] or None,
        "partenaire": rng.choice(PARTENAIRES) if rng.random() < 0.25 else None,
        "entite_siren": qui if rng.random() < 0.85 else None,
        "entite_type": entite or None,
        "effet": modele["effet"] or None,
        "nb_documents": rng.randint(1, 4)
        if fait and modele["type"] in ("fiche_sourcing", "publication")
        else None,
    }


def _evaluations(monde: Monde) -> None:
    rng = monde.hasard("evaluations")
    rangs: dict[tuple[str, int], int] = {}
    for f in monde.fiches:
        if rng.random() > 0.16:
            continue
        objet = rng.choices(_SUIVI, (36, 16, 24, 14, 10))[0]
        jour = f.notif + timedelta(days=rng.randint(60, 420))
        if jour > DERNIER_FAIT:
            continue
        ligne: Ligne = {"contrat_reference": f.reference, "date": jour, "objet": objet}
        if objet in ("fournisseur_rse", "litige") and f.titulaires and f.titulaires[0].siren:
            ligne["fournisseur_siren"] = f.titulaires[0].siren
        if objet == "satisfaction":
            ligne["public"] = rng.choice(("interne", "externe"))
        if objet not in ("litige", "bilan_execution") and rng.random() < 0.9:
            ligne |= {"note": deux(rng.randint(4, 20) / 4), "note_max": Decimal(5)}
            ligne["nb_reponses"] = rng.randint(1, 30) if rng.random() < 0.7 else None
        _noter(monde, f.acheteur, ligne, rangs)
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            for objet, public in (
                ("service_insertion", "interne"),
                ("satisfaction", "beneficiaires"),
                ("questionnaire_departage", "externe"),
            ):
                ligne = {"date": jour_de(rng, annee), "objet": objet, "public": public}
                ligne |= {"note": deux(rng.randint(20, 76) / 4), "note_max": Decimal(20)}
                _noter(monde, acheteur, ligne | {"nb_reponses": rng.randint(4, 60)}, rangs)
    monde.tables["evaluations"].sort(key=lambda x: (x["acheteur_siren"], x["evaluation_id"]))


def _noter(monde: Monde, acheteur: Acheteur, ligne: Ligne, rangs: dict[tuple[str, int], int]) -> None:
    cle = (acheteur.lettre, ligne["date"].year)
    rangs[cle] = n = rangs.get(cle, 0) + 1
    ident = f"EVAL-{cle[0]}{cle[1]}-{n:03d}"
    monde.ajouter("evaluations", acheteur_siren=acheteur.siren, evaluation_id=ident, **ligne)


def _actions(monde: Monde) -> None:
    rng = monde.hasard("actions")
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            for rang, (objet, (pilote, cad, outils)) in enumerate(ACTIONS.items(), 1):
                prevue = date(annee, rng.randint(3, 12), 28)
                fini = prevue < DERNIER_FAIT and rng.random() < 0.8
                attente = ("non_demarree", "en_cours", "en_cours", "abandonnee")
                statut = "terminee" if fini else rng.choice(attente)
                fait = min(prevue + timedelta(days=rng.choice((-20, -3, 0, 15, 60))), DERNIER_FAIT)
                monde.ajouter(
                    "actions",
                    acheteur_siren=acheteur.siren,
                    action_id=f"action_{rang}",
                    objet=objet or None,
                    annee=annee,
                    cad=cad if rng.random() < 0.9 else None,
                    statut=statut,
                    date_prevue=prevue if rng.random() < 0.9 else None,
                    date_realisation=fait if fini else None,
                    pilote=pilote,
                    nb_outils_programmes=outils or None,
                    nb_outils_crees=rng.randint(0, outils) if outils and annee < 2026 else None,
                )
