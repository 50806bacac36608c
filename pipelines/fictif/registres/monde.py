"""What the makers of registers share: the rows already made, the contracts as the buyer files them, chance.

Belongs here: plain data and small shorthand. Each table draws from its own generator, so that adding a row
to one changes no other. Does not belong here: any content of a register.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipelines.fictif.depot import Depot
from pipelines.fictif.modele import ARRETE_AU, Acheteur, Contrat, Fournisseur

Ligne = dict[str, Any]
ANNEES = (2023, 2024, 2025, 2026)
# The last day on which something recorded may happen: deliveries follow, before the closing date.
DERNIER_FAIT = date(2026, 6, 20)


@dataclass(eq=False)
class Fiche:
    """A contract as the buyer files it: its register row, and the true published contract if there is one."""

    acheteur: Acheteur
    notif: date
    montant: int
    ligne: Ligne
    titulaires: tuple[Fournisseur, ...]
    groupe: str
    contrat: Contrat | None = None
    voie: str = ""
    famille: str = "services"

    @property
    def reference(self) -> str:
        """The buyer's own number, given once all contracts are known."""
        return str(self.ligne["reference"])

    @property
    def fin(self) -> date:
        """The day on which the contract ends, or a year after notification when nothing says it."""
        return self.ligne.get("date_fin_prevue") or self.notif + timedelta(days=365)


@dataclass
class Monde:
    """Every register being made."""

    graine: int
    depot: Depot
    familles: dict[str, list[Fournisseur]]
    tables: dict[str, list[Ligne]] = field(default_factory=dict)
    fiches: list[Fiche] = field(default_factory=list)
    conflits: list[Ligne] = field(default_factory=list)
    effets: list[Ligne] = field(default_factory=list)
    clauses_de: dict[tuple[str, str], list[Ligne]] = field(default_factory=dict)

    def hasard(self, nom: str) -> random.Random:
        """The generator of one table: it depends on the seed and the name only."""
        return random.Random(f"{self.graine}:registres:{nom}")

    def ajouter(self, table: str, **valeurs: Any) -> Ligne:
        """Put a row at the end of a table; columns that are not given are empty."""
        self.tables.setdefault(table, []).append(valeurs)
        return valeurs

    def de(self, acheteur: Acheteur) -> list[Fiche]:
        """The contracts of one buyer."""
        return [f for f in self.fiches if f.acheteur is acheteur]


def eur(centimes: int) -> Decimal:
    """Cents as an exact amount, two decimals."""
    return (Decimal(centimes) / 100).quantize(Decimal("0.01"))


def deux(valeur: float) -> Decimal:
    """A measure (hours, percentage, mark) rounded to two decimals once and for all."""
    return Decimal(f"{valeur:.2f}")


def jour_de(rng: random.Random, annee: int, *, debut: date | None = None) -> date:
    """A day of the year, not after the last recorded fact."""
    premier = debut or date(annee, 1, 8)
    dernier = min(date(annee, 12, 18), DERNIER_FAIT)
    return premier + timedelta(days=rng.randint(0, max((dernier - premier).days, 0)))


def plus(jour: date, jours: int) -> date | None:
    """The day so many days later, or nothing when that is not yet known."""
    suite = jour + timedelta(days=jours)
    return suite if suite <= ARRETE_AU else None


def mois(jour: date, nombre: int) -> date:
    """The same day so many months later (28 at most)."""
    rang = jour.year * 12 + jour.month - 1 + nombre
    return date(rang // 12, rang % 12 + 1, min(jour.day, 28))
