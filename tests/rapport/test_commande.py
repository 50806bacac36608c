"""`spaser validate` on the command line: exit codes, what is written where, and what is refused."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.schemas import tables as schemas
from tests.rapport.envois import FORMATS, contrats_fautifs, lire_json, registre

CLES = [
    "ligne",
    "enregistrement",
    "champ",
    "numero_champ",
    "code",
    "regle",
    "valeur",
    "message",
    "suggestion",
]


def valide(nom: str) -> Path:
    return schemas.RACINE / nom / "exemple-valide.csv"


def test_a_valid_file_gives_0(spaser, tmp_path: Path):
    fin = spaser(
        "validate",
        valide("registre_contrats"),
        "--schema",
        "registre_contrats",
        "--json",
        tmp_path / "r.json",
    )
    assert fin.code == 0
    lu = lire_json(tmp_path / "r.json")
    assert (lu["valide"], lu["erreurs"], lu["comptes"]) == (True, [], [])
    assert "Le fichier est valide" in fin.ecran


def test_a_schema_may_be_given_by_its_path(spaser):
    dossier = schemas.RACINE / "registre_contrats"
    for schema in (dossier, dossier / "schema.json", "registre_contrats"):
        assert spaser("validate", valide("registre_contrats"), "--schema", schema).code == 0


@pytest.mark.parametrize("moteur", ["hybride", "sql", "frictionless"])
def test_the_three_engines_answer_alike(spaser, tmp_path: Path, moteur: str):
    path = schemas.RACINE / "registre_contrats" / "exemple-invalide.csv"
    fin = spaser(
        "validate", path, "--schema", "registre_contrats", "--json", tmp_path / "r.json", "--engine", moteur
    )
    assert fin.code == 1
    lu = lire_json(tmp_path / "r.json")
    assert all(list(e) == CLES for e in lu["erreurs"])
    assert all(list(c) == ["champ", "regle", "valeur", "nombre"] for c in lu["comptes"])
    assert {"valide", "lignes", "erreurs", "comptes"} <= set(lu)
    par_defaut = tmp_path / "defaut.json"
    spaser("validate", path, "--schema", "registre_contrats", "--json", par_defaut)
    assert lire_json(par_defaut)["erreurs"] == lu["erreurs"]


def test_all_the_faults_are_listed_and_counted(spaser, tmp_path: Path):
    """Three thousand faults, where frictionless stops at a thousand."""
    envoi = registre("registre_contrats", 3_000)
    for rang in range(3_000):
        envoi.ecrire(rang, "procedure", "MAPA" if rang % 3 else "AO")
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([envoi.champs, *envoi.rangees])
    fin = spaser(
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--json",
        tmp_path / "r.json",
        "--html",
        tmp_path / "r.html",
    )
    lu = lire_json(tmp_path / "r.json")
    assert [e["ligne"] for e in lu["erreurs"]] == list(range(2, 3_002))
    assert [(c["valeur"], c["nombre"]) for c in lu["comptes"]] == [("MAPA", 2_000), ("AO", 1_000)]
    page = (tmp_path / "r.html").read_text()
    assert "3\u202f000" in page and "2\u202f000" in page and len(page) < 20_000
    assert "3\u202f000 erreurs dans 3\u202f000 lignes" in fin.ecran


def test_lines_are_those_of_the_senders_file(spaser, tmp_path: Path):
    """A line end inside a cell shifts the lines of a text, not the records."""
    envoi = registre("registre_contrats", 3)
    envoi.ecrire(0, "objet", "Une\nou deux")
    envoi.ecrire(2, "procedure", "MAPA")
    strict = tmp_path / "strict.csv"
    with strict.open("w", newline="") as file:
        csv.writer(file).writerows([envoi.champs, *envoi.rangees])
    spaser("validate", strict, "--schema", "registre_contrats", "--json", tmp_path / "r.json")
    [erreur] = lire_json(tmp_path / "r.json")["erreurs"]
    assert (erreur["ligne"], erreur["enregistrement"], erreur["numero_champ"]) == (5, 4, 14)
    libre = envoi.deposer(tmp_path, "csv")
    spaser(
        "validate",
        libre,
        "--schema",
        "registre_contrats",
        "--json",
        tmp_path / "r.json",
        "--encodage",
        "cp1252",
    )
    [erreur] = lire_json(tmp_path / "r.json")["erreurs"]
    assert (erreur["ligne"], erreur["enregistrement"]) == (7, 4)


def test_columns_are_numbered_as_in_the_senders_file(spaser, tmp_path: Path):
    envoi = registre("registre_contrats", 1)
    envoi.ecrire(0, "procedure", "MAPA")
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["mon_numero", *envoi.champs], ["1", *envoi.rangees[0]]])
    for lecture in ("auto", "tableur"):
        spaser(
            "validate",
            path,
            "--schema",
            "registre_contrats",
            "--json",
            tmp_path / "r.json",
            "--lecture",
            lecture,
        )
        [erreur] = lire_json(tmp_path / "r.json")["erreurs"]
        assert (erreur["champ"], erreur["numero_champ"]) == ("procedure", 15)


def test_a_repeated_key_cites_the_other_line_of_the_sheet(spaser, tmp_path: Path):
    envoi = registre("registre_contrats", 3)
    envoi.ecrire(2, "reference", "2026-TVX-00000")
    spaser(
        "validate",
        envoi.deposer(tmp_path, "xlsx"),
        "--schema",
        "registre_contrats",
        "--json",
        tmp_path / "r.json",
    )
    [erreur] = lire_json(tmp_path / "r.json")["erreurs"]
    assert (erreur["code"], erreur["cellule"]) == ("primary-key", "A6")
    assert "à la ligne 4" in erreur["message"]


def test_missing_columns_come_first(spaser, tmp_path: Path):
    envoi = contrats_fautifs()
    position = envoi.champs.index("statut")
    feuille = [[c for i, c in enumerate(r) if i != position] if len(r) > 5 else r for r in envoi.feuille()]
    from tests.rapport.envois import _xlsx

    path = tmp_path / "a.xlsx"
    _xlsx(feuille, path)
    fin = spaser(
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--html",
        tmp_path / "r.html",
        "--json",
        tmp_path / "r.json",
        "--retour",
        tmp_path / "r.xlsx",
    )
    [absente] = [e for e in lire_json(tmp_path / "r.json")["erreurs"] if e["code"] == "missing-label"]
    assert (absente["champ"], absente["ligne"], absente["cellule"]) == ("statut", None, None)
    page = (tmp_path / "r.html").read_text()
    assert (
        page.index("Colonnes absentes")
        < page.index("Ce qui a été lu")
        < page.index("Les erreurs, par colonne")
    )
    assert fin.ecran.index("Colonnes absentes") < fin.ecran.index("Ce qui a été lu")
    from tests.rapport.rendus import textes_xlsx

    textes = textes_xlsx(tmp_path / "r.xlsx")
    assert textes.index("Colonnes absentes, à ajouter") < textes.index("Par colonne et par règle")
    assert "statut" in textes


def test_json_on_the_screen_is_json_alone(tmp_path: Path):
    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    commande = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--json",
        "-",
    ]
    environnement = os.environ | {"PYTHONPATH": str(schemas.RACINE.parent), "LC_ALL": "C"}
    fin = subprocess.run(commande, capture_output=True, env=environnement, check=False)
    import json

    assert fin.returncode == 1
    assert json.loads(fin.stdout.decode("utf-8"))["valide"] is False
    assert "pas valide" in fin.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("absent.csv", "--schema", "registre_contrats"), "n'existe pas"),
        (("bon.csv", "--schema", "inconnu"), "n'existe pas"),
        (("bon.csv", "--schema", "registre_contrats", "--engine", "rapide"), "hybride, sql, frictionless"),
        (("bon.csv", "--schema", "registre_contrats", "--lecture", "vite"), "auto, stricte, tableur"),
        (("bon.csv", "--schema", "registre_contrats", "--mapping", "absent.yaml"), "absent.yaml"),
        (("vide.csv", "--schema", "registre_contrats"), "vide"),
        (("abime.xlsx", "--schema", "registre_contrats"), "abîmé"),
        (("bon.csv", "--schema", "pas.json"), "JSON lisible"),
        (("bon.csv", "--schema", "liste.json"), "Table Schema"),
        (("bon.csv",), "--schema"),
    ],
)
def test_what_cannot_be_read_gives_2_and_one_sentence(spaser, tmp_path: Path, monkeypatch, arguments, dit):
    monkeypatch.chdir(tmp_path)
    Path("bon.csv").write_bytes(valide("registre_contrats").read_bytes())
    Path("vide.csv").write_bytes(b"")
    Path("abime.xlsx").write_bytes(b"PK\x03\x04 rien")
    Path("pas.json").write_text("{")
    Path("liste.json").write_text("[]")
    fin = spaser("validate", *arguments)
    assert fin.code == 2
    assert dit in " ".join(fin.erreurs.split()) and "Traceback" not in fin.tout


@pytest.mark.parametrize("option", ["--json", "--html", "--retour"])
def test_an_output_never_destroys_anything(spaser, tmp_path: Path, option: str):
    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    lien = tmp_path / "lien.xlsx"
    lien.symlink_to(path)
    octets = path.read_bytes()
    for cible in (path, lien, tmp_path, tmp_path / "absent" / "r.xlsx", Path("/dev/null")):
        fin = spaser("validate", path, "--schema", "registre_contrats", option, cible)
        assert (fin.code, path.read_bytes()) == (2, octets), cible
    assert not Path("/dev/null").is_file()


def test_two_outputs_never_share_a_file(spaser, tmp_path: Path):
    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    fin = spaser(
        "validate",
        path,
        "--schema",
        "registre_contrats",
        "--json",
        tmp_path / "r",
        "--html",
        tmp_path / "./r",
    )
    assert fin.code == 2 and "même fichier" in fin.erreurs


@pytest.mark.parametrize(
    ("forme", "nom"), [("xlsx", "r.ods"), ("xlsx", "r.csv"), ("ods", "r.xlsx"), ("csv", "r.ods")]
)
def test_the_returned_file_keeps_its_format(spaser, tmp_path: Path, forme: str, nom: str):
    path = contrats_fautifs().deposer(tmp_path, forme)
    fin = spaser("validate", path, "--schema", "registre_contrats", "--retour", tmp_path / nom)
    assert fin.code == 2 and "terminez son nom par" in " ".join(fin.erreurs.split())


def test_an_interrupted_writing_leaves_the_former_file(spaser, tmp_path: Path, monkeypatch):
    from pipelines.validation import rapport_json

    def panne(*_):
        raise OSError("disque plein")

    ancien = tmp_path / "r.json"
    ancien.write_text("ancien")
    monkeypatch.setattr(rapport_json, "ecrire", panne)
    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    fin = spaser("validate", path, "--schema", "registre_contrats", "--json", ancien)
    assert fin.code == 2
    assert ancien.read_text() == "ancien"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["envoi.xlsx", "r.json"]


def test_an_unclosed_quote_is_told_and_no_half_file_is_given_back(spaser, tmp_path: Path):
    envoi = registre("registre_contrats", 2)
    path = tmp_path / "a.csv"
    lignes = [",".join(envoi.champs), *(",".join(f'"{v}"' for v in r) for r in envoi.rangees)]
    path.write_text("\n".join(lignes)[:-1] + "\n")
    fin = spaser("validate", path, "--schema", "registre_contrats", "--retour", tmp_path / "r.csv")
    assert fin.code == 1
    assert "Pas de fichier rendu" in fin.ecran and "guillemet" in fin.ecran
    assert not (tmp_path / "r.csv").exists()


@pytest.mark.parametrize("forme", FORMATS)
def test_a_valid_register_comes_back_without_a_mark(spaser, tmp_path: Path, forme: str):
    path = registre("registre_contrats", 3).deposer(tmp_path, forme)
    options = ("--encodage", "cp1252") if forme == "csv" else ()
    fin = spaser(
        "validate", path, "--schema", "registre_contrats", "--retour", tmp_path / f"r.{forme}", *options
    )
    assert fin.code == 0, fin.tout
    assert (tmp_path / f"r.{forme}").is_file()


def test_the_preview_says_how_columns_are_read(spaser, tmp_path: Path):
    envoi = registre("registre_contrats", 2)
    envoi.ecrire(1, "montant_ht_eur", "1 234,50")
    envoi.ecrire(0, "date_notification", "12/03/2026")
    path = envoi.deposer(tmp_path, "csv")
    fin = spaser("validate", path, "--schema", "registre_contrats", "--encodage", "cp1252", "--apercu")
    assert fin.code == 0
    assert "« 1 234,50 » → « 1234.50 »" in fin.ecran
    assert "« 12/03/2026 » → « 2026-03-12 »" in fin.ecran
    assert "U « Montant (€ HT) »" in fin.ecran
