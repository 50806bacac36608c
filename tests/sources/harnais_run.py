"""`spaser run` against the stand-in, killed anywhere and started again: the release and the raw store are the same.

Too long for every day: `make faults` runs it. COUPURES is the number of kills (50), GRAINE the seed, DECP a folder with
`ministere`, `decp_info` and `plateforme` inside (by default, files of the fictional community).
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from tests.sources.datagouv import MINISTERE, DataGouv, Jeu

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "data/raw/exemple/decp"
COUPURES = int(os.environ.get("COUPURES", "50"))
GRAINE = int(os.environ.get("GRAINE", "6"))
PAR_SERIE = 5
DECP_INFO, PLATEFORME = "608c055b35eb4e6ee20eb325", "65cf11893fda573b53b19f52"
SOURCES = """
sources:
  - {{nom: "ministere", type: "ministere", api: "{url}", adresses_privees: ["{hote}"], ressources: ["*"]}}
  - {{nom: "decp-info", type: "decp_info", api: "{url}", adresses_privees: ["{hote}"], ressources: ["*"]}}
  - {{nom: "plateforme", type: "jeu", jeu: "{jeu}", api: "{url}", adresses_privees: ["{hote}"]}}
"""


def partager(publie: Path) -> bool:
    """Lay out what the three datasets publish; tell whether it is fictional."""
    if donne := os.environ.get("DECP"):
        shutil.copytree(donne, publie)
        return False
    for jeu, motif in (("ministere", "pes_*.json"), ("decp_info", "*.csv"), ("plateforme", "profil-*")):
        (publie / jeu).mkdir(parents=True)
        for path in EXEMPLE.glob(motif):
            shutil.copy(path, publie / jeu)
    return True


def definir(ici: Path, serveur: DataGouv, fictif: bool) -> str:
    """Write a SPASER whose only inputs are these sources: that of Bordeaux, under another name."""
    slug = "exemple-sources" if fictif else "reel"
    (ici / "spasers").mkdir()
    (ici / "spasers/national").symlink_to(RACINE / "spasers/national")
    shutil.copytree(RACINE / "spasers/bordeaux", ici / "spasers" / slug)
    fiche = next((ici / "spasers" / slug).glob("*/spaser.yaml"))
    texte = fiche.read_text(encoding="utf-8").replace("slug: bordeaux", f"slug: {slug}")
    texte = texte.replace("fictif: false", f"fictif: {str(fictif).lower()}")
    sources = SOURCES.format(url=serveur.url, hote=serveur.hote, jeu=PLATEFORME)
    fiche.write_text(f'{texte}\narrete_au: "2026-06-30"\n{sources}', encoding="utf-8")
    return slug


def lancer(ici: Path, slug: str, pendant_s: float | None = None) -> int | None:
    """Run the command to its end, or kill it after some seconds (None)."""
    commande = "from pipelines.cli import main; main()"
    with (ici / "journal.txt").open("ab") as journal:
        processus = subprocess.Popen(
            [sys.executable, "-c", commande, "run", slug],
            cwd=ici,
            env=os.environ | {"PYTHONPATH": str(RACINE)},
            stdout=journal,
            stderr=journal,
        )
        try:
            return processus.wait(pendant_s)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()
            return None


def issue(ici: Path) -> dict[str, str]:
    """Digest what stays: every file of the releases, and of the raw store (the moments of reception apart)."""
    vus = {}
    for path in sorted((ici / "data/published").rglob("*")):
        if path.is_file() and path.name != ".verrou":
            vus[str(path.relative_to(ici))] = sha256(path.read_bytes()).hexdigest()
    for path in sorted((ici / "data/raw/magasin").rglob("*")):
        nom = str(path.relative_to(ici))
        if not path.is_file() or "/.tmp/" in nom or path.name == ".verrou":
            continue
        texte = path.read_bytes()
        if path.suffix == ".json":
            dit = json.loads(texte)
            for moment in ("recu_le", "depuis", "jour"):
                dit.pop(moment, None)
            texte = json.dumps(dit, sort_keys=True).encode()
        vus[nom] = sha256(texte).hexdigest()
    return vus


@pytest.mark.parametrize("coupures", [COUPURES])
def test_killed_anywhere_and_started_again(coupures: int, tmp_path: Path):
    fictif = partager(tmp_path / "publie")
    jeux = [Jeu(i, tmp_path / "publie" / nom) for nom, i in
            (("ministere", MINISTERE), ("decp_info", DECP_INFO), ("plateforme", PLATEFORME))]  # fmt: skip
    hasard = random.Random(GRAINE)
    with DataGouv(*jeux) as serveur:
        slug = definir(tmp_path, serveur, fictif)
        debut = time.monotonic()
        assert lancer(tmp_path, slug) == 0, (tmp_path / "journal.txt").read_text(encoding="utf-8")[-2000:]
        duree, reference = time.monotonic() - debut, issue(tmp_path)
        morts = entieres = series = 0
        while morts < coupures:
            shutil.rmtree(tmp_path / "data")
            for _ in range(min(PAR_SERIE, coupures - morts)):
                fini = lancer(tmp_path, slug, hasard.uniform(0.1, duree))
                morts, entieres = morts + (fini is None), entieres + (fini is not None)
            assert lancer(tmp_path, slug) == 0, (tmp_path / "journal.txt").read_text(encoding="utf-8")[-2000:]
            assert issue(tmp_path) == reference
            series += 1
    print(
        f"\n{morts} morts, {entieres} passages entiers, {series} séries : {len(reference)} fichiers identiques"
    )
