"""Real udata harvests catalog.jsonld of a whole release served on loopback: each file and schema is recognised."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pipelines.commun.diffusion import Diffusion
from pipelines.publication.envoi.cle import Cle
from pipelines.publication.envoi.destination import lire_destination
from pipelines.publication.envoi.execution import pousser
from pipelines.publication.fiche import Fiche
from pipelines.publication.publier import publier
from tests.publication.conftest import ecrire_tables
from tests.udata.conftest import Udata

SLUG = "exemple"
FORMATS = {"csv": "csv", "json": "json", "parquet": "parquet", "xlsx": "xlsx", "ods": "ods", "md": "md"}


class Guichet(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".jsonld": "application/ld+json"}

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def moisson(tmp_path_factory: pytest.TempPathFactory, udata: Udata) -> Iterator[tuple[dict[str, Any], Path]]:
    dossier = tmp_path_factory.mktemp("moisson")
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Guichet, directory=str(dossier / "published")))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    adresse = f"http://127.0.0.1:{site.server_address[1]}/"
    fiche = Fiche(
        SLUG,
        "Ville d'Exemple-sur-Rivière",
        True,
        "2026",
        description="Les achats d'une collectivité inventée : marchés, clauses, été.",
        editeur="Métropole d'Exemple (fictive)",
        contact={"nom": "Commande publique", "courriel": "contact@exemple.fr"},
        periode=("2023-01-01", "2026-06-30"),
        diffusion=Diffusion(adresse=adresse, frequence="biennale"),
    )
    fait = publier(
        ecrire_tables(dossier / "tables"), dossier / "published" / SLUG, fiche, dt.date(2026, 6, 30)
    )
    url = quote(f"{adresse}{SLUG}/latest/catalog.jsonld", safe="")
    reponse = udata.demander("GET", f"/essai/moisson?url={url}")
    assert reponse.status_code == 200, reponse.text[:500]
    yield reponse.json(), fait.dossier
    site.shutdown()
    site.server_close()


def test_the_whole_release_is_pushed_too(moisson, udata: Udata):
    _, dossier = moisson
    definition = {
        "publication": {"adresse": "https://donnees.bordeaux-metropole.fr/", "frequence": "annuelle"}
    }
    vers = lire_destination(definition, serveur=udata.url, organisation=udata.organisation)
    depot, cle = dossier.parents[1], Cle(udata.cle)
    envoi = pousser(depot, SLUG, vers, cle)
    tables = {path.name for path in dossier.glob("*.csv") if not path.name.endswith(".excel-fr.csv")}
    assert len(tables) > 30 and {r.cle for r in envoi.voulu.ressources} >= {
        *tables,
        "spaser.xlsx",
        "spaser.ods",
    }
    jeu = udata.demander("GET", f"/api/1/datasets/{envoi.etat.id}/").json()
    assert [r["extras"]["spaser-ouvert:cle"] for r in jeu["resources"]] == [
        r.cle for r in envoi.voulu.ressources
    ]
    assert all(r["schema"]["url"] for r in jeu["resources"] if r["type"] == "main" and r["format"] == "csv")
    assert pousser(depot, SLUG, vers, cle).faites == ()


def distributions(dossier: Path) -> list[dict[str, Any]]:
    catalogue = json.loads((dossier / "catalog.jsonld").read_text(encoding="utf-8"))
    return list(catalogue["dcat:dataset"][0]["dcat:distribution"])


def test_the_harvest_ends_well_with_the_dataset(moisson):
    dite, _ = moisson
    assert (dite["statut"], dite["erreurs"], dite["elements"]) == ("done", [], ["done"])
    (jeu,) = dite["jeux"]
    assert jeu["titre"] == "Données fictives – Ville d'Exemple-sur-Rivière"
    assert jeu["description"] == "Les achats d'une collectivité inventée : marchés, clauses, été."
    assert jeu["licence"] == "lov2" and jeu["frequence"] == "biennial"
    assert jeu["periode"] == ["2023-01-01", "2026-06-30"]
    assert {"commande-publique", "decp", "spaser", "donnees-fictives"} <= set(jeu["mots_cles"])


def test_each_file_is_a_resource_with_its_format_and_size(moisson):
    dite, dossier = moisson
    ressources = {r["url"].rpartition("/")[2]: r for r in dite["jeux"][0]["ressources"]}
    voulues = {d["@id"].rpartition("/")[2] for d in distributions(dossier)}
    assert set(ressources) == voulues and len(dite["jeux"][0]["ressources"]) == len(voulues)
    for nom, ressource in ressources.items():
        assert ressource["octets"] == (dossier / nom).stat().st_size, nom
        assert ressource["format"] == FORMATS[nom.rpartition(".")[2]], nom


def test_each_csv_has_its_schema(moisson):
    dite, dossier = moisson
    tables = [path.name.removesuffix(".schema.json") for path in dossier.glob("*.schema.json")]
    assert len(tables) > 30
    schemas = {r["url"].rpartition("/")[2]: r["schema"] for r in dite["jeux"][0]["ressources"]}
    for table in tables:
        schema = schemas[f"{table}.csv"]
        assert schema["url"].endswith(f"/{SLUG}/latest/{table}.schema.json") and schema["name"], table
