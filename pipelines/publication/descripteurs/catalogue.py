"""catalog.jsonld: the release as a DCAT-AP catalogue, for portals that harvest.

No checksum: udata 17 fails on a whole dataset that has the one DCAT-AP asks for; sums are in SHA256SUMS. JSON-LD, not
Turtle, which udata reads with the wrong encoding. Each node says its class, as DCAT-AP's shapes demand. A harvester
knows a resource by its address: `downloadURL` is the fixed one, `accessURL` that of the version.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.publication.descripteurs import adresses
from pipelines.publication.descripteurs.datapackage import mots_cles
from pipelines.publication.descripteurs.fichiers import FichierPublie
from pipelines.publication.fiche import Fiche

AUTORITES = "http://publications.europa.eu/resource/authority"
LICENCE = f"{AUTORITES}/licence/ETALAB_2_0"
LICENCE_TEXTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
IANA = "https://www.iana.org/assignments/media-types"
FORMATS = {
    "csv": "CSV",
    "json": "JSON",
    "parquet": "PARQUET",
    "xlsx": "XLSX",
    "ods": "ODS",
    "md": "MD",
}
FREQUENCES = {
    "annuelle": "ANNUAL",
    "semestrielle": "ANNUAL_2",
    "trimestrielle": "QUARTERLY",
    "mensuelle": "MONTHLY",
    "biennale": "BIENNIAL",
    "ponctuelle": "IRREG",
}
"""Codes of the frequency authority of the Publications Office of the European Union."""
CONTEXTE = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
GOUVERNEMENT = f"{AUTORITES}/data-theme/GOVE"
FRANCAIS = f"{AUTORITES}/language/FRA"


def decrire(
    fiche: Fiche, arrete_au: dt.date, version: str, fichiers: Sequence[FichierPublie]
) -> dict[str, Any]:
    """Return the catalogue: one dataset, the SPASER, with a distribution a file."""
    jeu = _jeu(fiche, arrete_au, version, fichiers)
    return {
        "@context": CONTEXTE,
        "@id": adresses.fixe(fiche, "catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _texte(f"Catalogue : {fiche.titre_public}"),
        "dct:description": _texte(fiche.description_publique),
        "dct:language": _noeud(FRANCAIS, "dct:LinguisticSystem"),
        "dct:license": _licence(),
        "dct:modified": _jour(arrete_au),
        "dct:publisher": _editeur(fiche),
        "dcat:themeTaxonomy": _noeud(f"{AUTORITES}/data-theme", "skos:ConceptScheme")
        | {"dct:title": _texte("Thèmes de données")},
        "dcat:dataset": [jeu],
    }


def _jeu(fiche: Fiche, arrete_au: dt.date, version: str, fichiers: Sequence[FichierPublie]) -> dict[str, Any]:
    jeu: dict[str, Any] = {
        "@id": adresses.jeu(fiche) or "#jeu",
        "@type": "dcat:Dataset",
        "dct:identifier": fiche.slug,
        "dct:title": _texte(fiche.titre_public),
        "dct:description": _texte(fiche.description_publique),
        "dct:language": _noeud(FRANCAIS, "dct:LinguisticSystem"),
        "dct:modified": _jour(arrete_au),
        "dct:publisher": _editeur(fiche),
        "dct:license": _licence(),
        "dct:accessRights": _noeud(f"{AUTORITES}/access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:version": version,
        "dcat:landingPage": _noeud(adresses.datee(fiche, version, "index.html"), "foaf:Document"),
        "dcat:keyword": [_texte(mot) for mot in mots_cles(fiche)],
        "dcat:theme": _noeud(GOUVERNEMENT, "skos:Concept")
        | {"skos:prefLabel": _texte("Gouvernement et secteur public")},
        "dcat:distribution": [_distribution(fiche, version, arrete_au, fichier) for fichier in fichiers],
    }
    if fiche.diffusion.frequence:
        code = FREQUENCES[fiche.diffusion.frequence]
        jeu["dct:accrualPeriodicity"] = _noeud(f"{AUTORITES}/frequency/{code}", "dct:Frequency")
    debut, fin = fiche.periode
    if debut:
        periode = {"@type": "dct:PeriodOfTime", "dcat:startDate": _date(debut)}
        jeu["dct:temporal"] = periode | {"dcat:endDate": _date(fin or arrete_au.isoformat())}
    if contact := _contact(fiche):
        jeu["dcat:contactPoint"] = contact
    return jeu


def _distribution(fiche: Fiche, version: str, arrete_au: dt.date, fichier: FichierPublie) -> dict[str, Any]:
    distribution: dict[str, Any] = {
        "@id": adresses.fixe(fiche, fichier.nom),
        "@type": "dcat:Distribution",
        "dct:identifier": f"{fiche.slug}/{fichier.nom}",
        "dct:title": _texte(fichier.titre),
        "dct:license": _licence(),
        "dct:modified": _jour(arrete_au),
        "dct:format": _noeud(f"{AUTORITES}/file-type/{FORMATS[fichier.format]}", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": _noeud(f"{IANA}/{fichier.media}", "dct:MediaType"),
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(fichier.octets)},
        "dcat:downloadURL": _noeud(adresses.fixe(fiche, fichier.nom), "rdfs:Resource"),
        "dcat:accessURL": _noeud(adresses.datee(fiche, version, fichier.nom), "rdfs:Resource"),
    }
    if fichier.table is not None:
        distribution["dct:description"] = _texte(fichier.table.schema["description"])
        if fichier.forme == "csv":
            adresse = adresses.fixe(fiche, f"{fichier.table.nom}.schema.json")
            schema = _noeud(adresse, "dct:Standard")
            distribution["dct:conformsTo"] = schema | {"dct:title": _texte(fichier.table.schema["title"])}
    return distribution


def _editeur(fiche: Fiche) -> dict[str, Any]:
    nom = fiche.editeur or fiche.titre_public
    return {
        "@id": adresses.jeu(fiche) + "#editeur",
        "@type": ["foaf:Agent", "foaf:Organization"],
        "foaf:name": _texte(nom),
    }


def _contact(fiche: Fiche) -> dict[str, Any] | None:
    nom, courriel = fiche.contact.get("nom", ""), fiche.contact.get("courriel", "")
    if not nom and not courriel:
        return None
    contact: dict[str, Any] = {
        "@id": adresses.jeu(fiche) + "#contact",
        "@type": "vcard:Kind",
        "vcard:fn": nom,
    }
    return contact | ({"vcard:hasEmail": {"@id": f"mailto:{courriel}"}} if courriel else {})


def _licence() -> dict[str, Any]:
    return _noeud(LICENCE_TEXTE, "dct:LicenseDocument") | {
        "owl:sameAs": {"@id": LICENCE},
        "dct:title": _texte("Licence Ouverte 2.0"),
    }


def _noeud(adresse: str, classe: str) -> dict[str, Any]:
    return {"@id": adresse, "@type": classe}


def _texte(texte: str) -> dict[str, str]:
    return {"@language": "fr", "@value": texte}


def _jour(jour: dt.date) -> dict[str, str]:
    return _date(jour.isoformat())


def _date(jour: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": jour}
