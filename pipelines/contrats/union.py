"""The register of contracts and the published contracts, united one to one: matched, alone on either side, in conflict.

Here is the order of the steps; each rule is in its .sql file and in docs/livraisons-et-union.md. Nothing is merged
on a key alone, nothing is matched twice, and what a human settled (`rapprochements`) comes first. Values of contracts
are not changed here: that is `corrections`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import SpaserErreur

TABLES = ("union_contrats", "union_conflits")


@dataclass(frozen=True)
class Registres:
    """The tables of the registers that the union reads: Parquet files with the columns of their schemas."""

    registre_contrats: Path
    cotitulaires: Path
    rapprochements: Path


def unir(
    tables: Path, registres: Registres, arrete_au: date, *, corrections: Path, alias: Path
) -> dict[str, Any]:
    """Write `TABLES` into `tables`, from its contrats.parquet and titulaires.parquet, and return the account.

    `corrections` is what `corriger` wrote, `alias` the contract ids that changed (ancien_contrat_id, contrat_id).

    Errors: `SpaserErreur` when a contract or a row of the register would be lost or matched twice (law 1).
    """
    chemins = {
        "contrats": tables / "contrats.parquet",
        "titulaires": tables / "titulaires.parquet",
        "registre_contrats": registres.registre_contrats,
        "cotitulaires": registres.cotitulaires,
        "rapprochements": registres.rapprochements,
        "corrections": corrections,
        "alias": alias,
        **{nom: tables / f"{nom}.parquet" for nom in TABLES},
    }
    params = {nom: literal(chemin) for nom, chemin in chemins.items()}
    with connect(memory="900MB", tmp=tables / ".debordement") as con:
        con.execute(f"SET VARIABLE demain = DATE {literal(arrete_au + timedelta(days=1))}")
        con.execute(sql(__file__, "macros"))
        con.execute(sql(__file__, "codes_procedure"))
        con.execute(sql(__file__, "union_portraits", **params))
        sans_effet = _decider(con, params)
        con.execute(sql(__file__, "union_paires"))
        _apparier(con)
        con.execute(sql(__file__, "union_probables"))
        con.execute(sql(__file__, "union_contrats", **params))
        con.execute(sql(__file__, "union_conflits", **params))
        bilan = _bilan(con, params)
    return bilan | {"rapprochements_sans_effet": sans_effet}


def _decider(con: duckdb.DuckDBPyConnection, params: dict[str, str]) -> list[dict[str, Any]]:
    """Apply the human decisions, the latest first, and list those that settle nothing, with the reason."""
    con.execute(
        "CREATE OR REPLACE TABLE apparies (d INTEGER, r INTEGER, methode VARCHAR, date_decision DATE)"
    )
    con.execute("CREATE OR REPLACE TABLE interdites (d INTEGER, r INTEGER)")
    pris_d: set[int] = set()
    pris_r: set[int] = set()
    dits: set[tuple[int, int]] = set()
    reunis, separes, sans_effet = [], [], []
    for reference, contrat_id, acheteur, decision, jour, r, d, service in con.execute(
        sql(__file__, "union_decisions", **params)
    ).fetchall():
        if r is None or d is None:
            raison = "reference_inconnue" if r is None else "contrat_inconnu"
        elif (d, r) in dits or (decision == "meme_contrat" and (d in pris_d or r in pris_r)):
            raison = "decision_plus_recente"
        else:
            dits.add((d, r))
            if decision == "meme_contrat":
                pris_d.add(d)
                pris_r.add(r)
                reunis.append((d, r, jour))
            else:
                separes.append((d, r))
            continue
        sans_effet.append(
            {
                "acheteur_siren": acheteur,
                "reference": reference,
                "contrat_id": contrat_id,
                "decision": decision,
                "date_decision": str(jour),
                "service": service,
                "raison": raison,
            }
        )
    if reunis:
        con.executemany("INSERT INTO apparies VALUES (?, ?, 'decision_humaine', ?)", reunis)
    if separes:
        con.executemany("INSERT INTO interdites VALUES (?, ?)", separes)
    return sans_effet


def _apparier(con: duckdb.DuckDBPyConnection) -> None:
    """Match rounds after rounds, until the best choices left are ties: those wait for a human."""
    while True:
        avant = _compter(con, "paires")
        con.execute(sql(__file__, "union_tour"))
        if _compter(con, "paires") == avant:
            return


def _compter(con: duckdb.DuckDBPyConnection, table: str) -> int:
    [(nombre,)] = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(nombre)


def _bilan(con: duckdb.DuckDBPyConnection, params: dict[str, str]) -> dict[str, Any]:
    curseur = con.execute(sql(__file__, "union_bilan", **params))
    noms = [colonne[0] for colonne in curseur.description or []]
    bilan = dict(zip(noms, curseur.fetchall()[0], strict=True))
    doubles = bilan.pop("identifiants_en_double") + bilan.pop("lignes_en_double")
    places_decp = bilan["apparies"] + bilan["decp_seuls"]
    places_registre = bilan["apparies"] + bilan["registre_seuls"]
    if doubles or places_decp != bilan["contrats"] or places_registre != bilan["lignes_registre"]:
        raise SpaserErreur(
            f"Union du registre et des DECP : {bilan['contrats']} contrats pour {places_decp} places, "
            f"{bilan['lignes_registre']} lignes du registre pour {places_registre} places, {doubles} en double : "
            "chacun doit avoir une place et une seule."
        )
    return bilan
