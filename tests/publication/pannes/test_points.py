"""A publication that meets one fault, at each of its calls in turn: the former release or the new one, whole.

Here every call of the commit on a release of small files, and a sample of the product's own; `make faults` plays all.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.publication.pannes.outils import PETIT, environnement, sur_le_banc

pytestmark = pytest.mark.outil("gcc")
TRACES = (
    "write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,openat,open,unlink,unlinkat,rmdir,"
    "symlink,symlinkat,link,linkat,chmod,fchmod,fchmodat,ftruncate"
)
FAMILLES = {
    "openat": "open",
    "pwrite64": "pwrite",
    "renameat": "rename",
    "renameat2": "rename",
    "mkdirat": "mkdir",
}
FAMILLES |= {
    "unlinkat": "unlink",
    "symlinkat": "symlink",
    "linkat": "link",
    "fchmod": "chmod",
    "fchmodat": "chmod",
}


@pytest.mark.parametrize(
    ("acte", "un_sur"), [("suivante", 1), ("premiere", 5), ("reste", 5), ("retrait", 4), ("reparation", 5)]
)
def test_every_point_leaves_a_whole_release_and_the_next_command_ends_the_work(
    cale: Path, lieu: Path, acte: str, un_sur: int
):
    dit = sur_le_banc(cale, acte, lieu, "--un-sur", str(un_sur))
    assert dit["ratees"] == []
    assert dit["joues"] >= 3 * dit["points"] // un_sur - 3 and dit["points"] >= 40
    assert {"open", "fsync", "rename", "mkdir", "unlink"} <= set(dit["par_appel"])


def test_the_bench_finds_out_two_wrong_protocols(cale: Path, lieu: Path):
    """The proof of the bench: were it blind, the test above would say nothing."""
    scores = {acte: sur_le_banc(cale, acte, lieu / acte) for acte in ("pointeur_d_abord", "sur_place")}
    for acte, dit in scores.items():
        assert dit["survecu"] < dit["joues"] / 2, acte


def test_a_publication_of_the_product_survives_too(cale: Path, reelle: Path, lieu: Path):
    dit = sur_le_banc(cale, "reelle", lieu, "--points", REELLE=str(reelle))
    un_sur = dit["points"] // 2
    joue = sur_le_banc(cale, "reelle", lieu, "--un-sur", str(un_sur), REELLE=str(reelle))
    assert joue["ratees"] == [] and joue["joues"] >= 3


@pytest.mark.outil("strace")
def test_strace_sees_the_same_calls(cale: Path, lieu: Path):
    """The shim counts what it intercepts: a call that it did not would be a point that is never played."""
    depot = (lieu / "exemple").resolve()
    subprocess.run([sys.executable, str(PETIT), str(depot), "1"], env=environnement(), check=True)
    vus = sur_le_banc(cale, "suivante", lieu / "banc", "--points")["liste"]
    trace = lieu / "trace"
    strace = ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={TRACES}", "-o", str(trace)]
    publication = [sys.executable, str(PETIT), str(depot), "2"]
    subprocess.run([*strace, *publication], env=environnement(), check=True, stdout=subprocess.DEVNULL)
    lus = Counter(
        appel for ligne in trace.read_text(errors="replace").splitlines() if (appel := _appel(ligne, depot))
    )
    assert lus == Counter(vu.split()[0] for vu in vus)


def _appel(ligne: str, depot: Path) -> str:
    """Name the call of a line of strace, if it changes the depot."""
    lue = re.match(r"\d+ +(\w+)\((.*)", ligne)
    if not lue or f"{depot}" not in lue[2]:
        return ""
    nom, reste = lue.groups()
    if nom in ("open", "openat") and "O_CREAT" not in reste:
        return ""
    if nom == "write" and not re.match(rf"\d+<{re.escape(str(depot))}", reste):
        return ""
    return FAMILLES.get(nom, nom)
