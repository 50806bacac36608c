"""The `custom_checks` of a schema: Validata's vocabulary, which names and parameters exist, which ones we run.

How a check is run on data belongs to `validation`; the other rules on writing belong to `lint`.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.schemas.tables import Champ, Schema

OPERATEURS = (">", ">=", "==", "<=", "<")


@dataclass(frozen=True)
class Controle:
    """What a check takes: parameters that name one column, several columns, and others with their values."""

    colonnes: tuple[str, ...] = ("column",)
    listes: tuple[str, ...] = ()
    autres: tuple[str, ...] = ()
    facultatifs: tuple[str, ...] = ()
    execute: bool = False
    types: tuple[str, ...] = ("string",)


_COG = Controle(autres=("cog",))
CONTROLES = {
    "siren": Controle(execute=True),
    "siret": Controle(execute=True),
    "compare-columns-value": Controle(
        ("column", "column2"), autres=("op",), execute=True, types=("integer", "number", "date", "string")
    ),
    "sum-columns-value": Controle(listes=("columns",), execute=True, types=("integer", "number")),
    "cohesive-columns-value": Controle(listes=("othercolumns",), execute=True, types=()),
    "one-of-required": Controle(("column1", "column2"), execute=True, types=()),
    "year-interval-value": Controle(facultatifs=("allow-year-only",), execute=True),
    "phone-number-value": Controle(execute=True),
    "opening-hours-value": Controle(),
    "french-gps-coordinates": Controle(),
    "coordonnees-gps-francaises": Controle(),
    "nomenclature-acte": Controle(),
    "code-postal": Controle(),
    "code-fantoir": Controle(),
    "canton": _COG,
    "code-commune-insee": _COG,
    "code-pays-iso2": _COG,
    "code-pays-iso3": _COG,
    "code-region": _COG,
    "commune": _COG,
    "departement": _COG,
    "numero-departement": _COG,
    "pays": _COG,
    "region": _COG,
}
ANCIENS_NOMS = {
    "french-siren-value": "siren",
    "french-siret-value": "siret",
    "nomenclature-actes-value": "nomenclature-acte",
}
# place in the list, sentence, and whether it is wrong for anyone or only for us
Constat = tuple[int | None, str, bool]


def defauts_des_controles(schema: Schema) -> Iterator[Constat]:
    """Yield (rank in custom_checks, French sentence, wrong for anyone) for each fault of the list."""
    liste = schema.get("custom_checks", [])
    if not isinstance(liste, list):
        yield None, "custom_checks doit être une liste de {name, params}", True
        return
    fields = schema.get("fields")
    champs = {
        c["name"]: c
        for c in (fields if isinstance(fields, list) else [])
        if isinstance(c, dict) and isinstance(c.get("name"), str)
    }
    vus: list[Any] = []
    for rang, controle in enumerate(liste):
        if controle in vus:
            yield rang, "contrôle écrit deux fois", True
        vus.append(controle)
        for phrase, pour_tous in _un(controle, champs):
            yield rang, phrase, pour_tous


def _un(controle: Any, champs: dict[str, Champ]) -> Iterator[tuple[str, bool]]:
    if (
        not isinstance(controle, dict)
        or set(controle) != {"name", "params"}
        or not isinstance(controle["params"], dict)
    ):
        yield 'contrôle mal écrit : {"name": ..., "params": {...}}, ces deux clés et elles seules', True
        return
    nom, params = str(controle["name"]), controle["params"]
    if nom in ANCIENS_NOMS:
        yield f"contrôle « {nom} » : ancien nom, écrire « {ANCIENS_NOMS[nom]} »", False
        nom = ANCIENS_NOMS[nom]
    if nom not in CONTROLES:
        proche = difflib.get_close_matches(nom, CONTROLES, n=1)
        yield f"contrôle « {nom} » inconnu" + (f" : lire « {proche[0]} » ?" if proche else ""), True
        return
    attendu = CONTROLES[nom]
    if not attendu.execute:
        yield f"contrôle « {nom} » : Validata le connaît, l'outil ne l'exécute pas", False
    exiges = {*attendu.colonnes, *attendu.listes, *attendu.autres}
    for cle in sorted(exiges - set(params)):
        yield f"contrôle « {nom} » : paramètre « {cle} » absent", True
    for cle in sorted(set(params) - exiges - set(attendu.facultatifs)):
        proche = difflib.get_close_matches(cle, exiges | set(attendu.facultatifs), n=1)
        yield f"contrôle « {nom} » : paramètre « {cle} » inconnu" + _lire(proche), True
    yield from _colonnes(nom, attendu, params, champs)
    if nom == "compare-columns-value" and "op" in params and params["op"] not in OPERATEURS:
        yield f"contrôle « {nom} » : op doit être l'un de {' '.join(OPERATEURS)}", True
    if "allow-year-only" in params and params["allow-year-only"] not in ("yes", "true", "no", "false"):
        yield f"contrôle « {nom} » : allow-year-only doit être le texte « yes » ou « no »", True
    if "cog" in params and not (isinstance(params["cog"], str) and params["cog"].isdigit()):
        yield f"contrôle « {nom} » : cog doit être un millésime écrit en texte, « 2024 »", True


def _colonnes(
    nom: str, attendu: Controle, params: dict[str, Any], champs: dict[str, Champ]
) -> Iterator[tuple[str, bool]]:
    nommees: list[str] = []
    for cle in attendu.colonnes:
        if cle in params and not isinstance(params[cle], str):
            yield f"contrôle « {nom} » : « {cle} » doit être le nom d'une colonne", True
        elif cle in params:
            nommees.append(params[cle])
    for cle in attendu.listes:
        liste = params.get(cle, [])
        if not isinstance(liste, list) or (cle in params and not liste) or not _textes(liste):
            yield f"contrôle « {nom} » : « {cle} » doit être une liste de noms de colonnes", True
        else:
            nommees += liste
    for colonne in sorted({c for c in nommees if nommees.count(c) > 1}):
        yield f"contrôle « {nom} » : la colonne « {colonne} » est nommée deux fois", True
    types = {}
    for colonne in nommees:
        if colonne not in champs:
            proche = difflib.get_close_matches(colonne, champs, n=1)
            yield f"contrôle « {nom} » : la colonne « {colonne} » n'existe pas" + _lire(proche), True
        else:
            types[colonne] = str(champs[colonne].get("type", "string"))
            if attendu.types and types[colonne] not in attendu.types:
                yield f"contrôle « {nom} » : la colonne « {colonne} » est de type {types[colonne]}", True
    if nom == "compare-columns-value" and len({_famille(t) for t in types.values()}) > 1:
        yield f"contrôle « {nom} » : les deux colonnes ne sont pas du même type", True


def _famille(type_: str) -> str:
    return "number" if type_ == "integer" else type_


def _textes(liste: list[Any]) -> bool:
    return all(isinstance(x, str) for x in liste)


def _lire(proche: list[str]) -> str:
    return f" : lire « {proche[0]} » ?" if proche else ""
