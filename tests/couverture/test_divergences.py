"""Where sources of one contract disagree, field by field: who says what, and what the contract keeps."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipelines.contrats.couverture.ecriture import CHAMPS
from tests.couverture.mondes import contrat, etablir_monde, lire, marches_2019, table
from tests.decp.outils import FABRE, GARNIER, HUBERT, VILLE, titulaires

COUPE = "Travaux de restauration de la couverture et des maçonneries de la halle aux grains, tranche ferme"
SANS_FORME = {"titulaire": {"typeIdentifiant": "SIRET", "id": "Fabre Jeanne"}}

# field, what each of the two sources says, how it is cited
OPPOSES: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, str]]] = [
    ("montant", {"montant": 120000.5}, {"montant": 120001}, ("120000.5", "120001")),
    ("date_notification", {"dateNotification": "2024-01-10"}, {"dateNotification": "2024-01-11"},
     ("2024-01-10", "2024-01-11")),
    ("nature", {"nature": "MARCHÉ"}, {"nature": "Marché de partenariat"}, ("Marché", "Marché de partenariat")),
    ("procedure", {"procedure": "MAPA"}, {"procedure": "Dialogue compétitif"},
     ("Procédure adaptée", "Dialogue compétitif")),
    ("code_cpv", {"codeCPV": "45000000-7"}, {"codeCPV": "45210000"}, ("45000000", "45210000")),
    ("duree_mois", {"dureeMois": 12}, {"dureeMois": "24"}, ("12", "24")),
    ("forme_prix", {"formePrix": "Unitaire"}, {"formePrix": "Mixte"}, ("Unitaire", "Mixte")),
    ("objet", {}, {"objet": "Une prestation tout autre"}, ("diffère", "diffère")),
    # a set: in any order; what has not the form of an identifier is compared and not shown
    ("titulaires", {"titulaires": [*titulaires(HUBERT, FABRE), SANS_FORME]}, {"titulaires": titulaires(FABRE)},
     (f"{FABRE} {HUBERT} masqué", FABRE)),
]  # fmt: skip
# field, what each says, whether it is comparable at all
ACCORDES: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("montant", {"montant": 120000.99}, {"montant": 120000}, 1),
    ("montant", {"montant": "NC"}, {"montant": 120000}, 0),
    ("date_notification", {"dateNotification": "2024-01-10"}, {"dateNotification": "2024-01-10+01:00"}, 1),
    ("nature", {"nature": "Marché"}, {"nature": "MARCHE"}, 1),
    ("nature", {"nature": "Marché"}, {"nature": "Accord-cadre"}, 1),
    ("nature", {"nature": "Marché"}, {"nature": "Commande"}, 0),
    ("procedure", {"procedure": "Appel d'offres ouvert"}, {"procedure": "Appel d offres ouvert"}, 1),
    ("code_cpv", {"codeCPV": "45000000-7"}, {"codeCPV": "45000000"}, 1),
    ("code_cpv", {"codeCPV": "45000000"}, {"codeCPV": "45"}, 0),
    ("duree_mois", {"dureeMois": 12}, {"dureeMois": "12.0"}, 1),
    ("duree_mois", {"dureeMois": 12}, {"dureeMois": "un an"}, 0),
    ("forme_prix", {"formePrix": "Unitaire"}, {"formePrix": "Révisable"}, 0),
    ("objet", {"objet": "Réfection qualité"}, {"objet": "REFECTION  qualité."}, 1),
    ("objet", {"objet": "Entretien qualité"}, {"objet": "Entretien qualit\ufffd"}, 1),
    ("objet", {"objet": COUPE}, {"objet": COUPE[:60] + "…"}, 1),
    ("objet", {"objet": None}, {"objet": "Un objet que l'autre tait"}, 0),
    ("titulaires", {"titulaires": titulaires(FABRE)}, {"titulaires": titulaires(FABRE[:9] + "00034")}, 1),
    ("titulaires", {"titulaires": titulaires(FABRE)}, {"titulaires": []}, 0),
    ("titulaires", {"titulaires": titulaires(FABRE, GARNIER)}, {"titulaires": titulaires(GARNIER, FABRE)}, 1),
]  # fmt: skip
CAS = [(champ, a, b) for champ, a, b, _ in (*OPPOSES, *ACCORDES)]


def paire(rang: int) -> tuple[str, str]:
    """The two sources of a case: each case has its own, and its own contract."""
    return f"c{rang:02d}-a", f"c{rang:02d}-b"


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first source of each case publishes last: the contract rests on its record."""
    dossier, fichiers = tmp_path_factory.mktemp("divergences"), {}
    for rang, (_, a, b) in enumerate(CAS):
        commun = {"montant": 50_000 + 1_000 * rang}
        un, autre = paire(rang)
        fichiers[f"{un}/1.json"] = [contrat(f"D{rang}", publie="2024-02-02", **(commun | a))]
        fichiers[f"{autre}/1.json"] = [contrat(f"D{rang}", publie="2024-02-01", **(commun | b))]
    _, bilan = etablir_monde(dossier, fichiers)
    assert bilan["contrats"] == bilan["contrats_plusieurs_sources"] == len(CAS), "each pair is one contract"
    return dossier


def cites(dossier: Path, rang: int) -> list[tuple[Any, ...]]:
    lues = table(dossier, "divergences_sources", "champ", "source", "valeur", "retenu")
    return [x for x in lues if x[1] in paire(rang)]


def accords(dossier: Path, champ: str, un: str = "alpha", autre: str = "beta") -> tuple[Any, ...]:
    colonnes = (f"{champ}_concordants", f"{champ}_divergents")
    [ligne] = table(dossier, "croisement_sources", *colonnes, source_a=un, source_b=autre)
    return ligne


@pytest.mark.parametrize("rang", range(len(OPPOSES)), ids=[x[0] for x in OPPOSES])
def test_two_sources_that_disagree_are_both_cited_and_one_is_kept(rang: int, monde: Path) -> None:
    (champ, _, _, valeurs), (un, autre) = OPPOSES[rang], paire(rang)
    assert cites(monde, rang) == [(champ, un, valeurs[0], True), (champ, autre, valeurs[1], False)]
    assert accords(monde, champ, un, autre) == (0, 1)


@pytest.mark.parametrize("rang", range(len(ACCORDES)))
def test_another_spelling_agrees_and_what_one_does_not_say_is_not_compared(rang: int, monde: Path) -> None:
    (champ, _, _, compte), place = ACCORDES[rang], rang + len(OPPOSES)
    assert cites(monde, place) == []
    assert accords(monde, champ, *paire(place)) == (compte, 0)


def test_each_row_is_of_a_contract_that_exists_and_no_name_is_shown(monde: Path) -> None:
    assert {x["contrat_id"] for x in lire(monde, "divergences_sources")} <= {
        x["contrat_id"] for x in lire(monde, "contrats")
    }
    assert "Jeanne" not in str(lire(monde, "divergences_sources"))


def ligne_plate(numero: str, titulaire: str, notifie: str, publie: str) -> str:
    une = contrat(numero)
    return f"{une['id']},{VILLE},{titulaire},SIRET,{une['objet']},100000,{notifie},{publie}"


@pytest.fixture(scope="module")
def plusieurs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources that say a contract in several records, each beside one that says it in one."""
    un, deux = (contrat("P1", titulaires=titulaires(s)) for s in (FABRE, GARNIER))
    entete = "id,acheteur_id,titulaire_id,titulaire_typeIdentifiant,objet,montant,dateNotification"
    entete += ",datePublicationDonnees"
    versions = ((GARNIER, "2024-06-10", "2024-07-01"), (FABRE, "2024-01-10", "2024-02-01"))
    lignes = [ligne_plate("P2", *version) for version in versions]
    de_2019 = contrat("P4", publie="2024-05-01", dureeMois=6) | {
        "acheteur": {"id": VILLE, "nom": "Ville"},
        "titulaires": [x["titulaire"] for x in titulaires(FABRE)],
    }
    fichiers: dict[str, Any] = {
        "separes-a/1.json": [un, deux],
        "separes-b/1.json": [contrat("P1", titulaires=titulaires(GARNIER, FABRE))],
        "plat-a/1.csv": "\n".join([entete, *lignes, ""]).encode(),
        "plat-b/1.json": [contrat("P2")],
        "corrige-a/1.json": [
            contrat("P3", publie="2024-01-20", dureeMois=6),
            contrat("P3", publie="2024-03-20", dureeMois=12),
        ],
        "corrige-b/1.json": [contrat("P3", publie="2024-04-01", dureeMois=12)],
        "formats-a/1.json": marches_2019(de_2019),
        "formats-a/2.json": [contrat("P4", publie="2024-02-01", dureeMois=12, ccag="Travaux")],
        "formats-b/1.json": [contrat("P4", publie="2024-03-01", dureeMois=12, ccag="Travaux")],
        # beside a full record, a flat line neither adds a supplier nor takes one away
        "mixte-a/1.json": [contrat("P6")],
        "mixte-a/2.csv": "\n".join(
            [entete, ligne_plate("P6", HUBERT, "2024-01-10", "2024-02-01"), ""]
        ).encode(),
        "mixte-b/1.json": [contrat("P6")],
        # with and without cents, they say the same; the third does not
        **{
            f"euros-{n}/1.json": [contrat("P7", montant=m)]
            for n, m in enumerate((120000.5, 120000, 130000), 1)
        },
        # the one that says nothing has no row
        **{f"trois-{n}/1.json": [contrat("P5", dureeMois=d)] for n, d in enumerate((12, 12, 24, None), 1)},
    }
    # two records of one source that differ in this alone: the source says what the contract keeps
    for rang, (un, deux) in enumerate(permutations(("Unitaire", "Forfaitaire", "Mixte"), 2)):
        fichiers[f"jumeaux-a/{rang}.json"] = [contrat(f"J{rang}", formePrix=f) for f in (un, deux)]
        [autre] = {"Unitaire", "Forfaitaire", "Mixte"} - {un, deux}
        fichiers[f"jumeaux-b/{rang}.json"] = [contrat(f"J{rang}", publie="2024-01-09", formePrix=autre)]
    dossier = tmp_path_factory.mktemp("plusieurs")
    _, bilan = etablir_monde(dossier, fichiers)
    assert bilan["contrats"] == bilan["contrats_plusieurs_sources"] == 13
    assert bilan["divergences"] == {"forme_prix": 6, "duree_mois": 1, "montant": 1}
    assert bilan["contrats_divergents"] == 8
    return dossier


def test_a_source_that_names_suppliers_one_record_at_a_time_names_them_all(plusieurs: Path) -> None:
    assert accords(plusieurs, "titulaires", "separes-a", "separes-b") == (1, 0)


def test_of_a_flat_file_the_first_version_counts(plusieurs: Path) -> None:
    # neither the date nor the supplier of the modification contradicts the contract as it was notified
    for champ in ("titulaires", "date_notification"):
        assert accords(plusieurs, champ, "plat-a", "plat-b") == (1, 0)


def test_of_several_records_a_source_is_judged_on_the_one_it_would_keep(plusieurs: Path) -> None:
    assert accords(plusieurs, "duree_mois", "corrige-a", "corrige-b") == (1, 0)


def test_a_2022_record_is_preferred_to_a_later_one_of_2019(plusieurs: Path) -> None:
    assert accords(plusieurs, "duree_mois", "formats-a", "formats-b") == (1, 0)


def test_three_sources_of_which_one_stands_alone_are_all_cited(plusieurs: Path) -> None:
    lues = table(plusieurs, "divergences_sources", "source", "valeur", champ="duree_mois")
    assert lues == [("trois-1", "12"), ("trois-2", "12"), ("trois-3", "24")]
    assert accords(plusieurs, "duree_mois", "trois-1", "trois-4") == (0, 0)


def test_a_value_is_kept_when_it_says_the_same_to_the_euro(plusieurs: Path) -> None:
    lues = table(plusieurs, "divergences_sources", "source", "valeur", "retenu", champ="montant")
    assert [x[:2] for x in lues] == [("euros-1", "120000.5"), ("euros-2", "120000"), ("euros-3", "130000")]
    assert {source for source, _, retenu in lues if retenu} == {"euros-1", "euros-2"}


def test_a_flat_line_beside_a_full_record_names_no_supplier(plusieurs: Path) -> None:
    assert accords(plusieurs, "titulaires", "mixte-a", "mixte-b") == (1, 0)


def test_the_source_of_the_record_that_the_contract_rests_on_is_judged_on_it(plusieurs: Path) -> None:
    lues = table(plusieurs, "divergences_sources", "source", "retenu", champ="forme_prix")
    assert sorted(lues) == [("jumeaux-a", True)] * 6 + [("jumeaux-b", False)] * 6


def test_agreements_disagreements_and_silences_make_all_common_contracts(exemple: Any) -> None:
    dossier, _, _ = exemple
    for x in lire(dossier, "croisement_sources"):
        assert x["contrats_communs"] > 0
        for champ in CHAMPS:
            assert x[f"{champ}_concordants"] + x[f"{champ}_divergents"] <= x["contrats_communs"]
        assert x["contrats_communs"] + x["contrats_seulement_a"] == x["contrats_a"]
        assert x["contrats_communs"] + x["contrats_seulement_b"] == x["contrats_b"]
