"""Populations of the purchasing registers: consultations, lots, bidders, projects, evaluations, payments.

Years: publication of the consultation, programming year, day of the evaluation, day of payment, notification for a lot.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Contrat, Faits, Titulaire
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import Ligne, jour, nombre, oui_non
from tests.recalcul.mesures import programmes
from tests.recalcul.mesures.categories import est, un_de
from tests.recalcul.partages import comptes
from tests.recalcul.trois import Dit, et

FORMULES = {
    "nb_consultations": ("nombre", "consultations"),
    "nb_moyen_dce_retires": ("rapport", "consultations"),
    "nb_consultations_infructueuses": ("nombre", "consultations"),
    "part_consultations_infructueuses": ("part", "consultations"),
    "nb_offres_irregulieres": ("somme", "consultations"),
    "gain_moyen_negociation": ("rapport", "consultations"),
    "ratio_documents_egalite": ("rapport", "consultations"),
    "part_attestations_controlees": ("rapport", "consultations"),
    "nb_soumissionnaires": ("distincts", "soumissionnaires"),
    "part_soumissionnaires": ("part_distincts", "soumissionnaires"),
    "nb_contrats_cibles": ("nombre", "programmation"),
    "date_publication_programmation": ("premier_jour", "publications"),
    "nb_litiges": ("nombre", "evaluations"),
    "nb_documents": ("nombre", "evaluations"),
    "nb_fournisseurs_evalues": ("distincts", "evaluations"),
    "satisfaction_moyenne": ("rapport", "evaluations"),
    "montant_depenses": ("somme", "paiements"),
    "montant_moyen_structure": ("somme_par_distinct", "paiements"),
    "delai_moyen_paiement": ("rapport", "paiements"),
    "nb_paiements": ("nombre", "paiements"),
}
DES_PROJETS = ("diagnostic_realise", "anticipe", "reservation_etudiee")
QUAND = {
    "consultations": "date_publication",
    "programmation": "annee",
    "evaluations": "date",
    "paiements": "date_paiement",
}


def population_de(demande: Demande) -> str | None:
    """A share of contracts that is one of projects or consultations."""
    if demande.filtre.get("denominateur") == "consultations":
        return "consultations"
    return "programmation" if demande.filtre.get("caracteristique") in DES_PROJETS else None


def poser(faits: Faits, demande: Demande, ou: Perimetre, population: str) -> Iterator[tuple[Posee, Question]]:
    """Ask the rows of a population."""
    for annee, ligne in _lignes(faits, population):
        if ligne["acheteur_siren"] in ou.acheteurs and annee in ou.annees_de(str(ligne["acheteur_siren"])):
            question = QUESTIONS[population](faits, ligne, demande)
            yield Posee(str(ligne["acheteur_siren"]), annee, "", "ensemble"), question


def _lignes(faits: Faits, population: str) -> Iterator[tuple[int, Ligne]]:
    if population == "soumissionnaires":
        dates = {
            (k["acheteur_siren"], k["consultation_id"]): k["date_publication"]
            for k in faits.tables.get("consultations", [])
        }
        for ligne in faits.tables.get("soumissionnaires", []):
            du = dates.get((ligne["acheteur_siren"], ligne["consultation_id"]))
            if du:
                yield int(du[:4]), {**ligne, "date_publication": du}
    elif population == "publications":
        for ligne in faits.tables.get("programmation", []):
            yield int(str(ligne["annee"])), ligne
        for ligne in faits.tables.get("intentions_achat", []):
            yield int(str(ligne["date_publication"])[:4]), ligne
    else:
        for ligne in faits.tables.get(population, []):
            yield int(str(ligne[QUAND[population]])[:4]), ligne


def _consultation(faits: Faits, k: Ligne, demande: Demande) -> Question:
    m, f = demande.mesure, demande.filtre
    car: Dit = True
    if f.get("caracteristique") == "alloti":
        lots = nombre(k["nb_lots"])
        car = None if lots is None else lots >= 2
    elif f.get("caracteristique") == "sourcing":
        car = oui_non(k["sourcing_mene"])
    if m in ("nb_consultations", "part_contrats"):
        return Question(True, car)
    if m == "nb_consultations_infructueuses":
        return Question(True, k["statut"] == "infructueuse")
    if m == "part_consultations_infructueuses":
        return Question(k["statut"] != "en_cours", k["statut"] == "infructueuse")
    if m == "gain_moyen_negociation":
        prix = f.get("composante") == "prix"
        gain = nombre(k["gain_negociation_prix_pct" if prix else "gain_negociation_technique_points"])
        x = None if gain is None else Fraction(gain) / (100 if prix else 1)
        return Question(oui_non(k["negociation_menee"]), True, x, None if x is None else 1)
    colonnes = {
        "nb_moyen_dce_retires": ("nb_dce_retires", None),
        "nb_offres_irregulieres": ("nb_offres_irregulieres", None),
        "ratio_documents_egalite": ("documents_egalite_recus", "candidats_volontaires_egalite"),
        "part_attestations_controlees": ("attestations_controlees", "attestations_recues"),
    }
    haut, bas = colonnes[m]
    x2 = nombre(k[haut])
    return Question(True, True, x2, nombre(k[bas]) if bas else None if x2 is None else 1)


def _soumissionnaire(faits: Faits, s: Ligne, demande: Demande) -> Question:
    du, acheteur = jour(s["date_publication"]), str(s["acheteur_siren"])
    qui = Titulaire(s["soumissionnaire_siren"])
    dite = est(faits, qui, demande.filtre["titulaire"], du, acheteur)
    return Question(True, dite.dit, qui.siren, None, dite.apres)


def _projet(faits: Faits, p: Ligne, demande: Demande) -> Question:
    f, annee = demande.filtre, int(str(p["annee"]))
    if demande.mesure == "nb_contrats_cibles":
        return Question(True, programmes.cible(faits, p["acheteur_siren"], p["projet_id"], f["objet"], annee))
    return Question(_parmi(faits, p, demande, annee), _du_projet(p, f["caracteristique"], annee))


def _du_projet(p: Ligne, code: str, annee: int) -> Dit:
    if code == "diagnostic_realise":
        du = jour(p["date_diagnostic"])
        return du is not None and du.year <= annee
    if code == "reservation_etudiee":
        return p["faisabilite_reservation"] is not None
    cotation, echeance = jour(p["date_cotation"]), jour(p["date_echeance"])
    if cotation is None:
        return False
    if echeance is None:
        return None
    avant = (echeance.year - 1, echeance.month, min(echeance.day, 28 if echeance.month == 2 else 31))
    return (cotation.year, cotation.month, cotation.day) <= avant


def _parmi(faits: Faits, p: Ligne, demande: Demande, annee: int) -> Dit:
    code, f = demande.filtre["denominateur"], demande.filtre
    if code == "montant_lte_90000":
        montant = nombre(p["montant_estime_ht_eur"])
        if montant is not None:
            return montant <= 90_000
        return None if p["montant_tranche"] is None else p["montant_tranche"] in ("moins_40k", "40k_90k")
    if code == "renouvelables":
        recurrent, an = oui_non(p["recurrent"]), p["annee_renouvellement"]
        quand = None if an is None else "annee_renouvellement" not in f or an == f["annee_renouvellement"]
        return et(recurrent, quand)
    if code == "tous":
        return True
    quoi = f.get("cible", f["caracteristique"])
    return programmes.cible(faits, p["acheteur_siren"], p["projet_id"], quoi, annee)


def _evaluation(faits: Faits, e: Ligne, demande: Demande) -> Question:
    m, f = demande.mesure, demande.filtre
    if m == "nb_litiges":
        return Question(True, e["objet"] == "litige")
    if m == "nb_documents":
        return Question(True, e["objet"] == "bilan_execution")
    if m == "nb_fournisseurs_evalues":
        return Question(e["objet"] == "fournisseur_rse", True, e["fournisseur_siren"])
    voulus = et(
        e["objet"] == f["objet"],
        True if "public" not in f else None if e["public"] is None else e["public"] == f["public"],
    )
    car: Dit = True
    if f.get("caracteristique") == "negociation":
        c = contrat_de(faits, e)
        car = programmes.caracteristique(faits, c, "negociation") if c else None
    note, sur, poids = nombre(e["note"]), nombre(e["note_max"]), nombre(e["nb_reponses"]) or 1
    if note is None or not sur:
        return Question(voulus, car)
    return Question(voulus, car, Fraction(note) / Fraction(sur) * 20 * Fraction(poids), poids)


def _paiement(faits: Faits, p: Ligne, demande: Demande) -> Question:
    m, f, quand = demande.mesure, demande.filtre, jour(p["date_paiement"])
    d: list[Dit] = []
    c: list[Dit] = []
    apres: bool | None = None
    if "perimetre" in f:
        d.append(oui_non(p["hors_seuil_spaser"]) is not True)
    if "mode" in f:
        d.append(p["moyen"] == f["mode"])
    if "fournisseur" in f:
        dite = est(
            faits, Titulaire(p["fournisseur_siren"]), f["fournisseur"], quand, str(p["acheteur_siren"])
        )
        c.append(dite.dit)
        apres = dite.apres
    if "caracteristique" in f:
        contrat = contrat_de(faits, p)
        sans: Dit = None if p["contrat_reference"] else False
        c.append(programmes.caracteristique(faits, contrat, f["caracteristique"]) if contrat else sans)
    if m == "delai_moyen_paiement":
        recu = jour(p["date_reception_facture"])
        jours = (quand - recu).days if quand and recu else None
        return Question(et(*d), et(*c), jours, None if jours is None else 1)
    return Question(et(*d), et(*c), nombre(p["montant_ht_eur"]), p["fournisseur_siren"], apres)


QUESTIONS: dict[str, Callable[[Faits, Ligne, Demande], Question]] = {
    "consultations": _consultation,
    "soumissionnaires": _soumissionnaire,
    "programmation": _projet,
    "publications": lambda f, ligne, d: Question(True, True, jour(ligne["date_publication"])),
    "evaluations": _evaluation,
    "paiements": _paiement,
}


def contrat_de(faits: Faits, ligne: Ligne) -> Contrat | None:
    """The contract that a row of a register names."""
    cle = ligne["acheteur_siren"], ligne["contrat_reference"]
    return faits.par_reference.get(cle) if ligne["contrat_reference"] else None


def lots(faits: Faits, demande: Demande, ou: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Lots of consultations in lots that were awarded, by their contract."""
    nb = {
        (k["acheteur_siren"], k["consultation_id"]): nombre(k["nb_lots"])
        for k in faits.tables["consultations"]
    }
    attribues = {
        (x["acheteur_siren"], x["consultation_id"], x["lot_numero"])
        for x in faits.tables.get("lots", [])
        if x["statut"] == "attribue"
    }
    for c in comptes(faits, ou):
        r = c.registre
        if r is None or c.annee not in ou.annees:
            continue
        if (r["acheteur_siren"], r["consultation_id"], r["lot_numero"]) in attribues:
            combien = nb.get((r["acheteur_siren"], r["consultation_id"]))
            qui = un_de(faits, c.titulaires, demande.filtre["titulaire"], c.notification, c.acheteur)
            alloti = None if combien is None else combien >= 2
            posee = Posee(c.acheteur, c.annee or 0, c.type, "ensemble", c.compte)
            yield posee, Question(alloti, qui.dit, None, None, qui.apres)
