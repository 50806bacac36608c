"""Conditions on a text cell that are true only if frictionless accepts it, and if we have nothing to add.

Sound, not complete: a cell that is not proved goes to frictionless' own reader (`juge`), whose word is final. The
reading of patterns belongs to `preuve_motifs`.
"""

import math
from decimal import Decimal
from typing import Any

from pipelines.commun import duck
from pipelines.schemas.tables import Champ
from pipelines.validation.juge import LONGUEUR_DECIMALE, canon
from pipelines.validation.preuve_motifs import motif_sql

JAMAIS, TOUJOURS = "false", "true"
SANS_FIN = 2**40
ANNEE = "[0-9][0-9][0-9][0-9]"
JOUR = f"{ANNEE}-[0-9][0-9]-[0-9][0-9]"
PROUVABLES = {"required", "unique", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
              "minLength", "maxLength"}  # fmt: skip
BORNES = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
NOMBRE_COURANT = {"decimalChar", "groupChar", "bareNumber", "floatNumber"}


def manquante_sql(colonne: str, manquantes: list[str]) -> str:
    """Condition that a cell holds no value; NULL stands for the empty text."""
    autres = [duck.literal(v) for v in manquantes if v]
    conditions = [f"{colonne} IS NULL"] if "" in manquantes else []
    if autres:
        conditions.append(f"coalesce({colonne} IN ({', '.join(autres)}), false)")
    return f"({' OR '.join(conditions) or JAMAIS})"


def preuve_sql(
    champ: Champ | None, lecteur: Any, colonne: str, manquantes: list[str], *, suspects: tuple[str, ...] = ()
) -> str:
    """Condition that a cell is surely right; `lecteur` is frictionless' reader of a single cell.

    `suspects` are texts that the file holds somewhere (a NUL) and that no proved cell may hold.
    """
    if champ is None:
        return TOUJOURS  # a column that the schema does not know
    conditions = _conditions(champ, lecteur, colonne)
    if champ["type"] in ("string", "any"):
        conditions += [f"NOT contains({colonne}, {texte})" for texte in suspects]
    bonne = " AND ".join(c for c in conditions if c != TOUJOURS) or TOUJOURS
    if JAMAIS in conditions:
        bonne = JAMAIS
    manque = manquante_sql(colonne, manquantes)
    if champ.get("constraints", {}).get("required"):
        return (
            bonne if bonne not in (TOUJOURS, JAMAIS) and manquantes == [""] else f"NOT {manque} AND {bonne}"
        )
    if bonne == TOUJOURS:
        return TOUJOURS
    if manquantes != [""] or bonne.startswith("(strlen("):
        return f"({manque} OR coalesce({bonne}, false))"
    return (
        f"coalesce({bonne}, {manque})"  # faster than OR; a wrong cell may make the condition NULL, not absent
    )


def _conditions(champ: Champ, lecteur: Any, colonne: str) -> list[str]:
    contraintes = champ.get("constraints", {})
    if set(contraintes) - PROUVABLES:
        return [JAMAIS]
    enumeres = contraintes.get("enum")
    conditions = [_type(champ, colonne) if enumeres is None else _enum(enumeres, lecteur, colonne)]
    if "pattern" in contraintes:
        conditions.append(motif_sql(contraintes["pattern"], colonne) or JAMAIS)
    if {"minLength", "maxLength"} & set(contraintes):
        conditions.append(_longueur(colonne, contraintes))
    for nom, signe in BORNES.items():
        if nom in contraintes:
            conditions.append(_borne(champ, lecteur, colonne, signe, contraintes[nom]))
    return conditions


def _longueur(colonne: str, contraintes: dict[str, Any]) -> str:
    """Bytes first, which cost nothing to count: a character takes one to four of them."""
    minimum, maximum = contraintes.get("minLength", 0), contraintes.get("maxLength", SANS_FIN)
    octets = f"strlen({colonne}) BETWEEN {4 * int(minimum)} AND {int(maximum)}"
    return f"({octets} OR length({colonne}) BETWEEN {int(minimum)} AND {int(maximum)})"


def _enum(valeurs: list[Any], lecteur: Any, colonne: str) -> str:
    """The listed spellings only: others of the same value (`01`) are left to frictionless."""
    admises = [str(v) for v in valeurs if not (lecteur(str(v))[1] or {}).keys() & {"type", "enum"}]
    return _parmi(colonne, admises)


def _parmi(colonne: str, textes: list[str]) -> str:
    """Two to three times faster than IN."""
    return f"list_contains([{', '.join(map(duck.literal, textes))}], {colonne})" if textes else JAMAIS


def _type(champ: Champ, colonne: str) -> str:
    """One spelling per value, except for numbers: keys are compared as text once proved."""
    type_, format_ = champ["type"], champ.get("format") or "default"
    if type_ == "any" or (type_ == "string" and format_ == "default"):
        return TOUJOURS
    if type_ == "integer" and "bareNumber" not in champ:
        return f"CAST(TRY_CAST({colonne} AS BIGINT) AS VARCHAR) = {colonne}"
    if type_ == "number" and not NOMBRE_COURANT & set(champ):
        if champ.get("constraints", {}).get("unique") or champ.get("dans_la_cle"):
            return f"(strlen({colonne}) < {LONGUEUR_DECIMALE} AND " + (
                f"regexp_full_match({colonne}, '0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)[.][0-9]*[1-9]'))"
            )
        return f"regexp_full_match({colonne}, '{'' if _positif(champ) else '-?'}[0-9]+(?:[.][0-9]+)?')"
    if type_ == "boolean":
        vraies, fausses = champ.get("trueValues") or [], champ.get("falseValues") or []
        return _parmi(colonne, [*vraies, *fausses]) if vraies and fausses else JAMAIS
    if type_ == "date" and format_ in ("default", "%Y-%m-%d"):
        forme = f"{colonne} GLOB '{JOUR}'"
        if "minimum" in champ.get("constraints", {}):
            return forme  # a day that does not exist fails there
        return f"{forme} AND TRY_CAST({colonne} AS DATE) >= DATE '0001-01-01'"
    if type_ == "year":
        return f"{colonne} GLOB '{ANNEE}'"
    if type_ == "yearmonth":
        return f"({colonne} GLOB '{ANNEE}-0[1-9]' OR {colonne} GLOB '{ANNEE}-1[0-2]')"
    if type_ == "time" and format_ == "default":
        return f"regexp_full_match({colonne}, '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]')"
    if type_ == "datetime" and format_ == "default":
        forme = "[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
        jour = f"CAST(TRY_CAST({colonne}[:10] AS DATE) AS VARCHAR) = {colonne}[:10]"
        return f"regexp_full_match({colonne}, '{forme}') AND {jour}"
    return JAMAIS


def _positif(champ: Champ) -> bool:
    """Whether the lower bound is zero: no sign then, and no comparison either."""
    return str(champ.get("constraints", {}).get("minimum")) == "0"


def _borne(champ: Champ, lecteur: Any, colonne: str, signe: str, brute: Any) -> str:
    """Compare with a bound; a number is compared as a double, strictly, which never rounds the wrong way."""
    borne = lecteur(brute)[0]
    if borne is None:
        return JAMAIS
    type_ = champ["type"]
    if type_ == "integer":
        entier = f"TRY_CAST({colonne} AS BIGINT) {signe} {borne}"
        return entier if abs(borne) < 2**62 else JAMAIS
    if type_ == "number" and not NOMBRE_COURANT & set(champ) and Decimal(borne).is_finite():
        if signe == ">=" and _positif(champ):
            return TOUJOURS  # `_type` asks for no sign
        vers_le_haut = signe[0] == ">"
        limite = float(borne)
        if Decimal(limite) != borne:
            limite = math.nextafter(limite, math.inf if vers_le_haut else -math.inf)
        strict = f"TRY_CAST({colonne} AS DOUBLE) {signe[0]} {limite!r}::DOUBLE"
        egal = f" OR {colonne} = {duck.literal(canon(Decimal(borne)))}" if len(signe) == 2 else ""
        return f"({strict}{egal})" if math.isfinite(limite) else JAMAIS
    if type_ == "date" and (champ.get("format") or "default") in ("default", "%Y-%m-%d"):
        return f"TRY_CAST({colonne} AS DATE) {signe} DATE {duck.literal(canon(borne))}"
    if type_ in ("year", "yearmonth"):
        texte = f"{borne:04}" if type_ == "year" else canon(borne)
        return f"{colonne} {signe} {duck.literal(texte)}"
    return JAMAIS
