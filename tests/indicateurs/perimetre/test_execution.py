"""What registers say of a contract that is shared, set aside, or counted at another: nothing is lost nor multiplied."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.indicateurs.perimetre.outils import (
    BASE,
    CCAS,
    METROPOLE,
    REGIE,
    SPL,
    VILLE,
    Compte,
    calculer,
    compte,
    grouper,
    inscrire,
    livrer,
    preparer,
)
from tests.indicateurs.proprietes.outils import Monde, indicateur, tete

FIN = "2026-12-31"
INDICATEURS = (
    *BASE,
    indicateur("env", "part_montant_contrats", "caracteristique=clause_environnementale"),
    indicateur("env_nb", "part_contrats", "caracteristique=clause_environnementale;denominateur=tous"),
    indicateur("en_cours", "nb_contrats_en_cours", "", "nombre"),
    indicateur("realisees", "heures_insertion_realisees", "", "heures"),
    indicateur("cumul", "heures_insertion_realisees", "transform=cumul_contrats_actifs", "heures"),
    indicateur("depenses", "montant_depenses", "", "eur_ht"),
    indicateur("equitable", "montant_depenses", "caracteristique=clause_equitable", "eur_ht"),
)


def test_un_double_garde_ses_heures_et_ses_paiements(tmp_path: Path) -> None:
    """What is realised on the line that was set aside is still realised, and still paid, on a fair-trade contract."""
    m = livrer(Monde(), "registre_contrats", "clauses", "heures_insertion", "paiements")
    grouper(m, "G", VILLE, "quote_part", (VILLE, 50), (CCAS, 50))
    for qui in (VILLE, CCAS):
        inscrire(m, "c", qui, 1_000, "2025-02-03", "G", objet="Gaz", date_fin_prevue=FIN)
        m.clause("c", "clause_equitable", "sociale", siren=qui)
        m.poser(
            "heures_insertion", acheteur_siren=qui, contrat_reference="c", periode="2025", heures_realisees=10
        )
        m.poser(
            "paiements", acheteur_siren=qui, numero_paiement="M1", contrat_reference="c", date_paiement="2025-08-01",
            montant_ht_eur=100,
        )  # fmt: skip
    trouves, _ = calculer(preparer(tmp_path, m), INDICATEURS)
    assert compte(trouves, None, 2025) == Compte(1, 1_000)
    assert [
        tete(trouves, quoi, None, 2025).valeur for quoi in ("realisees", "cumul", "depenses", "equitable")
    ] == [20, 20, 200, 200]


def test_les_heures_restent_a_qui_les_inscrit(tmp_path: Path) -> None:
    """The contract is the coordinator's; its hours are in the register of the SPL, in the year as in the stock."""
    m = livrer(Monde(), "registre_contrats", "clauses", "heures_insertion")
    grouper(m, "G", METROPOLE, "coordonnateur", (METROPOLE,), (SPL,))
    inscrire(m, "c", SPL, 1_000, "2025-09-01", "G", date_fin_prevue=FIN)
    m.poser("heures_insertion", acheteur_siren=SPL, contrat_reference="c", periode="2025", heures_realisees=7)
    trouves, _ = calculer(preparer(tmp_path, m), INDICATEURS)
    lus = {
        s: [tete(trouves, quoi, s, 2025).valeur for quoi in ("nb", "realisees", "cumul")]
        for s in (METROPOLE, SPL, None)
    }
    assert lus == {METROPOLE: [1, 0, 0], SPL: [0, 7, 7], None: [1, 7, 7]}


def test_ce_que_dit_le_registre_reste_su_quand_un_autre_publie(tmp_path: Path) -> None:
    """The métropole published the contract, the town alone registers its clause, its hours and its project."""
    m = livrer(Monde(), "registre_contrats", "clauses")
    grouper(m, "G", METROPOLE, "quote_part", (METROPOLE, 50), (VILLE, 50))
    decp = {"date_notification": "2025-04-02", "montant_retenu_ht_eur": 1_000, "objet": "Gaz"}
    m.contrat("p", siren=METROPOLE, etat="decp_seul", decp=decp)
    inscrire(m, "a", VILLE, 900, "2025-04-01", "G", objet="Gaz", date_fin_prevue=FIN)
    m.clause("a", "clause_environnementale", "environnementale", siren=VILLE)
    m.clause("a", "clause_insertion", "insertion", siren=VILLE, heures_contractualisees=100)
    trouves, _ = calculer(preparer(tmp_path, m), INDICATEURS)
    assert compte(trouves, None, 2025) == Compte(1, 1_000)
    lus = {
        quoi: [tete(trouves, quoi, s, 2025).num for s in (METROPOLE, VILLE, None)]
        for quoi in ("env_nb", "env", "heures", "en_cours")
    }
    assert lus == {
        "env_nb": [1, 1, 1],
        "env": [500, 500, 1_000],
        "heures": [50, 50, 100],
        "en_cours": [1, 1, 1],
    }


@pytest.mark.parametrize(("qui", "jour"), [(SPL, "2025-06-30"), (REGIE, "2025-07-01")])
def test_les_heures_d_un_contrat_qui_ne_compte_pas(tmp_path: Path, qui: str, jour: str) -> None:
    """Signed before its buyer entered, or after it left: the stock and the flow say the same, whatever it is."""
    m = livrer(Monde(), "registre_contrats", "clauses", "heures_insertion")
    inscrire(m, "c", qui, 1_000, jour, date_fin_prevue=FIN)
    inscrire(m, "d", VILLE, 1_000, jour, date_fin_prevue=FIN)
    m.poser("heures_insertion", acheteur_siren=qui, contrat_reference="c", periode="2025", heures_realisees=7)
    trouves, _ = calculer(preparer(tmp_path, m), INDICATEURS)
    assert compte(trouves, None, 2025) == Compte(1, 1_000)
    for s in (qui, None):
        assert tete(trouves, "realisees", s, 2025).valeur == tete(trouves, "cumul", s, 2025).valeur
        assert trouves["cumul", s, 2025, "sans_objet", "rapprochement", "ecart_inexplique"].valeur == 0


def test_les_heures_suivent_la_somme_des_parts(tmp_path: Path) -> None:
    """0.05 hour in thirds: 0.02 at each of the three, hence 0.06 all together, as amounts do."""
    m = livrer(Monde(), "registre_contrats", "clauses")
    grouper(m, "G", VILLE, "quote_part", (VILLE, "33.33"), (METROPOLE, "33.33"), (CCAS, "33.34"))
    inscrire(m, "c", VILLE, "0.05", groupe="G")
    m.clause("c", "clause_insertion", "insertion", siren=VILLE, heures_contractualisees="0.05")
    trouves, _ = calculer(preparer(tmp_path, m))
    for quoi in ("euros", "heures"):
        lus = [tete(trouves, quoi, s, 2025).valeur for s in (VILLE, METROPOLE, CCAS, None)]
        assert lus == [Decimal(part) for part in ("0.02", "0.02", "0.02", "0.06")]
