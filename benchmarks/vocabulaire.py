"""The words of the generated files: official lists, repeated by weight, and invented objects, places, SIRETs.

Only constants belong here; the drawing is in `marches` and `concessions`. Nothing is real: every SIREN starts
with 0000 (no such SIREN is issued), places and names are invented.
"""

from datetime import date, timedelta

NATURES = ("Marché",) * 96 + ("Marché de partenariat",) * 2 + ("Marché de défense ou de sécurité",) * 2
NATURES_2019 = (
    ("Marché",) * 70 + ("Accord-cadre",) * 22 + ("Marché subséquent",) * 7 + ("Marché de partenariat",)
)
PROCEDURES = (
    ("Procédure adaptée",) * 60
    + ("Appel d'offres ouvert",) * 26
    + ("Appel d'offres restreint", "Dialogue compétitif")
    + ("Procédure avec négociation",) * 4
    + ("Marché passé sans publicité ni mise en concurrence préalable",) * 8
)
TECHNIQUES = (
    (["Sans objet"],) * 70
    + (["Accord-cadre"],) * 24
    + (["Accord-cadre", "Catalogue électronique"], ["Système d'acquisition dynamique"], ["Concours"])
)
MODALITES = (
    (["Sans objet"],) * 55
    + (["Bons de commande"],) * 30
    + (["Tranches"],) * 8
    + (["Marchés subséquents"],) * 4
    + (["Bons de commande", "Marchés subséquents"],) * 3
)
CCAG = (
    ("Travaux",) * 30
    + ("Fournitures courantes et services",) * 40
    + ("Pas de CCAG",) * 14
    + ("Prestations intellectuelles",) * 8
    + ("Maitrise d'œuvre",) * 4
    + ("Techniques de l'information et de la communication",) * 3
    + ("Marchés industriels",)
)
GROUPEMENTS = ("Conjoint", "Solidaire")
TYPES_PRIX = (
    (["Définitif ferme"],) * 45
    + (["Définitif révisable"],) * 40
    + (["Définitif actualisable"],) * 12
    + (["Définitif ferme", "Définitif révisable"], ["Provisoire"])
)
FORMES_PRIX = ("Unitaire",) * 42 + ("Forfaitaire",) * 43 + ("Mixte",) * 15
FORMES_PRIX_2019 = ("Ferme",) * 40 + ("Ferme et actualisable",) * 15 + ("Révisable",) * 45
SOCIALES = (
    (["Pas de considération sociale"],) * 72
    + (["Clause sociale"],) * 16
    + (["Critère social"],) * 6
    + (["Clause sociale", "Critère social"],) * 5
    + (["Marché réservé"],)
)
SOCIALES_CONCESSION = (*SOCIALES[:-1], ["Concession réservée"])
ENVIRONNEMENTALES = (
    (["Pas de considération environnementale"],) * 50
    + (["Critère environnemental"],) * 20
    + (["Clause environnementale"],) * 18
    + (["Clause environnementale", "Critère environnemental"],) * 12
)
TYPES_LIEU = (
    ("Code postal",) * 60 + ("Code commune",) * 20 + ("Code département",) * 18 + ("Code région",) * 2
)
VARIATIONS = ("Ferme", "Actualisable", "Révisable")
NATURES_CONCESSION = ("Concession de service", "Concession de service public", "Délégation de service public")
PROCEDURES_CONCESSION = (
    "Procédure négociée ouverte",
    "Procédure non négociée ouverte",
    "Procédure négociée restreinte",
    "Procédure non négociée restreinte",
)
ACTIONS = (
    "Travaux de rénovation énergétique",
    "Fourniture et livraison de denrées",
    "Maîtrise d'œuvre pour la réhabilitation",
    "Entretien des espaces verts et naturels",
    "Nettoyage des locaux et de la vitrerie",
    "Mission de contrôle technique et de coordination",
    "Acquisition de véhicules à faibles émissions",
    "Prestations d'insertion et de qualification",
    "Réfection de la chaussée et des réseaux",
    "Maintenance des installations de chauffage, ventilation et climatisation",
)
BATIMENTS = (
    "du groupe scolaire des Tilleuls",
    "de la médiathèque intercommunale",
    "du gymnase de la Prée",
    "de l'hôtel de ville d'exemple",
    "du réseau d'eau potable",
    "des bâtiments communaux (tranche ferme)",
    "de la crèche « Les Petits Pas »",
)
LIEUX = (
    "à Valbrume",
    "à Saint-Exemple-sur-Onde",
    "sur le territoire de Hauterive-les-Fictions",
    "à Clairmoulin",
)
LOTS = (
    "",
    "",
    " - Lot 1 : gros œuvre",
    " - Lot 2 : électricité CFO-CFA",
    " : lot n° 3, menuiseries intérieures",
)
TARIFS = (
    "Abonnement annuel",
    "Ticket à l'unité",
    "Mètre cube d'eau, part variable",
    "Stationnement, l'heure",
)
PIEGES = (
    'Fourniture de "colis" {lot [2]} pour l\'école',
    'Objet qui imite un enregistrement : },{"id":"2024-1","marche":[{"id":"x"}]},',
    "Chemin C:\\marches\\2024\\ et barre finale \\",
    "Crochets ouverts [[[{{{ jamais fermés",
    "Fermetures seules ]}]}]} puis virgule },",
    "Œuvre d'art nº 5 : « Élévation » — 12 m² à 20 °C, façade ouest",
    'Lot "A", "B\\" et },\\"id\\":',
)

_DEBUT = date(2018, 12, 1)
JOURS = tuple((_DEBUT + timedelta(days=n)).isoformat() for n in range(2922))
"""Every day from 2018-12-01 to 2026-11-30."""
DEBUT_2019, FIN_2019 = JOURS.index("2019-01-01"), JOURS.index("2023-12-31")
DEBUT_2022, FIN_2022 = JOURS.index("2024-01-01"), JOURS.index("2026-05-31")


def _cle_de_luhn(chiffres: str) -> str:
    doubles = (int(c) * (2 - rang % 2) for rang, c in enumerate(reversed(chiffres)))
    return str(-sum(d - 9 * (d > 9) for d in doubles) % 10)


def _sirets(debut: int, nombre: int, par_siren: int) -> tuple[str, ...]:
    sirens = (base + _cle_de_luhn(base) for base in (f"0000{n:04d}" for n in range(debut, debut + nombre)))
    bases = (f"{siren}{nic:04d}" for siren in sirens for nic in range(1, par_siren + 1))
    return tuple(base + _cle_de_luhn(base) for base in bases)


ACHETEURS = _sirets(1, 1999, 2)
FOURNISSEURS = _sirets(2000, 8000, 5)
