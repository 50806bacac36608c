"""Which registers leave row by row, which do not, and why (docs/tables-publiees.md). No file is touched here.

A register leaves when it is named here and none of its columns is about a person: either alone is not enough.
"""

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas

PUBLIES = {
    "perimetre": "qui le schéma engage, et depuis quand : sans elle, aucun résultat consolidé ne se refait",
    "groupements": "à qui les contrats d'un groupement sont rattachés : une convention est publique",
    "directions": "l'organisation de l'acheteur et sa réponse au recensement, par service",
    "registre_contrats": "tous les contrats dès le premier euro ; le titulaire, interne, n'y est pas",
    "clauses": "ce que chaque contrat exige : un contrat signé est communicable",
    "fournisseurs_ess": "des personnes morales et leurs qualités, toutes publiées par leurs réseaux",
    "evenements": "des événements tenus et leur fréquentation, jamais de participants",
    "actions": "l'avancement de chaque action du texte",
    "intentions_achat": "des projets déjà publiés sur une plateforme",
    "achats_circulaires": "l'économie circulaire : les montants de la déclaration nationale, par famille de produits",
    "saisies": "les valeurs tapées à la main ; celles qui mesurent des personnes n'y sont pas",
}
RETENUS = {
    "programmation": "estimations et calendriers : les donner fausserait la concurrence",
    "ciblages": "dit de chaque projet de la programmation ce qu'il visera",
    "consultations": "offres reçues, négociation : le secret des affaires protège les candidats",
    "lots": "estimation de chaque lot, et issue de lots non attribués",
    "soumissionnaires": "registre privé : l'identité des candidats écartés",
    "cotitulaires": "sa clé est le SIRET du cotitulaire, interne ; groupement_membres donne ceux des DECP",
    "heures_insertion": "registre privé : les heures d'un contrat et d'une structure désignent des personnes",
    "beneficiaires": "registre privé : des personnes, sous pseudonyme",
    "effectifs_execution": "registre privé : les effectifs d'un contrat peuvent désigner des personnes",
    "paiements": "registre privé : un fournisseur peut être un entrepreneur individuel",
    "evaluations": "registre privé : une note peut viser une personne ou venir de peu de personnes",
    "corrections": "déjà dites, avec leur effet, par corrections_appliquees",
    "rapprochements": "déjà dits par union_contrats",
    "livraisons": "déjà dites, avec leur sort, par livraisons_etat",
}


def schema_a_publier(nom: str) -> schemas.Schema:
    """Return the schema of a register that leaves.

    Errors: SpaserErreur when a column is about a person, or the key would not leave whole (law 5).
    """
    schema = schemas.charger(nom)
    if nom not in PUBLIES or schemas.est_prive(schema):
        raise SpaserErreur(f"Le registre « {nom} » ne se publie pas ligne à ligne (docs/tables-publiees.md).")
    schemas.publie(schema)
    return schema
