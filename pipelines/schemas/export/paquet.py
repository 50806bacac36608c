"""datapackage.json of the exported repository, and each schema as it appears there.

Texts belong to `textes`, git to `depot`.
"""

from typing import Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.export.textes import DESCRIPTION, TITRE

NOM = "registres-spaser"
DIALECTE = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"}
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


def descripteur(
    retenus: dict[str, schemas.Schema], version: str, jour: str, adresse: str | None
) -> dict[str, Any]:
    """Return the descriptor: each resource is a valid example, its schema a path within the repository."""
    paquet: dict[str, Any] = {
        "name": NOM,
        "title": TITRE,
        "description": DESCRIPTION,
        "version": version,
        "created": f"{jour}T00:00:00Z",
        "licenses": [LICENCE],
        "contributors": [{"title": "SPASER ouvert", "role": "author"}],
        "keywords": ["SPASER", "commande publique", "achats responsables", "insertion", "ESS"],
        "resources": [_ressource(nom, schema) for nom, schema in retenus.items()],
    }
    if adresse:
        paquet["homepage"] = adresse
    return paquet


def _ressource(nom: str, schema: schemas.Schema) -> dict[str, Any]:
    return {
        "name": nom.replace("_", "-"),
        "title": schema["title"],
        "description": schema["description"],
        "path": f"{nom}/exemple-valide.csv",
        "schema": f"{nom}/schema.json",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECTE,
    }


def schema_exporte(schema: schemas.Schema, version: str, adresse: str | None) -> schemas.Schema:
    """Return a schema with the links that the catalogue expects, once the repository has an address."""
    if not adresse:
        return schema
    brut = f"{adresse}/raw/v{version}/{schema['name']}"
    exemples = [
        {"name": nom, "title": titre, "path": f"{brut}/{nom}.csv"}
        for nom, titre in (("exemple-valide", "Exemple valide"), ("exemple-invalide", "Exemple invalide"))
    ]
    champs = schema["fields"]
    tete = {cle: valeur for cle, valeur in schema.items() if cle != "fields"}
    return tete | {
        "homepage": adresse,
        "path": f"{brut}/schema.json",
        "resources": exemples,
        "fields": champs,
    }
