"""The fictional national files against what their generator knows: every supplier, every category, every place."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import Rendu, lancer

EXEMPLE = Path(__file__).parents[2] / "data" / "raw" / "exemple"
VERITE: dict[str, Any] = json.loads((EXEMPLE / "verite_referentiels.json").read_text(encoding="utf-8"))
TAILLES = ("PME", "ETI", "GE")


@pytest.fixture(scope="module")
def rendu(tmp_path_factory: pytest.TempPathFactory) -> Rendu:
    fichiers = [
        Fichier(EXEMPLE / f["fichier"], date.fromisoformat(f["observe_le"])) for f in VERITE["fichiers"]
    ]
    territoire = Territoire(**{cle: tuple(codes) for cle, codes in VERITE["territoire"].items()})
    demandes = [(f["siren"], f["siret"]) for f in VERITE["fournisseurs"]]
    return lancer(tmp_path_factory.mktemp("referentiels"), fichiers, demandes, territoire)


@pytest.fixture(scope="module")
def qualites(rendu: Rendu) -> dict[tuple[str, str], list[dict[str, Any]]]:
    noms = ("siren", "siret", "categorie", "du", "au", "certain_du", "source", "confiance")
    lues: dict[tuple[str, str], list[dict[str, Any]]] = {
        (f["siren"], f["siret"]): [] for f in VERITE["fournisseurs"]
    }
    for ligne in rendu.lignes("qualites", ", ".join(noms)):
        lues[ligne[:2]].append(dict(zip(noms, ligne, strict=True)))
    return lues


def test_every_file_is_recognised_and_read_whole(rendu: Rendu):
    attendu = sorted((Path(f["fichier"]).name, f["format"], f["lignes"]) for f in VERITE["fichiers"])
    lus = [(f["fichier"], f["format"], f["lignes"]) for f in rendu.bilan["fichiers"]]
    assert (rendu.refus, sorted(lus)) == ([], attendu)


def test_every_supplier_is_found_as_it_must_be(rendu: Rendu):
    for f in VERITE["fournisseurs"]:
        trouve, partielle, physique, _ = rendu.fournisseur(f["siren"], f["siret"])
        assert (trouve, partielle, physique) == (f["trouve"], f["partielle"], f["personne_physique"]), f


def test_every_size_at_each_picture(rendu: Rendu):
    for f in VERITE["fournisseurs"]:
        for jour, taille in f["tailles"].items():
            lues = {c: v for c, v in rendu.au(f["siren"], jour, f["siret"]).items() if c in TAILLES}
            assert lues == ({taille: "date"} if taille else lues), f
            if not taille:
                assert "date" not in lues.values(), f


def test_every_other_category(qualites: dict[tuple[str, str], list[dict[str, Any]]]):
    for f in VERITE["fournisseurs"]:
        lues = qualites[f["siren"], f["siret"]]

        def de(source: str, lues: list[dict[str, Any]] = lues) -> set[str]:
            return {q["categorie"] for q in lues if q["source"] == source}

        assert ("ESS" in de("liste_ess")) is bool(f["ess_france"]), f
        assert ("ESS" in de("annuaire_unites_legales")) is bool(f["ess_annuaire"]), f
        assert ("ESS" in de("sirene_unites_legales")) is ("O" in f["ess_sirene"].values()), f
        assert ("SCOP" in de("sirene_unites_legales")) is bool(f["scop"]), f
        agrements = {(q["du"].isoformat(), q["au"].isoformat()) for q in lues if q["categorie"] == "ESUS"}
        assert agrements == {tuple(periode) for periode in f["esus"]}, f


def test_every_place(rendu: Rendu, qualites: dict[tuple[str, str], list[dict[str, Any]]]):
    for f in VERITE["fournisseurs"]:
        lieux = [q for q in qualites[f["siren"], f["siret"]] if q["categorie"] == "TERRITOIRE"]
        connu = "territoire" in rendu.connu(f["siren"], "2026-06-01", f["siret"])
        dedans = True if lieux else False if connu else None
        assert dedans is f["dans_le_territoire"], f
        assert {q["confiance"] for q in lieux} == ({f["confiance_lieu"]} if dedans else set()), f


def test_approvals_at_the_edges_of_a_notification(rendu: Rendu):
    siret_de = {f["siren"]: f["siret"] for f in VERITE["fournisseurs"]}
    assert len(VERITE["esus_aux_bords"]) >= 4
    for cas in VERITE["esus_aux_bords"]:
        lu = rendu.au(cas["siren"], cas["date_notification"], siret_de[cas["siren"]])
        assert ("ESUS" in lu) is cas["esus_a_la_notification"], cas


def test_nothing_that_must_not_be_read_is_written(rendu: Rendu):
    assert VERITE["jamais_lu"] not in str(
        [rendu.lignes(t, "*") for t in ("qualites", "connus", "fournisseurs")]
    )
    assert VERITE["jamais_lu"] not in json.dumps(rendu.bilan, ensure_ascii=False)
