"""The annual report and the dashboards: target, N-1, N, change, note, from results written by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Action
from pipelines.rapports import html, odt
from pipelines.rapports.annuel import rapport_annuel
from pipelines.rapports.legal import rapport_legal
from pipelines.rapports.matiere import Periode
from pipelines.rapports.tableaux_de_bord import tableau_de_bord
from tests.rapports.monde import (
    REGIE,
    VILLE,
    definition,
    indicateur,
    ligne,
    matiere,
    objectif,
    tableau,
    taux,
    textes,
)

RACINE = Path(__file__).parents[2]
SPASERS = sorted(p.parent.name for p in RACINE.glob("spasers/*/*/") if (p / "spaser.yaml").is_file())
AXE = {"axe_numero": "2", "axe": "Transition"}


def rangee(lignes: list[dict[str, object]], ind=None, objectifs=()):
    ind = ind or indicateur(
        "x", "part_contrats", {"caracteristique": "critere_environnemental"}, libelle="% env.", **AXE
    )
    rapport = rapport_annuel(matiere(lignes, definition((ind,), objectifs)), 2025)
    lues = tableau(rapport, "Axe 2")
    return next(iter(lues.values()))


def test_target_two_years_change_and_note():
    # ASP: 40 % wanted, 84 % then 58 %: −26 points; the target of 40 % is met whatever
    lignes = [
        ligne("x", None, 2024, **taux(84, 100)),
        ligne("x", None, 2025, **taux(58, 100), cible="0.4", cible_periode="permanent", etat="atteint",
              note="2 acheteurs sur 3. Cible permanente : au moins 40 % ; valeur 2025 : 58 % ; la cible est atteinte."),
    ]  # fmt: skip
    assert rangee(lignes, objectifs=(objectif("x", "0.4"),)) == [
        ("au moins 40 %", "permanente"),
        ("84,0 %", ""),
        ("58,0 %", ""),
        ("−26,0 points", ""),
        ("Objectif atteint. 2 acheteurs sur 3.", ""),
    ]


@pytest.mark.parametrize(
    ("avant", "ici", "dit"),
    [
        (taux(10, 100), taux(10, 100), ("stable", "")),
        (taux(10, 100), taux(11, 100), ("+1,0 point", "")),
        (taux(10, 100), taux(12, 100), ("+2,0 points", "")),
        # 10 to 60 of 100, then 20 to 40: both may be anywhere, the change is not sure
        (taux(10, 50, 50), taux(20, 80, 20), ("+5,0 points", "incertaine")),
        (None, taux(11, 100), ("—", "")),
        ({"origine": "non_disponible", "note": "Source manquante : clauses."}, taux(11, 100), ("—", "")),
    ],
)
def test_a_change_is_in_points_and_says_when_it_is_not_sure(avant, ici, dit):
    lignes = [ligne("x", None, 2025, **ici)]
    if avant is not None:
        lignes.append(ligne("x", None, 2024, **avant))
    assert rangee(lignes)[3] == dit


@pytest.mark.parametrize(
    ("ici", "valeur", "note"),
    [
        (
            {"origine": "non_disponible", "note": "Source manquante : clauses."},
            "non disponible",
            "Source manquante : clauses.",
        ),
        ({"origine": "en_construction"}, "en construction", ""),
        ({"secret": "masque_primaire", "valeur": "0.5"}, "non publié", "Registre sur des personnes."),
        ({"note": "Aucune réponse connue, sur 10."}, "inconnu", "Aucune réponse connue, sur 10."),
        ({"valeur": 0}, "0,0 %", ""),
        ({"valeur_texte": "oui", "unite": "texte"}, "oui", ""),
        ({"valeur_date": date(2025, 3, 8), "unite": "date"}, "08/03/2025", ""),
        ({"valeur": 0, "unite": "date"}, "pas fait", ""),
        ({"valeur": 37, "valeur_date": date(2026, 6, 30), "unite": "nombre"}, "37", ""),
        (
            {"valeur": "3.5", "unite": "jours", "note": "2025 : 3.5000 ; 2024 : 3.0000."},
            "3,50 jours",
            "2025 : 3,5 ; 2024 : 3.",
        ),
    ],
)
def test_a_missing_value_says_why_and_is_never_a_zero(ici, valeur: str, note: str):
    ind = indicateur("x", "part_contrats", unite=ici.get("unite", "taux"), **AXE)
    lues = rangee([ligne("x", None, 2025, **ici)], ind)
    assert (lues[2][0], lues[4][0]) == (valeur, note)
    assert lues[1][0] == "pas de résultat"  # 2024


@pytest.mark.parametrize(
    ("unite", "valeur", "dit"),
    [
        ("taux", "0.042", "+4,2 points"),
        ("taux", "-0.01", "−1,0 point"),
        ("nombre", 7, "+7"),
        ("nombre", -17, "−17"),
    ],
)
def test_an_evolution_has_its_sign(unite: str, valeur: object, dit: str):
    ind = indicateur("x", "nb_contrats", {"transform": "evolution"}, unite=unite, **AXE)
    lues = rangee([ligne("x", None, 2025, valeur=valeur, unite=unite)], ind)
    assert (lues[2][0], lues[3][0]) == (dit, "déjà une évolution")


def test_a_yes_says_its_day():
    ind = indicateur("x", "etat_action", unite="oui_non", **AXE)
    lues = rangee([ligne("x", None, 2025, valeur=1, valeur_date=date(2025, 3, 8), unite="oui_non")], ind)
    assert lues[2] == ("oui", "le 08/03/2025")


def test_a_breakdown_prints_its_greatest_parts_and_counts_the_rest():
    ind = indicateur(
        "x", "repartition_contrats", {"dimension": "objet_cpv"}, unite="nombre", libelle="Par objet", **AXE
    )
    parts = {f"{n:02}": n for n in range(12)}  # 00 is nothing; 01 to 11
    lignes = [ligne("x", None, 2025, unite="nombre", valeur=66)]
    lignes += [
        ligne("x", None, 2025, unite="nombre", dimension="objet_cpv", modalite=k, valeur=v)
        for k, v in parts.items()
    ]
    rapport = rapport_annuel(matiere(lignes, definition((ind,))), 2025)
    noms = [cle[-1] for cle in tableau(rapport, "Axe 2")]
    # eleven parts that are not zero: the eight greatest, then three counted
    assert noms == [
        "Par objet",
        *(f"– CPV {n:02}" for n in range(11, 3, -1)),
        "– et 3 autres : voir la table resultats",
    ]


def test_the_same_identifier_in_another_definition_is_another_indicator():
    lignes = [
        ligne("x", None, 2025, **taux(1, 4)),
        ligne("x", None, 2025, **taux(3, 4)) | {"spaser": "exemple-national"},
    ]
    assert rangee(lignes[::-1])[2][0] == rangee(lignes)[2][0] == "25,0 %"


def test_axes_in_the_order_of_the_text_what_has_none_first():
    inds = (
        indicateur("a", "part_contrats", axe_numero="2", axe="Deux"),
        indicateur("b", "part_contrats", axe_numero="1", axe="Un"),
        indicateur("c", "part_contrats", axe="Chiffres clés"),
        indicateur("d", "part_contrats", statut="abandonne", axe_numero="3", axe="Trois"),
    )
    rapport = rapport_annuel(matiere([ligne("a", None, 2025, **taux(1, 2))], definition(inds)), 2025)
    assert [s.titre for s in rapport.sections[1:]] == ["Chiffres clés", "Axe 2 : Deux", "Axe 1 : Un"]
    assert "1 indicateurs sur 3" not in textes(rapport) and "1 indicateur sur 3 a une valeur" in textes(
        rapport
    )


@pytest.mark.parametrize(("annee", "finie"), [(2025, True), (2026, False)])
def test_a_year_that_is_not_over_says_so(annee: int, finie: bool):
    m = matiere([ligne("a", None, annee, **taux(1, 2))], definition((indicateur("a", "part_contrats"),)))
    for rapport in (rapport_annuel(m, annee), tableau_de_bord(m, "deploiement", annee)):
        assert ("La période n'est pas finie" in textes(rapport)) is not finie


def test_a_year_without_results_names_those_that_have():
    m = matiere([ligne("a", None, 2024, **taux(1, 2))], definition((indicateur("a", "part_contrats"),)))
    with pytest.raises(SpaserErreur, match="Années calculées : 2024"):
        rapport_annuel(m, 2021)


ACTIONS = (
    Action(
        "g1",
        "action",
        "Réunir le comité",
        axe_numero="1",
        axe="Gouverner",
        numero="1",
        pilote="Service des marchés",
    ),
    Action("g2", "action", "Former", axe_numero="1", axe="Gouverner", numero="2"),
    Action("e8", "action", "Étendre la clause", axe_numero="2", axe="Emploi", numero="8"),
)
SUIVIS = (
    indicateur(
        "g-e",
        "part_contrats",
        type="effet",
        libelle="% clausés",
        axe_numero="1",
        axe="Gouverner",
        action_numero="1",
    ),
    indicateur(
        "g-r",
        "etat_action",
        type="realisation",
        libelle="Réuni",
        unite="oui_non",
        axe_numero="1",
        axe="Gouverner",
        action_numero="1",
    ),
    indicateur(
        "e-r",
        "part_contrats",
        type="realisation",
        libelle="% insertion",
        axe_numero="2",
        axe="Emploi",
        action_numero="8",
    ),
    indicateur("o", "part_contrats", type="objectif", libelle="% critère env.", axe="Déploiement échelonné"),
)


def bord(genre, acheteur=None, **dit):
    lignes = [ligne(i.indicateur_id, a, 2025, **taux(1, 4)) for i in SUIVIS for a in (None, VILLE)]
    suivi = (
        {
            "acheteur_siren": VILLE,
            "action_id": "action_1",
            "annee": 2025,
            "statut": "terminee",
            "date_realisation": date(2025, 6, 25),
        },
        {
            "acheteur_siren": REGIE,
            "action_id": "action_1",
            "annee": 2025,
            "statut": "en_cours",
            "date_realisation": None,
        },
        {
            "acheteur_siren": VILLE,
            "action_id": "action_1",
            "annee": 2024,
            "statut": "abandonnee",
            "date_realisation": None,
        },
    )
    return tableau_de_bord(
        replace(matiere(lignes, definition(SUIVIS, (), ACTIONS), suivi=suivi), **dit), genre, 2025, acheteur
    )


def test_deployment_is_the_first_axis_and_what_holds_for_the_whole():
    assert [s.titre for s in bord("deploiement").sections[1:]] == [
        "Déploiement échelonné",
        "Indicateurs que le texte ne rattache à aucune action",
        "Axe 1 : Gouverner",
        "Action 1 : Réunir le comité",
        "Action 2 : Former",
    ]
    assert [s.titre for s in bord("actions").sections[1:]] == [
        "Axe 2 : Emploi",
        "Action 8 : Étendre la clause",
    ]


def test_the_definition_may_say_which_axes_are_deployment():
    assert [s.titre for s in bord("actions", deploiement=("2",)).sections[1:]] == [
        "Axe 1 : Gouverner", "Action 1 : Réunir le comité", "Action 2 : Former"
    ]  # fmt: skip


def test_each_action_says_who_leads_it_and_its_state_buyer_by_buyer():
    dit = textes(bord("deploiement"))
    assert (
        "Pilote : Service des marchés. État en 2025 : terminée le 25/06/2025 (Ville d'Essai (fictive)) ; "
        "en cours (Régie d'Essai (fictive))."
    ) in dit
    assert "abandonnée" not in dit  # that was 2024
    assert "État en 2025 : état inconnu : le registre des actions n'en dit rien." in dit
    assert "État en 2025 : terminée le 25/06/2025." in textes(bord("deploiement", VILLE))


def test_what_is_done_comes_before_what_it_changes():
    section = next(s for s in bord("deploiement").sections if s.titre.startswith("Action 1"))
    lues = [(ligne.cellules[0].texte, ligne.cellules[0].precision) for ligne in section.blocs[1].lignes]
    assert lues == [("Réuni", "réalisation"), ("% clausés", "effet")]


@pytest.mark.parametrize("slug", SPASERS)
def test_every_definition_of_the_project_can_be_reported(slug: str, tmp_path: Path):
    """Nothing is known of any indicator: each must say so, in the four reports, without a single zero."""
    lue = replace(lire_definition(RACINE, slug), slug="essai")  # the name under which `monde` has its results
    lignes = [ligne("L2111-3_social", None, origine="non_disponible", note="Aucune réponse connue.")]
    lignes += [
        ligne(
            i.indicateur_id,
            None,
            2025,
            unite=i.unite,
            perimetre="sans_objet",
            origine="non_disponible",
            note="Source manquante : clauses.",
        )
        for i in lue.indicateurs
    ]
    m = matiere(lignes, lue)
    rapports = [
        rapport_annuel(m, 2025), *(tableau_de_bord(m, genre, 2025) for genre in ("deploiement", "actions")),
        rapport_legal(m, Periode(2024, 2025)),
    ]  # fmt: skip
    suivis = {i.indicateur_id for i in lue.indicateurs if i.statut != "abandonne"}
    colonnes = [
        li.cellules[3].texte
        for s in rapports[0].sections
        for b in s.blocs
        if hasattr(b, "lignes")
        for li in b.lignes
    ]
    assert len(colonnes) == len(suivis) and set(colonnes) == {"non disponible"}
    deux = [
        li
        for r in rapports[1:3]
        for s in r.sections
        for b in s.blocs
        if hasattr(b, "lignes")
        for li in b.lignes
    ]
    assert len(deux) == len(suivis)  # each indicator is in one dashboard, and one only
    for rapport in rapports:
        odt.ecrire(rapport, tmp_path / "x.odt")
        assert "</html>" in html.page(rapport)
