"""The bench: an act (a publication, a withdrawal) is played again and again, each time with one fault more.

It runs under `cale.so` (LD_PRELOAD), imports everything once, then forks for each point. One line of JSON an act:

    LD_PRELOAD=cale.so python banc.py ACTE DOSSIER [--modes tuer,EIO] [--part 0/2] [--un-sur 3] [--points]
"""

import argparse
import ctypes
import errno
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ICI = Path(__file__).resolve().parent
sys.path.insert(0, str(ICI.parent))
sys.path.insert(0, str(ICI))
sys.path.insert(0, str(ICI.parents[2]))

import actes  # noqa: E402
import petit  # noqa: E402
from faux import sain  # noqa: E402

from pipelines.commun.erreurs import SpaserErreur  # noqa: E402
from pipelines.publication.depot import PublieMais  # noqa: E402
from pipelines.publication.vie.verifier import verifier  # noqa: E402

RIEN, TUER, ERREUR, COUPER, COURT = range(5)
MODES = {
    "tuer": (TUER, 0),
    "EIO": (ERREUR, errno.EIO),
    "ENOSPC": (ERREUR, errno.ENOSPC),
    "court": (COURT, 0),
    "couper": (COUPER, 0),
}
FAIT, REFUSE, FAIT_MAIS, PANNE, TUE = 0, 1, 3, 4, -9
Acte = Callable[[Path], None]


def jouer(
    acte: Acte, depot: Path, point: int = 0, mode: str = "", sans_fsync: bool = False
) -> tuple[int, list[str]]:
    """Play an act in a child that meets one fault; return its exit code and the calls that it made."""
    genre, numero = MODES.get(mode, (RIEN, 0))
    journal = os.memfd_create("appels")
    disque = os.open(depot.parent, os.O_RDONLY)
    enfant = os.fork()
    if enfant == 0:
        code = PANNE
        try:
            cale = ctypes.CDLL(None)
            # an absolute path, without a link in it: what the kernel says of a descriptor
            cale.panne_armer(os.fsencode(depot.resolve()), point, genre, numero, sans_fsync, journal, disque)
            acte(depot)
            code = FAIT
        except PublieMais:
            code = FAIT_MAIS
        except SpaserErreur:
            code = REFUSE
        except BaseException as erreur:  # told by its exit code, and on stderr
            print(f"point {point} {mode} : {type(erreur).__name__} {erreur}", file=sys.stderr)
        finally:
            os._exit(code)
    _, etat = os.waitpid(enfant, 0)
    os.lseek(journal, 0, os.SEEK_SET)
    with os.fdopen(journal, "rb") as liste:
        appels = liste.read().decode(errors="replace").splitlines()
    os.close(disque)
    return os.waitstatus_to_exitcode(etat), appels


class Banc:
    """An act, the depot before it, and what it makes of it when nothing fails."""

    def __init__(self, nom: str, lieu: Path) -> None:
        self.scene, self.depot = actes.SCENES[nom], lieu / "exemple"
        self.modele = lieu / "modele"
        shutil.rmtree(self.modele, ignore_errors=True)
        (self.modele / "exemple").mkdir(parents=True)
        self.scene.avant(self.modele / "exemple")
        self._remettre()
        self.avant = petit.octets(self.depot)
        index = json.loads(self.avant.get("index.json", b'{"versions": []}'))
        self.publiees = [[v["version"]] for v in index["versions"]]
        code, self.points = jouer(self.scene.acte, self.depot)
        assert code == FAIT, f"{nom} : {code}"
        self.apres = petit.octets(self.depot)

    def frapper(self, point: int, mode: str) -> str:
        """Play the act with one fault, then once more without; say what is wrong, nothing when all is well."""
        self._remettre()
        code, _ = jouer(self.scene.acte, self.depot, point, mode)
        return self.juger(code)

    def juger(self, code: int) -> str:
        """Look at the disk, not at the code: the former release or the new one, whole; then the next command works."""
        vus = petit.octets(self.depot)
        latest = vus.get("latest.json")
        if code == PANNE:
            return "la panne n'est pas dite par une phrase"
        if latest not in (self.avant.get("latest.json"), self.apres["latest.json"]):
            return "latest.json n'est ni l'ancien ni le nouveau"
        if latest is not None and (faute := sain(self.depot)) and not self._vide():
            return f"ce que latest.json annonce n'est pas là : {faute}"
        if code in (FAIT, FAIT_MAIS) and latest != self.apres["latest.json"]:
            return "la commande a dit avoir réussi"
        if self.scene.vrai:
            gardes = {
                n: o for n, o in self.avant.items() if n.split("/")[1:2] in self.publiees and n in self.apres
            }
            perdus = [n for n, o in gardes.items() if self.apres[n] == o and vus.get(n) != o]
            if perdus:
                return f"une version publiée a changé : {perdus[0]}"
            fautes = [f for f in verifier(self.depot).fautes if f.nature not in self.scene.permises]
            if fautes:
                return f"spaser verify : {fautes[0].nature} {fautes[0].fichier}"
        suite, _ = jouer(self.scene.suite or self.scene.acte, self.depot)
        if suite != FAIT:
            return f"la commande suivante échoue ({suite})"
        if petit.octets(self.depot) != self.apres:
            autres = set({*self.apres, *petit.octets(self.depot)})
            ecart = sorted(n for n in autres if petit.octets(self.depot).get(n) != self.apres.get(n))
            return f"la commande suivante donne d'autres octets : {ecart[0]}"
        return ""

    def _vide(self) -> bool:
        return b'"version": null' in (self.depot / "latest.json").read_bytes()

    def _remettre(self) -> None:
        shutil.rmtree(self.depot, ignore_errors=True)
        shutil.copytree(self.modele / "exemple", self.depot, symlinks=True)


def main() -> None:
    """Play the points that the arguments ask for, and print what came of them."""
    lecture = argparse.ArgumentParser()
    lecture.add_argument("acte")
    lecture.add_argument("lieu", type=Path)
    lecture.add_argument("--modes", default="tuer,EIO,ENOSPC")
    lecture.add_argument("--part", default="0/1")
    lecture.add_argument("--un-sur", type=int, default=1)
    lecture.add_argument("--points", action="store_true")
    demande = lecture.parse_args()
    demande.lieu.mkdir(parents=True, exist_ok=True)
    banc = Banc(demande.acte, demande.lieu)
    dit: dict[str, object] = {"acte": demande.acte, "points": len(banc.points)}
    if demande.points:
        dit["liste"] = banc.points
    else:
        part, parts = (int(n) for n in demande.part.split("/"))
        joues, ratees, touches = 0, [], Counter[str]()
        for rang, mode in enumerate(demande.modes.split(",")):
            for point in range(1, len(banc.points) + 1):
                if point % parts != part or (point + rang) % demande.un_sur:
                    continue
                joues += 1
                touches[banc.points[point - 1].split()[0]] += 1
                if faute := banc.frapper(point, mode):
                    ratees.append([mode, point, banc.points[point - 1], faute])
        dit |= {"joues": joues, "survecu": joues - len(ratees), "par_appel": touches, "ratees": ratees}
    print(json.dumps(dit, ensure_ascii=False))


if __name__ == "__main__":
    main()
