"""`python -m benchmarks.publication`: our writers beside pandas and XlsxWriter. Only the command line is here.

Whole processes, in turn, after both have been shown to write the same values.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.__main__ import taille
from benchmarks.mesure import EchecConcurrent, Mesure, mesurer
from benchmarks.objectifs import PETITE, Objectif, milliers
from benchmarks.publication.matiere import contrats, feuille
from benchmarks.rapport import machine, tableau_objectifs

ICI = Path(__file__).parents[1]
RACINE = ICI.parent
PIC_MIO = 1024
DUELS = (
    ("CSV + JSON + Parquet + Excel-FR", "spaser", "pandas", 3, "."),
    ("XLSX", "xlsx", "xlsxwriter", 5, "spaser.xlsx"),
)


def passer(nom: str, table: Path, sorties: Path) -> Mesure:
    """Run a contender once, from nothing."""
    shutil.rmtree(sorties / nom, ignore_errors=True)
    commande = [
        sys.executable,
        "-m",
        "benchmarks.publication.concurrent",
        nom,
        str(table),
        str(sorties / nom),
    ]
    mesure = mesurer(commande, RACINE)
    octets = sum(f.stat().st_size for f in (sorties / nom).iterdir())
    print(
        f"  {nom:14}{mesure.mur_s:9.2f}{mesure.cpu_s:9.2f}{mesure.pic_mio:9.0f}{octets / 1e6:9.0f}"
        f"{os.getloadavg()[0]:9.2f}",
        flush=True,
    )
    return mesure


def exiger_egales(chemins: list[Path]) -> None:
    """Stop unless all files say the same.

    Errors: `EchecConcurrent` otherwise.
    """
    commande = [sys.executable, "-m", "benchmarks.publication.porte", *map(str, chemins)]
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)
    if fait.returncode or len(set(fait.stdout.split())) != 1:
        raise EchecConcurrent(f"La porte d'égalité refuse.\n{fait.stdout}{fait.stderr[-2000:]}")
    print(f"  égalité : {fait.stdout.split()[0][:16]}")


def duel(donnees: Path, nombre: int, tours: int, seuls: bool) -> list[Objectif]:
    """Time every pair at one size."""
    table = contrats(donnees, nombre)
    sorties, bilan = table.parent.parent / "sorties", []
    print(
        f"\n{milliers(nombre)} enregistrements\n  {'':14}{'mur s':>9}{'cpu s':>9}{'pic Mio':>9}{'Mo':>9}{'charge':>9}"
    )
    for libelle, nous, autre, but, fichier in DUELS:
        entree = table if nous == "spaser" else feuille(table)
        mesures = {nom: [passer(nom, entree, sorties)] for nom in ((nous,) if seuls else (nous, autre))}
        if not seuls:
            exiger_egales([sorties / nom / fichier for nom in mesures])
            for _ in range(tours - 1):
                for nom, faites in mesures.items():
                    faites.append(passer(nom, entree, sorties))
            paires = zip(mesures[autre], mesures[nous], strict=True)
            fois = statistics.median(a.mur_s / m.mur_s for a, m in paires)
            verdict = fois >= but if nombre >= PETITE else None
            bilan.append(
                Objectif(
                    f"{libelle}, {milliers(nombre)} : {autre} / nous", f">= {but} x", f"{fois:.1f} x", verdict
                )
            )
        bilan.append(_pic(f"{libelle}, {milliers(nombre)}", mesures[nous]))
    bilan.append(_pic(f"ODS, {milliers(nombre)}", [passer("ods", feuille(table), sorties)]))
    shutil.rmtree(sorties)
    return bilan


def _pic(libelle: str, mesures: list[Mesure]) -> Objectif:
    pic = max(m.pic_mio for m in mesures)
    return Objectif(f"pic, {libelle}", f"<= {PIC_MIO} Mio", f"{pic:.0f} Mio", pic <= PIC_MIO)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.publication")
    options.add_argument("--taille", type=taille, action="append", help="100k, 1M... (défaut : les deux)")
    options.add_argument("--tours", type=int, default=3, help="tours de mesure (défaut : 3 ; un seul à 1M)")
    options.add_argument("--seuls", action="store_true", help="nos écritures seulement, sans rien à comparer")
    options.add_argument("--donnees", type=Path, default=ICI / "donnees" / "publication")
    demande = options.parse_args()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in machine().items()))
    bilan: list[Objectif] = []
    try:
        for nombre in demande.taille or [PETITE, 1_000_000]:
            tours = demande.tours if nombre < 1_000_000 else 1
            bilan += duel(demande.donnees, nombre, tours, demande.seuls)
    except EchecConcurrent as erreur:
        sys.exit(str(erreur))
    print("\n" + tableau_objectifs(bilan))


if __name__ == "__main__":
    main()
