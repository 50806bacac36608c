"""The legal block of L.2111-3 that DECP alone gives. Targets, registers and other measures belong to later modules."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.commun.duck import connect, literal, sql

INDICATEURS = ("social", "environnemental", "social_et_environnemental", "reserve", "innovant", "avance")
"""In the order of the answers in l2111_3.sql. Source: code de la commande publique, L.2111-3 and D.2111-3."""


def calculer(
    contrats: Path, sortie: Path, *, spaser: str, edition: str, arrete_au: date, acheteurs: Sequence[str] = ()
) -> None:
    """Write the result rows (columns: schemas/resultats) of each buyer, year of notification and perimeter.

    `contrats` is contrats.parquet; `acheteurs` are the SIREN of the SPASER's perimeter, none meaning every buyer.
    Rates are between 0 and 1; amounts are euros before tax, initial amounts only (law 6).
    """
    perimetre = f"acheteur_siren IN ({', '.join(map(literal, acheteurs))})" if acheteurs else "true"
    identifiants = ", ".join(literal(f"L2111-3_{nom}") for nom in INDICATEURS)
    requete = sql(
        __file__,
        "l2111_3",
        contrats=literal(contrats),
        perimetre=perimetre,
        indicateurs=f"[{identifiants}]",
        spaser=literal(spaser),
        edition=literal(edition),
        arrete_au=literal(arrete_au),
    )
    with connect() as con:
        con.execute(f"COPY ({requete}) TO {literal(sortie)} (FORMAT parquet, COMPRESSION zstd)")
