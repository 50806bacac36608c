"""Where the definitions depart from the inventory on purpose: each departure is a choice of a spaser.yaml."""

EDITIONS = {
    "bordeaux": "2021",
    "national": "2022-2025",
    "clermont": "2023-2026",
    "asp": "2023",
    "landes": "2020",
}
COMPTES = {"bordeaux": 32, "national": 14, "clermont": 131, "asp": 32, "landes": 52}
# A second reading of the same bullet, published beside the first.
AJOUTES = {
    "asp-ax4-i4-contrats": "asp-ax4-i4",
    "bordeaux-ax3-e1-ensemble": "bordeaux-ax3-e1",
    "clermont-act14-e2-contrats": "clermont-act14-e2",
    "clermont-act16-e4-contrats": "clermont-act16-e4",
    "clermont-obj-o4-hors-insertion": "clermont-obj-o4",
}
FILTRES = {
    "landes-m5a1-i2": ""
}  # « parc » is no denominator of contracts: the value is typed in with its own
OBJECTIFS_RETIRES = {("national-i7", "")}  # the threshold of the law is nobody's target
OBJECTIFS_AJOUTES = {("bordeaux-ax3-e1-ensemble", "")}
# (indicator, year of the inventory): what is written instead
OBJECTIFS_CHANGES = {
    ("clermont-dep-r1", "2027"): {"echeance": "2027-01"},
    ("clermont-dep-a11b", ""): {"operateur": ">=", "fondement": "deduite_valeur"},
}
EN_CONSTRUCTION = {
    *("asp-ax4-i1", "asp-ax4-i4", "asp-ax4-i5"),
    *("asp-ax5-i1", "asp-ax5-i2", "asp-ax5-i3"),
}
TYPES = {
    "suivi": "suivi",
    "suivi légal": "suivi_legal",
    "objectif": "objectif",
    "engagement": "engagement",
    "exemple": "exemple",
    "réalisation": "realisation",
    "effet": "effet",
    "évaluation": "evaluation",
    "chiffre clé": "chiffre_cle",
}
UNITES = {
    "%": "taux",
    "nombre": "nombre",
    "€ HT": "eur_ht",
    "heures": "heures",
    "oui/non": "oui_non",
    "oui/non + délai": "oui_non",
    "nombre et %": "nombre",
    "nombre / ciblés (%)": "taux",
    "note": "note",
    "kWh": "kwh",
    "années": "annees",
    "qualitatif": "texte",
    "qualitatif (liste)": "texte",
    "ratio": "ratio",
    "date": "date",
    "tonnes": "tonnes",
    "tonnes par origine": "tonnes",
    "mois": "mois",
    "jours": "jours",
    "jours ou ETP": "jours",
    "points": "points",
    "quantité": "quantite",
    "tCO2e": "tco2e",
}
FONDEMENTS = {
    "explicite": "explicite",
    "déduite (année)": "deduite_annee",
    "déduite (valeur)": "deduite_valeur",
}
