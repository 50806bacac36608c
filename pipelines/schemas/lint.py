"""Rules on how a schema is written: what frictionless and schema.data.gouv.fr do not check.

Each rule has a mutant in tests/validation that it must refuse. Verdicts on data do not belong here.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import motifs
from pipelines.schemas import tables as schemas
from pipelines.schemas.cellules import defaut_de_valeur, lire

PROFIL = "https://specs.frictionlessdata.io/schemas/table-schema.json"
MARQUES = ("aucune", "indirecte", "directe", "sensible")
CLES_SCHEMA = {
    "$schema", "name", "title", "description", "version", "created", "lastModified", "countryCode",
    "homepage", "contributors", "licenses", "keywords", "sources", "missingValues", "primaryKey",
    "references", "fields",
}  # fmt: skip
EXIGEES_SCHEMA = CLES_SCHEMA - {"homepage", "sources", "references", "countryCode"}
CLES_CHAMP = {
    "name", "title", "description", "type", "format", "example", "constraints", "decimales", "trueValues",
    "falseValues", "rgpd", "rgpd_finalite", "rgpd_conservation",
}  # fmt: skip
EXIGEES_CHAMP = {"name", "title", "description", "type", "format", "example"}
BORNES = {"minimum", "maximum"}
CONTRAINTES = {
    "string": {"required", "unique", "enum", "pattern", "minLength", "maxLength"},
    "integer": {"required", "unique", "enum"} | BORNES,
    "number": {"required", "unique", "enum"} | BORNES,
    "date": {"required", "unique", "enum"} | BORNES,
    "boolean": {"required"},
}


def verifier_schemas(racine: Path = schemas.RACINE) -> None:
    """Check every schema of a folder, and the files beside it.

    Errors: all faults of all schemas, in one message.
    """
    fautes = []
    for nom in schemas.lister(racine):
        schema = schemas.charger(nom, racine)
        fautes += [f"{nom} : {defaut}" for defaut in (*defauts(schema, nom), *_voisins(racine / nom, schema))]
    if fautes:
        raise SpaserErreur("Schémas à corriger :\n- " + "\n- ".join(fautes))


def defauts(schema: schemas.Schema, nom: str | None = None) -> list[str]:
    """Return, in French, everything that is wrong with a schema."""
    trouves = [f"clé inconnue « {cle} »" for cle in sorted(set(schema) - CLES_SCHEMA)]
    trouves += [f"clé « {cle} » absente ou vide" for cle in sorted(EXIGEES_SCHEMA) if not schema.get(cle)]
    if trouves and not isinstance(schema.get("fields"), list):
        return trouves
    trouves += _entete(schema, nom)
    noms = [champ.get("name") for champ in schema.get("fields", [])]
    trouves += [f"colonne « {n} » écrite deux fois" for n in sorted({n for n in noms if noms.count(n) > 1})]
    for cle in schemas.cle(schema):
        champ = next((c for c in schema["fields"] if c.get("name") == cle), None)
        if champ is None:
            trouves.append(f"primaryKey : la colonne « {cle} » n'existe pas")
        elif not schemas.est_publiable(champ):
            trouves.append(f"primaryKey : la colonne « {cle} » n'est pas publiable")
    for lien in schema.get("references", []):
        if set(lien) != {"fields", "table", "champs"} or not set(schemas.en_liste(lien["fields"])) <= set(
            noms
        ):
            trouves.append(f"references : lien mal écrit {lien}")
    for champ in schema.get("fields", []):
        trouves += [f"colonne « {champ.get('name')} » : {defaut}" for defaut in _champ(champ)]
    return trouves


def _entete(schema: schemas.Schema, nom: str | None) -> Iterator[str]:
    if schema.get("$schema") != PROFIL:
        yield f"$schema doit être {PROFIL}"
    if nom is not None and schema.get("name") != nom:
        yield f"name doit être « {nom} », le nom du dossier"
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", str(schema.get("version"))):
        yield "version doit avoir la forme X.Y.Z"
    if schema.get("missingValues") != [""]:
        yield 'missingValues doit être [""]'
    for cle in ("created", "lastModified"):
        if not _est_date(schema.get(cle)):
            yield f"{cle} doit être une date AAAA-MM-JJ"


def _champ(champ: schemas.Champ) -> Iterator[str]:
    yield from (f"clé inconnue « {cle} »" for cle in sorted(set(champ) - CLES_CHAMP))
    yield from (f"clé « {cle} » absente ou vide" for cle in sorted(EXIGEES_CHAMP) if not champ.get(cle))
    if not schemas.NOM.match(str(champ.get("name"))):
        yield "nom invalide : minuscules sans accent, chiffres et _"
    yield from _rgpd(champ)
    if champ.get("type") not in CONTRAINTES:
        yield f"type « {champ.get('type')} » non admis"
        return
    if champ.get("format", "default") != "default":
        yield "format : seul « default » est admis (« any » dépend du jour de l'exécution)"
    if (champ["type"] == "number") != (type(champ.get("decimales")) is int):
        yield "decimales : un entier, sur les nombres et sur eux seuls"
    spellings = (champ.get("trueValues"), champ.get("falseValues"))
    if spellings != ((["true"], ["false"]) if champ["type"] == "boolean" else (None, None)):
        yield 'trueValues ["true"] et falseValues ["false"] : sur les booléens et sur eux seuls'
    fautes = list(_contraintes(champ["type"], champ.get("constraints", {})))
    yield from fautes
    if not fautes and isinstance(champ.get("example"), str):
        defaut = defaut_de_valeur(champ, champ["example"])
        if defaut:
            yield f"l'exemple ne respecte pas la colonne : {defaut}"
    elif "example" in champ and not isinstance(champ["example"], str):
        yield "example doit être du texte, tel qu'il s'écrit dans le CSV"


def _rgpd(champ: schemas.Champ) -> Iterator[str]:
    marque = champ.get("rgpd")
    if marque not in MARQUES:
        yield f"rgpd doit être l'une des valeurs {', '.join(MARQUES)}"
    elif marque != "aucune":
        for cle in ("rgpd_finalite", "rgpd_conservation"):
            if not champ.get(cle):
                yield f"{cle} est à écrire, puisque rgpd vaut « {marque} »"


def _contraintes(type_: str, contraintes: dict[str, Any]) -> Iterator[str]:
    yield from (f"contrainte « {c} » non admise" for c in sorted(set(contraintes) - CONTRAINTES[type_]))
    for cle in {"required", "unique"} & set(contraintes):
        if type(contraintes[cle]) is not bool:
            yield f"{cle} doit être vrai ou faux"
    for cle in {"minLength", "maxLength"} & set(contraintes):
        if type(contraintes[cle]) is not int:
            yield f"{cle} doit être un entier"
    if "pattern" in contraintes:
        yield from motifs.defauts_du_motif(str(contraintes["pattern"]))
    if "enum" in contraintes:
        valeurs = contraintes["enum"]
        if not isinstance(valeurs, list) or not valeurs or len(set(map(repr, valeurs))) != len(valeurs):
            yield "enum doit être une liste non vide, sans doublon"
        elif not all(_du_type(type_, v) for v in valeurs):
            yield f"enum : une valeur n'est pas du type {type_}"
    bornes = {cle: contraintes[cle] for cle in BORNES & set(contraintes)}
    if not all(_du_type(type_, borne) for borne in bornes.values()):
        yield f"minimum ou maximum n'est pas du type {type_}"
    elif len(bornes) == 2 and bornes["minimum"] > bornes["maximum"]:
        yield "minimum est plus grand que maximum"


def _du_type(type_: str, valeur: object) -> bool:
    if type_ in ("integer", "number"):
        return type(valeur) is int or (type_ == "number" and type(valeur) is float)
    return isinstance(valeur, str) and lire(type_, valeur) is not None


def _est_date(valeur: object) -> bool:
    try:
        return dt.date.fromisoformat(str(valeur)).isoformat() == valeur
    except ValueError:
        return False


def _voisins(dossier: Path, schema: schemas.Schema) -> Iterator[str]:
    for nom in ("README.md", "CHANGELOG.md", "exemple-valide.csv", "exemple-invalide.csv"):
        if not (dossier / nom).is_file():
            yield f"le fichier {nom} manque"
    journal = dossier / "CHANGELOG.md"
    if journal.is_file() and f"## Version {schema.get('version')} " not in journal.read_text(
        encoding="utf-8"
    ):
        yield f"CHANGELOG.md ne dit rien de la version {schema.get('version')}"
