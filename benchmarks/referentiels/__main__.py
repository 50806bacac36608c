"""`python -m benchmarks.referentiels`: the same suppliers as pandas, at what cost. Only the command line is here."""

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.mesure import EchecConcurrent, Mesure, mesurer
from benchmarks.objectifs import Objectif, milliers
from benchmarks.rapport import machine, tableau_objectifs

ICI = Path(__file__).parents[1]
RACINE = ICI.parent
TAILLE = 30_000_000
PLUS_S, PLUS_MIO = 2, 300
"""What looking suppliers up may add to a run: seconds and memory beyond those of a process that does nothing."""
LIBELLES = {
    "rien": "rien : Python, DuckDB, les modules",
    "pandas": "pandas, pyarrow filtre les SIRET",
    "nous": "nous, première lecture",
    "gardee": "nous, extrait déjà gardé",
}


def passer(concurrent: str, dossier: Path) -> Mesure:
    """Run a contender in its own process; say what it took."""
    nom = "nous" if concurrent == "gardee" else concurrent
    sortie = _sortie(nom, dossier)
    if concurrent == "nous":
        shutil.rmtree(sortie.with_suffix(".cache"), ignore_errors=True)
    mesure = mesurer(_commande("concurrent", nom, str(dossier), str(sortie)), RACINE)
    print(
        f"  {LIBELLES[concurrent]:34}{mesure.mur_s:9.2f}{mesure.cpu_s:9.2f}{mesure.pic_mio:9.0f}", flush=True
    )
    return mesure


def comparer(etablissements: int, dossier: Path, tours: int) -> list[Objectif]:
    """Check that the answers are the same, then set what they took beside the goals: best round, worst peak.

    Errors: answers that differ.
    """
    octets = (dossier / "etablissements.parquet").stat().st_size
    print(f"\n{milliers(etablissements)} établissements ({octets / 1e6:.0f} Mo)")
    print(f"  {'':34}{'mur s':>9}{'CPU s':>9}{'pic Mio':>9}")
    mesures: dict[str, list[Mesure]] = {nom: [] for nom in LIBELLES}
    for tour in range(tours):
        for nom, siennes in mesures.items():
            siennes.append(passer(nom, dossier))
            if nom in ("nous", "gardee") and tour == 0:
                mesurer(
                    _commande("comparer", *(str(_sortie(n, dossier)) for n in ("nous", "pandas"))), RACINE
                )
    mur = {nom: min(m.mur_s for m in siennes) for nom, siennes in mesures.items()}
    plus = {nom: mur[nom] - mur["rien"] for nom in ("nous", "gardee")}
    pic = max(m.pic_mio for nom in ("nous", "gardee") for m in mesures[nom])
    pic -= min(m.pic_mio for m in mesures["rien"])
    ou = f"à {milliers(etablissements)}"
    fois = mur["pandas"] / mur["nous"]
    return [
        Objectif(
            f"temps ajouté, première lecture, {ou}",
            f"<= {PLUS_S} s",
            f"{plus['nous']:.1f} s",
            plus["nous"] <= PLUS_S,
        ),
        Objectif(
            f"temps ajouté, extrait gardé, {ou}",
            f"<= {PLUS_S} s",
            f"{plus['gardee']:.1f} s",
            plus["gardee"] <= PLUS_S,
        ),
        Objectif(f"mémoire ajoutée, {ou}", f"<= {PLUS_MIO} Mio", f"{pic:.0f} Mio", pic <= PLUS_MIO),
        Objectif(f"mur pandas / nous, première lecture, {ou}", ">= 1 x", f"{fois:.1f} x", fois >= 1),
    ]


def _sortie(concurrent: str, dossier: Path) -> Path:
    return dossier.with_name(f"{dossier.name}.{concurrent}")


def _commande(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.referentiels.{module}", *arguments]


def main() -> None:
    """Make the file once; nothing is compared unless every answer is the same."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.referentiels")
    options.add_argument(
        "--taille", type=int, default=TAILLE, help="nombre d'établissements (défaut : 30 000 000)"
    )
    options.add_argument("--tours", type=int, default=1, help="tours de mesure (défaut : 1)")
    options.add_argument("--donnees", type=Path, default=ICI / "donnees" / "referentiels")
    demande = options.parse_args()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in machine().items()))
    try:
        # apart: DuckDB in this process would count in the first peak of those that it launches
        mesurer(_commande("generateur", str(demande.donnees), str(demande.taille)), RACINE)
        dossier = next(demande.donnees.glob(f"r*-{demande.taille}"))
        bilan = comparer(demande.taille, dossier, demande.tours)
    except EchecConcurrent as erreur:
        sys.exit(str(erreur))
    print("\n" + tableau_objectifs(bilan))


if __name__ == "__main__":
    main()
