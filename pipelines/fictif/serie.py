"""Numbers the contracts with one odd field, so that each line of `defauts_*.py` only says what is odd.

Belongs here: shorthand for those modules. Does not belong here: golden cases, which are written in full.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif import format_2019
from pipelines.fictif.atelier import P24, P25, Atelier
from pipelines.fictif.diffusion import PROFIL_2019
from pipelines.fictif.modele import Contrat

SANS_2019: dict[str, Any] = {"social": None, "env": None, "innovant": None, "avance": None}


class Serie:
    """Numbers the contracts of this module, so that each line below only says what is odd."""

    def __init__(self, a: Atelier, prefixe: str) -> None:
        self.a, self.prefixe, self.n = a, prefixe, 0

    def contrat(self, objet: str, euros: float, annee: int = 2025, **autres: Any) -> Contrat:
        """The next contract of the series."""
        self.n += 1
        mois, rang = self.n % 9 + 1, self.n % 27 + 1
        titulaires = autres.pop("titulaires", (self.a.f(100 + self.n),))
        notif, pub = f"{annee}-{mois:02d}-{rang:02d}", f"{annee}-{mois + 1:02d}-{rang:02d}"
        return self.a.contrat(
            f"{annee}{self.prefixe}{self.n:03d}", objet, euros, notif, pub, *titulaires, **autres
        )

    def p(
        self, objet: str, euros: float, *codes: str, annee: int = 2025, autres: Any = None, **change: Any
    ) -> Contrat:
        """The next contract, published in the 2022 format with some keys changed."""
        c = self.contrat(objet, euros, annee, **(autres or {}))
        self.a.p(P25 if annee == 2025 else P24, c, *codes, **change)
        return c

    def p2019(self, objet: str, euros: float, *codes: str, autres: Any = None, **change: Any) -> Contrat:
        """The next contract, published in the 2019 format with some keys changed."""
        c = self.contrat(objet, euros, 2023, **SANS_2019, **(autres or {}))
        self.a.depot.publier(PROFIL_2019, format_2019.marche(c, **change), c, *codes)
        return c


def un(type_id: str, ident: Any) -> list[dict[str, Any]]:
    """A list of one supplier with this type and identifier."""
    return [{"titulaire": {"typeIdentifiant": type_id, "id": ident}}]
