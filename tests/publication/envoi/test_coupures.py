"""A push cut at any request, before it is done or after (the answer lost), then run again: the same end, no double."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.envoi.refus import EnvoiRefuse
from pipelines.sources.politique import Politique
from tests.publication.envoi.doublure import DataGouv
from tests.publication.envoi.monde import FICHIERS, Poussee, publier

# One try: a cut stops the push there, as if the machine had been switched off.
SANS_REESSAI = Politique(total_s=20, lecture_s=5, connexion_s=5, recul_s=0, essais=1)
PEU = {nom: FICHIERS[nom] for nom in ("contrats.csv", "contrats.schema.json", "spaser.xlsx")}
PEU_APRES = PEU | {"contrats.csv": "contrat_id,objet\nB,Hiver\n", "contrat_sources.csv": "contrat_id\nB\n"}
MORCEAUX = {"morceau": 300}
"""The descriptor leaves in parts, the other files whole."""
PROPRES_A_UN_ESSAI = ("id", "url", "slug")


def fin(site: DataGouv) -> Any:
    """What stands in the end, without what the server numbers or dates."""
    jeu = copy.deepcopy(site.jeux.notre())
    for objet in (jeu, *jeu["resources"]):
        for nom in PROPRES_A_UN_ESSAI:
            objet.pop(nom, None)
    return jeu


def deux_versions(tmp_path: Path) -> tuple[Path, Path]:
    publier(tmp_path / "un", fichiers=PEU)
    publier(tmp_path / "deux", sequence=2, version="2026.06.2", fichiers=PEU_APRES)
    return tmp_path / "un", tmp_path / "deux"


def pousser(published: Path, site: DataGouv, memoire: Path, **options: Any) -> None:
    """Push with a file of ids that several folders of releases share."""
    ici = published / "exemple" / "data_gouv.json"
    ici.unlink(missing_ok=True)
    if memoire.exists():
        ici.write_bytes(memoire.read_bytes())
    try:
        Poussee(published, site, **options).pousser()
    finally:
        if ici.exists():
            memoire.write_bytes(ici.read_bytes())


@pytest.mark.parametrize(
    ("choix", "cote", "memoire_perdue"),
    [
        ({}, "avant", False),
        ({}, "apres", False),
        ({}, "apres", True),
        (MORCEAUX, "avant", True),
        (MORCEAUX, "apres", False),
    ],
    ids=["avant", "apres", "apres-ids-perdus", "morceaux-avant-ids-perdus", "morceaux-apres"],
)
def test_first_push_cut_at_any_request(
    tmp_path: Path, cote: str, choix: dict[str, int], memoire_perdue: bool
):
    un, _ = deux_versions(tmp_path)
    with DataGouv() as site:
        pousser(un, site, tmp_path / "m0", choix=choix)
        reference, nombre = fin(site), len(site.requetes)
    assert nombre > 15
    for rang in range(1, nombre + 1):
        _couper_puis_reprendre(un, tmp_path / f"m{rang}", cote, rang, choix, memoire_perdue, reference)


@pytest.mark.parametrize("cote", ["avant", "apres"])
def test_next_push_cut_at_any_request(tmp_path: Path, cote: str):
    un, deux = deux_versions(tmp_path)
    with DataGouv() as site:
        pousser(un, site, tmp_path / "a")
        depart, debut = copy.deepcopy(site.jeux.tous), len(site.requetes)
        pousser(deux, site, tmp_path / "a2")
        reference, nombre = fin(site), len(site.requetes) - debut
    ids = {r["id"] for jeu in depart.values() for r in jeu["resources"]}
    for rang in range(1, nombre + 1):
        with DataGouv() as site:
            site.jeux.tous, site.jeux._instants = copy.deepcopy(depart), 50
            getattr(site.pannes, cote).add(rang)
            _essayer(deux, site, tmp_path / f"b{rang}", politique=SANS_REESSAI)
            pousser(deux, site, tmp_path / f"b{rang}")
            assert fin(site) == reference, (cote, rang)
            assert ids <= {r["id"] for r in site.jeux.notre()["resources"]}, (cote, rang)


@pytest.mark.parametrize("cote", ["avant", "apres", "coupe_reponse"])
def test_a_cut_is_survived_within_the_push_when_it_may_try_again(tmp_path: Path, cote: str):
    un, _ = deux_versions(tmp_path)
    with DataGouv() as site:
        pousser(un, site, tmp_path / "m0")
        reference, nombre = fin(site), len(site.requetes)
    for rang in range(1, nombre + 1, 3):
        with DataGouv() as site:
            getattr(site.pannes, cote).add(rang)
            pousser(un, site, tmp_path / f"m{rang}")
            assert fin(site) == reference, (cote, rang)


def _couper_puis_reprendre(
    published: Path, memoire: Path, cote: str, rang: int, choix: dict[str, int], perdue: bool, reference: Any
) -> None:
    with DataGouv() as site:
        getattr(site.pannes, cote).add(rang)
        _essayer(published, site, memoire, politique=SANS_REESSAI, choix=choix)
        retenus = _ids(memoire, site)
        if perdue:
            memoire.unlink(missing_ok=True)
        pousser(published, site, memoire, choix=choix)
        assert fin(site) == reference, (cote, rang)
        assert retenus <= {r["id"] for r in site.jeux.notre()["resources"]}, (cote, rang)


def _essayer(published: Path, site: DataGouv, memoire: Path, **options: Any) -> None:
    try:
        pousser(published, site, memoire, **options)
    except EnvoiRefuse:
        return


def _ids(memoire: Path, site: DataGouv) -> set[str]:
    if not memoire.exists():
        return set()
    dite = json.loads(memoire.read_text()).get(site.url, {})
    return set(dite.get("ressources", {}).values())
