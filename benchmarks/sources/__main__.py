"""`python -m benchmarks.sources`: 101 monthly files: nothing, one month, everything changed, beside a sha256 pass.

One process each, whole commands, start-up included. After the last round the tables that updates made are compared,
byte for byte, with those of a full ingest of the same files. Only the command line is here.
"""

import argparse
import shutil
import sys
from pathlib import Path
from statistics import median

from benchmarks.mesure import EchecConcurrent, Mesure, mesurer
from benchmarks.objectifs import Objectif, milliers
from benchmarks.rapport import machine, tableau_objectifs

ICI = Path(__file__).parents[1]
RACINE = ICI.parent
TAILLE = 1_000_000
INCHANGE_SHA, INCHANGE_S, MOIS = 1.5, 0.3, 0.1
"""To reach: nothing changed, in sha256 passes, or in seconds by the files' dates; one month, in full ingests."""
LIBELLES = {
    "sha256": "une passe sha256 des fichiers (Python)",
    "inchange": "ingest, rien n'a changé (tailles et dates)",
    "verifie": "ingest, rien n'a changé (--verifier : octets)",
    "mois": "ingest, un mois a changé",
    "complet": "ingest de rien",
}
SHA256 = (
    "import hashlib, pathlib, sys; "
    "[hashlib.file_digest(p.open('rb'), 'sha256').hexdigest() for p in sorted(pathlib.Path(sys.argv[1]).iterdir())]"
)


class Banc:
    """A folder of files, which changes, and the folder of tables made from it."""

    def __init__(self, donnees: Path, taille: int) -> None:
        self.source, self.fichiers, self.tables = donnees, donnees / "fichiers", donnees / "tables"
        mesurer(
            [
                sys.executable,
                "-m",
                "benchmarks.sources.generer",
                str(donnees),
                str(ICI / "donnees" / str(taille)),
                str(taille),
            ],
            RACINE,
        )
        shutil.rmtree(self.fichiers, ignore_errors=True)
        shutil.copytree(donnees / "mois", self.fichiers, copy_function=lambda a, b: Path(b).hardlink_to(a))
        self.mois = max(self.fichiers.iterdir())
        self.retouche = False

    def changer(self) -> None:
        """Replace the latest month by its other state."""
        self.retouche = not self.retouche
        autre = self.source / "retouche.json" if self.retouche else self.source / "mois" / self.mois.name
        self.mois.unlink()
        shutil.copyfile(autre, self.mois)

    def passer(self, quoi: str) -> Mesure:
        """Run one contender in its own process."""
        if quoi == "sha256":
            return mesurer([sys.executable, "-c", SHA256, str(self.fichiers)], RACINE)
        sortie = self.tables
        if quoi == "complet":
            sortie = self.source / "de-rien"
            shutil.rmtree(sortie, ignore_errors=True)
        elif quoi == "mois":
            self.changer()
        suite = ["--verifier"] if quoi == "verifie" else []
        commande = [sys.executable, "-m", "pipelines.cli", "ingest", str(self.fichiers), "--out", str(sortie)]
        return mesurer([*commande, "--arrete-au", "2026-06-30", *suite], RACINE)

    def comparer(self) -> int:
        """Check that the updated tables are those made from nothing; return how many bytes were compared."""
        total = 0
        for attendue in sorted(p for p in (self.source / "de-rien").glob("[!.]*.*") if p.is_file()):
            octets = attendue.read_bytes()
            if octets != (self.tables / attendue.name).read_bytes():
                raise EchecConcurrent(f"{attendue.name} diffère entre la mise à jour et la lecture de rien.")
            total += len(octets)
        return total


def main() -> None:
    """Make the files once, ingest them, then measure in rounds."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.sources")
    options.add_argument(
        "--taille", type=int, default=TAILLE, help="nombre d'enregistrements (défaut : 1 000 000)"
    )
    options.add_argument(
        "--tours", type=int, default=3, help="tours de mesure (défaut : 3 ; le complet, une fois)"
    )
    options.add_argument("--donnees", type=Path, default=ICI / "donnees" / "sources")
    demande = options.parse_args()
    print(", ".join(f"{cle} {valeur}" for cle, valeur in machine().items()))
    try:
        banc = Banc(demande.donnees / str(demande.taille), demande.taille)
        shutil.rmtree(banc.tables, ignore_errors=True)
        mesurees: dict[str, list[Mesure]] = {nom: [] for nom in LIBELLES}
        banc.passer("inchange")  # the first time, everything is read
        for _ in range(demande.tours):
            for nom in ("sha256", "inchange", "verifie", "mois"):
                mesurees[nom].append(banc.passer(nom))
        mesurees["complet"].append(banc.passer("complet"))
        compares = banc.comparer()
    except EchecConcurrent as erreur:
        sys.exit(str(erreur))
    fichiers = [p.stat().st_size for p in banc.fichiers.iterdir()]
    print(
        f"\n{milliers(demande.taille)} enregistrements, {len(fichiers)} fichiers, {sum(fichiers) / 1e6:.0f} Mo"
    )
    print(f"  {'':48}{'mur s':>9}{'CPU s':>9}{'pic Mio':>9}")
    mur, cpu = {}, {}
    for nom, siennes in mesurees.items():
        mur[nom], cpu[nom] = median(m.mur_s for m in siennes), median(m.cpu_s for m in siennes)
        print(f"  {LIBELLES[nom]:48}{mur[nom]:9.2f}{cpu[nom]:9.2f}{max(m.pic_mio for m in siennes):9.0f}")
    print(
        f"  tables égales, octet pour octet, à celles d'une lecture de rien : {compares / 1e6:.0f} Mo comparés"
    )
    rapports = (
        ("rien n'a changé, octets relus / passe sha256", mur["verifie"] / mur["sha256"], INCHANGE_SHA, "x"),
        ("rien n'a changé, tailles et dates", mur["inchange"], INCHANGE_S, "s"),
        ("un mois / de rien, temps", mur["mois"] / mur["complet"], MOIS, "x"),
        ("un mois / de rien, processeur", cpu["mois"] / cpu["complet"], MOIS, "x"),
    )
    objectifs = [
        Objectif(libelle, f"<= {but} {unite}", f"{lu:.2f} {unite}", lu <= but)
        for libelle, lu, but, unite in rapports
    ]
    print("\n" + tableau_objectifs(objectifs))


if __name__ == "__main__":
    main()
