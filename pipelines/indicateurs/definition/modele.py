"""What a definition holds, once read: the words of the text, and the measure that answers each. No file read here."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Indicateur:
    """One quantity that the text asks to track, word for word, and what answers it (a measure and its filter)."""

    indicateur_id: str
    libelle: str
    type: str
    unite: str
    mesure: str
    filtre: dict[str, str] = field(default_factory=dict)
    statut: str = "actif"
    puce_id: str | None = None
    axe_numero: str | None = None
    axe: str | None = None
    objectif_numero: str | None = None
    objectif: str | None = None
    action_numero: str | None = None
    action: str | None = None
    chapeau: str | None = None
    partie: str | None = None
    pilote: str | None = None
    ligne_texte: int | None = None
    ancien_id: str | None = None
    note: str | None = None

    @property
    def filtre_dit(self) -> str:
        """The filter as indicateurs.csv writes it: `cle=valeur;cle=valeur`."""
        return ";".join(f"{cle}={valeur}" for cle, valeur in self.filtre.items())


@dataclass(frozen=True)
class Objectif:
    """A target: its operator, value, due period, what the text says of the way there, and on what reading it rests."""

    objectif_id: str
    indicateur_id: str
    operateur: str
    trajectoire: str
    fondement: str
    valeur: Decimal | None = None
    valeur_texte: str | None = None
    unite: str | None = None
    echeance: str | None = None
    depart_annee: int | None = None
    depart_valeur: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True)
class Observation:
    """A value that the text itself reports, for a year."""

    indicateur_id: str
    annee: int
    valeur: Decimal | None
    valeur_texte: str | None
    unite: str
    source: str
    note: str | None = None


@dataclass(frozen=True)
class Action:
    """An action, objective or commitment of the text, whose state the register `actions` tells."""

    action_id: str
    type: str
    libelle: str
    axe_numero: str | None = None
    axe: str | None = None
    objectif_numero: str | None = None
    objectif: str | None = None
    numero: str | None = None
    pilote: str | None = None
    ligne_texte: int | None = None


@dataclass(frozen=True)
class Acheteur:
    """A buyer of the perimeter, with the dates between which its contracts count."""

    siren: str
    nom: str
    debut: date | None = None
    fin: date | None = None


@dataclass(frozen=True)
class Definition:
    """One edition of one SPASER: spaser.yaml (`yaml`, as read) and its tables."""

    slug: str
    edition: str
    titre: str
    dossier: Path
    fictif: bool
    acheteurs: tuple[Acheteur, ...]
    indicateurs: tuple[Indicateur, ...]
    objectifs: tuple[Objectif, ...]
    observations: tuple[Observation, ...]
    actions: tuple[Action, ...]
    yaml: dict[str, Any]
