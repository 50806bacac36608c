"""A delivery replaces its slice: buyer and years, nothing more, in the order of the log."""

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.tranches import TRANCHES, annees, contient
from pipelines.schemas import tables as schemas
from tests.livraisons.outils import CCAS, VILLE, Depot, clause, contrat


def references(depot: Depot) -> list[str]:
    return [ligne[0] for ligne in depot.lire("registre_contrats", "reference")]


def test_every_register_that_can_be_delivered_has_its_slice():
    champs = {c["name"]: c for c in schemas.charger("livraisons")["fields"]}
    assert set(TRANCHES) == set(champs["table_livree"]["constraints"]["enum"])
    assert set(TRANCHES) == set(schemas.lister(usage="registre")) - {"livraisons"}


def test_a_later_delivery_replaces_the_same_years_only(depot: Depot):
    depot.livrer("a", "registre_contrats", "2024", [contrat("A1", "2024-03-01"), contrat("A2", "2024-04-01")])
    depot.livrer("b", "registre_contrats", "2025", [contrat("B1", "2025-03-01")])
    depot.livrer(
        "c",
        "registre_contrats",
        "2024",
        [contrat("A1", "2024-03-01"), contrat("A3", "2024-05-01")],
        "2026-02-01",
    )
    depot.etablir()
    assert references(depot) == ["A1", "A3", "B1"]
    etats = depot.etats()
    assert {nom: (e["etat"], e["remplacee_par"]) for nom, e in etats.items()} == {
        "a": ("remplacee", "c"),
        "b": ("en_vigueur", None),
        "c": ("en_vigueur", None),
    }
    assert [(e["lignes"], e["en_vigueur"], e["remplacees"]) for e in etats.values()] == [
        (2, 0, 2),
        (1, 1, 0),
        (2, 2, 0),
    ]


def test_the_order_is_that_of_dates_then_of_identifiers_whatever_the_log(depot: Depot):
    depot.livrer("z", "registre_contrats", "2024", [contrat("Z", "2024-03-01")], "2026-02-01")
    depot.livrer("b", "registre_contrats", "2024", [contrat("B", "2024-03-01")], "2026-02-02")
    depot.livrer("a", "registre_contrats", "2024", [contrat("A", "2024-03-01")], "2026-02-02")
    depot.etablir()
    assert references(depot) == ["B"]


def test_a_year_taken_from_a_whole_delivery_leaves_the_other_years(depot: Depot):
    depot.livrer(
        "tout",
        "registre_contrats",
        "tout",
        [contrat("A", "2023-03-01"), contrat("B", "2024-03-01"), contrat("C", "2025-03-01")],
    )
    depot.livrer("an", "registre_contrats", "2024", [contrat("D", "2024-06-01")], "2026-02-01")
    depot.etablir()
    assert references(depot) == ["A", "C", "D"]
    tout = depot.etats()["tout"]
    assert (tout["etat"], tout["en_vigueur"], tout["remplacees"], tout["remplacee_par"]) == (
        "en_vigueur",
        2,
        1,
        "an",
    )


def test_a_whole_delivery_replaces_every_year_of_its_buyer(depot: Depot):
    depot.livrer(
        "a", "registre_contrats", "2023/2024", [contrat("A", "2023-03-01"), contrat("B", "2024-03-01")]
    )
    autre = [contrat("X", "2024-03-01", acheteur_siren=CCAS)]
    depot.livrer("autre", "registre_contrats", "2024", autre, acheteur_siren=CCAS)
    depot.livrer("tout", "registre_contrats", "tout", [contrat("C", "2025-01-15")], "2026-02-01")
    depot.etablir()
    assert depot.lire("registre_contrats", "acheteur_siren, reference") == [(VILLE, "C"), (CCAS, "X")]


def test_a_contract_that_moves_to_another_year_is_there_once(depot: Depot):
    depot.livrer("a", "registre_contrats", "2024", [contrat("A", "2024-12-30"), contrat("B", "2024-03-01")])
    depot.livrer("b", "registre_contrats", "2025", [contrat("A", "2025-01-04")], "2026-02-01")
    depot.etablir()
    assert depot.lire("registre_contrats", "reference, year(date_notification)") == [("A", 2025), ("B", 2024)]
    assert depot.etats()["a"]["remplacees"] == 1


def test_rows_of_another_slice_wait(depot: Depot):
    bonnes = [contrat(f"A{n}", "2024-03-01") for n in range(8)]
    fausses = [contrat("P", "2025-03-01"), contrat("Q", "2024-03-01", acheteur_siren=CCAS)]
    depot.livrer("a", "registre_contrats", "2024", [*bonnes, *fausses])
    depot.etablir()
    assert len(references(depot)) == 8
    attente = depot.lire("lignes_en_attente", "livraison_id, enregistrement, ligne, regles")
    assert attente == [("a", 10, 10, "spaser-hors-tranche"), ("a", 11, 11, "spaser-hors-tranche")]


def test_clauses_are_dated_by_their_contract(depot: Depot):
    depot.livrer("c", "registre_contrats", "tout", [contrat("A", "2024-03-01"), contrat("B", "2025-03-01")])
    depot.livrer("k24", "clauses", "2024", [clause("A")])
    depot.livrer("k25", "clauses", "2025", [clause("B")])
    depot.livrer("k24b", "clauses", "2024", [clause("A", "critere_social")], "2026-02-01")
    depot.etablir()
    assert depot.lire("clauses", "contrat_reference, code") == [
        ("A", "critere_social"),
        ("B", "clause_sociale"),
    ]


def test_a_clause_of_an_unknown_contract_has_no_year(depot: Depot):
    depot.livrer("c", "registre_contrats", "tout", [contrat("A", "2024-03-01")])
    depot.livrer("k", "clauses", "2024", [*(clause("A", c) for c in CODES), clause("INCONNU")])
    depot.livrer(
        "k2", "clauses", "tout", [clause("INCONNU")], acheteur_siren=VILLE, disparitions_confirmees="true"
    )
    depot.etablir()
    assert depot.lire("clauses", "contrat_reference") == [("INCONNU",)]
    depot.journal.pop()
    depot.livrer("rien", "rapprochements", "tout", [])
    depot.etablir()
    assert len(depot.lire("clauses")) == len(CODES)
    assert depot.lire("lignes_en_attente", "regles") == [("spaser-hors-tranche",)]


CODES = ("clause_sociale", "critere_social", "marche_reserve", "annexe_sociale", "clause_egalite_fh")


def test_a_register_without_years_is_delivered_whole(depot: Depot):
    ligne = {
        "acheteur_siren": VILLE,
        "nom": "Ville",
        "type_entite": "ville",
        "role": "porteur",
        "date_debut": "2023-01-01",
    }
    depot.livrer("p", "perimetre", "2024", [ligne])
    depot.etablir()
    assert depot.etats()["p"]["motif"] == "periode_impossible"


@pytest.mark.parametrize("periode", ["2025/2024", "24", "2024-2025", "Tout", ""])
def test_a_period_is_written_one_way(periode: str):
    with pytest.raises(SpaserErreur):
        annees(periode)


@pytest.mark.parametrize(
    ("grande", "petite", "oui"),
    [
        ("tout", "2024", True),
        ("tout", "tout", True),
        ("2024", "tout", False),
        ("2023/2025", "2024/2025", True),
        ("2024/2025", "2023/2024", False),
    ],
)
def test_one_period_covers_another(grande: str, petite: str, oui: bool):
    assert contient(grande, petite) is oui
