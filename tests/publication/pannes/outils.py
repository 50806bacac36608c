"""The bench of faults, started from a test: the shim compiled, an act played in a process of its own."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ICI = Path(__file__).parent
RACINE = ICI.parents[2]
PETIT = ICI.parent / "petit.py"
MODES = "tuer,EIO,ENOSPC"


def compiler(dossier: Path) -> Path:
    """Compile the shim."""
    cale = dossier / "cale.so"
    commande = [
        "gcc",
        "-shared",
        "-fPIC",
        "-O1",
        "-Wall",
        "-Werror",
        "-o",
        str(cale),
        str(ICI / "cale.c"),
        "-ldl",
    ]
    subprocess.run(commande, check=True, capture_output=True)
    return cale


def environnement(cale: Path | None = None, **autres: str) -> dict[str, str]:
    avec = {"LD_PRELOAD": str(cale)} if cale else {}
    return os.environ | {"PYTHONPATH": str(RACINE), "PYTHONDONTWRITEBYTECODE": "1"} | avec | autres


def sur_le_banc(cale: Path, acte: str, lieu: Path, *options: str, **env: str) -> dict[str, Any]:
    """Play an act on the bench; return what it says."""
    fait = subprocess.run(
        [sys.executable, str(ICI / "banc.py"), acte, str(lieu), *options],
        env=environnement(cale, **env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == 0, fait.stderr[-3000:]
    dit: dict[str, Any] = json.loads(fait.stdout.splitlines()[-1])
    return dit


def par_deux(cale: Path, acte: str, lieu: Path, *options: str, **env: str) -> dict[str, Any]:
    """Play an act on two benches at once, each with half of the points."""
    with ThreadPoolExecutor(2) as ensemble:
        parts = list(
            ensemble.map(
                lambda n: sur_le_banc(cale, acte, lieu / str(n), "--part", f"{n}/2", *options, **env),
                range(2),
            )
        )
    par_appel: dict[str, int] = {}
    for part in parts:
        for appel, n in part["par_appel"].items():
            par_appel[appel] = par_appel.get(appel, 0) + n
    return parts[0] | {
        "joues": sum(p["joues"] for p in parts),
        "survecu": sum(p["survecu"] for p in parts),
        "ratees": [r for p in parts for r in p["ratees"]],
        "par_appel": dict(sorted(par_appel.items())),
    }


def lancer(depot: Path, rang: int, *avant: str, **env: str) -> "subprocess.Popen[str]":
    """Start a publication of the small release in a process of its own."""
    return subprocess.Popen(
        [*avant, sys.executable, str(PETIT), str(depot), str(rang)],
        env=environnement(None, **env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def publier_a_part(depot: Path, rang: int, *avant: str, **env: str) -> tuple[int, str]:
    """Publish in a process of its own; return its exit code and what it said."""
    processus = lancer(depot, rang, *avant, **env)
    sortie, erreurs = processus.communicate(timeout=120)
    return processus.returncode, sortie + erreurs
