"""Good schemas, and for each rule of the lint at least one way of making them wrong."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.schemas import tables as schemas

Mutation = Callable[[dict[str, Any], dict[str, dict[str, Any]]], object]
PROFIL_V2 = "https://datapackage.org/profiles/2.0/tableschema.json"
FORGE = "https://github.com/exemple/schema/raw/v1.2.0"

# A schema as another community writes one: other types, links, foreign keys; no rgpd, nothing of ours.
NATIONAL: dict[str, Any] = {
    "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
    "name": "bornes-exemple",
    "title": "Bornes",
    "description": "Bornes d'exemple.",
    "version": "1.2.0",
    "created": "2024-01-10",
    "lastModified": "2025-02-03",
    "homepage": "https://github.com/exemple/schema",
    "path": f"{FORGE}/schema.json",
    "licenses": [{"name": "etalab-2.0"}],
    "contributors": [{"title": "Collectif d'exemple", "email": "contact@exemple.fr", "role": "author"}],
    "resources": [{"name": "exemple-valide", "title": "Exemple", "path": f"{FORGE}/exemple-valide.csv"}],
    "missingValues": ["", "NC"],
    "primaryKey": "code",
    "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "code"}}],
    "custom_checks": [
        {"name": "siren", "params": {"column": "siren"}},
        {"name": "compare-columns-value", "params": {"column": "debut", "op": "<=", "column2": "fin"}},
        {"name": "code-region", "params": {"column": "code", "cog": "2024"}},
    ],
    "fields": [
        {"name": "code", "type": "string", "description": "Code", "constraints": {"required": True}},
        {"name": "parent", "type": "string"},
        {"name": "siren", "type": "string", "example": "000000019", "constraints": {"pattern": "[0-9]{9}"}},
        {"name": "Débit", "type": "number", "decimalChar": ",", "groupChar": " "},
        {"name": "debut", "type": "date", "format": "%d/%m/%Y", "example": "31/12/2024"},
        {"name": "fin", "type": "date", "format": "%d/%m/%Y"},
        {"name": "annee", "type": "year", "example": "2024", "constraints": {"minimum": "2000"}},
        {"name": "actif", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"], "example": "oui"},
        {
            "name": "etat",
            "type": "string",
            "constraints": {"enum": ["ok", "ko"], "pattern": "^ok$|^ko$", "maxLength": 2, "minLength": 1},
        },
        {"name": "lieu", "type": "geopoint", "format": "array", "example": "[4.8, 45.7]"},
        {"name": "courriel", "type": "string", "format": "email", "example": "a@exemple.fr"},
    ],
}  # fmt: skip


def motif(valeur: str, nom: str = "contrat_id") -> Mutation:
    return regle(nom, pattern=valeur)


def regle(nom: str, **contraintes: object) -> Mutation:
    return lambda s, c: c[nom].setdefault("constraints", {}).update(contraintes)


def champ(nom: str, **valeurs: object) -> Mutation:
    return lambda s, c: c[nom].update(valeurs)


def haut(**valeurs: object) -> Mutation:
    return lambda s, c: s.update(valeurs)


def controle(name: str, **params: object) -> Mutation:
    propres = {cle.replace("_", "-") if cle == "allow_year_only" else cle: v for cle, v in params.items()}
    return lambda s, c: s.update(custom_checks=[{"name": name, "params": propres}])


# rule, what it is, how to make it: in `contrats`, our own schema
DE_CONTRATS: list[tuple[str, str, Mutation]] = [
    ("rgpd", "mark missing", lambda s, c: c["objet"].pop("rgpd")),
    ("rgpd", "mark misspelt", champ("objet", rgpd="aucun")),
    ("rgpd", "no purpose", lambda s, c: c["champs_inconnus"].pop("rgpd_finalite")),
    ("rgpd", "no retention", champ("champs_inconnus", rgpd_conservation="")),
    ("diffusion", "unknown", champ("objet", diffusion="privee")),
    ("usage", "unknown", haut(usage="registres")),
    ("cle-mal-ecrite", "contraints", champ("objet", contraints={})),
    ("cle-mal-ecrite", "primarykey", haut(primarykey="x")),
    ("cle-mal-ecrite", "missing_values", haut(missing_values=[""])),
    ("cle-mal-ecrite", "RGPD", champ("objet", RGPD="aucune")),
    ("cle-mal-ecrite", "desription", champ("objet", desription="...")),
    ("cle-mal-ecrite", "licence inside", lambda s, c: s["licenses"][0].update(titel="x")),
    ("cle-deplacee", "required on the column", champ("objet", required=True)),
    ("cle-deplacee", "enum on the column", champ("objet", enum=["a"])),
    ("cle-deplacee", "primaryKey on a column", champ("objet", primaryKey=True)),
    ("cle-deplacee", "example at the top", haut(example="x")),
    ("cle-deplacee", "format in constraints", regle("objet", format="default")),
    ("cle-inconnue", "v2 key", champ("objet", categories=["a"])),
    ("cle-inconnue", "own key", haut(commentaire="x")),
    ("cle-inconnue", "foreignKeys", haut(foreignKeys=[])),
    ("contrainte-inconnue", "minlength", regle("objet", minlength=1)),
    ("contrainte-inconnue", "obligatoire", regle("objet", obligatoire=True)),
    ("contrainte-hors-type", "pattern on an integer", regle("duree_mois", pattern="^(?:1)$")),
    ("contrainte-hors-type", "minimum on text", regle("objet", minimum=1)),
    ("contrainte-non-admise", "v2 bound", regle("duree_mois", exclusiveMinimum=0)),
    ("contrainte-non-admise", "enum of booleans", regle("marche_innovant", enum=["true"])),
    ("contrainte-mal-typee", "required as text", regle("contrat_id", required="true")),
    ("contrainte-mal-typee", "unique as number", regle("contrat_id", unique=1)),
    ("contrainte-mal-typee", "length as text", regle("objet", minLength="1")),
    ("contrainte-mal-typee", "negative length", regle("objet", maxLength=-1)),
    ("contrainte-mal-typee", "pattern not text", regle("objet", pattern=9)),
    ("contrainte-mal-typee", "constraints as a list", champ("objet", constraints=["required"])),
    ("motif-non-ancre", "no anchor", motif("[0-9]{9}-.+")),
    ("motif-alternative", "two groups", motif("^(?:[0-9]{9})|(?:.+)$")),
    ("motif-alternative", "at the top", motif("^[0-9]+|.+$")),
    ("motif-alternative", "a|b", motif("a|b")),
    ("motif-alternative", "escaped end", motif(r"^a\$|^b$")),
    ("motif-illisible", "bracket", motif("^(?:[0-9)$")),
    ("motif-illisible", "quantifier", motif("^(?:{2,1}*)$")),
    ("motif-re2", "lookahead", motif("^(?:(?=0)[0-9]{9}.+)$")),
    ("motif-unicode", "digits", motif(r"^(?:\d{9}.+)$")),
    ("motif-explosif", "nested", motif("^(?:([!-~]+)+)$")),
    ("enum", "of the wrong type", regle("duree_mois", enum=["un", 2])),
    ("enum", "number in text", regle("format", enum=["2022", 2019])),
    ("enum", "empty", regle("format", enum=[])),
    ("enum", "not a list", regle("format", enum="2022")),
    ("enum", "double", regle("format", enum=["2022", "2022"])),
    ("enum", "same number twice", regle("duree_mois", enum=[1, "01"])),
    ("enum-contredit", "off the pattern", regle("format", enum=["2022", "x"], pattern="^(?:[0-9]{4})$")),
    ("enum-contredit", "too long", regle("format", enum=["2022", "20222"], maxLength=4)),
    ("enum-contredit", "the empty value", regle("format", enum=["2022", ""])),
    ("bornes", "not a date", regle("date_notification", minimum="2020")),
    ("bornes", "a word", regle("duree_mois", maximum="douze")),
    ("bornes", "not a number", regle("montant_initial_ht_eur", minimum="NaN")),
    ("bornes-ecriture", "integer as text", regle("duree_mois", minimum="0")),
    ("bornes-ecriture", "enum as text", regle("duree_mois", enum=["1", 12])),
    ("bornes-inversees", "years", regle("annee_notification", minimum=3000)),
    ("bornes-inversees", "dates", regle("date_notification", minimum="2026-01-01", maximum="2020-01-01")),
    ("bornes-inversees", "lengths", regle("objet", minLength=5, maxLength=4)),
    ("exemple", "not in the enum", champ("type", example="contrat")),
    ("exemple", "off the pattern", champ("acheteur_siren", example="123")),
    ("exemple", "mistyped", champ("date_notification", example="12/03/2026")),
    ("exemple", "below the minimum", champ("duree_mois", example="-1")),
    ("exemple-texte", "not text", champ("duree_mois", example=12)),
    ("exemple-texte", "underscores", champ("duree_mois", example="1_2")),
    ("cle-absente", "example", lambda s, c: c["objet"].pop("example")),
    ("cle-absente", "description", champ("objet", description="")),
    ("cle-absente", "no key", lambda s, c: s.pop("primaryKey")),
    ("cle-absente", "no title", lambda s, c: s.pop("title")),
    ("format-non-admis", "date any", champ("date_notification", format="any")),
    ("format-inconnu", "not strftime", champ("date_notification", format="AAAA-MM-JJ")),
    ("format-inconnu", "of text", champ("objet", format="courriel")),
    ("type-inconnu", "text", champ("objet", type="text")),
    ("type-inconnu", "int", champ("duree_mois", type="int")),
    ("type-non-admis", "year", lambda s, c: c["annee_notification"].update(type="year")),
    ("ecriture-maison", "booleans of frictionless", lambda s, c: c["marche_innovant"].pop("trueValues")),
    ("ecriture-maison", "no decimals", lambda s, c: c["montant_initial_ht_eur"].pop("decimales")),
    ("ecriture-maison", "missing values", haut(missingValues=["", "NC"])),
    ("nom-invalide", "accent", champ("objet", name="intitulé")),
    ("nom-double", "twice", lambda s, c: s["fields"].append(copy.deepcopy(s["fields"][1]))),
    ("nom-absent", "blank", champ("objet", name=" ")),
    ("nom-absent", "space at the end", champ("objet", name="objet ")),
    ("nom-absent", "none", lambda s, c: c["objet"].pop("name")),
    ("nom-de-dossier", "another table", haut(name="marches")),
    ("cle-primaire", "does not exist", haut(primaryKey=["id"])),
    ("cle-primaire", "twice", haut(primaryKey=["contrat_id", "contrat_id"])),
    ("cle-primaire", "a number", haut(primaryKey=3)),
    ("cle-non-publiable", "may not leave", haut(primaryKey=["champs_inconnus"])),
    ("reference", "from nowhere", lambda s, c: s["references"][0].update(fields="absent")),
    ("reference", "badly written", lambda s, c: s["references"][0].pop("champs")),
    ("reference", "to no table", lambda s, c: s["references"][0].update(table="absente")),
    ("reference", "to no column", lambda s, c: s["references"][0].update(champs="absente")),
    ("reference", "to another type", lambda s, c: s["references"][0].update(champs="duree_mois")),
    ("profil", "v2", haut(**{"$schema": PROFIL_V2})),
    ("version", "words", haut(version="première")),
    ("version", "a number", haut(version=1)),
    ("version-maison", "two numbers", haut(version="0.1")),
    ("date", "of creation", haut(created="22/11/2026")),
    ("date", "modified before", haut(lastModified="2020-01-01")),
    ("ecriture", "vrai et faux", champ("marche_innovant", falseValues=["true"])),
    ("controle", "unknown", controle("sirene", column="acheteur_siren")),
    ("controle", "no such column", controle("siren", column="siren")),
    ("controle", "no such parameter", controle("siren", colonne="acheteur_siren")),
    ("controle", "of the README", controle("one-of-required", column="objet", column2="lot")),
    ("controle", "types differ", controle("compare-columns-value", column="objet", op=">", column2="duree_mois")),
    ("controle", "operator", controle("compare-columns-value", column="objet", op="=", column2="lot")),
    ("controle", "not a list", controle("sum-columns-value", column="duree_mois", columns="nb_titulaires")),
    ("controle", "sum of texts", controle("sum-columns-value", column="duree_mois", columns=["objet"])),
    ("controle", "no params", haut(custom_checks=[{"name": "siren"}])),
    ("controle", "not objects", haut(custom_checks="siren")),
    ("controle-maison", "deprecated", controle("french-siret-value", column="acheteur_siret")),
    ("controle-maison", "not run here", controle("code-postal", column="objet")),
    ("personne", "contributor", haut(contributors=[{"role": "author"}])),
    ("personne", "licence", haut(licenses=["etalab-2.0"])),
    ("lien", "homepage", haut(homepage="spaser")),
    ("pas-un-schema", "no fields", haut(fields=[])),
    ("pas-un-schema", "a field that is text", lambda s, c: s["fields"].append("objet")),
    ("frictionless", "title a number", haut(title=3)),
]  # fmt: skip

# the same, in NATIONAL
DE_NATIONAL: list[tuple[str, str, Mutation]] = [
    ("cle-etrangere", "no such column", lambda s, c: s["foreignKeys"][0].update(fields="absente")),
    ("cle-etrangere", "no such target", lambda s, c: s["foreignKeys"][0]["reference"].update(fields="absente")),
    ("cle-etrangere", "unequal", lambda s, c: s["foreignKeys"][0].update(fields=["parent", "code"])),
    ("cle-etrangere", "no reference", haut(foreignKeys=[{"fields": "parent"}])),
    ("cle-mal-ecrite", "in a reference", lambda s, c: s["foreignKeys"][0]["reference"].update(ressource="x")),
    ("ecriture", "same sign", champ("Débit", groupChar=",")),
    ("ecriture", "two signs", champ("Débit", decimalChar=",,")),
    ("ecriture", "trueValues as text", champ("actif", trueValues="oui")),
    ("ecriture", "missingValues as text", haut(missingValues="NC")),
    ("enum-contredit", "a missing value", regle("etat", enum=["NC", "ok"], pattern="..")),
    ("exemple", "wrong date format", champ("debut", example="2024-12-31")),
    ("exemple", "e-mail", champ("courriel", example="a(at)exemple.fr")),
    ("exemple", "decimal point", champ("Débit", example="1.5")),
    ("bornes", "not a year", regle("annee", maximum="l'an 3000")),
    ("lien", "page of the forge", haut(path="https://github.com/exemple/schema/blob/v1.2.0/schema.json")),
    ("lien", "other version", haut(path="https://github.com/exemple/schema/raw/v1.1.0/schema.json")),
    ("lien", "example of another version",
     lambda s, c: s["resources"][0].update(path="https://gitlab.com/e/s/-/raw/v1.0.0/exemple.csv")),
    ("lien", "blank inside", haut(homepage="https://exemple.fr/mon schéma")),
    ("lien", "no host", haut(homepage="http:///schema")),
    ("lien-mouvant", "branch", haut(path="https://raw.githubusercontent.com/exemple/schema/main/schema.json")),
    ("controle", "no vintage", controle("code-region", column="code")),
    ("contrainte-mal-typee", "required as a list", regle("code", required=["true"])),
]  # fmt: skip


def _remplacer(path: Path, avant: str, apres: str) -> None:
    texte = path.read_text(encoding="utf-8")
    assert avant in texte
    path.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


def _premiere_ligne_seule(dossier: Path) -> None:
    lignes = (dossier / "exemple-valide.csv").read_text(encoding="utf-8")
    (dossier / "exemple-invalide.csv").write_text(lignes, encoding="utf-8")


def _autre_version(dossier: Path) -> None:
    journal = dossier / "CHANGELOG.md"
    journal.write_text(re.sub("## Version [0-9.]+", "## Version 9.9.9", journal.read_text(encoding="utf-8")))


# the same, in the folder of a copy of schemas/anomalies
DE_DOSSIER: list[tuple[str, str, Callable[[Path], object]]] = [
    ("json-illisible", "comma", lambda d: _remplacer(d / "schema.json", '"name"', ',"name"')),
    ("json-illisible", "cut short", lambda d: (d / "schema.json").write_text('{"fields": [', encoding="utf-8")),
    ("cle-double", "type twice", lambda d: _remplacer(d / "schema.json", '"format"', '"type": "any", "format"')),
    ("fichier-absent", "README", lambda d: (d / "README.md").unlink()),
    ("fichier-absent", "CHANGELOG", lambda d: (d / "CHANGELOG.md").unlink()),
    ("fichier-absent", "valid example", lambda d: (d / "exemple-valide.csv").unlink()),
    ("fichier-absent", "invalid example", lambda d: (d / "exemple-invalide.csv").unlink()),
    ("changelog", "silent", _autre_version),
    ("changelog", "ahead", lambda d: _remplacer(d / "CHANGELOG.md", "## ", "## Version 7.0.0 - 2026-12-01\n\n## ")),
    ("changelog", "another day", lambda d: _remplacer(d / "CHANGELOG.md", "2026-11-22", "2026-01-01")),
    ("exemple-fichier", "valid one is not", lambda d: (d / "exemple-valide.csv").write_text("x\n1\n")),
    ("exemple-fichier", "invalid one is valid", _premiere_ligne_seule),
]  # fmt: skip


def muter(schema: dict[str, Any], mutation: Mutation) -> dict[str, Any]:
    mutant = copy.deepcopy(schema)
    mutation(mutant, {c["name"]: c for c in mutant["fields"]})
    return mutant


def contrats() -> schemas.Schema:
    return schemas.charger("contrats")
