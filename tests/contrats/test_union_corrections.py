"""Corrections: dated, the latest wins, a closed list of fields, and what was published never changes (law 6)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun import duck
from pipelines.contrats.corrections import ETATS, corriger
from pipelines.schemas import tables as schemas
from pipelines.validation.dossier import valider_parquet
from tests.contrats.outils_union import CCAS, LONG, VILLE, publie, table

C = f"{VILLE}-2024M001"


def decision(champ: str, valeur: str, jour: str = "2026-02-01", **autres: Any) -> dict[str, Any]:
    return {
        "acheteur_siren": VILLE,
        "contrat_id": C,
        "champ": champ,
        "valeur_corrigee": valeur,
        "motif": "erreur_saisie",
        "service": "Achats",
        "date_decision": jour,
    } | autres


@pytest.fixture
def corrige(tmp_path: Path):
    def faire(
        *decisions: dict[str, Any], alias: tuple[tuple[str, str], ...] = (), **contrat: Any
    ) -> tuple[dict[str, Any], list[tuple[str, str, str | None, str | None]], dict[str, Any]]:
        lignes = [
            {
                k: v
                for k, v in (publie("2024M001", montant_publie="120000") | contrat).items()
                if k != "_titulaire"
            }
        ]
        table(tmp_path, "contrats", lignes)
        suivis = [
            {"ancien_contrat_id": a, "contrat_id": n, "version_precedente": "2026.01.1"} for a, n in alias
        ]
        bilan = corriger(
            tmp_path,
            table(tmp_path, "corrections", list(decisions)),
            table(tmp_path, "contrats_alias", suivis),
            date(2026, 6, 30),
        )
        for nom in ("contrats", "corrections_appliquees"):
            verdict = valider_parquet(tmp_path / f"{nom}.parquet")
            assert verdict.valide, verdict.erreurs[:3]
        with duck.connect(threads=1) as con:
            lu = con.execute(f"FROM read_parquet({duck.literal(tmp_path / 'contrats.parquet')})")
            noms = [c[0] for c in lu.description or []]
            [ligne] = lu.fetchall()
            sorts = con.execute(
                "SELECT champ, etat, valeur_avant, valeur_apres FROM "
                f"read_parquet({duck.literal(tmp_path / 'corrections_appliquees.parquet')})"
            ).fetchall()
        return dict(zip(noms, ligne, strict=True)), sorts, bilan

    return faire


def test_the_amount_kept_changes_and_nothing_that_was_published(corrige):
    avant, _, _ = corrige()
    apres, sorts, bilan = corrige(decision("montant_retenu_ht_eur", "12000,5"))
    assert {k for k in avant if avant[k] != apres[k]} == {"montant_retenu_ht_eur"}
    assert (str(apres["montant_retenu_ht_eur"]), apres["montant_publie"]) == ("12000.50", "120000")
    assert sorts == [("montant_retenu_ht_eur", "appliquee", "120000.00", "12000.50")]
    assert bilan == {"decisions": 1, **dict.fromkeys(ETATS, 0), "appliquee": 1}


CAS = {
    "objet": ("Crèche", "Crèche", "Crèche"),
    "code_cpv": ("45210000-2", "45210000", "45210000"),
    "procedure": ("appel_offres_ouvert", "Appel d'offres ouvert", "Appel d'offres ouvert"),
    "nature": ("marche", "Marché", "Marché"),
    "duree_mois": ("36", "36", 36),
    "type": ("accord_cadre", "accord_cadre", "accord_cadre"),
    "date_notification": ("2025-03-04", "2025-03-04", date(2025, 3, 4)),
}


@pytest.mark.parametrize("champ", CAS)
def test_each_field_of_the_closed_list(corrige, champ: str):
    ecrit, lu, valeur = CAS[champ]
    contrat, [(_, etat, _, apres)], _ = corrige(decision(champ, ecrit))
    assert (etat, apres, contrat[champ]) == ("appliquee", lu, valeur)
    assert contrat["annee_notification"] == (2025 if champ == "date_notification" else None)


def test_the_closed_list_is_that_of_the_register():
    champs = {c["name"]: c for c in schemas.charger("corrections")["fields"]}
    assert set(champs["champ"]["constraints"]["enum"]) == {*CAS, "montant_retenu_ht_eur"}


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("code_cpv", "4521"),
        ("procedure", "gré à gré"),
        ("type", "inconnu"),
        ("duree_mois", "douze mois"),
        ("duree_mois", "12.5"),
        ("date_notification", "2027-01-01"),
        ("date_notification", "04/03/2025"),
        ("montant_retenu_ht_eur", "-1"),
        ("montant_retenu_ht_eur", "12 k€"),
        ("objet", "  "),
    ],
)
def test_a_value_that_does_not_fit_is_listed(corrige, champ: str, valeur: str):
    avant, _, _ = corrige()
    apres, [(_, etat, _, lue)], _ = corrige(decision(champ, valeur))
    assert (etat, lue, apres) == ("valeur_invalide", None, avant)


def test_the_latest_decision_that_can_be_read_wins(corrige):
    contrat, sorts, _ = corrige(
        decision("duree_mois", "24", "2026-02-01"),
        decision("duree_mois", "36", "2026-03-01"),
        decision("duree_mois", "48", "2026-01-01"),
        decision("duree_mois", "longtemps", "2026-04-01"),
    )
    assert contrat["duree_mois"] == 36
    assert [etat for _, etat, _, _ in sorts] == ["remplacee", "remplacee", "appliquee", "valeur_invalide"]


def test_what_is_already_so_has_no_effect(corrige):
    _, sorts, _ = corrige(decision("objet", LONG))
    assert sorts == [("objet", "sans_effet", LONG, LONG)]


def test_a_decision_on_a_value_that_is_no_longer_there_is_to_be_decided_again(corrige):
    contrat, [(_, etat, _, _)], _ = corrige(
        decision("montant_retenu_ht_eur", "7.00", ancienne_valeur="999.00")
    )
    assert (etat, str(contrat["montant_retenu_ht_eur"])) == ("sans_effet", "120000.00")
    contrat, [(_, etat, _, _)], _ = corrige(
        decision("montant_retenu_ht_eur", "7.00", ancienne_valeur="120000")
    )
    assert (etat, str(contrat["montant_retenu_ht_eur"])) == ("appliquee", "7.00")


def test_an_absurd_amount_is_known_by_what_was_published(corrige):
    absurde = {
        "montant_initial_ht_eur": "99999999.00", "montant_retenu_ht_eur": None, "montant_anomalie": "aberrant",
    }  # fmt: skip
    contrat, [(_, etat, avant, _)], _ = corrige(
        decision("montant_retenu_ht_eur", "120000", ancienne_valeur="99999999"), **absurde
    )
    assert (etat, avant, str(contrat["montant_retenu_ht_eur"])) == ("appliquee", None, "120000.00")
    assert (str(contrat["montant_initial_ht_eur"]), contrat["montant_anomalie"]) == (
        "99999999.00",
        "aberrant",
    )


@pytest.mark.parametrize("autre", [{"contrat_id": f"{VILLE}-INCONNU"}, {"acheteur_siren": CCAS}])
def test_an_unknown_target_is_listed(corrige, autre: dict[str, str]):
    avant, _, _ = corrige()
    apres, [(_, etat, _, _)], _ = corrige(decision("objet", "Autre", **autre))
    assert (etat, apres) == ("contrat_inconnu", avant)


def test_an_id_that_changed_is_followed(corrige):
    contrat, [(_, etat, _, _)], _ = corrige(
        decision("objet", "Autre", contrat_id=f"{VILLE}-ANCIEN"), alias=((f"{VILLE}-ANCIEN", C),)
    )
    assert (etat, contrat["objet"]) == ("appliquee", "Autre")
    # divided between two contracts: nobody knows which one was meant
    _, [(_, etat, _, _)], _ = corrige(
        decision("objet", "Autre", contrat_id=f"{VILLE}-ANCIEN"),
        alias=((f"{VILLE}-ANCIEN", C), (f"{VILLE}-ANCIEN", f"{C}.2")),
    )
    assert etat == "contrat_inconnu"
