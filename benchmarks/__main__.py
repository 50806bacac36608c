"""`python -m benchmarks`: generate, check equality, time in rounds, print beside the goals.

Only the command line is here.
"""

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.generateur import generer
from benchmarks.mesure import EchecConcurrent, mesurer
from benchmarks.objectifs import GRANDE, Campagne, milliers, objectifs
from benchmarks.rapport import garder, machine, tableau, tableau_objectifs
from benchmarks.tours import CONCURRENTS, LOURDS, RACINE, Concurrent, courir, memoire_disponible

ICI = Path(__file__).parent


def taille(texte: str) -> int:
    """Read 1000, 100k, 1M."""
    if not (lu := re.fullmatch(r"(\d+)([kM]?)", texte)):
        raise argparse.ArgumentTypeError("un nombre est attendu, comme 5000, 100k ou 1M")
    return int(lu[1]) * {"": 1, "k": 1_000, "M": 1_000_000}[lu[2]]


def arguments() -> argparse.Namespace:
    noms = [c.nom for c in CONCURRENTS]
    options = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Compare la lecture des DECP à orjson et à json_normalize, sur des fichiers générés.",
        epilog="Exemple : python -m benchmarks --taille 100k --tours 5",
    )
    options.add_argument("--taille", type=taille, action="append", help="100k, 1M... (défaut : 100k puis 1M)")
    options.add_argument("--tours", type=int, help="tours de mesure (défaut : 5, et 3 à partir de 1M)")
    options.add_argument(
        "--gros", action="store_true", help="les concurrents gourmands aussi à 1M (10 Go de mémoire)"
    )
    options.add_argument(
        "--sans", action="append", default=[], choices=noms, help="laisser un concurrent de côté"
    )
    options.add_argument("--donnees", type=Path, default=ICI / "donnees", help="où générer les fichiers")
    return options.parse_args()


def retenir(nombre: int, octets: int, demande: argparse.Namespace) -> list[Concurrent]:
    """Choose who runs at this size, saying who does not and why."""
    retenus = []
    for c in CONCURRENTS:
        if c.nom in demande.sans:
            print(f"  laissé de côté : {c.libelle}")
        elif nombre >= GRANDE and not demande.gros and c.nom in LOURDS:
            print(f"  laissé de côté sans --gros : {c.libelle}")
        elif c.memoire * octets > memoire_disponible():
            print(
                f"  non exécuté, {c.memoire * octets / 1e9:.0f} Go de mémoire libre nécessaires : {c.libelle}"
            )
        else:
            retenus.append(c)
    return retenus


def main() -> None:
    demande = arguments()
    depart, contexte, campagne = datetime.now(UTC), machine(), Campagne()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in contexte.items()))
    vide = mesurer([sys.executable, "-c", "pass"], RACINE)
    print(f"un processus vide : {vide.mur_s:.2f} s, {vide.pic_mio:.0f} Mio")
    for nombre in demande.taille or [100_000, GRANDE]:
        donnees = demande.donnees / str(nombre)
        print(f"\n{milliers(nombre)} enregistrements : génération")
        fichiers = generer(donnees, nombre)
        octets = sum(f.stat().st_size for f in fichiers)
        tours = demande.tours if demande.tours is not None else 3 if nombre >= GRANDE else 5
        try:
            resultats = courir(retenir(nombre, octets, demande), donnees, fichiers, tours, print)
        except EchecConcurrent as erreur:
            sys.exit(str(erreur))
        if resultats:
            campagne[nombre] = resultats
            print("\n" + tableau(nombre, campagne, octets))
    if campagne:
        print("\n" + tableau_objectifs(objectifs(campagne)))
        chemin = ICI / "resultats" / f"{depart:%Y%m%dT%H%M%SZ}.jsonl"
        garder(chemin, campagne, {**contexte, "vide_mio": round(vide.pic_mio, 1)})
        print(f"\nMesures : {chemin.relative_to(RACINE)}")


if __name__ == "__main__":
    main()
