"""The tables that leave beside the results: what a SPASER asks, and the registers that may go out row by row.

Values belong to `calcul`; writing a release, to `pipelines.publication`.
"""

from pipelines.indicateurs.tables.ecrire import NOMS, ecrire

__all__ = ["NOMS", "ecrire"]
