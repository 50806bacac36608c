"""Contracts and registers made by hand, as the Parquet tables that the union and the corrections read."""

from pathlib import Path
from typing import Any

from pipelines.commun import duck
from pipelines.schemas import tables as schemas

VILLE, CCAS = "000001016", "000001032"
LONG = "Rénovation énergétique du groupe scolaire Jean-Imaginaire"
LOT = 100
"""Rows written at once: one at a time, 3,000 of them take ten seconds."""


def table(path: Path, nom: str, lignes: list[dict[str, Any]], types: dict[str, str] | None = None) -> Path:
    """Write rows as Parquet with the types of a schema; what is not said is NULL."""
    types = types or schemas.types_duckdb(schemas.charger(nom))
    with duck.connect(threads=1) as con:
        con.execute("CREATE TABLE t (" + ", ".join(f'"{n}" {t}' for n, t in types.items()) + ")")
        inconnus = {nom for ligne in lignes for nom in ligne} - set(types)
        assert not inconnus, inconnus
        ligne_sql = f"({', '.join('?' * len(types))})"
        for debut in range(0, len(lignes), LOT):
            lot = lignes[debut : debut + LOT]
            con.execute(
                f"INSERT INTO t VALUES {', '.join([ligne_sql] * len(lot))}",
                [ligne.get(n) for ligne in lot for n in types],
            )
        cle = ", ".join(schemas.cle(schemas.charger(nom)))
        con.execute(f"COPY (FROM t ORDER BY {cle}) TO {duck.literal(path / nom)} (FORMAT parquet)")
    (path / nom).rename(path / f"{nom}.parquet")
    return path / f"{nom}.parquet"


def publie(
    identifiant: str,
    *,
    rang: str = "",
    siren: str = VILLE,
    titulaire: str | None = "000002014",
    **autres: Any,
) -> dict[str, Any]:
    """A published contract; `_titulaire` goes to its own table."""
    return {
        "contrat_id": f"{siren}-{identifiant}{rang}",
        "acheteur_siren": siren,
        "type": "marche",
        "id_normalise": identifiant,
        "objet": LONG,
        "date_notification": "2024-03-01",
        "montant_initial_ht_eur": "120000.00",
        "montant_retenu_ht_eur": "120000.00",
        "format": "2022",
        "nb_titulaires": 1,
        "nb_modifications": 0,
        "nb_publications": 1,
        "valeurs_divergentes": False,
        "_titulaire": titulaire,
    } | autres
