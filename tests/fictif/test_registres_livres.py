"""The pipeline takes the fictional deliveries: every row in force, waiting, vanished or refused as the oracle says.

Belongs here: the whole way from files (CSV, XLSX, ODS, mapping files) to registers, corrections and union, held
against what the generator knows. Does not belong here: the rules themselves, tested in their rooms.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.contrats.corrections import corriger
from pipelines.contrats.union import Registres, unir
from pipelines.fictif.generer import GRAINE, remplir
from pipelines.fictif.prives import ecrire_prives
from pipelines.fictif.registres.assembler import peupler
from pipelines.ingestion import ingerer
from pipelines.livraisons.etablir import etablir_registres
from pipelines.schemas import tables as schemas
from tests.fictif.lecture import EXEMPLE

VERITE: dict[str, Any] = json.loads((EXEMPLE / "verite_registres.json").read_text("utf-8"))
ARRETE_AU = date(2026, 6, 30)
REGISTRES = [t["table"] for t in VERITE["tables"]]


@pytest.fixture(scope="module")
def livres(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers in force, from a copy of the shipped folder and private registers made again."""
    base = tmp_path_factory.mktemp("exemple")
    for nom in ("registres", "correspondances"):
        shutil.copytree(EXEMPLE / nom, base / nom)
    ecrire_prives(base)
    etablir_registres(base / "registres", base / "en_vigueur")
    return base / "en_vigueur"


@pytest.fixture(scope="module")
def unis(livres: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The contracts of DECP, corrected, and their union with the register of contracts."""
    tables = tmp_path_factory.mktemp("tables")
    ingerer([EXEMPLE / "decp"], tables, ARRETE_AU)
    alias = tables / "alias.parquet"
    duckdb.sql(
        f"COPY (SELECT '' AS ancien_contrat_id, '' AS contrat_id LIMIT 0) TO '{alias}' (FORMAT parquet)"
    )
    corriger(tables, livres / "corrections.parquet", alias, ARRETE_AU)
    noms = ("registre_contrats", "cotitulaires", "rapprochements")
    registres = Registres(*(livres / f"{nom}.parquet" for nom in noms))
    corrections = tables / "corrections_appliquees.parquet"
    bilan = unir(tables, registres, ARRETE_AU, corrections=corrections, alias=alias)
    return {"tables": tables, "bilan": bilan, "ids": _ids(tables)}


def _ids(tables: Path) -> dict[str, str]:
    """The identifier of each true contract, by the records that publish it."""
    places: dict[str, set[tuple[str, int]]] = {}
    for contrat, fichier, rang in lire(tables, "contrat_sources", "contrat_id, fichier, rang") + lire(
        tables, "decisions", "contrat_id, fichier, rang"
    ):
        places.setdefault(contrat, set()).add((Path(fichier).name, rang))
    par_places = {frozenset(v): k for k, v in places.items()}
    vrais = json.loads((EXEMPLE / "verite.json").read_text("utf-8"))["contrats"]
    return {
        c["cle"]: par_places[frozenset((Path(p["fichier"]).name, p["rang"]) for p in c["publications"])]
        for c in vrais
    }


def lire(dossier: Path, table: str, colonnes: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"SELECT {colonnes} FROM '{dossier}/{table}.parquet'").fetchall()


def test_each_delivery_becomes_what_it_must(livres: Path) -> None:
    colonnes = "livraison_id, etat, CASE WHEN etat = 'refusee' THEN motif END, lignes"
    lus = {ident: reste for ident, *reste in lire(livres, "livraisons_etat", colonnes)}
    vrais = {
        x["livraison_id"]: [x["etat"], x["motif"] if x["etat"] == "refusee" else None, x["lignes"]]
        for x in VERITE["livraisons"]
    }
    assert lus == vrais


def test_spoilt_rows_wait_and_no_other(livres: Path) -> None:
    lus = {(a, b): c for a, b, c in lire(livres, "lignes_en_attente", "livraison_id, enregistrement, regles")}
    vrais = {(x["livraison_id"], a["enregistrement"]): a for x in VERITE["livraisons"] for a in x["attentes"]}
    assert set(lus) == set(vrais)
    for ou, attente in vrais.items():
        assert attente["champ"] in lus[ou] or attente["regle"] == "hors_tranche", ou
        assert attente["regle"].replace("_", "-") in lus[ou], (ou, lus[ou])


def test_vanished_rows_are_listed(livres: Path) -> None:
    lues = lire(livres, "lignes_disparues", "livraison_id, etat, cle")
    vraies = [
        (x["livraison_id"], "confirmee" if x["disparitions_confirmees"] else "a_confirmer", d)
        for x in VERITE["livraisons"]
        for d in x["disparues"]
    ]
    assert sorted(x[:2] for x in lues) == sorted(x[:2] for x in vraies)
    ecrites = " ".join(cle for *_, cle in lues)
    assert all(str(next(iter(d.values()))) in ecrites for *_, d in vraies)


@pytest.mark.parametrize("table", REGISTRES)
def test_every_value_in_force_is_the_true_one(livres: Path, table: str) -> None:
    """Whatever the form: decimal commas, days before months, serial dates, 7h30, k€, the sender's own words."""
    schema = schemas.charger(table)
    colonnes, cle = schemas.colonnes(schema), schemas.cle(schema)
    lues = {}
    for valeurs in lire(livres, table, ", ".join(f'"{c}"' for c in colonnes)):
        ligne = dict(zip(colonnes, valeurs, strict=True))
        lues[tuple(ligne[c] for c in cle)] = ligne
    vraies = {tuple(x.get(c) for c in cle): {c: x.get(c) for c in colonnes} for x in vrai_monde()[table]}
    assert set(lues) == set(vraies)
    ecarts = [
        (ou, c, lues[ou][c], ligne[c])
        for ou, ligne in vraies.items()
        for c in colonnes
        if _simple(lues[ou][c]) != _simple(ligne[c])
    ]
    assert ecarts == []


_MONDE: dict[str, Any] = {}


def vrai_monde() -> dict[str, list[dict[str, Any]]]:
    if not _MONDE:
        _MONDE.update(peupler(remplir(), GRAINE).tables)
    return _MONDE


def _simple(valeur: Any) -> Any:
    return valeur.normalize() if isinstance(valeur, Decimal) else valeur


def test_totals_of_the_oracle_come_out(livres: Path) -> None:
    heures = dict(
        duckdb.sql(
            "SELECT left(periode, 4), sum(heures_realisees)::VARCHAR "
            f"FROM '{livres}/heures_insertion.parquet' GROUP BY 1"
        ).fetchall()
    )
    assert heures == VERITE["totaux"]["heures_realisees_par_annee"]
    payes = dict(
        duckdb.sql(
            "SELECT acheteur_siren || '/' || year(date_paiement), sum(montant_ht_eur)::VARCHAR "
            f"FROM '{livres}/paiements.parquet' GROUP BY 1"
        ).fetchall()
    )
    assert payes == VERITE["totaux"]["paiements_par_acheteur_et_annee"]
    codes = dict(duckdb.sql(f"SELECT code, count(*) FROM '{livres}/clauses.parquet' GROUP BY 1").fetchall())
    assert codes == VERITE["totaux"]["clauses_par_code"]


def test_the_union_matches_each_row_with_its_contract_or_leaves_it_to_a_person(unis: dict[str, Any]) -> None:
    lues = {
        (siren, reference): (contrat, etat, methode, probable)
        for contrat, siren, reference, etat, methode, probable in lire(
            unis["tables"],
            "union_contrats",
            "contrat_id, registre_acheteur_siren, reference, etat, methode, contrat_probable_id",
        )
        if reference
    }
    ecarts = []
    for p in VERITE["paires"]:
        contrat, etat, methode, probable = lues[p["acheteur_siren"], p["reference"]]
        vrai = unis["ids"][p["cle"]]
        if p["tranchee"] or p["voie"] in VERITE["voies_par_identifiant"]:
            juste = (contrat, etat) == (vrai, "apparie")
        else:
            juste = (etat, methode, probable) == ("registre_seul", "probable", vrai)
        if not juste:
            ecarts.append((p, contrat, etat, methode, probable))
    assert ecarts == []
    for x in VERITE["registre_seuls"]:
        assert lues[x["acheteur_siren"], x["reference"]][1] == "registre_seul", x
    seuls = {
        contrat
        for contrat, etat in lire(unis["tables"], "union_contrats", "contrat_id, etat")
        if etat == "decp_seul"
    }
    assert {unis["ids"][cle] for cle in VERITE["decp_seuls"]} <= seuls


def test_every_conflict_is_planted_or_disputed_by_the_sources_themselves(unis: dict[str, Any]) -> None:
    lus = {(c, champ) for c, champ in lire(unis["tables"], "union_conflits", "contrat_id, champ")}
    plantes = {(unis["ids"][x["cle"]], x["champ"]) for x in VERITE["conflits"]}
    disputes = {(unis["ids"][p["cle"]], champ) for p in VERITE["paires"] for champ in p.get("disputes", [])}
    assert plantes - lus == set()
    assert lus - plantes - disputes == set()
    corriges = {
        (c, champ)
        for c, champ, regle in lire(unis["tables"], "union_conflits", "contrat_id, champ, regle")
        if regle == "correction_datee"
    }
    assert {(unis["ids"][x["cle"]], x["champ"]) for x in VERITE["conflits"] if x["corrige"]} <= corriges


def test_decisions_apply_or_are_listed_without_effect(unis: dict[str, Any]) -> None:
    lues = sorted(
        (contrat, champ, str(jour), etat)
        for contrat, champ, jour, etat in lire(
            unis["tables"], "corrections_appliquees", "contrat_id, champ, date_decision, etat"
        )
    )
    decisions = VERITE["decisions"]
    assert lues == sorted(
        (x["contrat_id"], x["champ"], x["date_decision"], x["effet"])
        for x in decisions
        if x["registre"] == "corrections"
    )
    sans_effet = sorted(
        (x["reference"], x["contrat_id"], x["raison"]) for x in unis["bilan"]["rapprochements_sans_effet"]
    )
    assert sans_effet == sorted(
        (x["reference"], x["contrat_id"], x["effet"])
        for x in decisions
        if x["registre"] == "rapprochements" and x["effet"] != "appliquee"
    )
