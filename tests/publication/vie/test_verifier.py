"""`spaser verify`: each attack and each accident by its name, and nothing to say of a whole release."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.vie.verifier import verifier
from tests.publication.petit import DECEMBRE, latest, octets, publier

V1, V2, V3 = "2026.11.1", "2026.11.2", "2026.12.1"


def fautes(depot: Path, **options) -> list[tuple[str, str]]:
    return [(f.nature, f.fichier) for f in verifier(depot, **options).fautes]


def test_a_whole_release_has_no_fault_and_nothing_is_written(depot: Path):
    avant = octets(depot)
    constat = verifier(depot)
    assert (constat.fautes, constat.restes, constat.versions) == ([], [], 3)
    assert constat.fichiers == sum(1 for nom in avant if nom.startswith("versions/"))
    assert octets(depot) == avant


def test_an_old_latest_put_back_is_a_rollback(depot: Path, trois: Path, tmp_path: Path):
    ailleurs = tmp_path / "ailleurs" / "exemple"
    publier(ailleurs, 1)
    shutil.copy(ailleurs / "latest.json", depot / "latest.json")
    assert ("retour en arrière", "latest.json") in fautes(depot)
    # nothing is built on it, and the way out is named
    with pytest.raises(SpaserErreur, match=r"retour en arrière.*spaser repair exemple"):
        publier(depot, 4)


def test_an_old_state_served_whole_is_known_by_what_was_seen(depot: Path, tmp_path: Path):
    vu = tmp_path / "vu.json"
    assert fautes(depot, vu=vu) == [] and fautes(depot, vu=vu) == []
    ancien = tmp_path / "ancien" / "exemple"
    for rang in (1, 2):
        publier(ancien, rang)
    assert fautes(ancien) == []
    assert fautes(ancien, vu=vu) == [("retour en arrière", "latest.json")]
    assert json.loads(vu.read_text())["exemple"]["sequence"] == 3
    publier(depot, 4, DECEMBRE)
    assert fautes(depot, vu=vu) == [] and json.loads(vu.read_text())["exemple"]["sequence"] == 4
    with pytest.raises(SpaserErreur, match="n'est pas un fichier « --vu »"):
        verifier(depot, vu=depot / "feed.xml")


def test_another_release_of_the_same_rank_is_a_mix(depot: Path, tmp_path: Path):
    vu = tmp_path / "vu.json"
    verifier(depot, vu=vu)
    autre = tmp_path / "autre" / "exemple"
    for rang in (1, 2, 5):
        publier(autre, rang)
    assert fautes(autre, vu=vu) == [("mélange", "latest.json")]


def test_data_older_than_announced_are_frozen(depot: Path):
    from datetime import date

    assert fautes(depot, au=date(2027, 12, 20), delai=365) == []
    assert fautes(depot, au=date(2027, 12, 21), delai=365) == [("gel", "latest.json")]


@pytest.mark.parametrize("version", [V2, V3])
def test_the_file_of_another_version_is_a_mix(depot: Path, version: str):
    cible = depot / "versions" / version / "contrats.csv"
    cible.unlink()
    shutil.copy(depot / "versions" / V1 / "contrats.csv", cible)
    constat = verifier(depot)
    assert [(f.nature, f.fichier) for f in constat.fautes] == [
        ("mélange", f"versions/{version}/contrats.csv")
    ]
    assert V1 in constat.fautes[0].message


@pytest.mark.parametrize("version", [V1, V3])
def test_missing_and_extra_files_are_named(depot: Path, version: str):
    dossier = depot / "versions" / version
    (dossier / "titulaires.csv").unlink()
    (dossier / "notes.txt").write_text("x", encoding="utf-8")
    assert fautes(depot) == [
        ("manquant", f"versions/{version}/titulaires.csv"),
        ("en trop", f"versions/{version}/notes.txt"),
    ]


@pytest.mark.parametrize("version", [V1, V2, V3])
def test_a_version_that_vanished_is_missed(depot: Path, version: str):
    shutil.rmtree(depot / "versions" / version)
    assert ("manquant", f"versions/{version}") in fautes(depot)


def test_a_sum_rewritten_with_its_file_is_found_by_the_version_in_force(depot: Path):
    """Whoever edits a former version, its SHA256SUMS and index.json is betrayed by the table `publications`."""
    import hashlib

    dossier = depot / "versions" / V1
    for path in dossier.iterdir():
        path.chmod(0o644)
    contrats, sommes = dossier / "contrats.csv", dossier / "SHA256SUMS"
    avant = hashlib.sha256(contrats.read_bytes()).hexdigest()
    contrats.write_text("contrat_id,objet\nc0,Autre\n", encoding="utf-8")
    apres = hashlib.sha256(contrats.read_bytes()).hexdigest()
    sommes.write_text(sommes.read_text().replace(avant, apres), encoding="utf-8")
    index = json.loads((depot / "index.json").read_text())
    vue = next(v for v in index["versions"] if v["version"] == V1)
    vue["fichiers"]["contrats.csv"]["sha256"] = apres
    vue["fichiers"]["SHA256SUMS"]["sha256"] = hashlib.sha256(sommes.read_bytes()).hexdigest()
    (depot / "index.json").write_bytes(octets_scelles(index))
    assert ("altéré", f"versions/{V1}/SHA256SUMS") in fautes(depot)


def test_a_hash_that_readers_pass_over_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from tests.publication import petit

    vrai = petit.ecrire_json

    def ecrire(path: Path, obj: dict) -> None:
        for ressource in obj.get("resources", []):
            ressource["hash"] = "sha512:00"
        vrai(path, obj)

    monkeypatch.setattr(petit, "ecrire_json", ecrire)
    publier(tmp_path / "exemple", 1)
    constat = verifier(tmp_path / "exemple")
    assert {f.fichier for f in constat.fautes} == {f"versions/{V1}/datapackage.json"}
    assert all("n'est pas en SHA-256 : seule celle-ci est acceptée" in f.message for f in constat.fautes)


@pytest.mark.parametrize("nom", ["index.json", "feed.xml", "latest"])
def test_what_is_late_harms_nobody(depot: Path, nom: str):
    (depot / nom).unlink()
    constat = verifier(depot)
    assert constat.fautes == [] and any(nom in reste for reste in constat.restes)


def test_a_link_that_leads_elsewhere_is_altered(depot: Path):
    (depot / "latest").unlink()
    (depot / "latest").symlink_to("/etc")
    assert fautes(depot) == [("altéré", "latest")]


def test_the_command_says_it_in_french_and_in_json(depot: Path):
    commande = ["verify", "exemple", "--published", str(depot.parent)]
    fait = CliRunner().invoke(app, commande)
    assert fait.exit_code == 0 and "Tout est tel que publié" in fait.output
    path = depot / "versions" / V3 / "contrats.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    fait = CliRunner().invoke(app, commande)
    assert fait.exit_code == 1 and "altéré" in fait.output and "contrats.csv" in fait.output
    dit = json.loads(CliRunner().invoke(app, [*commande, "--json"]).stdout)
    assert dit["conforme"] is False and dit["fautes"][0]["fichier"] == f"versions/{V3}/contrats.csv"
    assert latest(depot)["version"] == dit["version"]
    with pytest.raises(SpaserErreur, match="n'est pas le nom"):
        CliRunner().invoke(app, ["verify", "../exemple"], catch_exceptions=False)


def test_a_table_that_breaks_its_own_schema_is_told_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from tests.publication import petit

    vrai = petit.ecrire_json

    def ecrire(path: Path, obj: dict) -> None:
        for ressource in obj.get("resources", []):
            champs = [{"name": "contrat_id", "type": "string"}, {"name": "objet", "type": "integer"}]
            if ressource["name"] == "contrats":
                ressource |= {"format": "csv", "dialect": {"delimiter": ","}, "schema": {"fields": champs}}
        vrai(path, obj)

    monkeypatch.setattr(petit, "ecrire_json", ecrire)
    depot = tmp_path / "exemple"
    publier(depot, 1)
    assert fautes(depot) == []
    assert {("schéma", f"versions/{V1}/contrats.csv")} == set(fautes(depot, schemas=True))
