"""datapackage.json (Data Package v2) of a release: what each file is, its bytes and rows, the licence.

The Table Schemas inside keep the v1 `$schema` of the French catalogue; both are valid under frictionless.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.publication.descripteurs import adresses
from pipelines.publication.descripteurs.fichiers import FichierPublie
from pipelines.publication.fiche import Fiche, Source
from pipelines.publication.formats import excel_fr
from pipelines.publication.numero import dites
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
    fiche: Fiche, arrete_au: dt.date, sources: tuple[Source, ...], fichiers: Sequence[FichierPublie]
) -> dict[str, Any]:
    """Return the descriptor; its version is left to the caller; `created` is `arrete_au`, not the clock."""
    noms = {fichier.table.nom for fichier in fichiers if fichier.table}
    descripteur: dict[str, Any] = {
        "$schema": PROFIL,
        **dites(fiche, arrete_au),
        "created": f"{arrete_au.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "keywords": mots_cles(fiche),
        "sources": [{"title": s.titre, "path": s.chemin, "sha256": s.sha256} for s in sources],
        "resources": [_ressource(fichier, fiche, noms) for fichier in fichiers],
    }
    if adresse := adresses.jeu(fiche):
        descripteur["homepage"] = adresse
    if fiche.editeur:
        descripteur["contributors"] = [{"title": fiche.editeur, "roles": ["publisher"]}]
    return descripteur


def mots_cles(fiche: Fiche) -> list[str]:
    """Return what the release is found by in catalogues."""
    return [
        "achats responsables",
        "commande publique",
        "DECP",
        "SPASER",
        *(["données fictives"] if fiche.fictif else []),
    ]


def _ressource(fichier: FichierPublie, fiche: Fiche, noms: set[str]) -> dict[str, Any]:
    ressource: dict[str, Any] = {
        "name": _nom(fichier),
        "title": fichier.titre,
        "fictif": fiche.fictif,
        "path": fichier.nom,
        "format": fichier.format,
        "mediatype": fichier.media,
        "bytes": fichier.octets,
        "hash": f"sha256:{fichier.sha256}",
        # none of them « table » but the CSV: frictionless counts no bytes of a JSON table, and would guess the types
        "type": "json" if fichier.forme == "json" else "file",
    }
    if fichier.forme in ("csv", "excel-fr", "json", "md"):
        ressource["encoding"] = "utf-8"
    if fichier.table is None:
        return ressource
    if fichier.forme == "csv":
        return ressource | {
            "title": fichier.table.schema["title"],
            "description": fichier.table.schema["description"],
            "type": "table",
            "dialect": DIALECTE,
            "rows": fichier.table.lignes,
            "schema": _avec_cles_etrangeres(fichier.table.schema, noms),
        }
    # frictionless would check `rows` too: `lignes` is ours
    ressource |= {"lignes": fichier.table.lignes, "table": fichier.table.nom}
    if fichier.forme == "excel-fr":
        ressource |= {"dialect": excel_fr.DIALECTE, "ecriture": excel_fr.REGLE}
    return ressource


def _nom(fichier: FichierPublie) -> str:
    if fichier.table is None:
        nom = fichier.nom.lower()
        return nom.replace(".", "-") if fichier.forme in ("xlsx", "ods") else nom.partition(".")[0]
    return fichier.table.nom if fichier.forme == "csv" else f"{fichier.table.nom}-{fichier.forme}"


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
