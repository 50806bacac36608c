"""The tables of a release, read from its CSV files alone: lists of rows, text as it is written, empty = None.

What a column means belongs to `faits` and `mesures`. Register tables that a release does not hold (yet) may be laid in
the same folder by the test.
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

Ligne = Mapping[str, str | None]
Tables = Mapping[str, Sequence[Ligne]]


def lire_csv(chemin: Path) -> list[Ligne]:
    """Read a CSV of a release (UTF-8, comma)."""
    with chemin.open(encoding="utf-8", newline="") as flux:
        return [{k: v if v != "" else None for k, v in ligne.items()} for ligne in csv.DictReader(flux)]


def lire_version(dossier: Path) -> dict[str, list[Ligne]]:
    """Read every CSV of the folder of a version."""
    return {
        chemin.stem: lire_csv(chemin)
        for chemin in sorted(dossier.glob("*.csv"))
        if chemin.name.count(".") == 1
    }


def jour(texte: str | None) -> date | None:
    """Read an ISO date."""
    return date.fromisoformat(texte) if texte else None


def nombre(texte: str | None) -> Decimal | None:
    """Read a number written with a dot."""
    return Decimal(texte) if texte else None


def oui_non(texte: str | None) -> bool | None:
    """Read true, false or nothing."""
    return None if texte is None else {"true": True, "false": False}[texte]


def annees_de(periode: str) -> range:
    """Years of a delivery: 2025, 2023/2025, or all of them."""
    if periode == "tout":
        return range(1, 10_000)
    bornes = periode.split("/")
    return range(int(bornes[0]), int(bornes[-1]) + 1)


@dataclass(frozen=True)
class Livraisons:
    """Which registers were delivered, for whom and when: what makes an absence a « no »."""

    par_acheteur: frozenset[tuple[str, str, int]]
    entiers: frozenset[str]

    def dans(self, annees_de: Callable[[str], Collection[int]]) -> "Livraisons":
        """Keep what was delivered for the years when its buyer is of the perimeter."""
        return replace(self, par_acheteur=frozenset(c for c in self.par_acheteur if c[2] in annees_de(c[1])))

    def tenu(self, registre: str, acheteur: str | None, annee: int | None) -> bool:
        """Say whether a register was delivered for a buyer and a year."""
        if registre in self.entiers:
            return True
        return (registre, str(acheteur), annee or 0) in self.par_acheteur


ENTIERS = ("fournisseurs_ess", "groupements", "perimetre")
"""Registers delivered whole, by one buyer for all."""


def livraisons(etats: Sequence[Ligne]) -> Livraisons:
    """Read the state of deliveries: those in force, and those replaced only in part, tell what is held."""
    cases: set[tuple[str, str, int]] = set()
    entiers: set[str] = set()
    for ligne in etats:
        if ligne["etat"] != "en_vigueur":
            continue
        table = str(ligne["table_livree"])
        if table in ENTIERS:
            entiers.add(table)
        for annee in range(2015, 2035):
            if annee in annees_de(str(ligne["periode"])):
                cases.add((table, str(ligne["acheteur_siren"]), annee))
    return Livraisons(frozenset(cases), frozenset(entiers))


@dataclass(frozen=True)
class Grille:
    """Whose results, of which years: the perimeter of the definition."""

    acheteurs: tuple[str, ...]
    annees: tuple[int, ...]
    debuts: Mapping[str, date | None] = field(default_factory=dict)
