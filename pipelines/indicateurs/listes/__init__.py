"""The closed lists: what can be measured, of what, among what. Each is a CSV beside, with its SQL condition.

A new indicator only combines their codes; a new code is a new row here. The populations that the conditions speak of
are in `faits`; how a formula counts, in `calcul/formules`.
"""

import csv
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

ICI = Path(__file__).parent


@dataclass(frozen=True)
class Population:
    """Rows that are counted. `cle` names one of them; `personnes` says whether a register about persons feeds it."""

    code: str
    registre: str
    contrats: str
    libelle: str
    sources: str
    personnes: str
    cle: str


@dataclass(frozen=True)
class Mesure:
    """One way of measuring; `si` (cle=valeur) picks among several of one code. `x`, `y` are SQL on the population."""

    code: str
    si: str
    libelle: str
    definition: str
    unite: str
    mode: str
    population: str
    formule: str
    x: str
    y: str
    base: str
    condition: str
    sources: str


@dataclass(frozen=True)
class Condition:
    """A three-valued SQL condition on a population: a characteristic, or a denominator."""

    code: str
    population: str
    libelle: str
    sources: str
    condition: str
    note: str = ""


@dataclass(frozen=True)
class Categorie:
    """A category of suppliers, on any population that has `categories` and `categories_connues`."""

    code: str
    libelle: str
    sources: str
    condition: str


@dataclass(frozen=True)
class Filtre:
    """What another key of a filter means on a population, for one measure or (empty) for all."""

    population: str
    mesure: str
    cle: str
    condition: str


@dataclass(frozen=True)
class Dimension:
    """A column by whose values results are broken down."""

    population: str
    code: str
    expression: str
    libelle: str


@dataclass(frozen=True)
class Listes:
    """All the closed lists, by code (and population where a code is said of several)."""

    populations: dict[str, Population]
    mesures: dict[str, list[Mesure]]
    caracteristiques: dict[tuple[str, str], Condition]
    denominateurs: dict[tuple[str, str], Condition]
    categories: dict[str, Categorie]
    filtres: dict[tuple[str, str, str], Filtre]
    dimensions: dict[tuple[str, str], Dimension]


@cache
def listes() -> Listes:
    """Read the closed lists that the package ships."""
    mesures: dict[str, list[Mesure]] = {}
    for mesure in _lire("mesures", Mesure):
        mesures.setdefault(mesure.code, []).append(mesure)
    return Listes(
        populations={p.code: p for p in _lire("populations", Population)},
        mesures=mesures,
        caracteristiques={(c.code, c.population): c for c in _lire("caracteristiques", Condition)},
        denominateurs={(d.code, d.population): d for d in _lire("denominateurs", Condition)},
        categories={c.code: c for c in _lire("categories", Categorie)},
        filtres={(f.population, f.mesure, f.cle): f for f in _lire("filtres", Filtre)},
        dimensions={(d.population, d.code): d for d in _lire("dimensions", Dimension)},
    )


def mode_de(code: str) -> str:
    """Say how a measure is obtained: `calcul`, or `saisie` (typed by hand).

    Errors: KeyError for a code that is in no list.
    """
    return listes().mesures[code][0].mode


def _lire(nom: str, classe: type[Any]) -> list[Any]:
    voulus = {champ.name for champ in fields(classe)}
    with (ICI / f"{nom}.csv").open(encoding="utf-8", newline="") as file:
        return [classe(**{k: v for k, v in ligne.items() if k in voulus}) for ligne in csv.DictReader(file)]
