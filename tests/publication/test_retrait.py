"""After a withdrawal, in the product's own publication: what was withdrawn does not come back by another door."""

import datetime as dt
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.publication import Fiche, publier
from pipelines.publication.vie.reparer import reparer
from pipelines.publication.vie.retirer import retirer
from pipelines.publication.vie.verifier import verifier
from tests.publication.conftest import modifier

JOURS = (dt.date(2026, 10, 31), dt.date(2026, 11, 30), dt.date(2026, 12, 31))
MOTIF = "Montants <b>faux</b>."


def objet(tables: Path, texte: str) -> None:
    modifier(tables, "contrats", f"SELECT * REPLACE ('{texte} ' || contrat_id AS objet) FROM t")


@pytest.fixture
def trois(tables: Path, fiche: Fiche, tmp_path: Path) -> Path:
    """Three versions; the second says « Secret »."""
    for texte, jour in zip(("Avant", "Secret", "Apres"), JOURS, strict=True):
        objet(tables, texte)
        publier(tables, tmp_path / "exemple", fiche, jour)
    return tmp_path / "exemple"


def test_the_same_data_are_refused_unless_told(trois: Path, tables: Path, fiche: Fiche):
    retirer(trois, "2026.12.1", MOTIF, dt.date(2027, 1, 5))
    with pytest.raises(
        SpaserErreur, match=r"celles de la version 2026\.12\.1, retirée le 2027-01-05 : Montants"
    ):
        publier(tables, trois, fiche, JOURS[2])
    assert verifier(trois).fautes == [] and not (trois / "versions" / "2026.12.2").exists()
    objet(tables, "Juste")
    assert publier(tables, trois, fiche, JOURS[2]).version == "2026.12.2"


def test_and_taken_when_a_person_insists(trois: Path, tables: Path, fiche: Fiche):
    retirer(trois, "2026.12.1", MOTIF, dt.date(2027, 1, 5))
    remise = publier(tables, trois, fiche, JOURS[2], malgre_un_retrait=True)
    assert (remise.version, remise.nouvelle) == ("2026.12.2", True)
    assert verifier(trois).fautes == []


def test_the_change_log_no_longer_says_what_a_withdrawn_version_brought(
    trois: Path, tables: Path, fiche: Fiche
):
    assert "Secret" in (trois / "latest" / "CHANGELOG.md").read_text(encoding="utf-8")
    retirer(trois, "2026.11.1", MOTIF, dt.date(2027, 1, 5))
    objet(tables, "Ensuite")
    suivante = publier(tables, trois, fiche, dt.date(2027, 1, 31))
    journal = (suivante.dossier / "CHANGELOG.md").read_text(encoding="utf-8")
    retiree = journal.partition("## Version 2026.11.1")[2].partition("\n## ")[0]
    assert retiree.startswith(" (retirée le 05/01/2027)\n\n- Version retirée. Motif : Montants &lt;b&gt;faux")
    assert "## Version 2026.10.1 (données arrêtées au 31/10/2026)" in journal
    assert "## Version 2026.12.1 (données arrêtées au 31/12/2026)" in journal


def test_data_that_stop_earlier_say_so(trois: Path, tables: Path, fiche: Fiche):
    objet(tables, "Ensuite")
    recul = publier(tables, trois, fiche, dt.date(2026, 9, 30))
    journal = (recul.dossier / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "**La date d'arrêt des données recule** : elle était le 31/12/2026." in journal


def test_repair_names_what_it_cannot_put_right(trois: Path):
    import shutil

    shutil.rmtree(trois / "versions" / "2026.11.1")
    (trois / "versions" / "brouillon").mkdir()
    dits = "\n".join(reparer(trois))
    assert "À vous : versions/2026.11.1" in dits and "À vous : versions/brouillon" in dits


def test_a_lost_tombstone_is_put_back_from_its_copy(trois: Path):
    retirer(trois, "2026.11.1", MOTIF, dt.date(2027, 1, 5))
    tombe = trois / "withdrawn" / "2026.11.1.json"
    for altere in (tombe.unlink, lambda: tombe.write_text("{}", encoding="utf-8")):
        attendu = tombe.read_bytes()
        altere()
        assert any("remis depuis versions/2026.11.1/RETRAIT.json" in dit for dit in reparer(trois))
        assert tombe.read_bytes() == attendu and verifier(trois).fautes == []


@pytest.mark.parametrize("nom", ["latest.json", "index.json", "feed.xml", "latest", ".verrou"])
def test_a_folder_in_the_place_of_a_file_is_named(trois: Path, tables: Path, fiche: Fiche, nom: str):
    (trois / nom).unlink()
    (trois / nom).mkdir()
    for faire in (lambda: reparer(trois), lambda: publier(tables, trois, fiche, JOURS[2])):
        with pytest.raises(SpaserErreur, match=f"exemple/{nom} ».*ôtez-le"):
            faire()


def test_a_file_that_may_not_be_read_is_a_fault_that_names_it(trois: Path, monkeypatch: pytest.MonkeyPatch):
    from pipelines.publication.vie import etat

    def refuser(path: Path) -> str:
        if path.parts[-2:] == ("2026.11.1", "contrats.csv"):
            raise PermissionError(13, "Permission denied", str(path))
        return sha256(path)

    monkeypatch.setattr(etat, "sha256", refuser)
    assert [faute.fichier for faute in verifier(trois).fautes] == ["versions/2026.11.1/contrats.csv"]
