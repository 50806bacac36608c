"""The registers of the fictional community: whole, consistent with one another, and true to their oracle.

Belongs here: what can be checked on the rows, and on the files with plain readers. What the pipeline makes
of the deliveries is in test_registres_livres.py.
"""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from pipelines.fictif.generer import GRAINE, contenus_prives, remplir
from pipelines.fictif.identifiants import luhn_valide
from pipelines.fictif.prives import ecrire_prives
from pipelines.fictif.registres.assembler import peupler
from pipelines.fictif.registres.clauses import CODES
from pipelines.fictif.registres.fiches import VOIES
from pipelines.schemas import tables as schemas
from tests.fictif.lecture import EXEMPLE

MONDE = peupler(remplir(), GRAINE)
TABLES = MONDE.tables
REGISTRES = [nom for nom in schemas.lister(usage="registre") if nom != "livraisons"]
VERITE: dict[str, Any] = json.loads((EXEMPLE / "verite_registres.json").read_text("utf-8"))
JOURNAL = list(csv.DictReader(io.StringIO((EXEMPLE / "registres/livraisons.csv").read_text("utf-8"))))
PRIVES = contenus_prives()
OCTETS = PRIVES | {
    p.relative_to(EXEMPLE).as_posix(): p.read_bytes() for p in (EXEMPLE / "registres").rglob("*.*")
}
CHAMPS = [(nom, champ) for nom in REGISTRES for champ in schemas.charger(nom)["fields"]]


def valeurs(table: str, colonne: str) -> list[Any]:
    return [x[colonne] for x in TABLES[table] if x.get(colonne) is not None]


def cle(ligne: dict[str, Any], colonnes: str | list[str]) -> tuple[Any, ...]:
    return tuple(ligne.get(c) for c in ([colonnes] if isinstance(colonnes, str) else colonnes))


def test_every_register_is_there() -> None:
    assert set(TABLES) == set(REGISTRES) == {x["table_livree"] for x in JOURNAL}


@pytest.mark.parametrize(
    ("table", "champ"),
    [(t, c) for t, c in CHAMPS if "enum" in c.get("constraints", {})],
    ids=lambda x: x if isinstance(x, str) else x["name"],
)
def test_every_value_of_every_list_is_exercised(table: str, champ: dict[str, Any]) -> None:
    assert set(valeurs(table, champ["name"])) == set(champ["constraints"]["enum"])


def test_every_value_of_the_lists_of_the_log_is_exercised() -> None:
    for champ in schemas.charger("livraisons")["fields"]:
        if liste := champ.get("constraints", {}).get("enum"):
            assert {x[champ["name"]] for x in JOURNAL} - {""} == set(liste), champ["name"]


@pytest.mark.parametrize(
    ("table", "champ"),
    [(t, c) for t, c in CHAMPS if c["type"] == "boolean"],
    ids=lambda x: x if isinstance(x, str) else x["name"],
)
def test_yes_and_no_are_both_said(table: str, champ: dict[str, Any]) -> None:
    assert set(valeurs(table, champ["name"])) == {True, False}


@pytest.mark.parametrize("table", REGISTRES)
def test_no_column_is_left_without_a_value_and_optional_ones_are_often_empty(table: str) -> None:
    lignes, schema = TABLES[table], schemas.charger(table)
    assert {k for x in lignes for k in x} <= set(schemas.colonnes(schema))
    facultatives = []
    for champ in schema["fields"]:
        remplis = len(valeurs(table, champ["name"]))
        assert remplis, champ["name"]
        if champ.get("constraints", {}).get("required"):
            assert remplis == len(lignes), champ["name"]
        else:
            facultatives.append(remplis / len(lignes))
    if len(facultatives) > 2:
        assert min(facultatives) < 0.9


@pytest.mark.parametrize("table", REGISTRES)
def test_keys_are_unique(table: str) -> None:
    colonnes = schemas.cle(schemas.charger(table))
    assert max(Counter(cle(x, colonnes) for x in TABLES[table]).values()) == 1


LIENS = [(nom, lien) for nom in REGISTRES for lien in schemas.charger(nom).get("references", [])]


@pytest.mark.parametrize(("table", "lien"), LIENS, ids=lambda x: x if isinstance(x, str) else x["table"])
def test_every_key_resolves(table: str, lien: dict[str, Any]) -> None:
    """Except the one decision about a row that is gone, and the contracts of DECP, which are no register."""
    if lien["table"] not in TABLES:
        return
    connues = {cle(x, lien["champs"]) for x in TABLES[lien["table"]]}
    citees = [cle(x, lien["fields"]) for x in TABLES[table]]
    perdues = [k for k in citees if None not in k and k not in connues]
    assert [k for k in perdues if k[-1] != "REF-DISPARUE-1"] == []


def test_the_chain_from_project_to_person_has_every_link() -> None:
    """At least one person who worked on a contract of a lot of a consultation of a planned project."""
    contrats = {(x["acheteur_siren"], x["reference"]): x for x in TABLES["registre_contrats"]}
    lots = {cle(x, ["acheteur_siren", "consultation_id", "contrat_reference"]) for x in TABLES["lots"]}
    projets = {(x["acheteur_siren"], x["projet_id"]) for x in TABLES["programmation"]}
    heures = {cle(x, ["acheteur_siren", "contrat_reference"]) for x in TABLES["heures_insertion"]}
    suivies = 0
    for x in TABLES["beneficiaires"]:
        siren, reference = x["acheteur_siren"], x["contrat_reference"]
        c = contrats[siren, reference]
        assert (siren, reference) in heures
        suivies += (siren, c.get("consultation_id"), reference) in lots and (
            siren,
            c.get("projet_id"),
        ) in projets
    assert suivies > 20
    sirens = set(valeurs("fournisseurs_ess", "siren"))
    assert (
        len({x["titulaire_siret"][:9] for x in contrats.values() if x.get("titulaire_siret")} & sirens) > 15
    )
    assert len({s[:9] for s in valeurs("heures_insertion", "structure_siret")} & sirens) > 15


def test_nothing_happens_after_the_closing_date() -> None:
    a_venir = {"date_fin_prevue", "date_echeance", "valide_au", "date_prevue", "date_fin"}
    a_venir |= {"date_consultation_prevue", "date_limite_offres"}
    for table, champ in CHAMPS:
        if champ["type"] == "date" and champ["name"] not in a_venir:
            assert max(valeurs(table, champ["name"])) <= date(2026, 6, 30), (table, champ["name"])


def test_clauses_say_no_less_than_what_is_published() -> None:
    codes: dict[tuple[str, str], set[str]] = {}
    for x in TABLES["clauses"]:
        codes.setdefault((x["acheteur_siren"], x["contrat_reference"]), set()).add(x["code"])
        assert (x["famille"], x["nature"]) == CODES[x["code"]]
    for f in MONDE.fiches:
        siennes = codes.get((f.acheteur.siren, f.reference), set())
        if f.contrat and f.notif.year > 2023 and "Marché réservé" in (f.contrat.social or ()):
            assert "marche_reserve" in siennes
        if f.contrat and f.notif.year > 2023 and "Critère environnemental" in (f.contrat.env or ()):
            assert "critere_environnemental" in siennes


def test_targets_name_every_characteristic_that_the_plan_may_ask_for() -> None:
    cibles = set(valeurs("ciblages", "cible"))
    assert len(set(CODES) - cibles) < 5
    assert {"cad", "negociation", "anticipe", "faisabilite_insertion_etudiee"} <= cibles
    assert sum(c.startswith("action_") for c in cibles) > 15


def _en_avance(x: dict[str, Any]) -> bool:
    cote, echeance = x.get("date_cotation"), x.get("date_echeance")
    return bool(cote and echeance and (echeance - cote).days >= 365)


# What a characteristic, a denominator or a measure asks of several columns at once: (table, condition).
COMPOSEES = {
    "suivi_petit_marche": (
        "registre_contrats",
        lambda x: x.get("suivi_interne") and 10_000 <= (x.get("montant_ht_eur") or 0) <= 40_000,
    ),
    "dès le premier euro": ("registre_contrats", lambda x: 0 < (x.get("montant_ht_eur") or 0) < 1_000),
    "avance_30_tpe_pme": ("registre_contrats", lambda x: (x.get("avance_taux_pct") or 0) >= 30),
    "duree_gt_12_mois": ("registre_contrats", lambda x: (x.get("duree_mois") or 0) > 12),
    "anticipe": ("programmation", _en_avance),
    "montant_lte_90000": ("programmation", lambda x: (x.get("montant_estime_ht_eur") or 10**9) <= 90_000),
    **{
        f"renouvelables {annee}": (
            "programmation",
            lambda x, annee=annee: x.get("annee_renouvellement") == annee,
        )
        for annee in range(2024, 2029)
    },
    "alloti": ("consultations", lambda x: x["nb_lots"] >= 2),
    "permettant sans négocier": (
        "consultations",
        lambda x: x.get("negociation_possible") and x.get("negociation_menee") is False,
    ),
    "gain_moyen_negociation": ("consultations", lambda x: (x.get("gain_negociation_prix_pct") or 0) > 0),
    "execution_env_controlee": (
        "clauses",
        lambda x: x["famille"] == "environnementale" and x.get("execution_conforme"),
    ),
    "clause_insertion_obligatoire": (
        "clauses",
        lambda x: x["code"] == "clause_insertion" and x.get("obligatoire"),
    ),
    "taux_sortie_emploi": ("beneficiaires", lambda x: x.get("situation_sortie") == "emploi_durable"),
    "avoir": ("paiements", lambda x: x["montant_ht_eur"] < 0),
    "agrément échu": ("fournisseurs_ess", lambda x: x.get("valide_au") and x["valide_au"].year < 2026),
    "nb_litiges": ("evaluations", lambda x: x["objet"] == "litige"),
    "membre sorti d'un groupement": ("groupements", lambda x: x.get("date_fin")),
}


@pytest.mark.parametrize("quoi", COMPOSEES)
def test_what_the_inventory_asks_of_several_columns_is_exercised(quoi: str) -> None:
    table, condition = COMPOSEES[quoi]
    oui = sum(bool(condition(x)) for x in TABLES[table])
    assert 0 < oui < len(TABLES[table])


# ---- files


def test_the_log_and_the_folder_say_the_same() -> None:
    assert {x["fichier"] for x in JOURNAL} == set(OCTETS) - {"registres/livraisons.csv"}
    for x in JOURNAL:
        prive = schemas.est_prive(schemas.charger(x["table_livree"]))
        assert x["fichier"].startswith("prive/registres/" if prive else "registres/"), x
        assert not x["correspondance"] or (EXEMPLE / x["correspondance"]).is_file()


def test_nothing_private_is_among_what_git_holds() -> None:
    visibles = [p for p in EXEMPLE.rglob("*.*") if "prive" not in p.relative_to(EXEMPLE).parts]
    noms = {t for t in REGISTRES if schemas.est_prive(schemas.charger(t))}
    assert len(noms) >= 5
    assert [p for p in visibles if noms & set(p.parts)] == []


def test_forms_are_those_of_real_senders() -> None:
    formes = Counter(Path(nom).suffix for nom in OCTETS)
    assert formes[".xlsx"] >= 3
    assert formes[".ods"] >= 2
    assert formes[".csv"] > formes[".xlsx"] + formes[".ods"]
    assert {x["encodage"] for x in JOURNAL} >= {"cp1252", ""}
    assert {x["table_livree"] for x in JOURNAL if x["correspondance"]} == {
        "heures_insertion",
        "programmation",
    }


CLASSEURS = sorted(nom for nom in OCTETS if nom.endswith(("xlsx", "ods")))


@pytest.mark.parametrize("nom", CLASSEURS)
def test_workbooks_open_and_hold_every_row(nom: str) -> None:
    feuille = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(OCTETS[nom])).get_sheet_by_index(0)
    rangees = feuille.to_python(skip_empty_area=False)
    while rangees and not any(rangees[-1]):
        rangees.pop()
    livraison = next(x for x in VERITE["livraisons"] if x["fichier"] == nom)
    autour = 3 if livraison["table"] == "achats_circulaires" else 1  # two rows of titles and the totals
    assert len(rangees) == livraison["lignes"] + autour
    titres = rangees[autour - 2 if autour == 3 else 0]
    assert len(titres) == len(schemas.colonnes(schemas.charger(livraison["table"])))


@pytest.mark.parametrize("nom", CLASSEURS)
def test_workbooks_hold_no_clock(nom: str) -> None:
    with zipfile.ZipFile(io.BytesIO(OCTETS[nom])) as archive:
        assert {x.date_time for x in archive.infolist()} == {(2026, 6, 30, 12, 0, 0)}
        assert {x.compress_type for x in archive.infolist()} == {zipfile.ZIP_STORED}
        dates = "".join(
            archive.read(x).decode() for x in archive.namelist() if "core.xml" in x or "meta.xml" in x
        )
    assert set(re.findall(r"20\d\d-\d\d-\d\dT[\d:]+", dates)) == {"2026-06-30T12:00:00"}


def test_openpyxl_reads_dates_numbers_and_merged_titles() -> None:
    """The same cells through another reader."""
    import openpyxl

    nom = next(x["fichier"] for x in JOURNAL if x["fichier"].startswith("registres/consultations/ville_2025"))
    feuille = openpyxl.load_workbook(io.BytesIO(OCTETS[nom])).active
    titres = [c.value for c in feuille[1]]
    jour = feuille.cell(2, titres.index("date_publication") + 1)
    assert jour.is_date
    assert jour.value.year == 2025
    nom = next(x["fichier"] for x in JOURNAL if x["fichier"].startswith("registres/achats_circulaires/ville"))
    feuille = openpyxl.load_workbook(io.BytesIO(OCTETS[nom])).active
    assert {str(z) for z in feuille.merged_cells.ranges} == {"A1:C1", "D1:G1"}
    assert feuille.cell(feuille.max_row, 1).value == "TOTAL"


def test_identifiers_are_invented() -> None:
    """Every SIREN or SIRET of the CSV files is in the range that belongs to no one, its key right but in one row."""
    faux = set()
    for nom, octets in OCTETS.items():
        if nom.endswith(".csv"):
            for trouve in re.findall(r"(?<![\w.-])(\d{14}|\d{9})(?![\w.-])", octets.decode("latin-1")):
                assert re.match("0000|2023", trouve), (nom, trouve)  # 2023...: numbers of contracts
                if trouve.startswith("0000") and not luhn_valide(trouve):
                    faux.add(trouve)
    assert faux == {"000001017", "00000101600012"}


def test_hours_of_the_insertion_desk_add_up_to_those_of_the_oracle() -> None:
    """Read as a person would: 7h30 is seven hours and a half."""
    total = Decimal(0)
    for x in VERITE["livraisons"]:
        if x["table"] != "heures_insertion" or x["etat"] != "en_vigueur":
            continue
        attentes = {a["enregistrement"] for a in x["attentes"]}
        separateur = "," if "ccas" in x["fichier"] else ";"
        texte = PRIVES[x["fichier"]].decode("utf-8")
        for rang, ligne in enumerate(csv.DictReader(io.StringIO(texte), delimiter=separateur), 2):
            ecrit = ligne.get("H faites (h:min)") or ligne.get("heures_realisees") or "0"
            heures, _, minutes = ecrit.partition("h")
            if rang not in attentes:
                total += Decimal(heures) + Decimal(minutes or 0) / 60
    assert total == sum(map(Decimal, VERITE["totaux"]["heures_realisees_par_annee"].values()))


def test_mapping_files_are_read_and_fit_their_schema() -> None:
    from pipelines.registres.correspondance import lire_correspondance

    for chemin in sorted((EXEMPLE / "correspondances").glob("*.yaml")):
        correspondance = lire_correspondance(chemin)
        schema = schemas.charger(str(correspondance.schema))
        correspondance.verifier(schema)
        dits = {r.champ for r in correspondance.colonnes} | set(correspondance.constantes)
        assert dits == set(schemas.colonnes(schema)), chemin.name


# ---- oracle


def test_the_oracle_places_every_contract_and_every_row_once() -> None:
    contrats = {c["cle"] for c in json.loads((EXEMPLE / "verite.json").read_text("utf-8"))["contrats"]}
    paires = [p["cle"] for p in VERITE["paires"]]
    assert len(paires) == len(set(paires))
    assert set(paires) | set(VERITE["decp_seuls"]) == contrats
    assert not set(paires) & set(VERITE["decp_seuls"])
    lignes = [(x["acheteur_siren"], x["reference"]) for x in [*VERITE["paires"], *VERITE["registre_seuls"]]]
    assert sorted(lignes) == sorted(
        cle(x, ["acheteur_siren", "reference"]) for x in TABLES["registre_contrats"]
    )
    assert {p["voie"] for p in VERITE["paires"]} == set(VOIES)
    assert len(VERITE["decp_seuls"]) > 20
    assert sum(x["voie"] == "cle_trompeuse" for x in VERITE["registre_seuls"]) == 2


def test_planted_conflicts_are_in_the_rows_and_nowhere_disputed() -> None:
    contrats = {(x["acheteur_siren"], x["reference"]): x for x in TABLES["registre_contrats"]}
    paires = {(p["acheteur_siren"], p["reference"]): p for p in VERITE["paires"]}
    for x in VERITE["conflits"]:
        ou = (x["acheteur_siren"], x["reference"])
        champ = "montant_ht_eur" if x["champ"] == "montant_retenu_ht_eur" else x["champ"]
        assert str(contrats[ou][champ]) == str(x["registre"]) != str(x["decp"])
        assert paires[ou]["cle"] == x["cle"]
        assert "disputes" not in paires[ou]
    assert Counter(x["champ"] for x in VERITE["conflits"]) == {
        "montant_retenu_ht_eur": 8, "date_notification": 6, "objet": 5, "procedure": 4, "duree_mois": 3,
        "code_cpv": 2, "type": 2,
    }  # fmt: skip
    assert {x["corrige"] for x in VERITE["conflits"]} == {True, False}


def test_decisions_apply_or_say_why_not() -> None:
    effets = Counter((x["registre"], x["effet"]) for x in VERITE["decisions"])
    assert {e for r, e in effets if r == "corrections"} == {
        "appliquee", "remplacee", "sans_effet", "contrat_inconnu", "valeur_invalide"
    }  # fmt: skip
    assert {e for r, e in effets if r == "rapprochements"} == {
        "appliquee", "contrat_inconnu", "reference_inconnue", "decision_plus_recente"
    }  # fmt: skip
    assert len(VERITE["decisions"]) == len(TABLES["corrections"]) + len(TABLES["rapprochements"])
    assert any(p["tranchee"] for p in VERITE["paires"])


def test_deliveries_replace_are_refused_and_lose_rows() -> None:
    etats = Counter(x["etat"] for x in VERITE["livraisons"])
    assert etats["remplacee"] == 3
    assert {x["motif"] for x in VERITE["livraisons"] if x["etat"] == "refusee"} == {
        "volume_en_baisse", "cle_en_double", "trop_de_lignes_fausses"
    }  # fmt: skip
    assert {x["disparitions_confirmees"] for x in VERITE["livraisons"] if x["disparues"]} == {True, None}
    assert sum(len(x["attentes"]) for x in VERITE["livraisons"]) >= 10
    for table in VERITE["tables"]:
        assert sum(table["tranches"].values()) == table["lignes"] == len(TABLES[table["table"]]), table[
            "table"
        ]
    assert max(x["date_livraison"] for x in JOURNAL) <= "2026-06-30"


# ---- private folder


def test_private_registers_are_made_again_for_their_owner_alone(tmp_path: Path) -> None:
    tailles = ecrire_prives(tmp_path)
    assert set(tailles) == set(PRIVES)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")} == set(PRIVES)
    for p in tmp_path.rglob("*"):
        assert stat.S_IMODE(p.stat().st_mode) == (0o700 if p.is_dir() else 0o600)
    ouvert = tmp_path / next(iter(PRIVES))
    ouvert.write_bytes(b"abime")
    ouvert.chmod(0o644)
    autre = tmp_path / "prive/a-moi.txt"
    autre.write_text("reste", encoding="utf-8")
    ecrire_prives(tmp_path)
    assert ouvert.read_bytes() == PRIVES[next(iter(PRIVES))]
    assert stat.S_IMODE(ouvert.stat().st_mode) == 0o600
    assert autre.read_text("utf-8") == "reste"
