"""`spaser completude` and `spaser relances` on a work folder made by hand, under the fictional community."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli_completude import brancher
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import definition_de
from pipelines.livraisons.completude_etablir import etablir_completude
from pipelines.livraisons.etablir import COLONNES, ETAT
from pipelines.validation import spool
from tests.completude.monde import CCAS, METROPOLE, REGIE, SPL, VILLE, livraison

APP = typer.Typer()
brancher(APP)
DEFINITION = """\
slug: exemple
edition: "2026"
titre: "SPASER d'essai (fictif)"
fictif: true
emetteur: "Métropole (fictive)"
arrete_au: "2026-06-30"
periode: {debut: "2023-01-01", fin: "2026-06-30"}
acheteurs:
  - {siren: "000001016", nom: "Ville", debut: "2023-01-01", fin: null}
  - {siren: "000001024", nom: "Métropole", debut: "2023-01-01", fin: null}
  - {siren: "000001032", nom: "CCAS", debut: "2023-01-01", fin: null}
entrees: [decp.json]
registres: registres
contact: {courriel: "commande-publique@exemple.invalid"}
"""
PERIMETRE = {
    **dict.fromkeys(("acheteur_siren", "nom", "type_entite", "role"), "VARCHAR"),
    **dict.fromkeys(("date_debut", "date_fin"), "DATE"),
}
D23 = date(2023, 1, 1)
INSCRITS: list[dict[str, Any]] = [
    {"acheteur_siren": VILLE, "nom": "Ville", "role": "membre", "date_debut": D23},
    {"acheteur_siren": METROPOLE, "nom": "Métropole", "role": "porteur", "date_debut": D23},
    {"acheteur_siren": CCAS, "nom": "CCAS", "role": "membre", "date_debut": D23},
    {"acheteur_siren": REGIE, "nom": "Régie des Brumes", "role": "satellite", "date_debut": D23},
]
LIVREES = [
    livraison(f"L{n}", siren, table, "2023/2026", date(2026, 6, 30))
    for n, (siren, table) in enumerate(
        [(s, t) for s in (VILLE, METROPOLE, CCAS) for t in ("registre_contrats", "paiements")], 1
    )
] + [
    livraison("L7", METROPOLE, "perimetre", "tout", date(2023, 1, 15)),
    livraison("L8", SPL, "lots", "2025", date(2026, 1, 1)),
]


def definir(racine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository of one SPASER, with nothing said of what is expected."""
    (racine / "spasers/exemple/2026").mkdir(parents=True)
    (racine / "spasers/exemple/2026/spaser.yaml").write_text(DEFINITION, encoding="utf-8")
    (racine / "decp.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(racine)


@pytest.fixture
def travail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that is over: contracts of 2023 to 2026 by the three buyers, none by the satellite."""
    definir(tmp_path, monkeypatch)
    dossier = tmp_path / "travail"
    for nom in ("tables", "registres"):
        (dossier / nom).mkdir(parents=True)
    duckdb.execute(
        f"COPY (SELECT siren AS acheteur_siren, make_date(an, 3, 1) AS date_notification FROM "
        f"unnest(['{VILLE}', '{METROPOLE}', '{CCAS}']) s(siren), range(2023, 2027) t(an)) "
        f"TO '{dossier}/tables/contrats.parquet'"
    )
    spool.ecrire(dossier / f"registres/{ETAT}.parquet", COLONNES[ETAT], LIVREES)
    spool.ecrire(dossier / "registres/perimetre.parquet", PERIMETRE, INSCRITS)
    return dossier


def lancer(*args: str | Path) -> str:
    resultat = CliRunner().invoke(APP, [str(a) for a in args], catch_exceptions=False)
    assert resultat.exit_code == 0, resultat.output
    return resultat.output


def test_the_grid_is_read_in_words(travail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    dit = lancer("completude", "exemple", "--travail", travail)
    for mot in (
        "registre_contrats",
        "En entier",
        "livré en retard",
        "MANQUANT",
        "à venir *",
        "à livrer au plus tard le 29/08/2026",
        "2023",
    ):
        assert mot in dit, mot
    assert "Ce qui est dû" in dit
    assert "Régie des Brumes" in dit
    assert f"{SPL} a livré des registres et n'est ni dans spaser.yaml" in dit
    assert "\x1b" not in dit


def test_as_csv(travail: Path) -> None:
    lignes = list(csv.DictReader(io.StringIO(lancer("completude", "exemple", "--csv", "--travail", travail))))
    etats = {(x["acheteur_siren"], x["table_attendue"], x["periode"]): x["etat"] for x in lignes}
    assert etats[REGIE, "decp", "2025"] == "manquant"
    assert etats[VILLE, "decp", "2025"] == "livre"
    assert etats[METROPOLE, "perimetre", "tout"] == "livre"
    # delivered on the closing day, the last of the part of 2026: whole for 2026, late for the years before
    assert etats[VILLE, "paiements", "2026"] == "livre"
    assert etats[VILLE, "paiements", "2025"] == "livre_en_retard"
    # four buyers and DECP: 16; three and two registers: 24; the perimeter: 1
    assert len(lignes) == 41


def test_one_buyer_and_another_day(travail: Path) -> None:
    dit = lancer(
        "completude",
        "exemple",
        "--csv",
        "--acheteur",
        REGIE,
        "--arrete-au",
        "2024-01-15",
        "--travail",
        travail,
    )
    lignes = list(csv.DictReader(io.StringIO(dit)))
    assert [(x["periode"], x["etat"]) for x in lignes] == [("2023", "en_attente"), ("2024", "en_attente")]


def test_letters_are_written_and_nothing_is_sent(travail: Path, tmp_path: Path) -> None:
    lancer("relances", "exemple", "--dest", tmp_path / "lettres", "--travail", travail)
    [lettre] = (tmp_path / "lettres").iterdir()
    assert lettre.name == f"relance_2026-06-30_{REGIE}.txt"
    assert lettre.read_text("utf-8").startswith("DONNÉES FICTIVES")
    lancer("relances", "exemple", "--dest", tmp_path / "rien", "--acheteur", VILLE, "--travail", travail)
    assert list((tmp_path / "rien").iterdir()) == []


def test_without_an_earlier_run_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definir(tmp_path, monkeypatch)
    with pytest.raises(SpaserErreur, match="lancez d'abord spaser run exemple"):
        CliRunner().invoke(APP, ["completude", "exemple", "--travail", str(tmp_path)], catch_exceptions=False)


def test_a_spaser_without_registers_expects_publications_only(travail: Path, tmp_path: Path) -> None:
    definition = definition_de(tmp_path, "exemple")
    fait = etablir_completude(definition, None, travail / "tables/contrats.parquet", date(2026, 6, 30))
    assert {x["table_attendue"] for x in fait["lignes"]} == {"decp"}
    assert fait["ecarts"] == []
    vide = etablir_completude(definition | {"acheteurs": []}, None, None, date(2026, 6, 30))
    assert (vide["lignes"], vide["bilan"]["livraisons_attendues"]["reussi"]) == ([], True)
