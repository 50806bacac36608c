"""What is due is exactly what the text asks by hand and the register does not have yet."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.indicateurs.saisie.dues import Due, annee_de, dues
from pipelines.indicateurs.saisie.feuille import lignes
from pipelines.indicateurs.saisie.preparer import preparer
from tests.indicateurs.saisie.outils import (
    MESURES,
    METROPOLE,
    MODES,
    SAISIE,
    VILLE,
    definition,
    indicateur,
    saisie,
)  # fmt: skip

DEUX = (Acheteur(VILLE, "Ville"), Acheteur(METROPOLE, "Métropole"))


def cles(trouvees: list[Due]) -> list[tuple[str, str, str | None]]:
    return [(d.acheteur.siren, d.indicateur.indicateur_id, d.modalite) for d in trouvees]


def test_typed_measures_for_each_buyer_in_the_order_of_the_text():
    texte = definition(indicateur("b"), indicateur("calcule", "nb_contrats"), indicateur("a"),
                       indicateur("fini", statut="abandonne"), indicateur("c", statut="en_construction"),
                       acheteurs=DEUX)  # fmt: skip
    attendu = [(siren, ident, None) for siren in (VILLE, METROPOLE) for ident in ("b", "a", "c")]
    assert cles(dues(texte, 2025, MODES, [])) == attendu


def test_what_is_in_force_for_the_year_is_no_longer_due():
    texte = definition(indicateur("a"), indicateur("b"), acheteurs=DEUX)
    en_vigueur = [saisie("a", 2025), saisie("b", 2024), saisie("b", 2025, acheteur=METROPOLE)]
    assert cles(dues(texte, 2025, MODES, en_vigueur)) == [(VILLE, "b", None), (METROPOLE, "a", None)]


def test_one_row_for_each_modality_of_last_year_that_is_missing():
    texte = definition(indicateur("a", "duree_vie_moyenne", "annees", filtre={"dimension": "parc"}))
    parcs = [
        saisie("a", 2024, dimension="parc", modalite=m) for m in ("vehicules", "informatique", "mobilier")
    ]
    cette_annee = [saisie("a", 2025, dimension="parc", modalite="mobilier")]
    ancienne = [saisie("a", 2023, dimension="parc", modalite="velos")]
    trouvees = dues(texte, 2025, MODES, parcs + cette_annee + ancienne)
    assert [(d.dimension, d.modalite) for d in trouvees] == [("parc", "informatique"), ("parc", "vehicules")]
    assert trouvees[0].precedente == parcs[1]
    [premiere] = dues(texte, 2025, MODES, [])
    assert (premiere.dimension, premiere.modalite) == ("parc", None)
    assert dues(texte, 2025, MODES, cette_annee) == []


def test_two_periods_of_last_year_make_one_row_that_tells_the_latest():
    texte = definition(indicateur("a"))
    debut = saisie("a", 2024, "1", periode_fin=date(2024, 6, 30))
    fin = saisie("a", 2024, "2", periode_debut=date(2024, 7, 1))
    [due] = dues(texte, 2025, MODES, [fin, debut])
    assert due.precedente == fin


def test_a_period_that_straddles_two_years_is_that_of_its_last_day():
    texte = definition(indicateur("a"))
    scolaire = saisie("a", 2025, periode_debut=date(2024, 9, 1), periode_fin=date(2025, 8, 31))
    assert dues(texte, 2025, MODES, [scolaire]) == [] and dues(texte, 2026, MODES, [scolaire])[0].precedente


def test_a_buyer_outside_the_perimeter_owes_nothing():
    acheteurs = (
        Acheteur(VILLE, "Parti", fin=date(2024, 12, 31)),
        Acheteur(METROPOLE, "Venu", debut=date(2026, 1, 1)),
    )
    texte = definition(indicateur("a"), acheteurs=acheteurs)
    assert [cles(dues(texte, annee, MODES, [])) for annee in (2024, 2025, 2026)] == [
        [(VILLE, "a", None)], [], [(METROPOLE, "a", None)]]  # fmt: skip


def test_what_the_results_could_not_give_comes_after_and_is_optional():
    texte = definition(indicateur("calcule", "nb_contrats"), indicateur("a"), indicateur("autre", "nb_contrats"),
                       indicateur("abandonne", "nb_contrats", statut="abandonne"))  # fmt: skip
    manques = {(VILLE, "calcule"), (VILLE, "a"), (METROPOLE, "autre"), (VILLE, "abandonne")}
    trouvees = dues(texte, 2025, MODES, [], manques)
    assert [(d.indicateur.indicateur_id, d.facultative) for d in trouvees] == [
        ("a", False),
        ("calcule", True),
    ]
    assert cles(dues(texte, 2025, MODES, [saisie("calcule", 2025)], manques)) == [(VILLE, "a", None)]


idents = st.sampled_from(["a", "b", "c", "d"])
definitions = st.builds(
    lambda choix: definition(
        *(indicateur(i, m, statut=s, filtre={"dimension": "parc"} if dim else {}) for i, m, s, dim in choix),
        acheteurs=DEUX,
    ),
    st.lists(
        st.tuples(idents, st.sampled_from(list(MODES)), st.sampled_from(["actif", "en_construction", "abandonne"]),
                  st.booleans()),
        unique_by=lambda un: un[0], max_size=4,
    ),
)  # fmt: skip
registres = st.lists(
    st.builds(
        lambda i, a, s, m: saisie(i, a, acheteur=s, dimension="parc" if m else None, modalite=m),
        idents, st.sampled_from([2023, 2024, 2025, 2026]), st.sampled_from([VILLE, METROPOLE]),
        st.sampled_from([None, "vehicules", "mobilier"]),
    ),
    max_size=10, unique_by=lambda s: (s["acheteur_siren"], s["indicateur_id"], s["periode_fin"], s["modalite"]),
)  # fmt: skip
manques_possibles = st.sets(st.tuples(st.sampled_from([VILLE, METROPOLE]), idents))


@given(definitions, registres, manques_possibles)
def test_a_sheet_is_exactly_what_is_due(texte, en_vigueur, manques):
    """Rows without a value are what is asked and missing, rows with one what the year already has."""

    def cle(s):
        return s["acheteur_siren"], s["indicateur_id"], s["dimension"], s["modalite"]

    attendues = set()
    for siren in (VILLE, METROPOLE):
        for un in texte.indicateurs:
            demandee = MODES[un.mesure] == "saisie" or (siren, un.indicateur_id) in manques
            if not demandee or un.statut == "abandonne":
                continue
            siennes = [s for s in en_vigueur if cle(s)[:2] == (siren, un.indicateur_id)]
            hier, ici = ({cle(s) for s in siennes if annee_de(s) == a} for a in (2024, 2025))
            vierge = {(siren, un.indicateur_id, un.filtre.get("dimension"), None)}
            attendues |= hier - ici if hier else vierge if not ici else set()
    feuilles = preparer(texte, 2025, en_vigueur, manques, MODES, MESURES)
    toutes = [ligne for f in feuilles for ligne in f.lignes]
    vides = [ligne for ligne in toutes if ligne.get("valeur") is None]
    assert sorted(map(repr, map(cle, vides))) == sorted(map(repr, attendues))
    gardees = [ligne for ligne in toutes if ligne.get("valeur") is not None]
    concernes = {f.acheteur.siren for f in feuilles}
    assert sorted(map(repr, gardees)) == sorted(
        repr(s) for s in en_vigueur if annee_de(s) == 2025 and s["acheteur_siren"] in concernes)  # fmt: skip
    assert concernes == {siren for siren, *_ in attendues}
    for feuille in feuilles:
        assert {ligne["acheteur_siren"] for ligne in feuille.lignes} == {feuille.acheteur.siren}
        assert {ligne[0] for ligne in feuille.aide[1:]} == {d.indicateur.indicateur_id for d in feuille.dues}


@given(definitions, registres, manques_possibles)
def test_a_sheet_filled_in_leaves_nothing_due(texte, en_vigueur, manques):
    trouvees = dues(texte, 2025, MODES, en_vigueur, manques)
    remplies = [saisie("?", 2025) | ligne | SAISIE for ligne in lignes(trouvees, 2025)]
    assert dues(texte, 2025, MODES, en_vigueur + remplies, manques) == []
