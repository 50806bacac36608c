"""Rows and columns that hold no record: blank rows, totals, columns without a title. Each is told, none is lost.

What becomes of the other rows belongs to `tableur`.
"""

import re
from pathlib import Path

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.registres import normaliser
from pipelines.registres.cellules import affichee
from pipelines.registres.consignes import NUMERIQUES, Consigne
from pipelines.registres.modele import Remarque, en_plages
from pipelines.schemas import tables as schemas

TOTAL = re.compile(
    r"(?:sous[- ]?)?tota(?:l|ux)(?:[ \u00a0]+(?:g[ée]n[ée]ra(?:l|ux)|ht|ttc|annuel|cumul[ée]|[0-9]{4}))*[ \u00a0]*:?",
    re.IGNORECASE,
)


def mettre_a_part(
    con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema, liste: list[Consigne], largeur: int
) -> list[Remarque]:
    """Keep the ranks of blank and totals rows in the table `a_part`, and tell them; trailing blanks are not told."""
    con.execute(sql(__file__, "a_part", brut=source, vide=normaliser.vide(largeur)))
    totaux = _totaux(con, source, schema, liste, largeur)
    if totaux:
        con.execute("INSERT INTO a_part SELECT t.rang, t.ligne, false FROM (SELECT unnest(?) AS t)", [totaux])
    vides = [ligne for (ligne,) in con.execute(sql(__file__, "vides_interieures", brut=source)).fetchall()]
    lignes = [total["ligne"] for total in totaux]
    constats = []
    if vides:
        dit = f"Lignes vides passées : {en_plages(vides)}."
        constats.append(Remarque("lignes-vides", dit, lignes=tuple(vides), nombre=len(vides)))
    if lignes:
        dit = f"Lignes de total mises à part : {en_plages(lignes)}."
        constats.append(Remarque("totaux", dit, lignes=tuple(lignes), nombre=len(lignes)))
    return constats


def _totaux(
    con: duckdb.DuckDBPyConnection, source: str, schema: schemas.Schema, liste: list[Consigne], largeur: int
) -> list[dict[str, int]]:
    """Find the rows where a cell says total and nothing but figures stands beside it."""
    cle = set(schemas.cle(schema))
    if not cle & {consigne.nom for consigne in liste}:
        return []
    muettes = [c.place[0] - 1 for c in liste if c.nom in cle or c.champ.get("type") not in NUMERIQUES]
    colonnes = ", ".join(f"c{j}" for j in range(1, largeur + 1))
    lues = con.cursor().execute(
        f"SELECT rang, ligne, [{colonnes}] FROM {source} WHERE {normaliser.peut_etre_total(largeur)} ORDER BY rang"
    )
    trouves = []
    while bloc := lues.fetchmany(5_000):
        for rang, ligne, cellules in bloc:
            textes = [affichee(cellule or "").strip() for cellule in cellules]
            dits = {i for i, texte in enumerate(textes) if TOTAL.fullmatch(texte)}
            if dits and all(not textes[i] or i in dits for i in muettes):
                trouves.append({"rang": rang, "ligne": ligne})
    return trouves


def colonnes_pleines(con: duckdb.DuckDBPyConnection, brut: Path, numeros: list[int]) -> set[int]:
    """Return those of the columns that hold something."""
    if not numeros:
        return set()
    essais = ", ".join(f"bool_or(coalesce(rogner(c{n}), '') <> '')" for n in numeros)
    vus = con.execute(f"SELECT {essais} FROM read_parquet({literal(brut)})").fetchone() or ()
    return {n for n, plein in zip(numeros, vus, strict=False) if plein}
