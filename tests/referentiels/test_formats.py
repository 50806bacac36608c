"""Each national file in its published shape, a few suppliers each, what must be said of them worked out by hand."""

import gzip
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import (
    A,
    B,
    C,
    D,
    E,
    annuaire,
    classeur,
    commune,
    ecrire,
    en_csv,
    etablissement,
    historique,
    jour,
    lancer,
    structure,
    unite,
)

LE = date(2026, 5, 31)
UNITES = [unite(A, "PME", "O"), unite(B, "GE", "N", juridique="5558"), unite(C)]


@pytest.mark.parametrize(
    "nom",
    [
        "StockUniteLegale_utf8.parquet",
        "StockUniteLegale_utf8.csv",
        "StockUniteLegale_utf8.csv.gz",
        "StockUniteLegale_utf8.zip",
        "unites.xlsx",
    ],
)
def test_sirene_says_the_size_the_ess_and_the_scop_in_every_shape(tmp_path: Path, nom: str):
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / nom, UNITES), LE)], [A, B, C, D])
    assert r.refus == []
    # A: PME, ESS. B: GE, not ESS, 5558 is « SA coopérative de production (SCOP) à conseil d'administration ». C: in the
    # file, empty. D: not in the file.
    assert r.au(A, "2026-06-01") == {"PME": "date", "ESS": "date"}
    assert r.au(B, "2026-06-01") == {"GE": "date", "SCOP": "date"}
    assert r.au(C, "2026-06-01") == r.au(D, "2026-06-01") == {}
    assert r.connu(A, "2026-06-01") == r.connu(B, "2026-06-01") == {"taille", "ess"}
    assert r.connu(C, "2026-06-01") == r.connu(D, "2026-06-01") == set()
    assert r.fournisseur(C) == ("siren", False, False, "sirene_unites_legales")
    assert r.fournisseur(D) == ("non", False, False, "")
    fichier = r.bilan["fichiers"][0]
    assert (fichier["format"], fichier["lignes"], fichier["lus"]) == ("sirene_unites_legales", 3, 3)
    assert {cle: r.bilan[cle] for cle in ("demandes", "trouves_siret", "trouves_siren", "non_trouves")} == {
        "demandes": 4, "trouves_siret": 0, "trouves_siren": 3, "non_trouves": 1
    }  # fmt: skip


@pytest.mark.parametrize("juridique", ["5458", "5558", "5658"])
def test_the_three_codes_of_scop_and_no_other(tmp_path: Path, juridique: str):
    # 5460 « autre SARL coopérative », 5547 « coopérative de production de HLM », 5710 SAS (may be a SCOP, says nothing)
    autres = {B: "5460", C: "5547", D: "5710", E: "1000"}
    lignes = [unite(A, juridique=juridique), *(unite(s, juridique=code) for s, code in autres.items())]
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "u.csv", lignes), LE)], [A, *autres])
    assert r.lignes("qualites", "siren, categorie") == [(A, "SCOP")]
    assert r.lignes("connus", "famille") == []  # never a « no »: SCIC and SCOP in SAS have no code
    assert r.fournisseur(E)[2] is True  # 1000: a natural person


def test_the_annuaire_says_ess_and_types_of_inclusion(tmp_path: Path):
    lignes = [
        annuaire(A, "true", "true", "['ACI', 'EI']"),
        annuaire(B, "false", "false", ""),
        annuaire(C, "", "true", ""),  # an inclusive structure of unknown type
        annuaire(D, "false", "true", "['SEP']"),  # a type that is none of ours
        annuaire(E, "true", "", "", statut="P", juridique="1000"),
    ]
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "ul.csv.gz", lignes), LE)], [A, B, C, D, E])
    assert r.refus == []
    vus = {s: set(r.au(s, "2026-06-01")) for s in (A, B, C, D, E)}
    assert vus == {A: {"ESS", "ACI", "EI"}, B: set(), C: set(), D: set(), E: {"ESS"}}
    connus = {s: r.connu(s, "2026-06-01") for s in (A, B, C, D, E)}
    assert connus == {
        A: {"ess", "inclusion"}, B: {"ess", "inclusion"}, C: set(), D: {"ess", "inclusion"}, E: {"ess"}
    }  # fmt: skip
    assert r.fournisseur(E) == ("siren", True, True, "annuaire_unites_legales")


def test_the_annuaire_as_parquet_has_real_booleans(tmp_path: Path):
    import duckdb

    path = tmp_path / "unites_legales_2026-06-15.parquet"
    duckdb.execute(
        f"COPY (SELECT '{A}' AS siren, true AS est_ess, false AS est_siae, NULL AS type_siae) TO '{path}'"
    )
    r = lancer(tmp_path, [Fichier(path, LE)], [A])
    assert (r.refus, r.au(A, "2026-06-01"), r.connu(A, "2026-06-01")) == (
        [], {"ESS": "date"}, {"ess", "inclusion"}
    )  # fmt: skip


def test_the_list_of_ess_france_has_lost_its_zeros(tmp_path: Path):
    # 000001016 was written 1016 by a spreadsheet; who is not on the list is not ESS
    lus = [{"SIREN": str(int(A)), "NOM": "x"}, {"SIREN": "", "NOM": "y"}]
    path = ecrire(
        tmp_path / "liste_ess_france.csv", [*lus, *({"SIREN": siren(n), "NOM": "z"} for n in range(900, 918))]
    )
    r = lancer(tmp_path, [Fichier(path, LE)], [A, B])
    assert r.au(A, "2026-06-01") == {"ESS": "date"}
    assert r.au(B, "2026-06-01") == {}
    assert r.connu(A, "2026-06-01") == r.connu(B, "2026-06-01") == {"ess"}
    assert (r.bilan["fichiers"][0]["lignes"], r.bilan["fichiers"][0]["illisibles"]) == (20, 1)
    # one more row without a number, and the list no longer says who is not on it
    path = ecrire(
        tmp_path / "autre_liste_ess.csv", [*lus, *({"SIREN": siren(n), "NOM": "z"} for n in range(900, 917))]
    )
    moins = lancer(tmp_path, [Fichier(path, LE)], [A, B], nom="moins")
    assert moins.au(A, "2026-06-01") == {"ESS": "date"} and moins.connu(B, "2026-06-01") == set()


def test_a_lone_column_of_siren_is_not_taken_for_the_list_of_ess(tmp_path: Path):
    """An address of « adresse.csv » holds « ess »: only the word itself counts."""
    path = ecrire(tmp_path / "adresses.csv", [{"SIREN": A, "ADRESSE": "x"}])
    assert "liste_ess" in lancer(tmp_path, [Fichier(path, LE)], [A]).refus[0]
    dit = lancer(tmp_path, [Fichier(path, LE, "liste_ess")], [A], nom="dit")
    assert dit.au(A, "2026-06-01") == {"ESS": "date"}


@pytest.mark.parametrize(
    "titres",
    [
        ("Raison sociale", "N° SIREN", "Date d'agrément", "Date de fin d'agrément"),
        ("Nom", "SIREN", "Date de début de l'agrément", "Date d'expiration"),
        ("Entreprise", "Siret du siège", "Date de la décision d'agrément", "Échéance"),
    ],
)
def test_esus_titles_are_found_loosely_below_a_preamble(tmp_path: Path, titres: tuple[str, ...]):
    par_siret = "Siret" in titres[1]
    rangees = [
        ("Liste nationale des entreprises agréées", "", "", ""),
        ("", "", "", ""),
        titres,
        # numbers and dates of a spreadsheet, then texts
        ("INTERDIT", siret(A) if par_siret else int(A), date(2022, 3, 1), date(2027, 2, 28)),
        ("INTERDIT", siret(B) if par_siret else B, "01/03/2025", "28/02/2030"),
    ]
    r = lancer(tmp_path, [Fichier(classeur(tmp_path / "esus.xlsx", rangees), LE)], [A, B, C])
    assert r.refus == []
    assert r.lignes("qualites", "siren, categorie, du, au, certain_du, source, confiance") == [
        (A, "ESUS", jour("2022-03-01"), jour("2027-02-28"), jour("2022-03-01"), "liste_esus", "siren"),
        (B, "ESUS", jour("2025-03-01"), jour("2030-02-28"), jour("2025-03-01"), "liste_esus", "siren"),
    ]
    assert r.connu(C, "2024-01-01") == {"esus"}


def test_esus_columns_may_be_said(tmp_path: Path):
    path = classeur(tmp_path / "esus.xlsx", [("code", "depuis", "jusque"), (A, "2024-01-01", "2028-12-31")])
    dit = {"siren": "Code", "du": "depuis", "au": "jusque"}
    r = lancer(tmp_path, [Fichier(path, LE, "liste_esus", dit)], [A])
    assert r.lignes("qualites", "categorie, du, au") == [("ESUS", jour("2024-01-01"), jour("2028-12-31"))]


SIAE = [structure(siret(A), "ACI"), structure(siret(A, 2), "EA"), structure(siret(B), "SEP"),
        structure(siret(C), "GEIQ", is_active=False), structure(siret(A), "EI")]  # fmt: skip


def _page(lignes: object, **plus: object) -> str:
    return json.dumps({"count": 5, "next": None, "previous": None, "results": lignes, **plus})


@pytest.mark.parametrize("forme", ["liste", "page", "pages", "deux fichiers", "csv"])
def test_siae_by_establishment_then_by_legal_unit(tmp_path: Path, forme: str):
    f1, f2 = tmp_path / "siae.json", tmp_path / "siae2.json"
    fichiers = [Fichier(f1, LE)]
    if forme == "liste":
        f1.write_text(json.dumps(SIAE))
    elif forme == "page":
        f1.write_text(_page(SIAE))
    elif forme == "pages":
        f1.write_text(f"[{_page(SIAE[:2])}, {_page(SIAE[2:])}]")
    elif forme == "deux fichiers":
        f1.write_text(_page(SIAE[:2]))
        f2.write_text(_page(SIAE[2:]))
        fichiers.append(Fichier(f2, LE))
    else:
        ecrire(tmp_path / "siae.csv", SIAE)
        fichiers = [Fichier(tmp_path / "siae.csv", LE)]
    demandes = [(A, siret(A)), (A, siret(A, 2)), (A, siret(A, 3)), A, B, C, D]
    r = lancer(tmp_path, fichiers, demandes)
    assert r.refus == []
    # exact establishment: its own types; another one or none: those of the whole legal unit; SEP is none of our types;
    # C is no longer active
    assert r.lignes("qualites", "siret, categorie, confiance") == sorted(
        [
            (siret(A), "ACI", "siret"),
            (siret(A), "EI", "siret"),
            (siret(A, 2), "EA", "siret"),
            *[(s, c, "siren") for s in ("", siret(A, 3)) for c in ("ACI", "EA", "EI")],
        ]
    )
    assert all(r.connu(s, "2026-06-01") == {"inclusion"} for s in (A, B, C, D))
    assert r.fournisseur(A, siret(A))[0] == "siret"
    assert r.fournisseur(A, siret(A, 3))[0] == r.fournisseur(B)[0] == "siren"


def test_a_page_alone_of_a_list_does_not_say_no(tmp_path: Path):
    path = tmp_path / "siae.json"
    path.write_text(_page(SIAE[:2], next="https://exemple.invalid/?page=2"))
    r = lancer(tmp_path, [Fichier(path, LE)], [A, D])
    assert set(r.au(A, "2026-06-01")) == {"ACI", "EA"}
    assert r.connu(A, "2026-06-01") == r.connu(D, "2026-06-01") == set()


def test_the_history_of_a_legal_unit_says_its_days(tmp_path: Path):
    lignes = [
        historique(A, "", "2019-12-31", "N"),
        historique(A, "2020-01-01", "2024-06-30", "O", "5458"),
        historique(A, "2024-07-01", "", "N"),
        historique(B, "2021-01-01", "", ""),
    ]
    r = lancer(
        tmp_path, [Fichier(ecrire(tmp_path / "StockUniteLegaleHistorique_utf8.zip", lignes), LE)], [A, B]
    )
    assert r.bilan["fichiers"][0]["format"] == "sirene_unites_legales_historique"
    assert {j: set(r.au(A, j)) for j in ("2019-12-31", "2020-01-01", "2024-06-30", "2024-07-01")} == {
        "2019-12-31": set(), "2020-01-01": {"ESS", "SCOP"}, "2024-06-30": {"ESS", "SCOP"}, "2024-07-01": set()
    }  # fmt: skip
    assert r.lignes("qualites", "DISTINCT certain_du") == [(jour("2020-01-01"),)]
    # three periods that touch are one: known throughout, « no » included
    assert r.lignes("connus", "*") == [(A, "", "ess", None, None)]


def test_establishments_and_communes(tmp_path: Path):
    lignes = [
        etablissement(siret(A), "00100"),
        etablissement(siret(A, 2), "00200", siege=False, etat="F"),
        etablissement(siret(B), "00200", statut="P"),
    ]
    fichiers = [
        Fichier(ecrire(tmp_path / "StockEtablissement_utf8.parquet", lignes), LE),
        Fichier(ecrire(tmp_path / "v_commune_2026.csv", [commune("00100"), commune("00200")]), LE),
    ]
    demandes = [(A, siret(A)), (A, siret(A, 2)), (A, siret(A, 3)), A, (B, siret(B)), C]
    r = lancer(tmp_path, fichiers, demandes, Territoire(communes=("00100",)))
    # the closed branch keeps its own place (00200), an unknown SIRET and a SIREN alone take that of the head office
    assert r.lignes("qualites", "siren, siret, categorie, confiance, source") == sorted(
        [
            (A, siret(A), "TERRITOIRE", "siret", "sirene_etablissements"),
            (A, siret(A, 3), "TERRITOIRE", "siege", "sirene_etablissements"),
            (A, "", "TERRITOIRE", "siege", "sirene_etablissements"),
        ]
    )
    assert r.connu(A, "2026-06-01", siret(A, 2)) == r.connu(B, "2026-06-01", siret(B)) == {"territoire"}
    assert r.connu(C, "2026-06-01") == set()
    assert [r.fournisseur(A, s)[0] for s in (siret(A), siret(A, 2), siret(A, 3), "")] == [
        "siret", "siret_ferme", "siren", "siren"
    ]  # fmt: skip
    assert r.fournisseur(B, siret(B)) == ("siret", True, False, "sirene_etablissements")
    assert r.bilan["territoire"] == {"communes": 1}


@pytest.mark.parametrize(
    "octets",
    [
        en_csv(UNITES, ";"),
        b"\xef\xbb\xbf" + en_csv(UNITES),
        en_csv(UNITES, "\t"),
        en_csv(UNITES, ";", "latin-1"),
        en_csv(UNITES, encodage="cp1252"),
        en_csv(UNITES).replace(b"\n", b"\r\n"),
    ],
    ids=["point-virgule", "marque", "tabulation", "latin-1", "cp1252", "crlf"],
)
@pytest.mark.parametrize("comprime", [False, True], ids=["nu", "gz"])
def test_separators_and_encodings(tmp_path: Path, octets: bytes, comprime: bool):
    path = tmp_path / ("u.csv.gz" if comprime else "u.csv")
    path.write_bytes(gzip.compress(octets) if comprime else octets)
    r = lancer(tmp_path, [Fichier(path, LE)], [A, B])
    assert (r.refus, set(r.au(A, "2026-06-01"))) == ([], {"PME", "ESS"})


def test_the_composition_of_epci_is_a_workbook_in_an_archive_below_five_lines(tmp_path: Path):
    preambule = [(f"ligne {i}", "", "", "") for i in range(1, 5)] + [("", "", "", "")]
    rangees = [
        *preambule,
        ("CODGEO", "LIBGEO", "EPCI", "LIBEPCI"),
        ("00100", "Lieu", "000001024", "CC fictive"),
    ]
    classeur(tmp_path / "epci.xlsx", rangees)
    with zipfile.ZipFile(tmp_path / "epci.zip", "w") as archive:
        archive.write(tmp_path / "epci.xlsx", "Intercommunalite_Metropole_2026.xlsx")
    fichiers = [
        Fichier(ecrire(tmp_path / "e.csv", [etablissement(siret(A), "00100")]), LE),
        Fichier(tmp_path / "epci.zip", LE),
    ]
    r = lancer(tmp_path, fichiers, [A], Territoire(epci=("000001024",)))
    assert (r.refus, r.au(A, "2026-06-01")) == ([], {"TERRITOIRE": "date"})


def test_no_file_at_all_knows_nothing(tmp_path: Path):
    r = lancer(tmp_path, [], [A])
    assert [r.lignes(t, "*") for t in ("qualites", "connus")] == [[], []]
    assert r.fournisseur(A) == ("non", False, False, "")


def test_nobody_asked_for(tmp_path: Path):
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "u.parquet", UNITES), LE)], [])
    assert (r.refus, r.lignes("fournisseurs", "*"), r.bilan["fichiers"][0]["lignes"]) == ([], [], 3)
