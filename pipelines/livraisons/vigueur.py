"""The rows in force of one register: its deliveries taken in order, each replacing its slice or being refused.

Stateless: the same log and files always give the same rows. What a file holds belongs to `reception`.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.livraisons.journal import Livraison
from pipelines.livraisons.lectures import Lectures
from pipelines.livraisons.porte import Refus, volume
from pipelines.livraisons.reception import Reception, recevoir
from pipelines.livraisons.tranches import contient, dans_la_periode
from pipelines.schemas import tables as schemas
from pipelines.validation.export import nom_sql

_TABLES = {
    "vigueur": "livraison INTEGER, enregistrement BIGINT, ligne BIGINT, cle VARCHAR, annee INTEGER, "
    "acheteur VARCHAR, remplacee INTEGER",
    "disparues": "livraison INTEGER, precedente INTEGER, enregistrement BIGINT, ligne BIGINT, cle VARCHAR",
    "attente": "livraison INTEGER, enregistrement BIGINT, ligne BIGINT, regles VARCHAR",
}


@dataclass
class Registre:
    """One register once its deliveries are taken: what is in force, what waits, what is gone."""

    table: str
    receptions: list[Reception] = field(default_factory=list)
    etats: list[dict[str, Any]] = field(default_factory=list)
    attente: list[dict[str, Any]] = field(default_factory=list)
    disparues: list[dict[str, Any]] = field(default_factory=list)
    lignes: int = 0


def etablir_table(
    con: duckdb.DuckDBPyConnection,
    table: str,
    livraisons: list[Livraison],
    travail: Path,
    registres: Path,
    lectures: Lectures,
) -> Registre:
    """Take the deliveries of one register in order and write `registres`/<table>.parquet.

    `travail` is a private scratch folder; `registres` already holds the tables that date this one.
    """
    registre = Registre(table)
    if not livraisons:
        _ecrire(con, registre, registres / f"{table}.parquet")
        return registre
    for nom, colonnes in _TABLES.items():
        con.execute(f"CREATE OR REPLACE TABLE {nom} ({colonnes})")
    for rang, livraison in enumerate(livraisons):
        reception = recevoir(con, livraison, rang, travail, registres, lectures)
        if reception.refus is None:
            reception.refus = _entrer(con, reception)
        registre.receptions.append(reception)
    _ecrire(con, registre, registres / f"{table}.parquet")
    _raconter(con, registre)
    for reception in registre.receptions:
        if reception.parquet:
            reception.parquet.unlink(missing_ok=True)
    return registre


def _entrer(con: duckdb.DuckDBPyConnection, reception: Reception) -> Refus | None:
    """Let a delivery replace its slice, or say why it is refused; then nothing in force has changed."""
    livraison = reception.livraison
    [(doubles,)] = con.execute(sql(__file__, "cles_en_double")).fetchall()
    if doubles:
        cle = ", ".join(schemas.cle(schemas.charger(livraison.table)))
        return Refus("cle_en_double", f"{doubles} clés ({cle}) figurent plusieurs fois dans le fichier.")
    params = {
        "rang": str(reception.rang),
        "acheteur": literal(livraison.acheteur),
        "dans_la_periode": dans_la_periode(livraison.periode, "annee"),
    }
    con.execute(sql(__file__, "remplacement", **params))
    [(remplacees,)] = con.execute("SELECT count(*) FROM visees WHERE de_la_tranche").fetchall()
    if refus := volume(reception.lignes, remplacees, livraison.disparitions_confirmees):
        return refus
    con.execute(sql(__file__, "acceptation", **params))
    return None


def _ecrire(con: duckdb.DuckDBPyConnection, registre: Registre, sortie: Path) -> None:
    schema = schemas.charger(registre.table)
    parquets = [literal(r.parquet) for r in registre.receptions if r.parquet and r.refus is None]
    if parquets:
        con.execute(
            sql(
                __file__,
                "ecriture",
                colonnes=", ".join(f"t.{nom_sql(nom)}" for nom in schemas.colonnes(schema)),
                parquets=f"[{', '.join(parquets)}]",
                cle=", ".join(f"t.{nom_sql(nom)}" for nom in schemas.cle(schema)),
                sortie=literal(sortie),
            )
        )
    else:
        vides = ", ".join(f"NULL::{t} AS {nom_sql(n)}" for n, t in schemas.types_duckdb(schema).items())
        con.execute(f"COPY (SELECT {vides} LIMIT 0) TO {literal(sortie)} (FORMAT parquet)")
    sortie.chmod(0o600)
    [(registre.lignes,)] = con.execute(f"SELECT count(*) FROM read_parquet({literal(sortie)})").fetchall()


def _raconter(con: duckdb.DuckDBPyConnection, registre: Registre) -> None:
    """Fill what is said of the deliveries, of the rows that wait and of those that are gone."""
    ids = [r.livraison.livraison_id for r in registre.receptions]
    comptes = {ligne[0]: ligne[1:] for ligne in con.execute(sql(__file__, "comptes")).fetchall()}
    attente = con.execute("SELECT * FROM attente ORDER BY livraison, enregistrement").fetchall()
    disparues = con.execute(sql(__file__, "disparues")).fetchall()
    attentes, absentes = Counter(a[0] for a in attente), Counter(d[0] for d in disparues)
    for reception in registre.receptions:
        rang, suivante = reception.rang, _remplacante(registre, reception)
        en_vigueur, remplacees, par = comptes.get(rang, (0, 0, None))
        if suivante is not None:
            sort = Sort(0, 0, reception.lignes, ids[suivante], "remplacee")
        else:
            nom = "en_vigueur" if en_vigueur or attentes[rang] or not remplacees else "remplacee"
            sort = Sort(en_vigueur, attentes[rang], remplacees, ids[par] if par is not None else None, nom)
        registre.etats.append(etat(reception, sort) | {"disparues": absentes[rang]})
    vivantes = {e["livraison_id"] for e in registre.etats if e["etat"] == "en_vigueur"}
    registre.attente = [
        {
            "livraison_id": ids[n],
            "table_livree": registre.table,
            "ligne": li,
            "enregistrement": en,
            "regles": re,
        }
        for n, en, li, re in attente
        if ids[n] in vivantes
    ]
    registre.disparues = [_disparue(registre, ids, ligne) for ligne in disparues]


def _remplacante(registre: Registre, reception: Reception) -> int | None:
    """The first later delivery that covers the whole slice of this one, if any."""
    ici = reception.livraison
    for autre in registre.receptions[reception.rang + 1 :]:
        meme = autre.livraison.acheteur == ici.acheteur and contient(autre.livraison.periode, ici.periode)
        if autre.refus is None and meme:
            return autre.rang
    return None


@dataclass(frozen=True)
class Sort:
    """What became of the records of an accepted delivery."""

    en_vigueur: int
    en_attente: int
    remplacees: int
    remplacee_par: str | None
    etat: str


def etat(reception: Reception, sort: Sort) -> dict[str, Any]:
    """Say of a delivery what was declared, what was found, and what became of it."""
    livraison, refus = reception.livraison, reception.refus
    if refus:
        sort = Sort(0, 0, 0, None, "refusee")
    return {
        "livraison_id": livraison.livraison_id,
        "table_livree": livraison.table,
        "acheteur_siren": livraison.acheteur,
        "periode": livraison.periode,
        "date_livraison": livraison.date,
        "service": livraison.service,
        "fichier": livraison.fichier,
        "fichier_sha256": reception.empreinte,
        "forme": reception.forme,
        "etat": sort.etat,
        "motif": refus.code if refus else None,
        "explication": refus.texte if refus else None,
        "remplacee_par": sort.remplacee_par,
        "lignes": reception.lignes,
        "en_vigueur": sort.en_vigueur,
        "en_attente": sort.en_attente,
        "remplacees": sort.remplacees,
        "disparitions_confirmees": livraison.disparitions_confirmees,
    }


def _disparue(registre: Registre, ids: list[str], ligne: tuple[Any, ...]) -> dict[str, Any]:
    """A row that is gone: where it was, and of its key what may be shown (law 5)."""
    rang, precedente, enregistrement, physique, cle = ligne
    schema = schemas.charger(registre.table)
    champs = {champ["name"]: champ for champ in schema["fields"]}
    parts = zip(schemas.cle(schema), cle.split(chr(31)), strict=True)
    montrees = [valeur if schemas.est_montrable(champs[nom]) else "…" for nom, valeur in parts]
    confirmee = registre.receptions[rang].livraison.disparitions_confirmees
    return {
        "livraison_id": ids[rang],
        "table_livree": registre.table,
        "livraison_precedente": ids[precedente],
        "ligne": physique,
        "enregistrement": enregistrement,
        "cle": " | ".join(montrees),
        "etat": "confirmee" if confirmee else "a_confirmer",
    }
