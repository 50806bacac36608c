"""`python -m benchmarks.validation`: the same faults as frictionless, at what cost. Only the command line is here."""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mesure import EchecConcurrent, Mesure, mesurer
from benchmarks.objectifs import Objectif, milliers
from benchmarks.rapport import machine, tableau_objectifs
from benchmarks.validation.generateur import generer, nom

ICI = Path(__file__).parents[1]
RACINE = ICI.parent
GRANDE = 1_000_000
PIC_MIO = 450
FOIS = {True: 15, False: 6}
"""How many times less processor time than frictionless: regular files, then ragged ones."""


@dataclass(frozen=True)
class Passage:
    """One contender on one file."""

    nombre: int
    sha256: str
    mesure: Mesure


def passer(concurrent: str, path: Path) -> Passage:
    """Run a contender in its own process."""
    liste = path.with_suffix(f".{concurrent}.json")
    commande = [sys.executable, "-m", "benchmarks.validation.concurrent", concurrent, str(path), str(liste)]
    mesure = mesurer(commande, RACINE)
    passage = Passage(**json.loads(liste.read_text(encoding="utf-8")), mesure=mesure)
    liste.unlink()
    m = passage.mesure
    print(f"  {concurrent:14}{m.cpu_s:9.2f}{m.mur_s:9.2f}{m.pic_mio:9.0f}{passage.nombre:12}", flush=True)
    return passage


def comparer(path: Path, libelle: str, tours: int, moteurs: tuple[str, ...]) -> dict[str, list[Passage]]:
    """Run all contenders on a file, in interleaved rounds.

    Errors: two lists of faults that differ.
    """
    print(f"\n{libelle} ({path.stat().st_size / 1e6:.0f} Mo)")
    print(f"  {'':14}{'CPU s':>9}{'mur s':>9}{'pic Mio':>9}{'erreurs':>12}")
    passages: dict[str, list[Passage]] = {nom: [] for nom in ("frictionless", *moteurs)}
    for _ in range(tours):
        for concurrent, faits in passages.items():
            faits.append(passer(concurrent, path))
    if len({p.sha256 for faits in passages.values() for p in faits}) > 1:
        raise EchecConcurrent(f"{libelle} : les listes d'erreurs diffèrent, rien ne se compare.")
    return passages


def objectifs(nombre: int, regulier: bool, passages: dict[str, list[Passage]]) -> list[Objectif]:
    """Set the ratios of one file beside the goals; the worst peak, the best round of each."""
    cpu = {concurrent: min(p.mesure.cpu_s for p in faits) for concurrent, faits in passages.items()}
    pic = max(p.mesure.pic_mio for p in passages["hybride"])
    fois, but = cpu["frictionless"] / cpu["hybride"], FOIS[regulier]
    sorte, verdict = "régulier" if regulier else "irrégulier", nombre >= GRANDE
    ou = f"{sorte}, {milliers(nombre)}"
    return [
        Objectif(
            f"CPU frictionless / hybride, {ou}",
            f">= {but} x",
            f"{fois:.1f} x",
            fois >= but if verdict else None,
        ),
        Objectif(f"pic de l'hybride, {ou}", f"<= {PIC_MIO} Mio", f"{pic:.0f} Mio", pic <= PIC_MIO),
    ]


def main() -> None:
    """Small files with every fault, for equality; then a million rows, for the goals; then nothing but wrong rows."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.validation")
    options.add_argument("--taille", type=int, action="append", help="nombre de lignes (défaut : 1 000 000)")
    options.add_argument("--tours", type=int, default=1, help="tours de mesure (défaut : 1)")
    options.add_argument("--donnees", type=Path, default=ICI / "donnees" / "validation")
    demande = options.parse_args()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in machine().items()))
    bilan: list[Objectif] = []
    try:
        for nombre in (10_000, 100_000):
            path = generer(demande.donnees / nom(nombre, "each", False), nombre, mode="each")
            comparer(path, f"{milliers(nombre)} lignes, toutes les fautes", 1, ("hybride", "sql"))
        for nombre in demande.taille or [GRANDE]:
            for regulier in (True, False):
                path = generer(demande.donnees / nom(nombre, "total", regulier), nombre, regulier=regulier)
                libelle = (
                    f"{milliers(nombre)} lignes, 1 % de fautes, {'régulier' if regulier else 'irrégulier'}"
                )
                passages = comparer(path, libelle, demande.tours, ("hybride", "sql"))
                bilan += objectifs(nombre, regulier, passages)
            path = generer(demande.donnees / nom(nombre, "tout", False), nombre, mode="tout")
            print(f"\n{milliers(nombre)} lignes, toutes fausses ({path.stat().st_size / 1e6:.0f} Mo)")
            pic = passer("hybride", path).mesure.pic_mio
            libelle, but = f"pic, {milliers(nombre)} lignes toutes fausses", f"<= {PIC_MIO} Mio"
            bilan.append(Objectif(libelle, but, f"{pic:.0f} Mio", pic <= PIC_MIO))
    except EchecConcurrent as erreur:
        sys.exit(str(erreur))
    print("\n" + tableau_objectifs(bilan))


if __name__ == "__main__":
    main()
