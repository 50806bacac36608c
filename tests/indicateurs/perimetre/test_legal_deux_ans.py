"""The block of L.2111-3 over two years: counted again on the contracts of both, shared and held by dated suppliers.

Three buyers, of which one enters in the second year. No rate of two years is the mean of two rates: each case says so.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from pipelines.commun.duck import connect
from pipelines.fictif.identifiants import siren
from pipelines.indicateurs.calcul.entrees import Entrees, ecrire_demandes, ouvrir
from pipelines.indicateurs.calcul.legal import calculer
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.referentiels.etablir import etablir
from tests.indicateurs.fournisseurs.outils import (
    ICI,
    Nombre,
    Pays,
    Titulaire,
    au_siret,
    etablissement_de,
    exact,
    titulaires,
)
from tests.indicateurs.perimetre.outils import CCAS, SPL, VILLE, grouper, livrer, preparer
from tests.indicateurs.proprietes.outils import AU, Ligne, Monde

AGREEE, EMPLOYEUR = siren(800), siren(801)
"""ESUS from 2024-06-01 to 2025-05-31; on the list of employers of 2024-12-31."""
PERIMETRE = (Acheteur(VILLE, "Ville"), Acheteur(CCAS, "CCAS"), Acheteur(SPL, "SPL", debut=date(2025, 7, 1)))


def monde() -> Monde:
    m = livrer(Monde(), "registre_contrats")
    grouper(m, "G", VILLE, "quote_part", (VILLE, 60), (CCAS, 40))
    agreee, employeur = (au_siret(etablissement_de(s)) for s in (AGREEE, EMPLOYEUR))
    for reference, qui, jour, montant, titulaire, social, groupe in (
        ("l1", VILLE, "2024-03-01", 100_000, agreee, True, None),
        ("l2", VILLE, "2024-09-01", 50_000, agreee, False, "G"),
        ("l3", VILLE, "2025-06-01", 10_000, agreee, None, None),
        ("l4", CCAS, "2025-05-31", 40_000, agreee, True, None),
        # the eve of its entry
        ("l5", SPL, "2025-06-30", 900_000, employeur, True, None),
        ("l6", SPL, "2025-07-01", 80_000, employeur, False, None),
        ("l7", CCAS, "2024-02-01", 5_000, employeur, False, None),
        ("l8", CCAS, "2025-01-10", 1_000, Titulaire("RIDET", "0123456001"), True, None),
    ):
        decp = {"date_notification": jour, "montant_retenu_ht_eur": montant, "consideration_sociale": social}
        identifiant = m.contrat(
            reference, siren=qui, decp=decp, date_notification=jour, groupement_id=groupe, objet=reference
        )
        titulaires(m, identifiant, titulaire)
    return m


def pays() -> Pays:
    p = Pays()
    p.dire(
        "liste_esus",
        "2025-12-31",
        SIREN=AGREEE,
        **{"Date d'agrément": "2024-06-01", "Date de fin d'agrément": "2025-05-31"},
    )
    p.dire("liste_siae", "2024-12-31", siret=etablissement_de(EMPLOYEUR), kind="EI", is_active="true")
    return p


@pytest.fixture(scope="module")
def entrees(tmp_path_factory: pytest.TempPathFactory) -> Entrees:
    dossier = tmp_path_factory.mktemp("legal")
    lues = preparer(dossier, monde(), PERIMETRE)
    ecrire_demandes(lues, dossier / "demandes.parquet", dossier / "attributions.parquet")
    etablir(pays().ecrire(dossier), dossier / "demandes.parquet", ICI, dossier / "trouves", dossier / "cache")
    return replace(lues, referentiels=dossier / "trouves")


def lignes_de(entrees: Entrees) -> list[Ligne]:
    with connect(threads=1) as con:
        ouvrir(con, entrees)
        calculer(con, spaser="essai", edition="1", arrete_au=AU)
        curseur = con.execute("FROM tous_resultats ORDER BY ALL")
        noms = [c[0] for c in curseur.description or []]
        return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


@pytest.fixture(scope="module")
def lignes(entrees: Entrees) -> list[Ligne]:
    return lignes_de(entrees)


def trouver(lignes: list[Ligne], **cles: Any) -> list[Ligne]:
    voulues = {
        "compte": "nombre",
        "base": "tous",
        "perimetre": "simple_et_accords_cadres",
        "modalite": "ensemble",
    } | cles
    return [ligne for ligne in lignes if all(ligne[cle] == valeur for cle, valeur in voulues.items())]


def une(lignes: list[Ligne], indicateur: str, qui: str | None, debut: int, fin: int, **cles: Any) -> Ligne:
    (trouvee,) = trouver(
        lignes, indicateur_id=f"L2111-3_{indicateur}", acheteur_siren=qui, periode_debut=date(debut, 1, 1),
        periode_fin=date(fin, 12, 31), **cles,
    )  # fmt: skip
    return trouvee


F = Fraction
# rate, numerator, denominator, share of answers, bounds
NOMBRES: dict[tuple[str, str | None, int, int], tuple[Nombre, ...]] = {
    # VILLE: l1 before the approval, l2 (60 % of it) within, l3 after. 1/2 then 0/1: not a mean of 1/4
    ("esus", VILLE, 2024, 2024): (F(1, 2), 1, 2, 1, F(1, 2), F(1, 2)),
    ("esus", VILLE, 2025, 2025): (0, 0, 1, 1, 0, 0),
    ("esus", VILLE, 2024, 2025): (F(1, 3), 1, 3, 1, F(1, 3), F(1, 3)),
    # CCAS: l2 for 40 %, l7 no; l4 on the last day of the approval, l8 unknown
    ("esus", CCAS, 2024, 2024): (F(1, 2), 1, 2, 1, F(1, 2), F(1, 2)),
    ("esus", CCAS, 2025, 2025): (1, 1, 1, F(1, 2), F(1, 2), 1),
    ("esus", CCAS, 2024, 2025): (F(2, 3), 2, 3, F(3, 4), F(2, 4), F(3, 4)),
    # SPL: l6 alone, l5 being of the eve of its entry; two years are then those of one
    ("esus", SPL, 2025, 2025): (0, 0, 1, 1, 0, 0),
    ("esus", SPL, 2024, 2025): (0, 0, 1, 1, 0, 0),
    # all together, l2 once: l1 l2 l7, then l3 l4 l6 and l8 unknown
    ("esus", None, 2024, 2024): (F(1, 3), 1, 3, 1, F(1, 3), F(1, 3)),
    ("esus", None, 2025, 2025): (F(1, 3), 1, 3, F(3, 4), F(1, 4), F(2, 4)),
    ("esus", None, 2024, 2025): (F(2, 6), 2, 6, F(6, 7), F(2, 7), F(3, 7)),
    # employers: l7 and l6, and l8 unknown
    ("inclusif", CCAS, 2024, 2025): (F(1, 3), 1, 3, F(3, 4), F(1, 4), F(2, 4)),
    ("inclusif", SPL, 2024, 2025): (1, 1, 1, 1, 1, 1),
    ("inclusif", None, 2024, 2025): (F(2, 6), 2, 6, F(6, 7), F(2, 7), F(3, 7)),
    # social: l1 yes, l2 no, l3 unknown at VILLE; l2 no, l7 no, l4 and l8 yes at CCAS; l6 no
    ("social", VILLE, 2024, 2025): (F(1, 2), 1, 2, F(2, 3), F(1, 3), F(2, 3)),
    ("social", CCAS, 2024, 2025): (F(2, 4), 2, 4, 1, F(2, 4), F(2, 4)),
    ("social", None, 2024, 2025): (F(3, 6), 3, 6, F(6, 7), F(3, 7), F(4, 7)),
}
VALEURS: dict[tuple[str, str | None, int, int], tuple[Nombre, ...]] = {
    # of 100,000 + 30,000 + 10,000, the part of VILLE alone
    ("esus", VILLE, 2024, 2025): (F(3, 14), 30_000, 140_000, 1, F(3, 14), F(3, 14)),
    # 20,000 + 40,000 of 65,000, and 1,000 unknown; 20/25 and 40/40 by year
    ("esus", CCAS, 2024, 2025): (F(60, 65), 60_000, 65_000, F(3, 4), F(60, 66), F(61, 66)),
    ("esus", None, 2024, 2025): (F(90, 285), 90_000, 285_000, F(6, 7), F(90, 286), F(91, 286)),
    ("inclusif", None, 2024, 2025): (F(85, 285), 85_000, 285_000, F(6, 7), F(85, 286), F(86, 286)),
    ("social", None, 2024, 2025): (F(141, 276), 141_000, 276_000, F(6, 7), F(141, 286), F(151, 286)),
}


@pytest.mark.parametrize("cas", NOMBRES, ids=lambda cas: f"{cas[0]}-{cas[1] or 'ensemble'}-{cas[2]}-{cas[3]}")
def test_en_nombre(lignes: list[Ligne], cas: tuple[str, str | None, int, int]) -> None:
    assert _lu(une(lignes, *cas)) == exact(NOMBRES[cas])


@pytest.mark.parametrize("cas", VALEURS, ids=lambda cas: f"{cas[0]}-{cas[1] or 'ensemble'}")
def test_en_valeur(lignes: list[Ligne], cas: tuple[str, str | None, int, int]) -> None:
    assert _lu(une(lignes, *cas, compte="valeur")) == exact(VALEURS[cas])


def test_le_seuil_se_juge_sur_le_contrat_entier(lignes: list[Ligne]) -> None:
    """From 40,000 €: l2 counts at CCAS, although its part is 20,000; l7 and l8 do not."""
    lu = une(lignes, "esus", CCAS, 2024, 2025, base="a_partir_de_40k")
    assert (lu["numerateur"], lu["denominateur"], lu["couverture"]) == (2, 2, 1)
    euros = une(lignes, "esus", CCAS, 2024, 2025, base="a_partir_de_40k", compte="valeur")
    assert (euros["numerateur"], euros["denominateur"]) == (60_000, 60_000)


def test_les_moments_sur_deux_ans(lignes: list[Ligne]) -> None:
    """l7 is of before the list, l6 of after: told apart, they make the headline, by year and by two years."""
    for qui, annees, alors, apres in (
        (CCAS, (2024, 2025), 0, 1), (SPL, (2024, 2025), 1, 0), (None, (2024, 2025), 1, 1), (None, (2024, 2024), 0, 1),
    ):  # fmt: skip
        lus = [
            une(lignes, "inclusif", qui, *annees, modalite=moment, dimension="moment_qualite")
            for moment in ("a_la_notification", "observee_apres")
        ]
        assert [lu["numerateur"] for lu in lus] == [alors, apres]
        tete = une(lignes, "inclusif", qui, *annees)
        assert alors + apres == tete["numerateur"]
        assert {lu["denominateur"] for lu in lus} == {tete["denominateur"]}


def test_avant_d_entrer_rien(lignes: list[Ligne]) -> None:
    """The SPL has no row of 2024, and nothing says that what it did not owe is missing."""
    assert trouver(lignes, acheteur_siren=SPL, periode_fin=date(2024, 12, 31)) == []
    siennes = trouver(
        lignes, acheteur_siren=SPL, periode_debut=date(2024, 1, 1), periode_fin=date(2025, 12, 31)
    )
    assert len(siennes) == 8
    assert {ligne["note"] for ligne in siennes if ligne["origine"] == "calcule"} == {
        "Recalculé sur les deux années."
    }
    assert {
        ligne["origine"]
        for ligne in siennes
        if ligne["indicateur_id"] in ("L2111-3_esus", "L2111-3_inclusif")
    } == {"calcule"}


def test_pas_de_periode_qui_deborde(lignes: list[Ligne]) -> None:
    """Two years are those of the run: neither 2023-2024 nor 2025-2026."""
    assert {(ligne["periode_debut"].year, ligne["periode_fin"].year) for ligne in lignes} == {
        (2024, 2024),
        (2025, 2025),
        (2024, 2025),
    }


def test_sans_fichier_la_source_manque(entrees: Entrees) -> None:
    """Without any list or register of suppliers, the law's two categories of suppliers have no value, and say why."""
    lignes = lignes_de(replace(entrees, referentiels=None))
    for nom, sources in (("esus", "fournisseurs_ess ou liste_esus"), ("inclusif", "annuaire_unites_legales")):
        lu = une(lignes, nom, None, 2024, 2025)
        assert (lu["valeur"], lu["origine"], lu["couverture"]) == (None, "non_disponible", 0)
        assert "Source manquante" in lu["note"] and sources in lu["note"]
    assert une(lignes, "social", None, 2024, 2025)["numerateur"] == 3


def _lu(r: Ligne) -> tuple[Any, ...]:
    return tuple(
        r[champ] for champ in ("valeur", "numerateur", "denominateur", "couverture", "borne_min", "borne_max")
    )
