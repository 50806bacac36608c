"""`python -m benchmarks.indicateurs`: the same results as pandas, at what cost. Only the command line is here."""

import argparse
import sys
from pathlib import Path

from benchmarks.mesure import EchecConcurrent, Mesure, mesurer
from benchmarks.objectifs import Objectif, milliers
from benchmarks.rapport import machine, tableau_objectifs

ICI = Path(__file__).parents[1]
RACINE = ICI.parent
TAILLES = (100_000, 1_000_000)
FOIS, PIC_MIO = 3, 1024
LIBELLES = {
    "pandas": "pandas, contrats",
    "moteur": "moteur, contrats",
    "tout": "moteur, cinq SPASER entiers",
}


def passer(concurrent: str, dossier: Path) -> Mesure:
    """Run a contender in its own process; say what it took."""
    sortie = _sortie(concurrent, dossier)
    mesure = mesurer(_commande("concurrent", concurrent, str(dossier), str(sortie)), RACINE)
    print(
        f"  {LIBELLES[concurrent]:30}{mesure.mur_s:9.2f}{mesure.cpu_s:9.2f}{mesure.pic_mio:9.0f}", flush=True
    )
    return mesure


def comparer(contrats: int, dossier: Path, tours: int) -> list[Objectif]:
    """Check that the results are the same, then set what they took beside the goals: best round, worst peak.

    Errors: results that differ.
    """
    print(f"\n{milliers(contrats)} contrats, 1 000 acheteurs, quatre années")
    print(f"  {'':30}{'mur s':>9}{'CPU s':>9}{'pic Mio':>9}")
    mesures: dict[str, list[Mesure]] = {nom: [] for nom in LIBELLES}
    for tour in range(tours):
        for nom, siennes in mesures.items():
            siennes.append(passer(nom, dossier))
            if tour == 0 and nom == "moteur":
                mesurer(
                    _commande("comparer", *(str(_sortie(n, dossier)) for n in ("moteur", "pandas"))), RACINE
                )
    mur = {nom: min(m.mur_s for m in siennes) for nom, siennes in mesures.items()}
    pic = max(m.pic_mio for nom in ("moteur", "tout") for m in mesures[nom])
    fois, ou = mur["pandas"] / mur["moteur"], f"à {milliers(contrats)}"
    return [
        Objectif(f"mur pandas / moteur, {ou}", f">= {FOIS} x", f"{fois:.1f} x", fois >= FOIS),
        Objectif(f"pic du moteur, {ou}", f"<= {PIC_MIO} Mio", f"{pic:.0f} Mio", pic <= PIC_MIO),
    ]


def _sortie(concurrent: str, dossier: Path) -> Path:
    return dossier.with_name(f"{dossier.name}.{concurrent}.parquet")


def _commande(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.indicateurs.{module}", *arguments]


def main() -> None:
    """Each size in turn; nothing is compared unless every result is the same."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.indicateurs")
    options.add_argument(
        "--taille", type=int, action="append", help="nombre de contrats (défaut : 100 000, 1 000 000)"
    )
    options.add_argument("--tours", type=int, default=1, help="tours de mesure (défaut : 1)")
    options.add_argument("--donnees", type=Path, default=ICI / "donnees" / "indicateurs")
    demande = options.parse_args()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in machine().items()))
    bilan: list[Objectif] = []
    try:
        for contrats in demande.taille or TAILLES:
            # apart: DuckDB in this process would count in the first peak of those that it launches
            mesurer(_commande("generateur", str(demande.donnees), str(contrats)), RACINE)
            dossier = next(demande.donnees.glob(f"i*-{contrats}-*[0-9]"))
            bilan += comparer(contrats, dossier, demande.tours)
    except EchecConcurrent as erreur:
        sys.exit(str(erreur))
    print("\n" + tableau_objectifs(bilan))


if __name__ == "__main__":
    main()
