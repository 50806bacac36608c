"""Every row of the five texts runs through the machine, and says where its answer comes from."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import cli_indicateurs, etapes
from pipelines.commun.duck import connect, literal
from pipelines.contexte import Contexte
from pipelines.etapes_indicateurs import definitions
from pipelines.indicateurs.lecture.lignes import lignes, masquer
from tests.indicateurs.bout_en_bout.conftest import CINQ, RACINE

INVENTAIRE = RACINE.parent / "shared" / "inventaire" / "indicators.csv"
DE_SIRENE = {
    "bordeaux-ax4-i1a", "bordeaux-ax4-i2", "bordeaux-ax4-e1", "clermont-act14-e1",
    "clermont-act14-e2", "clermont-act15-e4", "clermont-act16-e4", "clermont-act17-e4",
    "clermont-obj-o6", "clermont-dep-c3", "asp-ax4-i4", "landes-m6a1-i1a",
    "landes-m6a1-i1b",
}  # fmt: skip
"""The thirteen rows that need the size or the place of suppliers (Sirene)."""
LECTURES = ("-contrats", "-hors-insertion", "-ensemble")
"""Second readings that a definition publishes beside an ambiguous row (docs/definir-un-spaser.md)."""
Calculee = Callable[[str], Contexte]


@pytest.fixture(scope="module")
def toutes(calculee: Calculee) -> dict[str, dict]:
    dites = {}
    for slug in CINQ:
        ctx = calculee(slug)
        for ligne in lignes(ctx.internes, definitions(ctx)[0], 2025):
            assert ligne["row_id"] not in dites, "une ligne de l'inventaire, une ligne de résultat"
            dites[ligne["row_id"]] = ligne
    return dites


def test_the_261_rows_are_there_once(toutes: dict[str, dict]):
    des_textes = [nom for nom in toutes if not nom.endswith(LECTURES)]
    assert len(des_textes) == 261
    if INVENTAIRE.is_file():
        with INVENTAIRE.open(encoding="utf-8", newline="") as file:
            assert {ligne["row_id"] for ligne in csv.DictReader(file)} == set(des_textes)


def test_where_they_come_from(toutes: dict[str, dict]):
    origines = Counter(ligne["origine"] for nom, ligne in toutes.items() if not nom.endswith(LECTURES))
    print(origines)
    assert origines["calcule"] >= 209 and origines["calcule"] + origines["saisi"] == 261
    assert {toutes[nom]["origine"] for nom in DE_SIRENE} == {"calcule"}
    for nom in DE_SIRENE:
        ligne = toutes[nom]
        # no contract of Clermont's programme targets small firms, and its note says so
        assert "sirene" in ligne["sources"] and (ligne["valeur"] is not None or ligne["note"]), nom
    assert [nom for nom in DE_SIRENE if toutes[nom]["valeur"] is None] == ["clermont-obj-o6"]


def test_without_national_files_the_thirteen_rows_name_what_is_missing(
    calculee: Calculee, tmp_path: Path
) -> None:
    """Everything else is told as before: national files only add."""
    modele = calculee("bordeaux")
    sans = replace(
        modele,
        travail=tmp_path / "sans",
        definition=modele.definition | {"referentiels": [], "territoire": {}},
    )
    for nom in ("tables", "registres"):
        shutil.copytree(modele.travail / nom, sans.travail / nom)
    etapes.chercher_fournisseurs(sans)
    etapes.calculer(sans)
    dites = {x["row_id"]: x for x in lignes(sans.internes, definitions(sans)[0], 2025)}
    avec = {x["row_id"]: x for x in lignes(modele.internes, definitions(modele)[0], 2025)}
    manquent = {nom for nom, x in dites.items() if x["origine"] == "non_disponible"}
    assert manquent == {nom for nom in DE_SIRENE if nom.startswith("bordeaux-")}
    assert all("sirene" in dites[nom]["note"] for nom in manquent)
    assert {nom for nom, x in avec.items() if x["origine"] == "non_disponible"} == set()


def test_most_of_what_is_computed_has_a_value(toutes: dict[str, dict]):
    valeurs = ("valeur", "valeur_date", "detail")
    vides = [n for n, x in toutes.items() if x["origine"] == "calcule" and all(x[v] is None for v in valeurs)]
    assert len(vides) < 20, vides
    assert all(toutes[nom]["note"] for nom in vides), "une valeur vide dit pourquoi"


def test_what_registers_about_persons_feed_is_not_told(calculee: Calculee):
    ctx = calculee("landes")
    toutes = list(lignes(ctx.internes, definitions(ctx)[0], 2025))
    caches = [x for x in toutes if x["secret"] != "publie"]
    assert {x["row_id"] for x in caches} >= {
        "landes-m1a3-i1",
        "landes-m1a3-i3",
        "landes-m1a4-i3",
        "landes-m1a1-i3",
    }
    for ligne in map(masquer, caches):
        assert all(
            ligne[nom] is None for nom in ("valeur", "numerateur", "denominateur", "borne_min", "detail")
        )
    with connect(threads=1) as con:
        publies = con.execute(
            f"""SELECT count(*) FILTER (coalesce(valeur, numerateur) IS NOT NULL OR modalite <> 'ensemble'), count(*)
            FROM read_parquet({literal(ctx.tables / "resultats.parquet")})
            WHERE secret <> 'publie'"""
        ).fetchall()
    assert publies[0][0] == 0 < publies[0][1]
    assert ctx.internes.stat().st_mode & 0o077 == 0


def test_a_fictional_run_says_so(calculee: Calculee):
    ctx = calculee("bordeaux")
    assert (ctx.slug, ctx.fictif, ctx.titre.startswith("Ville d'exemple, d'après")) == (
        "exemple-bordeaux",
        True,
        True,
    )
    with connect(threads=1) as con:
        spasers = con.execute(
            f"SELECT DISTINCT spaser FROM read_parquet({literal(ctx.tables / 'resultats.parquet')}) ORDER BY 1"
        ).fetchall()
    assert spasers == [("exemple-bordeaux",), ("exemple-national",)]


@pytest.fixture(scope="module")
def decp_seules(tmp_path_factory: pytest.TempPathFactory) -> Contexte:
    """One fictional DECP file, and not a single register."""
    dossier = tmp_path_factory.mktemp("decp")
    fichier = RACINE / "data" / "raw" / "exemple" / "decp" / "pes_2025.json"
    ctx = etapes.preparer(
        "clermont",
        racine=RACINE,
        decp=[fichier],
        travail=dossier / "t",
        published=dossier / "p",
        arrete_au=None,
    )
    etapes.etablir_resultats(ctx)
    return ctx


def test_without_registers_the_missing_source_is_named(decp_seules: Contexte):
    assert decp_seules.registres is None
    dites = {x["row_id"]: x for x in lignes(decp_seules.internes, definitions(decp_seules)[0], 2025)}
    for nom, source in (
        ("clermont-act08-r1", "ciblages"),
        ("clermont-act13-e2", "clauses"),
        ("clermont-act18-r1", "programmation"),
        ("clermont-act20-e2", "consultations"),
        ("clermont-act08-e1", "heures_insertion"),
        ("clermont-act11-e1", "paiements"),
        ("clermont-act14-e2", "sirene"),
        ("clermont-act16-r1", "evenements"),
        ("clermont-act03-r1", "actions"),
        ("clermont-act22-e1a", "saisies"),
    ):
        assert dites[nom]["origine"] == "non_disponible" and source in dites[nom]["note"], dites[nom]
    for nom in (
        "clermont-obj-o1",
        "clermont-obj-o2",
        "clermont-obj-o4",
        "clermont-dep-c4",
        "clermont-act11-e4",
    ):
        assert dites[nom]["origine"] == "calcule", dites[nom]


def test_the_commands_say_it(
    calculee: Calculee, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ctx = calculee("asp")
    monkeypatch.setattr(cli_indicateurs, "_pret", lambda *_: ctx)
    cli_indicateurs.indicators("asp", annee=2025, en_json=True)
    dites = json.loads(capsys.readouterr().out)
    assert {x["row_id"]: x["origine"] for x in dites}["asp-k1"] == "calcule"
    cli_indicateurs.indicators("asp", annee=2025, en_csv=True)
    assert len(list(csv.DictReader(capsys.readouterr().out.splitlines()))) == len(dites)
    cli_indicateurs.indicators("asp", annee=2025)
    assert f"{len(dites)} indicateurs" in capsys.readouterr().out
    cli_indicateurs.explain("asp", "asp-k1", annee=2025)
    dit = capsys.readouterr().out
    k1 = next(x for x in dites if x["row_id"] == "asp-k1")
    assert "Requête" in dit and f"Numérateur {int(float(k1['numerateur']))} ;" in dit
    cli_indicateurs.explain("asp", "asp-ax2-i3a", annee=2025)
    assert "registre sur des personnes" in " ".join(capsys.readouterr().out.split())


def test_the_rows_behind_a_rate_are_its_numerator_and_denominator(calculee: Calculee):
    from pipelines.etapes_indicateurs import entrees
    from pipelines.indicateurs.calcul.entrees import ouvrir
    from pipelines.indicateurs.lecture.derriere import expliquer

    ctx = calculee("clermont")
    definition = definitions(ctx)[0]
    dites = {x["row_id"]: x for x in lignes(ctx.internes, definition, 2025)}
    with connect() as con:
        ouvrir(con, entrees(ctx))
        for nom in (
            "clermont-obj-o1",
            "clermont-obj-o3",
            "clermont-act20-r1",
            "clermont-act14-r2",
            "clermont-dep-d2",
        ):
            [indicateur] = [i for i in definition.indicateurs if i.indicateur_id == nom]
            explication = expliquer(con, indicateur, 2025)
            reponses = Counter(ligne[-1] for ligne in explication.lignes or [])
            attendu = dites[nom]
            assert (reponses["compte"], reponses["compte"] + reponses["ne compte pas"]) == (
                attendu["numerateur"],
                attendu["denominateur"],
            ), nom
            assert abs(reponses.total() * attendu["couverture"] - attendu["denominateur"]) < 1


def test_every_measure_of_the_lists_is_used_by_the_fictional_community(calculee: Calculee, atelier):
    from pipelines.indicateurs.listes import listes

    ctx = atelier.contexte("exemple")
    assert {i.mesure for i in definitions(ctx)[0].indicateurs} == set(listes().mesures)


def test_sources_that_disagree_are_listed(atelier):
    path = Path(atelier.contexte("exemple").travail) / "desaccords_sources.parquet"
    with connect(threads=1) as con:
        rows = con.execute(
            f"SELECT question, decp, registre, retenue, count(*) FROM read_parquet({literal(path)}) GROUP BY ALL"
        ).fetchall()
    assert rows and all(decp != registre and retenue for _, decp, registre, retenue, _ in rows)
