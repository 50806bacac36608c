"""The invented people and places: three buyers, their suppliers, sole traders who do not exist.

Belongs here: names and numbers. Every name says it is fictional or could be nobody's; sole traders are
there so that the rule "no person" has something to hide. Does not belong here: who wins what
(`tirage.py`).
"""

from __future__ import annotations

import random

from pipelines.fictif.identifiants import siren, siret
from pipelines.fictif.modele import Acheteur, Fournisseur

_VILLE, _METROPOLE, _CCAS = siren(101), siren(102), siren(103)
VILLE = Acheteur(
    _VILLE,
    (siret(_VILLE, 1), siret(_VILLE, 12)),
    "Ville d'Exemple-sur-Rivière (fictive)",
    "Commune",
    "V",
)
METROPOLE = Acheteur(
    _METROPOLE,
    (siret(_METROPOLE, 1), siret(_METROPOLE, 7)),
    "Métropole d'Exemple (fictive)",
    "Groupement",
    "M",
)
CCAS = Acheteur(_CCAS, (siret(_CCAS, 1),), "CCAS d'Exemple-sur-Rivière (fictif)", "Commune", "C")
ACHETEURS = (VILLE, METROPOLE, CCAS)

_METIERS = {
    "travaux": ("Maçonnerie", "Charpente", "Plomberie", "Électricité", "Voirie", "Étanchéité", "Peinture"),
    "services": (
        "Études",
        "Nettoyage",
        "Conseil",
        "Restauration",
        "Transports",
        "Espaces verts",
        "Formation",
    ),
    "fournitures": ("Mobilier", "Papeterie", "Informatique", "Véhicules", "Textiles", "Librairie", "Énergie"),
}
_ADJECTIFS = ("imaginaire", "chimérique", "de fiction", "d'exemple", "de papier", "inventée")
_PERSONNES = (
    "Mme Philomène Exemplaire",
    "M. Barnabé Fictivot",
    "Mme Cunégonde Inventée",
    "M. Théodule Imaginard",
    "Mme Sidonie Chimérette",
    "M. Anselme Personne-Réelle-Aucune",
)
PERSONNE_HORS_UE = "BRANDOUILLET-FICTIF Zéphyrin"


def fournisseurs(rng: random.Random) -> dict[str, list[Fournisseur]]:
    """Seventy suppliers per family; a few are sole traders."""
    familles: dict[str, list[Fournisseur]] = {}
    numero = 1000
    for famille, metiers in _METIERS.items():
        liste: list[Fournisseur] = []
        for rang in range(70):
            numero += rng.randint(3, 30)
            personne = rang % 12 == 5
            nom = f"{rng.choice(metiers)} {rng.choice(_ADJECTIFS)} n° {numero}"
            if personne:
                nom = _PERSONNES[(rang // 12 + len(familles) * 2) % len(_PERSONNES)]
            categorie = rng.choices(("PME", "ETI", "GE"), (75, 15, 10))[0]
            ident = siren(numero)
            liste.append(
                Fournisseur(
                    ident, siret(ident, rng.randint(1, 40)), nom, "PME" if personne else categorie, personne
                )
            )
        familles[famille] = liste
    return familles


def autre_etablissement(f: Fournisseur) -> Fournisseur:
    """The same company by another establishment: same SIREN, other SIRET."""
    nic = int(f.siret[9:13]) + 1
    return Fournisseur(f.siren, siret(f.siren, nic), f.nom, f.categorie, f.personne)
