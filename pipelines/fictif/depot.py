"""The published files being built: which record sits in which file, and which true contract it publishes.

Belongs here: the register of records with their contract (or their quarantine reason), the witnesses of
each pathology, and the rank, known only once every record is in. Does not belong here: bytes
(`ecriture.py`) and the truth file (`verite.py`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.fictif.modele import Contrat
from pipelines.fictif.pathologies import PATHOLOGIES


@dataclass(eq=False)
class Inscription:
    """One published record: in the end (fichier, rang)."""

    fichier: str
    enregistrement: Any
    contrat: Contrat | None = None
    genre: str = "marche"
    motif: str = ""
    explication: str = ""
    montant: str | None = None
    rang: int = 0


@dataclass(frozen=True)
class CasDore:
    """A golden case: its contracts and, from cas_dores.csv, its sentence and its total worked out by hand."""

    contrats: tuple[Contrat, ...]
    nom: str
    total_ht_eur: str
    total_subsequents_ht_eur: str
    phrase: str
    calcul: str


@dataclass
class Depot:
    """Every file being built, every true contract, and what is known of both."""

    fichiers: dict[str, list[Inscription]] = field(default_factory=dict)
    contrats: list[Contrat] = field(default_factory=list)
    temoins: dict[str, list[list[Inscription]]] = field(default_factory=dict)
    cas: list[CasDore] = field(default_factory=list)
    interdits: list[tuple[Contrat, Contrat, str]] = field(default_factory=list)
    probables: list[tuple[Contrat, Contrat, str]] = field(default_factory=list)

    def creer(self, contrat: Contrat) -> Contrat:
        """Enter a true contract; its key is given here, in order of entry."""
        contrat.cle = f"C{len(self.contrats) + 1:04d}"
        self.contrats.append(contrat)
        return contrat

    def publier(
        self, fichier: str, enregistrement: Any, contrat: Contrat, *codes: str, genre: str = "marche"
    ) -> Inscription:
        """Put a record about `contrat` in a file, a witness of the given pathologies."""
        brut = enregistrement.get("montant", enregistrement.get("valeurGlobale"))
        montant = None if brut is None else str(brut)
        inscription = Inscription(fichier, enregistrement, contrat, genre, montant=montant)
        return self._entrer(inscription, codes)

    def rebut(
        self, fichier: str, enregistrement: Any, motif: str, explication: str, *codes: str
    ) -> Inscription:
        """A record that must end in quarantine, with the reason expected."""
        return self._entrer(Inscription(fichier, enregistrement, motif=motif, explication=explication), codes)

    def _entrer(self, inscription: Inscription, codes: Iterable[str]) -> Inscription:
        self.fichiers.setdefault(inscription.fichier, []).append(inscription)
        for code in codes:
            self.temoigner(code, inscription)
        return inscription

    def temoigner(self, code: str, *inscriptions: Inscription) -> None:
        """These records, together, are a witness of pathology `code`."""
        if code not in PATHOLOGIES:
            raise KeyError(f"pathologie inconnue : {code}")
        self.temoins.setdefault(code, []).append(list(inscriptions))

    def de(self, *contrats: Contrat) -> list[Inscription]:
        """Every record published so far about these contracts."""
        cles = {c.cle for c in contrats}
        return [i for f in self.fichiers.values() for i in f if i.contrat and i.contrat.cle in cles]

    def ranger(self, graine: int) -> None:
        """Mix each file (reproducibly), concessions after marchés, then number the records from 1."""
        for nom in sorted(self.fichiers):
            inscriptions = self.fichiers[nom]
            if "emballages/" not in nom:
                random.Random(f"{graine}:{nom}").shuffle(inscriptions)
                if nom.endswith(".json"):
                    inscriptions.sort(key=lambda i: i.genre == "concession")
            for rang, inscription in enumerate(inscriptions, start=1):
                inscription.rang = rang
