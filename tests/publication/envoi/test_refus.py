"""What a push refuses, or is refused, and the sentence that says what to do."""

import copy
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.envoi.cle import Cle
from pipelines.publication.envoi.destination import lire_destination
from pipelines.publication.envoi.execution import pousser, prevoir
from pipelines.publication.envoi.lot import lire_lot
from pipelines.publication.envoi.memoire import seul
from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.sources.politique import Politique
from tests.publication.envoi.doublure import AUTRE_CLE, CLE, DataGouv
from tests.publication.envoi.monde import DEFINITION, FICHIERS, Poussee, publier


def jamais(*_: Any, **__: Any) -> list[Any]:
    raise AssertionError("rien ne doit être demandé au réseau")


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"deleted": "2026-10-01T00:00:00"}, "supprimé le 2026-10-01.*restaurez"),
        ({"archived": "2026-10-01T00:00:00"}, "archivé le 2026-10-01.*désarchivez"),
        ({"private": True}, "privé.*--prive"),
        ({"organization": {"id": "org-2"}, "private": False}, "n'appartient pas"),
        ({"extras": {"spaser-ouvert:slug": "bordeaux"}}, "« bordeaux », non de « exemple »"),
        ({"harvest": {"backend": "dcat"}}, "moissonné"),
    ],
    ids=["supprime", "archive", "prive", "autre", "autre-spaser", "moissonne"],
)
def test_a_dataset_that_must_not_be_written_to(
    poussee: Poussee, site: DataGouv, champs: dict[str, Any], dit: str
):
    poussee.pousser()
    site.jeux.notre().update(champs)
    avant, ecrites = copy.deepcopy(site.jeux.tous), len(site.ecrites())
    with pytest.raises(EnvoiRefuse, match=dit):
        poussee.pousser()
    assert site.jeux.tous == avant and len(site.ecrites()) == ecrites


def test_a_dataset_that_is_gone_is_not_made_again_in_silence(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    site.jeux.tous.clear()
    with pytest.raises(EnvoiRefuse, match=r"introuvable.*data_gouv\.json"):
        poussee.pousser()
    poussee.choix = {"jeu": "inconnu"}
    with pytest.raises(EnvoiRefuse, match="--jeu"):
        poussee.pousser()


def test_a_resource_that_became_a_link(poussee: Poussee, site: DataGouv):
    poussee.pousser()
    site.jeux.notre()["resources"][1]["filetype"] = "remote"
    with pytest.raises(EnvoiRefuse, match=r"contrats\.csv.*lien"):
        poussee.pousser()


@pytest.mark.parametrize(
    "serveur",
    [
        "https://www.data.gouv.fr",
        "https://WWW.data.gouv.fr.",
        "https://data.gouv.fr",
        "https://udata.exemple.fr",
        "https://demo.data.gouv.fr.exemple.fr",
    ],
)
def test_fictional_data_goes_to_no_real_site(tmp_path: Path, serveur: str):
    depot = publier(tmp_path)
    vers = lire_destination(DEFINITION, serveur=serveur)
    politique = Politique(resoudre=jamais)
    for action in (pousser, prevoir):
        with pytest.raises(EnvoiRefuse, match="données fictives"):
            action(depot, "exemple", vers, Cle(CLE), politique)


def test_a_release_that_only_its_descriptor_says_fictional_is_fictional(tmp_path: Path):
    depot = publier(tmp_path, slug="bordeaux", fictif=False)
    dossier = depot / "versions" / "2026.06.1"
    texte = (dossier / "datapackage.json").read_text().replace('"fictif": false', '"fictif": true')
    fichiers = {p.name: p.read_text() for p in dossier.iterdir() if p.name != "datapackage.json"}
    publier(tmp_path / "b", slug="bordeaux", fictif=False, fichiers=fichiers)
    assert '"fictif": true' in texte
    from tests.publication.envoi import monde

    ancien = monde._descripteur
    monde._descripteur = lambda *a: ancien(*a) | {"fictif": True}
    try:
        depot = publier(tmp_path / "c", slug="bordeaux", fictif=False)
    finally:
        monde._descripteur = ancien
    with pytest.raises(EnvoiRefuse, match="données fictives"):
        pousser(depot, "bordeaux", lire_destination(DEFINITION, serveur="https://www.data.gouv.fr"), Cle(CLE))


@pytest.mark.parametrize(
    ("statut", "dit"),
    [
        (401, "clé n'est pas acceptée.*SPASER_CLE_DATA_GOUV"),
        (403, "pas le droit.*éditeur"),
        (404, "introuvable"),
        (410, "supprimé.*Restaurez"),
        (413, "--morceau"),
        (418, "refuse"),
    ],
)
def test_each_refusal_says_what_to_do_and_is_not_tried_again(
    poussee: Poussee, site: DataGouv, statut: int, dit: str
):
    site.pannes.quand = lambda methode, chemin: (statut, {}) if chemin.endswith("/upload/") else None
    with pytest.raises(EnvoiRefuse, match=dit):
        poussee.pousser()
    assert len([e for e in site.ecrites() if e.endswith("/upload/")]) == 1


def test_a_key_of_another_organisation_and_a_wrong_key(poussee: Poussee, site: DataGouv):
    for cle, dit in ((AUTRE_CLE, "n'est pas membre"), ("udata_fausse", "clé n'est pas acceptée")):
        poussee.cle = cle
        with pytest.raises(EnvoiRefuse, match=dit):
            poussee.pousser()
    assert site.ecrites() == []


def test_a_member_who_may_only_read(poussee: Poussee, site: DataGouv):
    site.jeux.lecteurs = {"org-1"}
    with pytest.raises(EnvoiRefuse, match="Permission refusée"):
        poussee.pousser()


def test_no_organisation_and_an_unknown_one(poussee: Poussee):
    for nom, dit in (("", "quelle organisation"), ("inconnue", "ne connaît pas l'organisation « inconnue »")):
        poussee.definition = copy.deepcopy(DEFINITION)
        poussee.definition["publication"]["data_gouv"]["organisation"] = nom
        with pytest.raises(EnvoiRefuse, match=dit):
            poussee.pousser()


def test_nothing_published_another_spaser_a_changed_file(poussee: Poussee, tmp_path: Path, site: DataGouv):
    with pytest.raises(EnvoiRefuse, match="pas de version en vigueur"):
        Poussee(tmp_path / "vide", site).pousser()
    (tmp_path / "exemple").rename(tmp_path / "bordeaux")
    with pytest.raises(EnvoiRefuse, match="non de « bordeaux »"):
        Poussee(tmp_path, site, slug="bordeaux").pousser()
    (tmp_path / "bordeaux").rename(tmp_path / "exemple")
    (tmp_path / "exemple" / "versions" / "2026.06.1" / "contrats.csv").write_text("x")
    with pytest.raises(SpaserErreur, match=r"contrats\.csv"):
        poussee.pousser()
    assert site.requetes == []


def test_a_file_that_changes_while_it_is_sent(poussee: Poussee, tmp_path: Path, site: DataGouv):
    csv = tmp_path / "exemple" / "versions" / "2026.06.1" / "contrats.csv"

    def changer(methode: str, chemin: str) -> None:
        if methode == "POST":
            csv.write_text("contrat_id,objet\nA,Eté\n"[: len(FICHIERS["contrats.csv"])])

    site.pannes.quand = changer
    with pytest.raises(SpaserErreur, match=r"contrats\.csv"):
        poussee.pousser()


def test_a_file_that_changes_between_the_proof_and_the_sending(tmp_path: Path):
    depot = publier(tmp_path)
    lot = lire_lot(depot, "exemple")
    (lot.dossier / "contrats.csv").write_text(FICHIERS["contrats.csv"].replace("A", "B"))
    with pytest.raises(EnvoiRefuse, match=r"contrats\.csv.*n'est plus ce qui a été publié"):
        lot.fichier("contrats.csv")


@pytest.mark.parametrize("nom", ["../x.csv", ".cache.csv", "a b.csv", 'a"b.csv', "a\nb.csv"])
def test_a_strange_file_name_in_latest(tmp_path: Path, site: DataGouv, nom: str):
    import json

    from pipelines.publication.depot.sceau import octets_scelles

    depot = publier(tmp_path)
    latest = json.loads((depot / "latest.json").read_text())
    (depot / "versions" / "2026.06.1" / nom).write_bytes(
        (depot / "versions/2026.06.1/contrats.csv").read_bytes()
    )
    latest["fichiers"][nom] = latest["fichiers"]["contrats.csv"]
    (depot / "latest.json").write_bytes(octets_scelles(latest))
    with pytest.raises(SpaserErreur):
        Poussee(tmp_path, site).pousser()
    assert site.requetes == []


def test_one_push_at_a_time(poussee: Poussee, tmp_path: Path, site: DataGouv):
    with seul(tmp_path / "exemple"), pytest.raises(EnvoiRefuse, match="en cours"):
        poussee.pousser()
    assert site.requetes == []


class _Ailleurs(BaseHTTPRequestHandler):
    def _noter(self) -> None:
        self.server.recues.append(dict(self.headers))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    do_GET = do_POST = do_PUT = _noter

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.mark.parametrize("statut", [301, 302, 307, 308])
@pytest.mark.parametrize("methode", ["GET", "POST", "PUT"])
def test_a_redirect_is_not_followed_and_the_key_goes_nowhere(
    poussee: Poussee, site: DataGouv, statut: int, methode: str
):
    with HTTPServer(("127.0.0.1", 0), _Ailleurs) as ailleurs:
        ailleurs.recues = []  # type: ignore[attr-defined]
        threading.Thread(target=ailleurs.serve_forever, args=(0.01,), daemon=True).start()
        vers = f"http://127.0.0.2:{ailleurs.server_address[1]}/api/?cle=x"
        site.pannes.quand = lambda m, _: (statut, {"Location": vers}) if m == methode else None
        with pytest.raises(
            EnvoiRefuse, match=r"renvoie vers « 127\.0\.0\.2:\d+/api/ ».*la clé n'y est pas envoyée"
        ):
            poussee.pousser()
        ailleurs.shutdown()
        assert ailleurs.recues == []  # type: ignore[attr-defined]
