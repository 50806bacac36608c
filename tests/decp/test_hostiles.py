"""Hostile and broken files: one French sentence each, nothing of them kept, the others read, memory bounded."""

import fcntl
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.decp.lecture import lire_fichiers
from pipelines.fictif.hostiles import fichiers_hostiles
from tests.decp.outils import VILLE, document, ecrire, lignes, marche

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "data/raw/exemple/decp"
MEMOIRE, SECONDES = 2 << 30, 60

BON = document(marche("BON"))
DEBUT = b'{"marches":{"marche":[\n' + json.dumps(marche("AVANT")).encode() + b",\n"
ENTETE = b"id,acheteur_id,titulaire_id,montant,dateNotification\n"


def _casse(contenu: bytes) -> bytes:
    return DEBUT + contenu + b"]}}"


def _xml(contenu: bytes, declaration: bytes = b'<?xml version="1.0"?>') -> bytes:
    return declaration + b"<marches><marche><id>A</id>" + contenu + b"</marche></marches>"


PLUS: dict[str, tuple[bytes, str]] = {
    "imbrique_10M.json": (_casse(b'{"x":' + b"[" * 10_000_000 + b"]" * 10_000_000 + b"}"), "trop profonde"),
    "imbrique_10M_objets.json": (_casse(b'{"x":' * 2_000_000 + b"1" + b"}" * 2_000_000), "trop profonde"),
    "imbrique_entete.json": (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"marches":[]}', "trop profonde"),
    "imbrique_titulaires.json": (_casse(b'{"titulaires":' + b"[" * 700 + b"]" * 700 + b"}"), "trop profonde"),
    "imbrique_10M.xml": (b"<marches>" + b"<a>" * 10_000_000, "64 niveaux"),
    "racine_profonde.json": (b"[" * 100_000 + b"]" * 100_000, "trop profonde"),
    "nombre_negatif.json": (_casse(b'{"montant":-' + b"7" * 5_000 + b"}"), "nombre de 5000 chiffres"),
    "nombre_inconnu.json": (_casse(b'{"y":[1, ' + b"7" * 5_000 + b"]}"), "nombre de 5000 chiffres"),
    "nul_echappe.json": (
        _casse(b'{"objet":"a\\u0000b"}'),
        "ligne 3, colonne 12 : un caractère nul (\\u0000)",
    ),
    "nul_echappe_apres_un_faux.json": (
        _casse(b'{"objet":"\\\\u0000",\n"nature":"\\u0000"}'),
        "ligne 4, colonne 11 : un caractère nul (\\u0000)",
    ),
    "nul_dans_la_structure.json": (_casse(b'{"objet":\0"b"}'), "ligne 3, colonne 10 : un octet nul"),
    "nan_inconnu.json": (_casse(b'{"y":NaN}'), "ligne 3, colonne 6 : la valeur NaN"),
    "infini.json": (_casse(b'{"montant":Infinity}'), "ligne 3, colonne 12 : la valeur Infinity"),
    "latin1_inconnu.json": (
        _casse('{"y":1,"objet":"été"}'.encode("latin-1")),
        "ligne 3, colonne 17 : l'octet 0xE9 n'est pas de l'UTF-8",
    ),
    "demi_caractere.json": (_casse(b'{"objet":"\\udc00"}'), "écrit sans sa moitié"),
    "unicode_faux.json": (_casse(b'{"objet":"\\uZZZZ"}'), "quatre chiffres hexadécimaux"),
    "nombre_faux.json": (_casse(b'{"montant":01}'), "un nombre est mal écrit"),
    "apostrophes.json": (_casse(b"{'montant':1}"), "ligne 3, colonne 2 : un signe de ponctuation"),
    "virgule_de_trop.json": (_casse(b'{"montant":1,}'), "une virgule précède une fermeture"),
    "virgule_oubliee.json": (_casse(b'{"id":"A"} {"id":"B"}'), "un signe de ponctuation"),
    "controle.json": (
        _casse(b'{"objet":"a\x01b"}'),
        "ligne 3, colonne 12 : un caractère de contrôle (code 1)",
    ),
    "deux_documents.json": (BON + b"\n" + BON, "ligne 2, colonne 1 : du texte suit la fin du document"),
    "concatenes.json": (b'{"id":"A"}\n{"id":"B"}\n', "ligne 2, colonne 1 : du texte suit"),
    "marches_texte.json": (b'{"marches":"neant"}', "« marches » doit être une liste d'enregistrements"),
    "sans_fin.json": (b'{"marches":{"marche":[]', "ligne 1, colonne 24 : le fichier est coupé"),
    "une_accolade.json": (b"{", "ligne 1, colonne 2 : le fichier est coupé"),
    "gzip.json": (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
    "zip.json": (b"PK\x03\x04\x14\0", "ZIP"),
    "document.pdf": (b"%PDF-1.7", "PDF"),
    "utf16_sans_marque.json": (BON.decode().encode("utf-16-le"), "UTF-16"),
    "utf32.json": (BON.decode().encode("utf-32"), "UTF-16"),
    "hasard.bin": (bytes(range(1, 256)) * 40, "ni JSON, ni XML, ni CSV"),
    "image.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ni JSON, ni XML, ni CSV"),
    "texte.txt": (b"Bonjour.\n", "ni JSON, ni XML, ni CSV"),
    "autre.csv": (b"nom;prenom\nDupont;Jeanne\n", "colonne(s) absente(s)"),
    "billion_laughs.xml": (
        _xml(b"&c;", b'<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'),
        "DTD ou une entité",
    ),
    "dtd_externe.xml": (_xml(b"", b'<!DOCTYPE m SYSTEM "file:///etc/passwd">'), "DTD ou une entité"),
    "coupe_apres.xml": (
        b"<marches><marche><id>A</id></marche>",
        "ligne 1, colonne 37 : le fichier est coupé",
    ),
    "mal_ferme.xml": (_xml(b"<objet>a</id>"), "XML mal formé"),
    "latin1_non_dit.xml": (_xml("<objet>été</objet>".encode("latin-1")), "XML mal formé"),
    "nul.xml": (_xml(b"<objet>a\0b</objet>"), "octet nul"),
    "reference_nulle.xml": (_xml(b"<objet>&#0;</objet>"), "XML mal formé"),
    "encodage_inconnu.xml": (_xml(b"", b'<?xml version="1.0" encoding="martien"?>'), "encodage déclaré"),
    "encodage_large.xml": (_xml(b"", b'<?xml version="1.0" encoding="shift_jis"?>'), "encodage déclaré"),
    "encodage_python.xml": (_xml(b"", b'<?xml version="1.0" encoding="rot13"?>'), "encodage déclaré"),
    "page.xml": (b"<html><body>404</body></html>", "la racine <html>"),
}
"""Name -> bytes, and what the sentence must say."""

COLONNE = {
    "coupe.json": "le fichier est coupé",
    "coupe_apres_enregistrement.json": "le fichier est coupé",
    "coupe.xml": "le fichier est coupé",
    "imbrique_100000.json": "trop profonde",
    "imbrique_100000.xml": "64 niveaux",
    "nombre_5000_chiffres.json": "nombre de 5000 chiffres",
    "octet_nul.json": "octet nul",
    "octet_nul.csv": "octet nul",
    "nan.json": "la valeur NaN",
    "infini.json": "Infinity",
    "utf16.json": "UTF-16",
    "latin1.json": "0xE9",
    "vide.json": "vide",
    "blancs.json": "vide",
    "pas_du_json.json": "la racine <html>",
    "entites.xml": "DTD ou une entité",
}
"""The same for the generator's own hostile files."""

ANGLAIS = re.compile(
    r"\b(?:error|invalid|expected|malformed|byte|truncated|found|line|column|unknown|failed|exceeded|not)\b",
    re.I,
)


def _bornes() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))


def _ingest(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    commande = [sys.executable, "-m", "pipelines.cli", "ingest", *map(str, arguments)]
    return subprocess.run(
        commande,
        cwd=RACINE,
        capture_output=True,
        text=True,
        preexec_fn=_bornes,
        env=os.environ | {"COLUMNS": "1000"},
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def epreuve(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, Any], int, str]:
    """One command on a folder of hostile files and two good ones: (refusals by file, bilan, exit code, stderr)."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the workers share it: the command runs once
    dossier, sortie, dit = base / "hostiles", base / "sortie_hostiles", base / "dit.json"
    with (base / "hostiles.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not dit.exists():
            fichiers_hostiles(dossier)
            ecrire(dossier, {nom: contenu for nom, (contenu, _) in PLUS.items()})
            ecrire(dossier, {"aaa_bon.json": BON, "zzz_bon.json": document(marche("BON2", objet="Autre"))})
            fini = _ingest(dossier, "--out", sortie, "--arrete-au", "2026-06-30")
            dit.write_text(json.dumps([fini.returncode, fini.stderr]), encoding="utf-8")
            shutil.rmtree(dossier)
    code, erreurs = json.loads(dit.read_text(encoding="utf-8"))
    assert (sortie / "bilan.json").exists(), (code, erreurs)
    bilan = json.loads((sortie / "bilan.json").read_text(encoding="utf-8"))
    return {r["fichier"]: r["motif"] for r in bilan["fichiers_refuses"]}, bilan, code, erreurs


ATTENDUS = COLONNE | {nom: phrase for nom, (_, phrase) in PLUS.items()}


@pytest.mark.parametrize("nom", ATTENDUS)
def test_the_sentence_says_where_and_what(nom: str, epreuve: tuple[dict[str, str], Any, Any, Any]) -> None:
    phrase = epreuve[0][nom]
    assert ATTENDUS[nom] in phrase
    assert re.fullmatch(rf"{re.escape(nom)} : [^\n]+\.", phrase)
    assert not ANGLAIS.search(phrase.removeprefix(nom)), phrase
    parle_d_un_lieu = not re.search(
        r"UTF-16|gzip|ZIP|PDF|vide|racine|DTD|64 niveaux|octet nul.*xml|encodage|ni JSON", nom + phrase
    )
    if nom.endswith(".json") and parle_d_un_lieu:
        assert re.match(rf"{re.escape(nom)} : ligne \d+, colonne \d+ : ", phrase)
    if nom.endswith(".csv"):
        assert re.match(rf"{re.escape(nom)} : ligne \d+ : ", phrase)


def test_the_others_are_read_and_the_exit_code_says_it(
    epreuve: tuple[dict[str, str], dict[str, Any], int, str],
) -> None:
    refus, bilan, code, erreurs = epreuve
    assert code == 1, erreurs
    assert "Traceback" not in erreurs
    assert set(refus) == set(ATTENDUS)
    assert bilan["total"] == {"lus": 2, "gardes": 2, "fusionnes": 0, "quarantaine": 0}
    par_fichier = {source["fichier"]: source for source in bilan["sources"]}
    assert {nom: par_fichier[nom]["lus"] for nom in refus} == dict.fromkeys(refus)
    assert {par_fichier[nom]["gardes"] for nom in refus} == {0}
    assert [par_fichier[nom]["lus"] for nom in ("aaa_bon.json", "zzz_bon.json")] == [1, 1]
    assert all(len(source["sha256"]) == 64 for source in bilan["sources"])
    for nom in refus:
        assert f"Refusé {refus[nom]}" in erreurs


def test_only_refused_files_give_empty_tables_and_code_1(tmp_path: Path) -> None:
    (fichier,) = ecrire(tmp_path, {"coupe.json": BON[:-3]})
    fini = _ingest(fichier, "--out", tmp_path / "sortie")
    assert fini.returncode == 1, fini.stderr
    bilan = json.loads((tmp_path / "sortie/bilan.json").read_text(encoding="utf-8"))
    assert (bilan["total"]["lus"], bilan["sources"][0]["lus"]) == (0, None)
    assert (tmp_path / "sortie/contrats.parquet").exists()


def test_a_path_that_does_not_exist_is_said_and_stops_everything(tmp_path: Path) -> None:
    fini = _ingest(tmp_path / "absent.json", "--out", tmp_path / "sortie")
    assert fini.returncode == 2
    assert "n'existe pas" in fini.stderr
    assert "Traceback" not in fini.stderr


@pytest.mark.parametrize("nom", ["pes_2026-06.json", "pes_2019_stock.json", "profil-acheteur_ccas_2023.xml"])
def test_a_file_cut_at_each_hundredth_contributes_nothing(nom: str, tmp_path: Path) -> None:
    contenu = (EXEMPLE / nom).read_bytes().rstrip()
    fichiers = {f"{centieme:02d}_{nom}": contenu[: len(contenu) * centieme // 100] for centieme in range(100)}
    chemins = ecrire(tmp_path / "entree", {**fichiers, "entier" + nom[-5:]: contenu})
    sources = lire_fichiers(chemins, tmp_path / "staging")
    lus = {source.fichier: source.lus for source in sources}
    assert lus.pop("entier" + nom[-5:]) > 5
    assert set(lus.values()) == {None}
    assert sorted(p.name for p in (tmp_path / "staging").iterdir()) == ["source=00100"]
    for source in sources[1:100]:
        assert re.search(r" : ligne \d+, colonne \d+ : le fichier est coupé", str(source.refus)), source.refus


def test_a_fault_in_a_late_block_takes_back_the_first_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("flux", "enveloppes"):
        monkeypatch.setattr(f"pipelines.decp.{module}.BLOC", 2_000)
    tous = [json.dumps(marche(f"M{n}")) for n in range(200)]
    texte = '{"marches":[\n' + ",\n".join([*tous, '{"montant":NaN}']) + "]}"
    (source,) = lire_fichiers(ecrire(tmp_path, {"f.json": texte.encode()}), tmp_path / "staging")
    assert str(source.refus).startswith("f.json : ligne 202, colonne 12 : la valeur NaN")
    assert lignes(tmp_path / "staging") == []


def test_the_column_is_counted_in_characters_far_into_a_single_line(tmp_path: Path) -> None:
    debut = (
        '{"marches":[' + ",".join(json.dumps(marche(f"M{n}"), ensure_ascii=False) for n in range(8_000)) + ","
    )
    texte = debut + '{"montant":NaN}]}'
    assert len(debut.encode()) > 1.8 * (1 << 20)
    (source,) = lire_fichiers(ecrire(tmp_path, {"f.json": texte.encode()}), tmp_path / "staging")
    assert str(source.refus).startswith(f"f.json : ligne 1, colonne {len(debut) + 12} : la valeur NaN")


def test_two_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    chemins = ecrire(
        tmp_path, {"a/decp.json": BON, "b/decp.json": b"{", "b/c/decp.json": document(), "b/autre.json": BON}
    )
    sources = lire_fichiers(chemins, tmp_path / "staging")
    assert [(s.fichier, s.lus) for s in sources] == [
        ("a/decp.json", 1),
        ("autre.json", 1),
        ("b/decp.json", None),
        ("c/decp.json", 0),
    ]
    assert str(sources[2].refus).startswith("b/decp.json : ")


@pytest.mark.parametrize("dossier", ["decp [2024]", "a*b", "l'été", 'gui"llemets', "é ? %20"])
def test_any_folder_name_will_do(dossier: str, tmp_path: Path) -> None:
    from datetime import date

    from pipelines.ingestion import ingerer

    csv = ENTETE + f"C,{VILLE},,10,2024-01-01\n".encode()
    ecrire(tmp_path / dossier, {"a [1].json": BON, "b*.csv": csv, "c'.xml": _xml(b"")})
    bilan = ingerer([tmp_path / dossier], tmp_path / dossier / "sortie", date(2026, 6, 30))
    assert [(s["fichier"], s["lus"]) for s in bilan["sources"]] == [
        ("a [1].json", 1),
        ("b*.csv", 1),
        ("c'.xml", 1),
    ]


def test_hidden_files_and_empty_folders_are_passed_over(tmp_path: Path) -> None:
    ecrire(tmp_path, {"d/.cache/x.json": b"{", "d/.x.json": b"{", "d/bon.json": BON})
    (tmp_path / "d/vide").mkdir()
    assert [(s.fichier, s.lus) for s in lire_fichiers([tmp_path / "d"], tmp_path / "staging")] == [
        ("bon.json", 1)
    ]


def _pic(fichier: Path, staging: Path) -> float:
    """Peak memory (MiB) of a process that reads one file."""
    code = (
        "import re, sys; from pathlib import Path; from pipelines.decp.lecture import lire_fichiers;"
        "lues = lire_fichiers([Path(sys.argv[1])], Path(sys.argv[2]));"
        # not ru_maxrss, which starts at the peak of the process that launched this one
        "print(lues[0].lus, re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    fini = subprocess.run(
        [sys.executable, "-c", code, str(fichier), str(staging)],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(RACINE)},
    )
    lus, pic = fini.stdout.split()
    assert int(lus) > 0
    return int(pic) / 1024


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    enregistrement = json.dumps(marche("X" * 10, objet="Fourniture de bancs " * 200), ensure_ascii=False)
    pics = []
    for mo in (30, 150):
        fichier = tmp_path / f"{mo}.json"
        nombre = mo * 1_000_000 // (len(enregistrement.encode()) + 2)
        with fichier.open("w", encoding="utf-8") as sortie:
            sortie.write('{"marches":{"marche":[\n')
            for n in range(nombre):
                sortie.write(enregistrement + (",\n" if n < nombre - 1 else "]}}"))
        pics.append(_pic(fichier, tmp_path / "staging"))
        fichier.unlink()
    assert pics[1] < 1.6 * pics[0], pics
