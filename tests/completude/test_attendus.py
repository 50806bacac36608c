"""Who is expected: spaser.yaml, the register `perimetre`, and what they say against each other."""

from datetime import date
from typing import Any

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.attendus import (
    PAR_DEFAUT,
    PAR_DEFAUT_AVEC_REGISTRES,
    Acheteur,
    Attendu,
    ecarts_perimetre,
    lire_acheteurs,
    lire_attendus,
    lire_periode,
    perimetre,
)
from pipelines.livraisons.completude_mots import MOTIFS
from pipelines.schemas import tables as schemas
from tests.completude.monde import CCAS, METROPOLE, REGIE, SPL, VILLE


def inscrit(siren: str, nom: str, role: str, debut: date, fin: date | None = None) -> dict[str, Any]:
    """A row of the register `perimetre`."""
    return {"acheteur_siren": siren, "nom": nom, "role": role, "date_debut": debut, "date_fin": fin}


D23 = date(2023, 1, 1)
DECLARES = [Acheteur(VILLE, "Ville", D23, None, ""), Acheteur(METROPOLE, "Métropole", D23, None, "")]
REGISTRE = [
    inscrit(VILLE, "Ville", "membre", D23),
    inscrit(METROPOLE, "Métropole", "porteur", D23),
    inscrit(REGIE, "Régie", "satellite", D23, date(2025, 6, 30)),
]


def test_the_register_gives_roles_and_satellites() -> None:
    assert perimetre(DECLARES, REGISTRE) == [
        Acheteur(VILLE, "Ville", D23, None, "membre"),
        Acheteur(METROPOLE, "Métropole", D23, None, "porteur"),
        Acheteur(REGIE, "Régie", D23, date(2025, 6, 30), "satellite"),
    ]


def test_without_a_register_buyers_are_members() -> None:
    assert [a.role for a in perimetre(DECLARES, [])] == ["membre", "membre"]


def test_the_definition_decides_of_dates_and_of_the_role_that_it_says() -> None:
    declares = [Acheteur(VILLE, "Ville", date(2024, 1, 1), date(2025, 12, 31), "porteur")]
    assert perimetre(declares, REGISTRE[:1]) == declares


def test_two_roles_in_turn_cover_the_dates_of_the_definition() -> None:
    """A satellite until 30/06/2025, a member since; spaser.yaml counts it from 01/01/2024 on."""
    registre = [
        inscrit(SPL, "SPL", "satellite", D23, date(2025, 6, 30)),
        inscrit(SPL, "SPL", "membre", date(2025, 7, 1)),
    ]
    assert perimetre([Acheteur(SPL, "SPL", date(2024, 1, 1), None, "")], registre) == [
        Acheteur(SPL, "SPL", date(2024, 1, 1), date(2025, 6, 30), "satellite"),
        Acheteur(SPL, "SPL", date(2025, 7, 1), None, "membre"),
    ]
    tard = perimetre([Acheteur(SPL, "SPL", date(2025, 9, 1), None, "")], registre)
    assert [(a.debut, a.role) for a in tard] == [(date(2025, 9, 1), "membre")]


def test_a_perimeter_that_agrees_has_no_gap() -> None:
    """A satellite that spaser.yaml does not name is no contradiction; without a register there is nothing to say."""
    assert ecarts_perimetre(DECLARES, REGISTRE) == []
    assert ecarts_perimetre(DECLARES, []) == []


@pytest.mark.parametrize(
    ("declares", "registre", "attendus"),
    [
        ([*DECLARES, Acheteur(CCAS, "CCAS", D23, None, "")], REGISTRE, [(CCAS, "absent_du_registre")]),
        (DECLARES, [*REGISTRE, inscrit(SPL, "SPL", "membre", D23)], [(SPL, "absent_de_la_definition")]),
        ([Acheteur(VILLE, "Ville", date(2023, 1, 2), None, "")], REGISTRE[:1], [(VILLE, "debut_different")]),
        ([Acheteur(VILLE, "Ville", D23, date(2025, 1, 1), "")], REGISTRE[:1], [(VILLE, "fin_different")]),
        ([Acheteur(VILLE, "Ville", D23, None, "porteur")], REGISTRE[:1], [(VILLE, "role_different")]),
        (
            DECLARES[:1],
            [
                inscrit(VILLE, "Ville", "membre", D23, date(2025, 6, 30)),
                inscrit(VILLE, "Ville", "porteur", date(2025, 6, 30)),
            ],
            [(VILLE, "periodes_qui_se_chevauchent")],
        ),
    ],
    ids=lambda x: x[0][1] if isinstance(x, list) and isinstance(x[0], tuple) else "",
)  # fmt: skip
def test_each_contradiction_is_listed(declares: Any, registre: Any, attendus: Any) -> None:
    ecarts = ecarts_perimetre(declares, registre)
    assert [(e["acheteur_siren"], e["code"]) for e in ecarts] == attendus
    assert all(e["nom"] in e["message"] for e in ecarts)


def test_dates_that_differ_are_told_side_by_side() -> None:
    [ecart] = ecarts_perimetre([Acheteur(VILLE, "Ville", D23, date(2025, 1, 1), "")], REGISTRE[:1])
    assert ecart["message"] == "Ville : fin le 01/01/2025 dans spaser.yaml, ouvert au registre."


def test_what_is_expected_by_default() -> None:
    assert lire_attendus({}, avec_registres=False) == PAR_DEFAUT
    assert lire_attendus({"attendus": None}, avec_registres=True) == PAR_DEFAUT_AVEC_REGISTRES
    assert {t for a in PAR_DEFAUT_AVEC_REGISTRES for t in a.tables} == {
        "decp",
        "registre_contrats",
        "paiements",
        "perimetre",
    }


def test_what_is_expected_is_read() -> None:
    lus = lire_attendus(
        {
            "attendus": [
                {"tables": ["clauses", "decp"], "roles": ["porteur"], "delai_jours": 15},
                {"tables": "lots"},
            ]
        },
        avec_registres=True,
    )
    assert lus == (Attendu(("clauses", "decp"), ("porteur",), 15), Attendu(("lots",)))
    assert lire_attendus({"attendus": []}, avec_registres=True) == ()


@pytest.mark.parametrize(
    ("attendus", "dit"),
    [
        ({"tables": ["lots"]}, "une liste est attendue"),
        (["lots"], "n° 1"),
        ([{"tables": ["lots"]}, {"roles": ["membre"]}], "n° 2"),
        ([{"tables": ["resultats"]}], "« resultats » est inconnu"),
        ([{"tables": {"lots": 1}}], "une liste est attendue"),
        ([{"tables": ["lots"], "roles": ["mairie"]}], "« mairie » est inconnu"),
        ([{"tables": ["lots"], "delai": 3}], "clé « delai » inconnue"),
        ([{"tables": ["lots"], "delai_jours": -1}], "delai_jours « -1 »"),
        ([{"tables": ["lots"], "delai_jours": "deux mois"}], "deux mois"),
        ([{"tables": ["lots"], "delai_jours": True}], "delai_jours « True »"),
        ([{"tables": ["lots"], "en_avance": "oui"}], "en_avance « oui »"),
    ],
)
def test_a_wrong_expectation_is_refused_in_one_sentence(attendus: Any, dit: str) -> None:
    with pytest.raises(SpaserErreur) as erreur:
        lire_attendus({"attendus": attendus}, avec_registres=True)
    assert dit in str(erreur.value)
    assert str(erreur.value).startswith("spaser.yaml, attendus")


@pytest.mark.parametrize(
    ("entree", "dit"),
    [
        ({"siren": 1016, "nom": "Ville"}, "siren « 1016 »"),
        ({"siren": "00000101"}, "neuf chiffres"),
        ({"siren": "٠٠٠٠٠١٠١٦"}, "neuf chiffres"),
        ({"siren": VILLE, "debut": "2023"}, "debut « 2023 »"),
        ({"siren": VILLE, "fin": "31/12/2025"}, "AAAA-MM-JJ"),
        ({"siren": VILLE, "role": "chef"}, "role « chef »"),
    ],
)
def test_a_wrong_buyer_is_refused_in_one_sentence(entree: dict[str, Any], dit: str) -> None:
    with pytest.raises(SpaserErreur, match="acheteurs n° 1") as erreur:
        lire_acheteurs({"acheteurs": [entree]})
    assert dit in str(erreur.value)


@pytest.mark.parametrize(
    "definition", [{"acheteurs": "Ville"}, {"acheteurs": ["Ville"]}, {"periode": "2025"}]
)
def test_a_definition_of_another_shape_is_refused(definition: dict[str, Any]) -> None:
    with pytest.raises(SpaserErreur, match=r"spaser\.yaml, .* attendu"):
        lire_acheteurs(definition)
        lire_periode(definition)


def test_days_may_be_texts_or_dates() -> None:
    """YAML gives a date for 2023-01-01 without quotes, a text with them."""
    lus = lire_acheteurs(
        {"acheteurs": [{"siren": VILLE, "nom": "Ville", "debut": "2023-01-01", "fin": date(2025, 1, 1)}]}
    )
    assert lus == [Acheteur(VILLE, "Ville", D23, date(2025, 1, 1), "")]
    assert lire_periode({"periode": {"debut": date(2023, 1, 1), "fin": None}}) == (D23, None)
    assert lire_periode({}) == (None, None)
    assert lire_acheteurs({}) == []


def test_every_reason_to_refuse_a_delivery_has_its_words() -> None:
    [motif] = [c for c in schemas.charger("livraisons_etat")["fields"] if c["name"] == "motif"]
    assert set(motif["constraints"]["enum"]) <= set(MOTIFS)
