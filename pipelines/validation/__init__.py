"""Verdicts on tables: frictionless and its proof, the links between tables, the text form of a table.

What a value means, merging and indicators do not belong here; nor does writing a release.
"""

from pipelines.validation.constats import Constats, Erreur
from pipelines.validation.dossier import valider_dossier, valider_parquet
from pipelines.validation.verdict import Verdict, valider_table

__all__ = [
    "Constats",
    "Erreur",
    "Verdict",
    "valider_dossier",
    "valider_parquet",
    "valider_table",
]
