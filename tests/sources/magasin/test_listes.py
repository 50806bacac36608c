"""What data.gouv.fr lists: states of a dataset, API 1 or 2, pages, choices. One that is not whole is refused."""

import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.sources.decouverte import lire_ressource
from pipelines.sources.modele import BaisseAcceptee, Source
from tests.sources.datagouv import MINISTERE, Jeu
from tests.sources.magasin.outils import NOVEMBRE, OCTOBRE, Chantier, decp, etats, seul

SHA1 = "a" * 40
SOMME = {"type": "sha1", "value": SHA1}


def cent(chantier: Chantier, nombre: int = 120) -> None:
    for rang in range(nombre - 2):
        chantier.deposer(f"autre-{rang:03d}.json", b"{}")


@pytest.mark.parametrize(
    ("champs", "etat", "phrase"),
    [
        ({"deleted": "2026-01-06T10:00:00+00:00"}, "disparue", "l'a supprimé le 2026-01-06"),
        ({"private": True}, "refusee", "il est privé"),
        ({"resources": "rien"}, "nouvelle", ""),  # then API 2 is asked
        ({"title": 3}, "refusee", "n'est pas la description d'un jeu"),
        ({"resources": [{"title": "sans id"}]}, "refusee", "une ressource sans identifiant"),
    ],
)
def test_the_state_of_a_dataset_is_told(chantier: Chantier, champs: dict[str, Any], etat: str, phrase: str):
    chantier.jeu.champs = champs
    constats = chantier.recolter().constats
    assert {c.etat for c in constats} == {etat}
    assert phrase in constats[0].message


@pytest.mark.parametrize(
    ("statut", "etat", "phrase"),
    [(404, "disparue", "ne le connaît pas, ou plus"), (410, "disparue", "ou plus"), (500, "injoignable", "")],
)
def test_a_dataset_that_does_not_answer_leaves_all_in_force(
    chantier: Chantier, statut: int, etat: str, phrase: str
):
    chantier.recolter()
    chantier.serveur.pannes.statuts[MINISTERE] = statut
    recolte = chantier.recolter()
    constat = seul(recolte.constats)
    assert (constat.ressource, constat.etat) == (None, etat) and recolte.en_defaut == (constat,)
    assert phrase in constat.message and "ministere" in constat.message
    assert "(2 fichiers) reste en vigueur" in constat.message
    assert len(chantier.lus()) == 2


def test_an_archived_dataset_is_read_and_told(chantier: Chantier):
    chantier.jeu.champs = {"archived": "2025-12-31T00:00:00+00:00"}
    recolte = chantier.recolter()
    assert len(chantier.lus()) == 2 and "archivé le 2025-12-31" in recolte.avertissements[0]


def test_api_2_is_read_page_by_page_when_api_1_gives_a_link(chantier: Chantier):
    cent(chantier)
    chantier.serveur.pannes.lien = True
    assert etats(chantier.recolter()) == {OCTOBRE: "nouvelle", NOVEMBRE: "nouvelle"}
    assert len(chantier.serveur.demandes("/api/2/")) == 3


@pytest.mark.parametrize(
    ("panne", "valeur", "phrase"),
    [
        ("page_absente", 2, ""),
        ("page_double", True, "listée deux fois"),
        ("total", 500, "120 ressources reçues sur 500 annoncées"),
        ("page_ailleurs", True, "hors de la liste"),
    ],
)
def test_a_listing_that_is_not_whole_is_refused(chantier: Chantier, panne: str, valeur: Any, phrase: str):
    cent(chantier)
    chantier.recolter()
    chantier.serveur.pannes.lien = True
    setattr(chantier.serveur.pannes, panne, valeur)
    constat = seul(chantier.recolter().constats)
    assert constat.ressource is None and phrase in constat.message
    assert len(chantier.lus()) == 2


def test_a_listing_that_lost_most_of_its_files_is_refused_until_accepted(chantier: Chantier):
    for rang in range(3):
        chantier.deposer(f"decp-2023-0{rang + 1}.json", decp(2, f"Mois {rang}"))
    chantier.recolter()
    chantier.serveur.pannes.disparues |= {f"decp-2023-0{rang + 1}.json" for rang in range(3)}
    constat = seul(chantier.recolter().constats)
    assert constat.etat == "refusee" and "2 ressources contre 5" in constat.message
    empreinte = constat.message.split('sha256: "')[1][:64]
    chantier.declarer(baisses_acceptees=(BaisseAcceptee("*", empreinte, "mois regroupés"),))
    assert sorted(etats(chantier.recolter()).values()) == ["disparue"] * 3 + ["inchangee"] * 2
    assert len(chantier.lus()) == 5
    chantier.declarer(baisses_acceptees=())
    assert (
        len(chantier.recolter().constats) == 5
    )  # the listing that was accepted is the reference from now on


def test_patterns_that_match_nothing_are_told(chantier: Chantier):
    chantier.declarer(ressources=("decp-1999-*.json",))
    constat = seul(chantier.recolter().constats)
    assert constat.etat == "refusee" and "decp-1999-*.json" in constat.message


def test_what_is_not_data_is_left_out(chantier: Chantier):
    chantier.deposer("decp-notice.pdf", b"%PDF")
    chantier.deposer("decp-schema.json", b"{}")
    chantier.jeu.types["decp-schema.json"] = "documentation"
    assert set(etats(chantier.recolter())) == {OCTOBRE, NOVEMBRE}


def test_patterns_are_read_on_titles_and_on_identifiers(chantier: Chantier):
    chantier.jeu.titres[OCTOBRE] = "Octobre 2024 (définitif)"
    chantier.declarer(ressources=("Octobre *", chantier.jeu.uuid(NOVEMBRE)))
    assert set(etats(chantier.recolter())) == {OCTOBRE, NOVEMBRE}


@pytest.mark.parametrize(
    ("brute", "lue"),
    [
        (
            {"url": "https://f.fr/a/d.xml", "format": None, "checksum": None, "filesize": 0},
            ("d.xml", "xml", None, None),
        ),
        ({"url": "https://f.fr/export?f=json", "format": "json"}, ("Marchés 2024.json", "json", None, None)),
        ({"url": "https://f.fr/d.csv.gz", "format": "csv.gz", "filesize": 5}, ("d.csv.gz", "gz", None, 5)),
        ({"url": "https://f.fr/x", "format": "application/json"}, ("Marchés 2024.json", "json", None, None)),
        (
            {"url": "https://f.fr/%2e%2e%2f%2fétc'\"*.json", "format": "json"},
            ("étc---.json", "json", None, None),
        ),
        (
            {"url": "https://f.fr/d.json", "filetype": "remote", "filesize": 9, "checksum": SOMME},
            ("d.json", "json", None, None),
        ),
        (
            {"url": "https://f.fr/d.json", "checksum": SOMME | {"value": SHA1.upper()}},
            ("d.json", "json", SHA1, None),
        ),
        ({"url": "https://f.fr/d.json", "checksum": {"type": "md5", "value": "a"}}, ("d.json", "json", None, None)),
    ],
)  # fmt: skip
def test_what_the_platform_does_not_know_is_not_guessed(brute: dict[str, Any], lue: tuple[Any, ...]):
    ressource = lire_ressource({"id": "r1", "title": "Marchés 2024"} | brute)
    assert (ressource.nom_fichier, ressource.format, ressource.sha1, ressource.octets) == lue


@pytest.mark.parametrize(
    "champs",
    [
        {"title": "decp-\ud800.json"},
        {"id": "a" * 100_000},
        {"id": "deux\nlignes"},
        {"url": "http://[::1/x", "latest": "http://[::1/x"},
    ],
    ids=["demi-caractère", "identifiant sans fin", "identifiant sur deux lignes", "adresse mal formée"],
)
def test_a_resource_badly_described_stops_nothing_else(chantier: Chantier, champs: dict[str, str]):
    """Whatever a publisher writes in one resource, the others are brought in, and so are the other sources."""
    chantier.deposer(OCTOBRE, decp(3))
    chantier.deposer(NOVEMBRE, decp(5))
    juste = chantier.serveur.ressources

    def ressources(jeu: Jeu) -> list[dict[str, Any]]:
        listees = juste(jeu)
        return [listees[0] | champs, *listees[1:]]

    chantier.serveur.ressources = ressources  # type: ignore[method-assign]
    recolte = chantier.recolter()
    assert [c.nom for c in recolte.constats if c.etat == "nouvelle"][-1] == NOVEMBRE
    assert all(len(c.message) < 400 for c in recolte.constats)


def test_a_file_whose_name_is_not_utf8_stops_nothing_else(chantier: Chantier, tmp_path: Path):
    depot = tmp_path / "depot"
    depot.mkdir()
    (depot / "bon.json").write_bytes(decp(2))
    Path(os.fsdecode(bytes(depot) + b"/caf\xe9.json")).write_bytes(decp(2))
    source = Source("depot", "dossier", chemin=depot, ressources=("*.json",))
    recolte = chantier.recolter(source)
    siens = {c.etat: c for c in recolte.constats if c.source == "depot"}
    assert siens["nouvelle"].nom == "bon.json"
    assert "UTF-8" in siens["refusee"].message
