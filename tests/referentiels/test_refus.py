"""Files that are not what they should be: refused with a sentence that cites nothing of them, and the others go on."""

import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siren
from pipelines.referentiels.etablir import Fichier
from tests.referentiels.outils import INTERDIT, A, B, classeur, ecrire, en_csv, lancer, unite

LE = date(2026, 5, 31)
BEAUCOUP = [unite(siren(n), "PME") for n in range(1, 4000)]
Faire = Callable[[Path], Path]


def _octets(nom: str, octets: bytes) -> Faire:
    def faire(tmp: Path) -> Path:
        (tmp / nom).write_bytes(octets)
        return tmp / nom

    return faire


def _coupe(nom: str, part: float) -> Faire:
    def faire(tmp: Path) -> Path:
        path = ecrire(tmp / nom, BEAUCOUP)
        octets = path.read_bytes()
        path.write_bytes(octets[: int(len(octets) * part)])
        return path

    return faire


def _abime(nom: str) -> Faire:
    def faire(tmp: Path) -> Path:
        path = ecrire(tmp / nom, BEAUCOUP)
        octets = bytearray(path.read_bytes())
        milieu = len(octets) // 2
        octets[milieu : milieu + 64] = bytes(64)
        path.write_bytes(octets)
        return path

    return faire


def _deux_csv(tmp: Path) -> Path:
    with zipfile.ZipFile(tmp / "deux.zip", "w") as archive:
        archive.writestr("a.csv", "siren\n1\n")
        archive.writestr("b.csv", "siren\n1\n")
    return tmp / "deux.zip"


def _absent(tmp: Path) -> Path:
    return tmp / "absent.parquet"


SANS_TITRES = en_csv([unite(A, "PME")]).split(b"\n", 1)[1]
HOSTILES: dict[str, tuple[Faire, str, str]] = {
    "absent": (_absent, "", "n'existe pas"),
    "vide": (_octets("v.csv", b""), "", "est vide"),
    "page web": (_octets("p.csv", b"\n <!DOCTYPE html><html><body>INTERDIT</body></html>"), "", "est une page web"),
    "page web en gzip": (_octets("p.csv.gz", gzip.compress(b"<html>INTERDIT")), "", "est une page web"),
    "utf-16": (_octets("u.csv", "siren;x\n1;2\n".encode("utf-16")), "", "UTF-16"),
    "titres seuls": (_octets("t.csv", en_csv([unite(A)]).split(b"\n")[0] + b"\n"), "", "n'a aucune ligne"),
    "sans titres": (_octets("s.csv", SANS_TITRES), "", "n'a les colonnes d'aucun fichier connu"),
    "sans titres, annoncé": (_octets("s.csv", SANS_TITRES), "sirene_unites_legales", "absente(s)"),
    "autre format": (
        _octets("a.csv", en_csv([unite(A)])), "liste_siae", "n'est pas un fichier « liste_siae »"
    ),
    "colonne requise absente": (
        _octets("c.csv", en_csv([{"siren": A, "categorieEntreprise": "PME"}])),
        "sirene_unites_legales",
        "categorieJuridiqueUniteLegale, economieSocialeSolidaireUniteLegale",
    ),
    "siren faux": (
        _octets("f.csv", en_csv([unite(INTERDIT, "PME"), unite("12", "PME"), unite(A)])),
        "",
        "ne contient pas des numéros SIREN (9 chiffres) : 1 ligne(s) sur 3",
    ),
    "siret faux": (
        _octets("f.csv", b"siret,kind\nINTERDIT,EI\n000001016,EI\n"), "", "ne contient pas des numéros SIRET"
    ),
    "csv coupé": (_coupe("c.csv", 0.6), "", "Le fichier est coupé ou abîmé"),
    "gz coupé": (_coupe("c.csv.gz", 0.6), "", "est abîmé ou coupé"),
    "gz coupé après une ligne entière": (
        _octets("c.csv.gz", gzip.compress(en_csv(BEAUCOUP * 3))[:-8]), "", "est abîmé ou coupé"
    ),
    "gz dont la somme de contrôle est fausse": (
        _octets("c.csv.gz", gzip.compress(en_csv(BEAUCOUP * 3))[:-8] + bytes(8)), "", "est abîmé ou coupé"
    ),
    "gz abîmé": (_abime("c.csv.gz"), "", "est abîmé ou coupé"),
    "zip coupé": (_coupe("c.zip", 0.9), "", "est abîmé ou coupé"),
    "zip abîmé": (_abime("c.zip"), "", "est abîmé ou coupé"),
    "zip de deux csv": (_deux_csv, "", "doit contenir un seul CSV"),
    "parquet coupé": (_coupe("c.parquet", 0.9), "", "est abîmé ou coupé"),
    "parquet abîmé": (_abime("c.parquet"), "", "est abîmé ou coupé"),
    "classeur coupé": (_coupe("c.xlsx", 0.9), "", "abîmé"),
    "json coupé": (_octets("j.json", json.dumps([{"siret": "1", "kind": INTERDIT}] * 9).encode()[:-30]), "", "JSON"),
    "json d'une autre forme": (_octets("j.json", b'{"siret": 1}'), "", "n'a les colonnes d'aucun fichier connu"),
    "json de textes": (_octets("j.json", b'["INTERDIT"]'), "", "JSON"),
    "guillemet ouvert": (
        _octets("g.csv", en_csv([unite(A)]) + b'"INTERDIT jamais ferme,' * 20), "", "un guillemet ouvert"
    ),
    "deux colonnes": (
        _octets("d.csv", b"Siren de la tete,Siren du groupe,Date d'agrement\n1,2,3\n"), "liste_esus", "plusieurs"
    ),
}  # fmt: skip


@pytest.mark.parametrize("cas", HOSTILES)
def test_a_refused_file_is_told_and_the_others_go_on(tmp_path: Path, cas: str):
    faire, format_dit, phrase = HOSTILES[cas]
    mauvais = faire(tmp_path)
    bon = ecrire(tmp_path / "bon" / "unites.csv", [unite(B, "GE")])
    r = lancer(tmp_path, [Fichier(mauvais, LE, format_dit), Fichier(bon, LE)], [A, B])
    assert len(r.refus) == 1 and phrase in r.refus[0] and mauvais.name in r.refus[0], r.refus
    assert INTERDIT not in r.refus[0]
    assert r.lignes("qualites", "siren, categorie") == [(B, "GE")]
    refuse = next(f for f in r.bilan["fichiers"] if f["refus"])
    assert (refuse["lignes"], refuse["lus"], refuse["fichier"]) == (0, 0, mauvais.name)


def test_a_column_said_in_vain(tmp_path: Path):
    path = ecrire(tmp_path / "ess.csv", [{"SIREN": A}])
    r = lancer(tmp_path, [Fichier(path, LE, "liste_ess", {"siren": "Numéro"})], [A])
    assert r.refus == ["« ess.csv » n'a pas la colonne « Numéro », que spaser.yaml donne pour « siren »."]


def test_a_workbook_without_any_row_of_titles(tmp_path: Path):
    path = classeur(tmp_path / "esus.xlsx", [("a", "b"), ("c", "d")])
    assert "aucun fichier connu" in lancer(tmp_path, [Fichier(path, LE)], [A]).refus[0]


def test_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path):
    """« [2024] » and « * » in a path are names, not patterns."""
    dossier = tmp_path / "Sirene [2024] *"
    for nom in ("u.parquet", "u.csv"):
        r = lancer(dossier, [Fichier(ecrire(dossier / nom, [unite(A, "PME")]), LE)], [A], nom=f"sortie-{nom}")
        assert (r.refus, r.au(A, "2026-06-01")) == ([], {"PME": "date"})
