"""Rounds: every contender once, in turn, again and again, after the equality gate. Printing is in `rapport`.

Interleaving (A B C A B C) spreads the moods of a shared machine over all; a ratio is taken within each round.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.mesure import EchecConcurrent, Mesure, mesurer

RACINE = Path(__file__).parents[1]
Dire = Callable[[str], None]


@dataclass(frozen=True)
class Concurrent:
    nom: str
    libelle: str
    porte: str | None
    """What the gate calls its output; None when it writes nothing."""
    memoire: float
    """Memory it needs, as a multiple of the bytes read; 0 when bounded."""

    module: str = ""
    """The module to run without Python's garbage collector; `nom`, with it, when empty."""

    def commande(self, sortie: Path, fichiers: list[Path]) -> list[str]:
        module = ["sans_gc", self.module] if self.module else [self.nom]
        module[0] = f"benchmarks.concurrents.{module[0]}"
        return [sys.executable, "-m", *module, str(sortie), *map(str, fichiers)]


CONCURRENTS = (
    Concurrent("orjson_seul", "orjson.loads seul, sans rien écrire", None, 9),
    Concurrent("orjson_sans_gc", "  le même sans ramasse-miettes (limite)", None, 9, "orjson_seul"),
    Concurrent("lecture", "SPASER : octets -> Parquet typé", "staging", 0),
    Concurrent("ingest", "SPASER : spaser ingest en entier", "tables", 0),
    Concurrent("json_normalize", "pandas.json_normalize -> Parquet", "normalise", 10),
    Concurrent("normalize_sans_gc", "  le même sans ramasse-miettes", "normalise", 10, "json_normalize"),
)
LOURDS = ("orjson_seul", "json_normalize", "normalize_sans_gc")
"""Left out at a million unless asked for: ten gigabytes and minutes each."""


@dataclass(frozen=True)
class Resultat:
    concurrent: Concurrent
    mesures: list[Mesure]

    @property
    def mur_s(self) -> float:
        return median(m.mur_s for m in self.mesures)

    @property
    def cpu_s(self) -> float:
        return median(m.cpu_s for m in self.mesures)

    @property
    def pic_mio(self) -> float:
        """The worst of the rounds: a peak is a promise, not a habit."""
        return max(m.pic_mio for m in self.mesures)

    def rapport_a(self, autre: "Resultat") -> float:
        """Median over the rounds of (this one's wall clock / the other's, in the same round)."""
        paires = zip(self.mesures, autre.mesures, strict=True)
        return median(m.mur_s / a.mur_s for m, a in paires)


def courir(
    concurrents: list[Concurrent], donnees: Path, fichiers: list[Path], tours: int, dire: Dire
) -> dict[str, Resultat]:
    """Gate, then `tours` interleaved rounds, then the gate again on what the last round wrote.

    Errors: `EchecConcurrent` when a contender fails or the gate refuses.
    """
    sorties = donnees / "sorties"
    for c in concurrents:
        dire(f"  premier passage, non compté : {c.libelle}")
        _un_passage(c, sorties, fichiers)
    _porte(concurrents, donnees, dire)
    mesures: dict[str, list[Mesure]] = {c.nom: [] for c in concurrents}
    for tour in range(1, tours + 1):
        for c in concurrents:
            mesures[c.nom].append(_un_passage(c, sorties, fichiers))
        dire(f"  tour {tour}/{tours} : " + ", ".join(f"{n} {m[-1].mur_s:.2f} s" for n, m in mesures.items()))
    if tours:
        _porte(concurrents, donnees, dire)
    shutil.rmtree(sorties)
    return {c.nom: Resultat(c, mesures[c.nom]) for c in concurrents if tours}


def memoire_disponible() -> int:
    lignes = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(ligne.split()[1]) * 1024 for ligne in lignes if ligne.startswith("MemAvailable"))


def _un_passage(c: Concurrent, sorties: Path, fichiers: list[Path]) -> Mesure:
    sortie = sorties / c.nom
    shutil.rmtree(sortie, ignore_errors=True)
    sorties.mkdir(parents=True, exist_ok=True)
    return mesurer(c.commande(sortie, fichiers), RACINE)


def _porte(concurrents: list[Concurrent], donnees: Path, dire: Dire) -> None:
    commande = [sys.executable, "-m", "benchmarks.porte", str(donnees)]
    commande += [f"{c.porte}={donnees / 'sorties' / c.nom}" for c in concurrents if c.porte]
    verdict = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)
    if verdict.returncode != 0:
        raise EchecConcurrent(
            f"La porte d'égalité refuse, rien n'est chronométré.\n{verdict.stderr.strip()[-3000:]}"
        )
    for ligne in verdict.stdout.splitlines():
        dire(f"  égalité : {ligne}")
