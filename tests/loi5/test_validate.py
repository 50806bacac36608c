"""Law 5 in `spaser validate`: terminal, JSON, HTML, preview, refusals, unexpected failures; no marker anywhere."""

import json
import os
import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from benchmarks.mutations.fichiers import EXTENSIONS, FORMATS, Brut, Fichier
from pipelines import cli
from pipelines.commun.erreurs import SpaserErreur
from pipelines.registres.lecture import lire_registre
from tests.loi5.temoins import MONTRE, PRIVES, Temoins, temoins, trouves

Lancer = Callable[..., tuple[int, str]]


@pytest.fixture
def lancer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Lancer:
    """Run `spaser` as the shell does, with a scratch folder that must be empty afterwards."""
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setenv("COLUMNS", "400")

    def lancer(*args: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["spaser", *args])
        try:
            cli.main()
        except SystemExit as fin:
            code = fin.code
        except Exception:  # what Python itself would print
            traceback.print_exc()
            code = 1
        lus = capfd.readouterr()
        assert list(scratch.iterdir()) == [], "une copie privée reste dans le dossier temporaire"
        return int(code or 0), lus.out + lus.err

    return lancer


def ecrire(fichier: Fichier, dossier: Path) -> Path:
    path = dossier / f"recu.{EXTENSIONS[fichier.format]}"
    fichier.ecrire(path)
    return path


def valider(lancer: Lancer, faits: Temoins, path: Path, *options: str) -> tuple[int, list[str]]:
    """Validate with every output; return the exit code and all that was said and written."""
    dossier = path.parent
    sorties = {"--json": dossier / "r.json", "--html": dossier / "r.html"}
    ecrites = [x for option, sortie in sorties.items() for x in (option, str(sortie))]
    code, ecran = lancer("validate", str(path), "--schema", faits.registre, *ecrites, *options)
    return code, [ecran, *(p.read_text(encoding="utf-8") for p in sorties.values() if p.is_file())]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("registre", PRIVES)
def test_no_report_holds_a_value_about_persons(lancer: Lancer, tmp_path: Path, registre: str, format_: str):
    faits = temoins(registre)
    path = ecrire(faits.fichier(format_), tmp_path)
    code, textes = valider(lancer, faits, path)
    assert code == 1 and len(textes) == 3
    rapport = json.loads(textes[1])
    codes = {e["code"] for e in rapport["erreurs"]}
    # some of the wrong texts are right in a free column
    assert "primary-key" in codes and len(rapport["erreurs"]) > 0.8 * len(faits.fautives)
    assert [MONTRE in texte for texte in textes] == [True] * 3, "les valeurs montrables sont montrées"
    assert trouves(faits.secrets, *textes) == []


@pytest.mark.parametrize("registre", PRIVES)
def test_the_sound_rows_are_sound(lancer: Lancer, tmp_path: Path, registre: str):
    faits = temoins(registre)
    code, textes = valider(lancer, faits, ecrire(faits.fichier("csv", fautes=False), tmp_path))
    assert code == 0, textes[0]
    assert trouves(faits.secrets, *textes) == []


@pytest.mark.parametrize("format_", ["csv", "csv_fr"])
def test_cells_that_slipped_are_not_cited_under_another_title(lancer: Lancer, tmp_path: Path, format_: str):
    """Shifted by one, the number of persons stands under « présence contrôlée », which may be shown."""
    faits = temoins("heures_insertion")
    fichier = faits.fichier(format_, fautes=False)
    for glisse in (
        lambda ligne: ligne[1:],
        lambda ligne: ["", *ligne],
        lambda ligne: [*ligne[:2], *ligne[3:], ""],
    ):
        fichier.lignes.append([Brut(c) for c in glisse(fichier.lignes[0])])
    code, textes = valider(lancer, faits, ecrire(fichier, tmp_path))
    assert code == 1 and len(json.loads(textes[1])["erreurs"]) > 15
    assert trouves(faits.secrets, *textes) == []


@pytest.mark.parametrize("moteur", ["sql", "frictionless"])
@pytest.mark.parametrize("registre", PRIVES)
def test_nor_does_another_engine(lancer: Lancer, tmp_path: Path, registre: str, moteur: str):
    faits = temoins(registre)
    code, textes = valider(lancer, faits, ecrire(faits.fichier("csv"), tmp_path), "--engine", moteur)
    assert code == 1 and MONTRE in textes[1]
    assert trouves(faits.secrets, *textes) == []


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("registre", PRIVES)
def test_nor_does_a_preview(lancer: Lancer, tmp_path: Path, registre: str, format_: str):
    faits = temoins(registre)
    path = ecrire(faits.fichier(format_), tmp_path)
    code, ecran = lancer("validate", str(path), "--schema", registre, "--apercu")
    assert code == 0 and "acheteur_siren" in ecran
    assert trouves(faits.secrets, ecran) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_the_returned_file_is_for_its_sender_alone(lancer: Lancer, tmp_path: Path, format_: str):
    faits = temoins("heures_insertion")
    path = ecrire(faits.fichier(format_), tmp_path)
    masque = os.umask(0o022)
    try:
        retour = tmp_path / f"retour{path.suffix}"
        _, textes = valider(lancer, faits, path, "--retour", str(retour))
    finally:
        os.umask(masque)
    ecrits = [p for p in tmp_path.iterdir() if p.is_file() and p != path]
    assert retour in ecrits
    assert {stat.S_IMODE(p.stat().st_mode) for p in ecrits} == {0o600}
    assert trouves(faits.secrets, *textes) == []


def sans_titres(f: Fichier) -> None:
    """The first row of data stands where titles are looked for."""
    f.titres = [str(c) for c in f.lignes.pop(0)]


def titres_a_moitie(f: Fichier) -> None:
    """A row of data is taken for titles, if two of its cells look like some."""
    f.lignes.insert(0, [Brut(titre) for titre in f.titres])
    f.titres = [str(c) for c in f.lignes[1]]


def titre_en_double(f: Fichier) -> None:
    f.titres[-1] = f.titres[0]


def encodage(f: Fichier) -> None:
    prive = _prive(f)
    f.lignes[0][prive] = Brut(f"é{f.lignes[0][prive]}")
    f.octets.append(lambda b: b.decode("utf-8-sig").encode("cp1252", "replace"))


def encodages_melanges(f: Fichier) -> None:
    encodage(f)
    f.octets[:] = [lambda b: b.replace("é".encode(), b"\xe9", 1)]


def guillemet(f: Fichier) -> None:
    prive = _prive(f)
    f.lignes[0][prive] = Brut(f"OUVERT{f.lignes[0][prive]}")
    f.octets.append(lambda b: b.replace(b"OUVERT", b'"', 1))


def milliers(f: Fichier) -> None:
    i = next((i for i, t in enumerate(f.types) if t == "number" and i in _prives(f)), None)
    if i is not None:
        for ligne in f.lignes:
            ligne[i] = ""
        f.lignes[0][i] = Brut("7.351")


def fusion(f: Fichier) -> None:
    prive = _prive(f)
    f.lignes[1][prive] = ""
    f.fusions.append((0, prive, 1, prive))


def nul(f: Fichier) -> None:
    f.octets.append(lambda b: b.replace(b"REF-", b"REF\0", 1).replace(b"feed", b"fe\0d", 1))


def coupe(f: Fichier) -> None:
    f.octets.append(lambda b: b[: len(b) * 2 // 3])


def _prives(f: Fichier) -> set[int]:
    return {i for i, c in enumerate(f.schema["fields"]) if c["rgpd"] != "aucune"}


def _prive(f: Fichier) -> int:
    return min(_prives(f))


REFUS: dict[str, tuple[Callable[[Fichier], None], tuple[str, ...]]] = {
    "sans-titres": (sans_titres, FORMATS),
    "titres-plus-bas": (titres_a_moitie, FORMATS),
    "titre-en-double": (titre_en_double, FORMATS),
    "encodage": (encodage, ("csv", "csv_fr")),
    "encodages-melanges": (encodages_melanges, ("csv", "csv_fr")),
    "guillemet": (guillemet, ("csv", "csv_fr")),
    "milliers": (milliers, ("csv_fr",)),
    "fusion": (fusion, ("xlsx", "ods")),
    "octet-nul": (nul, ("csv", "csv_fr")),
    "coupe": (coupe, FORMATS),
}


@pytest.mark.parametrize("registre", ["beneficiaires", "heures_insertion"])
@pytest.mark.parametrize(
    ("cas", "format_"), [(cas, f) for cas, (_, formats) in REFUS.items() for f in formats]
)
def test_no_refusal_holds_a_value_about_persons(
    lancer: Lancer, tmp_path: Path, cas: str, format_: str, registre: str
):
    faits = temoins(registre)
    fichier = faits.fichier(format_)
    REFUS[cas][0](fichier)
    path = ecrire(fichier, tmp_path)
    code, textes = valider(lancer, faits, path)
    assert code in (1, 2) and textes[0].strip()
    secrets = faits.secrets | ({"7.351"} if cas == "milliers" else set())
    assert trouves(secrets, *textes) == []
    # the chain of exceptions too: what logs and Dagster keep of a failure
    try:
        lire_registre(path, faits.schema, tmp_path / "lecture")
    except SpaserErreur as erreur:
        assert trouves(secrets, *traceback.format_exception(erreur)) == []


PANNES = {
    "pipelines.validation.moteur.examiner": lambda s: duckdb.ConversionException(
        f"Could not convert string '{s}'"
    ),
    "pipelines.registres.lecture.lire_registre": lambda s: ValueError(f"invalid literal: {s!r}"),
    "pipelines.validation.regles.regles_du_schema": lambda s: duckdb.InvalidInputException(f"CSV Error: {s}"),
}


@pytest.mark.parametrize("fonction", PANNES)
def test_an_unexpected_failure_says_where_and_not_what(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fonction: str
):
    faits = temoins("heures_insertion")
    secret = sorted(faits.secrets)[0]

    def panne(*args: object, **kwargs: object) -> None:
        try:
            raise KeyError(secret)
        except KeyError as cause:
            raise PANNES[fonction](secret) from cause

    monkeypatch.setattr(fonction, panne)
    code, textes = valider(lancer, faits, ecrire(faits.fichier("csv"), tmp_path))
    assert code == 2, textes
    assert trouves(faits.secrets, *textes) == []
    assert "panne" in textes[0] and type(PANNES[fonction]("")).__name__ in textes[0]
