"""Opening what indicators are computed from: tables of contracts, registers in force, and which were delivered.

A table that is not there is read as an empty one: what depends on it is then unknown, and told as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import contrats as salle_contrats
from pipelines.commun.duck import literal, sql
from pipelines.indicateurs import faits
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.livraisons.tranches import TRANCHES, annees
from pipelines.schemas import tables as schemas

PUBLIEES = ("contrats", "titulaires", "caracteristiques", "union_contrats")
CONTRATS = ("contrat_titulaires", "contrats_clauses", "contrats_faits")
"""The large ones: a query each, kept in memory, or on disk when there is a folder to put them in."""
AUTRES = ("en_cours", "fournisseurs", "registres")


@dataclass(frozen=True)
class Entrees:
    """Where things are: `tables` of contracts (contrats.parquet...), `registres` in force (None: none delivered)."""

    tables: Path
    registres: Path | None
    acheteurs: tuple[Acheteur, ...] = ()
    periode: tuple[int, int] | None = None


def ouvrir(con: duckdb.DuckDBPyConnection, entrees: Entrees, dossier: Path | None = None) -> None:
    """Make the populations of `faits` in a connection.

    With a `dossier` (private, removed by the caller), what there is about each contract is written there and read a
    column at a time: a million contracts do not stand in memory.
    """
    for nom in PUBLIEES:
        _vue(con, "e_" + nom, nom, entrees.tables / f"{nom}.parquet")
    registres = entrees.registres
    for nom in schemas.lister(usage="registre"):
        _vue(
            con,
            "r_" + nom,
            nom,
            registres / f"{nom}.parquet" if registres else None,
            _siens(nom, entrees.acheteurs),
        )
    _livraisons(con, registres)
    con.execute(sql(salle_contrats.__file__, "codes_procedure"))
    con.execute(sql(faits.__file__, "macros"))
    con.execute(sql(faits.__file__, "union"))
    perimetre = _perimetre(entrees.acheteurs)
    _etablir(con, "contrats_dates", sql(faits.__file__, "contrats_dates", perimetre=perimetre), dossier)
    con.execute(
        sql(
            faits.__file__,
            "grille",
            annees=_annees(entrees.periode),
            entiere=str(bool(entrees.acheteurs)).lower(),
            du_perimetre=_parmi(entrees.acheteurs),
        )
    )
    con.execute(sql(faits.__file__, "couverture"))
    for nom in CONTRATS:
        _etablir(con, nom, sql(faits.__file__, nom), dossier)
    for nom in AUTRES:
        con.execute(sql(faits.__file__, nom))


def _etablir(con: duckdb.DuckDBPyConnection, nom: str, requete: str, dossier: Path | None) -> None:
    if dossier is None:
        con.execute(f"CREATE OR REPLACE TABLE {nom} AS {requete}")
        return
    chemin = literal(dossier / f"{nom}.parquet")
    # nothing depends on the order of these rows, and keeping it would hold them all in memory
    con.execute("SET preserve_insertion_order = false")
    con.execute(f"COPY ({requete}) TO {chemin} (FORMAT parquet, ROW_GROUP_SIZE 50000)")
    con.execute("SET preserve_insertion_order = true")
    con.execute(f"CREATE OR REPLACE VIEW {nom} AS FROM read_parquet({chemin})")


def _vue(con: duckdb.DuckDBPyConnection, vue: str, nom: str, parquet: Path | None, ou: str = "true") -> None:
    schema = schemas.charger(nom)
    if parquet is not None and parquet.is_file():
        con.execute(
            f"CREATE OR REPLACE VIEW {vue} AS SELECT * FROM read_parquet({literal(parquet)}) WHERE {ou}"
        )
    else:
        vides = ", ".join(f'NULL::{t} AS "{c}"' for c, t in schemas.types_duckdb(schema).items())
        con.execute(f"CREATE OR REPLACE VIEW {vue} AS SELECT {vides} WHERE false")


def _siens(nom: str, acheteurs: Sequence[Acheteur]) -> str:
    """Keep the rows of the perimeter's buyers, where rows name their buyer."""
    if nom not in TRANCHES or not TRANCHES[nom].par_acheteur:
        return "true"
    return _parmi(acheteurs)


def _parmi(acheteurs: Sequence[Acheteur]) -> str:
    if not acheteurs:
        return "true"
    return f"acheteur_siren IN ({', '.join(literal(a.siren) for a in acheteurs)})"


def _perimetre(acheteurs: Sequence[Acheteur]) -> str:
    """SQL that says whether a contract is of the perimeter: its buyer, between the dates when it belongs to it."""
    if not acheteurs:
        return "true"
    jour = "coalesce(d.date_notification, r.date_notification)"
    cas = []
    for a in acheteurs:
        dates = [f"u.acheteur_siren = {literal(a.siren)}"]
        if a.debut:
            dates.append(f"{jour} >= DATE {literal(a.debut)}")
        if a.fin:
            dates.append(f"{jour} <= DATE {literal(a.fin)}")
        cas.append("(" + " AND ".join(dates) + ")")
    return "(" + " OR ".join(cas) + ")"


def _annees(periode: tuple[int, int] | None) -> str:
    return f"annee BETWEEN {periode[0]} AND {periode[1]}" if periode else "true"


def _livraisons(con: duckdb.DuckDBPyConnection, registres: Path | None) -> None:
    """Spread the deliveries in force over their years; one delivered whole holds for all."""
    con.execute(sql(faits.__file__, "livraisons"))
    etats = registres / "livraisons_etat.parquet" if registres else None
    if etats is None or not etats.is_file():
        return
    en_vigueur = con.execute(sql(faits.__file__, "livraisons_en_vigueur", etats=literal(etats))).fetchall()
    lignes = []
    for table, acheteur, periode in en_vigueur:
        premiere, derniere = annees(periode) or (0, 9999)
        lignes.append((table, acheteur, premiere, derniere, TRANCHES[table].par_acheteur))
    if lignes:
        con.executemany("INSERT INTO livraisons_annees VALUES (?, ?, ?, ?, ?)", lignes)
