"""What holds for every value, target and bounds: knowing less never says more."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicateurs.objectifs import Mesure, juger
from tests.indicateurs.objectifs.outils import cible

nombres = st.integers(-40, 40).map(lambda n: Decimal(n) / 4)
plus = st.integers(0, 20).map(lambda n: Decimal(n) / 4)
operateurs = st.sampled_from([">=", "<=", ">", "<", "=", "hausse", "baisse"])
objectifs = st.builds(
    lambda o, v, e, t, de: cible(o, "", e, t, f"2020:{de}") if o in ("hausse", "baisse")
    else replace(cible(o, "", e, t, f"2020:{de}"), valeur=v),
    operateurs, nombres, st.sampled_from(["", "annuel", "2024", "2026", "2027-01"]),
    st.sampled_from(["aucune", "lineaire", "paliers"]), nombres,
)  # fmt: skip
listes = st.lists(objectifs, min_size=1, max_size=3)
SURS = {"atteint", "en_retard", "en_bonne_voie"}


@given(listes, nombres, plus, plus, plus, plus, nombres, plus)
def test_wider_bounds_never_make_a_result_surer(liste, valeur, a, b, c, d, hier, e):
    hiers = [Mesure(2024, hier, hier - e, hier + e)]
    etroite = juger(liste, Mesure(2025, valeur, valeur - a, valeur + b), hiers)
    large = juger(liste, Mesure(2025, valeur, valeur - a - c, valeur + b + d), hiers)
    assert large.etat in (etroite.etat, "indetermine")
    assert large.tendance in (etroite.tendance, "inconnue")
    ouverte = juger(liste, Mesure(2025, valeur, valeur - a, None), hiers)
    assert ouverte.etat in (etroite.etat, "indetermine")


@given(listes, nombres, nombres)
def test_bounds_equal_to_the_value_change_nothing(liste, valeur, hier):
    hiers = [Mesure(2024, hier)]
    assert juger(liste, Mesure(2025, valeur, valeur, valeur), hiers) == juger(
        liste, Mesure(2025, valeur), hiers
    )


RANG = {"en_retard": 0, "indetermine": 1, "en_bonne_voie": 2, "atteint": 2}


@given(listes, nombres, plus, plus, plus)
def test_a_higher_value_never_worsens_the_state_of_at_least(liste, valeur, hausse, a, b):
    liste = [replace(o, operateur=">=", valeur=o.valeur or Decimal(1)) for o in liste]
    basse = juger(liste, Mesure(2025, valeur, valeur - a, valeur + b))
    haute = juger(liste, Mesure(2025, valeur + hausse, valeur + hausse - a, valeur + hausse + b))
    assert (basse.etat == "sans_objet") == (haute.etat == "sans_objet")
    if basse.etat != "sans_objet":
        assert RANG[str(haute.etat)] >= RANG[str(basse.etat)]
    assert haute.ecart is not None and basse.ecart is not None and haute.ecart - basse.ecart == hausse


@given(listes, nombres, plus, plus)
def test_straddling_bounds_are_never_met(liste, cible_, a, b):
    """Whatever the operator but a trend: a value possible on either side of the target proves nothing."""
    un = Decimal(1)
    liste = [replace(o, operateur=">=" if o.operateur in ("hausse", "baisse") else o.operateur,
                     valeur=cible_, echeance="2024") for o in liste]  # fmt: skip
    rendu = juger(liste, Mesure(2025, cible_, cible_ - a - un, cible_ + b + un))
    assert rendu.etat == "indetermine"


@given(listes, st.sampled_from(["en_construction", "non_disponible"]), nombres)
def test_an_unknown_value_is_never_sure(liste, origine, valeur):
    assert juger(liste, Mesure(2025, valeur, origine=origine)).etat not in SURS
