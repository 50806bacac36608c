"""Contracts that only the register has: purchases from the first euro, and a few larger ones that nobody
published.

Belongs here: their objects, amounts and suppliers, the links to framework agreements, and the numbering of
every contract once all are known. Does not belong here: what DECP publishes (`fiches.py`).
"""

from __future__ import annotations

import random
from datetime import timedelta

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.modele import Acheteur, Fournisseur
from pipelines.fictif.objets import LIEUX
from pipelines.fictif.registres.fiches import completer
from pipelines.fictif.registres.monde import ANNEES, Fiche, Ligne, Monde, deux, eur, jour_de, mois
from pipelines.fictif.registres.structures import ADAPTE, INSERTION, Structures

# Wanted per buyer and full year; 2026 stops in June.
VOLUMES = {"V": 38, "M": 22, "C": 16}
OBJETS = {
    "travaux": (
        ("Reprise de peinture {lieu}", "45442100"),
        ("Réparation de la toiture {lieu}", "45261900"),
        ("Remplacement d'un portail {lieu}", "45421148"),
    ),
    "services": (
        ("Entretien des massifs {lieu}", "77310000"),
        ("Traiteur pour une réunion publique {lieu}", "55520000"),
        ("Nettoyage des vitres {lieu}", "90911300"),
        ("Mise sous pli d'un courrier {lieu}", "64121100"),
        ("Hébergement d'un site internet {lieu}", "72415000"),
        ("Mission de maîtrise d'œuvre pour la remise en état {lieu}", "71200000"),
    ),
    "fournitures": (
        ("Achat de mobilier d'occasion {lieu}", "39100000"),
        ("Achat d'ordinateurs reconditionnés {lieu}", "30213100"),
        ("Fourniture de papier recyclé {lieu}", "30197630"),
        ("Achat de jeux et de jouets {lieu}", "37520000"),
    ),
}
RESERVABLES = ("Entretien des massifs", "Traiteur", "Nettoyage", "Mise sous pli")


def filer(monde: Monde, structures: Structures) -> None:
    """Add the contracts that DECP does not have."""
    rng = monde.hasard("petits")
    vus: set[str] = set()
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            nombre = VOLUMES[acheteur.lettre] // (2 if annee == 2026 else 1)
            for rang in range(nombre):
                montant = _montant(rng, rang)
                monde.fiches.append(_fiche(monde, structures, rng, acheteur, annee, montant, vus))
    # An ordinary contract abandoned after notification, by each buyer.
    for acheteur in ACHETEURS:
        fiche = _fiche(monde, structures, rng, acheteur, 2025, 27_500_00, vus)
        fiche.ligne["statut"] = "sans_suite"
        monde.fiches.append(fiche)


def _montant(rng: random.Random, rang: int) -> int:
    """From the first euro: half under 10,000 €, most others under 40,000 €, a few above."""
    if rang % 2:
        return rng.randint(120_00, 9_990_00)
    if rang % 14 == 4:
        return rng.randint(41_000, 210_000) * 100
    return rng.randint(10_000, 39_900) * 100


def _fiche(
    monde: Monde,
    structures: Structures,
    rng: random.Random,
    acheteur: Acheteur,
    annee: int,
    montant: int,
    vus: set[str],
) -> Fiche:
    famille = rng.choices(("travaux", "services", "fournitures"), (20, 50, 30))[0]
    while True:
        modele, cpv = rng.choice(OBJETS[famille])
        objet = modele.format(lieu=rng.choice(LIEUX))
        objet += f" ({annee})" if objet in vus else ""
        objet += f", commande {rng.randint(2, 99)}" if objet in vus else ""
        if objet not in vus:
            vus.add(objet)
            break
    titulaire: Fournisseur = rng.choice(monde.familles[famille])
    if objet.startswith(RESERVABLES) and rng.random() < 0.6:
        titulaire = rng.choice(structures.de(*ADAPTE, *INSERTION))
    notif = jour_de(rng, annee)
    duree = rng.choice((1, 1, 2, 3, 6, 12, 12, 24))
    ouverte = montant >= 40_000_00 or rng.random() < 0.45
    ligne: Ligne = {
        "acheteur_siren": acheteur.siren,
        "reference": "",
        "type": "marche",
        "objet": objet,
        "code_cpv": cpv if rng.random() < 0.85 else None,
        "procedure": "procedure_adaptee" if ouverte else "sans_publicite",
        "date_notification": notif,
        "date_fin_prevue": mois(notif, duree) if rng.random() < 0.8 else None,
        "duree_mois": duree if rng.random() < 0.85 else None,
        "montant_ht_eur": eur(montant),
        "titulaire_siret": titulaire.siret,
    }
    completer(ligne, rng, famille, acheteur.lettre, montant)
    if rng.random() < 0.3:
        ligne["innovant"] = rng.random() < 0.15
    if rng.random() < 0.2:
        ligne["avance_proposee"], ligne["avance_taux_pct"] = True, deux(rng.choice((5, 10, 30)))
    return Fiche(acheteur, notif, montant, ligne, (titulaire,), f"P{len(monde.fiches)}", famille=famille)


def numeroter(monde: Monde) -> None:
    """Give each contract the buyer's number, in the order of notification, and sort the register by it."""
    rangs: dict[tuple[str, int], int] = {}
    monde.fiches.sort(key=lambda f: (f.acheteur.siren, f.notif, f.groupe, f.contrat.cle if f.contrat else ""))
    for fiche in monde.fiches:
        cle = (fiche.acheteur.lettre, fiche.notif.year)
        rangs[cle] = n = rangs.get(cle, 0) + 1
        fiche.ligne["reference"] = fiche.ligne["reference"] or f"{cle[0]}{cle[1]}-{n:04d}"
    for acheteur in ACHETEURS:
        _accords(monde.de(acheteur))
    monde.tables["registre_contrats"] = [f.ligne for f in monde.fiches]


def _accords(fiches: list[Fiche]) -> None:
    """Link a call-off contract to its framework agreement when the buyer's own number of it is known."""
    par_id = {f.contrat.id: f for f in fiches if f.contrat and f.contrat.type == "accord_cadre"}
    for f in fiches:
        accord = par_id.get(f.contrat.id_accord_cadre) if f.contrat else None
        if accord and f.ligne["type"] == "marche_subsequent":
            f.ligne["accord_cadre_reference"] = accord.reference
            f.ligne["date_fin_prevue"] = f.notif + timedelta(days=300)
