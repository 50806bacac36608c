"""`spaser ingest`: nothing is done again when nothing changed, and the tables are always those of the files."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun.empreintes import VUES, etat_de
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats import etablir
from pipelines.decp.source import Source
from pipelines.ingestion import ETAT, FAIT, LECTURES, ingerer
from tests.decp.outils import document, marche

JOUR = date(2026, 6, 30)
COUPURES = int(os.environ.get("COUPURES", "2"))
"""At how many places a run is killed, and a third as many moments, taken at random."""


class Ingestion:
    """A folder of files and its tables, made by a decider that only writes what it was given."""

    def __init__(self, dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entree, self.sortie, self.dit = dossier / "entree", dossier / "sortie", []
        self.entree.mkdir()
        self.faits = 0
        monkeypatch.setattr(etablir, "etablir", self._etablir)

    def _etablir(
        self, sources: Sequence[Source], staging: Path, sortie: Path, jour: date, **_: Any
    ) -> dict[str, Any]:
        self.faits += 1
        bilan = {"total": {s.fichier: s.lus for s in sources}, "jour": jour.isoformat()}
        (sortie / "contrats.parquet").write_text(str([s.sha256 for s in sources]))
        (sortie / "bilan.json").write_text(json.dumps(bilan))
        return bilan

    def ingerer(self, *chemins: Path, jour: date = JOUR, **options: bool) -> dict[str, Any]:
        """Ingest the folder, or these files; `dit` is what the person at the keyboard is told."""
        self.dit: list[str] = []
        return ingerer(chemins or [self.entree], self.sortie, jour, suivi=self.dit.append, **options)

    @property
    def table(self) -> str:
        return (self.sortie / "contrats.parquet").read_text()


@pytest.fixture
def ici(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ingestion:
    chez = Ingestion(tmp_path, monkeypatch)
    (chez.entree / "a.json").write_bytes(document(marche("2024A")))
    (chez.entree / "b.json").write_bytes(document(marche("2024B"), marche("2024C")))
    return chez


def test_nothing_is_done_when_nothing_changed(ici: Ingestion):
    bilan = ici.ingerer()
    assert bilan["total"] == {"a.json": 1, "b.json": 2}
    assert ici.dit == ["Lecture de a.json", "Lecture de b.json", "Établissement des contrats"]
    for options in ({}, {"verifier": True}, {"ajouter": True}):
        assert ici.ingerer(**options) == bilan
        assert (ici.faits, ici.dit) == (1, [])
    (ici.entree / "a.json").touch()
    assert ici.ingerer() == bilan
    assert (ici.faits, ici.dit) == (2, ["Établissement des contrats"])


def test_what_changed_is_done(ici: Ingestion):
    ici.ingerer()
    ici.ingerer(jour=date(2026, 7, 1))
    assert (ici.faits, ici.dit) == (2, ["Établissement des contrats"])
    (ici.entree / "a.json").unlink()
    assert ici.ingerer()["total"] == {"b.json": 2}
    (ici.entree / "c.json").write_bytes(document(marche("2024D")))
    assert ici.ingerer()["total"] == {"b.json": 2, "c.json": 1}
    assert ici.dit[:-1] == ["Lecture de c.json"]
    (ici.entree / "c.json").rename(ici.entree / "d.json")
    assert ici.ingerer()["total"] == {"b.json": 2, "d.json": 1}
    assert (ici.faits, ici.dit[:-1]) == (5, [])


@pytest.mark.parametrize(
    "quoi", ["touchée", "ôtée", "de trop", "bilan coupé", "fait coupé", "fait autre", "fait rien"]
)
def test_tables_that_somebody_touched_are_made_again(quoi: str, ici: Ingestion):
    bilan = ici.ingerer()
    table, fait = ici.sortie / "contrats.parquet", ici.sortie / ETAT / FAIT
    attendue = ici.table
    match quoi:
        case "touchée":
            table.write_text(attendue[::-1])
        case "ôtée":
            table.unlink()
        case "de trop":
            (ici.sortie / "etrangere.parquet").touch()
        case "bilan coupé":
            (ici.sortie / "bilan.json").write_text("{")
        case "fait coupé":
            fait.write_bytes(fait.read_bytes()[:30])
        case "fait autre":
            fait.write_text("[1]")
        case _:
            fait.unlink()
    assert ici.ingerer() == bilan
    assert (ici.faits, ici.table) == (2, attendue)
    assert ici.ingerer() == bilan
    assert ici.faits == 2


def test_bytes_are_compared_when_it_is_asked(ici: Ingestion):
    """A system that says nothing of a change (a copy of a disk, a network drive) is believed, unless --verifier."""
    avant = ici.ingerer()
    a = ici.entree / "a.json"
    a.write_bytes(document(marche("2024A"), marche("2024Z")))
    vues = ici.sortie / ETAT / LECTURES / VUES
    dites = json.loads(vues.read_text())
    dites[str(a)][0] = etat_de(a)
    vues.write_text(json.dumps(dites))
    assert ici.ingerer() == avant
    assert ici.ingerer(verifier=True)["total"] == {"a.json": 2, "b.json": 2}
    assert ici.ingerer()["total"] == {"a.json": 2, "b.json": 2}
    assert ici.faits == 2


def test_files_that_were_read_before_count_again(ici: Ingestion):
    a, b = ici.entree / "a.json", ici.entree / "b.json"
    ici.ingerer(a)
    assert ici.ingerer(b, ajouter=True)["total"] == {"a.json": 1, "b.json": 2}
    assert ici.ingerer(a, ajouter=True)["total"] == {"a.json": 1, "b.json": 2}
    assert ici.faits == 2
    assert ici.ingerer(b)["total"] == {"b.json": 2}
    ici.ingerer(a, ajouter=True)
    b.write_bytes(a.read_bytes())
    with pytest.raises(SpaserErreur, match=r"b\.json », déjà lu dans ce dossier, a changé ou n'est plus là"):
        ici.ingerer(a, ajouter=True)
    b.unlink()
    with pytest.raises(SpaserErreur, match="relisez tout sans --ajouter"):
        ici.ingerer(a, ajouter=True)
    assert ici.ingerer()["total"] == {"a.json": 1}


def test_a_file_that_comes_while_the_others_are_read_counts_the_next_time(
    ici: Ingestion, monkeypatch: pytest.MonkeyPatch
):
    """The folder moves under the run: what was listed is what is told, and the next run sees the rest."""

    def etablir_lentement(*args: Any, **options: Any) -> dict[str, Any]:
        (ici.entree / "sous").mkdir(exist_ok=True)
        (ici.entree / "sous" / "a.json").write_bytes(document(marche("2024E")))
        return ici._etablir(*args, **options)

    monkeypatch.setattr(etablir, "etablir", etablir_lentement)
    assert ici.ingerer()["total"] == {"a.json": 1, "b.json": 2}
    assert not (ici.sortie / ETAT / FAIT).exists()
    assert ici.ingerer()["total"] == {"b.json": 2, "entree/a.json": 1, "sous/a.json": 1}


def test_a_file_that_changes_after_it_was_verified_is_not_taken_for_what_it_was(ici: Ingestion):
    """Put back as it was, it gives again the tables of what it was."""
    a = ici.entree / "a.json"
    avant, autre = a.read_bytes(), document(marche("2024Y"), marche("2024Z"))

    def remplacer(dit: str) -> None:
        if dit == "Lecture de a.json":
            a.write_bytes(autre)

    bilan = ingerer([ici.entree], ici.sortie, JOUR, verifier=True, suivi=remplacer)
    assert bilan["total"] == {"a.json": 2, "b.json": 2}
    a.write_bytes(avant)
    assert ici.ingerer(verifier=True)["total"] == {"a.json": 1, "b.json": 2}


def test_a_failure_leaves_no_claim_that_the_tables_are_made(ici: Ingestion, monkeypatch: pytest.MonkeyPatch):
    bilan = ici.ingerer()
    (ici.entree / "a.json").touch()
    monkeypatch.setattr(etablir, "etablir", lambda *a, **o: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ici.ingerer()
    monkeypatch.setattr(etablir, "etablir", ici._etablir)
    assert not (ici.sortie / ".staging").exists()
    assert (ici.ingerer(), ici.faits) == (bilan, 2)


# -- kill -9 ---------------------------------------------------------------------------------------------------------

TUER = """
import os, random, signal, sys, time
from pathlib import Path
import pipelines.contrats.etablir, pipelines.decp.lecture  # once for all the runs
from pipelines.contrats.decider import TABLES
from pipelines.contrats.incremental import tenir
from pipelines.ingestion import ingerer
from datetime import date

tenir.PART_MAX = 9.0
os.cpu_count = lambda: 1
ici, combien = Path(sys.argv[1]), int(sys.argv[2])
GESTES = ("replace", "rename", "unlink", "link", "rmdir", "mkdir", "open")

def courir(sortie, au_geste=None, apres_s=None):
    # a run in a process of its own, killed before its nth gesture on files or after a while; True when it ended
    lu, ecrit = os.pipe()
    if not (fils := os.fork()):
        try:
            fait = [0]
            def compter(quoi, args):
                if quoi.removeprefix("os.") in GESTES and not (quoi == "open" and not isinstance(args[1], str)):
                    if quoi != "open" or "w" in args[1]:
                        fait[0] += 1
                        if fait[0] == au_geste:
                            os.kill(os.getpid(), signal.SIGKILL)
            sys.addaudithook(compter)
            ingerer([ici / "entree"], sortie, date(2026, 6, 30))
            os.write(ecrit, str(fait[0]).encode())
        except BaseException:
            import traceback; traceback.print_exc()
        os._exit(0)
    if apres_s is not None:
        time.sleep(apres_s)
        os.kill(fils, signal.SIGKILL)
    os.waitpid(fils, 0)
    os.close(ecrit)
    gestes = int(os.read(lu, 99) or 0)
    os.close(lu)
    return gestes

def octets(sortie):
    return [(sortie / n).read_bytes() for n in [*(f"{t}.parquet" for t in TABLES), "bilan.json"]]

def servir(n):
    for path in (ici / "entree").iterdir(): path.unlink()
    for path in (ici / f"etat{n}").iterdir(): (ici / "entree" / path.name).write_bytes(path.read_bytes())

attendus = []
for n in (0, 1):
    servir(n)
    debut = time.time()
    gestes = courir(ici / f"rien{n}")
    duree = time.time() - debut
    attendus.append(octets(ici / f"rien{n}"))
assert attendus[0] != attendus[1] and gestes > 40, gestes
hasard, vus, n, sortie = random.Random(0), 0, 1, ici / "rien1"
moments = [("geste", 1 + k * gestes // combien) for k in range(combien)]
moments += [("temps", hasard.uniform(0, duree)) for _ in range(combien // 3)]
for quoi, quand in moments:
    n = 1 - n
    servir(n)
    fini = courir(sortie, au_geste=quand) if quoi == "geste" else courir(sortie, apres_s=quand)
    vus += not fini
    assert courir(sortie), (quoi, quand, "la suite a échoué")
    assert octets(sortie) == attendus[n], (quoi, quand)
    reste = [*(sortie / ".etat" / "lectures").glob(".*.lecture"), *sortie.glob(".staging")]
    assert not reste, (quoi, quand, reste)
print("tués", vus, "sur", len(moments), "gestes", gestes)
assert vus >= combien // 2
"""


def test_a_run_killed_anywhere_is_taken_up_to_the_same_bytes(tmp_path: Path):
    """More places with COUPURES=80."""
    avant = {
        "a.json": document(marche("2024A"), marche("2024B")),
        "b.json": document(marche("2024A", montant=5)),
    }
    apres = {
        "a.json": document(marche("2024A")),
        "c.json": document(marche("2024C"), concessions=[marche("2024A")]),
    }
    for nom, fichiers in {"etat0": avant, "etat1": apres, "entree": {}}.items():
        (tmp_path / nom).mkdir()
        for fichier, contenu in fichiers.items():
            (tmp_path / nom / fichier).write_bytes(contenu)
    fait = subprocess.run(
        [sys.executable, "-c", TUER, str(tmp_path), str(COUPURES)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert fait.returncode == 0, fait.stdout + fait.stderr
    assert "Traceback" not in fait.stderr, fait.stderr


def test_a_folder_whose_name_would_be_read_as_a_column_is_refused(tmp_path: Path):
    (tmp_path / "f.json").write_text('{"marches": {"marche": []}}', encoding="utf-8")
    with pytest.raises(SpaserErreur, match="signe « = »"):
        ingerer([tmp_path / "f.json"], tmp_path / "annee=2024", date(2026, 6, 30))
