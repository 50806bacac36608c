"""Every fault at every call of a publication: too long for every day, `make faults` runs it.

What the machine does not allow is said: « non exécuté ici ». Two wrong protocols are scored beside ours.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.publication.vie.verifier import verifier
from tests.publication.pannes.outils import ICI, MODES, environnement, par_deux, publier_a_part
from tests.publication.petit import octets, publier

SCENES = ("premiere", "suivante", "reste", "retrait", "reparation", "reelle")
FAUX = {"pointeur_d_abord": "le pointeur d'abord", "sur_place": "l'écriture sur place"}
TAILLES = (0, 1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 44)


def dire(texte: str) -> None:
    print(f"\n{texte}", flush=True)


@pytest.mark.parametrize("acte", SCENES)
def test_points(cale: Path, lieu: Path, reelle: Path, acte: str):
    """kill -9, EIO, ENOSPC and a short write at each call."""
    dit = par_deux(cale, acte, lieu, "--modes", f"{MODES},court", REELLE=str(reelle))
    par_appel = ", ".join(f"{appel} {n}" for appel, n in dit["par_appel"].items())
    dire(f"{acte} : {dit['points']} appels ({par_appel})")
    dire(f"{acte} : survécu {dit['survecu']} sur {dit['joues']} (tué, EIO, ENOSPC, écriture courte)")
    assert dit["ratees"] == []


@pytest.mark.parametrize("acte", FAUX)
def test_protocoles_faux(cale: Path, lieu: Path, acte: str):
    dit = par_deux(cale, acte, lieu, "--modes", f"{MODES},court")
    dire(f"à côté, {FAUX[acte]} : survécu {dit['survecu']} sur {dit['joues']}")
    assert dit["survecu"] < dit["joues"]


def test_coupures_de_courant(cale: Path, tmp_path: Path):
    fait = subprocess.run(
        [sys.executable, str(ICI / "coupures.py"), str(tmp_path / "coupures")],
        env=environnement(cale),
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == 0, fait.stderr[-3000:]
    dit = json.loads(fait.stdout.splitlines()[-1])
    if "non_execute" in dit:
        dire(f"coupures de courant : non exécuté ici : {dit['non_execute']}")
        return
    dire(f"coupures de courant (ext4) : survécu {dit['survecu']} sur {dit['joues']}")
    dire(
        f"à côté, fsync sans effet : version annoncée puis perdue : {'oui' if dit['sans_fsync_perdue'] else 'non'}"
    )
    assert dit["ratees"] == [] and dit["sans_fsync_perdue"]


@pytest.fixture
def memoire(tmp_path: Path) -> Iterator[Path]:
    """A depot on a disk in memory, whose size is ours to set."""
    ou = tmp_path / "memoire"
    ou.mkdir()
    monte = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(ou)], capture_output=True)
    if monte.returncode:
        dire("disques pleins, en lecture seule : non exécuté ici : « mount » est refusé")
        pytest.skip("mount")
    publier(ou / "exemple", 1)
    yield ou
    subprocess.run(["umount", str(ou)], check=True)


def remonter(ou: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(ou)], check=True)


@pytest.mark.parametrize("sorte", ["place", "fichiers"])
def test_disque_plein(memoire: Path, sorte: str):
    """At twelve sizes, from no room at all to enough."""
    depot, issues = memoire / "exemple", []
    avant = octets(depot)
    for taille in TAILLES:
        etat = os.statvfs(memoire)
        if sorte == "place":
            pris = (etat.f_blocks - etat.f_bfree) * etat.f_frsize
            remonter(memoire, f"size={pris + taille * 4096}")
        else:
            remonter(memoire, f"nr_inodes={etat.f_files - etat.f_ffree + taille}")
        code, dit = publier_a_part(depot, 2)
        remonter(memoire, "size=4m,nr_inodes=2000")
        assert "Traceback" not in dit, dit
        if code:
            assert "plus de place sur le disque" in dit, dit
        assert verifier(depot).fautes == []
        issues.append("publiée" if code == 0 else "publiée, mais" if "l'est bien" in dit else "refusée")
        if code == 0 or "l'est bien" in dit:
            break
        vus = octets(depot)  # and perhaps the new version, complete, that the next run adopts
        assert {nom: vus.get(nom) for nom in avant} == avant
    assert publier(depot, 2) == "2026.11.2" and verifier(depot).restes == []
    dire(f"disque plein ({sorte}) : survécu {len(issues)} sur {len(issues)} ({', '.join(issues)})")
    assert "refusée" in issues


def test_disque_en_lecture_seule(memoire: Path):
    depot = memoire / "exemple"
    avant = octets(depot)
    remonter(memoire, "ro")
    code, dit = publier_a_part(depot, 2)
    assert verifier(depot).fautes == []
    remonter(memoire, "rw")
    assert code == 1 and "le disque est en lecture seule" in dit and octets(depot) == avant, dit
    assert publier(depot, 2) == "2026.11.2"
    dire("disque en lecture seule : survécu 1 sur 1")


def test_un_montage_sous_versions(tmp_path: Path):
    """staging and versions on two file systems: refused at the door."""
    depot = tmp_path / "exemple"
    (depot / "versions").mkdir(parents=True)
    monte = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(depot / "versions")], capture_output=True)
    if monte.returncode:
        dire("deux disques : non exécuté ici : « mount » est refusé")
        return
    try:
        code, dit = publier_a_part(depot, 1)
        assert code == 1 and "du même disque" in dit, dit
    finally:
        subprocess.run(["umount", str(depot / "versions")], check=True)
    assert publier(depot, 1) == "2026.11.1"
    dire("deux disques : refusé avant tout, survécu 1 sur 1")
