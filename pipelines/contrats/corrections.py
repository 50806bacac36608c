"""Dated human corrections, applied to the contracts once they are settled; each decision is listed with its fate.

A closed list of fields, read in corrections.sql; what was published is never changed (law 6). Disagreements between the
register and what is published belong to `union`.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.schemas import tables as schemas

TABLE = "corrections_appliquees"
ETATS = ("appliquee", "remplacee", "sans_effet", "contrat_inconnu", "valeur_invalide")


def corriger(tables: Path, registre: Path, alias: Path, arrete_au: date) -> dict[str, Any]:
    """Apply the register of corrections to `tables`/contrats.parquet, write `TABLE` there and return the counts.

    `alias` (ancien_contrat_id, contrat_id) follows the contracts whose id changed since the decision. The contracts
    are written again only when something is applied: run it once on what `etablir` wrote.
    """
    contrats, sortie = tables / "contrats.parquet", tables / f"{TABLE}.parquet"
    listes = {
        c["name"]: c.get("constraints", {}).get("enum", []) for c in schemas.charger("contrats")["fields"]
    }
    params = {
        "contrats": literal(contrats),
        "registre": literal(registre),
        "alias": literal(alias),
        TABLE: literal(sortie),
        "procedures": _liste(listes["procedure"]),
        "natures": _liste(listes["nature"]),
        "types": _liste([code for code in listes["type"] if code != "inconnu"]),
    }
    with connect(memory="900MB", tmp=tables / ".debordement") as con:
        con.execute(f"SET VARIABLE demain = DATE {literal(arrete_au + timedelta(days=1))}")
        for nom in ("macros", "codes_procedure", "corrections"):
            con.execute(sql(__file__, nom, **params))
        lus = [
            etat for (etat,) in con.execute(f"SELECT etat FROM read_parquet({literal(sortie)})").fetchall()
        ]
        comptes = Counter(lus)
        if comptes["appliquee"]:
            provisoire = contrats.with_suffix(".corrige")
            con.execute(sql(__file__, "corrections_contrats", **params, sortie=literal(provisoire)))
            provisoire.replace(contrats)
    return {"decisions": len(lus), **{etat: comptes[etat] for etat in ETATS}}


def _liste(valeurs: list[str]) -> str:
    return "[" + ", ".join(map(literal, valeurs)) + "]"
