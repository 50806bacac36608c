"""Nine contracts, their lots, bids and payments: what each measure makes of the categories of suppliers, by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siren
from tests.indicateurs.fournisseurs.outils import (
    DEDANS,
    DEHORS,
    Nombre,
    Pays,
    Titulaire,
    au_siret,
    entrees,
    etablissement_de,
    exact,
    resultats,
    titulaires,
)
from tests.indicateurs.proprietes.outils import (
    TETE,
    VILLE,
    Ligne,
    Monde,
    Resultats,
    cle,
    definition,
    indicateur,
    tete,
)

A, B, C, D = map(siren, range(300, 304))
"""A: small, of the social economy, of the territory. B: neither. C: small, from elsewhere, « EI ». D: in no file."""
X = Titulaire("HORS-UE", "US-12")
SIRENE, LISTE = "2025-06-30", "2024-12-31"
CONTRATS: dict[str, tuple[str, int | None, tuple[str | None, ...]]] = {
    # notified, amount, suppliers (None: the foreign one)
    "k1": ("2025-02-01", 10_000, (A,)),
    "k2": ("2025-07-01", 20_000, (A,)),
    "k3": ("2025-07-01", 40_000, (B,)),
    "k4": ("2025-07-02", 80_000, (C,)),
    "k5": ("2025-07-02", 160_000, (D,)),
    "k6": ("2025-07-03", 320_000, (None,)),
    "k7": ("2025-07-03", 640_000, (B, A)),
    "k8": ("2025-07-04", 1_280_000, (B, D)),
    "k9": ("2025-07-04", None, (C,)),
}
LOTS = {"k2": ("q1", "01"), "k3": ("q1", "02"), "k5": ("q1", "03"), "k4": ("q2", "01")}
OFFRES = {("q1", "01"): (A, B), ("q1", "02"): (A, C), ("q1", "03"): (D,), ("q2", "01"): (A, None)}
PAIEMENTS = (
    ("2025-03-01", A, "100.10"),
    ("2025-08-01", A, "200.20"),
    ("2025-08-02", A, "-50.05"),
    ("2025-08-03", B, "400.40"),
    ("2025-08-04", D, "800.80"),
    ("2025-08-05", None, "1600.00"),
)
AVANCES: dict[str, Ligne] = {
    "k1": {"attribution_avance": True, "taux_avance": "0.30"},
    "k2": {"attribution_avance": False},
    "k3": {"attribution_avance": True, "taux_avance": "0.30"},
    "k8": {"attribution_avance": True, "taux_avance": "0.30"},
}
MESURES = {
    "nb": ("nb_contrats", "titulaire", "nombre"),
    "part": ("part_contrats_titulaire", "titulaire", "taux"),
    "euros": ("montant_contrats", "titulaire", "eur_ht"),
    "valeur": ("part_montant_contrats", "titulaire", "taux"),
    "firmes": ("nb_titulaires", "titulaire", "nombre"),
    "part_firmes": ("part_titulaires", "titulaire", "taux"),
    "lots": ("nb_lots_attribues", "titulaire", "nombre"),
    "offres": ("part_soumissionnaires", "titulaire", "taux"),
    "depenses": ("montant_depenses", "fournisseur", "eur_ht"),
}
CATEGORIES = ("ess", "pme", "tpe_pme_territoire", "territoire", "inclusif")


def monde() -> Monde:
    m = Monde()
    m.livrer(VILLE, "registre_contrats", "consultations", "lots", "soumissionnaires", "paiements")
    # q2 has one lot: it is no consultation « allotie »
    for consultation, jour, nb_lots in (("q1", "2025-05-01", 4), ("q2", SIRENE, 1)):
        m.poser(
            "consultations",
            acheteur_siren=VILLE,
            consultation_id=consultation,
            date_publication=jour,
            nb_lots=nb_lots,
        )
    for reference, (jour, montant, firmes) in CONTRATS.items():
        place = dict(zip(("consultation_id", "lot_numero"), LOTS.get(reference, ()), strict=False))
        decp: Ligne = {"date_notification": jour, "montant_retenu_ht_eur": montant}
        decp["montant_anomalie"] = None if montant else "illisible"
        decp |= AVANCES.get(reference, {})
        identifiant = m.contrat(reference, decp=decp, date_notification=jour, **place)
        titulaires(m, identifiant, *(au_siret(etablissement_de(f)) if f else X for f in firmes))
        if place:
            m.poser("lots", acheteur_siren=VILLE, statut="attribue", **place)
    m.poser("lots", acheteur_siren=VILLE, consultation_id="q1", lot_numero="04", statut="sans_suite")
    for (consultation, lot), firmes in OFFRES.items():
        for firme in firmes:
            m.poser(
                "soumissionnaires", acheteur_siren=VILLE, consultation_id=consultation, lot_numero=lot,
                soumissionnaire_siren=firme, retenu=True,
            )  # fmt: skip
    for rang, (jour, payee, euros) in enumerate(PAIEMENTS):
        m.poser(
            "paiements", acheteur_siren=VILLE, numero_paiement=f"M{rang}", fournisseur_siren=payee, date_paiement=jour,
            montant_ht_eur=euros,
        )  # fmt: skip
    return m


def pays() -> Pays:
    """Sirene of 2025-06-30, and the list of employers of the year before, complete."""
    p = Pays()
    for unite, taille, ess, commune in (
        (A, "PME", "O", DEDANS),
        (B, "ETI", "N", DEHORS),
        (C, "PME", "N", DEHORS),
    ):
        p.unite(SIRENE, unite, taille=taille, ess=ess)
        p.etablissement(SIRENE, etablissement_de(unite), commune, siege=True)
    p.dire("liste_siae", LISTE, siret=etablissement_de(C), kind="EI", is_active="true")
    return p


@pytest.fixture(scope="module")
def tout(tmp_path_factory: pytest.TempPathFactory) -> tuple[Resultats, list[Ligne]]:
    demandes = [
        indicateur(f"{nom}-{categorie}", mesure, f"{cle_}={categorie}", unite)
        for nom, (mesure, cle_, unite) in MESURES.items()
        for categorie in CATEGORIES
    ]
    filtre = "caracteristique=avance_30_tpe_pme;denominateur=montant_lt_215000_tpe_pme"
    demandes.append(indicateur("avances", "part_contrats", filtre))
    return resultats(entrees(tmp_path_factory.mktemp("totaux"), monde(), pays()), [definition(demandes)])


F = Fraction
# value, numerator, denominator, share of answers, bounds; then the numerators dated, and seen later
ATTENDUS: dict[str, tuple[Nombre, ...]] = {
    # A is of the social economy: yes 1 2 7; no 3 4 6 (abroad) 9; unknown 5, 8 (D). Sirene is of June: 1 is seen later
    "nb-ess": (3, 3, None, F(7, 9), 3, 5, 2, 1),
    "part-ess": (F(3, 7), 3, 7, F(7, 9), F(3, 9), F(5, 9), 2, 1),
    # 10 + 20 + 640; at most 160 and 1,280 more. The amount of 9, which says no, is unknown
    "euros-ess": (670_000, 670_000, None, F(7, 9), 670_000, 2_110_000, 660_000, 10_000),
    # of 670 + 40 + 80 + 320; the amount of 9 could weigh against, without limit
    "valeur-ess": (F(67, 111), 670_000, 1_110_000, F(6, 9), 0, F(211, 255), 660_000, 10_000),
    # A and C are small: yes 1 2 4 7 9; no 3; unknown 5, 6 (abroad) and 8 (B is not, D may be)
    "nb-pme": (5, 5, None, F(6, 9), 5, 8, 4, 1),
    "part-pme": (F(5, 6), 5, 6, F(6, 9), F(5, 9), F(8, 9), 4, 1),
    # 10 + 20 + 80 + 640, and 9, of which the amount is unknown
    "euros-pme": (750_000, 750_000, None, F(5, 9), 750_000, None, 740_000, 10_000),
    "valeur-pme": (F(75, 79), 750_000, 790_000, F(5, 9), F(75, 255), 1, 740_000, 10_000),
    # A is inside, B and C outside, the foreign one too: as the social economy
    "nb-territoire": (3, 3, None, F(7, 9), 3, 5, 2, 1),
    "nb-tpe_pme_territoire": (3, 3, None, F(7, 9), 3, 5, 2, 1),
    "part-tpe_pme_territoire": (F(3, 7), 3, 7, F(7, 9), F(3, 9), F(5, 9), 2, 1),
    "valeur-tpe_pme_territoire": (F(67, 111), 670_000, 1_110_000, F(6, 9), 0, F(211, 255), 660_000, 10_000),
    # the list of December 2024 is complete: C (4 and 9) is on it, who is not is a no, D included: nothing is unknown
    "nb-inclusif": (2, 2, None, 1, 2, 2, 2, 0),
    "part-inclusif": (F(2, 9), 2, 9, 1, F(2, 9), F(2, 9), 2, 0),
    "euros-inclusif": (80_000, 80_000, None, F(8, 9), 80_000, None, 80_000, 0),
    # 80 of 2,550; the amount of 9 could weigh for, without limit
    "valeur-inclusif": (F(80, 2550), 80_000, 2_550_000, F(8, 9), F(80, 2550), 1, 80_000, 0),
    # lots of q1: A, B, D
    "lots-ess": (1, 1, None, F(2, 3), 1, 2, 1, 0),
    "lots-pme": (1, 1, None, F(2, 3), 1, 2, 1, 0),
    "lots-inclusif": (0, 0, None, 1, 0, 0, 0, 0),
    # 100.10 + 200.20 - 50.05; D and the payment without a number may add 800.80 + 1,600; known: 4 of 6
    "depenses-ess": (Decimal("250.25"), Decimal("250.25"), None, F(4, 6), Decimal("250.25"), Decimal("2651.05"),
        Decimal("150.15"), Decimal("100.10")),
    # C is paid nothing; the payment without a number may be to anyone
    "depenses-inclusif": (0, 0, None, F(5, 6), 0, 1600, 0, 0),
}  # fmt: skip
DISTINCTS: dict[str, tuple[Nombre, ...]] = {
    # firms with a number: A B C D. A is one; D may be; the foreign one is not. 11 rows: 5 and one of 8 unknown
    "firmes-ess": (1, 1, None, F(9, 11), 1, 2),
    "firmes-pme": (2, 2, None, F(8, 11), 2, 4),
    "firmes-inclusif": (1, 1, None, 1, 1, 1),
    # of A, B, C, which answer; at worst of five, the foreign one included; at best A and D of the four with a number
    "part_firmes-ess": (F(1, 3), 1, 3, F(8, 11), F(1, 5), F(2, 4)),
    # bids of A (thrice), B, C, D, and one without a number
    "offres-ess": (F(1, 3), 1, 3, F(5, 7), F(1, 5), F(3, 4)),
    "offres-inclusif": (F(1, 4), 1, 4, F(6, 7), F(1, 5), F(2, 4)),
}
"""A firm counts once. Whether its quality was dated is then that of its best-known contract."""


@pytest.mark.parametrize("quoi", ATTENDUS)
def test_totaux_a_la_main(tout: tuple[Resultats, list[Ligne]], quoi: str) -> None:
    for acheteur in (VILLE, None):
        lu = tete(tout[0], quoi, acheteur, 2025)
        assert (*lu, *_moments(tout[0], quoi, acheteur)) == exact(ATTENDUS[quoi])


@pytest.mark.parametrize("quoi", DISTINCTS)
def test_firmes_differentes_a_la_main(tout: tuple[Resultats, list[Ligne]], quoi: str) -> None:
    for acheteur in (VILLE, None):
        assert tuple(tete(tout[0], quoi, acheteur, 2025)) == exact(DISTINCTS[quoi])


def test_une_categorie_au_denominateur(tout: tuple[Resultats, list[Ligne]]) -> None:
    """Small firms below 215,000 €: 1 2 4; perhaps 5 (of which firm?) and 9 (of what amount?); 3, 6, 7 and 8 are not.

    An advance of 30 %: 1 has it, 2 does not, 4, 5 and 9 do not say. A large firm's advance does not count.
    """
    lu = tete(tout[0], "avances", None, 2025)
    assert tuple(lu) == exact((F(1, 2), 1, 2, F(2, 5), F(1, 5), F(4, 5)))


def test_les_deux_moments_s_additionnent(tout: tuple[Resultats, list[Ligne]]) -> None:
    """Whatever the measure: what was known at the date, and what was seen later, make the headline."""
    trouves, lignes = tout
    vus = 0
    faux = []
    for r in lignes:
        if r["dimension"] != "ensemble" or r["perimetre"] not in TETE or r["indicateur_id"] == "avances":
            continue
        moments = [
            trouves.get((*cle(r)[:4], "moment_qualite", m)) for m in ("a_la_notification", "observee_apres")
        ]
        if not all(moments):
            assert r["couverture"] in (0, None), r
            continue
        vus += 1
        if sum((m.num or Decimal(0)) for m in moments if m) != r["numerateur"] or {
            m.den for m in moments if m
        } != {r["denominateur"]}:
            faux.append(cle(r)[:4])
    assert vus > 60
    assert faux == []


def test_deux_titulaires_sans_numero_peuvent_etre_deux(tmp_path: Path) -> None:
    """Law 3: a contract held by two suppliers that nobody can identify may be of two firms, of either kind."""
    m = Monde()
    identifiant = m.contrat("c", etat="decp_seul", decp={"date_notification": "2025-07-01"})
    titulaires(m, identifiant, Titulaire("RIDET", "0123456001"), Titulaire("RIDET", "0654321001"))
    demande = [
        indicateur("firmes", "nb_titulaires", "", "nombre"),
        indicateur("ess", "nb_titulaires", "titulaire=ess", "nombre"),
    ]
    trouves, _ = resultats(entrees(tmp_path, m, pays()), [definition(demande)])
    assert [tete(trouves, quoi, VILLE, 2025).bmax for quoi in ("firmes", "ess")] == [2, 2]


def test_un_etranger_seul_n_est_pas_agree(tmp_path: Path) -> None:
    """What a foreign firm is does not depend on who else holds contracts."""
    m = Monde()
    titulaires(m, m.contrat("c", etat="decp_seul", decp={"date_notification": "2025-07-01"}), X)
    demande = [indicateur("i", "part_contrats_titulaire", "titulaire=inclusif;denominateur=tous")]
    trouves, _ = resultats(entrees(tmp_path, m, pays()), [definition(demande)])
    assert tuple(tete(trouves, "i", VILLE, 2025)) == exact((0, 0, 1, 1, 0, 0))


def _moments(trouves: Resultats, quoi: str, acheteur: str | None) -> list[Decimal | None]:
    (ou,) = {
        perimetre
        for identifiant, siren_, annee, perimetre, dimension, _ in trouves
        if (identifiant, siren_, annee, dimension) == (quoi, acheteur, 2025, "moment_qualite")
        and perimetre in TETE
    }
    return [
        trouves[quoi, acheteur, 2025, ou, "moment_qualite", m].num
        for m in ("a_la_notification", "observee_apres")
    ]
