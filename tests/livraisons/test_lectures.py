"""A file that has not changed is not read again, and nothing else is taken for it."""

import shutil
from pathlib import Path

import pytest

from pipelines.livraisons import reception
from pipelines.livraisons.etablir import etablir_registres
from tests.livraisons.outils import Depot, contrat

DIX = [contrat(f"2024-{n:03}", "2024-03-01") for n in range(10)]


@pytest.fixture
def livre(depot: Depot) -> Depot:
    depot.livrer("L1", "registre_contrats", "2024", DIX)
    return depot


@pytest.fixture
def lus(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really read and judged."""
    noms, juste = [], reception._juger

    def juger(livraison, schema, dossier):
        noms.append(livraison.chemin.name)
        return juste(livraison, schema, dossier)

    monkeypatch.setattr(reception, "_juger", juger)
    return noms


def etablir(depot: Depot, gardees: Path) -> bytes:
    etablir_registres(depot.registres, depot.sortie, gardees=gardees)
    return (depot.sortie / "registre_contrats.parquet").read_bytes()


def test_an_unchanged_file_is_read_once(livre: Depot, lus: list[str], tmp_path: Path):
    premier = etablir(livre, tmp_path / "gardees")
    assert len(lus) == 1
    assert etablir(livre, tmp_path / "gardees") == premier and len(lus) == 1
    shutil.rmtree(tmp_path / "gardees")
    assert etablir(livre, tmp_path / "gardees") == premier and len(lus) == 2


def test_a_file_refused_once_is_refused_again_in_the_same_words(depot: Depot, lus: list[str], tmp_path: Path):
    depot.livrer("L1", "registre_contrats", "2024", "acheteur_siren,refe\n000001016,x\n")
    depot.livrer("L2", "registre_contrats", "2024", DIX)
    for _ in range(2):
        etablir(depot, tmp_path / "gardees")
        etats = depot.etats()
        assert (etats["L1"]["etat"], etats["L2"]["etat"]) == ("refusee", "en_vigueur")
        assert etats["L1"]["explication"]
    assert sorted(lus) == ["L1.csv", "L2.csv"]


def test_a_changed_byte_is_read(livre: Depot, lus: list[str], tmp_path: Path):
    etablir(livre, tmp_path / "gardees")
    [fichier] = [p for p in livre.base.rglob("*.csv") if p.name == lus[0]]
    fichier.write_bytes(fichier.read_bytes() + b"\n")
    etablir(livre, tmp_path / "gardees")
    assert len(lus) == 2


def test_another_code_reads_again(livre: Depot, lus: list[str], tmp_path: Path, monkeypatch):
    etablir(livre, tmp_path / "gardees")
    monkeypatch.setattr("pipelines.livraisons.lectures._code", lambda: "autre")
    etablir(livre, tmp_path / "gardees")
    assert len(lus) == 2


def test_what_no_delivery_needs_is_taken_away_and_nobody_else_may_read(livre: Depot, tmp_path: Path):
    gardees = tmp_path / "gardees"
    etablir(livre, gardees)
    [ancienne] = gardees.iterdir()
    droits = {p.stat().st_mode & 0o777 for p in [gardees, *gardees.rglob("*")]}
    assert droits == {0o700, 0o600}
    [fichier] = livre.base.rglob("L1.csv")
    fichier.write_bytes(fichier.read_bytes() + b"\n")
    etablir(livre, gardees)
    [nouvelle] = gardees.iterdir()
    assert nouvelle.name != ancienne.name
