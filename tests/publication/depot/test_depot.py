"""The folder of releases: what is refused at the door, what a killed publisher left, what is read and proved."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication import depot as depots
from pipelines.publication.depot import PublieMais, disque, inscription, preparation
from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.vie.verifier import verifier
from tests.publication.petit import DECEMBRE, NOVEMBRE, latest, octets, publier

V1, V2 = "2026.11.1", "2026.11.2"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    publier(tmp_path / "exemple", 1)
    return tmp_path / "exemple"


# At the door


@pytest.mark.parametrize("nom", ["versions", ".staging", "withdrawn"])
def test_a_folder_that_leads_elsewhere_is_refused(depot: Path, tmp_path: Path, nom: str):
    ailleurs = tmp_path / "ailleurs"
    if (depot / nom).exists():
        (depot / nom).rename(ailleurs)
    else:
        ailleurs.mkdir()
    (depot / nom).symlink_to(ailleurs)
    avant = octets(depot)
    with pytest.raises(SpaserErreur, match=rf"{nom} » n'est pas un simple dossier du même disque"):
        publier(depot, 2)
    assert octets(depot) == avant


def test_another_file_system_is_refused(depot: Path, monkeypatch: pytest.MonkeyPatch):
    vrai = Path.stat

    def stat(self: Path, **options) -> os.stat_result:
        etat = vrai(self, **options)
        if self.name != "versions":
            return etat
        return os.stat_result((*etat[:2], etat.st_dev + 1, *etat[3:]))

    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(SpaserErreur, match="du même disque"):
        publier(depot, 2)


def test_a_disk_that_cannot_rename_without_replacing_is_refused(depot: Path, monkeypatch: pytest.MonkeyPatch):
    def einval(source: Path, dest: Path) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(preparation, "renommer_sans_remplacer", einval)
    with pytest.raises(SpaserErreur, match="ne sait pas renommer sans remplacer"):
        publier(depot, 2)
    assert latest(depot)["version"] == V1 and not (depot / ".staging").exists()


def test_a_disk_that_replaces_is_refused(depot: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(preparation, "renommer_sans_remplacer", lambda source, dest: None)
    with pytest.raises(SpaserErreur, match="a remplacé un dossier"):
        publier(depot, 2)


# What a killed publisher left


def reste(depot: Path, rang: int, tmp_path: Path) -> bytes:
    """Leave the next version complete, and never in force; return what its latest.json would have been."""
    copie = Path(shutil.copytree(depot, tmp_path / "tue" / "exemple", symlinks=True))
    publier(copie, rang)
    shutil.move(copie / "versions" / V2, depot / "versions" / V2)
    return (copie / "latest.json").read_bytes()


def test_an_equal_leftover_is_adopted(depot: Path, tmp_path: Path):
    attendu = reste(depot, 2, tmp_path)
    inode = (depot / "versions" / V2 / "contrats.csv").stat().st_ino
    constat = verifier(depot)
    assert constat.fautes == [] and any("n'a jamais été en vigueur" in r for r in constat.restes)
    assert publier(depot, 2) == V2
    assert (depot / "versions" / V2 / "contrats.csv").stat().st_ino == inode
    assert (depot / "latest.json").read_bytes() == attendu and verifier(depot).restes == []


def test_an_unequal_leftover_is_removed_and_its_number_taken(depot: Path, tmp_path: Path):
    reste(depot, 2, tmp_path)
    assert publier(depot, 3) == V2
    assert b"(\xc3\xa9tat 3)" in (depot / "versions" / V2 / "contrats.csv").read_bytes()
    assert verifier(depot).restes == []


@pytest.mark.parametrize("rang", [1, 3])
def test_a_leftover_of_another_month_goes_too(depot: Path, tmp_path: Path, rang: int):
    """Even when there is nothing new to publish."""
    reste(depot, 2, tmp_path)
    publier(depot, rang, NOVEMBRE if rang == 1 else DECEMBRE)
    assert not (depot / "versions" / V2).exists() and verifier(depot).fautes == []


def test_a_version_that_was_in_force_is_never_taken_for_a_leftover(depot: Path, tmp_path: Path):
    publier(depot, 2)
    publier(depot, 3)
    ancienne = depot / "versions" / V1 / "datapackage.json"
    ancienne.chmod(0o644)
    ancienne.write_bytes(b"{}")  # it does not even say its rank any more
    assert publier(depot, 4) == "2026.11.4" and ancienne.exists()


def test_the_leftover_of_a_first_publication_is_adopted(depot: Path, tmp_path: Path):
    attendu = octets(depot)
    for nom in ("latest.json", "latest", "index.json", "feed.xml"):
        (depot / nom).unlink()
    assert publier(depot, 1) == V1 and octets(depot) == attendu


def test_versions_without_anything_that_says_which_is_in_force_are_never_taken_for_leftovers(depot: Path):
    publier(depot, 2)
    for nom in ("latest.json", "latest", "index.json", "feed.xml"):
        (depot / nom).unlink()
    avant = octets(depot)
    with pytest.raises(SpaserErreur, match=r"latest\.json a disparu.*spaser repair exemple"):
        publier(depot, 3)
    assert octets(depot) == avant


# What is read


@pytest.mark.parametrize(
    "contenu",
    [b"", b"{", b"[]", b'"x"', b"null", b'{"version": "2026.11.1"}', b"[" * 100_000, b"\xff\xfe"],
)
def test_a_garbage_latest_is_refused_in_a_sentence(depot: Path, contenu: bytes):
    (depot / "latest.json").write_bytes(contenu)
    with pytest.raises(SpaserErreur, match=r"n'est plus tel qu'il a été écrit.*spaser repair exemple"):
        publier(depot, 2)


@pytest.mark.parametrize("nom", ["../../../etc/passwd", "..", "/etc/passwd", "a/b", ""])
def test_a_latest_that_names_what_is_outside_is_refused(depot: Path, nom: str):
    dit = latest(depot)
    dit["fichiers"][nom] = {"sha256": "0" * 64, "bytes": 1}
    (depot / "latest.json").write_bytes(octets_scelles(dit))
    with pytest.raises(SpaserErreur, match="n'est plus tel qu'il a été écrit"):
        depots.en_vigueur(depot)


def test_a_file_is_read_once_proved(depot: Path):
    publier(depot, 2)
    for version in (V1, V2):
        path = depots.lire_fichier(depot, version, "contrats.csv")
        assert path == depot / "versions" / version / "contrats.csv"
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"Objet", b"objet", 1))
        with pytest.raises(SpaserErreur, match=rf"{version} a été modifiée : contrats\.csv"):
            depots.lire_fichier(depot, version, "contrats.csv")
    with pytest.raises(SpaserErreur, match="n'a pas de fichier"):
        depots.lire_fichier(depot, V1, "../latest.json")
    with pytest.raises(SpaserErreur, match="n'a pas de version"):
        depots.lire_fichier(depot, "2026.11.7", "contrats.csv")


def test_a_latest_of_before_the_seals_is_read(depot: Path):
    dit = latest(depot)
    del dit["sceau"]
    (depot / "latest.json").write_text(json.dumps(dit), encoding="utf-8")
    assert depots.en_vigueur(depot) == dit and publier(depot, 2) == V2


# After the commit point


def test_an_fsync_that_fails_after_the_commit_is_told_and_not_tried_again(
    depot: Path, monkeypatch: pytest.MonkeyPatch
):
    appels, vrai = [], inscription.synchroniser

    def synchroniser(chemin: Path) -> None:
        if chemin == depot and latest(depot)["version"] == V2:
            appels.append(chemin)
            raise OSError(5, "Input/output error")
        vrai(chemin)

    monkeypatch.setattr(inscription, "synchroniser", synchroniser)
    with pytest.raises(PublieMais, match="est publiée, mais cela n'a pas pu être confirmé sur le disque"):
        publier(depot, 2)
    assert len(appels) == 1 and latest(depot)["version"] == V2 and verifier(depot).fautes == []


def test_an_fsync_that_fails_before_publishes_nothing(depot: Path, monkeypatch: pytest.MonkeyPatch):
    appels, avant = [], octets(depot)

    def synchroniser(chemin: Path) -> None:
        appels.append(chemin)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(inscription, "synchroniser", synchroniser)
    with pytest.raises(SpaserErreur, match="abandonnée : le disque répond par une erreur") as refus:
        publier(depot, 2)
    assert not isinstance(refus.value, PublieMais) and len(appels) == 1
    assert octets(depot) == avant


def test_duckdb_s_own_words_about_the_disk_are_told_in_french(depot: Path):
    import duckdb

    with (
        pytest.raises(SpaserErreur, match=r"il n'y a plus de place sur le disque.*Libérez de la place"),
        disque.dire_les_pannes(depot, "La publication"),
    ):
        raise duckdb.IOException('IO Error: Could not write file "x": No space left on device')
    with pytest.raises(ValueError, match="autre"), disque.dire_les_pannes(depot, "La publication"):
        raise ValueError("autre")


def test_the_files_of_a_version_cannot_be_written_and_their_digests_are_sealed(depot: Path):
    for path in (depot / "versions" / V1).iterdir():
        assert path.stat().st_mode & 0o777 == 0o444
        assert latest(depot)["fichiers"][path.name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
