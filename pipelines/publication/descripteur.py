"""datapackage.json (Data Package v2) of a release: what each file is, its bytes and rows, the licence.

The Table Schemas inside keep the v1 `$schema` of the French catalogue; both are valid under frictionless.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines.commun.fichiers import sha256
from pipelines.publication.fiche import Fiche, Source
from pipelines.publication.tables import TableEcrite
from pipelines.schemas import tables as schemas

PROFIL = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
DIALECTE = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\n",
    "skipInitialSpace": False,
    "header": True,
}


def decrire(
    fiche: Fiche,
    arrete_au: dt.date,
    sources: tuple[Source, ...],
    tables: list[TableEcrite],
    dossier: Path,
) -> dict[str, Any]:
    """Return the descriptor, its `version` left to the caller; `created` is `arrete_au`, not the clock."""
    ressources = []
    noms = {table.nom for table in tables}
    for table in tables:
        ressources.append(_csv(table, dossier, fiche, noms))
        ressources.append(
            _json(f"{table.nom}-json", table.schema["title"], dossier / f"{table.nom}.json", fiche)
        )
        ressources[-1]["lignes"] = table.lignes  # frictionless would check `rows`, and counts none in JSON
    ressources.append(_json("bilan", "Bilan de lecture des fichiers sources", dossier / "bilan.json", fiche))
    descripteur: dict[str, Any] = {
        "$schema": PROFIL,
        "name": fiche.slug,
        "title": fiche.titre_public,
        "description": fiche.description or f"Données de la commande publique, {fiche.titre_public}.",
        "fictif": fiche.fictif,
        "edition": fiche.edition,
        "arrete_au": arrete_au.isoformat(),
        "created": f"{arrete_au.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "keywords": ["commande publique", "DECP", "SPASER", *(["données fictives"] if fiche.fictif else [])],
        "sources": [{"title": s.titre, "path": s.chemin, "sha256": s.sha256} for s in sources],
        "resources": ressources,
    }
    if fiche.editeur:
        descripteur["contributors"] = [{"title": fiche.editeur, "roles": ["publisher"]}]
    return descripteur


def _csv(table: TableEcrite, dossier: Path, fiche: Fiche, noms: set[str]) -> dict[str, Any]:
    return {
        "name": table.nom,
        "title": table.schema["title"],
        "description": table.schema["description"],
        "fictif": fiche.fictif,
        "type": "table",
        **_fichier(dossier / f"{table.nom}.csv", "csv", "text/csv"),
        "dialect": DIALECTE,
        "rows": table.lignes,
        "schema": _avec_cles_etrangeres(table.schema, noms),
    }


def _json(nom: str, titre: str, path: Path, fiche: Fiche) -> dict[str, Any]:
    # Not `type: table`: frictionless counts no bytes of a JSON table and refuses an empty array.
    return {
        "name": nom,
        "title": titre,
        "fictif": fiche.fictif,
        "type": "json",
        **_fichier(path, "json", "application/json"),
    }


def _fichier(path: Path, format_: str, mediatype: str) -> dict[str, Any]:
    return {
        "path": path.name,
        "format": format_,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }


def _avec_cles_etrangeres(schema: schemas.Schema, noms: set[str]) -> schemas.Schema:
    """Turn our `references` into foreign keys: here, and only here, the other table is at hand.

    Those of a register stay ours, to tables of the release only: a row whose link leads nowhere advances all the
    same (docs/decisions/0013), and a foreign key would make the whole package invalid.
    """
    embarque = {cle: valeur for cle, valeur in schema.items() if cle != "references"}
    if schemas.usage_de(schema) == "registre":
        gardes = [lien for lien in schema.get("references", []) if lien["table"] in noms]
        return embarque | ({"references": gardes} if gardes else {})
    liens = [
        {
            "fields": schemas.en_liste(lien["fields"]),
            "reference": {
                # frictionless takes an empty name as the table itself; its own name works and is clearer.
                "resource": lien["table"],
                "fields": schemas.en_liste(lien["champs"]),
            },
        }
        for lien in schema.get("references", [])
    ]
    return embarque | ({"foreignKeys": liens} if liens else {})
