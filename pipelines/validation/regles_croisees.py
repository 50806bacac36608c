"""What registers say of each other: links that lead nowhere, and the named rules of `croisees.catalogue`, run in SQL.

One record against its own schema belongs to `regles`; what is done with a faulty row, to `livraisons`.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypedDict

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation import croisees
from pipelines.validation.croisees.catalogue import NON_VERIFIE, REFERENCE, REGLES
from pipelines.validation.export import chemin_sql, nom_sql

PAQUET = 2_000
# Which buyer, which year: the part of a link that is seldom the wrong one.
COMMUNS = ("acheteur_siren", "annee")


class ErreurCroisee(TypedDict):
    """One disagreement. `rang` is the row in the Parquet file (1 is the first), `cle` what may be shown of its key."""

    table: str
    rang: int | None
    cle: dict[str, str]
    champ: str | None
    code: str
    regle: str
    gravite: str
    valeur: str | None
    message: str
    suggestion: str | None


def regles_croisees(
    tables: Mapping[str, Path], contrats: Mapping[str, schemas.Schema], tmp: Path | None = None
) -> Iterator[ErreurCroisee]:
    """Yield what is wrong between registers in force: first what could not be verified, then table by table.

    `tables` gives the Parquet file of each register, `contrats` the schema of each; `tmp` is a private folder. A
    register that is absent or empty does not say « no »: what depends on it is listed as not verified.
    """
    with closing(duck.connect(memory="400MB", tmp=tmp)) as con:
        con.execute(
            "CREATE TEMP MACRO serre(t) AS upper(regexp_replace(t::VARCHAR, '[^A-Za-z0-9]', '', 'g'))"
        )
        remplies = {nom for nom, parquet in tables.items() if _vue(con, nom, parquet, contrats[nom])}
        liens = {nom: _liens(con, contrats[nom], contrats) for nom in sorted(remplies)}
        yield from _non_verifies(liens, remplies)
        for nom in sorted(remplies):
            for lien in liens[nom]:
                if lien["table"] in remplies:
                    yield from _references(con, contrats[nom], lien, contrats[lien["table"]])
            for regle in REGLES:
                if regle.table == nom and remplies.issuperset(regle.avec):
                    requete = duck.sql(croisees.__file__, regle.sql)
                    for rang, _, valeur, cle in _lignes(con, contrats[nom], regle.champ, requete):
                        yield {
                            "table": nom,
                            "rang": rang,
                            "cle": cle,
                            "champ": regle.champ,
                            "code": regle.code,
                            "regle": regle.code,
                            "gravite": regle.gravite,
                            "valeur": valeur,
                            "message": f"{regle.champ} : {regle.message}",
                            "suggestion": regle.suggestion,
                        }


def _vue(con: duckdb.DuckDBPyConnection, nom: str, parquet: Path, schema: schemas.Schema) -> bool:
    """Make a register readable under its name, absent columns being empty; say whether it has rows."""
    lecture = f"read_parquet({chemin_sql(parquet)})"
    lues = {c for (c,) in con.execute(f"SELECT column_name FROM (DESCRIBE FROM {lecture})").fetchall()}
    cellules = ", ".join(
        nom_sql(c) if c in lues else f"NULL::{type_} AS {nom_sql(c)}"
        for c, type_ in schemas.types_duckdb(schema).items()
    )
    con.execute(
        f"CREATE TEMP VIEW {nom_sql(nom)} AS SELECT row_number() OVER () AS rang, {cellules} FROM {lecture}"
    )
    [(pleine,)] = con.execute(f"SELECT count(*) > 0 FROM (FROM {lecture} LIMIT 1)").fetchall()
    return bool(pleine)


def _liens(
    con: duckdb.DuckDBPyConnection, schema: schemas.Schema, contrats: Mapping[str, schemas.Schema]
) -> list[dict[str, Any]]:
    """List the links that rows hold, towards other registers; those towards published tables are settled later."""
    liens = []
    for lien in schema.get("references", []):
        if lien["table"] in contrats and schemas.usage_de(contrats[lien["table"]]) != "registre":
            continue
        remplie = " AND ".join(f"{nom_sql(c)} IS NOT NULL" for c in schemas.en_liste(lien["fields"]))
        if con.execute(f"SELECT 1 FROM {nom_sql(schema['name'])} WHERE {remplie} LIMIT 1").fetchall():
            liens.append(lien)
    return liens


def _non_verifies(liens: Mapping[str, list[dict[str, Any]]], remplies: set[str]) -> Iterator[ErreurCroisee]:
    dependants: dict[str, set[str]] = {}
    for nom, lies in liens.items():
        for lien in lies:
            if lien["table"] not in remplies:
                dependants.setdefault(lien["table"], set()).add(f"les liens de {nom}")
    for regle in REGLES:
        for autre in regle.avec:
            if regle.table in remplies and autre not in remplies:
                dependants.setdefault(autre, set()).add(f"la règle {regle.code}")
    for absente, quoi in sorted(dependants.items()):
        yield {
            "table": absente,
            "rang": None,
            "cle": {},
            "champ": None,
            "code": NON_VERIFIE,
            "regle": NON_VERIFIE,
            "gravite": "avertissement",
            "valeur": None,
            "message": f"Le registre {absente} est absent ou vide : n'ont pas été vérifiés {', '.join(sorted(quoi))}.",
            "suggestion": f"Livrer le registre {absente}.",
        }


def _references(
    con: duckdb.DuckDBPyConnection, schema: schemas.Schema, lien: dict[str, Any], vise: schemas.Schema
) -> Iterator[ErreurCroisee]:
    paires = dict(zip(schemas.en_liste(lien["fields"]), schemas.en_liste(lien["champs"]), strict=True))
    champ = next((c for c in reversed(paires) if c not in COMMUNS), next(iter(paires)))
    egalites = {c: f"c.{nom_sql(v)} = t.{nom_sql(c)}" for c, v in paires.items()}
    requete = duck.sql(
        croisees.__file__,
        "references",
        table=nom_sql(schema["name"]),
        cible=nom_sql(lien["table"]),
        champ=nom_sql(champ),
        visee=nom_sql(paires[champ]),
        autres=" AND ".join(["true", *(e for c, e in egalites.items() if c != champ)]),
        remplie=" AND ".join(f"t.{nom_sql(c)} IS NOT NULL" for c in paires),
        egalite=" AND ".join(egalites.values()),
    )
    montrable = all(
        schemas.est_montrable(c)
        for contrat, nom in ((schema, champ), (vise, paires[champ]))
        for c in contrat["fields"]
        if c["name"] == nom
    )
    for rang, proche, valeur, cle in _lignes(con, schema, champ, requete, proche="r.proche"):
        sujet = f"« {valeur} »" if valeur is not None else "la valeur"
        avec = [c for c in paires if c not in (champ, "acheteur_siren")]
        precision = f" avec le même {' et le même '.join(avec)}" if avec else ""
        yield {
            "table": schema["name"],
            "rang": rang,
            "cle": cle,
            "champ": champ,
            "code": REFERENCE,
            "regle": REFERENCE,
            "gravite": "erreur",
            "valeur": valeur,
            "message": f"{champ} : {sujet} ne figure pas au registre {lien['table']} ({paires[champ]}){precision}.",
            "suggestion": f"Lire « {proche} » ?" if proche is not None and montrable else None,
        }


def _lignes(
    con: duckdb.DuckDBPyConnection, schema: schemas.Schema, champ: str, requete: str, proche: str = "NULL"
) -> Iterator[tuple[int, str | None, str | None, dict[str, str]]]:
    """Yield (rank, near target, value that may be shown, key that may be shown) of each row at fault."""
    montrables = {c["name"] for c in schema["fields"] if schemas.est_montrable(c)}
    cle = [c for c in schemas.cle(schema) if c in montrables]
    citees = [champ if champ in montrables else None, *cle]
    cellules = ", ".join(f"t.{nom_sql(c)}::VARCHAR" if c else "NULL" for c in citees)
    lecture = duck.sql(
        croisees.__file__,
        "lignes",
        table=nom_sql(schema["name"]),
        regle=requete,
        proche=proche,
        cellules=cellules,
    )
    resultat = con.execute(lecture)
    while paquet := resultat.fetchmany(PAQUET):
        for rang, proche_lu, valeur, *parties in paquet:
            yield rang, proche_lu, valeur, {c: p for c, p in zip(cle, parties, strict=True) if p is not None}
