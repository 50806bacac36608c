"""Power cuts: the small publication on an ext4 image, cut at each of its calls (FS_IOC_SHUTDOWN), mounted again.

Runs under `cale.so`, as root. One line of JSON, or {"non_execute": why} where the kernel does not allow it.

    LD_PRELOAD=cale.so python coupures.py DOSSIER
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from banc import FAIT, Banc, jouer
from petit import octets


class Disque:
    """An ext4 image with the depot before the act; each `neuf` starts again from it."""

    def __init__(self, lieu: Path, banc: Banc) -> None:
        self.reference, self.image, self.ou = lieu / "reference.img", lieu / "disque.img", lieu / "monte"
        self.ou.mkdir()
        with self.reference.open("wb") as file:
            file.truncate(24 << 20)
        commander("mkfs.ext4", "-q", "-F", str(self.reference))
        self._monter(self.reference)
        shutil.copytree(banc.modele / "exemple", self.ou / "exemple", symlinks=True)
        self.demonter()

    def neuf(self) -> Path:
        shutil.copyfile(self.reference, self.image)
        self._monter(self.image)
        return self.ou / "exemple"

    def remonter(self) -> None:
        """What the journal of the file system kept is played again, the rest is lost."""
        self.demonter()
        self._monter(self.image)

    def _monter(self, image: Path) -> None:
        commander("mount", "-o", "loop", str(image), str(self.ou))

    def demonter(self) -> None:
        commander("umount", str(self.ou))


def commander(*mots: str) -> None:
    subprocess.run(
        mots, check=True, capture_output=True, env={k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}
    )


def couper(disque: Disque) -> None:
    """Cut the power now."""
    import ctypes

    fd = os.open(disque.ou, os.O_RDONLY)
    ctypes.CDLL(None).panne_couper(fd)
    os.close(fd)


def main() -> None:
    """Cut at each call, then after the end; then after an end whose fsync did nothing, which must show."""
    lieu = Path(sys.argv[1])
    lieu.mkdir(parents=True, exist_ok=True)
    banc = Banc("suivante", lieu / "banc")
    try:
        disque = Disque(lieu, banc)
    except (OSError, subprocess.CalledProcessError) as erreur:
        print(json.dumps({"non_execute": f"pas d'image ext4 à monter ici ({erreur})"}))
        return
    ratees: list[list[object]] = []
    for point in range(1, len(banc.points) + 2):
        banc.depot = disque.neuf()
        code, _ = jouer(banc.scene.acte, banc.depot, point, "couper")
        if point > len(banc.points):
            couper(disque)
        disque.remonter()
        if faute := banc.juger(code):
            ratees.append([point, faute])
        disque.demonter()
    banc.depot = disque.neuf()
    code, _ = jouer(banc.scene.acte, banc.depot, sans_fsync=True)
    couper(disque)
    disque.remonter()
    perdue = code == FAIT and octets(banc.depot) != banc.apres
    disque.demonter()
    joues = len(banc.points) + 1
    dit = {"joues": joues, "survecu": joues - len(ratees), "ratees": ratees, "sans_fsync_perdue": perdue}
    print(json.dumps(dit, ensure_ascii=False))


if __name__ == "__main__":
    main()
