"""Readings that are kept: given back for the same bytes, made again whenever anything differs or is not whole."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.commun.empreintes import GRAIN_NS, VUES, etat_de
from pipelines.commun.erreurs import SpaserErreur
from pipelines.decp import gardees, lecture
from pipelines.decp.filtre import Filtre
from pipelines.decp.gardees import LECTURE
from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.fictif.identifiants import siren, siret
from pipelines.sources.modele import Entree
from tests.decp.outils import document, lignes, marche

COUPE = b'{"marches": [{"id": "2024'


class Chez:
    """A folder of files, whose readings are kept."""

    def __init__(self, dossier: Path) -> None:
        self.entree, self.staging, self.gardees = (dossier / n for n in ("entree", "staging", "lectures"))
        self.entree.mkdir()
        self.lus: list[str] = []

    def lire(self, *entrees: Entree, filtre: Filtre | None = None) -> dict[str, Source]:
        """Read the folder; `lus` names the files that were read, not given back."""
        self.lus = []
        sources = lire_fichiers(
            entrees or [self.entree], self.staging, self.lus.append, filtre=filtre, gardees=self.gardees
        )
        return {source.fichier: source for source in sources}

    def lignes(self) -> list[tuple[str, str]]:
        return [(ligne["id"], ligne["objet"]) for ligne in lignes(self.staging)]

    @property
    def gardee(self) -> Path:
        [dossier] = [p for p in self.gardees.iterdir() if p.is_dir()]
        return dossier


@pytest.fixture
def chez(tmp_path: Path) -> Chez:
    return Chez(tmp_path)


def test_the_same_bytes_are_read_once_whatever_their_name(chez: Chez):
    (chez.entree / "a.json").write_bytes(document(marche("2024A")))
    premiere = chez.lire()["a.json"]
    assert chez.lus == ["a.json"]
    assert chez.lire() == {"a.json": premiere}
    (chez.entree / "sous").mkdir()
    (chez.entree / "a.json").rename(chez.entree / "sous" / "b.json")
    (chez.entree / "c.json").write_bytes(document(marche("2024A")))
    lues = chez.lire()
    assert chez.lus == []
    assert {nom: s.lecture for nom, s in lues.items()} == dict.fromkeys(
        ["b.json", "c.json"], premiere.lecture
    )
    assert [s.fichier for s in lues.values()] == ["b.json", "c.json"]
    assert [i for i, _ in chez.lignes()] == ["2024A", "2024A"]


def test_a_file_that_goes_and_comes_back_is_read_again(chez: Chez):
    """What a run has no use for is forgotten; of two files of the same bytes, the other one holds it."""
    un, deux = chez.entree / "un.json", chez.entree / "deux.json"
    un.write_bytes(document(marche("2024A")))
    deux.write_bytes(document(marche("2024B")))
    chez.lire()
    deux.rename(chez.entree.parent / "ailleurs")
    chez.lire()
    assert [p.name for p in chez.gardees.iterdir() if p.is_dir()] == [chez.gardee.name]
    (chez.entree.parent / "ailleurs").rename(deux)
    chez.lire()
    assert chez.lus == ["deux.json"]
    deux.write_bytes(un.read_bytes())
    chez.lire()
    un.unlink()
    assert (len(chez.lire()), chez.lus) == (1, [])
    deux.touch()
    chez.lire()
    assert list(json.loads((chez.gardees / VUES).read_text())) == [str(deux)]
    assert [i for i, _ in chez.lignes()] == ["2024A"]


def test_a_refusal_names_the_file_it_is_about(chez: Chez):
    (chez.entree / "a.json").write_bytes(COUPE)
    assert str(chez.lire()["a.json"].refus).startswith("a.json : ")
    chez.lire()
    assert chez.lus == []
    (chez.entree / "a.json").rename(chez.entree / "b.json")
    (chez.entree / "c.json").write_bytes(COUPE)
    for _ in range(2):
        assert {nom: str(s.refus)[:9] for nom, s in chez.lire().items()} == {
            "b.json": "b.json : ",
            "c.json": "c.json : ",
        }
    (chez.entree / "c.json").write_bytes(document(marche("2024A")))
    assert chez.lire()["c.json"].lus == 1
    assert (chez.lire()["c.json"].lus, chez.lus) == (1, [])


@pytest.mark.parametrize("quoi", ["part", "coupe", "de trop", "lecture", "ancienne", "liste", "vide"])
def test_a_reading_that_is_not_whole_is_made_again(quoi: str, chez: Chez):
    (chez.entree / "a.json").write_bytes(document(marche("2024A"), concessions=[marche("2024B")]))
    avant, attendues = chez.lire(), chez.lignes()
    parts = sorted(chez.gardee.glob("part-*.parquet"))
    assert len(parts) == 2
    dit = chez.gardee / LECTURE
    match quoi:
        case "part":
            parts[0].unlink()
        case "coupe":
            parts[0].write_bytes(parts[0].read_bytes()[:-9])
        case "de trop":
            (chez.gardee / "part-00009.parquet").write_bytes(parts[0].read_bytes())
        case "lecture":
            dit.write_bytes(dit.read_bytes()[:60])
        case "ancienne":
            dit.write_text(json.dumps({"source": {"lus": 2}, "parts": {}}))
        case "liste":
            dit.write_text("[]")
        case _:
            dit.unlink()
    assert chez.lire() == avant
    assert (chez.lus, chez.lignes()) == (["a.json"], attendues)
    assert (chez.lire(), chez.lus) == (avant, [])


def test_what_a_killed_run_left_is_cleared_away(chez: Chez):
    (chez.entree / "a.json").write_bytes(document(marche("2024A")))
    avant = chez.lire()
    reste = chez.gardees / f".{avant['a.json'].lecture}.lecture"
    chez.gardee.rename(reste)
    (chez.gardees / f".{VUES}.123").write_text("{")
    (chez.gardees / VUES).write_text("{")
    assert (chez.lire(), chez.lus) == (avant, ["a.json"])
    assert not reste.exists()


def test_a_file_replaced_by_one_of_the_same_size_and_date_is_seen(chez: Chez):
    """Whoever copies a file with its dates cannot copy the date of its change."""
    a = chez.entree / "a.json"
    a.write_bytes(document(marche("2024A")))
    chez.lire()
    vu = a.stat()
    a.write_bytes(document(marche("2024B")))
    os.utime(a, ns=(vu.st_atime_ns, vu.st_mtime_ns))
    assert (a.stat().st_size, a.stat().st_mtime_ns) == (vu.st_size, vu.st_mtime_ns)
    chez.lire()
    assert (chez.lus, chez.lignes()[0][0]) == (["a.json"], "2024B")


def test_a_file_that_changed_an_instant_ago_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Before its version 6.13, Linux dates files by ticks: a second change in the same one would not be seen."""
    chemin, attentes = tmp_path / "f", list[float]()
    chemin.write_text("1")
    change_le = chemin.stat().st_ctime_ns
    monkeypatch.setattr(time, "sleep", attentes.append)
    for apres_ns in (0, GRAIN_NS - 1_000_000, GRAIN_NS, -1):
        monkeypatch.setattr(time, "time_ns", lambda depuis=apres_ns: change_le + depuis)
        assert etat_de(chemin) == [1, chemin.stat().st_mtime_ns, change_le, chemin.stat().st_ino]
    assert attentes == [GRAIN_NS / 1e9, 0.001]
    assert etat_de(tmp_path) is None
    assert etat_de(chemin / "dedans") is None


def test_other_buyers_or_other_code_make_another_reading(chez: Chez, monkeypatch: pytest.MonkeyPatch):
    nous, autre = siret(siren(1)), siret(siren(2))
    a = chez.entree / "a.json"
    a.write_bytes(document(marche("2024A", acheteur={"id": nous}), marche("2024B", acheteur={"id": autre})))
    entree = Entree("s/a.json", a, filtrer=True, origine="s")
    vus: list[tuple[int | None, int, int, str]] = []
    for filtre in (None, Filtre([siren(1)]), Filtre([siren(2)]), Filtre([siren(1)]), Filtre([siren(1)])):
        lue = chez.lire(entree, filtre=filtre)["s/a.json"]
        vus.append((lue.lus, lue.ecartes, len(chez.lus), lue.origine))
    assert vus == [(2, 0, 1, "s"), (1, 1, 1, "s"), (1, 1, 1, "s"), (1, 1, 1, "s"), (1, 1, 0, "s")]
    assert [i for i, _ in chez.lignes()] == ["2024A"]
    lue = chez.lire(Entree("u/a.json", a, filtrer=True, origine="u"), filtre=Filtre([siren(1)]))["u/a.json"]
    assert (lue.origine, chez.lus) == ("u", [])
    lue = chez.lire(Entree("t/a.json", a, filtrer=False, origine="t"), filtre=Filtre([siren(1)]))["t/a.json"]
    assert (lue.lus, lue.origine, chez.lus) == (2, "t", ["t/a.json"])
    monkeypatch.setattr(gardees, "_code", lambda: "un autre code")
    chez.lire(Entree("t/a.json", a))
    assert chez.lus == ["t/a.json"]


class Ecrit(Filtre):
    """A choice of buyers during which a person writes in the file that is read."""

    def __init__(self, chemin: Path, contenu: bytes) -> None:
        super().__init__([siren(1)])
        self.chemin, self.contenu = chemin, contenu

    def choisir(self, elements: Sequence[msgspec.Raw], texte: bytes) -> list[int]:
        self.chemin.write_bytes(self.contenu)
        return super().choisir(elements, texte)


@pytest.mark.parametrize("gardees_", [True, False])
def test_a_file_that_changes_while_it_is_read_is_refused(gardees_: bool, chez: Chez):
    a, autre = chez.entree / "a.json", document(marche("2024B"))
    a.write_bytes(document(marche("2024A")))
    entree = Entree("a.json", a, filtrer=True)
    ou = chez.gardees if gardees_ else None
    (source,) = lire_fichiers([entree], chez.staging, filtre=Ecrit(a, autre), gardees=ou)
    assert source.refus == "a.json : le fichier a changé pendant sa lecture : attendez qu'il soit entier."
    assert (source.lus, source.lecture, lignes(chez.staging)) == (None, None, [])
    if gardees_:
        assert [p for p in chez.gardees.iterdir() if p.is_dir()] == []
        assert chez.lire(entree)["a.json"].lus == 1
        assert (chez.lus, [i for i, _ in chez.lignes()]) == (["a.json"], ["2024B"])


def test_a_file_that_vanished_is_told(chez: Chez, monkeypatch: pytest.MonkeyPatch):
    a = chez.entree / "a.json"
    a.write_bytes(document(marche("2024A")))
    juste = lecture.nommer

    def nommer(entrees: Any) -> list[Entree]:
        nommees = juste(entrees)
        a.unlink()
        return nommees

    monkeypatch.setattr(lecture, "nommer", nommer)
    with pytest.raises(SpaserErreur, match="n'est plus là"):
        chez.lire()
