"""No person: what names a unit is never written, whatever its status; only codes, dates and statuses are."""

from datetime import date
from pathlib import Path

import duckdb

from pipelines.fictif.identifiants import siret
from pipelines.referentiels.etablir import Fichier, Territoire
from tests.referentiels.outils import (
    INTERDIT,
    A,
    B,
    annuaire,
    classeur,
    ecrire,
    etablissement,
    historique,
    lancer,
    structure,
    unite,
)

LE = date(2026, 5, 31)


def tous(tmp: Path) -> list[Fichier]:
    esus = [("Nom", "SIREN", "Date d'agrément"), (INTERDIT, A, "2024-01-01")]
    chemins = [
        ecrire(tmp / "StockUniteLegale_utf8.parquet", [unite(A, "PME", "O", "1000", "P"), unite(B, "GE")]),
        ecrire(tmp / "u.zip", [unite(A, "PME", statut="P")]),
        ecrire(tmp / "StockEtablissement_utf8.parquet", [etablissement(siret(A), "00100", statut="P")]),
        ecrire(tmp / "e.csv.gz", [etablissement(siret(A, 2), "00100")]),
        ecrire(tmp / "h.csv", [historique(A, "2020-01-01", "", "O")]),
        ecrire(tmp / "ul.csv.gz", [annuaire(A, "true", "true", "['EI']", "1000", "P")]),
        ecrire(tmp / "liste_ess.csv", [{"SIREN": A, "Nom": INTERDIT}]),
        ecrire(tmp / "siae.json", [structure(siret(A), "EI")]),
        classeur(tmp / "esus.xlsx", esus),
    ]
    return [Fichier(chemin, LE) for chemin in chemins]


def test_no_name_is_ever_written(tmp_path: Path):
    r = lancer(tmp_path, tous(tmp_path), [(A, siret(A)), B], Territoire(communes=("00100",)))
    assert r.refus == []
    ecrits = [p for d in (r.dossier, tmp_path / "cache") for p in d.rglob("*") if p.is_file()]
    assert len(ecrits) > 15
    for path in ecrits:
        assert INTERDIT.encode() not in path.read_bytes(), path
        if path.suffix == ".parquet":  # compressed: read what is in it
            lus = duckdb.execute(f"SELECT list(COLUMNS(*)::VARCHAR) FROM '{path}'").fetchall()
            assert INTERDIT not in str(lus), path
    assert r.fournisseur(A, siret(A))[1:3] == (True, True)


def test_the_columns_read_are_codes_dates_and_statuses():
    from pipelines.referentiels.formats import FORMATS

    lues = {champ.nom for connu in FORMATS for champ in connu.champs}
    assert lues == {
        "siren", "siret", "statut", "categorie", "juridique", "ess", "du", "au", "siege", "etat", "commune", "est_ess",
        "est_siae", "types", "type", "active", "code", "departement", "parent", "epci"
    }  # fmt: skip


def test_partial_diffusion_in_any_file_is_told_and_the_place_still_counts(tmp_path: Path):
    r = lancer(tmp_path, tous(tmp_path)[2:3], [(A, siret(A)), A], Territoire(communes=("00100",)))
    assert r.au(A, "2026-06-01", siret(A)) == r.au(A, "2026-06-01") == {"TERRITOIRE": "date"}
    assert [r.fournisseur(A, s)[1] for s in (siret(A), "")] == [True, True]
