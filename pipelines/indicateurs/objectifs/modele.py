"""What is judged and what is answered: a value with its bounds, and a verdict. No rule belongs here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Etat = Literal["atteint", "en_bonne_voie", "en_retard", "sans_objet", "indetermine"]
Tendance = Literal["hausse", "baisse", "stable", "inconnue"]
ETATS: tuple[Etat, ...] = ("atteint", "en_bonne_voie", "en_retard", "sans_objet", "indetermine")
TENDANCES: tuple[Tendance, ...] = ("hausse", "baisse", "stable", "inconnue")


@dataclass(frozen=True)
class Mesure:
    """The headline value of an indicator for a year, with the lowest and highest that it could be.

    No bound at all: the value is exact. One bound missing: nothing is known on that side.
    """

    annee: int
    valeur: Decimal | None = None
    borne_min: Decimal | None = None
    borne_max: Decimal | None = None
    valeur_texte: str | None = None
    valeur_date: date | None = None
    origine: str = "calcule"


@dataclass(frozen=True)
class Jugement:
    """What is said of an indicator for a year.

    `ecart` is valeur - cible, in the unit of the indicator (a rate: 0.05 is five points); for a date it is in days,
    positive when late. `attendue` is the value that the trajectory expects that year. `etat` is None without a target.
    """

    tendance: Tendance
    explication: str
    etat: Etat | None = None
    objectif_id: str | None = None
    cible: Decimal | None = None
    cible_texte: str | None = None
    cible_periode: str | None = None
    attendue: Decimal | None = None
    ecart: Decimal | None = None
    echu: bool = False
    chiffree: bool = False
    """A figure, and not a yes or no (whose `cible` is 1 or 0), a date, a rise or a fall."""
