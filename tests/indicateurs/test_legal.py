"""The block of L.2111-3 on a dozen contracts, each rate worked out by hand; bounds against all possible answers."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun import duck
from pipelines.fictif.identifiants import siren
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.calcul.legal import INDICATEURS, calculer
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.schemas import tables as schemas

VILLE, CCAS = siren(1), siren(2)
OUI, NON = True, False
INCONNU = None

# buyer, year, type, amount, social, environmental, reserved, innovative, advance
CONTRATS: list[tuple[Any, ...]] = [
    (VILLE, 2024, "marche", 100_000, OUI, OUI, NON, NON, OUI),
    (VILLE, 2024, "marche", 50_000, NON, OUI, NON, INCONNU, INCONNU),
    (VILLE, 2024, "marche", 30_000, OUI, NON, OUI, OUI, NON),
    (VILLE, 2024, "marche", None, OUI, INCONNU, NON, NON, NON),
    (VILLE, 2024, "marche", 60_000, INCONNU, NON, INCONNU, NON, NON),
    (VILLE, 2024, "accord_cadre", 200_000, NON, INCONNU, NON, NON, OUI),
    (VILLE, 2024, "marche_subsequent", 80_000, OUI, OUI, NON, NON, NON),
    (VILLE, 2024, "concession", 1_000_000, OUI, NON, OUI, INCONNU, INCONNU),
    (VILLE, 2024, "inconnu", 90_000, NON, NON, NON, NON, NON),
    (CCAS, 2024, "marche", 40_000, INCONNU, INCONNU, INCONNU, INCONNU, INCONNU),
    (VILLE, 2025, "marche", 70_000, OUI, OUI, OUI, OUI, OUI),
    # without a year, a contract is of no year's rate
    (VILLE, None, "marche", 500_000, OUI, OUI, OUI, OUI, OUI),
]

COLONNES = (
    "contrat_id",
    "acheteur_siren",
    "date_notification",
    "type",
    "montant_retenu_ht_eur",
    "consideration_sociale",
    "consideration_environnementale",
    "marche_reserve",
    "marche_innovant",
    "attribution_avance",
)
LEGAUX = tuple(f"L2111-3_{nom}" for nom in INDICATEURS)
DES_DECP = tuple(nom for nom in INDICATEURS if nom not in ("esus", "inclusif"))
"""What DECP alone answer: the others need to know who the suppliers are."""


def resultats(
    dossier: Path,
    contrats: Sequence[tuple[Any, ...]],
    arrete_au: date = date(2026, 6, 30),
    acheteurs: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The result rows of these contracts, published in DECP and in no register."""
    types = schemas.types_duckdb(schemas.charger("contrats"))
    with duck.connect(threads=1) as con:
        con.execute(f"CREATE TABLE c ({', '.join(f'{nom} {type_}' for nom, type_ in types.items())})")
        for rang, (acheteur, annee, *reste) in enumerate(contrats):
            jour = date(annee, 5, 1) if annee else None
            con.execute(
                f"INSERT INTO c ({', '.join(COLONNES)}) VALUES (?{', ?' * (len(COLONNES) - 1)})",
                [f"{acheteur}-{rang}", acheteur, jour, *reste],
            )
        con.execute(f"COPY c TO {duck.literal(dossier / 'contrats.parquet')} (FORMAT parquet)")
        ouvrir(con, Entrees(dossier, None, tuple(Acheteur(siren, siren) for siren in acheteurs)))
        calculer(con, spaser="exemple", edition="2026", arrete_au=arrete_au)
        vue = con.sql("SELECT * FROM tous_resultats ORDER BY ALL")
        return [dict(zip(vue.columns, ligne, strict=True)) for ligne in vue.fetchall()]


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The results of the dozen contracts."""
    return resultats(tmp_path_factory.mktemp("legal"), CONTRATS)


def une(lignes: list[dict[str, Any]], indicateur: str, **cles: Any) -> dict[str, Any]:
    """The one row of a key; by default the city's, 2024, in number, every amount, the headline's perimeter."""
    voulues = {
        "indicateur_id": f"L2111-3_{indicateur}",
        "acheteur_siren": VILLE,
        "periode_debut": date(2024, 1, 1),
        "periode_fin": date(2024, 12, 31),
        "modalite": "ensemble",
        "compte": "nombre",
        "base": "tous",
        "perimetre": "simple_et_accords_cadres",
    } | cles
    (ligne,) = [ligne for ligne in lignes if all(ligne[cle] == v for cle, v in voulues.items())]
    return ligne


def taux(ligne: dict[str, Any]) -> tuple[Any, ...]:
    """Numerator, denominator, rate, coverage, lowest and highest."""
    champs = ("numerateur", "denominateur", "valeur", "couverture", "borne_min", "borne_max")
    return tuple(ligne[champ] for champ in champs)


def attendu(numerateur: int, denominateur: int, *fractions: Fraction | None) -> tuple[Any, ...]:
    """The same, the rate being numerator over denominator."""
    valeur = Fraction(numerateur, denominateur) if denominateur else None
    arrondis = [
        None if f is None else Decimal(f.numerator) / Decimal(f.denominator) for f in (valeur, *fractions)
    ]
    return (
        numerateur,
        denominateur,
        *(a if a is None else a.quantize(Decimal("0.000001")) for a in arrondis),
    )


F = Fraction
ATTENDUS: list[tuple[str, dict[str, Any], tuple[Any, ...]]] = [
    # simple and framework contracts: yes 1, 3, 4; no 2, 6; unknown 5
    ("social", {}, attendu(3, 5, F(5, 6), F(3, 6), F(4, 6))),
    # in euros: yes 100 + 30, no 50 + 200, unknown 60; 4 of 6 have amount and answer. The 4th is a yes without amount: a
    # large one would carry the share to one, none carries it down
    ("social", {"compte": "valeur"}, attendu(130_000, 380_000, F(4, 6), F(130, 440), F(1))),
    # from 40 000 €: yes 1; no 2, 6; unknown 5; the 3rd is below, the 4th (yes) may be in or out
    ("social", {"base": "a_partir_de_40k"}, attendu(1, 3, F(3, 5), F(1, 4), F(3, 5))),
    (
        "social",
        {"base": "a_partir_de_40k", "compte": "valeur"},
        attendu(100_000, 350_000, F(3, 5), F(100, 410), F(1)),
    ),
    # both: yes 1; no as soon as one is no: 2, 3, 5, 6; unknown 4
    ("social_et_environnemental", {}, attendu(1, 5, F(5, 6), F(1, 6), F(2, 6))),
    (
        "social_et_environnemental",
        {"compte": "valeur"},
        # the 4th, without amount, is either
        attendu(100_000, 440_000, F(5, 6), F(0), F(1)),
    ),
    ("social_et_environnemental", {"base": "a_partir_de_40k"}, attendu(1, 4, F(4, 5), F(1, 5), F(2, 5))),
    # environmental: yes 1, 2; no 3, 5; unknown 4, 6
    ("environnemental", {}, attendu(2, 4, F(4, 6), F(2, 6), F(4, 6))),
    # reserved: yes 3; no 1, 2, 4, 6; unknown 5; from 40 000 € the 4th (no) may be in or out
    ("reserve", {}, attendu(1, 5, F(5, 6), F(1, 6), F(2, 6))),
    ("reserve", {"base": "a_partir_de_40k"}, attendu(0, 3, F(3, 5), F(0), F(1, 4))),
    ("innovant", {}, attendu(1, 5, F(5, 6), F(1, 6), F(2, 6))),
    ("avance", {}, attendu(2, 5, F(5, 6), F(2, 6), F(3, 6))),
    ("avance", {"compte": "valeur"}, attendu(300_000, 390_000, F(4, 6), F(0), F(350, 440))),
    # each type apart
    ("social", {"perimetre": "simple"}, attendu(3, 4, F(4, 5), F(3, 5), F(4, 5))),
    ("social", {"perimetre": "accord_cadre"}, attendu(0, 1, F(1), F(0), F(0))),
    ("social", {"perimetre": "marche_subsequent"}, attendu(1, 1, F(1), F(1), F(1))),
    (
        "social",
        {"perimetre": "concession", "compte": "valeur"},
        attendu(1_000_000, 1_000_000, F(1), F(1), F(1)),
    ),
    ("innovant", {"perimetre": "concession"}, attendu(0, 0, F(0), F(0), F(1))),
    ("social", {"perimetre": "type_inconnu"}, attendu(0, 1, F(1), F(0), F(0))),
    # a buyer that says nothing, 40 000 € being « from 40 000 € »
    ("social", {"acheteur_siren": CCAS}, attendu(0, 0, F(0), F(0), F(1))),
    ("social", {"acheteur_siren": CCAS, "base": "a_partir_de_40k"}, attendu(0, 0, F(0), F(0), F(1))),
    # all buyers: one more unknown
    ("social", {"acheteur_siren": None}, attendu(3, 5, F(5, 7), F(3, 7), F(5, 7))),
    (
        "social",
        {"acheteur_siren": None, "compte": "valeur"},
        attendu(130_000, 380_000, F(4, 7), F(130, 480), F(1)),
    ),
    (
        "social",
        {"periode_debut": date(2025, 1, 1), "periode_fin": date(2025, 12, 31)},
        attendu(1, 1, F(1), F(1), F(1)),
    ),
    # both years together, on the contracts of both: yes 3 + 1, no 2, unknown 1; the mean of 3/5 and 1 would be 4/5
    ("social", {"periode_fin": date(2025, 12, 31)}, attendu(4, 6, F(6, 7), F(4, 7), F(5, 7))),
    (
        "social",
        {"periode_fin": date(2025, 12, 31), "compte": "valeur"},
        attendu(200_000, 450_000, F(5, 7), F(200, 510), F(1)),
    ),
    # nobody looked the suppliers up
    ("esus", {}, attendu(0, 0, F(0), F(0), F(1))),
    ("inclusif", {"periode_fin": date(2025, 12, 31)}, attendu(0, 0, F(0), F(0), F(1))),
]


@pytest.mark.parametrize(("indicateur", "cles", "resultat"), ATTENDUS, ids=range(len(ATTENDUS)))
def test_each_rate_is_the_one_worked_out_by_hand(
    indicateur: str, cles: dict[str, Any], resultat: tuple[Any, ...], lus: list[dict[str, Any]]
) -> None:
    assert taux(une(lus, indicateur, **cles)) == resultat


def test_a_rate_that_nobody_knows_is_absent_and_says_why(lus: list[dict[str, Any]]) -> None:
    ligne = une(lus, "social", acheteur_siren=CCAS)
    assert (ligne["origine"], ligne["valeur"]) == ("non_disponible", None)
    assert ligne["note"].startswith("Aucune réponse connue")
    assert une(lus, "social")["origine"] == "calcule"
    assert une(lus, "social", base="a_partir_de_40k")["note"].startswith("1 contrat de montant inconnu")
    esus = une(lus, "esus")
    assert esus["origine"] == "non_disponible"
    assert esus["note"].startswith("Source manquante : fournisseurs_ess ou liste_esus.")


def test_a_year_is_provisional_until_the_end_of_the_next(tmp_path: Path, lus: list[dict[str, Any]]) -> None:
    assert une(lus, "social")["stade"] == "definitif"
    assert (
        une(lus, "social", periode_debut=date(2025, 1, 1), periode_fin=date(2025, 12, 31))["stade"]
        == "provisoire"
    )
    # a period is as provisional as its last year
    assert une(lus, "social", periode_fin=date(2025, 12, 31))["stade"] == "provisoire"
    for jour, stade in ((date(2025, 12, 31), "provisoire"), (date(2026, 1, 1), "definitif")):
        assert une(resultats(tmp_path, CONTRATS, jour), "social")["stade"] == stade


def test_the_perimeter_of_buyers_bounds_every_level(tmp_path: Path) -> None:
    lignes = resultats(tmp_path, CONTRATS, acheteurs=[CCAS])
    assert {ligne["acheteur_siren"] for ligne in lignes} == {CCAS, None}
    assert taux(une(lignes, "social", acheteur_siren=None)) == attendu(0, 0, F(0), F(0), F(1))


def test_every_contract_with_a_year_is_in_one_perimeter_once(lus: list[dict[str, Any]]) -> None:
    """The types apart, the perimeters share the contracts out: 11 with a year, each indicator, whatever the answer."""
    types = ("simple", "accord_cadre", "marche_subsequent", "concession", "type_inconnu")
    for indicateur in DES_DECP:
        lignes = [
            ligne
            for ligne in lus
            if ligne["indicateur_id"] == f"L2111-3_{indicateur}"
            and (ligne["niveau"], ligne["compte"], ligne["base"]) == ("consolide", "nombre", "tous")
            and ligne["perimetre"] in types
            and ligne["periode_debut"].year == ligne["periode_fin"].year
        ]
        effectifs = [ligne["denominateur"] / ligne["couverture"] for ligne in lignes if ligne["couverture"]]
        muets = sum(1 for ligne in lignes if not ligne["couverture"])
        assert round(sum(effectifs)) + muets == 11


def test_no_contract_gives_no_row(tmp_path: Path) -> None:
    assert resultats(tmp_path, []) == []


def _completions(contrats: Sequence[tuple[int | None, bool | None]]) -> Iterator[list[tuple[int, bool]]]:
    """Every way in which the unknown amounts (below or above 40 000 €) and answers may turn out."""
    montants = [(10_000, 50_000) if montant is None else (montant,) for montant, _ in contrats]
    reponses = [(True, False) if reponse is None else (reponse,) for _, reponse in contrats]
    for m in product(*montants):
        for r in product(*reponses):
            yield list(zip(m, r, strict=True))


@settings(max_examples=12)
@given(
    contrats=st.lists(
        st.tuples(st.sampled_from([None, 10_000, 40_000, 90_000]), st.sampled_from([True, False, None])),
        min_size=1,
        max_size=5,
    )
)
def test_the_bounds_are_those_of_every_possible_answer(
    contrats: list[tuple[int | None, bool | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lignes = resultats(
        tmp_path_factory.mktemp("bornes"),
        [(VILLE, 2024, "marche", m, r, NON, NON, NON, NON) for m, r in contrats],
    )
    possibles = []
    for complet in _completions(contrats):
        dedans = [reponse for montant, reponse in complet if montant >= 40_000]
        if dedans:
            possibles.append(Fraction(sum(dedans), len(dedans)))
    trouvees = [
        ligne
        for ligne in lignes
        if ligne["base"] == "a_partir_de_40k"
        and ligne["acheteur_siren"]
        and ligne["indicateur_id"].endswith("_social")
    ]
    if not possibles:
        assert trouvees == []
        return
    ligne = une(lignes, "social", base="a_partir_de_40k")
    # never narrower than what may be; exact as soon as one contract is surely among those that count
    epsilon, (basse, haute) = (
        Fraction(2, 1_000_000),
        (Fraction(ligne["borne_min"]), Fraction(ligne["borne_max"])),
    )
    assert basse <= min(possibles) + epsilon and max(possibles) - epsilon <= haute
    if any(montant is not None and montant >= 40_000 for montant, _ in contrats):
        assert abs(basse - min(possibles)) < epsilon and abs(haute - max(possibles)) < epsilon
    if ligne["valeur"] is not None:
        assert ligne["borne_min"] <= ligne["valeur"] <= ligne["borne_max"]
