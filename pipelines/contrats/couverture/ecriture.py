"""The four tables on sources, from the staging and the tables of contracts, and the account of what they hold.

Here is the order of the steps; each rule is in its .sql file and in docs/couverture.md. What is told to people belongs
to `resume`.
"""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats import etablir
from pipelines.decp.lecture import Source

TABLES = ("sources_lues", "couverture", "croisement_sources", "divergences_sources")
ENSEMBLE = "ensemble"
"""The row of `couverture` that counts all sources together: no source may bear this name."""

CHAMPS = (
    "montant",
    "date_notification",
    "nature",
    "procedure",
    "code_cpv",
    "duree_mois",
    "forme_prix",
    "titulaires",
    "objet",
)
"""The fields on which sources are compared: a closed list."""

CONTRATS = Path(__file__).parents[1]
_LUES = ("contrats", "contrat_sources", "decisions", "quarantaine", "titulaires")
_COLONNES = {
    "numero": "INTEGER",
    "fichier": "VARCHAR",
    "origine": "VARCHAR",
    "ressource": "VARCHAR",
    "publie_le": "DATE",
    "licence": "VARCHAR",
    "url": "VARCHAR",
    "sha256": "VARCHAR",
    "format": "VARCHAR",
    "refuse": "BOOLEAN",
    "lus": "BIGINT",
    "ecartes": "BIGINT",
}


def ecrire(
    tables: Path,
    staging: Path,
    sources: Sequence[Source],
    fiches: Mapping[str, Mapping[str, Any]],
    arrete_au: date,
) -> dict[str, Any]:
    """Write `TABLES` into `tables`, from what `etablir` wrote there, and return their account.

    `staging` is the folder that `lire_fichiers` filled, `sources` what it returned, in its order. `fiches` gives what
    is known of a file from elsewhere, by its name: ressource, publie_le (AAAA-MM-JJ, an hour may follow), licence,
    url. `arrete_au` is the day on which the state is drawn up: a month is judged once its two months to publish are
    over on that day.

    Errors: `SpaserErreur` when a source bears a reserved name, or when a contract would be lost or counted twice.
    """
    _refuser_reserves(sources)
    chemins = {nom: literal(tables / f"{nom}.parquet") for nom in (*_LUES, *TABLES)}
    params = chemins | {
        "staging": etablir.parts(staging),
        "nomenclatures": literal(CONTRATS / "nomenclatures.csv"),
        "comptes": ",\n            ".join(
            f"count(*) FILTER ({c}) AS {c}_concordants, count(*) FILTER (NOT {c}) AS {c}_divergents"
            for c in CHAMPS
        ),
        "colonnes": ",\n        ".join(
            f"coalesce({c}_{sort}, 0) AS {c}_{sort}" for c in CHAMPS for sort in ("concordants", "divergents")
        ),
        "desaccords": ", ".join(f"CASE WHEN NOT {c} THEN {literal(c)} END" for c in CHAMPS),
    }
    debordement = tables / ".debordement"
    with connect(memory="600MB", tmp=debordement) as con:
        con.execute(f"SET VARIABLE arrete_au = DATE {literal(arrete_au)}")
        con.execute(f"SET VARIABLE demain = DATE {literal(arrete_au + timedelta(days=1))}")
        _inscrire(con, sources, fiches)
        con.execute(sql(etablir.__file__, "macros"))
        con.execute(sql(etablir.__file__, "elements", staging=params["staging"]))
        for etape in ("preparation", "sources_lues", "couverture", "valeurs", "croisement", "divergences"):
            con.execute(sql(__file__, etape, **params))
        bilan = _bilan(con, params)
    shutil.rmtree(debordement, ignore_errors=True)
    return bilan


def _refuser_reserves(sources: Sequence[Source]) -> None:
    if any(source.origine == ENSEMBLE for source in sources):
        raise SpaserErreur(
            f"Une source s'appelle « {ENSEMBLE} » : ce nom désigne toutes les sources réunies dans la table "
            "couverture. Changez le nom de cette source dans spaser.yaml."
        )


def _inscrire(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], fiches: Mapping[str, Mapping[str, Any]]
) -> None:
    """Fill `fichiers`: one row a file, in the order of the staging."""
    lignes = []
    for numero, s in enumerate(sources):
        fiche = fiches.get(s.fichier, {})
        sue = [
            fiche.get("ressource"),
            _jour(fiche.get("publie_le")),
            fiche.get("licence"),
            fiche.get("url"),
        ]
        lignes.append(
            [numero, s.fichier, s.origine, *sue, s.sha256, s.format, s.lus is None, s.lus, s.ecartes]
        )
    con.execute("CREATE TABLE fichiers (" + ", ".join(f"{nom} {t}" for nom, t in _COLONNES.items()) + ")")
    colonnes = ", ".join(f"unnest(?::{genre}[])" for genre in _COLONNES.values())
    con.execute(f"INSERT INTO fichiers SELECT {colonnes}", [list(c) for c in zip(*lignes, strict=True)])


def _jour(texte: object) -> str | None:
    """The day that a text starts with, or None: a date that cannot be read is not known."""
    try:
        return date.fromisoformat(str(texte)[:10]).isoformat()
    except ValueError:
        return None


def _bilan(con: duckdb.DuckDBPyConnection, params: Mapping[str, str]) -> dict[str, Any]:
    lu = con.execute(sql(__file__, "bilan", **params))
    bilan = dict(zip((d[0] for d in lu.description or ()), lu.fetchall()[0], strict=True))
    for constat in ("contrats_perdus", "enregistrements_perdus"):
        if perdus := bilan.pop(constat):
            raise SpaserErreur(
                f"Couverture : {perdus} {constat.split('_')[0]} manquent ou sont comptés deux fois : "
                "chacun doit avoir sa place dans un mois et un seul."
            )
    divergences = con.execute(sql(__file__, "resume_divergences", **params)).fetchall()
    return bilan | {"divergences": dict(divergences)}
