"""Files that are not what they should be: refused with a sentence that cites nothing of them, and the others go on."""

import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.fictif.identifiants import siren, siret
from pipelines.referentiels.etablir import Fichier
from tests.referentiels.outils import INTERDIT, A, B, C, classeur, ecrire, en_csv, lancer, structure, unite

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


def _abime_au_debut(nom: str, debut: int) -> Faire:
    def faire(tmp: Path) -> Path:
        path = ecrire(tmp / nom, BEAUCOUP)
        octets = bytearray(path.read_bytes())
        octets[debut : debut + 60] = b"\xff" * 60
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
    "gz abîmé dès le début": (_abime_au_debut("c.csv.gz", 12), "", "est abîmé ou coupé"),
    "zip abîmé dès le début": (_abime_au_debut("c.zip", 60), "", "est abîmé ou coupé"),
    "pdf": (_octets("esus.csv", b"%PDF-1.4\r%\xe2\xe3\rINTERDIT\r"), "", "elle ne se lit pas comme des titres"),
    "fins de ligne d'un vieux Mac": (
        _octets("m.csv", en_csv([unite(A, "PME")]).replace(b"\n", b"\r")), "", "elle ne se lit pas comme des titres"
    ),
    "première ligne démesurée": (_octets("l.csv", b"siren" + b"x" * 400_000), "", "l.csv"),
    "json d'un nombre impossible": (_octets("j.json", b'[{"siret":1e999,"kind":"EI"}]'), "", "JSON"),
    "json d'un nombre sans fin": (
        _octets("j.json", b'[{"siret":' + b"9" * 5000 + b',"kind":"EI"}]'), "", "j.json"
    ),
    "json profond": (
        _octets("j.json", b'[{"siret":"1","kind":"EI","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}]"), "", "JSON"
    ),
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


def test_what_a_mac_adds_to_an_archive_is_no_second_file(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "u.zip", "w") as archive:
        archive.writestr("u.csv", en_csv([unite(A, "PME")]))
        archive.writestr("__MACOSX/._u.csv", b"\x00\x05\x16\x07")
    assert lancer(tmp_path, [Fichier(tmp_path / "u.zip", LE)], [A]).au(A, "2026-06-01") == {"PME": "date"}


@pytest.mark.parametrize("nom", ["a[1].csv", "a*.csv", "a?.csv", "a[1].parquet"])
def test_a_name_that_looks_like_a_pattern_is_that_file_alone(tmp_path: Path, nom: str):
    """A browser names a second download « a[1].csv »: the bytes read are those whose digest is told."""
    suffixe = Path(nom).suffix
    for autre in ("a1", "ab", "abc"):
        ecrire(tmp_path / f"{autre}{suffixe}", [unite(B, "GE")])
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / nom, [unite(A, "PME")]), LE)], [A, B])
    assert (r.refus, r.lignes("qualites", "siren, categorie")) == ([], [(A, "PME")])


@pytest.mark.parametrize("autre", [None, b"<html>INTERDIT", b"\x1f\x8b\x08"])
def test_the_other_part_of_a_list_may_be_the_file_that_cannot_be_told(tmp_path: Path, autre: bytes | None):
    """Nobody is « not on the list » while a file of that day is missing or unreadable."""
    une = ecrire(tmp_path / "liste_ess_1.csv", [{"SIREN": A}])
    deux = tmp_path / "deuxieme.csv"
    if autre is not None:
        deux.write_bytes(autre)
    r = lancer(tmp_path, [Fichier(une, LE), Fichier(deux, LE)], [A, B])
    assert r.au(A, "2026-06-01") == {"ESS": "date"}
    assert r.connu(B, "2026-06-01") == set()


@pytest.mark.parametrize("kind", ["Entreprise adaptée", ["EA", "EI"], "", None])
def test_a_kind_that_nobody_knows_says_nothing_of_its_structure(tmp_path: Path, kind: object):
    """It is on the list: it is not « no »; the others are."""
    liste = [structure(siret(A), "EI"), structure(siret(B), kind)]  # type: ignore[arg-type]
    r = lancer(tmp_path, [Fichier(ecrire(tmp_path / "siae.json", liste), LE)], [A, B, C])
    assert r.au(A, "2026-06-01") == {"EI": "date"}
    assert r.au(B, "2026-06-01") == {} and r.connu(B, "2026-06-01") == set()
    assert r.connu(C, "2026-06-01") == {"inclusion"}


def test_a_workbook_whose_first_line_presents_it(tmp_path: Path):
    path = classeur(
        tmp_path / "liste.xlsx",
        [
            ("Liste des ESUS (SIREN et date d'agrément)", None, None),
            ("Dénomination", "N° SIREN", "Date d'agrément"),
            (INTERDIT, A, "2023-01-01"),
        ],
    )
    r = lancer(tmp_path, [Fichier(path, LE, "liste_esus")], [A])
    assert (r.refus, r.au(A, "2025-01-01")) == ([], {"ESUS": "date"})


def test_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path):
    """« [2024] » and « * » in a path are names, not patterns."""
    dossier = tmp_path / "Sirene [2024] *"
    for nom in ("u.parquet", "u.csv"):
        r = lancer(dossier, [Fichier(ecrire(dossier / nom, [unite(A, "PME")]), LE)], [A], nom=f"sortie-{nom}")
        assert (r.refus, r.au(A, "2026-06-01")) == ([], {"PME": "date"})
