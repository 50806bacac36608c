"""What the invented contracts buy: objects and CPV codes per family, in invented places.

Belongs here: words. CPV codes are the public nomenclature; streets, schools and districts exist nowhere.
Does not belong here: amounts and dates (`tirage.py`).
"""

from __future__ import annotations

import random

TRAVAUX = (
    ("Réfection des couvertures {lieu}", "45261000"),
    ("Rénovation énergétique {lieu}", "45321000"),
    ("Aménagement des abords {lieu}", "45112500"),
    ("Réfection de la chaussée et des trottoirs {lieu}", "45233140"),
    ("Mise en accessibilité {lieu}", "45262800"),
    ("Extension et restructuration {lieu}", "45214200"),
    ("Remplacement des menuiseries extérieures {lieu}", "45421000"),
    ("Création d'une piste cyclable {lieu}", "45233162"),
)
SERVICES = (
    ("Nettoyage des locaux {lieu}", "90910000"),
    ("Entretien des espaces verts {lieu}", "77310000"),
    ("Mission de maîtrise d'œuvre pour la transformation {lieu}", "71200000"),
    ("Gardiennage et sûreté {lieu}", "79713000"),
    ("Restauration collective {lieu}", "55524000"),
    ("Transport de personnes {lieu}", "60130000"),
    ("Étude de programmation {lieu}", "71241000"),
    ("Maintenance des installations de chauffage {lieu}", "50720000"),
)
FOURNITURES = (
    ("Fourniture de mobilier {lieu}", "39100000"),
    ("Acquisition de matériel informatique {lieu}", "30200000"),
    ("Fourniture de denrées alimentaires biologiques {lieu}", "15000000"),
    ("Fourniture de vêtements de travail {lieu}", "18110000"),
    ("Acquisition de véhicules électriques {lieu}", "34100000"),
    ("Fourniture de livres et de documents {lieu}", "22110000"),
    ("Fourniture d'arbres et de plants {lieu}", "03450000"),
)
CATALOGUE = {"travaux": TRAVAUX, "services": SERVICES, "fournitures": FOURNITURES}
LIEUX = (
    "de l'école des Tilleuls-Fictifs",
    "du gymnase du Pré-Chimère",
    "de la médiathèque des Histoires-Inventées",
    "du quartier des Rives-Imaginaires",
    "de la crèche des Lutins-de-Papier",
    "du parc de la Licorne",
    "de l'hôtel de ville d'Exemple-sur-Rivière",
    "du théâtre du Rideau-Absent",
    "de la piscine des Trois-Sirènes",
    "de la place du Conte",
    "de l'avenue du Nulle-Part",
    "du centre technique du Faux-Pont",
    "de la résidence autonomie des Vieux-Songes",
    "du pôle d'échanges de Nulle-Gare",
    "du musée des Choses-Perdues",
)
CORPS_ETAT = (
    "gros œuvre",
    "charpente et couverture",
    "menuiseries",
    "plomberie et chauffage",
    "électricité",
    "peinture et revêtements",
)


class Redacteur:
    """Writes objects that are all different, so that no two invented contracts look alike by accident."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ecrits: set[str] = set()

    def rediger(self, famille: str, annee: int) -> tuple[str, str]:
        """A new objet of this family and its CPV code."""
        while True:
            modele, cpv = self._rng.choice(CATALOGUE[famille])
            objet = modele.format(lieu=self._rng.choice(LIEUX))
            if objet in self._ecrits:
                objet += f" (programme {annee})"
            if objet in self._ecrits:
                objet += f", tranche {self._rng.randint(1, 9)}"
            if objet not in self._ecrits:
                self._ecrits.add(objet)
                return objet, cpv
