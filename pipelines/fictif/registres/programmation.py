"""What was planned: projects of each year, what they were targeted for, what was announced outside.

Belongs here: `programmation`, `ciblages`, `intentions_achat`. Each project number that a consultation bears
is planned; some planned projects came to nothing. Does not belong here: consultations (`chaine.py`).
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.objets import CATALOGUE, LIEUX
from pipelines.fictif.registres.chaine import Consultation
from pipelines.fictif.registres.clauses import CODES, codes_du_contrat
from pipelines.fictif.registres.monde import ANNEES, DERNIER_FAIT, Ligne, Monde, eur, plus
from pipelines.fictif.registres.services import direction_de

TRANCHES = (
    (40_000_00, "moins_40k"),
    (90_000_00, "40k_90k"),
    (215_000_00, "90k_215k"),
    (1_000_000_00, "215k_1m"),
)
ETUDES = ("favorable", "defavorable", "a_approfondir")
# Targets that are no clause: characteristics read elsewhere, the committee, actions of the plan.
CIBLES = (
    "consideration_environnementale",
    "consideration_sociale",
    "dispositif_social",
    "clause_sociale_hors_insertion",
    "annexe_ou_clause_environnementale",
    "critere_developpement_durable",
    "dimension_carbone",
    "valorisation_impact_transport",
    "clause_ecologique_energetique",
    "critere_ecologique_energetique",
    "ecolabel_biosource_certification",
    "clauses_equilibrees",
    "mutualisation",
    "avance_bonifiee",
    "negociation",
    "sourcing",
    "alloti",
    "besoin_requestionne",
    "outils_methodologiques",
    "diagnostic_realise",
    "anticipe",
    "faisabilite_insertion_etudiee",
    "reservation_etudiee",
    "marche_innovant",
    "prix_revisable",
    "responsable",
    "evalue",
    "execution_suivie",
    "execution_env_controlee",
    "clause_insertion_obligatoire",
    "cad",
    *(f"action_{n}" for n in range(1, 27)),
)


def inscrire(monde: Monde, consultations: list[Consultation]) -> None:
    """Plan each project that was consulted, and a few that were not."""
    rng = monde.hasard("programmation")
    for c in consultations:
        if c.ligne["projet_id"]:
            montant = sum(f.montant for f in c.fiches) or rng.randint(20_000, 300_000) * 100
            ligne = _projet(rng, c, montant * rng.randint(80, 125) // 100)
            monde.tables.setdefault("programmation", []).append(ligne)
            _cibler(monde, rng, ligne, c)
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            for n in range(3):
                monde.tables["programmation"].append(_abandon(rng, acheteur.siren, acheteur.lettre, annee, n))
    monde.tables["programmation"].sort(key=lambda x: (x["acheteur_siren"], x["annee"], x["projet_id"]))
    _annoncer(monde, rng)


def _projet(rng: random.Random, c: Consultation, montant: int) -> Ligne:
    publication = c.publication
    annee = publication.year
    cpv = c.lots[0]["code_cpv"]
    famille = c.fiches[0].famille if c.fiches else "services"
    ligne: Ligne = {
        "acheteur_siren": c.acheteur.siren,
        "projet_id": c.ligne["projet_id"],
        "annee": annee,
        "objet": c.ligne["objet"],
        "direction": c.ligne["direction"] or direction_de(rng, c.acheteur.lettre, famille),
        "code_cpv": cpv if rng.random() < 0.8 else None,
        "segment": c.ligne["segment"],
        "date_consultation_prevue": publication + timedelta(days=rng.randint(-30, 20)),
        "duree_mois": c.fiches[0].ligne["duree_mois"] if c.fiches else 12,
    }
    return _qualifier(rng, ligne, montant)


def _qualifier(rng: random.Random, ligne: Ligne, montant: int) -> Ligne:
    """What a planning meeting writes down; the first years are poorer."""
    annee: int = ligne["annee"]
    rempli = 0.45 + 0.14 * (annee - 2023)
    prevue: date = ligne["date_consultation_prevue"]
    ligne["montant_estime_ht_eur"] = eur(montant // 100_000 * 100_000) if rng.random() < 0.85 else None
    ligne["montant_tranche"] = next((nom for borne, nom in TRANCHES if montant < borne), "plus_1m")
    ligne["date_echeance"] = echeance = prevue + timedelta(days=rng.randint(120, 500))
    if rng.random() < rempli:
        ligne["date_cotation"] = min(echeance, date(annee, 1, 10)) - timedelta(days=rng.randint(0, 300))
    if rng.random() < rempli:
        ligne["date_diagnostic"] = plus(date(annee, 1, 12), rng.randint(0, 90))
        ligne["potentiel_durable"] = rng.choices(("faible", "moyen", "fort"), (30, 40, 30))[0]
    if rng.random() < 0.7:
        ligne["recurrent"] = recurrent = rng.random() < 0.4
        if recurrent:
            ligne["annee_renouvellement"] = rng.choice([a for a in range(2024, 2029) if a > annee])
    for colonne in ("besoin_requestionne", "outils_utilises", "eligible_env"):
        ligne[colonne] = rng.random() < 0.4 if rng.random() < rempli else None
    for colonne in ("faisabilite_insertion", "faisabilite_reservation"):
        ligne[colonne] = rng.choice(ETUDES) if rng.random() < rempli * 0.7 else None
    ligne["date_publication"] = date(annee, 2, 12 + annee % 5) if rng.random() < 0.75 else None
    return ligne


def _abandon(rng: random.Random, siren: str, lettre: str, annee: int, n: int) -> Ligne:
    famille = rng.choice(("travaux", "services", "fournitures"))
    modele, cpv = rng.choice(CATALOGUE[famille])
    ligne: Ligne = {
        "acheteur_siren": siren,
        "projet_id": f"{lettre}P{annee}-9{n:02d}",
        "annee": annee,
        "objet": f"{modele.format(lieu=rng.choice(LIEUX))} (projet reporté)",
        "direction": direction_de(rng, lettre, famille),
        "code_cpv": cpv,
        "segment": "voirie_travaux" if famille == "travaux" else "autre",
        "date_consultation_prevue": date(annee, rng.randint(3, 11), 15),
        "duree_mois": rng.choice((6, 12, 24)),
    }
    return _qualifier(rng, ligne, rng.randint(20, 1_800) * 100_000)


def _cibler(monde: Monde, rng: random.Random, ligne: Ligne, c: Consultation) -> None:
    """Target a third of the projects: what the contract then obtained more often than not, and the rest."""
    if rng.random() > 0.38:
        return
    obtenus = sorted({code for f in c.fiches for code in codes_du_contrat(monde, f)})
    cibles = {x for x in obtenus if rng.random() < 0.7}
    cibles |= set(rng.sample((*CODES, *CIBLES), rng.randint(1, 4)))
    for cible in sorted(cibles):
        jour = plus(date(ligne["annee"], 1, 15), rng.randint(0, 60))
        monde.ajouter(
            "ciblages",
            acheteur_siren=ligne["acheteur_siren"],
            projet_id=ligne["projet_id"],
            annee=ligne["annee"],
            cible=cible,
            date_ciblage=jour if rng.random() < 0.8 else None,
        )


def _annoncer(monde: Monde, rng: random.Random) -> None:
    """Purchase intentions: two projects out of five, on one or two platforms."""
    for p in monde.tables["programmation"]:
        if rng.random() > 0.4:
            continue
        plateformes = rng.sample(
            ("approch", "marche_inclusion", "site_acheteur", "profil_acheteur"), rng.choice((1, 1, 2))
        )
        for plateforme in sorted(plateformes):
            jour = min(p["date_publication"] or date(p["annee"], 3, 1), DERNIER_FAIT)
            reprises = ("objet", "direction", "date_consultation_prevue", "duree_mois", "montant_tranche")
            monde.ajouter(
                "intentions_achat",
                acheteur_siren=p["acheteur_siren"],
                projet_id=p["projet_id"],
                **{
                    k: p.get(k)
                    for k in (*reprises, "code_cpv", "recurrent", "annee_renouvellement", "potentiel_durable")
                },
                plateforme=plateforme,
                date_publication=jour,
                url=f"https://exemple.invalid/projets/{p['projet_id']}" if rng.random() < 0.7 else None,
            )
