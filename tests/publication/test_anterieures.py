"""The versions before this one: listed, sealed, and never the reason of a new version (docs/decisions/0014)."""

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipelines.commun.fichiers import json_stable, sha256
from pipelines.publication import Fiche, Publication, publier
from pipelines.publication.anterieures import derniere_avant
from pipelines.publication.depot.sceau import octets_scelles
from tests.publication.conftest import ARRETE_AU, modifier

JOURS = [ARRETE_AU, ARRETE_AU, dt.date(2026, 12, 1), dt.date(2027, 1, 31)]


def liste(version: Publication) -> list[dict]:
    return json.loads((version.dossier / "publications.json").read_text(encoding="utf-8"))


def contenu(version: Publication) -> str:
    """The digest of what a version says, computed from its published files as anyone can."""
    descripteur = json.loads((version.dossier / "datapackage.json").read_text(encoding="utf-8"))
    mots = (
        *("name", "title", "description", "fictif", "edition", "arrete_au", "editeur", "contact", "periode"),
        *("territoire", "adresse", "frequence"),
    )
    sommes = (ligne.split("  ") for ligne in (version.dossier / "SHA256SUMS").read_text().splitlines())
    comptees = {
        nom: somme
        for somme, nom in sommes
        if nom == "bilan.json"
        or nom.endswith(".schema.json")
        or (nom.endswith(".csv") and "excel" not in nom)
        if not nom.startswith(("changements.", "dictionnaire."))
    }
    dit = {mot: descripteur[mot] for mot in mots} | comptees
    dit["sources"] = {source["path"]: source["sha256"] for source in descripteur["sources"]}
    return hashlib.sha256(json_stable(dit).encode()).hexdigest()


def changer(tables: Path, rang: int) -> None:
    modifier(tables, "contrats", f"SELECT * REPLACE ('Objet {rang}' AS objet) FROM t")


@pytest.fixture
def suite(tables: Path, fiche: Fiche, tmp_path: Path) -> tuple[Path, list[Publication]]:
    """Four versions, the first two on the same day; each is asked for twice."""
    depot, versions = tmp_path / "exemple", []
    for rang, jour in enumerate(JOURS):
        changer(tables, rang)
        versions.append(publier(tables, depot, fiche, jour))
        encore = publier(tables, depot, fiche, jour)
        assert (versions[-1].nouvelle, encore.nouvelle, encore.version) == (True, False, versions[-1].version)
    return depot, versions


def test_each_version_lists_those_before_it_and_not_itself(suite):
    _, versions = suite
    numeros = [v.version for v in versions]
    assert numeros == ["2026.11.1", "2026.11.2", "2026.12.1", "2027.01.1"]
    for rang, version in enumerate(versions):
        assert [ligne["version"] for ligne in liste(version)] == numeros[:rang]
        assert [ligne["sequence"] for ligne in liste(version)] == list(range(1, rang + 1))
        assert [ligne["precedente"] for ligne in liste(version)] == [None, *numeros][:rang]


def test_what_is_said_of_a_version_is_what_that_version_says(suite):
    _, versions = suite
    for version, ligne in zip(versions, liste(versions[-1]), strict=False):
        descripteur = json.loads((version.dossier / "datapackage.json").read_text(encoding="utf-8"))
        assert descripteur.pop("version") == ligne["version"]
        assert (descripteur["arrete_au"], descripteur["edition"]) == (ligne["arrete_au"], ligne["edition"])
        assert ligne["tables"] == len(list(version.dossier.glob("*.schema.json")))
        assert ligne["contenu_sha256"] == descripteur["contenu_sha256"] == contenu(version)
        sommes = (version.dossier / "SHA256SUMS").read_bytes()
        assert ligne["sommes_sha256"] == hashlib.sha256(sommes).hexdigest()


def test_the_number_of_a_version_and_its_digest_are_those_of_latest(suite):
    depot, versions = suite
    latest = json.loads((depot / "latest.json").read_text(encoding="utf-8"))
    assert latest["contenu_sha256"] == contenu(versions[-1])
    assert versions[-1].tables["publications"] == 3


def test_the_same_history_elsewhere_gives_the_same_bytes(suite, tables: Path, fiche: Fiche, tmp_path: Path):
    _, versions = suite
    for rang, jour in enumerate(JOURS):
        changer(tables, rang)
        jumelle = publier(tables, tmp_path / "ailleurs" / "exemple", fiche, jour, threads=2)
        ici = {p.name: p.read_bytes() for p in versions[rang].dossier.iterdir()}
        assert ici == {p.name: p.read_bytes() for p in jumelle.dossier.iterdir()}


def test_a_return_to_a_former_content_is_a_new_version(suite, tables: Path, fiche: Fiche):
    depot, versions = suite
    changer(tables, 2)
    retour = publier(tables, depot, fiche, JOURS[3])
    assert (retour.nouvelle, retour.version) == (True, "2027.01.2")
    assert [ligne["version"] for ligne in liste(retour)] == [v.version for v in versions]


def test_a_version_made_before_there_was_a_list_is_followed_by_one_that_names_it(
    tables: Path, fiche: Fiche, tmp_path: Path
):
    depot = tmp_path / "exemple"
    ancienne = publier(tables, depot, fiche, ARRETE_AU)
    latest = json.loads((depot / "latest.json").read_text(encoding="utf-8"))
    for nom in [p.name for p in ancienne.dossier.glob("publications.*")]:
        (ancienne.dossier / nom).unlink()
        del latest["fichiers"][nom]
    paquet = ancienne.dossier / "datapackage.json"
    descripteur = json.loads(paquet.read_text(encoding="utf-8"))
    descripteur["resources"] = [
        r for r in descripteur["resources"] if not r["path"].startswith("publications.")
    ]
    del descripteur["sequence"]
    paquet.chmod(0o644)
    paquet.write_text(json.dumps(descripteur), encoding="utf-8")
    latest["fichiers"]["datapackage.json"] = {"sha256": sha256(paquet), "bytes": paquet.stat().st_size}
    latest |= {"sequence": 7, "precedente": "2026.10.3", "contenu_sha256": "0" * 64}
    (depot / "latest.json").write_bytes(octets_scelles(latest))
    suivante = publier(tables, depot, fiche, ARRETE_AU)
    assert [(x["sequence"], x["version"], x["precedente"]) for x in liste(suivante)] == [
        (7, "2026.11.1", "2026.10.3")
    ]
    assert suivante.sequence == 8


def test_the_last_version_of_before_is_of_another_day(suite, tmp_path: Path):
    depot, _ = suite
    assert derniere_avant(tmp_path / "nulle-part", ARRETE_AU) is None
    attendus = {
        ARRETE_AU: None,
        dt.date(2026, 11, 23): ARRETE_AU,
        dt.date(2026, 12, 1): ARRETE_AU,
        dt.date(2027, 1, 31): dt.date(2026, 12, 1),
        dt.date(2028, 1, 1): dt.date(2027, 1, 31),
    }
    assert {jour: derniere_avant(depot, jour) for jour in attendus} == attendus


def test_an_altered_list_stops_the_next_publication(suite, tables: Path, fiche: Fiche, tmp_path: Path):
    from pipelines.commun.erreurs import SpaserErreur

    depot, versions = suite
    copie = Path(shutil.copytree(depot, tmp_path / "copie" / "exemple", symlinks=True))
    liste_publiee = copie / "versions" / versions[-1].version / "publications.csv"
    liste_publiee.chmod(0o644)
    liste_publiee.write_text(liste_publiee.read_text(encoding="utf-8").replace("2026.11.1", "2026.11.9"))
    with pytest.raises(SpaserErreur, match=r"a été modifiée : publications\.csv"):
        publier(tables, copie, fiche, JOURS[3])
