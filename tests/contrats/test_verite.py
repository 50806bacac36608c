"""The fictional community's contracts against the truth that its generator wrote, contract by contract."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

Place = tuple[str, int]


def _places(publications: list[dict[str, Any]]) -> frozenset[Place]:
    return frozenset((Path(p["fichier"]).name, p["rang"]) for p in publications)


@pytest.fixture(scope="module")
def groupes(tables_exemple: Path) -> dict[frozenset[Place], str]:
    """Each contract of the tables, by the set of elements that publish it."""
    lignes = duckdb.sql(f"""
        SELECT contrat_id, fichier, rang FROM '{tables_exemple}/contrat_sources.parquet'
        UNION ALL SELECT contrat_id, fichier, rang FROM '{tables_exemple}/decisions.parquet'""").fetchall()
    par_contrat: dict[str, set[Place]] = {}
    for contrat, fichier, rang in lignes:
        par_contrat.setdefault(contrat, set()).add((Path(fichier).name, rang))
    return {frozenset(places): contrat for contrat, places in par_contrat.items()}


def test_every_true_contract_is_found_whole_and_alone(
    groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    vrais = {_places(c["publications"]): c["cle"] for c in verite["contrats"]}
    manques = [cle for places, cle in vrais.items() if places not in groupes]
    en_trop = [contrat for places, contrat in groupes.items() if places not in vrais]
    assert (manques, en_trop) == ([], [])


def test_pairs_that_must_not_merge_do_not(groupes: dict[Any, str], verite: dict[str, Any]) -> None:
    place = {c["cle"]: _places(c["publications"]) for c in verite["contrats"]}
    assert verite["a_ne_pas_fusionner"]
    for paire in verite["a_ne_pas_fusionner"]:
        assert groupes[place[paire["a"]]] != groupes[place[paire["b"]]], paire["raison"]


CHAMPS = {
    "acheteur_siren": "acheteur_siren",
    "type": "type",
    "annee_notification": "annee_notification",
    "montant_initial_ht_eur": "montant_initial_ht_eur",
    "montant_retenu_ht_eur": "montant_retenu_ht_eur",
    "montant_dernier_ht_eur": "montant_dernier_ht_eur",
    "nb_titulaires": "nb_titulaires",
    "nb_modifications": "nb_modifications",
    "marche_innovant": "marche_innovant",
    "attribution_avance": "attribution_avance",
}


@pytest.mark.parametrize("champ", CHAMPS)
def test_every_contract_says_the_truth(
    champ: str, tables_exemple: Path, groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    lu = dict(
        duckdb.sql(f"SELECT contrat_id, {CHAMPS[champ]} FROM '{tables_exemple}/contrats.parquet'").fetchall()
    )
    ecarts = []
    for vrai in verite["contrats"]:
        contrat = groupes[_places(vrai["publications"])]
        attendu = vrai[champ]
        if isinstance(attendu, str) and champ.startswith("montant"):
            attendu = Decimal(attendu)
        if lu[contrat] != attendu:
            ecarts.append((vrai["cle"], vrai.get("or"), contrat, lu[contrat], attendu))
    assert ecarts == []


def test_considerations_are_the_true_ones(
    tables_exemple: Path, groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    lues: dict[tuple[str, str], set[str]] = {}
    for contrat, famille, valeur in duckdb.sql(
        f"SELECT contrat_id, famille, valeur FROM '{tables_exemple}/considerations.parquet' WHERE valeur <> 'inconnue'"
    ).fetchall():
        lues.setdefault((contrat, famille), set()).add(valeur)
    ecarts = []
    for vrai in verite["contrats"]:
        contrat = groupes[_places(vrai["publications"])]
        for famille, champ in (
            ("sociale", "considerations_sociales"),
            ("environnementale", "considerations_environnementales"),
        ):
            if lues.get((contrat, famille), set()) != set(vrai[champ] or ()):
                ecarts.append((vrai["cle"], vrai.get("or"), lues.get((contrat, famille)), vrai[champ]))
    assert ecarts == []


def test_quarantine_is_the_true_one(tables_exemple: Path, verite: dict[str, Any]) -> None:
    lue = duckdb.sql(f"SELECT fichier, rang, motif FROM '{tables_exemple}/quarantaine.parquet'").fetchall()
    vraie = [(Path(q["fichier"]).name, q["rang"], q["motif"]) for q in verite["quarantaine"]]
    assert sorted((Path(f).name, r, m) for f, r, m in lue) == sorted(vraie)


def test_probable_merges_are_listed_and_not_made(
    tables_exemple: Path, groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    place = {c["cle"]: _places(c["publications"]) for c in verite["contrats"]}
    listes = duckdb.sql(
        f"SELECT contrat_id_a, contrat_id_b FROM '{tables_exemple}/fusions_probables.parquet'"
    ).fetchall()
    assert verite["probables"]
    for paire in verite["probables"]:
        assert tuple(sorted((groupes[place[paire["a"]]], groupes[place[paire["b"]]]))) in listes


def test_golden_totals_are_those_worked_out_by_hand(
    tables_exemple: Path, groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    place = {c["cle"]: _places(c["publications"]) for c in verite["contrats"]}
    lus = duckdb.sql(
        f"SELECT contrat_id, type, montant_retenu_ht_eur FROM '{tables_exemple}/contrats.parquet'"
    ).fetchall()
    fiches = {contrat: (type_, montant or Decimal(0)) for contrat, type_, montant in lus}
    assert len(verite["cas_dores"]) >= 15
    for cas in verite["cas_dores"]:
        contrats = {groupes[place[cle]] for cle in cas["contrats"]}
        assert len(contrats) == cas["nb_contrats"], cas["phrase"]
        titre = sum((fiches[c][1] for c in contrats if fiches[c][0] != "marche_subsequent"), Decimal(0))
        subsequents = sum((fiches[c][1] for c in contrats if fiches[c][0] == "marche_subsequent"), Decimal(0))
        attendu = (Decimal(cas["total_ht_eur"]), Decimal(cas["total_subsequents_ht_eur"]))
        assert (titre, subsequents) == attendu, f"{cas['nom']} : {cas['phrase']} {cas['calcul']}"


@pytest.mark.parametrize(
    ("champ", "table"),
    [("nb_actes_sous_traitance", "actes_sous_traitance"), ("nb_annees_execution", "execution_concession")],
)
def test_no_row_of_a_contract_is_lost_between_snapshots(
    champ: str, table: str, tables_exemple: Path, groupes: dict[Any, str], verite: dict[str, Any]
) -> None:
    lus = dict(
        duckdb.sql(
            f"SELECT contrat_id, count(*) FROM '{tables_exemple}/{table}.parquet' GROUP BY ALL"
        ).fetchall()
    )
    vrais = {groupes[_places(c["publications"])]: c[champ] for c in verite["contrats"] if c[champ]}
    assert lus == vrais
