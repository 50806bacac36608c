"""Opening what indicators are computed from: tables of contracts, registers in force, and which were delivered.

A table that is not there is read as an empty one: what depends on it is then unknown, and told as such. Whose contracts
count belongs to `perimetre`; what suppliers are, to `fournisseurs`.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import contrats as salle_contrats
from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs import faits
from pipelines.indicateurs.calcul import fournisseurs, perimetre
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.livraisons.tranches import TRANCHES, annees
from pipelines.schemas import tables as schemas

PUBLIEES = ("contrats", "titulaires", "caracteristiques", "union_contrats")
CONTRATS = ("contrats_clauses", "contrats_faits")
"""The large ones: a query each, kept in memory, or on disk when there is a folder to put them in."""
AUTRES = ("en_cours", "fournisseurs", "registres")


@dataclass(frozen=True)
class Entrees:
    """Where things are: `tables` of contracts (contrats.parquet...), `registres` in force (None: none delivered).

    `referentiels` is what was found about suppliers in national files (None: nobody was looked up).
    """

    tables: Path
    registres: Path | None
    acheteurs: tuple[Acheteur, ...] = ()
    periode: tuple[int, int] | None = None
    referentiels: Path | None = None


def ouvrir(con: duckdb.DuckDBPyConnection, entrees: Entrees, dossier: Path | None = None) -> None:
    """Make the populations of `faits` in a connection.

    With a `dossier` (private, removed by the caller), what there is about each contract is written there and read a
    column at a time: a million contracts do not stand in memory.
    """
    _ouvrir_contrats(con, entrees, dossier)
    con.execute(
        sql(
            faits.__file__,
            "grille",
            annees=_annees(entrees.periode),
            entiere=str(bool(entrees.acheteurs)).lower(),
            du_perimetre=perimetre.parmi(entrees.acheteurs),
            dans_leurs_dates=perimetre.annees_du_perimetre(entrees.acheteurs),
        )
    )
    con.execute(sql(faits.__file__, "couverture"))
    fournisseurs.ouvrir(con, entrees.referentiels)
    for nom in CONTRATS:
        _etablir(con, nom, sql(faits.__file__, nom), dossier)
    for nom in AUTRES:
        con.execute(sql(faits.__file__, nom))


def ecrire_demandes(entrees: Entrees, demandes: Path, attributions: Path) -> None:
    """Write which suppliers are to be looked up (columns: siren, siret, empty where only the SIREN is known).

    Also `attributions` (columns: schemas/attributions), where a register of groups of buyers was delivered.
    """
    with connect() as con:
        _ouvrir_contrats(con, entrees, None)
        fournisseurs.ecrire_demandes(con, demandes)
        if entrees.registres and (entrees.registres / "groupements.parquet").is_file():
            con.execute(sql(faits.__file__, "attributions", sortie=literal(attributions)))


def _ouvrir_contrats(con: duckdb.DuckDBPyConnection, entrees: Entrees, dossier: Path | None) -> None:
    """Open the tables and registers, and settle which contracts count, to whom, and who holds them."""
    for nom in PUBLIEES:
        _vue(con, "e_" + nom, nom, entrees.tables / f"{nom}.parquet")
    registres = entrees.registres
    for nom in schemas.lister(usage="registre"):
        _vue(
            con,
            "r_" + nom,
            nom,
            registres / f"{nom}.parquet" if registres else None,
            perimetre.siens(nom, entrees.acheteurs),
        )
    _livraisons(con, registres)
    con.execute(sql(salle_contrats.__file__, "codes_procedure"))
    con.execute(sql(faits.__file__, "macros"))
    con.execute(sql(faits.__file__, "union"))
    perimetre.attribuer(con, entrees.acheteurs)
    dates = sql(faits.__file__, "contrats_dates", perimetre=perimetre.du_perimetre(entrees.acheteurs))
    _etablir(con, "contrats_dates", dates, dossier)
    _etablir(con, "contrat_titulaires", sql(faits.__file__, "contrat_titulaires"), dossier)


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
