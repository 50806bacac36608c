"""The bench on which golden and pathological contracts are made by hand: short calls, neutral values, one
place to register.

Belongs here: defaults and shorthand. Does not belong here: the cases themselves (`dores_*.py`,
`defauts.py`, `emballages.py`).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.fictif.depot import CasDore, Depot, Inscription
from pipelines.fictif.format_2022 import marche
from pipelines.fictif.fournisseurs import VILLE
from pipelines.fictif.modele import Contrat, Fournisseur

P24, P25 = "decp/profil-acheteur_2024.json", "decp/profil-acheteur_2025.json"
E2406, E24, E25 = "decp/pes_2024-06.json", "decp/pes_2024.json", "decp/pes_2025.json"
P2605, E2605, E2606 = "decp/profil-acheteur_2026-05.json", "decp/pes_2026-05.json", "decp/pes_2026-06.json"


def jour(texte: str) -> date:
    """Read a date written in full."""
    return date.fromisoformat(texte)


class Atelier:
    """Makes golden and pathological contracts: one call to publish, one to register."""

    def __init__(self, depot: Depot, familles: dict[str, list[Fournisseur]]) -> None:
        self.depot = depot
        with (Path(__file__).parent / "cas_dores.csv").open(encoding="utf-8", newline="") as source:
            self._recits = {ligne["nom"]: ligne for ligne in csv.DictReader(source)}
        self._societes = [f for famille in familles.values() for f in famille if not f.personne]
        self._personnes = [f for famille in familles.values() for f in famille if f.personne]

    def f(self, numero: int) -> Fournisseur:
        """Company number `numero`, always the same."""
        return self._societes[numero * 7 % len(self._societes)]

    def personne(self, numero: int) -> Fournisseur:
        """Sole trader number `numero` (invented)."""
        return self._personnes[numero]

    def neutre(
        self,
        ident: str,
        objet: str,
        euros: int | float,
        notif: str,
        pub: str,
        *titulaires: Fournisseur,
        **autres: Any,
    ) -> Contrat:
        """A neutral contract (no consideration declared, no advance), not yet part of the truth."""
        autres.setdefault("acheteur", VILLE)
        return Contrat(
            cle="",
            id=ident,
            objet=objet,
            montant=round(euros * 100),
            notif=jour(notif),
            pub=jour(pub),
            titulaires=titulaires,
            **autres,
        )

    def contrat(self, *args: Any, **autres: Any) -> Contrat:
        """A neutral contract with what the case needs changed, entered in the truth."""
        return self.depot.creer(self.neutre(*args, **autres))

    def p(self, fichier: str, c: Contrat, *codes: str, **change: Any) -> Inscription:
        """Publish in the 2022 format, some keys changed."""
        return self.depot.publier(fichier, marche(c, **change), c, *codes)

    def cas(self, nom: str, *contrats: Contrat) -> None:
        """These contracts are golden case `nom`, told and totalled by hand in cas_dores.csv."""
        for c in contrats:
            c.or_ = nom
        self.depot.cas.append(CasDore(contrats=contrats, **self._recits.pop(nom)))

    def distincts(self, raison: str, *contrats: Contrat) -> None:
        """Every pair of these contracts must stay apart."""
        for i, a in enumerate(contrats):
            for b in contrats[i + 1 :]:
                self.depot.interdits.append((a, b, raison))
