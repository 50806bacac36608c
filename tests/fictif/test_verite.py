"""The oracle is coherent: each (file, rank) once, totals that add up, proportions that look like life."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from tests.fictif.lecture import EXEMPLE, enregistrements

VERITE: dict[str, Any] = json.loads((EXEMPLE / "verite.json").read_text("utf-8"))
CONTRATS: dict[str, dict[str, Any]] = {c["cle"]: c for c in VERITE["contrats"]}
DORES: dict[str, dict[str, Any]] = {o["nom"]: o for o in VERITE["cas_dores"]}


def _retenu(contrat: dict[str, Any]) -> Decimal:
    return Decimal(contrat["montant_retenu_ht_eur"] or "0")


def test_chaque_fichier_et_rang_une_fois() -> None:
    attendus = {
        (f"decp/{p.relative_to(EXEMPLE / 'decp')}", rang)
        for p in (EXEMPLE / "decp").rglob("*.*")
        for rang in range(1, len(enregistrements(p)) + 1)
    }
    comptes = Counter(
        (p["fichier"], p["rang"])
        for p in [*(q for c in VERITE["contrats"] for q in c["publications"]), *VERITE["quarantaine"]]
    )
    assert set(comptes) == attendus
    assert max(comptes.values()) == 1
    assert sum(f["enregistrements"] for f in VERITE["fichiers"]) == len(attendus)


def test_les_cles_sont_uniques_et_chaque_contrat_est_publie() -> None:
    assert len(CONTRATS) == len(VERITE["contrats"]) >= 600
    assert all(c["publications"] for c in CONTRATS.values())


def test_les_publications_sont_bien_du_contrat() -> None:
    """The published objet and buyer are those of the truth (or the golden case says why not)."""
    fichiers: dict[str, list[Any]] = {}
    for c in CONTRATS.values():
        for p in c["publications"]:
            nom = p["fichier"]
            r = fichiers.setdefault(nom, enregistrements(EXEMPLE / nom))[p["rang"] - 1]
            acheteur = r.get("acheteur") or r.get("autoriteConcedante") or {}
            ident = acheteur.get("id") or r.get("acheteur_id") or r.get("acheteur.id")
            assert ident[:9] == c["acheteur_siren"]
            if c["or"] is None:
                assert (
                    r["objet"].removesuffix("...").upper()[:40] == c["objet"].replace("\x01", "").upper()[:40]
                )


def test_au_moins_vingt_cas_dores_et_leurs_totaux() -> None:
    assert len(DORES) == len(VERITE["cas_dores"]) >= 20
    for cas in DORES.values():
        contrats = [CONTRATS[cle] for cle in cas["contrats"]]
        assert len(contrats) == cas["nb_contrats"]
        assert all(c["or"] == cas["nom"] for c in contrats)
        total = sum((_retenu(c) for c in contrats if c["type"] != "marche_subsequent"), Decimal(0))
        assert total == Decimal(cas["total_ht_eur"]), cas["nom"]
        a_part = sum((_retenu(c) for c in contrats if c["type"] == "marche_subsequent"), Decimal(0))
        assert a_part == Decimal(cas["total_subsequents_ht_eur"]), cas["nom"]
        assert cas["phrase"].endswith(".")


def test_le_marche_de_100_000_euros() -> None:
    """One contract, two suppliers, two sources a day apart and two flattened rows: 100 000 €, once."""
    (contrat,) = (CONTRATS[cle] for cle in DORES["or-01"]["contrats"])
    assert contrat["montant_retenu_ht_eur"] == "100000.00"
    assert (contrat["nb_titulaires"], contrat["nb_modifications"], len(contrat["publications"])) == (2, 0, 4)


def test_les_paires_interdites_sont_deux_contrats() -> None:
    assert len(VERITE["a_ne_pas_fusionner"]) >= 15
    for paire in [*VERITE["a_ne_pas_fusionner"], *VERITE["probables"]]:
        assert paire["a"] != paire["b"]
        assert {paire["a"], paire["b"]} <= set(CONTRATS)


def test_quarantaine_par_les_trois_motifs() -> None:
    motifs = {q["motif"] for q in VERITE["quarantaine"]}
    assert motifs == {"pas_un_objet", "acheteur_inutilisable", "sans_contenu"}


def test_montants_non_golden_distincts_des_absurdes() -> None:
    """A contract without anomaly has an amount that a sum may take."""
    for c in CONTRATS.values():
        if c["montant_retenu_ht_eur"] is not None:
            assert c["montant_retenu_ht_eur"] == c["montant_initial_ht_eur"]
            assert Decimal(2) < _retenu(c) < Decimal(100_000_000)
            assert _retenu(c) in {Decimal(m) for m in c["montants_publies"]}, c["cle"]


def _part(oui: int, total: int, bas: float, haut: float) -> None:
    assert bas <= oui / total <= haut, f"{oui} sur {total}"


def test_proportions() -> None:
    contrats = list(CONTRATS.values())
    n = len(contrats)
    s, e = "considerations_sociales", "considerations_environnementales"
    connus = [c for c in contrats if None not in (c[s], c[e])]
    social = [c for c in connus if c[s] != ["aucune"]]
    env = [c for c in connus if c[e] != ["aucune"]]
    _part(len(social), len(connus), 0.11, 0.17)
    _part(len(env), len(connus), 0.16, 0.26)
    _part(sum(c in env for c in social), len(connus), 0.07, 0.11)
    _part(sum("marche_reserve" in c[s] for c in connus), len(connus), 0.01, 0.025)
    _part(sum(c["type"] == "accord_cadre" for c in contrats), n, 0.16, 0.26)
    _part(sum(_retenu(c) < 40_000 for c in contrats), n, 0.20, 0.34)
    _part(sum(c["nb_titulaires"] > 1 for c in contrats), n, 0.07, 0.14)
    _part(sum(c["nb_modifications"] > 0 for c in contrats), n, 0.10, 0.16)
    _part(sum(c["nb_actes_sous_traitance"] > 0 for c in contrats), n, 0.06, 0.12)
    _part(sum(c["attribution_avance"] is True for c in connus), len(connus), 0.33, 0.47)
    _part(sum(c["marche_innovant"] is True for c in connus), len(connus), 0.015, 0.045)
    assert 14 <= sum(c["type"] == "concession" for c in contrats) <= 18
    assert {c["annee_notification"] for c in contrats} == {None, 2023, 2024, 2025, 2026}


def test_les_considerations_montent() -> None:
    for famille in ("considerations_sociales", "considerations_environnementales"):
        taux = []
        for annee in (2024, 2025, 2026):
            de = [c for c in CONTRATS.values() if c["annee_notification"] == annee and c[famille] is not None]
            taux.append(sum(c[famille] != ["aucune"] for c in de) / len(de))
        assert taux == sorted(taux), famille
