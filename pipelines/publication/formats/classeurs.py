"""The two workbooks of a release, XLSX and ODS, as the publisher calls them; `xlsx` and `ods` write them."""

from pipelines.publication.formats.feuilles import (
    LIMITE_CARACTERES,
    LIMITE_CELLULES,
    LIMITE_LIGNES,
    MENTION,
    Feuille,
    coupures,
    trop_grandes,
)
from pipelines.publication.formats.ods import ecrire_ods
from pipelines.publication.formats.xlsx import ecrire_xlsx

__all__ = [
    "LIMITE_CARACTERES",
    "LIMITE_CELLULES",
    "LIMITE_LIGNES",
    "MENTION",
    "Feuille",
    "coupures",
    "ecrire_ods",
    "ecrire_xlsx",
    "trop_grandes",
]
