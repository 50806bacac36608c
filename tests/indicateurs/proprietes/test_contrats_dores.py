"""About fifteen contracts, told one by one, and results counted by hand: three-valued, with their bounds (law 3)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.indicateurs.proprietes.outils import (
    CCAS,
    VILLE,
    Monde,
    Res,
    Resultats,
    calculer,
    definition,
    indicateur,
    tete,
)

DOUZE = (
    indicateur("env", "part_contrats", "caracteristique=consideration_environnementale;denominateur=tous"),
    indicateur("env_valeur", "part_montant_contrats", "caracteristique=consideration_environnementale"),
    indicateur(
        "insertion", "part_contrats", "caracteristique=clause_insertion;denominateur=cibles;cible=action_8"
    ),
    indicateur("reserves", "nb_contrats", "caracteristique=marche_reserve", "nombre"),
    indicateur("montant", "montant_contrats", "caracteristique=clause_insertion", "eur_ht"),
    indicateur(
        "social", "part_contrats", "caracteristique=consideration_sociale;denominateur=montant_gt_90000"
    ),
    indicateur("en_cours", "nb_contrats_en_cours", "", "nombre"),
    indicateur(
        "obligatoire", "part_contrats", "caracteristique=clause_insertion_obligatoire;denominateur=tous"
    ),
    indicateur("directions", "nb_directions", "caracteristique=clause_insertion", "nombre"),
    indicateur("offres", "nb_moyen_offres", "", "nombre"),
)


def dores() -> Monde:
    """The contracts. The town delivered clauses and targets; the social centre (CCAS) delivered contracts alone."""
    m = Monde()
    m.livrer(VILLE, "registre_contrats", "clauses", "ciblages")
    m.livrer(CCAS, "registre_contrats")
    for projet in ("p1", "p2"):
        m.poser("programmation", acheteur_siren=VILLE, projet_id=projet, annee=2024)
    m.poser("ciblages", acheteur_siren=VILLE, projet_id="p1", annee=2024, cible="action_8")
    m.poser("ciblages", acheteur_siren=VILLE, projet_id="p2", annee=2024, cible="cad")
    # 1: everything known; DECP says not reserved, the register of lots says reserved
    m.contrat(
        "c01", decp=_decp(100_000, env=True, marche_reserve=False, offres_recues=3), date_fin_prevue="2025-06-30",
        projet_id="p1", consultation_id="k1", lot_numero="01", direction="voirie",
    )  # fmt: skip
    m.poser("lots", acheteur_siren=VILLE, consultation_id="k1", lot_numero="01", reserve=True)
    m.clause("c01", "clause_insertion", "insertion", obligatoire=True)
    # 2: DECP says no, the register says yes; it ends on the last day of the year
    m.contrat(
        "c02",
        decp=_decp(50_000, env=False, marche_reserve=False),
        date_fin_prevue="2024-12-31",
        projet_id="p2",
    )
    m.clause("c02", "clause_environnementale", "environnementale")
    # 3: DECP says nothing, the register that was delivered says no
    m.contrat("c03", decp=_decp(200_000, consideration_sociale=True), duree_mois=24, projet_id="p1")
    # 4, 5, 6: DECP alone. Yes, unknown, no; the end of 4 and the amount of 6 are unknown
    m.contrat(
        "c04",
        etat="decp_seul",
        decp=_decp(300_000, env=True, marche_reserve=True, consideration_sociale=False),
    )
    m.contrat("c05", etat="decp_seul", decp=_decp(80_000, duree_mois=12, offres_recues=4))
    m.contrat(
        "c06", etat="decp_seul", decp=_decp(None, env=False, duree_mois=6, montant_anomalie="illisible")
    )
    # 7, 8: the register alone; the amount of 8 is unknown. Whether the clause of 7 is an obligation is not said
    m.contrat(
        "c07",
        etat="registre_seul",
        montant_ht_eur=40_000,
        date_fin_prevue="2026-01-31",
        projet_id="p1",
        direction="voirie",
    )
    m.clause("c07", "clause_environnementale", "environnementale")
    m.clause("c07", "clause_insertion", "insertion")
    m.clause("c07", "marche_reserve", "sociale", nature="reservation")
    m.contrat("c08", etat="registre_seul", date_fin_prevue="2024-06-30")
    # 9: a framework agreement counts, for its maximum; 10: a contract under it does not; 11, 12: nor do these
    m.contrat(
        "c09",
        etat="registre_seul",
        type="accord_cadre",
        montant_ht_eur=10,
        montant_maximum_ht_eur=1_000_000,
        duree_mois=48,
    )
    m.clause("c09", "critere_environnemental", "environnementale", nature="critere")
    m.contrat(
        "c10",
        decp=_decp(30_000, env=True, type="inconnu"),
        type="marche_subsequent",
        date_fin_prevue="2025-01-31",
    )
    m.contrat("c11", etat="decp_seul", decp=_decp(500_000, env=True, type="concession", duree_mois=120))
    m.contrat("c12", etat="decp_seul", decp=_decp(10_000, env=False, type="inconnu", duree_mois=12))
    # 13: the other buyer, of whose clauses nothing is known; 14: of the year before, its end unknown
    m.contrat("c13", siren=CCAS, decp=_decp(60_000), date_fin_prevue="2024-12-31")
    m.contrat("c14", etat="registre_seul", date_notification="2023-05-05")
    return m


def _decp(montant: int | None, env: bool | None = None, **autres: object) -> dict[str, object]:
    return {"montant_retenu_ht_eur": montant, "consideration_environnementale": env} | autres


@pytest.fixture(scope="module")
def resultats(tmp_path_factory: pytest.TempPathFactory) -> Resultats:
    trouves, _ = calculer(
        tmp_path_factory.mktemp("dores"), dores(), [definition(DOUZE)], periode=(2023, 2025)
    )
    return trouves


F = Fraction
Attendu = tuple[object, ...]
# value, numerator, denominator, share of answers, bounds
ATTENDUS: dict[tuple[str, str | None, int], Attendu] = {
    # yes: 1 2 4 7 9; no: 3 6 8; unknown: 5
    ("env", VILLE, 2024): (F(5, 8), 5, 8, F(8, 9), F(5, 9), F(6, 9)),
    ("env", CCAS, 2024): (None, 0, 0, 0, 0, 1),
    ("env", None, 2024): (F(5, 8), 5, 8, F(8, 10), F(5, 10), F(7, 10)),
    # the amounts of 6 and 8, which say no, are unknown: they could outweigh all the others, not the reverse
    ("env_valeur", VILLE, 2024): (F(149, 169), 1_490_000, 1_690_000, F(6, 9), 0, F(157, 177)),
    ("env_valeur", CCAS, 2024): (None, 0, 0, 0, 0, 1),
    ("env_valeur", None, 2024): (F(149, 169), 1_490_000, 1_690_000, F(6, 10), 0, F(163, 183)),
    # targeted: 1 3 7; not: 2 8 9; unknown, and so is their clause: 4 5 6
    ("insertion", VILLE, 2024): (F(2, 3), 2, 3, F(3, 6), F(2, 6), F(5, 6)),
    ("insertion", CCAS, 2024): (None, None, None, None, None, None),
    ("insertion", None, 2024): (F(2, 3), 2, 3, F(3, 7), F(2, 7), F(6, 7)),
    # reserved: 1 (its lot) 4 7; unknown: 5 6
    ("reserves", VILLE, 2024): (3, 3, None, F(7, 9), 3, 5),
    ("reserves", None, 2024): (3, 3, None, F(7, 10), 3, 6),
    # 1 and 7; 6 could have the clause, for any amount: no upper bound
    ("montant", VILLE, 2024): (140_000, 140_000, None, F(6, 9), 140_000, None),
    # nothing is known of the clauses of the other buyer: not a value of 0, a source that is missing
    ("montant", CCAS, 2024): (None, None, None, None, None, None),
    # above 90,000: 1 3 4 9; not: 2 5 7; unknown: 6 (whose answer is too) and 8 (which says no)
    ("social", VILLE, 2024): (F(2, 4), 2, 4, F(4, 6), F(2, 6), F(3, 5)),
    # in force: 1 2 3 5 6 7 8 9, perhaps 4 and 14
    ("en_cours", VILLE, 2024): (8, 8, None, F(8, 10), 8, 10),
    ("en_cours", VILLE, 2025): (5, 5, None, F(5, 7), 5, 7),
    ("en_cours", VILLE, 2023): (0, 0, None, 0, 0, 1),
    ("en_cours", None, 2025): (5, 5, None, F(5, 7), 5, 7),
    # an obligation: 1; not said: 7; unknown: 4 5 6
    ("obligatoire", VILLE, 2024): (F(1, 5), 1, 5, F(5, 9), F(1, 9), F(5, 9)),
    # voirie; 4 5 6 could be of any direction
    ("directions", VILLE, 2024): (1, 1, None, F(6, 9), 1, 4),
    # a mean has no bounds when some rows do not answer
    ("offres", VILLE, 2024): (F(7, 2), 7, 2, F(2, 9), None, None),
    ("offres", VILLE, 2025): (None, None, None, None, None, None),
}


@pytest.mark.parametrize("cas", ATTENDUS, ids=lambda cas: f"{cas[0]}-{cas[1] or 'ensemble'}-{cas[2]}")
def test_resultats_comptes_a_la_main(resultats: Resultats, cas: tuple[str, str | None, int]) -> None:
    assert _lu(tete(resultats, *cas)) == tuple(map(_arrondi, ATTENDUS[cas]))


@pytest.mark.parametrize(
    ("perimetre", "num", "den"),
    [
        ("simple", 4, 7),
        ("accord_cadre", 1, 1),
        ("marche_subsequent", 1, 1),
        ("concession", 1, 1),
        ("type_inconnu", 0, 1),
    ],
)
def test_chaque_type_de_contrat_a_part(resultats: Resultats, perimetre: str, num: int, den: int) -> None:
    """Framework agreements stand with contracts in the headline; those under them, and concessions, beside it."""
    lu = resultats["env", VILLE, 2024, perimetre, "ensemble", "ensemble"]
    assert (lu.num, lu.den) == (num, den)


def _lu(r: Res) -> tuple[Decimal | None, ...]:
    return tuple(r)


def _arrondi(valeur: object) -> Decimal | None:
    if valeur is None:
        return None
    exact = Fraction(valeur)  # type: ignore[arg-type]
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.000001"))
