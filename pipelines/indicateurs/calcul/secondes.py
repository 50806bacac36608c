"""What the chain knows of its own publishing. Targets met are counted in `cibles`, all else in `population`."""

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from pipelines.commun.duck import literal, sql

if TYPE_CHECKING:
    from pipelines.indicateurs.calcul.calculer import Publications


def publications(con: duckdb.DuckDBPyConnection, connues: "Publications", arrete_au: date) -> None:
    """Add the rows of `nb_jeux_donnees_publies` and `anciennete_publication` to `lignes`.

    Months are whole months between the last version published and `arrete_au`; a first version counts as of today.
    """
    derniere = connues.derniere or arrete_au
    mois = max(
        0,
        (arrete_au.year - derniere.year) * 12
        + arrete_au.month
        - derniere.month
        - (arrete_au.day < derniere.day),
    )
    con.execute(
        sql(
            __file__,
            "publications",
            jeux=str(connues.jeux),
            mois=str(mois),
            arrete_au=literal(arrete_au),
            derniere=literal(derniere),
        )
    )
