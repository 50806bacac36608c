"""Law 5 in deliveries, Dagster and releases: private registers go in, and their markers come out nowhere else."""

import csv
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from benchmarks.mutations.fichiers import EXTENSIONS, FORMATS
from dagster_project.defs.entrees import Entrees
from dagster_project.defs.fabrique import graphe
from pipelines import cli
from pipelines.etapes_registres import LECTURES
from pipelines.livraisons.lectures import VARIABLE
from tests.loi5.temoins import PRIVES, Temoins, temoins, trouves
from tests.loi5.test_validate import encodage

RACINE = Path(__file__).parents[2]
ACHETEUR = "000000018"


@dataclass
class Livre:
    """A copy of the fictional SPASER to which private registers full of markers were delivered."""

    racine: Path
    secrets: set[str]
    attendus: set[str]
    """Markers of rows that are in force: they must be in the private tables."""

    @property
    def base(self) -> Path:
        return self.racine / "data" / "raw" / "exemple"


def livrer(livre: Livre, faits: Temoins, format_: str, jour: str, sorte: str) -> None:
    """Put one file in prive/ and a line in the log."""
    fichier = faits.fichier(format_, fautes=sorte != "propre")
    if sorte == "attente":
        fichier.lignes[len(faits.valides) + 2 :] = []
    elif sorte == "illisible":
        encodage(fichier)
    nom = f"prive/{faits.registre}-{sorte}-{jour}.{EXTENSIONS[format_]}"
    chemin = livre.base / nom
    chemin.parent.mkdir(mode=0o700, exist_ok=True)
    fichier.ecrire(chemin)
    chemin.chmod(0o600)
    journal = livre.base / "registres" / "livraisons.csv"
    with journal.open(encoding="utf-8-sig", newline="") as file:
        titres = next(csv.reader(file))
    ligne = dict.fromkeys(titres, "") | {
        "livraison_id": f"TEMOIN-{faits.registre}-{sorte}-{jour}",
        "table_livree": faits.registre,
        "acheteur_siren": ACHETEUR,
        "periode": "tout",
        "fichier": nom,
        "date_livraison": jour,
        "service": "Service des achats",
    }
    with journal.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, titres, lineterminator="\n").writerow(ligne)
    livre.secrets |= faits.secrets


@pytest.fixture(scope="module")
def livre(tmp_path_factory: pytest.TempPathFactory) -> Livre:
    """Each register four times: sound, with rows that wait, wrong from end to end, unreadable; formats in turn."""
    racine = tmp_path_factory.mktemp("racine")
    for nom in ("spasers", "data/raw/exemple"):
        shutil.copytree(RACINE / nom, racine / nom)
    (racine / "schemas").symlink_to(RACINE / "schemas")
    journal = racine / "data/raw/exemple/registres/livraisons.csv"
    titres, *lignes = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    gardees = [ligne for ligne in lignes if "registre_contrats" in ligne or "perimetre" in ligne]
    journal.write_text("".join([titres, *gardees]), encoding="utf-8")
    livre = Livre(racine, set(), set())
    for rang, registre in enumerate(PRIVES):
        avant = temoins(registre, depart=rang * 150, saines=24)
        livrer(livre, avant, FORMATS[rang % 4], "2026-01-05", "propre")
        faits = temoins(registre, depart=rang * 150 + 100, saines=20)
        livrer(livre, faits, FORMATS[(rang + 1) % 4], "2026-02-05", "attente")
        livrer(
            livre, temoins(registre, depart=rang * 150 + 50), FORMATS[(rang + 2) % 4], "2026-03-05", "refusee"
        )
        livrer(livre, temoins(registre, depart=rang * 150 + 60), "csv_fr", "2026-04-05", "illisible")
        livre.attendus |= {
            cellule for ligne in faits.valides for cellule in ligne if cellule in faits.secrets
        }
    return livre


@dataclass
class Run:
    """What Dagster did, and all that it keeps of it."""

    resultat: dg.ExecuteInProcessResult
    journaux: str
    travail: Path
    published: Path


def executer(livre: Livre, dossier: Path, capfd: pytest.CaptureFixture[str], *actifs: str) -> Run:
    from dagster._serdes import serialize_value

    instance = dg.DagsterInstance.ephemeral()
    travail, published = dossier / "travail", dossier / "published"
    resultat = dg.materialize(
        list(graphe("exemple", livre.racine).assets or []),
        selection=[f"exemple/{actif}" for actif in actifs] or None,
        resources={"entrees_exemple": Entrees(travail=str(travail), published=str(published))},
        instance=instance,
        raise_on_error=False,
    )
    ecrits = capfd.readouterr()
    evenements = [serialize_value(entree) for entree in instance.all_logs(resultat.run_id)]
    lisibles = [entree.user_message or "" for entree in instance.all_logs(resultat.run_id)]
    return Run(resultat, "\n".join([ecrits.out, ecrits.err, *evenements, *lisibles]), travail, published)


def lisible(path: Path) -> str:
    """All that a file says: a Parquet as its rows and its raw bytes, anything else as text."""
    texte = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".parquet":
        texte += repr(duckdb.execute(f"SELECT * FROM '{path}'").fetchall())
    return texte


def ouverts(dossier: Path) -> Iterator[Path]:
    """Every file that may hold no value about persons: all but the private registers, in force or as they were read."""
    for path in sorted(dossier.rglob("*")):
        if path.is_file() and path.stem not in PRIVES and LECTURES not in path.parts:
            yield path


@pytest.fixture(scope="module")
def run(livre: Livre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    masque = os.umask(0o022)
    capture = pytest.MonkeyPatch()
    capture.delenv(VARIABLE)
    dossier = tmp_path_factory.mktemp("run")
    sortie = (dossier / "ecran.txt").open("w+", encoding="utf-8")
    capture.setattr(sys, "stderr", sortie)

    class Fausse:
        def readouterr(self) -> object:
            sortie.flush()
            sortie.seek(0)
            return type("Lus", (), {"out": "", "err": sortie.read()})

    yield executer(livre, dossier, Fausse())  # type: ignore[arg-type]
    capture.undo()
    sortie.close()
    os.umask(masque)


def test_the_run_went_through_and_the_deliveries_had_their_fates(run: Run):
    assert run.resultat.success, run.journaux[-3000:]
    etats = duckdb.execute(
        f"""SELECT split_part(livraison_id, '-', 3) AS sorte, etat, count(*)::INT, sum(en_attente)::INT > 0
        FROM '{run.travail}/registres/livraisons_etat.parquet'
        WHERE livraison_id LIKE 'TEMOIN%' GROUP BY 1, 2 ORDER BY 1"""
    ).fetchall()
    n = len(PRIVES)
    assert etats == [
        ("attente", "en_vigueur", n, True), ("illisible", "refusee", n, False),
        ("propre", "remplacee", n, False), ("refusee", "refusee", n, False),
    ]  # fmt: skip


def test_the_markers_are_in_the_private_tables_and_nowhere_else_in_the_work_folder(run: Run, livre: Livre):
    prives = [p for p in run.travail.rglob("*.parquet") if p.stem in PRIVES]
    assert len(prives) == len(PRIVES)
    assert set(trouves(livre.attendus, *map(lisible, prives))) == livre.attendus
    for path in ouverts(run.travail):
        assert trouves(livre.secrets, lisible(path)) == [], path


def test_private_files_can_be_read_by_their_owner_alone(run: Run, livre: Livre):
    lieux = [livre.base / "prive", run.travail / "registres", run.travail / LECTURES]
    assert {stat.S_IMODE(lieu.stat().st_mode) for lieu in lieux} == {0o700}
    fichiers = [p for lieu in lieux for p in lieu.rglob("*") if p.is_file()]
    assert {stat.S_IMODE(p.stat().st_mode) for p in fichiers} == {0o600}


def test_dagster_keeps_no_marker(run: Run, livre: Livre):
    assert "lignes_en_attente" in run.journaux and "TEMOIN-heures_insertion-attente" in run.journaux
    assert trouves(livre.secrets, run.journaux) == []


def test_the_release_holds_no_marker(run: Run, livre: Livre):
    publies = [p for p in run.published.rglob("*") if p.is_file()]
    assert len(publies) > 10
    assert [(p.name, t) for p in publies if (t := trouves(livre.secrets, lisible(p)))] == []
    # and no table fed by them: a count is already a measure (law 5)
    assert [p for p in publies if p.stem.split(".")[0] in PRIVES] == []


@pytest.mark.parametrize("registre", PRIVES)
def test_the_command_that_delivers_says_no_value(
    livre: Livre,
    tmp_path: Path,
    registre: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
):
    faits = temoins(registre, depart=1000, saines=20)
    path = tmp_path / "recu.xlsx"
    fichier = faits.fichier("xlsx")
    fichier.lignes[len(faits.valides) + 3 :] = []
    fichier.ecrire(path)
    monkeypatch.chdir(livre.racine)
    monkeypatch.setattr(
        sys, "argv",
        ["spaser", "livrer", "exemple", str(path), "--table", registre, "--acheteur", ACHETEUR, "--periode", "tout",
         "--essai", "--date", "2026-05-05"],
    )  # fmt: skip
    with pytest.raises(SystemExit) as fin:
        cli.main()
    lus = capfd.readouterr()
    assert fin.value.code == 0 and "en attente" in lus.err
    assert trouves(faits.secrets | livre.secrets, lus.out, lus.err) == []


@pytest.mark.parametrize(
    "fonction", ["pipelines.livraisons.reception.sha256", "pipelines.livraisons.vigueur.volume"]
)
def test_a_failure_in_an_asset_says_where_and_not_what(
    livre: Livre,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fonction: str,
):
    secret = sorted(livre.secrets)[0]

    def panne(*args: object, **kwargs: object) -> None:
        try:
            raise KeyError(secret)
        except KeyError as cause:
            raise duckdb.ConversionException(f"Could not convert string '{secret}' to DECIMAL") from cause

    monkeypatch.setattr(fonction, panne)
    rate = executer(livre, tmp_path, capfd, "registres")
    assert not rate.resultat.success
    assert "ConversionException" in rate.journaux
    assert trouves([secret], rate.journaux) == []
