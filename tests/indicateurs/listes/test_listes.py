"""The closed lists hold together, and the page that tells of them says what they say."""

import csv
from pathlib import Path

import pytest

from pipelines.commun.duck import connect
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.calcul.requete import requete
from pipelines.indicateurs.calcul.specs import Spec
from pipelines.indicateurs.listes import listes

RACINE = Path(__file__).parents[3]
PAGE = (RACINE / "docs" / "indicateurs.md").read_text(encoding="utf-8")
INVENTAIRE = RACINE.parent / "shared" / "inventaire"
LISTES = listes()


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory):
    """Populations without a single row: enough to know that every word of the lists is SQL that they understand."""
    with connect() as ouverte:
        ouvrir(ouverte, Entrees(tmp_path_factory.mktemp("vide"), None))
        yield ouverte


@pytest.mark.parametrize("cle", [*LISTES.caracteristiques, *LISTES.denominateurs], ids="-".join)
def test_every_condition_is_understood_by_its_population(con, cle: tuple[str, str]):
    liste = LISTES.caracteristiques if cle in LISTES.caracteristiques else LISTES.denominateurs
    condition = liste[cle].condition.replace("{cible}", "'x'").replace("{annee_renouvellement}", "2025")
    population = cle[1] or "contrats"
    [(type_,)] = con.execute(
        f"SELECT typeof({condition}) FROM (FROM (SELECT 1) LEFT JOIN {population}_faits ON false)"
    ).fetchall()
    assert type_ in ("BOOLEAN", '"NULL"')


@pytest.mark.parametrize(
    "mesure",
    [m for ms in LISTES.mesures.values() for m in ms if m.population],
    ids=lambda m: f"{m.code}-{m.si}",
)
def test_every_measure_is_understood_by_its_population(con, mesure):
    spec = Spec(
        mesure.population,
        mesure.formule,
        mesure.x,
        mesure.y,
        mesure.base or "true",
        mesure.condition or "true",
        "",
        mesure.unite,
        (),
    )
    texte = requete(LISTES.populations[mesure.population], "", [(0, spec)])
    con.execute("CREATE OR REPLACE TABLE mesures_calculees AS SELECT 0 AS a LIMIT 0")
    con.execute("EXPLAIN " + texte.replace("INSERT INTO mesures_calculees", ""))


def test_every_category_and_dimension_is_understood(con):
    for categorie in LISTES.categories.values():
        for population in ("contrats", "titulaires", "lots", "soumissionnaires", "paiements"):
            con.execute(f"SELECT {categorie.condition} FROM {population}_faits")
    for dimension in LISTES.dimensions.values():
        con.execute(f"SELECT {dimension.expression} FROM {dimension.population}_faits")
    for filtre in LISTES.filtres.values():
        condition = filtre.condition.replace("{valeurs}", "('x')").replace("{liste}", "['x']")
        con.execute(f"SELECT {condition} FROM {filtre.population}_faits")


@pytest.mark.parametrize("population", LISTES.populations.values(), ids=lambda p: p.code)
def test_every_population_has_its_key(con, population):
    con.execute(f"SELECT acheteur_siren, annee, {population.cle} FROM {population.code}_faits")


def test_the_page_tells_every_code():
    for code, population in [*LISTES.caracteristiques, *LISTES.denominateurs]:
        assert f"| `{code}` | {f'`{population}`' if population else 'toutes'} |" in PAGE, code
    for code in [*LISTES.mesures, *LISTES.populations, *LISTES.categories]:
        assert f"| `{code}` |" in PAGE, code
    for formule in {m.formule for ms in LISTES.mesures.values() for m in ms}:
        chemin = RACINE / "pipelines/indicateurs/calcul/formules" / f"{formule}.sql"
        assert chemin.is_file() or formule in ("saisie", "objectifs", "jeux", "anciennete"), formule


@pytest.mark.skipif(not INVENTAIRE.is_dir(), reason="l'inventaire n'est pas là")
@pytest.mark.parametrize(
    ("fichier", "colonne", "connus"),
    [
        ("measures.csv", "measure_id", set(LISTES.mesures)),
        ("caracteristiques.csv", "code", {c for c, _ in LISTES.caracteristiques}),
        ("denominateurs.csv", "code", {d for d, _ in LISTES.denominateurs}),
        ("categories_fournisseurs.csv", "code", set(LISTES.categories)),
    ],
)
def test_the_codes_are_those_of_the_inventory(fichier: str, colonne: str, connus: set[str]):
    with (INVENTAIRE / fichier).open(encoding="utf-8", newline="") as file:
        voulus = {ligne[colonne] for ligne in csv.DictReader(file)}
    assert voulus <= connus
    # SCOP and SCIC are asked for by bordeaux-ax5-e3 (reading notes of the inventory)
    assert connus - voulus <= {"scop", "scic"}
