"""The categories of L.2111-3 in the words of a report. What each counts is in `indicateurs.calcul.legal`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Categorie:
    """One category: `code` ends the identifier of its results; `titre` names it in tables, `phrase` in sentences."""

    code: str
    titre: str
    phrase: str
    definition: str
    fournisseur: bool = False


CATEGORIES = (
    Categorie(
        "social",
        "Socialement responsables",
        "comportent au moins une considération sociale",
        "contrat qui a une clause sociale d'exécution, un critère social d'attribution ou qui est réservé "
        "(insertion, handicap, économie sociale et solidaire). Il compte une fois, quel que soit leur nombre.",
    ),
    Categorie(
        "environnemental",
        "Écologiquement responsables",
        "comportent au moins une considération environnementale",
        "contrat qui a une clause environnementale d'exécution ou un critère environnemental d'attribution.",
    ),
    Categorie(
        "social_et_environnemental",
        "Les deux à la fois",
        "comportent à la fois une considération sociale et une considération environnementale",
        "contrat socialement et écologiquement responsable. Il est déjà compté dans chacune des deux lignes "
        "précédentes : ne pas additionner.",
    ),
    Categorie(
        "esus",
        "Entreprises solidaires (ESUS)",
        "ont au moins un titulaire agréé entreprise solidaire d'utilité sociale",
        "contrat dont un titulaire au moins a l'agrément « entreprise solidaire d'utilité sociale » (article "
        "L. 3332-17-1 du code du travail) le jour de la notification.",
        fournisseur=True,
    ),
    Categorie(
        "inclusif",
        "Employeurs de personnes défavorisées ou vulnérables",
        "ont au moins un titulaire qui emploie des personnes défavorisées ou vulnérables",
        "contrat dont un titulaire au moins est une structure de l'insertion par l'activité économique "
        "(EI, AI, ACI, ETTI, EITI, GEIQ), une entreprise adaptée (EA, EATT) ou un ESAT.",
        fournisseur=True,
    ),
)
"""What the third paragraph of L.2111-3 names, in its order, and both considerations together."""
AUTRES = (
    Categorie("reserve", "Marchés réservés", "sont réservés", "contrat réservé (articles L. 2113-12 à L. 2113-16 "
              "et L. 3113-1 à L. 3113-3 du code de la commande publique)."),
    Categorie("innovant", "Achats innovants", "sont déclarés innovants", "contrat déclaré innovant."),
    Categorie("avance", "Avance versée", "prévoient une avance", "contrat pour lequel une avance est attribuée."),
)  # fmt: skip
"""What the block holds besides, and the law does not ask."""
BASES = (
    ("tous", "Tous les contrats connus"),
    ("a_partir_de_40k", "Contrats d'au moins 40 000 € HT (publication obligatoire)"),
)
PERIMETRES = (
    ("simple_et_accords_cadres", "Marchés simples et accords-cadres (chiffre de référence)"),
    ("simple", "Marchés simples"),
    ("accord_cadre", "Accords-cadres, à leur montant maximal"),
    ("marche_subsequent", "Marchés subséquents"),
    ("concession", "Concessions"),
    ("type_inconnu", "Contrats de type inconnu"),
)
HORS_SCHEMA = "aucun objectif chiffré dans ce SPASER"
