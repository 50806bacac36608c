"""What was paid, and what was bought second-hand or recycled.

Belongs here: `paiements` (private: a supplier may be a sole trader) and `achats_circulaires`. Does not
belong here: contracts and their amounts.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.modele import Acheteur, Fournisseur
from pipelines.fictif.registres.monde import ANNEES, DERNIER_FAIT, Fiche, Ligne, Monde, eur, jour_de
from pipelines.fictif.registres.structures import Structures

FAMILLES = (
    "Produits textiles à l'exception des équipements de protection individuels",
    "Matériel informatique et téléphonie",
    "Matériel de reprographie et d'impression",
    "Consommables d'impression",
    "Papier",
    "Fournitures de bureau",
    "Engins de transport et pièces détachées",
    "Véhicules et pièces détachées",
    "Mobilier et aménagement d'intérieur",
    "Mobilier urbain",
    "Equipements de collecte de déchets",
    "Bocaux et flacons",
    "Articles et équipement sportifs",
    "Matériel d'entretien des espaces verts",
    "Bâtiments modulaires ou préfabriqués",
    "Gros électroménager, y compris appareils professionnels",
    "Jeux et jouets",
)
CRITERES = ("aucun", "reemploi", "reutilisation", "recycle")
# Purchases without a filed contract, per buyer and full year.
HORS_CONTRAT = {"V": 60, "M": 36, "C": 24}


def inscrire(monde: Monde, structures: Structures) -> None:
    """Payments on contracts, then by card or petty cash, numbered by buyer in the order of payment."""
    rng = monde.hasard("paiements")
    lignes = [ligne for f in monde.fiches for ligne in _du_contrat(rng, f)]
    ess = structures.de("EI", "ACI", "AI", "EA", "ESAT", "ESS")
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            nombre = HORS_CONTRAT[acheteur.lettre] // (2 if annee == 2026 else 1)
            vivier = [*monde.familles["fournitures"][:40], *ess]
            lignes += [_hors_contrat(rng, acheteur, annee, rng.choice(vivier)) for _ in range(nombre)]
    lignes.sort(
        key=lambda x: (
            x["acheteur_siren"],
            x["date_paiement"],
            str(x["contrat_reference"]),
            x["montant_ht_eur"],
        )
    )
    rangs: dict[tuple[str, int], int] = {}
    for ligne in lignes:
        cle = (ligne["acheteur_siren"], ligne["date_paiement"].year)
        rangs[cle] = n = rangs.get(cle, 0) + 1
        ligne["numero_paiement"] = f"{cle[1]}-{n:05d}"
    monde.tables["paiements"] = lignes


def _du_contrat(rng: random.Random, f: Fiche) -> list[Ligne]:
    payes = [t for t in f.titulaires if t.siren]
    if not payes or f.ligne["type"] == "concession" or f.ligne["statut"] == "sans_suite":
        return []
    duree = max((f.fin - f.notif).days, 45)
    nombre = 1 if f.montant < 10_000_00 else min(1 + duree // 90, 8)
    consomme = f.montant * (rng.randint(35, 85) if "accord" in f.ligne["type"] else 100) // 100
    lignes, reste = [], consomme
    for rang in range(nombre):
        facture = f.notif + timedelta(days=30 + rang * duree // nombre + rng.randint(0, 20))
        part = reste if rang == nombre - 1 else consomme // nombre * rng.randint(70, 120) // 100
        reste -= part
        paye = facture + timedelta(days=rng.choice((9, 14, 18, 22, 25, 28, 31, 47)))
        if paye > DERNIER_FAIT:
            break
        lignes.append(_ligne(rng, f, rng.choice(payes), facture, paye, part))
        if rng.random() < 0.012:  # a credit note
            lignes.append(_ligne(rng, f, payes[0], facture, paye + timedelta(days=3), -(part // 10)))
    return [x for x in lignes if x["date_paiement"] <= DERNIER_FAIT]


def _ligne(rng: random.Random, f: Fiche, t: Fournisseur, facture: date, paye: date, montant: int) -> Ligne:
    ligne: Ligne = {
        "acheteur_siren": f.acheteur.siren,
        "fournisseur_siren": t.siren,
        "contrat_reference": f.reference if rng.random() < 0.93 else None,
        "date_reception_facture": facture if rng.random() < 0.94 else None,
        "date_paiement": paye,
        "montant_ht_eur": eur(montant),
        "moyen": "mandat" if rng.random() < 0.96 else "prelevement",
        "hors_seuil_spaser": rng.random() < 0.03 if rng.random() < 0.5 else None,
    }
    if f.famille == "fournitures" and rng.random() < 0.5:
        ligne["famille_produit"] = rng.choice(FAMILLES)
        ligne["critere_agec"] = rng.choices(CRITERES, (70, 8, 6, 16))[0]
    return ligne


def _hors_contrat(rng: random.Random, acheteur: Acheteur, annee: int, f: Fournisseur) -> Ligne:
    moyen = rng.choices(("carte_achat", "regie", "mandat", "prelevement", "autre"), (60, 18, 14, 5, 3))[0]
    paye = jour_de(rng, annee)
    ligne: Ligne = {
        "acheteur_siren": acheteur.siren,
        "fournisseur_siren": f.siren,
        "contrat_reference": None,
        "date_reception_facture": paye - timedelta(days=rng.randint(8, 35)) if moyen == "mandat" else None,
        "date_paiement": paye,
        "montant_ht_eur": eur(rng.randint(8_00, 1_900_00)),
        "moyen": moyen,
    }
    if rng.random() < 0.6:
        ligne["famille_produit"] = rng.choice(FAMILLES)
        ligne["critere_agec"] = rng.choices(CRITERES, (55, 15, 10, 20))[0]
    return ligne


def declarer(monde: Monde) -> None:
    """`achats_circulaires`: the declaration of each full year, family by family."""
    rng = monde.hasard("achats_circulaires")
    for acheteur in ACHETEURS:
        taille = {"V": 40, "M": 25, "C": 4}[acheteur.lettre]
        for annee in ANNEES[:-1]:
            for famille in FAMILLES:
                total = rng.randint(0, 900) * taille * 100
                reemploi = total * rng.randint(0, 14 + 4 * (annee - 2023)) // 100
                dons = reemploi * rng.choice((0, 0, 0, 20, 50)) // 100
                monde.ajouter(
                    "achats_circulaires",
                    acheteur_siren=acheteur.siren,
                    annee=annee,
                    type_produit_acquis=famille,
                    montant_total_ht_eur=eur(total),
                    montant_reemploi_reutilisation_ht_eur=eur(reemploi),
                    montant_dons_ht_eur=eur(dons) if rng.random() < 0.7 else None,
                    montant_recycle_ht_eur=eur(total * rng.randint(0, 25) // 100),
                )


def totaux(lignes: list[Ligne]) -> dict[str, str]:
    """Sum of the payments by buyer and year, for the oracle."""
    sommes: dict[str, Decimal] = {}
    for x in lignes:
        cle = f"{x['acheteur_siren']}/{x['date_paiement'].year}"
        sommes[cle] = sommes.get(cle, Decimal(0)) + x["montant_ht_eur"]
    return {cle: str(sommes[cle]) for cle in sorted(sommes)}
