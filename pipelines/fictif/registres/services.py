"""The buyers' departments (directions): codes, labels, and which one buys what.

Belongs here: names of services, never of persons, and the `directions` register. Does not belong here:
what they buy (`fiches.py`, `petits.py`).
"""

from __future__ import annotations

import random
from datetime import date

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.registres.monde import ANNEES, Monde, plus

# buyer's letter -> (code, label, families bought).
DIRECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "V": (
        ("education", "Direction de l'éducation", "travaux services fournitures"),
        ("culture", "Direction de la culture", "services fournitures"),
        ("sports", "Direction des sports", "travaux services"),
        ("batiments", "Direction des bâtiments", "travaux"),
        ("espaces_verts", "Direction des espaces verts", "services fournitures"),
        ("numerique", "Direction du numérique", "fournitures services"),
        ("moyens_generaux", "Direction des moyens généraux", "fournitures services"),
        ("commande_publique", "Direction de la commande publique", "services"),
    ),
    "M": (
        ("mobilites", "Direction des mobilités", "travaux services"),
        ("voirie", "Direction de la voirie", "travaux"),
        ("dechets", "Direction des déchets", "services fournitures"),
        ("eau", "Direction de l'eau", "travaux services"),
        ("habitat", "Direction de l'habitat", "services"),
        ("numerique_commun", "Service numérique commun", "fournitures services"),
    ),
    "C": (
        ("autonomie", "Pôle autonomie", "services fournitures travaux"),
        ("petite_enfance", "Pôle petite enfance", "services fournitures travaux"),
        ("solidarites", "Pôle solidarités", "services fournitures"),
    ),
}


def direction_de(rng: random.Random, lettre: str, famille: str) -> str:
    """A department of this buyer that buys this family."""
    return rng.choice([code for code, _, familles in DIRECTIONS[lettre] if famille in familles.split()])


def inscrire(monde: Monde) -> None:
    """The `directions` register: who was asked before the yearly planning, and when they answered."""
    rng = monde.hasard("directions")
    for annee in ANNEES:
        for acheteur in ACHETEURS:
            for code, libelle, _ in DIRECTIONS[acheteur.lettre]:
                consultee = rng.random() < 0.55 + 0.12 * (annee - 2023)
                repond = consultee and rng.random() < 0.85
                monde.ajouter(
                    "directions",
                    acheteur_siren=acheteur.siren,
                    annee=annee,
                    direction=code,
                    libelle=libelle,
                    consultee=consultee,
                    date_reponse=plus(date(annee, 1, 5), rng.randint(5, 60)) if repond else None,
                )
