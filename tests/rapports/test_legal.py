"""The legal report: golden results by hand, and what each page must say of them (see `monde.legaux`)."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.rapports.legal import rapport_legal
from pipelines.rapports.matiere import Periode, periode_lue
from tests.rapports.monde import (
    ARRETE,
    REGIE,
    VILLE,
    definition,
    indicateur,
    legaux,
    ligne,
    matiere,
    objectif,
    tableau,
    taux,
    textes,
)

DEUX_ANS = Periode(2024, 2025)
SOCIAL, ECOLO, ESUS = (
    "Socialement responsables",
    "Écologiquement responsables",
    "Entreprises solidaires (ESUS)",
)
SEUL = {"caracteristique": "consideration_sociale", "denominateur": "tous"}


def test_two_years_are_those_of_the_results_never_a_mean():
    rapport = rapport_legal(matiere(legaux()), DEUX_ANS)
    ville = tableau(rapport, "Détail 2024-2025 : Ville")
    groupe = "Tous les contrats connus, en nombre de contrats"
    assert ville[groupe, SOCIAL] == [
        ("30,6 %", ""),
        ("30", ""),
        ("98", ""),
        ("98,0 %", ""),
        ("30,0 % à 32,0 %", ""),
    ]
    groupe = "Contrats d'au moins 40 000 € HT (publication obligatoire), en nombre de contrats"
    assert ville[groupe, SOCIAL][:3] == [("30,0 %", ""), ("12", ""), ("40", "")]
    groupe = "Tous les contrats connus, en valeur"
    assert ville[groupe, SOCIAL][:3] == [("12,5 %", ""), ("1 234 567,89 €", ""), ("9 876 543,12 €", "")]
    assert "29,8 %" not in textes(rapport)


def test_the_first_table_says_number_value_and_target():
    bref = tableau(rapport_legal(matiere(legaux()), DEUX_ANS), "Part des achats")
    assert bref[SOCIAL,] == [
        ("20,3 %", "30 sur 148 contrats"), ("non calculé", ""), ("aucun objectif chiffré dans ce SPASER", "")
    ]  # fmt: skip


def test_what_is_missing_says_why_and_is_never_a_zero():
    rapport = rapport_legal(matiere(legaux()), DEUX_ANS)
    bref = tableau(rapport, "Part des achats")
    assert bref[ECOLO,][0] == ("inconnu", "")  # a row without any known answer
    assert bref["Employeurs de personnes défavorisées ou vulnérables",][0] == (
        "non calculé",
        "",
    )  # no row at all
    assert (
        "Écologiquement responsables : pas de taux. Aucune réponse connue : format 2019. Ce n'est pas zéro."
        in textes(rapport)
    )
    regie = tableau(rapport, "Détail 2024-2025 : Régie")
    assert regie["Tous les contrats connus, en nombre de contrats", SOCIAL][0] == ("0,0 %", "")  # a true zero
    zeros = [
        cle
        for t in ("Part des achats", "Détail 2024-2025 : Ensemble")
        for cle, suite in tableau(rapport, t).items()
        if suite[0][0] == "0,0 %"
    ]
    assert zeros == []


def test_coverage_and_bounds_in_the_words_of_a_councillor():
    dit = textes(rapport_legal(matiere(legaux()), DEUX_ANS))
    assert (
        "Socialement responsables : la réponse est connue pour 98,7 % des contrats. Si toutes les autres étaient "
        "« non », le taux serait de 20,0 % ; si toutes étaient « oui », de 21,3 %."
    ) in dit
    assert "20,3 % comportent au moins une considération sociale (30 sur 148)" in dit
    exact = rapport_legal(matiere([ligne("L2111-3_social", None, **taux(5, 20))]), DEUX_ANS)
    assert "la réponse est connue pour tous les contrats ; le taux est exact." in textes(exact)


@pytest.mark.parametrize(("inconnus", "alerte"), [(100, False), (101, True)])
def test_a_rate_of_which_less_than_half_is_known_is_no_rate_of_the_period(inconnus: int, alerte: bool):
    # 100 known of 200: half; 100 of 201: 49,75 %
    dit = textes(rapport_legal(matiere([ligne("L2111-3_social", None, **taux(9, 100, inconnus))]), DEUX_ANS))
    assert ("Ce taux ne décrit pas la période." in dit) is alerte


def test_suppliers_known_at_the_date_stand_apart_from_those_observed_later():
    rapport = rapport_legal(matiere(legaux()), DEUX_ANS)
    moments = tableau(rapport, "Achats auprès")
    # 4 contracts: 3 + 1
    assert moments["Ensemble des acheteurs", ESUS][:3] == [("4", ""), ("3", ""), ("1", "")]
    assert moments["Ensemble des acheteurs", ESUS][3:] == [("—", "")] * 3  # in value: no row, and no zero
    sans = rapport_legal(matiere(legaux()[:-2]), DEUX_ANS)
    assert "Les résultats de cette période ne distinguent pas ces deux cas." in textes(sans)


@pytest.mark.parametrize(
    ("cible", "position"),
    # the rate of all together is 20,3 %, between 20,0 and 21,3 %
    [("0.20", "atteint"), ("0.203", "on ne peut pas conclure"), ("0.2134", "non atteint")],
)
def test_a_target_is_compared_with_everything_that_is_possible(cible: str, position: str):
    visee = definition((indicateur("x", "part_contrats", SEUL),), (objectif("x", cible, "2025"),))
    rapport = rapport_legal(matiere(legaux(), visee), DEUX_ANS)
    lignes = tableau(rapport, "Objectif échu")
    assert lignes[SOCIAL, "en nombre de contrats"][2:] == [("20,3 %", ""), (position, "")]
    assert tableau(rapport, "Part des achats")[SOCIAL,][2][1] == f"pour 2025 : {position}"


@pytest.mark.parametrize(
    ("filtre", "mesure", "la_meme"),
    [
        (SEUL, "part_contrats", True),
        (dict(reversed(SEUL.items())), "part_contrats", True),
        (
            {"caracteristique": "consideration_sociale"},
            "part_contrats",
            True,
        ),  # all contracts, without saying so
        (SEUL | {"denominateur": "procedures_formalisees"}, "part_contrats", False),
        (SEUL | {"transform": "evolution"}, "part_contrats", False),
        (SEUL | {"caracteristique": "critere_social"}, "part_contrats", False),
        (SEUL, "part_montant_contrats", False),  # in value: it does not speak for the rate in number
    ],
)
def test_a_target_counts_when_its_indicator_asks_the_same_thing(
    filtre: dict[str, str], mesure: str, la_meme: bool
):
    visee = definition((indicateur("x", mesure, filtre),), (objectif("x", "0.3", "2025"),))
    lignes = tableau(rapport_legal(matiere(legaux(), visee), DEUX_ANS), "Objectif échu")
    assert ((SOCIAL, "en nombre de contrats") in lignes) is la_meme


def test_the_national_plan_is_named_and_never_taken_for_the_spaser():
    nationale = definition(
        (indicateur("n", "part_contrats", SEUL),), (objectif("n", "0.3", "2025"),), slug="exemple-national"
    )
    rapport = rapport_legal(matiere(legaux(), definition(), nationale), DEUX_ANS)
    lignes = tableau(rapport, "Objectif échu")
    assert lignes[SOCIAL, "en nombre de contrats"][0] == ("Plan national 2026", "")
    assert lignes[SOCIAL,][:2] == [("Ce SPASER", ""), ("aucun objectif chiffré dans ce SPASER", "")]
    assert tableau(rapport, "Part des achats")[SOCIAL,][2][0] == "aucun objectif chiffré dans ce SPASER"


def payes(montant: str, **dit: object) -> list[dict[str, object]]:
    masque = {"unite": "eur_ht", "compte": "valeur", "perimetre": "sans_objet", "secret": "masque_primaire"}
    return [
        *legaux(),
        ligne("national-i7", VILLE, 2025, **masque | {"valeur": montant, "couverture": 1} | dit),
    ]


@pytest.mark.parametrize(
    ("montant", "dit", "position"),
    [
        ("49999999.99", {}, "au plus 50 M€"),
        ("50000000.00", {}, "au plus 50 M€"),
        ("50000000.01", {}, "au-dessus de 50 M€"),
        ("49999999.99", {"couverture": "0.9"}, "on ne peut pas conclure"),
        ("40000000", {"couverture": "0.9", "borne_max": 45000000}, "au plus 50 M€"),
        ("40000000", {"borne_max": 60000000}, "on ne peut pas conclure"),
    ],
)
def test_the_threshold_is_judged_on_payments_year_by_year(
    montant: str, dit: dict[str, object], position: str
):
    seuil = tableau(rapport_legal(matiere(payes(montant, **dit), interne=True), DEUX_ANS), "Paiements")
    # the dictionary keeps the last year of each buyer: 2025
    assert seuil["Ville d'Essai (fictive)",][-1] == (position, "")
    assert seuil["Régie d'Essai (fictive)",][1:] == [
        ("inconnu", "registre des paiements non livré"),
        ("on ne peut pas conclure", ""),
    ]


def test_the_payments_are_not_in_the_public_report():
    dit = textes(rapport_legal(matiere(payes("49999999.99")), DEUX_ANS))
    assert "49 999 999" not in dit and "n'est pas imprimé dans ce document public" in dit
    assert "49 999 999,99 €" in textes(rapport_legal(matiere(payes("49999999.99"), interne=True), DEUX_ANS))


def completude(**etats: str) -> tuple[dict[str, object], ...]:
    return tuple(
        {"acheteur_siren": REGIE, "nom": "Régie d'Essai (fictive)", "role": "satellite", "table_attendue": table,
         "periode": 2025, "date_limite": date(2026, 3, 1), "etat": etat, "motif": None}
        for table, etat in etats.items()
    )  # fmt: skip


def test_a_missing_delivery_shows_on_the_first_page_and_in_its_table():
    grille = completude(clauses="manquant", fournisseurs_ess="refuse", actions="livre", saisies="en_attente")
    rapport = rapport_legal(matiere(legaux(), completude=grille), DEUX_ANS)
    assert tableau(rapport, "Registres attendus") == {
        ("Régie d'Essai (fictive)",): [
            ("2025", ""),
            ("Dispositions responsables des contrats", ""),
            ("Fournisseurs de l'économie sociale et solidaire et de l'inclusion", ""),
            ("—", ""),
        ]
    }
    essentiel = rapport.sections[0].blocs
    assert any(
        "Il manque des livraisons attendues : Régie d'Essai" in getattr(b, "texte", "") for b in essentiel
    )
    assert "1 livraison attendue dont le délai court encore." in textes(rapport)


def test_deliveries_of_other_years_and_other_buyers_are_not_reproached():
    grille = tuple(r | {"periode": 2023} for r in completude(clauses="manquant"))
    assert "ont été reçues" in textes(rapport_legal(matiere(legaux(), completude=grille), DEUX_ANS))
    grille = completude(clauses="manquant")
    assert "ont été reçues" in textes(rapport_legal(matiere(legaux(), completude=grille), DEUX_ANS, VILLE))
    assert "n'a pas été établie" in textes(rapport_legal(matiere(legaux()), DEUX_ANS))


def test_a_buyer_without_any_contract_is_said_so():
    sans = [r for r in legaux() if r["acheteur_siren"] != REGIE]
    dit = textes(rapport_legal(matiere(sans), DEUX_ANS))
    assert "Aucun contrat de Régie d'Essai (fictive) n'est connu sur la période." in dit


def test_the_perimeter_says_its_dates_and_what_central_bodies_leave_out():
    groupements = (
        {"groupement_id": "C", "libelle": "Centrale d'essai", "type": "centrale_achat", "membre_siren": VILLE,
         "attribution": "membre", "date_debut": date(2023, 1, 1), "date_fin": None},
        {"groupement_id": "G", "libelle": "Ancien groupement", "type": "groupement_commandes", "membre_siren": VILLE,
         "attribution": "coordonnateur", "date_debut": date(2022, 1, 1), "date_fin": date(2023, 12, 31)},
    )  # fmt: skip
    rapport = rapport_legal(matiere(legaux(), groupements=groupements), DEUX_ANS)
    acheteurs = tableau(rapport, "Acheteurs que")
    assert [acheteurs[nom,][-1][0] for nom in ("Ville d'Essai (fictive)", "Régie d'Essai (fictive)")] == [
        "entière",
        "en partie",
    ]
    dit = textes(rapport)
    assert "Ils manquent ici" in dit and "Centrale d'essai : contrats comptés pour le membre" in dit
    assert "Ancien groupement" not in dit


@pytest.mark.parametrize(
    ("stades", "dit"),
    [
        (("definitif", "provisoire"), "provisoire"),
        (("definitif",), "définitif"),
        (("definitif", "revise"), "révisé"),
    ],
)
def test_a_report_is_as_settled_as_its_least_settled_row(stades: tuple[str, ...], dit: str):
    lignes = [
        ligne("L2111-3_social", VILLE, compte=c, stade=s, **taux(1, 2))
        for c, s in zip(("nombre", "valeur"), stades, strict=False)
    ]
    rapport = rapport_legal(matiere(lignes), DEUX_ANS)
    assert dict(rapport.faits)["État des chiffres"] == dit
    assert ("Chiffres provisoires" in textes(rapport)) is (dit == "provisoire")


def test_a_period_that_is_not_over_says_so():
    lignes = [ligne("L2111-3_social", None, (2025, 2026), **taux(1, 2)), *legaux()]
    dite = "La période n'est pas finie : ce qui est postérieur au 30 juin 2026 n'y est pas."
    assert dite in textes(rapport_legal(matiere(lignes), Periode(2025, 2026)))
    assert dite not in textes(rapport_legal(matiere(lignes), DEUX_ANS))


def test_one_buyer_alone_has_his_own_report():
    rapport = rapport_legal(matiere(legaux()), DEUX_ANS, VILLE)
    assert tableau(rapport, "Part des achats")[SOCIAL,][0] == ("30,6 %", "30 sur 98 contrats")
    assert "Régie d'Essai" not in textes(rapport)


def test_a_perimeter_of_one_buyer_is_not_told_twice():
    m = matiere(legaux())
    seul = rapport_legal(replace(m, acheteurs=m.acheteurs[:1]), DEUX_ANS)
    assert "Ensemble des acheteurs" not in textes(seul)


def test_a_year_alone_when_the_results_have_it():
    m = matiere(legaux())
    assert "20 sur 60" in textes(rapport_legal(m, Periode(2025, 2025), VILLE))
    with pytest.raises(SpaserErreur, match=r"Périodes calculées : 2024, 2024-2025 et 2025"):
        rapport_legal(m, Periode(2022, 2023))
    with pytest.raises(
        SpaserErreur, match=r"n'est pas dans le périmètre de « essai ». Connus : 000001016 et 000001024"
    ):
        rapport_legal(m, DEUX_ANS, "000009999")


@pytest.mark.parametrize(
    "texte", ["2024/2025", "24-25", "2025-2024", "2024-2025-2026", "", "２０２４", "1789"]
)
def test_a_period_is_written_in_years(texte: str):
    with pytest.raises(SpaserErreur, match="--periode"):
        periode_lue(texte)


def test_a_period_is_read():
    assert periode_lue("2024-2025") == DEUX_ANS and periode_lue(" 2025 ") == Periode(2025, 2025)


def test_the_signature_block_and_the_day():
    rapport = rapport_legal(matiere(legaux()), DEUX_ANS)
    dit = textes(rapport)
    for attendu in (
        "Fait à",
        "Le",
        "Nom et qualité du signataire",
        "Signature",
        "30 juin 2026",
        "30/06/2026",
    ):
        assert attendu in dit
    assert rapport.arrete_au == ARRETE and rapport.entete.endswith("Indicateurs L. 2111-3, 2024-2025")


def test_sources_name_the_registers_that_feed_the_figures_only():
    livraisons = tuple(
        {"table_livree": t, "etat": e, "date_livraison": date(2026, 2, j)}
        for t, e, j in (("clauses", "en_vigueur", 1), ("clauses", "refusee", 9), ("actions", "en_vigueur", 5))
    )
    sources = ({"fichier": "a.json", "lus": 12, "sha256": "ab" * 32, "refus": None},)
    lignes = [ligne("L2111-3_social", VILLE, sources="decp|clauses", **taux(1, 2))]
    dit = textes(rapport_legal(matiere(lignes, livraisons=livraisons, sources=sources), DEUX_ANS))
    assert "1 fichier, 12 enregistrements" in dit
    assert "1 livraison en vigueur, la dernière du 01/02/2026 (Dispositions responsables des contrats)" in dit
