"""Which published elements are one contract: the links of rapprochement.sql, joined into groups.

The rule itself is SQL; here is only the union of what is linked. What a contract then says belongs to `tables`.
"""

from collections.abc import Iterable

import duckdb

from pipelines.commun.duck import sql


def grouper(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `groupes` (rid, groupe): one row a candidate that shares a contract with another (law 2).

    Needs `cles` and `elements`. The result depends on the elements' contents only, not on files or their order.
    """
    con.execute(sql(__file__, "rapprochement"))
    forts = con.execute("SELECT DISTINCT a, b FROM liens").fetchall()
    _enregistrer(con, _composantes(forts))
    faibles = con.execute(sql(__file__, "rapprochement_faible")).fetchall()
    if faibles:
        con.executemany("INSERT INTO liens VALUES (?, ?, ?)", faibles)
        _enregistrer(con, _composantes(forts + [(a, b) for a, b, _ in faibles]))


def _composantes(liens: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the smallest member of each linked element's group (union-find with path halving)."""
    parent: dict[int, int] = {}

    def racine(x: int) -> int:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in liens:
        haut, bas = racine(a), racine(b)
        if haut != bas:
            parent[max(haut, bas)] = min(haut, bas)
    return {x: racine(x) for x in parent}


def _enregistrer(con: duckdb.DuckDBPyConnection, groupe: dict[int, int]) -> None:
    con.execute("CREATE OR REPLACE TABLE groupes (rid BIGINT, groupe BIGINT)")
    con.execute("INSERT INTO groupes SELECT unnest(?), unnest(?)", [list(groupe), list(groupe.values())])
    con.execute(
        "INSERT INTO groupes SELECT rid, rid FROM candidats WHERE rid NOT IN (SELECT rid FROM groupes)"
    )
