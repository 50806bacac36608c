"""What the definitions ask: their indicators and perimeter, read from the files of spasers/ that a citizen can read.

How an indicator is computed belongs to `mesures`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.recalcul.lecture_publiee import jour


@dataclass(frozen=True)
class Demande:
    """One indicator: its measure and filter."""

    code: str
    mesure: str
    filtre: Mapping[str, str]
    unite: str

    @property
    def evolution(self) -> bool:
        """The value of a year less that of the year before."""
        return self.filtre.get("transform") == "evolution"


class Posee(NamedTuple):
    """A row of a population: whose, when, of which type (contracts) and value of the breakdown."""

    acheteur: str
    annee: int
    type: str
    modalite: str
    compte: str = "les_deux"

    @property
    def chez(self) -> tuple[str, ...]:
        """Where it counts: the buyer, all together (''), or both."""
        return {"acheteur": (self.acheteur,), "ensemble": ("",)}.get(self.compte, (self.acheteur, ""))


@dataclass(frozen=True)
class Perimetre:
    """Whose results, of which years."""

    acheteurs: Mapping[str, tuple[date | None, date | None]]
    annees: tuple[int, ...]
    arrete_au: date

    def annees_de(self, acheteur: str) -> tuple[int, ...]:
        """The years of which a buyer ('' for all together) has results: it was there, if only for a day."""
        debut, fin = self.acheteurs.get(acheteur, (None, None))
        return tuple(a for a in self.annees if (not debut or debut.year <= a) and (not fin or a <= fin.year))

    def compte(self, acheteur: str, au: date | None) -> bool:
        """Say whether a buyer is of the perimeter on a day."""
        if acheteur not in self.acheteurs or au is None:
            return False
        debut, fin = self.acheteurs[acheteur]
        return (not debut or debut <= au) and (not fin or au <= fin)


def demandes(dossier: Path) -> dict[str, Demande]:
    """Read indicateurs.csv of an edition."""
    with (dossier / "indicateurs.csv").open(encoding="utf-8", newline="") as flux:
        lignes = [ligne for ligne in csv.DictReader(flux) if ligne["statut"] != "abandonne"]
    return {
        ligne["indicateur_id"]: Demande(
            ligne["indicateur_id"],
            ligne["mesure"],
            dict(morceau.split("=", 1) for morceau in ligne["filtre"].split(";") if morceau),
            ligne["unite"],
        )
        for ligne in lignes
    }


def perimetre(fiche: Path) -> Perimetre:
    """Read the perimeter of spaser.yaml."""
    dit = yaml.safe_load(fiche.read_text(encoding="utf-8"))
    annees = (int(str(dit["periode"][nom])[:4]) for nom in ("debut", "fin"))
    premiere, derniere = annees
    return Perimetre(
        {str(a["siren"]): (jour(a.get("debut")), jour(a.get("fin"))) for a in dit["acheteurs"]},
        tuple(range(premiere, derniere + 1)),
        date.fromisoformat(str(dit["arrete_au"])),
    )
