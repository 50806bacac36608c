"""What stands on data.gouv.fr after a push, and what a second push does to it."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.depot.sceau import octets_scelles
from pipelines.publication.envoi import plan
from pipelines.publication.envoi.refus import EnvoiRefuse
from tests.publication.envoi.doublure import DataGouv
from tests.publication.envoi.doublure_jeux import LICENCES
from tests.publication.envoi.monde import DEFINITION, FICHIERS, Poussee, publier

ENVOYES = ["spaser.xlsx", "contrats.csv", "contrat_sources.csv", "contrats.json", "datapackage.json"]


def cles(site: DataGouv) -> list[str]:
    return [r["extras"].get("spaser-ouvert:cle", r["title"]) for r in site.jeux.notre()["resources"]]


def suivante(tmp_path: Path, **fichiers: str) -> None:
    """Publish the next release: one table changes."""
    change = {"contrats.csv": "contrat_id,objet\nA,Hiver\n"} | {
        nom.replace("__", "."): t for nom, t in fichiers.items()
    }
    publier(tmp_path, sequence=2, version="2026.06.2", fichiers=FICHIERS | change)


def test_the_dataset_says_what_the_release_and_the_definition_say(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    jeu = site.jeux.notre()
    assert jeu["title"] == "Données fictives – SPASER d'exemple"
    assert jeu["organization"] == {"id": "org-1"} and jeu["private"] is False
    assert (jeu["license"], jeu["frequency"]) == ("lov2", "biennial")
    assert jeu["temporal_coverage"] == {"start": "2023-01-01", "end": "2026-06-30"}
    assert jeu["tags"] == ["achats-responsables", "commande-publique", "decp", "donnees-fictives", "spaser"]
    extras = {nom.removeprefix("spaser-ouvert:"): valeur for nom, valeur in jeu["extras"].items()}
    assert extras.pop("contenu-sha256") == "1".rjust(64, "0")
    assert extras == {
        "slug": "exemple",
        "version": "2026.06.1",
        "sequence": 1,
        "arrete-au": "2026-06-30",
        "fictif": True,
    }


def test_the_description_begins_with_the_mention_and_links_to_the_version(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    texte = site.jeux.notre()["description"]
    assert texte.startswith("**Données fictives.**")
    assert "(https://donnees.metropole.fr/spaser/exemple/versions/2026.06.1/)" in texte
    assert "## Ce qui a changé : 2026.06.1" in texte and "2 contrats ajoutés." in texte
    assert "Première version" not in texte, "le résumé est celui de la dernière version"
    assert "<b>" not in texte.replace("\\<b\\>", "")


def test_the_files_stand_in_order_with_title_type_and_schema(poussee: Poussee, site: DataGouv):
    envoi = poussee.pousser()
    assert cles(site) == ENVOYES
    contrats = site.jeux.notre()["resources"][1]
    assert contrats["title"] == "Contrats (CSV)" and contrats["type"] == "main"
    assert contrats["description"] == "Données fictives. Une ligne par contrats."
    assert (
        contrats["schema"]["url"] == "https://donnees.metropole.fr/spaser/exemple/latest/contrats.schema.json"
    )
    assert contrats["schema"]["version"] == "0.1.0"
    assert site.jeux.fichiers[contrats["url"]].decode() == FICHIERS["contrats.csv"]
    assert site.jeux.notre()["resources"][-1]["type"] == "documentation"
    assert dict(envoi.voulu.ecartes).keys() == {"contrats.parquet", "CHANGELOG.md"}


def test_only_the_formats_asked_for_are_sent(tmp_path: Path, site: DataGouv):
    publier(tmp_path)
    definition = copy.deepcopy(DEFINITION)
    definition["publication"]["data_gouv"]["formats"] = ["csv"]
    Poussee(tmp_path, site, definition=definition).pousser()
    assert cles(site) == ["contrats.csv", "contrat_sources.csv", "datapackage.json"]


def test_places_are_those_the_site_knows_and_the_others_are_said(poussee: Poussee, site: DataGouv):
    envoi = poussee.pousser()
    assert site.jeux.notre()["spatial"] == {
        "zones": ["fr:commune:33063"],
        "granularity": "fr:commune",
        "geom": None,
    }
    assert any("fr:epci:000001024" in note for note in envoi.voulu.notes)


def test_pushed_again_nothing_is_written(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    jeu, ecrites = copy.deepcopy(site.jeux.tous), len(site.ecrites())
    assert poussee.pousser().faites == ()
    assert len(site.ecrites()) == ecrites and site.jeux.tous == jeu


def test_a_new_release_replaces_only_what_changed_under_the_same_ids(
    poussee: Poussee, site: DataGouv, tmp_path: Path
):
    poussee.pousser()
    avant = {r["title"]: r["id"] for r in site.jeux.notre()["resources"]}
    suivante(tmp_path)
    faites = poussee.pousser().faites
    assert [(a.genre, a.cle) for a in faites if a.cle] == [
        (plan.REMPLACER, "contrats.csv"),
        (plan.REMPLACER, "datapackage.json"),
    ]
    jeu = site.jeux.notre()
    assert {r["title"]: r["id"] for r in jeu["resources"]} == avant
    assert site.jeux.fichiers[jeu["resources"][1]["url"]].endswith(b"Hiver\n")
    assert jeu["extras"]["spaser-ouvert:sequence"] == 2 and "spaser-ouvert:en-cours" not in jeu["extras"]


def test_the_dataset_is_hidden_until_it_is_whole(poussee: Poussee, site: DataGouv):
    vus = []
    site.pannes.quand = lambda *_: vus.append(
        [(j["private"], len(j["resources"])) for j in site.jeux.tous.values()]
    )
    poussee.pousser()
    assert {combien for etats in vus for prive, combien in etats if not prive} <= {5}


def test_what_others_wrote_beside_ours_stays(poussee: Poussee, site: DataGouv, tmp_path: Path):
    poussee.pousser()
    jeu = site.jeux.notre()
    jeu |= {"acronym": "SPE", "tags": [*jeu["tags"], "ajout"], "extras": jeu["extras"] | {"autre": 1}}
    jeu["contact_points"] = [{"id": "c1", "name": "Service"}]
    autre = {
        "id": "a1",
        "title": "Notice",
        "filetype": "remote",
        "extras": {},
        "type": "other",
        "url": "https://x.fr",
    }
    jeu["resources"].insert(0, autre | {"description": None, "schema": None})
    suivante(tmp_path)
    envoi = poussee.pousser()
    jeu = site.jeux.notre()
    assert jeu["acronym"] == "SPE" and "ajout" in jeu["tags"] and jeu["extras"]["autre"] == 1
    assert jeu["contact_points"] == [{"id": "c1"}]
    assert cles(site) == [*ENVOYES, "Notice"] and envoi.plan.autres == ("Notice",)


def test_what_someone_changed_in_our_fields_is_set_right(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    site.jeux.notre()["title"] = "Autre titre"
    site.jeux.notre()["resources"][1]["title"] = "contrats.csv"
    prevu = poussee.prevoir().plan
    assert [(a.genre, a.cle) for a in prevu.actions] == [
        (plan.MARQUER, ""),
        (plan.DECRIRE, "contrats.csv"),
        (plan.PUBLIER, ""),
    ]
    assert str(prevu.actions[1].ecarts[0]) == "titre : « contrats.csv » → « Contrats (CSV) »"
    poussee.pousser()
    assert site.jeux.notre()["title"] == "Données fictives – SPASER d'exemple"


def test_a_file_that_is_no_longer_published_is_listed_then_deleted_when_asked(
    poussee: Poussee, site: DataGouv, tmp_path: Path
):
    poussee.pousser()
    moins = {nom: texte for nom, texte in FICHIERS.items() if not nom.startswith("contrat_sources")}
    publier(tmp_path, sequence=2, version="2026.06.2", fichiers=moins)
    envoi = poussee.pousser()
    assert [lue["title"] for lue in envoi.plan.obsoletes] == ["Contrat sources (CSV)"] and len(
        cles(site)
    ) == 5
    poussee.choix = {"supprimer_obsoletes": True}
    poussee.pousser()
    assert "contrat_sources.csv" not in cles(site) and len(cles(site)) == 4


def test_a_second_copy_of_our_upload_is_listed_as_ours(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    jeu = site.jeux.notre()
    nue = {"id": "d" * 8, "title": "contrat-sources.csv", "extras": {}, "schema": None, "description": None}
    jeu["resources"].append(jeu["resources"][2] | nue)
    humaine = nue | {"id": "e" * 8, "checksum": {"type": "sha1", "value": "0" * 40}}
    jeu["resources"].append(jeu["resources"][2] | humaine)
    envoi = poussee.pousser()
    assert [lue["id"] for lue in envoi.plan.obsoletes] == ["d" * 8] and envoi.faites == ()
    assert envoi.plan.autres == ("contrat-sources.csv",)


def test_the_ids_are_found_again_when_the_file_of_ids_is_lost(
    poussee: Poussee, site: DataGouv, tmp_path: Path
):
    poussee.pousser()
    memoire = tmp_path / "exemple" / "data_gouv.json"
    avant = memoire.read_bytes()
    memoire.unlink()
    assert poussee.pousser().faites == () and memoire.read_bytes() == avant


def test_the_ids_of_each_site_are_kept_apart(poussee: Poussee, tmp_path: Path):
    poussee.pousser()
    memoire = tmp_path / "exemple" / "data_gouv.json"
    avant = json.loads(memoire.read_text())
    with DataGouv() as autre:
        Poussee(tmp_path, autre).pousser()
        apres = json.loads(memoire.read_text())
    assert set(apres) == {poussee.site.url, autre.url} and apres[poussee.site.url] == avant[poussee.site.url]


def test_a_dataset_made_by_hand_is_filled_when_it_is_named(poussee: Poussee, site: DataGouv):
    vide = {"title": "À la main", "description": "x", "organization": "org-1"}
    site.jeux.repondre("POST", ["api", "1", "datasets"], {}, vide, "org-1")
    poussee.choix = {"jeu": "a-la-main"}
    poussee.pousser()
    assert len(site.jeux.tous) == 1 and cles(site) == ENVOYES


def test_a_file_of_someone_is_not_taken_for_ours_by_its_name(poussee: Poussee, site: DataGouv):
    vide = {"title": "À la main", "description": "x", "organization": "org-1"}
    site.jeux.repondre("POST", ["api", "1", "datasets"], {}, vide, "org-1")
    jeu = site.jeux.notre()
    a_la_main = {"file": ("contrats.csv", b"un,autre\n")}
    site.jeux.repondre("POST", ["api", "1", "datasets", jeu["id"], "upload"], {}, a_la_main, "org-1")
    poussee.choix = {"jeu": "a-la-main"}
    envoi = poussee.pousser()
    assert envoi.plan.autres == ("contrats.csv",) and cles(site) == [*ENVOYES, "contrats.csv"]
    assert site.jeux.fichiers[jeu["resources"][-1]["url"]] == b"un,autre\n"


def test_two_datasets_of_one_spaser_are_named(poussee: Poussee, site: DataGouv, tmp_path: Path):
    poussee.pousser()
    double = copy.deepcopy(site.jeux.notre()) | {"id": "f" * 24}
    site.jeux.tous["f" * 24] = double
    (tmp_path / "exemple" / "data_gouv.json").unlink()
    with pytest.raises(EnvoiRefuse, match=f"{'f' * 24}.*jeu"):
        poussee.pousser()


def test_one_that_was_deleted_is_not_taken_for_ours(poussee: Poussee, site: DataGouv, tmp_path: Path):
    poussee.pousser()
    site.jeux.notre()["deleted"] = "2026-10-01T00:00:00"
    (tmp_path / "exemple" / "data_gouv.json").unlink()
    poussee.pousser()
    assert [jeu["deleted"] for jeu in site.jeux.tous.values()] == ["2026-10-01T00:00:00", None]


def test_the_dataset_is_found_on_the_last_page_of_the_organisation(
    poussee: Poussee, site: DataGouv, tmp_path: Path
):
    for rang in range(120):
        vide = {"title": f"Jeu {rang}", "description": "x", "organization": "org-1"}
        site.jeux.repondre("POST", ["api", "1", "datasets"], {}, vide, "org-1")
    poussee.pousser()
    (tmp_path / "exemple" / "data_gouv.json").unlink()
    assert poussee.pousser().faites == () and len(site.jeux.tous) == 121


def test_an_extension_refused_at_the_upload_is_left_out_and_said(poussee: Poussee, site: DataGouv):
    site.jeux.extensions_muettes = True
    envoi = poussee.pousser()
    assert {nom for nom, _ in envoi.voulu.ecartes} == {"contrats.parquet", "CHANGELOG.md"}
    assert cles(site) == ENVOYES and poussee.pousser().plan.actions == ()


def test_schemas_that_the_site_refuses_are_left_out_and_said(poussee: Poussee, site: DataGouv):
    site.jeux.schemas_refuses = True
    envoi = poussee.pousser()
    assert site.jeux.notre()["resources"][1]["schema"] is None and cles(site) == ENVOYES
    assert any("Schémas des tables : refusés" in note for note in envoi.voulu.notes)


def test_schemas_at_no_public_address_are_not_sent(poussee: Poussee, site: DataGouv):
    definition = copy.deepcopy(DEFINITION)
    definition["publication"]["adresse"] = "https://donnees.metropole.example/spaser/"
    poussee.definition = definition
    envoi = poussee.pousser()
    assert site.jeux.notre()["resources"][1]["schema"] is None
    assert any("Schémas des tables" in note for note in envoi.voulu.notes)


def test_a_schema_that_the_catalogue_knows_comes_back_under_its_name(poussee: Poussee, site: DataGouv):
    url = "https://donnees.metropole.fr/spaser/exemple/latest/contrats.schema.json"
    site.jeux.catalogue[url] = ("spaser/contrats", "0.1.0")
    poussee.pousser()
    assert site.jeux.notre()["resources"][1]["schema"]["name"] == "spaser/contrats"
    assert poussee.pousser().faites == ()


def test_a_licence_that_the_site_does_not_know_stops_before_any_write(poussee: Poussee, site: DataGouv):
    site.jeux.licences = [nom for nom in LICENCES if nom != "lov2"]
    with pytest.raises(EnvoiRefuse, match="licence « lov2 »"):
        poussee.pousser()
    assert site.ecrites() == []


@pytest.mark.parametrize(
    ("champ", "dit"),
    [("license", "licence"), ("tags", "mots-clés"), ("temporal_coverage", "période"), ("extras", "repères")],
)
def test_what_the_site_drops_in_silence_is_told(poussee: Poussee, site: DataGouv, champ: str, dit: str):
    site.jeux.oublie = {champ}
    with pytest.raises(EnvoiRefuse, match=f"n'a pas gardé(.|\n)*{dit}"):
        poussee.pousser()


def test_a_file_altered_on_the_way_is_sent_again_then_refused(poussee: Poussee, site: DataGouv):
    site.pannes.altere = 1
    poussee.pousser()
    assert cles(site) == ENVOYES and poussee.pousser().faites == ()


def test_a_file_always_altered_is_refused(poussee: Poussee, site: DataGouv):
    site.pannes.altere = 99
    with pytest.raises(EnvoiRefuse, match=r"spaser\.xlsx.*SHA-1"):
        poussee.pousser()


def options(**choix: Any) -> dict[str, Any]:
    return choix


def test_an_older_release_does_not_replace_a_newer_one(poussee: Poussee, site: DataGouv, tmp_path: Path):
    suivante(tmp_path)
    poussee.pousser()
    (tmp_path / "exemple" / "latest.json").unlink()
    publier(tmp_path, version="2026.05.9")
    ecrites = len(site.ecrites())
    with pytest.raises(EnvoiRefuse, match=r"rang 2.*--forcer"):
        poussee.pousser()
    assert len(site.ecrites()) == ecrites
    poussee.choix = options(forcer=True)
    poussee.pousser()
    assert site.jeux.notre()["extras"]["spaser-ouvert:sequence"] == 1


def test_a_push_cut_in_the_middle_counts_as_the_newer_one(poussee: Poussee, site: DataGouv, tmp_path: Path):
    poussee.pousser()
    suivante(tmp_path)
    site.pannes.quand = lambda methode, chemin: (403, {}) if chemin.endswith("/upload/") else None
    with pytest.raises(EnvoiRefuse, match="403"):
        poussee.pousser()
    (tmp_path / "exemple" / "latest.json").unlink()
    publier(tmp_path, version="2026.05.9")
    with pytest.raises(EnvoiRefuse, match="rang 2"):
        poussee.pousser()


def test_a_withdrawn_release_gives_way_to_the_one_in_force(poussee: Poussee, site: DataGouv, tmp_path: Path):
    suivante(tmp_path)
    poussee.pousser()
    depot = tmp_path / "exemple"
    tombe = {
        "version": "2026.06.2",
        "sequence": 2,
        "date": "2026-07-01",
        "motif": "Erreur.",
        "remplacee_par": None,
    }
    (depot / "withdrawn").mkdir()
    (depot / "withdrawn" / "2026.06.2.json").write_bytes(octets_scelles(tombe))
    publier(tmp_path, version="2026.05.9")
    poussee.pousser()
    assert site.jeux.notre()["extras"]["spaser-ouvert:version"] == "2026.05.9"


def test_another_release_of_the_same_rank_is_refused(poussee: Poussee, tmp_path: Path):
    poussee.pousser()
    publier(tmp_path, version="2026.06.3", contenu="abc")
    with pytest.raises(EnvoiRefuse, match="même rang"):
        poussee.pousser()


def test_private_then_public(poussee: Poussee, site: DataGouv):
    poussee.choix = options(prive=True)
    poussee.pousser()
    assert site.jeux.notre()["private"] is True and poussee.pousser().faites == ()
    poussee.choix = {}
    poussee.pousser()
    assert site.jeux.notre()["private"] is False
    poussee.choix = options(prive=True)
    with pytest.raises(EnvoiRefuse, match="est public"):
        poussee.pousser()


def test_real_data_claims_its_places_and_no_mention(tmp_path: Path, site: DataGouv):
    publier(tmp_path, slug="bordeaux", fictif=False)
    Poussee(tmp_path, site, slug="bordeaux").pousser()
    jeu = site.jeux.notre()
    assert "fictives" not in jeu["title"] + jeu["description"] and "donnees-fictives" not in jeu["tags"]
