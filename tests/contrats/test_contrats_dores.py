"""Pathological contracts told as small stories, each with its total worked out by hand.

Every company and buyer is fictional (SIREN in 0000); La Poste's public SIREN serves the rule that bears its name.
"""

import copy
import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.fictif.identifiants import siren, siret, siret_faux, tva
from pipelines.ingestion import ingerer

VILLE, METROPOLE = siren(1), siren(2)
ABEILLE, BOULEAU, CEDRE = (siret(siren(n)) for n in (101, 102, 103))
HETRE = siret(siren(1001))
"""A SIRET of ten digits once its leading zeros are lost."""
TITRE = ("marche", "accord_cadre", "inconnu", "concession")
"""Types whose amounts are added: a call-off spends what its framework already announces."""


def sirets(*valeurs: str, nu: bool = False) -> list[dict[str, Any]]:
    """Suppliers by SIRET, wrapped (2022) or not (2019)."""
    return [o if nu else {"titulaire": o} for o in ({"typeIdentifiant": "SIRET", "id": v} for v in valeurs)]


def marche(id_: str | None = "2024M01", *titulaires: str, **champs: Any) -> dict[str, Any]:
    """A record of 2022: 100 000 €, notified on 1 March 2024; a field given as None is left out."""
    base = {
        "id": id_,
        "acheteur": {"id": siret(VILLE)},
        "nature": "Marché",
        "objet": "Rénovation de l'école des Lilas",
        "techniques": {"technique": ["Sans objet"]},
        "montant": 100_000,
        "dateNotification": "2024-03-01",
        "datePublicationDonnees": "2024-04-01",
        "titulaires": sirets(*(titulaires or (ABEILLE,))),
    }
    return {cle: valeur for cle, valeur in (base | champs).items() if valeur is not None}


def marche_2019(id_: str = "2019M0100", *titulaires: str, **champs: Any) -> dict[str, Any]:
    """The same in the format of 2019."""
    base = {
        "titulaires": sirets(*(titulaires or (ABEILLE,)), nu=True),
        "techniques": None,
        "formePrix": "Ferme",
        "dateNotification": "2019-03-01",
        "datePublicationDonnees": "2019-04-01",
        "modifications": [],
    }
    return marche(id_, **(base | champs))


class Tables:
    """What `spaser ingest` makes of records: one list a file, a text being a flat CSV."""

    acheteur = ""

    def __init__(self, dossier: Path, *fichiers: Sequence[dict[str, Any]] | str) -> None:
        entree, self.sortie = dossier / "entree", dossier / "tables"
        entree.mkdir()
        for rang, fichier in enumerate(fichiers):
            if isinstance(fichier, str):
                (entree / f"{rang}.csv").write_text(fichier, encoding="utf-8")
                continue
            genres = {
                "marche": [r for r in fichier if "acheteur" in r],
                "contrat-concession": [r for r in fichier if "acheteur" not in r],
            }
            ancien = any("id" in titulaire for r in fichier for titulaire in r.get("titulaires", []))
            document = {"marches": list(fichier) if ancien else genres}
            (entree / f"{rang}.json").write_text(json.dumps(document), encoding="utf-8")
        self.bilan = ingerer([entree], self.sortie, date(2026, 6, 30))

    def de(self, acheteur: str) -> "Tables":
        """The same tables, of one buyer."""
        restreint = copy.copy(self)
        restreint.acheteur = acheteur
        return restreint

    def table(self, nom: str, ou: str = "true") -> list[dict[str, Any]]:
        """The rows of a table."""
        if self.acheteur:
            ou += f" AND starts_with(contrat_id, '{self.acheteur}-')"
        vue = duckdb.sql(f"SELECT * FROM '{self.sortie}/{nom}.parquet' WHERE {ou}")
        return [dict(zip(vue.columns, ligne, strict=True)) for ligne in vue.fetchall()]

    @property
    def contrats(self) -> list[dict[str, Any]]:
        return self.table("contrats")

    @property
    def seul(self) -> dict[str, Any]:
        """The one contract there must be."""
        (contrat,) = self.contrats
        return contrat

    @property
    def total(self) -> Decimal:
        """The amount of all contracts, call-offs apart."""
        return sum(
            (c["montant_retenu_ht_eur"] or Decimal(0) for c in self.contrats if c["type"] in TITRE),
            Decimal(0),
        )

    @property
    def regles(self) -> list[str]:
        return sorted(d["regle"] for d in self.table("decisions"))

    @property
    def codes(self) -> set[str]:
        return {a["code"] for a in self.table("anomalies")}

    def valeurs(self, famille: str) -> dict[str, str]:
        """Value -> spelling as published."""
        tables = {"sociale": "considerations", "environnementale": "considerations"}
        lues = self.table(tables.get(famille, "caracteristiques"), f"famille = '{famille}'")
        return {ligne["valeur"]: ligne["valeur_publiee"] for ligne in lues}


Cas = Callable[[str, Sequence[Sequence[Sequence[dict[str, Any]]]]], list[Tables]]


@pytest.fixture(scope="module")
def cas(tmp_path_factory: pytest.TempPathFactory) -> Cas:
    """Many stories in one reading: each is a list of files and gets a buyer of its own; what became of each."""
    lus: dict[str, list[Tables]] = {}

    def lire(nom: str, histoires: Sequence[Sequence[Sequence[dict[str, Any]]]]) -> list[Tables]:
        if nom not in lus:
            acheteurs = [siren(3000 + rang) for rang in range(len(histoires))]
            fichiers: list[list[dict[str, Any]]] = [[] for _ in range(max(map(len, histoires)))]
            for acheteur, histoire in zip(acheteurs, histoires, strict=True):
                for fichier, enregistrements in zip(fichiers, histoire, strict=False):
                    fichier += [e | {"acheteur": {"id": siret(acheteur)}} for e in enregistrements]
            tables = Tables(tmp_path_factory.mktemp(nom), *fichiers)
            lus[nom] = [tables.de(acheteur) for acheteur in acheteurs]
        return lus[nom]

    return lire


# -- one contract, several publications ---------------------------------------------------------------------------


def test_two_cocontractors_published_by_two_sources_a_day_apart(tmp_path: Path) -> None:
    """The profile and the PES each publish both suppliers, the PES a day later: 100 000 € once, not 4 x 100 000."""
    profil = marche("2024M01", ABEILLE, BOULEAU)
    pes = marche(
        "2024M01", BOULEAU, ABEILLE, dateNotification="2024-03-02", datePublicationDonnees="2024-05-02"
    )
    t = Tables(tmp_path, [profil], [pes])
    assert t.total == 100_000
    assert (t.seul["nb_titulaires"], t.seul["nb_modifications"], t.seul["nb_publications"]) == (2, 0, 2)
    assert {x["titulaire_id"] for x in t.table("titulaires")} == {ABEILLE, BOULEAU}
    assert (t.table("modifications"), t.seul["valeurs_divergentes"]) == ([], True)
    assert t.regles == ["valeurs_divergentes"]


def test_cocontractors_published_one_by_one_by_two_sources_a_day_apart(tmp_path: Path) -> None:
    """One record a supplier, in each source: still 100 000 €, two suppliers (rows would say 400 000 €)."""
    un_par_un = [marche("2024M01", titulaire) for titulaire in (ABEILLE, BOULEAU)]
    lendemain = [
        m | {"dateNotification": "2024-03-02", "datePublicationDonnees": "2024-05-02"} for m in un_par_un
    ]
    t = Tables(tmp_path, un_par_un, lendemain)
    assert t.total == 100_000
    assert (t.seul["nb_titulaires"], t.seul["nb_modifications"], t.seul["nb_publications"]) == (2, 0, 4)


def test_monthly_snapshots_are_one_contract_with_its_latest_content(tmp_path: Path) -> None:
    """Three monthly files; the third tells of a modification to 120 000 €: initial 100 000, last 120 000."""
    modification = {
        "id": 1,
        "dateNotificationModification": "2024-09-01",
        "montant": 120_000,
        "datePublicationDonneesModification": "2024-09-10",
    }
    modifie = marche(modifications=[{"modification": modification}], datePublicationDonnees="2024-09-10")
    t = Tables(tmp_path, [marche()], [marche()], [modifie])
    assert t.total == 100_000
    assert (t.seul["montant_initial_ht_eur"], t.seul["montant_dernier_ht_eur"]) == (100_000, 120_000)
    assert (t.seul["nb_modifications"], t.seul["nb_publications"]) == (1, 3)
    assert t.regles == ["instantane_identique", "republication"]


def test_a_snapshot_without_objet_or_supplier_is_still_the_same_contract(tmp_path: Path) -> None:
    """The same bare record in two files: everything agrees, 100 000 € once."""
    nu = marche(objet=None, titulaires=None)
    t = Tables(tmp_path, [nu], [nu])
    assert (t.total, t.regles) == (100_000, ["instantane_identique"])


def test_two_sources_with_two_amounts_are_no_modification(tmp_path: Path) -> None:
    """100 000 € in one source, 101 500 € in the one published later: the latter counts alone, and it is said."""
    t = Tables(tmp_path, [marche()], [marche(montant=101_500, datePublicationDonnees="2024-06-01")])
    assert (t.total, t.seul["nb_modifications"]) == (101_500, 0)
    assert "sources_divergentes" in t.codes


def test_cents_lost_by_one_source_are_found_in_the_other(tmp_path: Path) -> None:
    """100 000 € in the preferred source, 100 000,45 € in the other: the contract is of 100 000,45 €."""
    t = Tables(tmp_path, [marche(datePublicationDonnees="2024-06-01")], [marche(montant=100_000.45)])
    assert (t.total, t.seul["valeurs_divergentes"]) == (Decimal("100000.45"), False)


def test_a_renamed_objet_is_matched_by_supplier_amount_and_date(tmp_path: Path) -> None:
    """The other source abridged the objet: same id, supplier, amount, a week apart; 100 000 € once."""
    autre = marche(objet="Ecole Lilas", dateNotification="2024-03-08", datePublicationDonnees="2024-05-01")
    t = Tables(tmp_path, [marche()], [autre])
    assert (t.total, t.regles) == (100_000, ["objet_divergent"])


# -- lots and identifiers -----------------------------------------------------------------------------------------


def test_two_lots_under_one_identifier_are_two_contracts(tmp_path: Path) -> None:
    """One id for the masonry at 100 000 € and the paint at 20 000 €: 120 000 €."""
    peinture = marche("2024M01", BOULEAU, objet="Peinture de la mairie", montant=20_000)
    t = Tables(tmp_path, [marche(), peinture])
    assert (t.total, len(t.contrats)) == (120_000, 2)
    assert {c["contrat_id"] for c in t.contrats} == {f"{VILLE}-2024M01", f"{VILLE}-2024M01.2"}


def _deux_lots(*ecritures: str) -> list[list[dict[str, Any]]]:
    lots = [marche(objet=f"Nettoyage des écoles - {lot}") for lot in ecritures]
    return [lots, [lot | {"datePublicationDonnees": "2024-05-01"} for lot in lots]]


LOTS: list[Any] = [("Lot 2", "Lot 3"), ("lot n°2", "lot n°3"), ("LOT B", "LOT C"), ("Lot02", "Lot03")]


@pytest.mark.parametrize("rang", range(len(LOTS)), ids=[ascii(c) for c in LOTS])
def test_lot_2_and_lot_3_to_one_supplier_for_one_amount_on_one_day_are_two(rang: int, cas: Cas) -> None:
    """Only the lot number tells them apart: 2 x 100 000 €, whether in one file or in two."""
    t = cas("lots", [_deux_lots(*ecritures) for ecritures in LOTS])[rang]
    assert (t.total, len(t.contrats)) == (200_000, 2)
    assert len({c["lot"] for c in t.contrats}) == 2


def test_one_identifier_at_two_buyers_is_two_contracts(tmp_path: Path) -> None:
    """The city and the métropole both number 2024M01: 200 000 €."""
    t = Tables(tmp_path, [marche(), marche(acheteur={"id": siret(METROPOLE)})])
    assert (t.total, {c["acheteur_siren"] for c in t.contrats}) == (200_000, {VILLE, METROPOLE})


def test_two_establishments_of_one_buyer_are_one_buyer(tmp_path: Path) -> None:
    """The town hall and its technical services publish the same contract: 100 000 €."""
    t = Tables(
        tmp_path, [marche()], [marche(acheteur={"id": siret(VILLE, 2)}, datePublicationDonnees="2024-05-01")]
    )
    assert (t.total, t.seul["acheteur_siren"]) == (100_000, VILLE)


def _sans_id(vide: str | None) -> list[list[dict[str, Any]]]:
    autre = marche(vide, BOULEAU, objet="Fourniture de chaises", montant=30_000)
    return [[marche(vide), autre], [marche(vide, datePublicationDonnees="2024-05-01")]]


VIDES: list[Any] = [None, "", "   ", "0000000000", "0", "NC", "---"]


@pytest.mark.parametrize("rang", range(len(VIDES)), ids=[ascii(c) for c in VIDES])
def test_an_empty_or_all_zero_identifier_is_no_key(rang: int, cas: Cas) -> None:
    """Two contracts (100 000 and 30 000 €) without an id, the first published twice: 130 000 €, never one."""
    t = cas("vides", [_sans_id(vide) for vide in VIDES])[rang]
    assert (t.total, len(t.contrats), t.regles) == (130_000, 2, ["identique_sans_id"])
    assert all("-SANS-ID-" in c["contrat_id"] for c in t.contrats)
    assert all(c["id_normalise"] is None for c in t.contrats)
    assert "id_inutilisable" in t.codes


PONCTUES: list[Any] = ["2024/m01", " 2024_M01 ", "2024.M01", "2024 M01"]


@pytest.mark.parametrize("rang", range(len(PONCTUES)), ids=[ascii(c) for c in PONCTUES])
def test_punctuation_of_an_identifier_is_not_the_identifier(rang: int, cas: Cas) -> None:
    """Consolidators write « _ » for « / »: 100 000 € once."""
    ensuite = {"datePublicationDonnees": "2024-05-01"}
    t = cas("ponctues", [[[marche("2024_M01")], [marche(ecriture, **ensuite)]] for ecriture in PONCTUES])[
        rang
    ]
    assert t.total == 100_000


# -- the format of 2019 -------------------------------------------------------------------------------------------


def test_the_2019_identifier_changes_with_each_modification(tmp_path: Path) -> None:
    """...00 then ...01, which declares a modification to 130 000 €: one contract, 100 000 € at first."""
    avenant = {"objetModification": "Délai", "dateNotificationModification": "2019-09-01", "montant": 130_000}
    suivant = marche_2019(
        "2019M0101", modifications=[avenant], datePublicationDonnees="2019-10-01", montant=130_000
    )
    t = Tables(tmp_path, [marche_2019("2019M0100")], [suivant])
    assert (t.total, t.seul["nb_modifications"], t.seul["id_normalise"]) == (100_000, 1, "2019M0100")
    assert (t.seul["montant_dernier_ht_eur"], t.regles) == (130_000, ["souche_2019"])


def test_2019_stems_that_are_lots_are_not_folded(tmp_path: Path) -> None:
    """...01, ...02 and ...03 are three lots of one consultation (50 000 + 60 000 + 70 000): 180 000 €."""
    lots = [
        marche_2019(f"2019M01{n:02d}", titulaire, objet=f"Voirie - Lot {n}", montant=40_000 + 10_000 * n)
        for n, titulaire in ((1, ABEILLE), (2, BOULEAU), (3, CEDRE))
    ]
    # the same supplier may win two lots on one day: still two contracts
    lots.append(marche_2019("2019M0104", ABEILLE, objet="Voirie - Lot 4", montant=50_000))
    t = Tables(tmp_path, lots)
    assert (t.total, len(t.contrats)) == (230_000, 4)


def test_2019_stems_with_one_objet_and_two_amounts_are_two_unless_modified(tmp_path: Path) -> None:
    """Two calls of one framework bear neighbouring ids, no modification: 100 000 + 40 000 €."""
    t = Tables(tmp_path, [marche_2019("2019M0100"), marche_2019("2019M0101", montant=40_000)])
    assert (t.total, len(t.contrats)) == (140_000, 2)


def test_what_2019_calls_formeprix_is_a_type_of_price(tmp_path: Path) -> None:
    """« Révisable » of 2019 is « Définitif révisable »; nothing is known of considerations or of the 2022 forme."""
    t = Tables(tmp_path, [marche_2019(formePrix="Révisable", nature="Accord-cadre")])
    assert t.valeurs("type_prix") == {"Définitif révisable": "Révisable"}
    assert (t.seul["forme_prix"], t.seul["forme_prix_publiee"]) == (None, "Révisable")
    assert (t.seul["type"], t.seul["nature"], t.seul["nature_publiee"]) == (
        "accord_cadre",
        "Marché",
        "Accord-cadre",
    )
    inconnues = (
        "consideration_sociale",
        "consideration_environnementale",
        "marche_reserve",
        "marche_innovant",
    )
    assert [t.seul[champ] for champ in (*inconnues, "attribution_avance", "format")] == [None] * 5 + ["2019"]


def test_one_contract_in_both_formats_has_the_considerations_of_2022(tmp_path: Path) -> None:
    """Published in 2019's format, then again in 2022's under the same id: 100 000 €, and a known clause."""
    meme = {"dateNotification": "2023-12-01", "datePublicationDonnees": "2023-12-20"}
    ancien = marche_2019("2023M0100", **meme)
    nouveau = marche("2023M0100", **meme, considerationsSociales={"considerationSociale": ["Clause sociale"]})
    t = Tables(tmp_path, [ancien], [nouveau])
    assert (t.total, t.seul["format"], t.seul["clause_sociale"]) == (100_000, "2022", True)


# -- modifications ------------------------------------------------------------------------------------------------


def _modifie(*montants: float | None, **champs: Any) -> dict[str, Any]:
    modifications = []
    for rang, montant in enumerate(montants, 1):
        m = {"id": rang, "dateNotificationModification": f"2024-{rang + 4:02d}-01"}
        modifications.append({"modification": m | ({} if montant is None else {"montant": montant})})
    return marche(modifications=modifications, **champs)


MODIFIES: list[Any] = [
    ((120_000,), 120_000, ["total"]),
    ((90_000,), 90_000, ["total"]),
    # 100 000 + 8 000
    ((8_000,), 108_000, ["increment"]),
    # 100 000 + 8 000 - 3 000
    ((8_000, -3_000), 105_000, ["increment", "increment"]),
    # a total of 150 000, then 5 000 more
    ((150_000, 5_000), 155_000, ["total", "increment"]),
    ((8_000, 150_000), 150_000, ["increment", "total"]),
    # one euro stands for no amount
    ((1,), 100_000, ["inexploitable"]),
    ((None,), 100_000, ["sans_montant"]),
    # 40 000 may be the new total or an increase: nobody knows
    ((40_000,), None, ["indetermine"]),
    ((40_000, 130_000), 130_000, ["indetermine", "total"]),
]


@pytest.mark.parametrize("rang", range(len(MODIFIES)), ids=[ascii(c) for c in MODIFIES])
def test_what_a_modification_amount_means(rang: int, cas: Cas) -> None:
    """The initial amount of 100 000 € is what counts, whatever the modification says (law 6)."""
    _, dernier, lectures = MODIFIES[rang]
    t = cas("modifies", [[[_modifie(*montants)]] for montants, _, _ in MODIFIES])[rang]
    assert (t.total, t.seul["montant_initial_ht_eur"]) == (100_000, 100_000)
    assert t.seul["montant_dernier_ht_eur"] == dernier
    assert [m["interpretation"] for m in t.table("modifications")] == lectures


def test_a_modification_told_by_each_snapshot_is_counted_once(tmp_path: Path) -> None:
    """The increase of 8 000 € is in three files, spelled in three ways: 108 000 €, one modification."""
    fichiers = [
        [_modifie(montant, datePublicationDonnees=f"2024-0{n}-01")]
        for n, montant in ((6, 8_000), (7, 8_000.0))
    ]
    texte = _modifie(datePublicationDonnees="2024-08-01")
    texte["modifications"] = [{"dateNotificationModification": "2024-05-01+02:00", "montant": "8000.00"}]
    t = Tables(tmp_path, *fichiers, [texte])
    assert (t.seul["nb_modifications"], t.seul["montant_dernier_ht_eur"]) == (1, 108_000)


def test_a_supplier_named_by_a_modification_is_no_supplier_of_the_first_day(tmp_path: Path) -> None:
    """Bouleau replaces Abeille in a modification: one supplier at first, the other at rank 1."""
    repris = _modifie(100_000)
    repris["modifications"][0]["modification"]["titulaires"] = sirets(BOULEAU)
    t = Tables(tmp_path, [repris])
    noms = {(x["rang_modification"], x["titulaire_id"]) for x in t.table("titulaires")}
    assert (noms, t.seul["nb_titulaires"]) == ({(0, ABEILLE), (1, BOULEAU)}, 1)


# -- frameworks ---------------------------------------------------------------------------------------------------


def test_a_framework_at_its_maximum_and_its_call_offs(tmp_path: Path) -> None:
    """A framework of 500 000 € at most and two call-offs (80 000 + 70 000): 500 000 €, and 150 000 apart."""
    cadre = marche(
        "2024AC1", techniques={"technique": ["Accord-cadre"]}, montant=500_000, objet="Entretien des voies"
    )
    appels = [
        marche(f"2024MS{n}", objet=f"Rue numéro {n}", montant=montant, idAccordCadre="2024AC1")
        for n, montant in ((1, 80_000), (2, 70_000))
    ]
    t = Tables(tmp_path, [cadre, *appels])
    assert t.total == 500_000
    par_type = {c["contrat_id"].split("-")[1]: (c["type"], c["accord_cadre_contrat_id"]) for c in t.contrats}
    assert par_type == {
        "2024AC1": ("accord_cadre", None),
        "2024MS1": ("marche_subsequent", f"{VILLE}-2024AC1"),
        "2024MS2": ("marche_subsequent", f"{VILLE}-2024AC1"),
    }


def test_a_framework_that_repeats_its_own_reference_is_no_call_off(tmp_path: Path) -> None:
    """Platforms write idAccordCadre on the framework: it stays one, and a plain contract that names itself too."""
    cadre = marche("AC1", techniques={"technique": ["Accord-cadre"]}, idAccordCadre="AC1")
    simple = marche("M2", objet="Achat d'arbres", idAccordCadre="M2")
    t = Tables(tmp_path, [cadre, simple])
    assert {c["id_publie"]: c["type"] for c in t.contrats} == {"AC1": "accord_cadre", "M2": "marche"}


# -- amounts, dates, identifiers of suppliers ---------------------------------------------------------------------


MONTANTS: list[Any] = [
    (100_000.5, Decimal("100000.50"), None),
    ("100000,5", Decimal("100000.50"), None),
    (None, None, "absent"),
    ("NC", None, "illisible"),
    ("12 000", None, "illisible"),
    (0, None, "symbolique"),
    (1, None, "symbolique"),
    (-100_000, None, "aberrant"),
    (999_999_999, None, "aberrant"),
    (123_456_789, None, "aberrant"),
    (1_500_000_000, Decimal(1_500_000_000), "suspect"),
    (3_000_000_001, None, "aberrant"),
    (10**30, None, "aberrant"),
]


@pytest.mark.parametrize("rang", range(len(MONTANTS)), ids=[ascii(c) for c in MONTANTS])
def test_an_absurd_amount_is_shown_and_not_counted(rang: int, cas: Cas) -> None:
    """A sound contract of 50 000 € beside it: the total is 50 000 € and what is kept of the other."""
    publie, retenu, anomalie = MONTANTS[rang]
    sain = marche("2024M02", objet="Achat d'arbres", montant=50_000)
    t = cas("montants", [[[marche(montant=montant), sain]] for montant, _, _ in MONTANTS])[rang]
    (douteux,) = [c for c in t.contrats if c["id_publie"] == "2024M01"]
    assert (douteux["montant_retenu_ht_eur"], douteux["montant_anomalie"]) == (retenu, anomalie)
    assert t.total == 50_000 + (retenu or 0)
    assert (douteux["montant_publie"] is None) == (publie is None)
    assert (f"montant_{anomalie}" in t.codes) == (anomalie is not None)


DATES: list[Any] = [
    ("2024-02-29", 2024, None),
    ("2024-03-01+01:00", 2024, None),
    ("2024-03-01T10:00:00", 2024, None),
    ("2023-02-29", None, "date_impossible"),
    ("0206-01-01", None, "date_impossible"),
    ("1999-12-31", None, "date_impossible"),
    ("2099-01-01", None, "date_impossible"),
    ("2026-07-01", 2026, None),
    ("2026-07-02", None, "date_impossible"),
    ("01/03/2024", None, "date_impossible"),
    ("2024-13-01", None, "date_impossible"),
    ("NC", None, "date_impossible"),
    (None, None, "date_absente"),
]


@pytest.mark.parametrize("rang", range(len(DATES)), ids=[ascii(c) for c in DATES])
def test_an_impossible_date_leaves_the_year_unknown(rang: int, cas: Cas) -> None:
    """The contract still counts 100 000 €; the state is drawn up on 30 June 2026, the morrow is allowed."""
    publiee, annee, code = DATES[rang]
    t = cas("dates", [[[marche(dateNotification=jour)]] for jour, _, _ in DATES])[rang]
    assert (t.total, t.seul["annee_notification"], t.seul["date_notification_publiee"]) == (
        100_000,
        annee,
        publiee,
    )
    assert {c for c in t.codes if c.startswith("date_")} == ({code} if code else set())


POSTE = "356000000"
"""La Poste's public SIREN: its establishments do not all pass Luhn."""


SIRETS: list[Any] = [
    (ABEILLE, ABEILLE, True, False),
    (f" {ABEILLE[:9]} {ABEILLE[9:]} ", ABEILLE, True, True),
    (f"{ABEILLE}.0", ABEILLE, True, True),
    # read as a number: the leading zeros are put back because Luhn then agrees
    (HETRE.lstrip("0"), HETRE, True, True),
    (siret_faux(ABEILLE), siret_faux(ABEILLE), False, False),
    # 3+5+6 + 0+0+0+0+1+5 = 20, a multiple of 5; Luhn would refuse it
    (POSTE + "00015", POSTE + "00015", True, False),
    (POSTE + "00016", POSTE + "00016", False, False),
]


@pytest.mark.parametrize("rang", range(len(SIRETS)), ids=[ascii(c) for c in SIRETS])
def test_the_siret_of_a_supplier(rang: int, cas: Cas) -> None:
    _, garde, valide, repare = SIRETS[rang]
    t = cas("sirets", [[[marche("2024M01", publie)]] for publie, *_ in SIRETS])[rang]
    (lu,) = t.table("titulaires")
    assert (lu["titulaire_id"], lu["siren"], lu["siret_valide"]) == (garde, garde[:9], valide)
    assert (lu["titulaire_id_publie"].strip() != garde) == repare
    assert ("siret_titulaire_invalide" in t.codes) == (not valide)


def test_lost_zeros_are_not_put_back_when_luhn_disagrees(tmp_path: Path) -> None:
    """Ten digits that no key confirms name no company: neither SIREN nor SIRET is invented."""
    t = Tables(tmp_path, [marche("2024M01", siret_faux(HETRE).lstrip("0"))])
    (lu,) = t.table("titulaires")
    assert (lu["siren"], lu["siret_valide"]) == (None, False)


def test_a_supplier_from_elsewhere_and_a_name_in_place_of_an_identifier(tmp_path: Path) -> None:
    """A VAT number is kept; a person's name in the place of an identifier is counted and never shown."""
    titulaires = [
        {"titulaire": {"typeIdentifiant": "TVA_INTRACOMMUNAUTAIRE", "id": tva(siren(104))}},
        {"titulaire": {"typeIdentifiant": "HORS_UE", "id": "Jeanne Exemple"}},
    ]
    t = Tables(tmp_path, [marche(titulaires=titulaires)])
    lus = {(x["type_identifiant"], x["titulaire_id"]) for x in t.table("titulaires")}
    assert (lus, t.seul["nb_titulaires"]) == ({("TVA", tva(siren(104))), ("HORS-UE", None)}, 2)
    assert "identifiant_non_publiable" in t.codes


def test_a_corrected_establishment_is_one_supplier(tmp_path: Path) -> None:
    """Two sources name two establishments of one company: one supplier, the preferred source's."""
    autre = marche("2024M01", siret(siren(101), 7), datePublicationDonnees="2024-06-01")
    t = Tables(tmp_path, [marche("2024M01", ABEILLE)], [autre])
    assert [x["titulaire_id"] for x in t.table("titulaires")] == [siret(siren(101), 7)]


# -- spelling, unknown, no ----------------------------------------------------------------------------------------


ECRITURES: list[Any] = [
    "Appel d'offres ouvert",
    "APPEL D’OFFRES OUVERT",
    "appel d offres  ouvert",
    "Appel d\u2019Offres Ouvert ",
]


@pytest.mark.parametrize("rang", range(len(ECRITURES)), ids=[ascii(c) for c in ECRITURES])
def test_a_label_in_any_spelling_is_the_official_one_and_its_own_is_kept(rang: int, cas: Cas) -> None:
    autres = {"ccag": "MAITRISE D’OEUVRE", "nature": "marche"}
    t = cas("ecritures", [[[marche(procedure=ecriture, **autres)]] for ecriture in ECRITURES])[rang]
    assert (t.seul["procedure"], t.seul["procedure_publiee"]) == ("Appel d'offres ouvert", ECRITURES[rang])
    assert (t.seul["ccag"], t.seul["ccag_publie"]) == ("Maitrise d'œuvre", "MAITRISE D’OEUVRE")
    assert (t.seul["nature"], t.seul["nature_publiee"]) == ("Marché", "marche")


def test_a_value_outside_the_list_is_kept_and_flagged(tmp_path: Path) -> None:
    t = Tables(tmp_path, [marche(procedure="Gré à gré")])
    assert (t.seul["procedure"], t.seul["procedure_publiee"]) == (None, "Gré à gré")
    assert "valeur_hors_liste" in t.codes


SOCIALES: list[Any] = [
    (["Clause sociale"], True, False, {"clause_sociale"}),
    (["CRITERE SOCIAL", "Clause Sociale"], True, False, {"clause_sociale", "critere_social"}),
    (["Marché réservé"], True, True, {"marche_reserve"}),
    (["Pas de considération sociale"], False, False, {"aucune"}),
    # a contradiction keeps the positive
    (["Pas de considération sociale", "Clause sociale"], True, False, {"clause_sociale"}),
    (["NC"], None, None, {"inconnue"}),
    (["MQ"], None, None, {"inconnue"}),
    ([""], None, None, set()),
    ([], None, None, set()),
    # in JSON « Sans objet » is in no list: it says nothing
    (["Sans objet"], None, None, {"inconnue"}),
]


@pytest.mark.parametrize("rang", range(len(SOCIALES)), ids=[ascii(c[0]) for c in SOCIALES])
def test_unknown_is_not_no(rang: int, cas: Cas) -> None:
    sociales, sociale, reserve, lues = SOCIALES[rang]
    autres = {"marcheInnovant": "NC", "attributionAvance": "oui"}
    histoires = [
        [[marche(considerationsSociales={"considerationSociale": c}, **autres)]] for c, *_ in SOCIALES
    ]
    t = cas("sociales", histoires)[rang]
    assert (t.seul["consideration_sociale"], t.seul["marche_reserve"]) == (sociale, reserve)
    assert set(t.valeurs("sociale")) == lues
    assert (t.seul["marche_innovant"], t.seul["attribution_avance"]) == (None, True)
    assert t.seul["consideration_environnementale"] is None
    contredit = len(sociales) == 2 and sociale is True and "Pas de considération sociale" in sociales
    assert ("considerations_contradictoires" in t.codes) == contredit


def test_what_one_source_does_not_say_another_may(tmp_path: Path) -> None:
    """The later publication says NC; the earlier one declares a clause: it is known."""
    connue = marche(considerationsSociales={"considerationSociale": ["Clause sociale"]})
    muette = marche(
        considerationsSociales={"considerationSociale": ["NC"]}, datePublicationDonnees="2024-06-01"
    )
    t = Tables(tmp_path, [connue], [muette])
    assert (t.total, t.seul["consideration_sociale"]) == (100_000, True)


# -- the flat CSV -------------------------------------------------------------------------------------------------

COLONNES = (
    "id,acheteur_id,objet,montant,dateNotification,datePublicationDonnees,titulaire_id,titulaire_typeIdentifiant,"
    "considerationsSociales,considerationsEnvironnementales,modification_id\n"
)


def _ligne(
    titulaire: str, montant: int = 100_000, jour: str = "2024-03-01", version: int = 0, **champs: str
) -> str:
    considerations = f"{champs.get('social', '')},{champs.get('env', '')}"
    contrat = f"2024M01,{siret(VILLE)},Crèche des Tilleuls,{montant},{jour},2024-04-01"
    return f"{contrat},{titulaire},SIRET,{considerations},{version}\n"


def test_fourteen_suppliers_by_eighteen_versions_in_a_flat_file_are_one_contract(tmp_path: Path) -> None:
    """252 lines of a group of 14 over 18 versions, from 100 000 up to 185 000 €: one contract of 100 000 €."""
    equipe = [siret(siren(200 + n)) for n in range(14)]
    versions = [(v, 100_000 + 5_000 * v, f"{2024 + v // 12}-{v % 12 + 1:02d}-15") for v in range(18)]
    texte = COLONNES + "".join(_ligne(t, montant, jour, v) for v, montant, jour in versions for t in equipe)
    t = Tables(tmp_path, texte)
    assert t.bilan["total"] == {"lus": 252, "gardes": 1, "fusionnes": 251, "quarantaine": 0}
    assert (t.total, t.seul["nb_titulaires"], t.seul["nb_modifications"]) == (100_000, 14, 17)
    assert t.seul["montant_dernier_ht_eur"] == 185_000
    assert set(t.regles) == {"ligne_aplatie"}


def test_sans_objet_of_the_flat_file_is_a_declared_no_and_empty_is_unknown(tmp_path: Path) -> None:
    t = Tables(tmp_path, COLONNES + _ligne(ABEILLE, social="Sans objet"))
    assert (t.seul["consideration_sociale"], t.seul["consideration_environnementale"]) == (False, None)
    assert t.valeurs("sociale") == {"aucune": "Sans objet"}
    assert t.seul["type"] == "inconnu"


def test_the_flat_file_adds_nothing_to_a_contract_published_in_full(tmp_path: Path) -> None:
    """The consolidated file repeats the contract by supplier and version: 100 000 €, no modification of its own."""
    plein = marche("2024M01", ABEILLE, BOULEAU, objet="Crèche des Tilleuls")
    plat = COLONNES + _ligne(ABEILLE) + _ligne(BOULEAU) + _ligne(ABEILLE, 100_000, "2025-03-01", 1)
    t = Tables(tmp_path, [plein], plat)
    assert (t.total, t.seul["nb_titulaires"], t.seul["nb_modifications"], t.seul["format"]) == (
        100_000,
        2,
        0,
        "2022",
    )


# -- concessions --------------------------------------------------------------------------------------------------


def _concession(**champs: Any) -> dict[str, Any]:
    base = {
        "id": "2024C01",
        "autoriteConcedante": {"id": siret(VILLE)},
        "nature": "Délégation de service public",
        "objet": "Exploitation de la piscine",
        "procedure": "Procédure négociée ouverte",
        "dateSignature": "2024-02-01",
        "datePublicationDonnees": "2024-03-01",
        "dateDebutExecution": "2024-04-01",
        "valeurGlobale": 4_000_000,
        "montantSubventionPublique": 250_000,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": CEDRE}}],
        "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
    }
    return base | champs


def _annee(annee: int, *tarifs: tuple[str, float]) -> dict[str, Any]:
    return {
        "donneesAnnuelles": {
            "datePublicationDonneesExecution": f"{annee}-03-01",
            "depensesInvestissement": 10_000 * (annee - 2024),
            "tarifs": [{"tarif": {"intituleTarif": nom, "tarif": prix}} for nom, prix in tarifs],
        }
    }


def test_a_concession_told_year_after_year(tmp_path: Path) -> None:
    """Three snapshots add a year of execution each: 4 000 000 €, two years, three tariffs, not six."""
    un, deux = _annee(2025, ("Plein tarif", 4.5)), _annee(2026, ("Plein tarif", 4.8), ("Enfants", 2))
    t = Tables(
        tmp_path,
        [_concession()],
        [_concession(donneesExecution=[un], datePublicationDonnees="2025-03-01")],
        [_concession(donneesExecution=[un, deux], datePublicationDonnees="2026-03-01")],
    )
    assert (t.total, t.seul["type"], t.seul["marche_reserve"]) == (4_000_000, "concession", True)
    assert (t.seul["montant_subvention_publique_eur"], t.seul["annee_notification"]) == (250_000, 2024)
    assert [x["depenses_investissement_eur"] for x in t.table("execution_concession")] == [10_000, 20_000]
    assert [(x["annee_rang"], x["intitule"], x["tarif_eur"]) for x in t.table("tarifs_concession")] == [
        (1, "Plein tarif", Decimal("4.5")),
        (2, "Plein tarif", Decimal("4.8")),
        (2, "Enfants", Decimal(2)),
    ]


def test_a_concession_and_a_marche_never_merge(tmp_path: Path) -> None:
    """Same buyer, id, objet, supplier, amount and day: 2 x 4 000 000 €."""
    jumeau = marche(
        "2024C01", CEDRE, objet="Exploitation de la piscine", montant=4_000_000, dateNotification="2024-02-01"
    )
    t = Tables(tmp_path, [_concession(), jumeau])
    assert (t.total, {c["type"] for c in t.contrats}) == (8_000_000, {"concession", "marche"})


# -- subcontracting, quarantine -----------------------------------------------------------------------------------


def test_subcontracting_is_told_once_by_its_fullest_snapshot(tmp_path: Path) -> None:
    """One acte of 10 000 €, then two (10 000 + 5 000): two actes, and the contract's 100 000 € are untouched."""

    def acte(numero: int, montant: int) -> dict[str, Any]:
        sous_traitant = {"typeIdentifiant": "SIRET", "id": CEDRE}
        return {
            "acteSousTraitance": {
                "id": numero,
                "sousTraitant": sous_traitant,
                "montant": montant,
                "variationPrix": "FERME",
            }
        }

    t = Tables(
        tmp_path,
        [marche(actesSousTraitance=[acte(1, 10_000)], sousTraitanceDeclaree=False)],
        [marche(actesSousTraitance=[acte(1, 10_000), acte(2, 5_000)], sousTraitanceDeclaree=False)],
    )
    assert t.total == 100_000
    actes = t.table("actes_sous_traitance")
    assert [(a["montant_ht_eur"], a["sous_traitant_id"], a["variation_prix"]) for a in actes] == [
        (10_000, CEDRE, "Ferme"),
        (5_000, CEDRE, "Ferme"),
    ]
    assert "sous_traitance_contredite" in t.codes


def test_quarantine_has_three_reasons_and_a_poor_record_is_no_reason(tmp_path: Path) -> None:
    """No usable buyer, no content; a record without id, amount, date nor supplier is kept: one contract."""
    pauvre = {"acheteur": {"id": siret(VILLE)}, "objet": "Bancs publics"}
    t = Tables(
        tmp_path,
        [
            marche(acheteur={"id": "12345"}),
            marche("2", acheteur={"id": "0" * 14}),
            {"acheteur": {"id": siret(VILLE)}},
            pauvre,
        ],
    )
    motifs = sorted(q["motif"] for q in t.table("quarantaine"))
    assert (motifs, len(t.contrats)) == (
        ["acheteur_inutilisable", "acheteur_inutilisable", "sans_contenu"],
        1,
    )
    assert (t.total, t.seul["montant_anomalie"], t.seul["annee_notification"]) == (0, "absent", None)
