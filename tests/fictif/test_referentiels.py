"""The national files of the fictional community: the columns of the real ones, invented people, faults that are there.

Belongs here: what plain readers find in the files, against the truth that the generator writes without reading them.
What the room `referentiels` makes of them is in tests/referentiels.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
import python_calamine

from pipelines.fictif.generer import GRAINE, remplir
from pipelines.fictif.identifiants import luhn_valide
from pipelines.fictif.referentiels.assembler import FICHIERS, referentiels
from pipelines.fictif.referentiels.unites import DEFAUTS, IMAGES
from tests.fictif.lecture import EXEMPLE

DOSSIER = EXEMPLE / "referentiels"
VERITE: dict[str, Any] = json.loads((EXEMPLE / "verite_referentiels.json").read_text("utf-8"))
FOURNISSEURS = {f["siren"]: f for f in VERITE["fournisseurs"]}
AVANT, APRES = IMAGES
Lignes = list[dict[str, str]]


def lire(nom: str) -> Lignes:
    """Any of the files as rows of texts."""
    chemin = DOSSIER / nom
    if nom.endswith(".parquet"):
        lu = duckdb.execute(f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{chemin}')")
        noms = [d[0] for d in lu.description]
        return [dict(zip(noms, (v or "" for v in ligne), strict=True)) for ligne in lu.fetchall()]
    if nom.endswith(".zip"):
        with zipfile.ZipFile(chemin) as archive:
            return _csv(archive.read("StockUniteLegale_utf8.csv"))
    if nom.endswith(".gz"):
        return _csv(gzip.decompress(chemin.read_bytes()))
    if nom.endswith(".json"):
        return [{k: str(v) for k, v in r.items()} for r in json.loads(chemin.read_text("utf-8"))["results"]]
    if nom.endswith(".xlsx"):
        [feuille] = python_calamine.CalamineWorkbook.from_path(str(chemin)).sheet_names
        titres, *corps = python_calamine.load_workbook(str(chemin)).get_sheet_by_name(feuille).to_python()
        return [dict(zip(map(str, titres), map(str, ligne), strict=True)) for ligne in corps]
    return _csv(chemin.read_bytes())


def _csv(octets: bytes) -> Lignes:
    texte = octets.decode("utf-8")
    separateur = ";" if ";" in texte.splitlines()[0] else ","
    return list(csv.DictReader(io.StringIO(texte), delimiter=separateur))


TOUT = {nom: lire(nom) for nom in FICHIERS}
UNITES = {r["siren"]: r for r in TOUT["StockUniteLegale_utf8.parquet"]}
UNITES_AVANT = {r["siren"]: r for r in TOUT["StockUniteLegale_utf8_2025-01.zip"]}
ETABLISSEMENTS = {r["siret"]: r for r in TOUT["StockEtablissement_utf8.parquet"]}
ANNUAIRE = {r["siren"]: r for r in TOUT["unites_legales_2026-06-15.csv.gz"]}
COMMUNES = {r["COM"]: r for r in TOUT["v_commune_2026.csv"]}


def test_same_seed_same_bytes_and_those_that_are_delivered() -> None:
    """The Parquet files too: one thread, fixed options."""
    faits = referentiels(remplir(), GRAINE)
    assert {f"referentiels/{p.name}" for p in DOSSIER.iterdir()} == set(faits.publics)
    for nom, octets in faits.publics.items():
        assert (EXEMPLE / nom).read_bytes() == octets, nom
    assert faits.verite == VERITE


def test_another_seed_gives_others() -> None:
    assert referentiels(remplir(1), 1).verite["fournisseurs"] != VERITE["fournisseurs"]


def test_small_enough_for_git() -> None:
    tailles = [p.stat().st_size for p in DOSSIER.iterdir()]
    assert sum(tailles) + (EXEMPLE / "verite_referentiels.json").stat().st_size < 400_000


def test_the_truth_says_which_files_and_how_many_rows() -> None:
    dits = {f["fichier"].rsplit("/", 1)[-1]: f["lignes"] for f in VERITE["fichiers"]}
    assert dits == {nom: len(lignes) for nom, lignes in TOUT.items()}
    assert {f["format"] for f in VERITE["fichiers"]} >= {
        "liste_esus",
        "liste_siae",
        "communes",
        "epci_communes",
    }


@pytest.mark.parametrize(
    ("nom", "colonnes"),
    [
        (
            "StockUniteLegale_utf8.parquet",
            "siren categorieEntreprise categorieJuridiqueUniteLegale nomUniteLegale",
        ),
        (
            "StockUniteLegale_utf8_2025-01.zip",
            "economieSocialeSolidaireUniteLegale statutDiffusionUniteLegale",
        ),
        ("StockEtablissement_utf8.parquet", "siret codeCommuneEtablissement etatAdministratifEtablissement"),
        ("unites_legales_2026-06-15.csv.gz", "siren est_ess est_siae type_siae statut_diffusion nom_complet"),
        ("liste_ess_france.csv", "SIREN"),
        ("siae_marche_inclusion.json", "siret nature kind kind_parent contact_email"),
        ("v_commune_2026.csv", "TYPECOM COM REG DEP CTCD ARR TNCC NCC NCCENR LIBELLE CAN COMPARENT"),
        ("epci_communes_2026.csv", "CODGEO LIBGEO EPCI LIBEPCI DEP REG"),
    ],
)
def test_columns_are_those_of_the_publisher(nom: str, colonnes: str) -> None:
    assert set(colonnes.split()) <= set(TOUT[nom][0])


def test_the_annuaire_has_every_column_of_its_published_schema() -> None:
    """Those about elected people are there too, and empty."""
    assert len(next(iter(ANNUAIRE.values()))) == 35
    assert {r["liste_elus"] for r in ANNUAIRE.values()} == {""}


def test_parquet_columns_have_types_other_than_text() -> None:
    """As INSEE's do: who reads them as texts must cast them."""
    types = dict(
        duckdb.execute(
            f"SELECT column_name, column_type FROM (DESCRIBE FROM '{DOSSIER}/StockEtablissement_utf8.parquet')"
        ).fetchall()
    )
    assert (types["etablissementSiege"], types["dateCreationEtablissement"]) == ("BOOLEAN", "DATE")
    assert types["siret"] == types["codeCommuneEtablissement"] == "VARCHAR"


def test_no_real_identifier() -> None:
    """Every run of 9 or 14 digits is a fictional SIREN or SIRET; codes of communes are of no real department."""
    for nom, lignes in TOUT.items():
        for ligne in lignes:
            for colonne, valeur in ligne.items():
                if re.fullmatch(r"\d{14}|\d{9}", valeur):
                    assert valeur.startswith("0000"), (nom, colonne, valeur)
                    assert luhn_valide(valeur[:9]), (nom, colonne, valeur)
    assert all(luhn_valide(r["SIREN"].zfill(9)) for r in TOUT["liste_ess_france.csv"])
    assert {code[:2] for code in COMMUNES} == {"00", "96"}


def test_names_addresses_and_contacts_are_marked_or_masked() -> None:
    """So that an output where the mark is found has read a column that must never be read."""
    marque = VERITE["jamais_lu"]
    personnelles = re.compile(
        "nom(Usage)?UniteLegale|prenom|denomination|libelleVoie|enseigne1|nom_complet|DENOMINATION|name|brand|"
        "contact_(email|phone)|Courriel|Dénomination"
    )
    vues = 0
    for nom, lignes in TOUT.items():
        for ligne in lignes:
            for colonne, valeur in ligne.items():
                if personnelles.match(colonne) and valeur not in ("", "[ND]", "None"):
                    assert marque in valeur.upper(), (nom, colonne, valeur)
                    vues += 1
    assert vues > 1000


def test_the_extracts_hold_units_that_nobody_buys_from() -> None:
    assert len(set(UNITES) - set(FOURNISSEURS)) == 30


def test_how_each_supplier_must_be_found() -> None:
    for f in FOURNISSEURS.values():
        etablissement = ETABLISSEMENTS.get(f["siret"])
        if f["trouve"] == "non":
            assert f["siren"] not in UNITES.keys() | ANNUAIRE.keys(), f
        elif f["trouve"] == "siren":
            assert etablissement is None, f
            assert f["siren"] in UNITES, f
        else:
            assert etablissement, f
            assert etablissement["etatAdministratifEtablissement"] == ("A" if f["trouve"] == "siret" else "F")


def test_most_suppliers_are_found_by_their_siret() -> None:
    """229 suppliers: 10 absent, 8 whose SIRET is unknown, so 211, nine in ten."""
    comptes = Counter(f["trouve"] for f in FOURNISSEURS.values())
    assert (len(FOURNISSEURS), comptes["non"], comptes["siren"], comptes["siret_ferme"]) == (229, 10, 8, 8)
    assert (comptes["siret"] + comptes["siret_ferme"]) / len(FOURNISSEURS) > 0.9


def test_one_head_office_per_unit() -> None:
    sieges = Counter(r["siren"] for r in ETABLISSEMENTS.values() if r["etablissementSiege"] == "true")
    assert set(sieges) == set(UNITES)
    assert set(sieges.values()) == {1}
    for r in ANNUAIRE.values():
        assert ETABLISSEMENTS[r["siret_siege"]]["etablissementSiege"] == "true"


def test_sizes_are_those_of_each_image() -> None:
    for f in FOURNISSEURS.values():
        images = {AVANT: UNITES_AVANT, APRES: UNITES}
        assert f["tailles"] == {
            jour: lues[f["siren"]]["categorieEntreprise"] or None
            for jour, lues in images.items()
            if f["siren"] in lues
        }
    differentes = [f["siren"] for f in FOURNISSEURS.values() if len(set(f["tailles"].values())) == 2]
    assert sorted(differentes) == _porteurs("change_de_taille")


def test_ess_is_what_each_source_says() -> None:
    liste = {r["SIREN"].zfill(9) for r in TOUT["liste_ess_france.csv"]}
    assert all(not r["SIREN"].startswith("0") for r in TOUT["liste_ess_france.csv"])
    for f in FOURNISSEURS.values():
        lu = UNITES.get(f["siren"])
        assert f["ess_france"] == (f["siren"] in liste)
        if lu:
            assert (f["ess_sirene"][APRES] or "") == lu["economieSocialeSolidaireUniteLegale"]
            assert ANNUAIRE[f["siren"]]["est_ess"] == str(f["ess_annuaire"])
            assert f["ess_annuaire"] == (f["ess_sirene"][APRES] == "O" or f["ess_france"])


def test_inclusion_structures_are_listed_by_establishment() -> None:
    lus: dict[str, set[str]] = {}
    for r in TOUT["siae_marche_inclusion.json"]:
        lus.setdefault(r["siret"][:9], set()).add(r["kind"])
        assert r["kind_parent"] == ("Handicap" if r["kind"] in ("EA", "EATT", "ESAT") else "Insertion")
    assert {s: sorted(kinds) for s, kinds in lus.items()} == {
        f["siren"]: f["inclusion"] for f in FOURNISSEURS.values() if f["inclusion"]
    }
    for f in FOURNISSEURS.values():
        if f["trouve"] != "non":
            assert ANNUAIRE[f["siren"]]["type_siae"] == (str(f["inclusion"]) if f["inclusion"] else "")
    [double] = _porteurs("inclusion_double")
    assert sum(r["siret"] == FOURNISSEURS[double]["siret"] for r in TOUT["siae_marche_inclusion.json"]) == 2
    for siren in _porteurs("inclusion_antenne"):
        assert FOURNISSEURS[siren]["siret"] not in FOURNISSEURS[siren]["inclusion_siret"]


def test_places() -> None:
    """A commune is found for whoever is; the territory is the communes of the Métropole, by hand."""
    metropole = {"00001", "00002", "00003", "00004", "00005", "00100"}
    epci = {
        r["CODGEO"] for r in TOUT["epci_communes_2026.csv"] if r["EPCI"] == VERITE["territoire"]["epci"][0]
    }
    assert epci == metropole
    for f in FOURNISSEURS.values():
        if f["trouve"] == "non":
            assert f["commune"] is f["dans_le_territoire"] is None
            continue
        siege = ETABLISSEMENTS[ANNUAIRE[f["siren"]]["siret_siege"]]
        lu = siege if f["trouve"] == "siren" else ETABLISSEMENTS[f["siret"]]
        code = lu["codeCommuneEtablissement"]
        assert f["commune"] == (COMMUNES[code]["COMPARENT"] or code)
        assert f["dans_le_territoire"] == (f["commune"] in metropole)
    for siren in _porteurs("siret_ferme"):
        assert FOURNISSEURS[siren]["commune"] != FOURNISSEURS[siren]["commune_siege"]
    parents = {r["COM"]: r["COMPARENT"] for r in COMMUNES.values() if r["TYPECOM"] != "COM"}
    assert parents == {"00131": "00100", "00132": "00100", "00021": "00002", "00022": "00003"}
    assert {FOURNISSEURS[s]["commune_publiee"] for s in _porteurs("arrondissement")} <= {"00131", "00132"}


def test_partial_diffusion_masks_identity_in_sirene() -> None:
    porteurs = _porteurs("partielle")
    assert sum(FOURNISSEURS[s]["personne_physique"] for s in porteurs) == 5
    for siren, r in UNITES.items():
        masquee = siren in porteurs
        assert (r["statutDiffusionUniteLegale"] == "P") == masquee
        assert ({r["nomUniteLegale"], r["denominationUniteLegale"]} == {"", "[ND]"}) == masquee


def test_sole_traders_have_legal_category_1000() -> None:
    for f in FOURNISSEURS.values():
        if f["trouve"] != "non":
            assert (UNITES[f["siren"]]["categorieJuridiqueUniteLegale"] == "1000") == f["personne_physique"]
    assert sum(f["personne_physique"] for f in FOURNISSEURS.values()) == 18


@pytest.mark.parametrize("code", DEFAUTS)
def test_every_fault_is_borne_by_the_number_of_units_it_says(code: str) -> None:
    porteurs = _porteurs(code)
    assert len(porteurs) == DEFAUTS[code][0]
    assert [f["siren"] for f in FOURNISSEURS.values() if code in f["defauts"]] == porteurs


def test_a_unit_born_after_the_first_image_has_no_contract_before() -> None:
    for siren in _porteurs("apres_2025"):
        assert siren in UNITES.keys() - UNITES_AVANT.keys()
        assert UNITES[siren]["dateCreationUniteLegale"] == "2025-02-03"


def test_esus_approvals_are_set_a_day_around_a_notification() -> None:
    """Each edge, its day and its answer worked by hand from the words."""
    attendus = {
        "commence_le_lendemain": ("du", 1, False),
        "commence_la_veille": ("du", -1, True),
        "commence_le_jour_meme": ("du", 0, True),
        "finit_la_veille": ("au", -1, False),
        "finit_le_lendemain": ("au", 1, True),
        "finit_le_jour_meme": ("au", 0, True),
    }
    notifications = {c.cle: c for c in remplir().contrats}
    assert {b["bord"] for b in VERITE["esus_aux_bords"]} == set(attendus)
    for b in VERITE["esus_aux_bords"]:
        borne, ecart, tient = attendus[b["bord"]]
        contrat = notifications[b["contrat"]]
        assert contrat.notif.isoformat() == b["date_notification"]
        assert [t.siren for t in contrat.titulaires] == [b["siren"]]
        assert date.fromisoformat(b[borne]) == contrat.notif + timedelta(days=ecart)
        assert (b["du"] <= b["date_notification"] <= b["au"]) == b["esus_a_la_notification"] == tient


def test_the_esus_list_is_that_of_its_year() -> None:
    lus: dict[str, list[list[str]]] = {}
    for r in TOUT["liste_esus_2025.xlsx"]:
        periode = [r["Date d'agrément"][:10], r["Date de fin d'agrément"][:10]]
        lus.setdefault(r["N° SIREN"], []).append(periode)
        assert periode[0] <= "2025-12-31", r
        assert periode[1] >= "2025-01-01", r
    assert lus == {f["siren"]: f["esus"] for f in FOURNISSEURS.values() if f["esus"]}
    [absente] = _porteurs("esus_registre_seul")
    assert "ESUS" in FOURNISSEURS[absente]["registre"]
    assert absente not in lus


def _porteurs(code: str) -> list[str]:
    [defaut] = [d for d in VERITE["defauts"] if d["code"] == code]
    return list(defaut["sirens"])
