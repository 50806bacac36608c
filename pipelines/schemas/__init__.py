"""The contract that communities share: Table Schemas, their lint, and what is made from them.

Verdicts on data belong to `validation`; reading what people send belongs to `registres`.
"""

from pipelines.schemas.lint import defauts, verifier_schemas
from pipelines.schemas.tables import RACINE, charger, colonnes, colonnes_publiees, lister, publie

__all__ = [
    "RACINE",
    "charger",
    "colonnes",
    "colonnes_publiees",
    "defauts",
    "lister",
    "publie",
    "verifier_schemas",
]
