"""Our own conventions, narrower than Table Schema so that a file means the same to every tool.

What is wrong for anyone belongs to the other modules of this folder.
"""

import re
from collections.abc import Iterator
from typing import Any

from pipelines.schemas import motifs
from pipelines.schemas import tables as schemas
from pipelines.schemas.cellules import defaut_de_valeur, lire
from pipelines.schemas.lint import vocabulaire as v
from pipelines.schemas.lint.fautes import Chemin, Faute, champs_lisibles, faute, par_nom, proche, textes


def maison(schema: dict[str, Any], nom: str | None = None) -> Iterator[Faute]:
    """Yield the departures from our conventions; `nom` is the name of the schema's folder."""
    yield from _cles(schema, (), v.SCHEMA_MAISON, v.SCHEMA, v.SCHEMA_EXIGEES)
    if schema.get("$schema") != v.PROFIL:
        yield faute("profil", ("$schema",), f"$schema doit être {v.PROFIL}")
    if nom is not None and schema.get("name") != nom:
        yield faute("nom-de-dossier", ("name",), f"name doit être « {nom} », le nom du dossier")
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", str(schema.get("version"))):
        yield faute("version-maison", ("version",), "version doit avoir la forme X.Y.Z")
    if schemas.usage_de(schema) not in v.USAGES:
        yield faute("usage", ("usage",), f"usage doit être l'une des valeurs {', '.join(v.USAGES)}")
    if schema.get("missingValues") != [""]:
        yield faute("ecriture-maison", ("missingValues",), 'missingValues doit être [""]')
    champs = par_nom(schema)
    if schemas.usage_de(schema) == "publication":
        for colonne in textes(schema.get("primaryKey")):
            if colonne in champs and not schemas.est_publiable(champs[colonne]):
                message = f"la colonne « {colonne} » n'est pas publiable"
                yield faute("cle-non-publiable", ("primaryKey",), message)
    for rang, champ in champs_lisibles(schema):
        yield from _champ(champ, ("fields", rang))


def _cles(
    objet: dict[str, Any], chemin: Chemin, permises: set[str], connues: set[str], exigees: set[str]
) -> Iterator[Faute]:
    for cle in sorted(set(objet) - permises):
        # what resembles a known key is an error of its own, for anyone
        if cle in connues or (proche(cle, connues) is None and cle not in v.CONTRAINTE | v.SCHEMA | v.CHAMP):
            yield faute("cle-inconnue", (*chemin, cle), f"clé inconnue « {cle} »")
    for cle in sorted(exigees):
        if not objet.get(cle):
            yield faute("cle-absente", chemin or (cle,), f"clé « {cle} » absente ou vide")


def _champ(champ: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    yield from _cles(champ, chemin, v.CHAMP_MAISON, v.CHAMP, v.CHAMP_EXIGEES)
    if not schemas.NOM.match(str(champ.get("name"))):
        yield faute("nom-invalide", (*chemin, "name"), "nom invalide : minuscules sans accent, chiffres et _")
    yield from _rgpd(champ, chemin)
    type_ = champ.get("type")
    if not isinstance(type_, str) or type_ not in v.CONTRAINTES_MAISON:
        yield faute("type-non-admis", (*chemin, "type"), f"type « {type_} » non admis")
        return
    if champ.get("format", "default") != "default":
        message = "format : seul « default » est admis (« any » dépend du jour de l'exécution)"
        yield faute("format-non-admis", (*chemin, "format"), message)
    if (type_ == "number") != (type(champ.get("decimales")) is int):
        message = "decimales : un entier, sur les nombres et sur eux seuls"
        yield faute("ecriture-maison", (*chemin, "decimales"), message)
    ecritures = (champ.get("trueValues"), champ.get("falseValues"))
    if ecritures != ((["true"], ["false"]) if type_ == "boolean" else (None, None)):
        message = 'trueValues ["true"] et falseValues ["false"] : sur les booléens et sur eux seuls'
        yield faute("ecriture-maison", (*chemin, "trueValues"), message)
    if isinstance(champ.get("constraints", {}), dict):
        fautes = list(_contraintes(type_, champ.get("constraints", {}), (*chemin, "constraints")))
        yield from fautes
        if not fautes and "example" in champ:
            yield from _exemple(champ, chemin)


def _exemple(champ: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    ici, exemple = (*chemin, "example"), champ["example"]
    if not isinstance(exemple, str):
        yield faute("exemple-texte", ici, "example doit être du texte, tel qu'il s'écrit dans le CSV")
    elif exemple and lire(champ["type"], exemple) is None and defaut_de_valeur(champ, exemple):
        yield faute("exemple-texte", ici, f"l'exemple « {exemple} » n'a pas l'écriture du projet")


def _rgpd(champ: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    marque = champ.get("rgpd")
    if marque not in v.MARQUES:
        message = f"rgpd doit être l'une des valeurs {', '.join(v.MARQUES)}"
        yield faute("rgpd", (*chemin, "rgpd"), message)
    elif marque != "aucune":
        for cle in ("rgpd_finalite", "rgpd_conservation"):
            if not champ.get(cle):
                yield faute("rgpd", (*chemin, cle), f"{cle} est à écrire, puisque rgpd vaut « {marque} »")
    if champ.get("diffusion", "publique") not in v.DIFFUSIONS:
        message = f"diffusion doit être l'une des valeurs {', '.join(v.DIFFUSIONS)}"
        yield faute("diffusion", (*chemin, "diffusion"), message)


def _contraintes(type_: str, contraintes: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    for cle in sorted((set(contraintes) & v.TYPES[type_]) - v.CONTRAINTES_MAISON[type_]):
        yield faute("contrainte-non-admise", (*chemin, cle), f"contrainte « {cle} » non admise")
    motif = contraintes.get("pattern")
    if isinstance(motif, str):
        for regle, message in motifs.usages_du_motif(motif):
            yield faute(regle, (*chemin, "pattern"), message)
    valeurs = contraintes.get("enum")
    for rang, valeur in enumerate(valeurs if isinstance(valeurs, list) else []):
        if not _du_type(type_, valeur):
            message = f"enum : une valeur n'est pas du type {type_} : {valeur!r}"
            yield faute("bornes-ecriture", (*chemin, "enum", rang), message)
    for cle in sorted(v.BORNES & set(contraintes)):
        if not _du_type(type_, contraintes[cle]):
            message = f"minimum ou maximum n'est pas du type {type_}"
            yield faute("bornes-ecriture", (*chemin, cle), message)


def _du_type(type_: str, valeur: object) -> bool:
    if type_ in ("integer", "number"):
        return type(valeur) is int or (type_ == "number" and type(valeur) is float)
    return isinstance(valeur, str) and lire(type_, valeur) is not None
