"""`spaser push`: what --dry-run shows and does not do, and the definition that says where to send."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli_envoi import destination_de
from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.envoi.destination import lire_destination, lire_serveur
from tests.publication.envoi.doublure import CLE, DataGouv
from tests.publication.envoi.monde import DEFINITION, FICHIERS, Poussee, publier


@pytest.fixture(autouse=True)
def chez_soi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder that has the definition of `exemple`, and those of two others."""
    for slug in ("exemple", "bordeaux"):
        dossier = tmp_path / "spasers" / slug / "2026"
        dossier.mkdir(parents=True)
        definition = DEFINITION | {"slug": slug, "fictif": slug == "exemple"}
        (dossier / "spaser.yaml").write_text(json.dumps(definition), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("SPASER_CLE_DATA_GOUV", raising=False)


def lancer(site: DataGouv, tmp_path: Path, *options: str, cle: str = "") -> Any:
    commande = ["push", "exemple", "--published", str(tmp_path), "--serveur", site.url, *options]
    return CliRunner().invoke(app, commande, env={"SPASER_CLE_DATA_GOUV": cle or None})


@pytest.mark.parametrize("cle", ["", CLE], ids=["sans-cle", "avec-cle"])
def test_a_dry_run_shows_the_plan_and_only_reads(site: DataGouv, tmp_path: Path, cle: str):
    publier(tmp_path)
    avant = sorted(tmp_path.rglob("*"))
    fait = lancer(site, tmp_path, "--dry-run", cle=cle)
    assert fait.exit_code == 0, fait.output
    assert {methode for methode, _, _ in site.requetes} == {"GET"} and site.jeux.tous == {}
    assert sorted(tmp_path.rglob("*")) == avant
    etats = {
        mots[1].strip(): mots[2].strip()
        for ligne in fait.output.splitlines()
        if len(mots := ligne.split("│")) > 3
    }
    assert etats["contrats.csv"] == "à créer" and etats["(jeu de données)"] == "à créer"
    assert etats["CHANGELOG.md"] == etats["contrats.parquet"] == "écarté"
    assert CLE not in fait.output


def test_a_dry_run_of_a_next_release_says_old_and_new(site: DataGouv, tmp_path: Path):
    publier(tmp_path)
    assert lancer(site, tmp_path, cle=CLE).exit_code == 0
    publier(
        tmp_path, sequence=2, version="2026.06.2", fichiers=FICHIERS | {"contrats.csv": "contrat_id\nZ\n"}
    )
    ecrites = len(site.ecrites())
    fait = lancer(site, tmp_path, "--dry-run", "--json")
    assert len(site.ecrites()) == ecrites
    bilan = json.loads(fait.stdout[fait.stdout.index("{") :])
    etats = {ligne["nom"]: ligne["etat"] for ligne in bilan["fichiers"]}
    assert etats["contrats.csv"] == "à remplacer" and etats["spaser.xlsx"] == "inchangé"
    assert any(
        "version « 2026.06.1 »" in d["detail"] and "« 2026.06.2 »" in d["detail"] for d in bilan["fichiers"]
    )
    assert bilan["requetes"]["ecritures"] == 0


def test_a_push_says_what_was_left_out_and_where_it_is(site: DataGouv, tmp_path: Path):
    publier(tmp_path)
    fait = lancer(site, tmp_path, cle=CLE)
    assert "CHANGELOG.md : ce site n'accepte pas" in fait.output
    assert "5 fichier(s) envoyés" in fait.output and f"{site.url}/datasets/" in fait.output
    assert "rien n'a été écrit" in lancer(site, tmp_path, cle=CLE).output


def test_a_slug_that_leads_elsewhere(site: DataGouv, tmp_path: Path):
    fait = CliRunner().invoke(app, ["push", "../x", "--published", str(tmp_path), "--serveur", site.url])
    assert fait.exit_code != 0 and isinstance(fait.exception, SpaserErreur) and site.requetes == []


def test_a_fictional_run_of_a_real_definition_claims_no_real_place():
    fictive = destination_de("exemple-bordeaux")
    assert fictive.zones == () and fictive.organisation == "metropole"
    assert destination_de("bordeaux").zones == ("fr:commune:33063", "fr:epci:000001024")


@pytest.mark.parametrize(
    "adresse",
    [
        "http://www.data.gouv.fr",
        "https://cle:x@www.data.gouv.fr",
        "https://www.data.gouv.fr/api",
        "https://www.data.gouv.fr?x=1",
        "https://www.data.gouv.fr\n.exemple.fr",
        "ftp://www.data.gouv.fr",
        "www.data.gouv.fr",
        "https://www.data.gouv.fr.exemple.fr",
        "https://udata.exemple.fr",
        "https://[::1",
    ],
)
def test_a_server_that_the_definition_may_not_name(adresse: str):
    definition = copy.deepcopy(DEFINITION)
    definition["publication"]["data_gouv"]["serveur"] = adresse
    with pytest.raises(SpaserErreur):
        lire_destination(definition)


@pytest.mark.parametrize(
    ("adresse", "base"),
    [
        ("https://www.data.gouv.fr/", "https://www.data.gouv.fr"),
        ("https://DEMO.data.gouv.fr", "https://demo.data.gouv.fr"),
        ("http://127.0.0.1:7000", "http://127.0.0.1:7000"),
        ("http://[::1]:7000", "http://[::1]:7000"),
    ],
)
def test_servers_that_are_right(adresse: str, base: str):
    assert lire_serveur(adresse, du_fichier=True).base == base


def test_another_site_may_be_given_by_a_person():
    assert lire_serveur("https://udata.exemple.fr", du_fichier=False).base == "https://udata.exemple.fr"


@pytest.mark.parametrize(
    "valeur",
    [
        {"data_gouv": {"organisation": "../x"}},
        {"data_gouv": {"jeu": "a/b"}},
        {"data_gouv": {"jeu": 'a"b'}},
        {"data_gouv": {"formats": ["exe"]}},
        {"data_gouv": {"cle": "secret"}},
        {"frequence": "parfois"},
        {"adresse": "javascript:alert(1)"},
        "texte",
    ],
)
def test_hostile_or_unknown_values_in_the_definition(valeur: Any):
    with pytest.raises(SpaserErreur, match="publication"):
        lire_destination(DEFINITION | {"publication": valeur})


@pytest.mark.parametrize("option", ["jeu", "organisation"])
@pytest.mark.parametrize("valeur", ["../x", "a b", "a?b", "é", "a/../b"])
def test_hostile_values_on_the_command_line(option: str, valeur: str):
    with pytest.raises(SpaserErreur, match=f"--{option}"):
        lire_destination(DEFINITION, **{option: valeur})


def test_titles_and_texts_are_shown_as_they_are_written(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    site.jeux.notre()["title"] = "[red]x[/red]\x1b[31m\nautre"
    ecart = poussee.prevoir().plan.actions[-1].ecarts[0]
    assert "\x1b" not in str(ecart) and "\n" not in str(ecart)
