"""The schema of the generated files: 45 columns like those of a register of contracts, every kind of constraint."""

from typing import Any

Champ = dict[str, Any]
OUI_NON = {"trueValues": ["true"], "falseValues": ["false"]}


def _c(nom: str, type_: str, exemple: str, **contraintes: Any) -> Champ:
    champ: Champ = {"name": nom, "type": type_, "example": exemple, "rgpd": "aucune"}
    if type_ == "boolean":
        champ |= OUI_NON
    if contraintes:
        champ["constraints"] = contraintes
    return champ


SIREN, SIRET = "^(?:[0-9]{9})$", "^(?:[0-9]{14})$"
PROCEDURES = ["appel_offres_ouvert", "appel_offres_restreint", "procedure_adaptee", "dialogue_competitif",
              "procedure_negociation", "sans_publicite", "autre"]  # fmt: skip
CATEGORIES = ["travaux", "fournitures", "services", "maitrise_oeuvre"]
STATUTS = ["en_cours", "termine", "resilie", "sans_suite"]
TECHNIQUES = ["accord_cadre", "concours", "qualification", "acquisition_dynamique", "catalogue", "enchere",
              "sans_objet"]  # fmt: skip
STRUCTURES = ["ESS", "ESUS", "SCOP", "SCIC", "EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT"]

SCHEMA: dict[str, Any] = {
    "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
    "name": "banc",
    "missingValues": [""],
    "primaryKey": ["acheteur_siren", "reference"],
    "fields": [
        _c("acheteur_siren", "string", "000000019", required=True, pattern=SIREN),
        _c("reference", "string", "2026TVX014", required=True, minLength=3, maxLength=30),
        _c("numero", "integer", "12", required=True, unique=True, minimum=1),
        _c("objet", "string", "Réfection de la cour", required=True, minLength=3, maxLength=256),
        _c("titulaire_siret", "string", "00000001900014", pattern=SIRET),
        _c("code_cpv", "string", "45233140", pattern="^(?:[0-9]{8}(?:-[0-9])?)$"),
        _c("categorie", "string", "travaux", required=True, enum=CATEGORIES),
        _c("procedure", "string", "procedure_adaptee", required=True, enum=PROCEDURES),
        _c("statut", "string", "en_cours", required=True, enum=STATUTS),
        _c("technique", "string", "concours", enum=TECHNIQUES),
        _c("structure", "string", "ESUS", enum=STRUCTURES),
        _c("date_notification", "date", "2026-03-02", required=True, minimum="2019-01-01", maximum="2030-12-31"),
        _c("date_publication", "date", "2026-03-12"),
        _c("date_fin_prevue", "date", "2027-03-02", minimum="2019-01-01"),
        _c("date_consultation", "date", "2025-11-02"),
        _c("date_cloture", "date", "2025-12-02"),
        _c("annee", "year", "2026"),
        _c("mois", "yearmonth", "2026-03"),
        _c("duree_mois", "integer", "12", required=True, minimum=0, maximum=999),
        _c("nb_offres", "integer", "4", minimum=0),
        _c("nb_lots", "integer", "1", minimum=1, maximum=200),
        _c("nb_candidats", "integer", "6"),
        _c("montant_ht_eur", "number", "12000.50", required=True, minimum=0),
        _c("montant_maximum_ht_eur", "number", "20000", minimum=0),
        _c("avance_taux_pct", "number", "5", minimum=0, maximum=100),
        _c("ponderation_pct", "number", "12.5", minimum=0, maximum=100),
        _c("ecart_eur", "number", "-3.20"),
        _c("heures_contractualisees", "number", "350", minimum=0),
        _c("heures_realisees", "number", "210.25", minimum=0),
        _c("reconductible", "boolean", "false"),
        _c("innovant", "boolean", "false"),
        _c("avance_proposee", "boolean", "true"),
        _c("prix_revisable", "boolean", "true"),
        _c("marche_responsable", "boolean", "true", required=True),
        _c("execution_controlee", "boolean", "true"),
        _c("clause_sociale", "boolean", "true"),
        _c("clause_environnementale", "boolean", "true"),
        _c("code_commune", "string", "00001", pattern="^(?:[0-9AB]{5})$"),
        _c("lieu", "string", "Ville d'exemple", maxLength=80),
        _c("direction", "string", "Voirie", maxLength=60),
        _c("segment", "string", "voirie_travaux", enum=["numerique_si", "voirie_travaux", "autre"]),
        _c("lot_numero", "string", "1", maxLength=12),
        _c("projet_id", "string", "P-2026-014", pattern="^(?:P-[0-9]{4}-[0-9]{1,6})$"),
        _c("consultation_id", "string", "C-2026-014", pattern="^(?:C-[0-9]{4}-[0-9]{1,6})$"),
        _c("note", "string", "Reconduit une fois"),
    ],
}  # fmt: skip
NOMS = [champ["name"] for champ in SCHEMA["fields"]]
