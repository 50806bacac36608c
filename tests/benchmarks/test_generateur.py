"""The generated files: the same bytes each time, and what they announce."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import vocabulaire
from benchmarks.generateur import FICHIERS, generer

TAILLE = 4_000


@pytest.fixture(scope="module")
def donnees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("generes")
    generer(dossier, TAILLE)
    return dossier


@pytest.fixture(scope="module")
def contenu(donnees: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    m2022, m2019 = (json.loads((donnees / nom).read_bytes())["marches"] for nom in FICHIERS)
    return m2022["marche"], m2022["contrat-concession"], m2019


def test_memes_octets_a_chaque_fois(donnees: Path, tmp_path: Path) -> None:
    generer(tmp_path, TAILLE)
    for nom in (*FICHIERS, "manifeste.json"):
        assert (tmp_path / nom).read_bytes() == (donnees / nom).read_bytes()


def test_une_autre_graine_donne_autre_chose(donnees: Path, tmp_path: Path) -> None:
    generer(tmp_path, TAILLE, graine=1)
    assert (tmp_path / FICHIERS[0]).read_bytes() != (donnees / FICHIERS[0]).read_bytes()


def test_ne_regenere_pas_ce_qui_est_deja_la(tmp_path: Path) -> None:
    premier = generer(tmp_path, 500)[0]
    avant = premier.stat().st_mtime_ns
    generer(tmp_path, 500)
    assert premier.stat().st_mtime_ns == avant
    premier.write_bytes(premier.read_bytes()[:-10])
    generer(tmp_path, 500)
    json.loads(premier.read_bytes())


def test_autant_d_enregistrements_que_demande(contenu: tuple[list[Any], list[Any], list[Any]]) -> None:
    marches, concessions, m2019 = map(len, contenu)
    assert marches + concessions + m2019 == TAILLE
    assert (concessions, m2019) == (72, 400)


def test_parts_annoncees(donnees: Path, contenu: tuple[list[Any], list[Any], list[Any]]) -> None:
    comptes = json.loads((donnees / "manifeste.json").read_text())["comptes"]
    parts = {nom: comptes[nom] / TAILLE for nom in comptes}
    assert parts["republies"] == pytest.approx(0.05, abs=0.015)
    assert parts["bizarreries"] == pytest.approx(0.04, abs=0.015)
    assert parts["ordre_change"] == pytest.approx(0.10, abs=0.02)
    assert parts["plusieurs_titulaires"] == pytest.approx(0.16, abs=0.02)
    assert parts["avec_modifications"] == pytest.approx(0.15, abs=0.02)
    sous_traitance = sum("actesSousTraitance" in m for m in contenu[0]) / len(contenu[0])
    assert sous_traitance == pytest.approx(0.08, abs=0.015)


def test_un_marche_fait_la_taille_d_un_vrai(donnees: Path) -> None:
    octets = (donnees / FICHIERS[0]).stat().st_size / (TAILLE * 0.9)
    assert 1_000 < octets < 1_500


def test_l_identifiant_n_est_pas_toujours_le_premier_champ(contenu: tuple[list[Any], ...]) -> None:
    for genre in contenu:
        assert {next(iter(e)) == "id" for e in genre} == {True, False}


def test_les_republications_ne_changent_que_la_date_de_publication(contenu: tuple[list[Any], ...]) -> None:
    for genre in contenu[:2]:
        vus: dict[str, dict[str, Any]] = {}
        for e in genre:
            premier = vus.setdefault(e["id"], e)
            assert {c for c in e if e[c] != premier.get(c)} <= {"datePublicationDonnees"}
        assert len(vus) < len(genre)


def test_chaque_bizarrerie_est_presente(contenu: tuple[list[Any], ...]) -> None:
    tous = [e for genre in contenu for e in genre]
    titulaires = [e.get("titulaires", e.get("concessionnaires")) for e in tous]
    dates = [e.get("dateNotification", e.get("dateSignature")) for e in tous]
    montants = [e.get("montant", e.get("valeurGlobale")) for e in tous]
    assert "NC" in montants
    assert any(isinstance(m, str) and m != "NC" for m in montants)
    assert None in titulaires
    assert [] in titulaires
    assert any(t and isinstance(t[0], list) for t in titulaires)
    assert any(d.endswith("+02:00") for d in dates)
    assert any(d.startswith("00") for d in dates)
    assert any("referenceInterne" in e for e in tous)
    assert any("considerationsSociales" not in e for e in contenu[0])
    assert any(e.get("modifications", 0) is None for e in tous)
    for piege in vocabulaire.PIEGES:
        assert any(e["objet"].startswith(piege) for e in tous), piege


def test_des_concessions_portent_leurs_tarifs(contenu: tuple[list[Any], ...]) -> None:
    annees = [a["donneesAnnuelles"] for c in contenu[1] for a in c.get("donneesExecution", ())]
    assert annees
    assert all(annee["tarifs"] for annee in annees)


def test_les_listes_tirees_sur_cent_ont_cent_cases() -> None:
    for nom in ("NATURES", "NATURES_2019", "PROCEDURES", "MODALITES", "CCAG", "FORMES_PRIX", "SOCIALES"):
        assert len(getattr(vocabulaire, nom)) == 100, nom
    for nom in ("FORMES_PRIX_2019", "SOCIALES_CONCESSION", "ENVIRONNEMENTALES", "TYPES_LIEU"):
        assert len(getattr(vocabulaire, nom)) == 100, nom


def test_aucun_siren_reel() -> None:
    for siret in (*vocabulaire.ACHETEURS, *vocabulaire.FOURNISSEURS):
        assert siret.startswith("0000")
        assert len(siret) == 14
    for siret in (vocabulaire.ACHETEURS[7], vocabulaire.FOURNISSEURS[-3]):
        for numero in (siret, siret[:9]):
            doubles = [int(c) * (1 + rang % 2) for rang, c in enumerate(reversed(numero))]
            assert sum(d - 9 * (d > 9) for d in doubles) % 10 == 0
