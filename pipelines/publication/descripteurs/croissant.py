"""croissant.json: one JSON-LD that is both a schema.org Dataset (for search engines) and a Croissant 1.0 description.

Croissant tells a reader of tables which file holds which column, of which type, under which key.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.publication.descripteurs import adresses
from pipelines.publication.descripteurs.datapackage import LICENCE, mots_cles
from pipelines.publication.descripteurs.fichiers import FichierPublie
from pipelines.publication.fiche import Fiche
from pipelines.publication.tables import TableEcrite
from pipelines.schemas import tables as schemas

CONFORME = "http://mlcommons.org/croissant/1.0"
MEDIAS = {"parquet": "application/x-parquet"}
"""Where Croissant 1.0 has a name of its own."""
TYPES = {
    "string": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "date": "sc:Date",
    "boolean": "sc:Boolean",
}
# The context that Croissant 1.0 prescribes, key for key.
CONTEXTE: dict[str, Any] = {
    "@language": "fr",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def decrire(
    fiche: Fiche, arrete_au: dt.date, version: str, fichiers: Sequence[FichierPublie]
) -> dict[str, Any]:
    """Return the description: files with their sha256, a record set a table, read from its Parquet."""
    tables = [fichier.table for fichier in fichiers if fichier.table and fichier.forme == "csv"]
    noms = {table.nom for table in tables}
    debut, fin = fiche.periode
    dit: dict[str, Any] = {
        "@context": CONTEXTE,
        "@type": "sc:Dataset",
        "name": fiche.slug,
        "alternateName": fiche.titre_public,
        "description": fiche.description_publique,
        "conformsTo": CONFORME,
        "url": adresses.datee(fiche, version, "index.html"),
        "version": version,
        "license": LICENCE["path"],
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "isLiveDataset": False,
        "datePublished": arrete_au.isoformat(),
        "citeAs": f"{fiche.editeur or fiche.titre_public}, version {version}, {arrete_au.year}. Licence Ouverte 2.0.",
        "keywords": mots_cles(fiche),
        "creator": {"@type": "sc:Organization", "name": fiche.editeur or fiche.titre_public},
        "publisher": {"@type": "sc:Organization", "name": fiche.editeur or fiche.titre_public},
        "distribution": [_objet(fiche, version, fichier) for fichier in fichiers],
        "recordSet": [_table(table, noms) for table in tables],
    }
    if debut:
        dit["temporalCoverage"] = f"{debut}/{fin or arrete_au.isoformat()}"
    return dit


def _objet(fiche: Fiche, version: str, fichier: FichierPublie) -> dict[str, Any]:
    # Croissant's files have one address: that of bytes that never change.
    return {
        "@type": "cr:FileObject",
        "@id": fichier.nom,
        "name": fichier.nom,
        "description": fichier.titre,
        "contentUrl": adresses.datee(fiche, version, fichier.nom),
        "contentSize": f"{fichier.octets} B",
        "encodingFormat": MEDIAS.get(fichier.forme, fichier.media),
        "sha256": fichier.sha256,
    }


def _table(table: TableEcrite, noms: set[str]) -> dict[str, Any]:
    renvois = {
        schemas.en_liste(lien["fields"])[0]: f"{lien['table']}/{schemas.en_liste(lien['champs'])[0]}"
        for lien in table.schema.get("references", [])
        if len(schemas.en_liste(lien["fields"])) == 1 and lien["table"] in noms - {table.nom}
    }
    return {
        "@type": "cr:RecordSet",
        "@id": table.nom,
        "name": table.nom,
        "description": f"{table.schema['title']}. {table.schema['description']}",
        "key": [{"@id": f"{table.nom}/{nom}"} for nom in schemas.cle(table.schema)],
        "field": [_champ(table.nom, champ, renvois) for champ in table.schema["fields"]],
    }


def _champ(table: str, champ: schemas.Champ, renvois: dict[str, str]) -> dict[str, Any]:
    nom = champ["name"]
    dit: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{nom}",
        "name": nom,
        "description": champ["description"],
        "dataType": TYPES[champ["type"]],
        # the Parquet, which holds its types: readers of Croissant make numbers of the identifiers of a CSV
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": nom}},
    }
    return dit | ({"references": {"field": {"@id": renvois[nom]}}} if nom in renvois else {})
