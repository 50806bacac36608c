"""The same client against real udata 17.18: what the stand-in of tests/publication/envoi imitates, seen here."""

import copy
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.envoi import plan
from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.publication.envoi.texte import echapper
from pipelines.sources.politique import Politique
from tests.publication.envoi.monde import DEFINITION, FICHIERS, Poussee, publier
from tests.udata.conftest import Udata

# Its pauses are real: two files of one name sent within a second collide there.
PATIENTE = Politique(total_s=60, recul_s=2.4)


def poussee(tmp_path: Path, udata: Udata, slug: str, **options: Any) -> Poussee:
    definition = copy.deepcopy(DEFINITION)
    definition["publication"]["data_gouv"]["organisation"] = udata.organisation
    definition["publication"]["adresse"] = "https://donnees.bordeaux-metropole.fr/spaser/"
    reste: dict[str, Any] = {"cle": udata.cle, "politique": PATIENTE} | options
    return Poussee(tmp_path, udata, slug=slug, definition=definition, **reste)  # type: ignore[arg-type]


def jeu_de(udata: Udata, ident: str) -> dict[str, Any]:
    return udata.demander("GET", f"/api/1/datasets/{ident}/").json()


def test_it_is_the_version_that_the_reference_describes(udata: Udata):
    assert udata.version.startswith("17.18.")


def test_created_then_unchanged(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-deux-fois")
    envoi = poussee(tmp_path, udata, "exemple-deux-fois")
    premier = envoi.pousser()
    assert [a.genre for a in premier.faites] == [
        plan.CREER,
        *[plan.DEPOSER] * 5,
        plan.ORDONNER,  # the newest comes first there
        plan.PUBLIER,
    ]
    assert {nom for nom, _ in premier.voulu.ecartes} == {"contrats.parquet", "CHANGELOG.md"}
    jeu = jeu_de(udata, premier.etat.id)
    assert jeu["license"] == "lov2" and jeu["frequency"] == "biennial" and jeu["private"] is False
    assert jeu["temporal_coverage"] == {"start": "2023-01-01", "end": "2026-06-30"}
    assert jeu["spatial"]["zones"] == ["fr:commune:33063"]
    assert jeu["tags"] == sorted(jeu["tags"]) and "donnees-fictives" in jeu["tags"]
    assert jeu["description"].startswith("**Données fictives.**")
    assert [r["title"] for r in jeu["resources"]][:2] == ["Titre de spaser.xlsx", "Contrats (CSV)"]
    schema = jeu["resources"][1]["schema"]
    assert (
        schema["url"].endswith("/exemple-deux-fois/latest/contrats.schema.json")
        and schema["version"] == "0.1.0"
    )
    second = envoi.pousser()
    assert second.faites == () and jeu_de(udata, premier.etat.id) == jeu


def test_a_new_release_replaces_the_files_that_changed_under_their_ids(tmp_path: Path, udata: Udata):
    depot = publier(tmp_path, slug="exemple-suivante")
    envoi = poussee(tmp_path, udata, "exemple-suivante")
    avant = {r["extras"]["spaser-ouvert:cle"]: r for r in envoi.pousser().etat.ressources}
    publier(
        tmp_path,
        slug="exemple-suivante",
        sequence=2,
        version="2026.06.2",
        fichiers=FICHIERS | {"contrats.csv": "contrat_id,objet\nA,Hiver\n"},
    )
    (depot / "data_gouv.json").unlink()
    suite = envoi.pousser()
    assert {a.cle for a in suite.faites if a.genre == plan.REMPLACER} == {"contrats.csv", "datapackage.json"}
    apres = {r["extras"]["spaser-ouvert:cle"]: r for r in suite.etat.ressources}
    assert {cle: r["id"] for cle, r in apres.items()} == {cle: r["id"] for cle, r in avant.items()}
    assert apres["contrats.csv"]["checksum"] != avant["contrats.csv"]["checksum"]
    assert apres["contrats.csv"]["title"] == "Contrats (CSV)"
    assert (
        suite.etat.extras["spaser-ouvert:sequence"] == 2 and "spaser-ouvert:en-cours" not in suite.etat.extras
    )


def test_a_file_in_parts(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-morceaux", fichiers=FICHIERS | {"contrats.csv": "a,b\n" + "1,2\n" * 999})
    envoi = poussee(tmp_path, udata, "exemple-morceaux", choix={"morceau": 1000})
    fait = envoi.pousser()
    ressource = next(r for r in fait.etat.ressources if r["title"] == "Contrats (CSV)")
    assert ressource["filesize"] == 4000 and envoi.pousser().faites == ()


def test_a_part_sent_twice_fails_with_500_there(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-part")
    jeu = poussee(tmp_path, udata, "exemple-part").pousser().etat.id
    champs = {"uuid": "0" * 8, "filename": "a.csv", "totalparts": "2", "partindex": "0", "chunksize": "3"}
    statuts = [
        udata.demander(
            "POST", f"/api/1/datasets/{jeu}/upload/", data=champs, files={"file": ("a.csv", b"abc")}
        ).status_code
        for _ in range(2)
    ]
    reunion = {nom: champs[nom] for nom in ("uuid", "filename", "totalparts")}
    statuts.append(udata.demander("POST", f"/api/1/datasets/{jeu}/upload/", data=reunion).status_code)
    assert statuts == [200, 500, 500]


def test_what_people_filled_in_by_hand_stays(tmp_path: Path, udata: Udata):
    depot = publier(tmp_path, slug="exemple-main")
    envoi = poussee(tmp_path, udata, "exemple-main")
    jeu = jeu_de(udata, envoi.pousser().etat.id)
    point = udata.demander(
        "POST",
        "/api/1/contacts/",
        json={
            "name": "Service",
            "email": "service@bordeaux-metropole.fr",
            "role": "contact",
            "organization": udata.organisation,
        },
    ).json()
    a_la_main = {
        "acronym": "SPE",
        "description_short": "En bref.",
        "contact_points": [{"id": point["id"]}],
        "tags": [*jeu["tags"], "ajout-a-la-main"],
        "extras": jeu["extras"] | {"autre": "x"},
    }
    corps = {nom: jeu[nom] for nom in ("title", "description", "temporal_coverage")} | a_la_main
    assert udata.demander("PUT", f"/api/1/datasets/{jeu['id']}/", json=corps).status_code == 200
    publier(tmp_path, slug="exemple-main", sequence=2, version="2026.06.2")
    envoi.pousser()
    apres = jeu_de(udata, jeu["id"])
    assert (apres["acronym"], apres["description_short"]) == ("SPE", "En bref.")
    assert [p["id"] for p in apres["contact_points"]] == [point["id"]]
    assert "ajout-a-la-main" in apres["tags"] and apres["extras"]["autre"] == "x"
    assert depot.is_dir()


def test_a_put_is_not_a_patch_there(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-put")
    jeu = jeu_de(udata, poussee(tmp_path, udata, "exemple-put").pousser().etat.id)
    corps = {"title": jeu["title"], "description": jeu["description"]}
    lu = udata.demander("PUT", f"/api/1/datasets/{jeu['id']}/", json=corps).json()
    assert lu["tags"] == [] and lu["temporal_coverage"] is None
    assert lu["license"] == "lov2" and lu["extras"] == jeu["extras"]


def test_an_unknown_licence_is_dropped_in_silence_there(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-licence")
    jeu = jeu_de(udata, poussee(tmp_path, udata, "exemple-licence").pousser().etat.id)
    corps = {"title": jeu["title"], "description": jeu["description"], "license": "inconnue", "zorg": 1}
    lu = udata.demander("PUT", f"/api/1/datasets/{jeu['id']}/", json=corps)
    assert (lu.status_code, lu.json()["license"]) == (200, "notspecified")


@pytest.mark.parametrize(
    ("champs", "dit"),
    [({"deleted": "2026-01-01T00:00:00"}, "supprimé"), ({"archived": "2026-01-01T00:00:00"}, "archivé")],
    ids=["supprime", "archive"],
)
def test_deleted_or_archived(tmp_path: Path, udata: Udata, champs: dict[str, str], dit: str):
    slug = f"exemple-{next(iter(champs))}"
    publier(tmp_path, slug=slug)
    envoi = poussee(tmp_path, udata, slug)
    jeu = jeu_de(udata, envoi.pousser().etat.id)
    if "deleted" in champs:
        assert udata.demander("DELETE", f"/api/1/datasets/{jeu['id']}/").status_code == 204
    else:
        corps = {nom: jeu[nom] for nom in ("title", "description")} | champs
        assert udata.demander("PUT", f"/api/1/datasets/{jeu['id']}/", json=corps).status_code == 200
    with pytest.raises(EnvoiRefuse, match=dit):
        envoi.pousser()


def test_a_wrong_key_and_that_of_another_organisation(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-cles")
    with pytest.raises(EnvoiRefuse, match="clé n'est pas acceptée"):
        poussee(tmp_path, udata, "exemple-cles", cle="udata_fausse-fausse").pousser()
    with pytest.raises(EnvoiRefuse, match="n'est pas membre"):
        poussee(tmp_path, udata, "exemple-cles", cle=udata.cle_autre).pousser()


def test_the_first_push_stays_private_when_it_is_asked(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-prive")
    prive = poussee(tmp_path, udata, "exemple-prive", choix={"prive": True})
    jeu = prive.pousser().etat
    assert jeu.jeu and jeu.jeu["private"] and prive.pousser().faites == ()
    assert udata.demander("GET", f"/api/1/datasets/{jeu.id}/", cle=udata.cle_autre).status_code == 404
    poussee(tmp_path, udata, "exemple-prive").pousser()
    assert jeu_de(udata, jeu.id)["private"] is False


def test_a_dry_run_writes_nothing(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-a-blanc")
    prevu = poussee(tmp_path, udata, "exemple-a-blanc", cle=None).prevoir()
    assert prevu.plan.actions[0].genre == plan.CREER and dict(prevu.requetes)["ecritures"] == 0
    page = udata.demander("GET", f"/api/1/organizations/{udata.organisation}/datasets/?page_size=100").json()
    assert "exemple-a-blanc" not in {jeu["extras"].get("spaser-ouvert:slug") for jeu in page["data"]}


def test_the_text_of_the_release_is_kept_as_it_is(tmp_path: Path, udata: Udata):
    publier(tmp_path, slug="exemple-texte")
    jeu = jeu_de(udata, poussee(tmp_path, udata, "exemple-texte").pousser().etat.id)
    assert echapper("Les achats d'une <b>collectivité</b>.") in jeu["description"]
