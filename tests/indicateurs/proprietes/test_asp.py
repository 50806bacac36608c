"""ASP's printed figures, found again from records made by hand: shares beside their targets, and the hours that add up.

74,560 + 15,891 is not 78,490: 11,961 hours left with the contracts that ended. All but the totals is fictional.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipelines.indicateurs.definition.lire import lire_definition
from tests.indicateurs.proprietes.outils import VILLE, Ligne, Monde, Resultats, calculer, tete

RACINE = Path(__file__).parents[3]
CUMUL, ANNUEL = "asp-ax2-i3b", "asp-ax2-i3a"
TOUT = ("registre_contrats", "clauses", "heures_insertion")
HEURES: dict[str, tuple[str, str, dict[str, int]]] = {
    # notified, ends, hours realised by period (months, quarters and years are all found in registers)
    "fini_en_2021": ("2020-01-15", "2021-12-31", {"2020": 1_000, "2021": 4_000}),
    "fini_en_2022": ("2021-02-01", "2022-11-30", {"2021": 4_000, "2022-T1": 2_000, "2022-T2": 1_961}),
    "fini_le_31": ("2020-03-01", "2022-12-31", {"2020": 1_000, "2021": 2_000, "2022-06": 1_000}),
    "en_cours": (
        "2021-05-05",
        "2025-05-04",
        {"2021": 20_000, "2022": 15_000, "2023-T1": 3_000, "2023-T2": 5_000},
    ),
    "fini_en_2023": (
        "2020-06-06",
        "2023-06-30",
        {"2020": 10_000, "2021": 7_738, "2022": 9_861, "2023-01": 5_000},
    ),
    "nouveau": ("2023-01-10", "2026-01-09", {"2023-T4": 2_891}),
    "sans_heures": ("2022-01-10", "2026-01-09", {}),
}
PARTS: dict[str, tuple[Fraction, Fraction]] = {
    # in 2022, in 2023
    "asp-ax2-i1": (Fraction(11, 40), Fraction(5, 16)),
    "asp-ax2-i2": (Fraction(51, 100), Fraction(68, 100)),
    "asp-ax3-i1": (Fraction(84, 100), Fraction(58, 100)),
    "asp-ax3-i2": (Fraction(43, 100), Fraction(83, 100)),
    "asp-ax3-i3": (Fraction(58, 100), Fraction(76, 100)),
}
ETATS = {(i, annee): "atteint" for i in PARTS for annee in (2022, 2023)} | {("asp-ax3-i2", 2022): "en_retard"}
ECARTS = {
    ("asp-ax2-i1", 2022): "0.025", ("asp-ax2-i1", 2023): "0.0625",
    ("asp-ax2-i2", 2022): "0.31", ("asp-ax2-i2", 2023): "0.48",
    ("asp-ax3-i1", 2022): "0.44", ("asp-ax3-i1", 2023): "0.18",
    ("asp-ax3-i2", 2022): "-0.17", ("asp-ax3-i2", 2023): "0.23",
    ("asp-ax3-i3", 2022): "0.18", ("asp-ax3-i3", 2023): "0.36",
}  # fmt: skip


def heures() -> Monde:
    m = Monde()
    m.livrer(VILLE, *TOUT)
    for reference, (notifie, fin, periodes) in HEURES.items():
        m.contrat(reference, etat="registre_seul", date_notification=notifie, date_fin_prevue=fin)
        for periode, realisees in periodes.items():
            _heures(m, reference, periode, realisees)
    return m


def _heures(m: Monde, reference: str, periode: str, realisees: int) -> None:
    m.poser(
        "heures_insertion", acheteur_siren=VILLE, contrat_reference=reference, periode=periode,
        structure_siret="00001000100011", type_structure="EI", heures_realisees=realisees,
    )  # fmt: skip


def parts() -> Monde:
    """As many contracts a year as it takes for every share to be exact: 200, then 400."""
    m = Monde()
    m.livrer(VILLE, *TOUT)
    for annee, combien, numeriques, place in ((2022, 200, 50, 0), (2023, 400, 25, 1)):
        n = {i: part[place] * (numeriques if i == "asp-ax3-i3" else combien) for i, part in PARTS.items()}
        for k in range(combien):
            reference = f"{annee}-{k:03}"
            m.contrat(
                reference, etat="registre_seul", date_notification=f"{annee}-02-02",
                segment="numerique_si" if k < numeriques else "autre",
            )  # fmt: skip
            if k < n["asp-ax2-i1"]:
                m.clause(reference, "clause_insertion", "insertion", obligatoire=True)
            if k < n["asp-ax2-i2"]:
                m.clause(reference, "annexe_sociale", "sociale", nature="annexe")
            if k < n["asp-ax3-i1"]:
                m.clause(reference, "critere_environnemental", "environnementale", nature="critere")
            if k < n["asp-ax3-i3"]:
                m.clause(reference, "annexe_environnementale", "environnementale", nature="annexe")
            elif numeriques <= k < numeriques + n["asp-ax3-i2"] - n["asp-ax3-i3"]:
                m.clause(reference, "clause_environnementale", "environnementale")
    return m


def passer(dossier: Path, monde: Monde, *seulement: str) -> tuple[Resultats, list[Ligne]]:
    return calculer(
        dossier, monde, [lire_definition(RACINE, "asp")], periode=(2022, 2023), seulement=seulement
    )


def rapprochement(dossier: Path, monde: Monde, siren: str | None, annee: int) -> dict[str, Any]:
    trouves, _ = passer(dossier, monde, CUMUL)
    return {
        cle[5]: r.valeur
        for cle, r in trouves.items()
        if cle[:3] == (CUMUL, siren, annee) and cle[4] == "rapprochement"
    }


def test_heures_de_l_annee_et_cumul_des_contrats_actifs(tmp_path: Path) -> None:
    trouves, _ = passer(tmp_path, heures(), CUMUL, ANNUEL, "asp-k8b")
    for siren in (VILLE, None):
        assert [tete(trouves, ANNUEL, siren, a).valeur for a in (2022, 2023)] == [29_822, 15_891]
        assert [tete(trouves, CUMUL, siren, a).valeur for a in (2022, 2023)] == [74_560, 78_490]
        assert tete(trouves, "asp-k8b", siren, 2023).valeur == 3


@pytest.mark.parametrize("siren", [VILLE, None])
def test_rapprochement_des_cumuls(tmp_path: Path, siren: str | None) -> None:
    assert rapprochement(tmp_path, heures(), siren, 2023) == {
        "cumul_annee_precedente": 74_560,
        "heures_de_l_annee": 15_891,
        "sorties_avec_les_contrats_termines": 11_961,
        "cumul_annee": 78_490,
        "ecart_inexplique": 0,
    }


def test_ce_qui_ne_s_explique_pas_se_voit(tmp_path: Path) -> None:
    """Hours dated before the notification of their contract enter the stock from no year in force."""
    monde = heures()
    _heures(monde, "nouveau", "2022-T4", 7)
    lu = rapprochement(tmp_path, monde, VILLE, 2023)
    assert (lu["cumul_annee"], lu["ecart_inexplique"]) == (78_497, -7)


def test_parts_et_etats(tmp_path: Path) -> None:
    trouves, lignes = passer(tmp_path, parts(), *PARTS)
    for identifiant, valeurs in PARTS.items():
        for annee, part in zip((2022, 2023), valeurs, strict=True):
            for siren in (VILLE, None):
                lu = tete(trouves, identifiant, siren, annee)
                assert lu.num is not None and lu.den is not None
                assert Fraction(lu.num) / Fraction(lu.den) == part
                assert lu.valeur == lu.bmin == lu.bmax and lu.couverture == 1
    tetes = {
        (r["indicateur_id"], r["periode_fin"].year): r
        for r in lignes
        if r["niveau"] == "acheteur"
        and r["perimetre"] == "simple_et_accords_cadres"
        and r["dimension"] == "ensemble"
    }
    assert {cas: r["etat"] for cas, r in tetes.items()} == ETATS
    assert {cas: r["ecart"] for cas, r in tetes.items()} == {cas: Decimal(e) for cas, e in ECARTS.items()}
