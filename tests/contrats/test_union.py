"""The union of the register and the published contracts, on cases worked out by hand: two agreements, one to one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contrats import union
from pipelines.schemas import tables as schemas
from pipelines.validation.dossier import valider_parquet
from tests.contrats.outils_union import CCAS, LONG, VILLE, publie, table


def inscrit(reference: str, decp_id: str | None = None, **autres: Any) -> dict[str, Any]:
    """A row of the register that says the same as `publie`."""
    return {
        "acheteur_siren": VILLE,
        "reference": reference,
        "decp_id": decp_id,
        "type": "marche",
        "objet": LONG,
        "date_notification": "2024-03-01",
        "montant_ht_eur": "120000.00",
        "titulaire_siret": "00000201400011",
        "statut": "en_cours",
    } | autres


@pytest.fixture
def unir(tmp_path: Path):
    def faire(
        contrats: list[dict[str, Any]],
        registre: list[dict[str, Any]],
        decisions: tuple[tuple[Any, ...], ...] = (),
        cotitulaires: tuple[tuple[str, str], ...] = (),
        corrections: tuple[tuple[str, str, str], ...] = (),
        alias: tuple[tuple[str, str], ...] = (),
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        nommes = [(c["contrat_id"], c.pop("_titulaire")) for c in (dict(c) for c in contrats)]
        table(tmp_path, "contrats", [{k: v for k, v in c.items() if k != "_titulaire"} for c in contrats])
        table(
            tmp_path,
            "titulaires",
            [
                {"contrat_id": c, "rang_modification": 0, "titulaire_rang": 1, "siren": t, "titulaire_id": t}
                for c, t in nommes
                if t
            ],
        )
        noms = ("acheteur_siren", "reference", "contrat_id", "decision", "date_decision")
        registres = union.Registres(
            table(tmp_path, "registre_contrats", registre),
            table(
                tmp_path,
                "cotitulaires",
                [
                    {"acheteur_siren": VILLE, "contrat_reference": r, "titulaire_siret": s}
                    for r, s in cotitulaires
                ],
            ),
            table(
                tmp_path,
                "rapprochements",
                [
                    dict(zip(noms, d, strict=True)) | {"motif": "autre", "service": "Achats"}
                    for d in decisions
                ],
            ),
        )
        bilan = union.unir(
            tmp_path,
            registres,
            date(2026, 6, 30),
            corrections=table(
                tmp_path,
                "corrections_appliquees",
                [
                    {"acheteur_siren": VILLE, "contrat_id": c, "contrat_actuel_id": c, "champ": champ}
                    | {"date_decision": "2026-01-01", "valeur_avant": avant, "etat": "appliquee"}
                    for c, champ, avant in corrections
                ],
            ),
            alias=table(
                tmp_path,
                "contrats_alias",
                [
                    {"ancien_contrat_id": a, "contrat_id": n, "version_precedente": "2026.01.1"}
                    for a, n in alias
                ],
            ),
        )
        with duck.connect(threads=1) as con:
            lire = con.execute(f"FROM read_parquet({duck.literal(tmp_path / 'union_contrats.parquet')})")
            colonnes = [c[0] for c in lire.description or []]
            lignes = [dict(zip(colonnes, ligne, strict=True)) for ligne in lire.fetchall()]
            conflits = con.execute(
                f"SELECT contrat_id, champ, valeur_decp, valeur_registre, retenue, regle "
                f"FROM read_parquet({duck.literal(tmp_path / 'union_conflits.parquet')})"
            ).fetchall()
        for nom in union.TABLES if conflits else ():
            verdict = valider_parquet(tmp_path / f"{nom}.parquet")
            assert verdict.valide, verdict.erreurs[:3]
        return {ligne["contrat_id"]: ligne for ligne in lignes}, bilan | {"liste": conflits}

    return faire


def couples(lignes: dict[str, Any]) -> set[tuple[str, str, str]]:
    """(contract, reference, methode) of the pairs."""
    return {(c, li["reference"], li["methode"]) for c, li in lignes.items() if li["etat"] == "apparie"}


def test_the_same_key_and_two_agreements(unir):
    lignes, bilan = unir([publie("2024M001")], [inscrit("R1", "2024m001")])
    assert couples(lignes) == {(f"{VILLE}-2024M001", "R1", "identifiant")}
    assert (bilan["apparies"], bilan["decp_seuls"], bilan["registre_seuls"], bilan["conflits"]) == (
        1,
        0,
        0,
        0,
    )
    assert lignes[f"{VILLE}-2024M001"]["accords"] == 4


ECARTS = {
    "objet": {"objet": "Fourniture de papier recyclé pour les services"},
    "titulaire": {"titulaire_siret": "00000999000011"},
    "date": {"date_notification": "2025-03-01"},
    "montant": {"montant_ht_eur": "7.00"},
}


@pytest.mark.parametrize("premier", ECARTS)
@pytest.mark.parametrize("second", ECARTS)
@pytest.mark.parametrize("troisieme", ECARTS)
def test_two_agreements_of_four_are_enough_and_one_is_not(unir, premier: str, second: str, troisieme: str):
    differents = {premier, second, troisieme}
    ecart = {k: v for nom in differents for k, v in ECARTS[nom].items()}
    lignes, _ = unir([publie("2024M001")], [inscrit("R1", "2024M001", **ecart)])
    if len(differents) <= 2:
        assert couples(lignes) == {(f"{VILLE}-2024M001", "R1", "identifiant")}
    else:
        seul = lignes[f"{VILLE}-R-R1"]
        assert (seul["etat"], seul["methode"], seul["accords"]) == (
            "registre_seul",
            "identifiant_sans_accord",
            1,
        )
        assert seul["contrat_probable_id"] == f"{VILLE}-2024M001"


def test_an_unknown_value_agrees_with_nothing(unir):
    lignes, _ = unir(
        [publie("2024M001", titulaire=None, objet=None)],
        [inscrit("R1", "2024M001", date_notification="2025-01-01")],
    )
    assert lignes[f"{VILLE}-R-R1"]["accords"] == 1


def test_without_a_key_it_is_probable_and_never_merged(unir):
    lignes, bilan = unir(
        [publie("2024M001")],
        [inscrit("2024M001"), inscrit("R2", "2023X", objet="Autre chose entièrement différente")],
    )
    assert not couples(lignes)
    seul = lignes[f"{VILLE}-R-2024M001"]
    assert (seul["methode"], seul["contrat_probable_id"], seul["accords"]) == (
        "probable",
        f"{VILLE}-2024M001",
        4,
    )
    assert bilan["probables"] == 2


def test_two_buyers_are_never_matched_by_a_key(unir):
    lignes, _ = unir([publie("2024M001", siren=CCAS)], [inscrit("R1", "2024M001")])
    assert not couples(lignes)
    assert lignes[f"{VILLE}-R-R1"]["methode"] == "aucune"


def test_lots_under_one_id_go_each_to_its_own(unir):
    lots = [
        publie(
            "2024M001",
            rang=f".{n}" if n > 1 else "",
            objet=f"{LONG} lot {n}",
            montant_initial_ht_eur=f"{n}0000.00",
        )
        for n in (1, 2, 3)
    ]
    registre = [
        inscrit(
            f"R{n}", "2024M001", objet=f"{LONG} lot {n}", lot_numero=f"0{n}", montant_ht_eur=f"{n}0000.00"
        )
        for n in (3, 2, 1)
    ]
    lignes, _ = unir(lots, registre)
    assert couples(lignes) == {
        (f"{VILLE}-2024M001", "R1", "identifiant"),
        (f"{VILLE}-2024M001.2", "R2", "identifiant"),
        (f"{VILLE}-2024M001.3", "R3", "identifiant"),
    }


def test_lots_that_contradict_each_other_are_not_matched(unir):
    lignes, _ = unir([publie("2024M001", objet=f"{LONG} lot 1")], [inscrit("R1", "2024M001", lot_numero="2")])
    assert lignes[f"{VILLE}-R-R1"]["methode"] == "identifiant_sans_accord"


def test_equal_choices_wait_for_a_human(unir):
    jumeaux = [publie("2024M001"), publie("2024M001", rang=".2")]
    lignes, bilan = unir(jumeaux, [inscrit("R1", "2024M001"), inscrit("R2", "2024M001")])
    assert not couples(lignes)
    assert bilan["identifiants_ambigus"] == 2
    lignes, _ = unir(
        jumeaux,
        [inscrit("R1", "2024M001"), inscrit("R2", "2024M001")],
        ((VILLE, "R2", f"{VILLE}-2024M001", "meme_contrat", "2026-01-01"),),
    )
    assert couples(lignes) == {
        (f"{VILLE}-2024M001", "R2", "decision_humaine"),
        (f"{VILLE}-2024M001.2", "R1", "identifiant"),
    }


@pytest.mark.parametrize(("publies", "inscrits"), [(2, 1), (1, 2)])
def test_one_side_alone_may_be_undecided(unir, publies: int, inscrits: int):
    contrats = [publie("2024M001", rang=f".{n}" if n else "") for n in range(publies)]
    lignes, bilan = unir(contrats, [inscrit(f"R{n}", "2024M001") for n in range(inscrits)])
    assert not couples(lignes)
    assert bilan["identifiants_ambigus"] == inscrits


def test_one_row_of_the_register_takes_one_contract(unir):
    lignes, bilan = unir(
        [publie("2024M001"), publie("2024M001", rang=".2", montant_initial_ht_eur="5.00")],
        [inscrit("R1", "2024M001")],
    )
    assert couples(lignes) == {(f"{VILLE}-2024M001", "R1", "identifiant")}
    assert bilan["decp_seuls"] == 1


@pytest.mark.parametrize("cote", ["decp", "registre"])
def test_a_2019_stem_is_matched_on_the_same_objet_and_day(unir, cote: str):
    ids = ("2023000100", "20230001")
    publie_id, decp_id = ids if cote == "decp" else ids[::-1]
    lignes, _ = unir([publie(publie_id)], [inscrit("R1", decp_id)])
    assert couples(lignes) == {(f"{VILLE}-{publie_id}", "R1", "identifiant")}
    lignes, _ = unir([publie(publie_id)], [inscrit("R1", decp_id, date_notification="2024-03-02")])
    assert not couples(lignes)


def test_neighbours_of_a_series_are_not_the_same_contract(unir):
    lignes, _ = unir([publie("2023000112", objet="Autre marché de la série")], [inscrit("R1", "2023000113")])
    assert not couples(lignes)


def test_a_framework_agrees_by_its_maximum_and_cotitulaires_count(unir):
    lignes, _ = unir(
        [publie("2024M001", objet="Illisible ???", date_notification=None)],
        [
            inscrit(
                "R1",
                "2024M001",
                montant_ht_eur=None,
                montant_maximum_ht_eur="120000.40",
                titulaire_siret="00000999000011",
            )
        ],
        cotitulaires=(("R1", "00000201400029"),),
    )
    [ligne] = lignes.values()
    assert (ligne["titulaire_concorde"], ligne["montant_concorde"], ligne["accords"]) == (True, True, 2)


def test_a_human_decides_first_and_last(unir):
    contrats = [publie("2024M001"), publie("2024M002", objet="Tout autre objet, sans rapport")]
    registre = [inscrit("R1", "2024M001"), inscrit("R2")]
    lignes, _ = unir(
        contrats, registre, ((VILLE, "R1", f"{VILLE}-2024M001", "contrats_differents", "2026-01-01"),)
    )
    assert not couples(lignes)
    # R1 is set apart, its methode is not that of a key; nothing proposes again what a human refused
    assert lignes[f"{VILLE}-R-R1"]["contrat_probable_id"] != f"{VILLE}-2024M001"
    lignes, bilan = unir(
        contrats,
        registre,
        (
            (VILLE, "R1", f"{VILLE}-2024M002", "meme_contrat", "2025-01-01"),
            (VILLE, "R2", f"{VILLE}-2024M002", "meme_contrat", "2026-01-01"),
            (VILLE, "R9", f"{VILLE}-2024M002", "meme_contrat", "2026-01-01"),
            (VILLE, "R1", f"{VILLE}-INCONNU", "meme_contrat", "2026-01-01"),
        ),
    )
    assert couples(lignes) == {
        (f"{VILLE}-2024M002", "R2", "decision_humaine"),
        (f"{VILLE}-2024M001", "R1", "identifiant"),
    }
    assert [(d["reference"], d["raison"]) for d in bilan["rapprochements_sans_effet"]] == [
        ("R1", "contrat_inconnu"),
        ("R9", "reference_inconnue"),
        ("R1", "decision_plus_recente"),
    ]


def test_a_decision_follows_an_id_that_changed(unir):
    lignes, _ = unir(
        [publie("2024M001", rang=".2")],
        [inscrit("R1", objet="Tout autre chose")],
        ((VILLE, "R1", f"{VILLE}-2024M001", "meme_contrat", "2026-01-01"),),
        alias=((f"{VILLE}-2024M001", f"{VILLE}-2024M001.2"),),
    )
    assert couples(lignes) == {(f"{VILLE}-2024M001.2", "R1", "decision_humaine")}


def test_conflicts_say_which_value_holds_and_why(unir):
    lignes, bilan = unir(
        [
            publie("2024M001", code_cpv="45000000", duree_mois=12, procedure="Procédure adaptée"),
            publie(
                "2024M002",
                montant_initial_ht_eur="99999999.00",
                montant_retenu_ht_eur=None,
                montant_anomalie="aberrant",
            ),
        ],
        [
            inscrit(
                "R1",
                "2024M001",
                code_cpv="45210000",
                duree_mois=24,
                procedure="appel_offres_ouvert",
                objet="Autre",
                titulaire_siret="00000999000011",
            ),
            inscrit("R2", "2024M002"),
        ],
        corrections=((f"{VILLE}-2024M001", "duree_mois", "6"),),
    )
    c1, c2 = f"{VILLE}-2024M001", f"{VILLE}-2024M002"
    assert {c for c, _, _ in couples(lignes)} == {c1, c2}
    assert bilan["liste"] == [
        (c1, "code_cpv", "45000000", "45210000", "decp", "valeur_publiee"),
        # what was published before the correction
        (c1, "duree_mois", "6", "24", "correction", "correction_datee"),
        (c1, "objet", LONG, "Autre", "decp", "valeur_publiee"),
        (c1, "procedure", "Procédure adaptée", "Appel d'offres ouvert", "decp", "valeur_publiee"),
        # the register does not show its suppliers
        (c1, "titulaire", "000002014", None, "decp", "valeur_publiee"),
        (c2, "montant_retenu_ht_eur", "99999999.00", "120000.00", "aucune", "montant_ecarte"),
    ]
    assert (bilan["conflits"], bilan["conflits_corriges"]) == (5, 1)


def test_the_same_said_otherwise_is_no_conflict(unir):
    _, bilan = unir(
        [
            publie(
                "2024M001",
                objet="RENOVATION ENERGETIQUE : groupe scolaire",
                montant_initial_ht_eur="120000.00",
            )
        ],
        [
            inscrit(
                "R1",
                "2024M001",
                objet="Rénovation énergétique, groupe scolaire",
                montant_ht_eur="120000.99",
                procedure="autre",
            )
        ],
    )
    assert bilan["liste"] == []


def test_a_contract_of_the_register_alone_has_a_stable_name(unir):
    lignes, _ = unir(
        [publie("R-A1", objet="Sans rapport aucun avec les autres")],
        [inscrit("A1", objet="Un"), inscrit("A 2/é", objet="Deux"), inscrit("B/3", objet="Trois")],
    )
    seuls = {li["reference"]: c for c, li in lignes.items() if li["etat"] == "registre_seul"}
    assert seuls["B/3"] == f"{VILLE}-R-B/3"
    assert seuls["A 2/é"].startswith(f"{VILLE}-R-A_2_~") and " " not in seuls["A 2/é"]
    # a published contract may already bear the name
    assert seuls["A1"].startswith(f"{VILLE}-R-A1~") and f"{VILLE}-R-A1" in lignes


def test_a_contract_lost_on_the_way_stops_the_run(unir, monkeypatch: pytest.MonkeyPatch):
    juste = union.sql

    def perdre(fichier: str, nom: str, **params: str) -> str:
        seuls = "FROM decp ANTI JOIN apparies USING (d)"
        return juste(fichier, nom, **params).replace(f"{seuls}\n", f"{seuls} WHERE false\n")

    monkeypatch.setattr(union, "sql", perdre)
    with pytest.raises(SpaserErreur, match="une place et une seule"):
        unir([publie("2024M001")], [inscrit("R1", "2023X", objet="Sans rapport", titulaire_siret=None)])


def test_a_key_that_everything_bears_costs_no_square(unir):
    """The same id, objet, supplier and date on 3,000 rows of each side: nothing is guessed, in the time of a join."""
    contrats = [publie("2024M001", rang=f".{n}") for n in range(3000)]
    registre = [inscrit(f"R{n}", "2024M001") for n in range(3000)]
    lignes, bilan = unir(contrats, registre)
    assert not couples(lignes)
    assert bilan["identifiants_ambigus"] == 3000


def test_columns_read_in_the_register_may_be_published():
    """Conflicts cite the register: only columns that may leave, the supplier apart (never cited)."""
    champs = {c["name"]: c for c in schemas.charger("registre_contrats")["fields"]}
    cites = (
        "reference",
        "objet",
        "code_cpv",
        "procedure",
        "type",
        "date_notification",
        "duree_mois",
        "montant_ht_eur",
        "montant_maximum_ht_eur",
    )
    assert all(schemas.est_publiable(champs[nom]) for nom in cites)
    assert not schemas.est_publiable(champs["titulaire_siret"])
