"""Verdicts on tables: Table Schemas and their lint, the rgpd gate, the text form of a table, frictionless.

What a value means, merging and indicators do not belong here; nor does writing a release.
"""

from pipelines.validation.dossier import valider_dossier, valider_parquet
from pipelines.validation.juge import Erreur
from pipelines.validation.lint import defauts, verifier_schemas
from pipelines.validation.schemas import RACINE, charger, colonnes, colonnes_publiees, lister, publie
from pipelines.validation.verdict import Verdict, valider_table

__all__ = [
    "RACINE",
    "Erreur",
    "Verdict",
    "charger",
    "colonnes",
    "colonnes_publiees",
    "defauts",
    "lister",
    "publie",
    "valider_dossier",
    "valider_parquet",
    "valider_table",
    "verifier_schemas",
]
