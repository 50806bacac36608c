"""Suppliers of the social economy: which suppliers belong to it, which structures employ people on insertion.

Belongs here: `fournisseurs_ess` and its calendar (approvals that end, renewals, two categories at once).
Legal persons only. Does not belong here: hours and payments.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle

from pipelines.fictif.identifiants import siren, siret
from pipelines.fictif.modele import Fournisseur
from pipelines.fictif.registres.monde import Monde

# category -> (how many among the ordinary suppliers, how many structures that only employ, activity).
CATEGORIES = {
    "ESS": (7, 0),
    "ESUS": (4, 0),
    "SCOP": (3, 0),
    "SCIC": (2, 0),
    "EI": (2, 3),
    "AI": (1, 2),
    "ACI": (2, 3),
    "ETTI": (1, 3),
    "EITI": (1, 1),
    "GEIQ": (1, 2),
    "EA": (2, 2),
    "EATT": (1, 1),
    "ESAT": (2, 2),
}
INSERTION = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ")
ADAPTE = ("EA", "EATT", "ESAT")
DOMAINES = (
    "batiment_travaux_publics",
    "espaces_verts",
    "nettoyage_proprete",
    "restauration_traiteur",
    "blanchisserie",
    "transport_logistique",
    "collecte_dechets_reemploi",
    "services_administratifs",
    "numerique",
    "gardiennage_securite",
    "petite_enfance_aide_personne",
    "industrie_conditionnement",
    "culture_evenementiel",
    "autre",
)
_NOMS = ("Les Ateliers", "L'Atelier", "La Fabrique", "Le Chantier", "La Manufacture", "Le Relais")
_SUITES = (
    "du Pont-Inventé",
    "de la Brume",
    "des Chimères",
    "du Moulin-de-Papier",
    "de Nulle-Part",
    "du Conte",
)
_SOURCES = ("agrement", "convention", "annuaire", "declaration", "registre_national")


@dataclass
class Structures:
    """Who is in the social economy, by category."""

    fournisseurs: dict[str, list[Fournisseur]] = field(default_factory=dict)
    employeurs: dict[str, list[Fournisseur]] = field(default_factory=dict)
    domaine: dict[str, str] = field(default_factory=dict)

    def de(self, *categories: str) -> list[Fournisseur]:
        """Suppliers and employers of these categories."""
        return [f for c in categories for f in (*self.fournisseurs.get(c, ()), *self.employeurs.get(c, ()))]


def inscrire(monde: Monde) -> Structures:
    """Choose who belongs to the social economy and write `fournisseurs_ess`."""
    rng = monde.hasard("fournisseurs_ess")
    societes = [f for famille in monde.familles.values() for f in famille if not f.personne]
    choisis = iter(rng.sample(societes, sum(n for n, _ in CATEGORIES.values())))
    structures, numero = Structures(), 9000
    for categorie, (achetes, employeurs) in CATEGORIES.items():
        structures.fournisseurs[categorie] = [next(choisis) for _ in range(achetes)]
        structures.employeurs[categorie] = []
        for _ in range(employeurs):
            numero += rng.randint(5, 25)
            ident = siren(numero)
            nom = f"{rng.choice(_NOMS)} {rng.choice(_SUITES)} ({categorie} n° {numero})"
            structures.employeurs[categorie].append(Fournisseur(ident, siret(ident), nom))
    domaines = cycle(DOMAINES)
    for categorie in CATEGORIES:
        for rang, f in enumerate(structures.de(categorie)):
            structures.domaine[f.siren] = next(domaines)
            _lignes(monde, rng, categorie, f, rang, structures.domaine[f.siren])
    for f in (*structures.fournisseurs["SCOP"], *structures.employeurs["ACI"]):  # also ESS by nature
        _lignes(monde, rng, "ESS", f, 1, structures.domaine[f.siren])
    monde.tables["fournisseurs_ess"].sort(key=lambda x: (x["siren"], x["categorie"], str(x["valide_du"])))
    return structures


def _lignes(
    monde: Monde, rng: random.Random, categorie: str, f: Fournisseur, rang: int, domaine: str
) -> None:
    """One row, or two for an approval that was renewed; some ended, some have no dates at all."""
    agree = categorie in ("ESUS", *INSERTION, *ADAPTE)
    debut = date(rng.randint(2019, 2022), rng.randint(1, 12), 1) if agree or rng.random() < 0.3 else None
    periodes: list[tuple[date | None, date | None]] = [(debut, None)]
    if debut and rang % 4 == 0:
        milieu = date(2024, rng.randint(2, 11), 1)
        periodes = [(debut, date.fromordinal(milieu.toordinal() - 1)), (milieu, date(2029, 1, 31))]
    elif debut and rang % 4 == 2:
        periodes = [(debut, date(2025, rng.randint(1, 12), 15))]  # ended, not renewed
    source = "agrement" if categorie == "ESUS" else "convention" if categorie in INSERTION else None
    for du, au in periodes:
        monde.ajouter(
            "fournisseurs_ess",
            siren=f.siren,
            denomination=f.nom,
            categorie=categorie,
            valide_du=du,
            valide_au=au,
            observe_le=date(2026, rng.randint(1, 5), rng.randint(1, 28)),
            source=source or rng.choice(_SOURCES),
            domaine_activite=domaine if rng.random() < 0.8 else None,
            code_commune=f"0000{rng.randint(1, 9)}" if rng.random() < 0.85 else None,
        )
