"""`spaser saisie`, then `spaser validate` and `spaser livrer`: what was asked comes back as the register in force."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commun import duck
from pipelines.indicateurs.definition import lire
from pipelines.indicateurs.definition.modele import Acheteur
from pipelines.indicateurs.saisie.sources import non_disponibles, saisies_en_vigueur
from tests.indicateurs.saisie.outils import METROPOLE, SAISIE, VILLE, definition, indicateur, saisie
from tests.indicateurs.saisie.test_classeur import remplir
from tests.livraisons.outils import Depot

A, B, C = (indicateur(ident, pilote="Direction de l'énergie") for ident in "abc")


def spaser(*arguments: str) -> tuple[int, str]:
    resultat = CliRunner().invoke(app, list(arguments))
    if resultat.exception and not isinstance(resultat.exception, SystemExit):
        return 2, str(resultat.exception)
    return resultat.exit_code, " ".join(resultat.output.split())


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Depot:
    """A SPASER of one buyer and three typed indicators: one in force for 2025, two for 2024."""
    edition = tmp_path / "spasers" / "ville" / "2026"
    edition.mkdir(parents=True)
    spaser_yaml = 'titre: "Essai"\nedition: "2026"\nregistres: data/raw/ville/registres\n'
    (edition / "spaser.yaml").write_text(spaser_yaml, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    texte = definition(A, B, C)
    texte.yaml["registres"] = "data/raw/ville/registres"
    monkeypatch.setattr(lire, "lire_definition", lambda racine, slug, edition=None: texte)
    depot = Depot(tmp_path / "data" / "raw" / "ville")
    depot.livrer(
        "avant", "saisies", "2024/2025", [saisie("a", 2024), saisie("b", 2024), saisie("a", 2025, "99")]
    )
    return depot


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_asked_filled_in_validated_and_delivered(depot: Depot, tmp_path: Path, format_: str):
    path = tmp_path / f"saisies-ville-2025.{format_}"
    code, dit = spaser("saisie", "ville", "--annee", "2025", "--format", format_)
    assert code == 0, dit
    assert f"saisies-ville-2025.{format_} : 2 lignes à remplir, 0 facultatives, 1 déjà livrées" in dit
    livraison = ("livrer", "ville", str(path), "--table", "saisies", "--acheteur", VILLE, "--periode", "2025")
    code, dit = spaser(*livraison, "--date", "2026-02-01")
    assert code == 1 and "Refusée" in dit, "une feuille laissée telle quelle ne se livre pas"
    remplir(path, range(2, 4))
    code, dit = spaser("validate", str(path), "--schema", "saisies")
    assert code == 0, dit
    code, dit = spaser(*livraison, "--date", "2026-02-01")
    assert code == 0, dit
    assert "3 lignes, 3 en vigueur, 0 en attente" in dit and "n'y sont plus" not in dit
    en_vigueur = {
        (s["indicateur_id"], s["periode_fin"].year): s["valeur"] for s in saisies_en_vigueur(depot.registres)
    }
    assert en_vigueur == {("a", 2024): saisie("a", 2024)["valeur"], ("b", 2024): saisie("b", 2024)["valeur"],
                          ("a", 2025): 99, ("b", 2025): SAISIE["valeur"], ("c", 2025): SAISIE["valeur"]}  # fmt: skip
    code, dit = spaser("saisie", "ville", "--annee", "2025")
    assert code == 0 and dit.endswith("Rien n'est à saisir pour 2025.")


def test_several_buyers_have_a_sheet_each(depot: Depot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    texte = definition(A, acheteurs=(Acheteur(VILLE, "Ville"), Acheteur(METROPOLE, "Métropole")))
    monkeypatch.setattr(lire, "lire_definition", lambda racine, slug, edition=None: texte)
    assert spaser("saisie", "ville", "--annee", "2025", "--sortie", "x.ods")[0] == 0
    assert {p.name for p in tmp_path.glob("*.ods")} == {f"x-{VILLE}.ods", f"x-{METROPOLE}.ods"}
    assert spaser("saisie", "ville", "--annee", "2025", "--sortie", "y.ods", "--acheteur", METROPOLE)[0] == 0
    assert (tmp_path / "y.ods").is_file()
    code, dit = spaser("saisie", "ville", "--annee", "2025", "--acheteur", "000000018")
    assert code == 2 and f"Connus : {VILLE}, {METROPOLE}" in dit
    monkeypatch.setattr(
        lire, "lire_definition", lambda racine, slug, edition=None: replace(texte, acheteurs=())
    )
    code, dit = spaser("saisie", "ville", "--annee", "2025")
    assert code == 2 and "« ville » n'a aucun acheteur" in dit


def test_what_the_results_could_not_give_is_asked_too(
    depot: Depot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    texte = definition(indicateur("d", "nb_contrats"))
    monkeypatch.setattr(lire, "lire_definition", lambda racine, slug, edition=None: texte)
    travail = tmp_path / "data" / "travail" / "ville"
    travail.mkdir(parents=True)
    resultats(travail / "resultats_internes.parquet")
    code, dit = spaser("saisie", "ville", "--annee", "2025")
    assert code == 0 and "0 lignes à remplir, 1 facultatives" in dit
    shutil.rmtree(travail)
    code, dit = spaser("saisie", "ville", "--annee", "2025")
    assert code == 0 and dit.endswith("Rien n'est à saisir pour 2025.")


def resultats(path: Path) -> None:
    """Internal results in which only « d » of the city is not available for 2025."""
    rangs = [
        ("d", "acheteur", VILLE, "2025-12-31", "ensemble", "non_disponible"),
        ("calcule", "acheteur", VILLE, "2025-12-31", "ensemble", "calcule"),
        ("avant", "acheteur", VILLE, "2024-12-31", "ensemble", "non_disponible"),
        ("detail", "acheteur", VILLE, "2025-12-31", "femmes", "non_disponible"),
        ("tous", "consolide", None, "2025-12-31", "ensemble", "non_disponible"),
    ]
    with duck.connect(threads=1) as con:
        con.execute("CREATE TABLE r (indicateur_id VARCHAR, niveau VARCHAR, acheteur_siren VARCHAR, periode_fin DATE, "
                    "modalite VARCHAR, origine VARCHAR)")  # fmt: skip
        con.executemany("INSERT INTO r VALUES (?, ?, ?, ?, ?, ?)", rangs)
        con.execute(
            f"COPY (SELECT *, 'ensemble' AS dimension FROM r) TO {duck.literal(path)} (FORMAT parquet)"
        )


def test_only_the_headline_of_a_buyer_and_a_year_asks_for_a_value(tmp_path: Path):
    resultats(tmp_path / "r.parquet")
    assert non_disponibles(tmp_path / "r.parquet", 2025) == {(VILLE, "d")}
    assert non_disponibles(tmp_path / "absent.parquet", 2025) == set()


@pytest.mark.parametrize(
    ("options", "message"),
    [(("--format", "csv"), "Format « csv » inconnu : xlsx ou ods."),
     (("--sortie", "x.csv"), "« x.csv » ne finit pas par .xlsx ou .ods : accordez --sortie et --format."),
     (("--sortie", "x.ods", "--format", "xlsx"), "« x.ods » ne finit pas par .xlsx : accordez --sortie et --format.")],
)  # fmt: skip
def test_what_cannot_be_written_is_said(depot: Depot, options: tuple[str, ...], message: str):
    assert spaser("saisie", "ville", "--annee", "2025", *options) == (2, message)


def test_without_registers_everything_typed_is_due(depot: Depot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lire, "lire_definition", lambda racine, slug, edition=None: definition(A, B))
    assert "2 lignes à remplir" in spaser("saisie", "ville", "--annee", "2025")[1]
    assert saisies_en_vigueur(depot.base / "ailleurs") == []
