"""The table of the legal report, and the command: rows against the schema, files where they are asked for."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from pipelines import cli_rapports
from pipelines.commun.erreurs import SpaserErreur
from pipelines.rapports import legal_table
from pipelines.rapports.matiere import Periode
from pipelines.schemas import tables as schemas
from pipelines.validation.verdict import valider_table
from tests.rapports.monde import (
    COLONNES,
    VILLE,
    definition,
    indicateur,
    legaux,
    ligne,
    matiere,
    objectif,
    taux,
)

DEUX_ANS = Periode(2024, 2025)
CIBLE = definition(
    (indicateur("x", "part_contrats", {"caracteristique": "consideration_sociale"}),),
    (objectif("x", "0.3", "2025"),),
)


def ecrite(tmp_path: Path, **dit: object) -> list[dict[str, str]]:
    en_csv, _ = legal_table.ecrire(matiere(legaux(), CIBLE, **dit), DEUX_ANS, None, tmp_path, "t")
    with en_csv.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_row_a_figure_and_the_schema_agrees(tmp_path: Path):
    lignes = ecrite(tmp_path)
    # the rows of two years by hand: seven of them are social, one environmental, one ESUS (its two moments are columns)
    bloc = [r for r in legaux() if r["periode_debut"].year == 2024 and r["periode_fin"].year == 2025]
    assert len(lignes) == len([r for r in bloc if r["dimension"] == "ensemble"]) == 8
    schema = schemas.charger(legal_table.TABLE)
    verdict = valider_table(legal_table.TABLE, tmp_path / "t.csv", schema, lignes_attendues=len(lignes))
    assert verdict.valide, verdict.erreurs
    assert schemas.colonnes_publiees(schema) == schemas.colonnes(schema)


def test_the_figures_of_a_row(tmp_path: Path):
    [ville] = [
        r
        for r in ecrite(tmp_path)
        if (r["acheteur_siren"], r["compte"], r["base"]) == (VILLE, "nombre", "tous")
    ]
    assert {
        nom: ville[nom]
        for nom in (
            "taux_pct",
            "numerateur",
            "denominateur",
            "couverture_pct",
            "borne_min_pct",
            "borne_max_pct",
        )
    } == {
        "taux_pct": "30.6122",
        "numerateur": "30.00",
        "denominateur": "98.00",
        "couverture_pct": "98.0000",
        "borne_min_pct": "30.0000",
        "borne_max_pct": "32.0000",
    }
    assert (ville["cible_pct"], ville["cible_echeance"], ville["cible_etat"]) == (
        "30.0000",
        "2025",
        "atteint",
    )
    [valeur] = [r for r in ecrite(tmp_path) if r["compte"] == "valeur"]
    assert (valeur["numerateur"], valeur["unite"], valeur["cible_pct"]) == ("1234567.89", "eur_ht", "")


def test_a_target_speaks_for_all_contracts_only(tmp_path: Path):
    visees = {(r["base"], r["perimetre"]) for r in ecrite(tmp_path) if r["cible_pct"]}
    assert visees == {("tous", "simple_et_accords_cadres")}


def test_the_moment_of_a_quality_is_a_column(tmp_path: Path):
    [esus] = [r for r in ecrite(tmp_path) if r["categorie"] == "esus"]
    assert (esus["numerateur"], esus["a_la_notification"], esus["observee_apres"]) == ("4.00", "3.00", "1.00")
    [social, *_] = [r for r in ecrite(tmp_path) if r["categorie"] == "social"]
    assert (social["a_la_notification"], social["observee_apres"]) == ("", "")


def test_what_is_unknown_is_empty_and_parquet_says_the_same(tmp_path: Path):
    [vide] = [r for r in ecrite(tmp_path) if r["categorie"] == "environnemental"]
    assert (vide["taux_pct"], vide["origine"]) == ("", "non_disponible")
    with duckdb.connect() as con:
        lus = con.execute(
            f"SELECT acheteur_siren, taux_pct FROM '{tmp_path}/t.parquet' WHERE categorie = 'social' ORDER BY ALL"
        ).fetchall()
        types = {r[0]: r[1] for r in con.execute(f"DESCRIBE FROM '{tmp_path}/t.parquet'").fetchall()}
    assert (VILLE, Decimal("30.6122")) in lus
    assert types == schemas.types_duckdb(schemas.charger(legal_table.TABLE))


def test_same_rows_same_bytes(tmp_path: Path):
    for nom, lignes in (("a", legaux()), ("b", legaux()[::-1])):
        legal_table.ecrire(matiere(lignes, CIBLE), DEUX_ANS, None, tmp_path, nom)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def travail(tmp_path: Path, lignes: list[dict[str, object]]) -> Path:
    """A work folder as a run leaves it."""
    (tmp_path / "tables").mkdir()
    types = schemas.types_duckdb(schemas.charger("resultats"))
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t ({', '.join(f'{n} {t}' for n, t in types.items())})")
        con.executemany(
            f"INSERT INTO t VALUES ({', '.join('?' * len(COLONNES))})",
            [[r[c] for c in COLONNES] for r in lignes],
        )
        con.execute(f"COPY t TO '{tmp_path}/tables/resultats.parquet'")
        con.execute(
            f"COPY (FROM t WHERE indicateur_id NOT LIKE 'L2111%') TO '{tmp_path}/resultats_internes.parquet'"
        )
    return tmp_path


def commander(*arguments: str):
    app = typer.Typer()
    cli_rapports.brancher(app)
    app.command("autre")(lambda: None)
    return CliRunner().invoke(app, ["rapport", *arguments], catch_exceptions=False)


def lignes_exemple() -> list[dict[str, object]]:
    suivi = ligne("exemple-contrats-consideration-sociale", None, 2025, **taux(23, 100))
    return [r | {"spaser": "exemple"} for r in (*legaux(), suivi)]


def test_the_command_writes_its_four_files(tmp_path: Path):
    ou = travail(tmp_path, lignes_exemple())
    fait = commander("exemple", "--periode", "2024-2025", "--travail", str(ou), "--dest", str(tmp_path / "d"))
    assert fait.exit_code == 0, fait.output
    noms = sorted(p.name for p in (tmp_path / "d").iterdir())
    assert noms == [f"l2111-3-exemple-2024-2025.{e}" for e in ("csv", "html", "odt", "parquet")]
    page = (tmp_path / "d" / "l2111-3-exemple-2024-2025.html").read_text(encoding="utf-8")
    assert "DONNÉES FICTIVES" in page


def test_the_day_is_that_of_the_results_whenever_the_report_is_asked_for(tmp_path: Path):
    ou = travail(tmp_path, [r | {"arrete_au": date(2026, 4, 9)} for r in lignes_exemple()])
    assert commander("exemple", "--travail", str(ou)).exit_code == 0  # the last two closed years: 2024-2025
    page = (ou / "rapports" / "l2111-3-exemple-2024-2025.html").read_text(encoding="utf-8")
    assert "9 avril 2026" in page and "30 juin 2026" not in page


@pytest.mark.parametrize("genre", ["annuel", "deploiement", "actions"])
def test_the_command_writes_what_follows_the_text(genre: str, tmp_path: Path):
    ou = travail(tmp_path, lignes_exemple())
    fait = commander("exemple", "--type", genre, "--annee", "2025", "--travail", str(ou))
    assert fait.exit_code == 0, fait.output
    assert sorted(p.name for p in (ou / "rapports").iterdir()) == [
        f"{genre}-exemple-2025.{e}" for e in ("html", "odt")
    ]


def test_internal_results_keep_the_legal_block(tmp_path: Path):
    """The private file may lack it: it is read from what is published then."""
    ou = travail(tmp_path, lignes_exemple())
    fait = commander("exemple", "--periode", "2024-2025", "--interne", "--travail", str(ou))
    assert fait.exit_code == 0, fait.output
    [page] = (ou / "rapports").glob("*-interne.html")
    assert "30,6" in page.read_text(encoding="utf-8") and page.stat().st_mode & 0o777 == 0o600


def test_without_a_run_the_command_says_what_to_do(tmp_path: Path):
    with pytest.raises(SpaserErreur, match=r"lancez d'abord « spaser run exemple »"):
        commander("exemple", "--periode", "2024-2025", "--travail", str(tmp_path / "rien"))
