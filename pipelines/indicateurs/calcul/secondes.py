"""Measures of what the chain itself knows: targets met, tables published. All else is counted in `population`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.indicateurs.calcul.cibles import Juge
from pipelines.indicateurs.objectifs.bilan import part_objectifs_atteints

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


def objectifs(con: duckdb.DuckDBPyConnection, juges: Sequence[Juge]) -> None:
    """Add the rows of `part_objectifs_atteints`: targets met among those due, with what nobody can tell as bounds."""
    par_cas: dict[tuple[str, str, str, str | None, int], list[Juge]] = defaultdict(list)
    for juge in juges:
        spaser, edition, _, niveau, acheteur = juge.cle
        par_cas[spaser, edition, niveau, acheteur, juge.annee].append(juge)
    con.execute(sql(__file__, "objectifs_comptes"))
    lignes = []
    for cas, siens in par_cas.items():
        bilan = part_objectifs_atteints(j.jugement for j in siens)
        lignes.append((*cas, bilan.atteints, bilan.echus, bilan.indetermines))
    if lignes:
        con.executemany("INSERT INTO objectifs_comptes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lignes)
    con.execute(sql(__file__, "objectifs_atteints"))
