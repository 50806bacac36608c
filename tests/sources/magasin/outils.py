"""A harvest in a few words: small DECP files, a source of the stand-in, a reader that counts. No expectation here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.sources.examen import Jugement
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Constat, Entree, Source
from pipelines.sources.politique import Politique
from pipelines.sources.recolte import Recolte, recolter
from pipelines.sources.vigueur import en_vigueur
from tests.decp.outils import document, marche
from tests.sources.datagouv import MINISTERE, DataGouv, Jeu

MOMENT = datetime(2026, 10, 12, 8, 30, tzinfo=UTC)
JOUR = MOMENT.date()
POLITIQUE = Politique(connexion_s=2, lecture_s=2, total_s=20, essais=3, recul_s=0, dormir=lambda _: None)
OCTOBRE, NOVEMBRE = "decp-2024-10.json", "decp-2024-11.json"


def decp(marches: int, objet: str = "Réfection de la toiture") -> bytes:
    """A DECP file of that many contracts."""
    return document(*(marche(f"2024M{n:04d}", objet=f"{objet} {n}") for n in range(marches)))


def compter(chemin: Path, nom: str) -> Jugement:
    """A reader for tests: it counts the contracts of a JSON file."""
    try:
        return Jugement(len(json.loads(chemin.read_bytes())["marches"]["marche"]))
    except (ValueError, KeyError, TypeError):
        return Jugement(None, "ligne 1 : ce n'est pas un fichier DECP.")


@dataclass
class Chantier:
    """A folder published as a dataset, the store it is harvested into, and the source that a SPASER declares."""

    publie: Path
    magasin: Magasin
    serveur: DataGouv
    source: Source

    @property
    def jeu(self) -> Jeu:
        return self.serveur.jeux[MINISTERE]

    def deposer(self, nom: str, octets: bytes, publie_le: str | None = None) -> None:
        (self.publie / nom).write_bytes(octets)
        if publie_le:
            self.jeu.publie_le[nom] = publie_le

    def declarer(self, **champs: Any) -> None:
        self.source = replace(self.source, **champs)

    def recolter(self, *autres: Source, moment: datetime = MOMENT) -> Recolte:
        return recolter([self.source, *autres], self.magasin, POLITIQUE, compter, moment)

    def lus(self, jour: date = JOUR) -> dict[str, bytes]:
        """What a run reads: name -> bytes."""
        return {e.nom: e.chemin.read_bytes() for e in self.entrees(jour)}

    def entrees(self, jour: date = JOUR) -> list[Entree]:
        return en_vigueur(self.magasin, [self.source], jour)


def etats(recolte: Recolte) -> dict[str | None, str]:
    """File name -> what came of it; None stands for a whole source."""
    return {c.nom: c.etat for c in recolte.constats}


def seul(constats: Sequence[Constat]) -> Constat:
    """The one finding."""
    assert len(constats) == 1, constats
    return constats[0]


def visibles(magasin: Path) -> dict[str, bytes]:
    """Every file of a store that readers may open, by relative path."""
    return {
        p.relative_to(magasin).as_posix(): p.read_bytes()
        for p in sorted(magasin.rglob("*"))
        if p.is_file() and p.relative_to(magasin).parts[0] not in (".tmp", ".verrou")
    }
