"""A local folder as a source: its files are copied like those of the network, and nothing outside it is read."""

import gzip
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.sources import copie
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Source
from tests.sources.magasin.outils import MOMENT, Chantier, compter, decp, etats


@pytest.fixture
def depot(tmp_path: Path) -> Chantier:
    """A folder of two files, without a server."""
    dossier = tmp_path / "depot"
    (dossier / "2024").mkdir(parents=True)
    source = Source("depot", "dossier", chemin=dossier, ressources=("*.json", "*.zip", "*.gz"))
    chantier = Chantier(dossier, Magasin(tmp_path / "magasin"), None, source)  # type: ignore[arg-type]
    (dossier / "a.json").write_bytes(decp(3))
    (dossier / "2024" / "b é.json").write_bytes(decp(2))
    return chantier


def test_its_files_are_copied_under_their_own_names(depot: Chantier):
    (depot.publie / "notes.txt").write_text("x")
    (depot.publie / ".cache.json").write_bytes(decp(1))
    assert etats(depot.recolter()) == {"2024/b é.json": "nouvelle", "a.json": "nouvelle"}
    assert depot.lus() == {"depot/2024/b é.json": decp(2), "depot/a.json": decp(3)}
    assert set(etats(depot.recolter()).values()) == {"inchangee"}


def test_a_changed_file_and_a_deleted_one(depot: Chantier):
    depot.recolter()
    (depot.publie / "a.json").write_bytes(decp(5))
    (depot.publie / "2024" / "b é.json").unlink()
    recolte = depot.recolter(moment=MOMENT + timedelta(days=1))
    assert etats(recolte) == {"a.json": "modifiee", "2024/b é.json": "disparue"}
    assert depot.lus() == {"depot/2024/b é.json": decp(2), "depot/a.json": decp(5)}


def test_a_link_that_leads_outside_is_refused(depot: Chantier, tmp_path: Path):
    (tmp_path / "secret.json").write_bytes(decp(1, "Privé"))
    (tmp_path / "ailleurs.json").mkdir()
    (depot.publie / "lien.json").symlink_to(tmp_path / "secret.json")
    (depot.publie / "dossier.json").symlink_to(tmp_path / "ailleurs.json")
    (depot.publie / "dedans.json").symlink_to(depot.publie / "a.json")
    os.mkfifo(depot.publie / "tube.json")
    recolte = depot.recolter()
    refus = {c.ressource: c.message for c in recolte.en_defaut}
    assert set(refus) == {"lien.json", "dossier.json", "tube.json"}
    assert "lien qui mène hors du dossier" in refus["lien.json"]
    assert "pas un fichier ordinaire" in refus["tube.json"]
    assert set(depot.lus()) == {"depot/2024/b é.json", "depot/a.json", "depot/dedans.json"}


def test_a_file_that_changes_while_it_is_copied_is_refused(depot: Chantier, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copie, "BLOC", 64)
    source = replace(depot.source, ressources=("a.json",))

    def en_ecriture(nom: str, recus: int, total: int | None) -> None:
        if recus == 64:
            with (depot.publie / "a.json").open("ab") as fichier:
                fichier.write(b" ")

    from pipelines.sources.recolte import recolter
    from tests.sources.magasin.outils import POLITIQUE

    recolte = recolter([source], depot.magasin, POLITIQUE, compter, MOMENT, en_ecriture)
    assert etats(recolte) == {"a.json": "refusee"}
    assert "a changé pendant sa copie" in recolte.constats[0].message
    assert depot.lus() == {}


def test_a_folder_that_is_not_there_or_was_emptied_leaves_all_in_force(depot: Chantier):
    depot.recolter()
    (depot.publie / "a.json").unlink()
    (depot.publie / "2024" / "b é.json").unlink()
    assert "0 ressources contre 2" in depot.recolter().constats[0].message
    (depot.publie / "2024").rmdir()
    depot.publie.rmdir()
    constat = depot.recolter().constats[0]
    assert constat.etat == "disparue" and "n'existe pas" in constat.message
    assert len(depot.lus()) == 2


def test_archives_are_unfolded_and_their_members_named(depot: Chantier):
    (depot.publie / "c.json.gz").write_bytes(gzip.compress(decp(4), mtime=0))
    with zipfile.ZipFile(depot.publie / "d.zip", "w") as archive:
        archive.writestr("mois/x.json", decp(1))
        archive.writestr("mois/y.json", decp(2, "Autre"))
    recolte = depot.recolter()
    assert {c.nom: c.enregistrements for c in recolte.constats}["d.zip"] == 3
    lus = depot.lus()
    assert lus["depot/c.json.gz!c.json"] == decp(4)
    assert (lus["depot/d.zip!mois/x.json"], lus["depot/d.zip!mois/y.json"]) == (decp(1), decp(2, "Autre"))
    membre = next(e for e in depot.entrees() if e.nom.endswith("y.json"))
    membre.chemin.write_bytes(b"{")  # what was unfolded can be lost: it is made again
    assert depot.lus() == lus


def test_an_archive_with_a_member_that_cannot_be_read_is_refused_whole(depot: Chantier):
    with zipfile.ZipFile(depot.publie / "d.zip", "w") as archive:
        archive.writestr("x.json", decp(1))
        archive.writestr("y.json", b'{"rien": 1}')
    assert etats(depot.recolter())["d.zip"] == "refusee"


def test_files_of_one_name_are_told_apart(depot: Chantier):
    (depot.publie / "a'.json").write_bytes(decp(7))
    (depot.publie / "a*.json").write_bytes(decp(8))
    depot.recolter()
    noms = sorted(depot.lus())
    assert len(noms) == 4 and all(
        set(n) <= set("depot/204b é.jsna-~") | set("0123456789abcdef") for n in noms
    )


def test_moving_the_repository_changes_nothing(depot: Chantier, tmp_path: Path):
    depot.recolter()
    neuf = tmp_path / "neuf"
    neuf.mkdir()
    for nom in ("depot", "magasin"):
        (tmp_path / nom).rename(neuf / nom)
    ici = replace(depot.source, chemin=neuf / "depot")
    demenage = Chantier(neuf / "depot", Magasin(neuf / "magasin"), depot.serveur, ici)
    assert set(etats(demenage.recolter()).values()) == {"inchangee"}


@pytest.mark.parametrize("chemin", [".", "magasin", "magasin/octets"])
def test_the_store_is_no_source(chantier: Chantier, chemin: str):
    """A folder that holds the store would swallow it again at each harvest."""
    source = Source("depot", "dossier", chemin=chantier.magasin.dossier.parent / chemin, ressources=("*",))
    (constat,) = [c for c in chantier.recolter(source).constats if c.source == "depot"]
    assert constat.etat == "refusee" and "magasin" in constat.message


def test_capitals_do_not_count_and_what_is_left_out_is_told(chantier: Chantier, tmp_path: Path):
    depot = tmp_path / "depot"
    depot.mkdir()
    (depot / "A.JSON").write_bytes(decp(2))
    (depot / "notes.xlsx").write_bytes(b"PK\x03\x04")
    recolte = chantier.recolter(Source("depot", "dossier", chemin=depot, ressources=("*.json",)))
    assert [c.nom for c in recolte.constats if c.source == "depot"] == ["A.JSON"]
    assert any("notes.xlsx" in averti for averti in recolte.avertissements)
