"""Whose contracts count: the buyers of a SPASER, between their dates, and what members of a group of buyers share.

The rule of attribution is in `faits/groupements.sql`; nothing is counted here.
"""

from collections.abc import Sequence

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.indicateurs import faits
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.livraisons.tranches import TRANCHES


def siens(registre: str, acheteurs: Sequence[Acheteur]) -> str:
    """Return the SQL that keeps the rows of the perimeter's buyers, in a register whose rows name their buyer."""
    if registre not in TRANCHES or not TRANCHES[registre].par_acheteur:
        return "true"
    return parmi(acheteurs)


def parmi(acheteurs: Sequence[Acheteur]) -> str:
    """Return the SQL that says whether `acheteur_siren` is of the perimeter, whatever the day; no buyer means all."""
    if not acheteurs:
        return "true"
    return f"acheteur_siren IN ({', '.join(literal(a.siren) for a in acheteurs)})"


def du_perimetre(acheteurs: Sequence[Acheteur], siren: str = "acheteur_siren", jour: str = "jour") -> str:
    """Return the SQL that says whether a buyer is of the perimeter on a day, that is between its dates."""
    if not acheteurs:
        return "true"
    cas = []
    for a in acheteurs:
        dates = [f"{siren} = {literal(a.siren)}"]
        if a.debut:
            dates.append(f"{jour} >= DATE {literal(a.debut)}")
        if a.fin:
            dates.append(f"{jour} <= DATE {literal(a.fin)}")
        cas.append("(" + " AND ".join(dates) + ")")
    return "(" + " OR ".join(cas) + ")"


def annees_du_perimetre(acheteurs: Sequence[Acheteur]) -> str:
    """Return the SQL that says whether a buyer was of the perimeter for a day at least of `annee`."""
    if not acheteurs:
        return "true"
    cas = []
    for a in acheteurs:
        debut, fin = a.debut.year if a.debut else 0, a.fin.year if a.fin else 9999
        cas.append(f"(acheteur_siren = {literal(a.siren)} AND annee BETWEEN {debut} AND {fin})")
    return "(" + " OR ".join(cas) + ")"


def attribuer(con: duckdb.DuckDBPyConnection, acheteurs: Sequence[Acheteur]) -> None:
    """Make `attributions`: to whom each contract of a group of buyers counts, and for what part."""
    con.execute(
        sql(
            faits.__file__,
            "groupements",
            membre_du_perimetre=du_perimetre(acheteurs, "a.membre_siren", "a.jour"),
            coordonnateur_du_perimetre=du_perimetre(acheteurs, "a.coordonnateur_siren", "a.jour"),
        )
    )
