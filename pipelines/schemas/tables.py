"""Table Schemas as read from schemas/<table>/schema.json, and what follows from them: columns, types, keys.

Rules on how a schema is written belong to `lint`; verdicts on data belong to `verdict`.
"""

import copy
import json
import re
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur

Schema = dict[str, Any]
Champ = dict[str, Any]

RACINE = Path(__file__).resolve().parents[2] / "schemas"
NOM = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


def lister(racine: Path = RACINE, *, usage: str | None = None) -> list[str]:
    """Name the tables that have a schema, in alphabetical order.

    `usage`: "registre" for what a buyer delivers, "publication" for what the pipeline makes, "definition" for the
    files that say what a SPASER asks; None for all.
    """
    noms = sorted(p.parent.name for p in racine.glob("*/schema.json"))
    return noms if usage is None else [nom for nom in noms if usage_de(charger(nom, racine)) == usage]


def usage_de(schema: Schema) -> str:
    """Say whether a schema describes a `registre`, a table made for `publication`, or a file of a `definition`."""
    return str(schema.get("usage", "publication"))


def est_prive(schema: Schema) -> bool:
    """Say whether files of this table stay in data/raw/<slug>/prive: any column about persons is enough (law 5)."""
    return any(champ.get("rgpd") != "aucune" for champ in schema["fields"])


def charger(nom: str, racine: Path = RACINE) -> Schema:
    """Read the schema of a table, every column included.

    Errors: no such schema, or a file that is not JSON.
    """
    path = racine / nom / "schema.json"
    if not NOM.match(nom) or not path.is_file():
        raise SpaserErreur(f"La table « {nom} » n'a pas de schéma : ajoutez schemas/{nom}/schema.json.")
    try:
        schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SpaserErreur(f"schemas/{nom}/schema.json n'est pas du JSON lisible : {error}.") from error
    return schema


def colonnes(schema: Schema) -> list[str]:
    """Name the columns of a schema, in its order."""
    return [champ["name"] for champ in schema["fields"]]


def colonnes_publiees(schema: Schema) -> list[str]:
    """Name the columns that may leave: those marked `aucune`, and no other (law 5)."""
    return [champ["name"] for champ in schema["fields"] if est_publiable(champ)]


def est_publiable(champ: Champ) -> bool:
    """Say whether a column may leave. A missing mark is a refusal, never a permission.

    `diffusion: interne` keeps in what concerns no person but must not be read outside (an estimate, a bidder).
    """
    return champ.get("rgpd") == "aucune" and champ.get("diffusion", "publique") == "publique"


def est_montrable(champ: Champ) -> bool:
    """Say whether values of a column may be cited in messages, logs and reports to the sender (law 5)."""
    return champ.get("rgpd") == "aucune"


def publie(schema: Schema) -> Schema:
    """Return the schema as published: the columns marked `aucune` only, and the links that still hold.

    Errors: a key that would not survive, since the published table could then not be cited line by line.
    """
    projection = copy.deepcopy(schema)
    projection["fields"] = [champ for champ in projection["fields"] if est_publiable(champ)]
    gardees = set(colonnes(projection))
    perdues = sorted(set(cle(schema)) - gardees)
    if perdues:
        raise SpaserErreur(
            f"La clé de « {schema['name']} » contient des colonnes non publiables : {perdues}."
        )
    if "references" in projection:
        liens = [lien for lien in projection["references"] if set(en_liste(lien["fields"])) <= gardees]
        projection["references"] = liens
    if "custom_checks" in projection:
        retirees = set(colonnes(schema)) - gardees
        projection["custom_checks"] = [
            controle for controle in projection["custom_checks"] if not _nommees(controle) & retirees
        ]
    return projection


def _nommees(controle: dict[str, Any]) -> set[str]:
    """Name what a check between columns speaks of: columns, and codes that are none."""
    valeurs = controle.get("params", {}).values()
    return {str(nom) for v in valeurs for nom in (v if isinstance(v, list) else [v])}


def cle(schema: Schema) -> list[str]:
    """Name the columns of the primary key."""
    return en_liste(schema.get("primaryKey", []))


def en_liste(valeur: str | list[str]) -> list[str]:
    """Return a list where Table Schema also allows a single name."""
    return [valeur] if isinstance(valeur, str) else list(valeur)


def type_duckdb(champ: Champ) -> str:
    """Return the DuckDB type of a column; money and rates are DECIMAL, never DOUBLE (law 7)."""
    if champ["type"] == "number":
        return f"DECIMAL(18,{champ['decimales']})"
    return {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}[champ["type"]]


def types_duckdb(schema: Schema) -> dict[str, str]:
    """Return column -> DuckDB type, in the order of the schema."""
    return {champ["name"]: type_duckdb(champ) for champ in schema["fields"]}
