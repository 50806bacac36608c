"""Five buyers and one that comes back: contracts of the day before, of and after; groups; totals worked out by hand.

What a group does rule by rule is in test_groupements.py; here, that all measures agree on the same contracts.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from pipelines.commun.duck import connect, literal
from pipelines.indicateurs.calcul.entrees import ecrire_demandes
from tests.indicateurs.fournisseurs.outils import Nombre, exact
from tests.indicateurs.perimetre.outils import (
    BASE,
    CCAS,
    DEHORS,
    METROPOLE,
    OFFICE,
    REGIE,
    SPL,
    TOUS,
    VILLE,
    Compte,
    calculer,
    compte,
    comptes,
    grouper,
    inscrire,
    livrer,
    preparer,
)
from tests.indicateurs.proprietes.outils import Ligne, Monde, Resultats, indicateur, tete

FIRME = {nom: f"0000090{n}0001{n}" for n, nom in enumerate("ABCD", 10)}
INDICATEURS = (
    *BASE,
    indicateur("env", "part_montant_contrats", "caracteristique=clause_environnementale"),
    indicateur("env_nb", "part_contrats", "caracteristique=clause_environnementale;denominateur=tous"),
    indicateur(
        "grands", "part_contrats", "caracteristique=clause_environnementale;denominateur=montant_gt_90000"
    ),
    indicateur("titulaires", "nb_titulaires", "", "nombre"),
    indicateur("en_cours", "nb_contrats_en_cours", "", "nombre"),
    indicateur("realisees", "heures_insertion_realisees", "", "heures"),
    indicateur("cumul", "heures_insertion_realisees", "transform=cumul_contrats_actifs", "heures"),
    indicateur("depenses", "montant_depenses", "", "eur_ht"),
    indicateur("equitable", "montant_depenses", "caracteristique=clause_equitable", "eur_ht"),
)


def monde() -> Monde:
    """2025, whole: 11 contracts and some of before.

    ENERGIE shares 45/40/15; TRAVAUX is the métropole's for all; PAPIER was shared 50/30/20 with the régie.
    """
    m = livrer(Monde(), "registre_contrats", "clauses", "heures_insertion", "paiements")
    grouper(m, "ENERGIE", VILLE, "quote_part", (METROPOLE, 45), (VILLE, 40), (CCAS, 15))
    grouper(m, "TRAVAUX", METROPOLE, "coordonnateur", (METROPOLE,), (VILLE,), (SPL,))
    grouper(m, "PAPIER", CCAS, "quote_part", (CCAS, 50), (REGIE, 30), (DEHORS, 20))
    # c1: 100,000 shared 45/40/15; the CCAS filed it too
    _inscrire(m, "c1", VILLE, 100_000, "2025-02-03", "A", "ENERGIE", objet="Gaz")
    _inscrire(m, "c1bis", CCAS, 100_000, "2025-02-10", "A", "ENERGIE", objet="Gaz")
    # c2: the métropole's, though the SPL filed it before it was of the perimeter
    _inscrire(m, "c2", SPL, 200_000, "2025-06-30", "B", "TRAVAUX")
    # c3, c4: 10,000 of paper before and after the régie left; the third member never was of the perimeter
    _inscrire(m, "c3", CCAS, 10_000, "2025-06-30", "C", "PAPIER")
    _inscrire(m, "c4", CCAS, 10_000, "2025-07-01", "C", "PAPIER")
    # the régie and the SPL, alone: the eve, the day and the day after
    for rang, (qui, jour) in enumerate(((REGIE, "2025-06-29"), (REGIE, "2025-06-30"), (REGIE, "2025-07-01"),
                                        (SPL, "2025-06-30"), (SPL, "2025-07-01"), (SPL, "2025-07-02"))):  # fmt: skip
        _inscrire(m, f"s{rang}", qui, 10**rang, jour, "D")
    # the office: its last day, the day after, the eve of its return, the day of it
    for rang, jour in enumerate(("2024-06-30", "2024-07-01", "2025-02-28", "2025-03-01")):
        _inscrire(m, f"o{rang}", OFFICE, 5 * 10**rang, jour, "B")
    # published only, and of a buyer that is of no perimeter
    m.contrat(
        "p1",
        siren=VILLE,
        etat="decp_seul",
        decp={"date_notification": "2025-05-05", "montant_retenu_ht_eur": 7_000},
    )
    _inscrire(m, "x1", DEHORS, 999_999, "2025-05-05", "D")
    for qui, reference in ((VILLE, "c1"), (CCAS, "c1bis"), (SPL, "c2"), (CCAS, "c4")):
        m.clause(reference, "clause_environnementale", "environnementale", siren=qui)
    _heures(m)
    return m


def _inscrire(
    m: Monde,
    reference: str,
    qui: str,
    montant: int,
    jour: str,
    firme: str,
    groupe: str | None = None,
    **autres: object,
) -> None:
    inscrire(
        m,
        reference,
        qui,
        montant,
        jour,
        groupe,
        titulaire_siret=FIRME[firme],
        date_fin_prevue="2026-12-31",
        **autres,
    )


def _heures(m: Monde) -> None:
    """Hours written in contracts, realised, and payments: at who filed them."""
    for qui, reference, heures in ((VILLE, "c1", 101), (CCAS, "c3", 10), (SPL, "c2", 40)):
        m.clause(reference, "clause_insertion", "insertion", siren=qui, heures_contractualisees=heures)
    for qui, reference, heures in ((VILLE, "c1", 20), (CCAS, "c3", 3), (REGIE, "s1", 5)):
        m.poser(
            "heures_insertion", acheteur_siren=qui, contrat_reference=reference, periode="2025",
            heures_realisees=heures, structure_siret=FIRME["A"], type_structure="EI",
        )  # fmt: skip
    m.clause("c1", "clause_equitable", "sociale", siren=VILLE)
    payes: tuple[tuple[str, str | None, int], ...] = (
        (VILLE, "c1", 1_000),
        (VILLE, None, 50),
        (CCAS, "c3", 200),
        (REGIE, "s1", 8),
    )
    for payeur, contrat, montant in payes:
        m.poser(
            "paiements", acheteur_siren=payeur, numero_paiement=f"M-{contrat}", contrat_reference=contrat,
            montant_ht_eur=montant, date_paiement="2025-06-15", fournisseur_siren=FIRME["A"][:9],
        )  # fmt: skip


@pytest.fixture(scope="module")
def tout(tmp_path_factory: pytest.TempPathFactory) -> tuple[Resultats, list[Ligne]]:
    return calculer(preparer(tmp_path_factory.mktemp("dore"), monde()), INDICATEURS)


D = Decimal
TOTAUX = {
    # c1 45,000; c2 200,000
    METROPOLE: Compte(2, 245_000),
    # c1 40,000; p1 7,000
    VILLE: Compte(2, 47_000),
    # c1 15,000; c3 5,000; c4 5,000
    CCAS: Compte(3, 25_000),
    # c3 3,000; s0 1; s1 10
    REGIE: Compte(3, 3_011),
    # s4 10,000; s5 100,000
    SPL: Compte(2, 110_000),
    # o3 5,000
    OFFICE: Compte(1, 5_000),
    # c1 100,000; c2 200,000; c3 8,000; c4 5,000; s0 s1 s4 s5 110,011; o3 5,000; p1 7,000: ten contracts
    None: Compte(10, 435_011),
}


def test_nombre_et_montant(tout: tuple[Resultats, list[Ligne]]) -> None:
    assert {s: compte(tout[0], s, 2025) for s in TOTAUX} == TOTAUX
    # in 2024 the office alone, on its last day
    assert {s: compte(tout[0], s, 2024) for s in TOTAUX} == {s: Compte(0, 0) for s in TOTAUX} | {
        OFFICE: Compte(1, 5),
        None: Compte(1, 5),
    }
    assert {r["acheteur_siren"] for r in tout[1]} == {*TOUS, None}


def test_aucune_ligne_des_annees_ou_l_on_n_est_pas_du_perimetre(tout: tuple[Resultats, list[Ligne]]) -> None:
    """The SPL enters in July 2025: of 2024 there is nothing to tell of it, not even zero."""
    annees = {qui: {r["periode_fin"].year for r in tout[1] if r["acheteur_siren"] == qui} for qui in TOUS}
    assert annees == {qui: {2025} if qui == SPL else {2024, 2025} for qui in TOUS}


F = Fraction
# value, numerator, denominator, share of answers, bounds
ATTENDUS: dict[tuple[str, str | None], tuple[Nombre, ...]] = {
    # with the clause: c1, c2, c4; without: all others of the registers; p1 is unknown
    ("env", METROPOLE): (1, 245_000, 245_000, 1, 1, 1),
    ("env", VILLE): (1, 40_000, 40_000, F(1, 2), F(40, 47), 1),
    ("env", CCAS): (F(4, 5), 20_000, 25_000, 1, F(4, 5), F(4, 5)),
    ("env", REGIE): (0, 0, 3_011, 1, 0, 0),
    # 100 + 200 + 5, of 435,011 less p1
    ("env", None): (F(305_000, 428_011), 305_000, 428_011, F(9, 10), F(305_000, 435_011), F(312_000, 435_011)),
    ("env_nb", CCAS): (F(2, 3), 2, 3, 1, F(2, 3), F(2, 3)),
    ("env_nb", None): (F(3, 9), 3, 9, F(9, 10), F(3, 10), F(4, 10)),
    # above 90,000, on the whole amount: c1 at each, although 15,000 is the part of the CCAS; c2; s5
    ("grands", CCAS): (1, 1, 1, 1, 1, 1),
    ("grands", VILLE): (1, 1, 1, 1, 1, 1),
    ("grands", METROPOLE): (1, 2, 2, 1, 1, 1),
    ("grands", None): (F(2, 3), 2, 3, 1, F(2, 3), F(2, 3)),
    # A (c1), B (c2 o3), C (c3 c4), D (s*); the supplier of p1 is not known
    ("titulaires", METROPOLE): (2, 2, None, 1, 2, 2),
    ("titulaires", VILLE): (1, 1, None, F(1, 2), 1, 2),
    ("titulaires", CCAS): (2, 2, None, 1, 2, 2),
    ("titulaires", None): (4, 4, None, F(9, 10), 4, 5),
    # in force at the end of 2025: those of 2025, and of the office in 2024; the end of p1 is unknown
    ("en_cours", METROPOLE): (2, 2, None, 1, 2, 2),
    ("en_cours", CCAS): (3, 3, None, 1, 3, 3),
    ("en_cours", OFFICE): (2, 2, None, 1, 2, 2),
    ("en_cours", None): (10, 10, None, F(10, 11), 10, 11),
}  # fmt: skip


@pytest.mark.parametrize("cas", ATTENDUS, ids=lambda cas: f"{cas[0]}-{cas[1] or 'ensemble'}")
def test_toutes_les_mesures_a_la_main(
    tout: tuple[Resultats, list[Ligne]], cas: tuple[str, str | None]
) -> None:
    assert tuple(tete(tout[0], cas[0], cas[1], 2025)) == exact(ATTENDUS[cas])


def test_heures_inscrites_selon_la_part(tout: tuple[Resultats, list[Ligne]]) -> None:
    """101 hours of c1: 45.45, 40.40, 15.15; 10 of c3: 5 and 3; 40 of c2 at the coordinator. p1 may have any."""
    attendu = {
        METROPOLE: D("85.45"), VILLE: D("40.40"), CCAS: D("20.15"), REGIE: D("3"), SPL: D(0), OFFICE: D(0),
        None: D(149),
    }  # fmt: skip
    assert {s: tete(tout[0], "heures", s, 2025).valeur for s in attendu} == attendu
    assert tete(tout[0], "heures", VILLE, 2025).bmax is None


def test_ce_qui_s_execute_n_est_pas_multiplie(tout: tuple[Resultats, list[Ligne]]) -> None:
    """Hours realised and payments are of who registers them, whole, whatever the members share."""
    realisees = {VILLE: 20, CCAS: 3, REGIE: 5, METROPOLE: 0, None: 28}
    assert {s: tete(tout[0], "realisees", s, 2025).valeur for s in realisees} == realisees
    # the stock adds up as the flow does
    assert tete(tout[0], "cumul", None, 2025).valeur == 28
    depenses = {VILLE: 1_050, CCAS: 200, REGIE: 8, METROPOLE: 0, None: 1_258}
    assert {s: tete(tout[0], "depenses", s, 2025).valeur for s in depenses} == depenses
    assert (
        tete(tout[0], "equitable", None, 2025).valeur
        == tete(tout[0], "equitable", VILLE, 2025).valeur
        == 1_000
    )


def test_le_rapprochement_des_heures_n_a_pas_d_ecart(tout: tuple[Resultats, list[Ligne]]) -> None:
    trouves = {
        c[5]: r.valeur
        for c, r in tout[0].items()
        if c[:3] == ("cumul", None, 2025) and c[4] == "rapprochement"
    }
    assert trouves["heures_de_l_annee"] == trouves["cumul_annee"] == 28
    assert trouves["ecart_inexplique"] == 0


def test_la_table_publiee_dit_chez_qui_et_pour_quelle_part(tmp_path: Path) -> None:
    """Contracts of groups alone; the parts of the members of the perimeter, and why the second c1 does not count."""
    ecrire_demandes(
        preparer(tmp_path, monde()), tmp_path / "demandes.parquet", tmp_path / "attributions.parquet"
    )
    with connect() as con:
        lues = con.execute(
            "SELECT split_part(contrat_id, '-', 2), regle, acheteur_siren, compte, part_pct, motif "
            f"FROM read_parquet({literal(tmp_path / 'attributions.parquet')})"
        ).fetchall()
    assert len(lues) == len(set(lues)) == 11
    assert set(lues) == {
        ("c1", "quote_part", METROPOLE, "acheteur", 45, None),
        ("c1", "quote_part", VILLE, "acheteur", 40, None),
        ("c1", "quote_part", CCAS, "acheteur", 15, None),
        ("c1", "quote_part", VILLE, "ensemble", 100, None),
        ("c1bis", "quote_part", CCAS, "ecarte", None, "meme_contrat_deja_compte"),
        ("c2", "coordonnateur", METROPOLE, "les_deux", 100, None),
        ("c3", "quote_part", CCAS, "acheteur", 50, None),
        ("c3", "quote_part", REGIE, "acheteur", 30, None),
        ("c3", "quote_part", CCAS, "ensemble", 80, None),
        ("c4", "quote_part", CCAS, "acheteur", 50, None),
        ("c4", "quote_part", CCAS, "ensemble", 50, None),
    }


def test_sans_perimetre_declare_tous_comptent(tmp_path: Path) -> None:
    """Every member of a group is then of the perimeter, for its part: c3 and c4 are whole, and so is the outsider's."""
    lus = comptes(tmp_path, monde(), acheteurs=())
    # 435,011 + 2,000 (c3) + 5,000 (c4) + s2 100 + s3 1,000 + o2 500 + x1 999,999; and o2, s2, s3, x1 are four more
    assert lus[None] == Compte(14, 1_443_610)
