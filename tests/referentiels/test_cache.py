"""Extracts that are kept: when they serve, when they must not, and that nobody can tell the difference."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels import cache as module
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import A, B, C, D, Rendu, ecrire, etablissement, lancer, unite

LE = date(2026, 5, 31)
TERRITOIRE = Territoire(communes=("00100",))
TABLES = ("qualites", "connus", "fournisseurs")


@pytest.fixture
def lectures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each file that is really read."""
    vues: list[str] = []
    vraie = module.extraire

    def noter(con: object, fichier: Fichier, *autres: object) -> object:
        vues.append(fichier.chemin.name)
        return vraie(con, fichier, *autres)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "extraire", noter)
    return vues


def fichiers(tmp: Path) -> list[Fichier]:
    etablissements = [
        *(etablissement(siret(s), "00100") for s in (A, B, C)),
        etablissement(siret(A, 2), "00200", siege=False),
        etablissement(siret(B, 2), "00100", siege=False, etat="F"),
    ]
    return [
        Fichier(ecrire(tmp / "e.parquet", etablissements), LE),
        Fichier(ecrire(tmp / "u.csv.gz", [unite(s, "PME", "O") for s in (A, B, C)]), LE),
    ]


def octets(r: Rendu) -> list[bytes]:
    return [(r.dossier / f"{t}.parquet").read_bytes() for t in TABLES] + [
        (r.dossier / "bilan.json").read_bytes()
    ]


TOUS = [(A, siret(A)), (A, siret(A, 2)), (B, siret(B, 2)), B, (C, siret(C, 9)), D]


def test_the_same_run_reads_nothing_again(tmp_path: Path, lectures: list[str]):
    f = fichiers(tmp_path)
    un = lancer(tmp_path, f, TOUS, TERRITOIRE)
    assert lectures == ["e.parquet", "u.csv.gz"]
    deux = lancer(tmp_path, f, TOUS, TERRITOIRE, nom="deux")
    assert lectures == ["e.parquet", "u.csv.gz"]
    assert octets(un) == octets(deux)


@pytest.mark.parametrize("moins", [[A], [(A, siret(A, 2))], [(B, siret(B, 2)), D], []], ids=str)
def test_fewer_suppliers_are_answered_from_what_is_kept(
    tmp_path: Path, lectures: list[str], moins: list[object]
):
    """The extract holds head offices that this run did not ask for: nothing of it shows."""
    f = fichiers(tmp_path)
    lancer(tmp_path, f, TOUS, TERRITOIRE)
    garde = lancer(tmp_path, f, moins, TERRITOIRE, nom="garde")  # type: ignore[arg-type]
    assert len(lectures) == 2
    neuf = lancer(tmp_path, f, moins, TERRITOIRE, nom="neuf", cache="autre")  # type: ignore[arg-type]
    assert octets(garde) == octets(neuf)


def test_more_suppliers_are_read_for(tmp_path: Path, lectures: list[str]):
    f = fichiers(tmp_path)
    lancer(tmp_path, f, [A], TERRITOIRE)
    r = lancer(tmp_path, f, TOUS, TERRITOIRE, nom="plus")
    assert len(lectures) == 4
    assert octets(r) == octets(lancer(tmp_path, f, TOUS, TERRITOIRE, nom="neuf", cache="autre"))


def _casser(dossier: Path, nom: str, faire: Callable[[Path], object]) -> None:
    for path in dossier.rglob(nom):
        faire(path)


def vider(path: Path) -> None:
    path.write_bytes(b"")


def couper(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def remplacer(path: Path) -> None:
    path.write_bytes(b"[1, 2]")


@pytest.mark.parametrize(
    ("nom", "faire"),
    [
        ("extrait.parquet", couper),
        ("extrait.parquet", Path.unlink),
        ("demande.parquet", couper),
        ("demande.parquet", remplacer),
        ("etat.json", remplacer),
        ("etat.json", couper),
        ("vus.json", vider),
        ("vus.json", remplacer),
    ],
)
def test_a_broken_cache_is_made_again(
    tmp_path: Path, lectures: list[str], nom: str, faire: Callable[[Path], object]
):
    f = fichiers(tmp_path)
    avant = octets(lancer(tmp_path, f, TOUS, TERRITOIRE))
    _casser(tmp_path / "cache", nom, faire)
    assert octets(lancer(tmp_path, f, TOUS, TERRITOIRE)) == avant
    assert len(lectures) == 4
    assert octets(lancer(tmp_path, f, TOUS, TERRITOIRE)) == avant
    assert len(lectures) == 4


def test_a_file_that_changed_is_read_again_even_with_the_same_size_and_date(tmp_path: Path):
    f = fichiers(tmp_path)
    assert "PME" in lancer(tmp_path, f, [A]).au(A, "2026-06-01")
    path, avant = f[1].chemin, f[1].chemin.stat()
    nouveau = ecrire(tmp_path / "ailleurs" / "u.csv.gz", [unite(s, "ETI", "O") for s in (A, B, C)])
    nouveau.write_bytes(nouveau.read_bytes().ljust(avant.st_size, b"\0")[: avant.st_size])
    ecrire(nouveau, [unite(s, "ETI", "O") for s in (A, B, C)])
    os.utime(nouveau, ns=(avant.st_atime_ns, avant.st_mtime_ns))
    nouveau.replace(path)  # another inode
    assert "ETI" in lancer(tmp_path, f, [A]).au(A, "2026-06-01")


def test_another_way_of_reading_is_another_extract(tmp_path: Path):
    path = ecrire(tmp_path / "esus.csv", [{"a": A, "b": B, "Date d'agrément": "2020-01-01"}])
    un = lancer(tmp_path, [Fichier(path, LE, "liste_esus", {"siren": "a"})], [A, B])
    deux = lancer(tmp_path, [Fichier(path, LE, "liste_esus", {"siren": "b"})], [A, B])
    assert [r.lignes("qualites", "siren") for r in (un, deux)] == [
        [(A,)],
        [(B,)],
    ] or un.dossier == deux.dossier
    assert deux.lignes("qualites", "siren") == [(B,)]


def test_the_same_bytes_under_two_names_are_two_files(tmp_path: Path):
    """Two pictures of one list that did not change: both are there, each with its day."""
    f = [
        Fichier(ecrire(tmp_path / nom / "liste_ess.csv", [{"SIREN": A}]), jour)
        for nom, jour in (("2024", date(2024, 1, 1)), ("2025", date(2025, 1, 1)))
    ]
    r = lancer(tmp_path, f, [A])
    assert r.lignes("qualites", "du, au, certain_du") == [
        (date(2025, 1, 1), None, date(2025, 1, 1)),
        (None, date(2024, 12, 31), date(2024, 1, 1)),
    ]
    assert [x["fichier"] for x in r.bilan["fichiers"]] == ["2024/liste_ess.csv", "2025/liste_ess.csv"]


def test_everything_written_is_private(tmp_path: Path):
    r = lancer(tmp_path, fichiers(tmp_path), TOUS, TERRITOIRE)
    for dossier in (r.dossier, tmp_path / "cache"):
        for path in (dossier, *dossier.rglob("*")):
            attendu = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) & ~attendu == 0, path
    assert sorted(p.name for p in r.dossier.iterdir()) == [
        "bilan.json", "connus.parquet", "fournisseurs.parquet", "qualites.parquet"
    ]  # fmt: skip


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    f = fichiers(tmp_path)
    vraie = module.extraire

    def pendant(con: object, fichier: Fichier, *autres: object) -> object:
        lu = vraie(con, fichier, *autres)  # type: ignore[arg-type]
        if fichier.chemin.name == "e.parquet":
            with fichier.chemin.open("ab") as sortie:
                sortie.write(b"encore")
        return lu

    monkeypatch.setattr(module, "extraire", pendant)
    r = lancer(tmp_path, f, [siren(1), A], TERRITOIRE)
    assert r.refus == ["« e.parquet » a changé pendant sa lecture : attendez la fin du téléchargement."]
