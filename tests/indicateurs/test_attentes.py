"""The suite on the table of results: each expectation sees its own fault; an exception is none."""

import json
from pathlib import Path

import pytest

from pipelines.commun import duck
from pipelines.indicateurs.attentes import AttenteImpossible, verifier

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/resultats/schema.json").read_text(encoding="utf-8"))
NOMS = [field["name"] for field in SCHEMA["fields"]]
TYPES = {"number": "DECIMAL(18,4)", "date": "DATE", "string": "VARCHAR"}
JUSTE = {
    "spaser": "exemple",
    "edition": "2026",
    "indicateur_id": "L2111-3_social",
    "niveau": "acheteur",
    "acheteur_siren": "000000019",
    "periode_debut": "2024-01-01",
    "periode_fin": "2024-12-31",
    "compte": "nombre",
    "base": "tous",
    "perimetre": "simple",
    "dimension": "ensemble",
    "modalite": "ensemble",
    "valeur": "0.25",
    "unite": "taux",
    "numerateur": "1",
    "denominateur": "4",
    "couverture": "0.8",
    "borne_min": "0.2",
    "borne_max": "0.4",
    "origine": "calcule",
    "stade": "provisoire",
    "secret": "publie",
    "arrete_au": "2026-11-01",
    "recalculable": "public",
}

RIEN = dict.fromkeys(("valeur", "numerateur", "denominateur", "couverture", "borne_min", "borne_max"))
ABSENTE = RIEN | {"origine": "non_disponible", "note": "Source manquante : clauses."}
MASQUEE = RIEN | {"secret": "masque_primaire", "cible": "0.3", "etat": "indetermine", "note": "Masqué."}
CHIFFRES = "une ligne masquée n'a ni numérateur, ni dénominateur, ni couverture, ni bornes"
SEULE = {
    "unite": "nombre",
    "valeur": "2",
    "numerateur": "2",
    "denominateur": None,
    "borne_min": None,
    "borne_max": None,
}
TETE = SEULE | {"indicateur_id": "exemple-nombre", "perimetre": "simple_et_accords_cadres"}
ACHETEURS = ("000000019", "000000027")


@pytest.fixture
def table(tmp_path: Path):
    def ecrire(*lignes: dict[str, str | None]) -> Path:
        rows = " UNION ALL ".join(f"SELECT {_select(JUSTE | ligne)}" for ligne in lignes)
        path = tmp_path / "resultats.parquet"
        with duck.connect() as con:
            con.execute(f"COPY ({rows}) TO {duck.literal(path)} (FORMAT parquet)")
        return path

    return ecrire


def _select(ligne: dict[str, str | None]) -> str:
    types = {field["name"]: TYPES[field["type"]] for field in SCHEMA["fields"]}
    values = {name: ligne.get(name) for name in NOMS}
    return ", ".join(
        f"CAST({'NULL' if value is None else duck.literal(value)} AS {types[name]}) AS {name}"
        for name, value in values.items()
    )


def test_a_right_table_passes(table):
    path = table(
        {},
        {"compte": "valeur", "numerateur": "1.50", "denominateur": "4.25"},
        {"acheteur_siren": None, "niveau": "consolide"},
        {"modalite": "b", "valeur": None, "numerateur": "0", "denominateur": "0", "couverture": None},
        {"modalite": "c", "unite": "eur_ht", "valeur": "200", "borne_min": None, "borne_max": None},
        ABSENTE | {"modalite": "d"},
        MASQUEE | {"modalite": "e"},
        SEULE | {"modalite": "f"},
    )
    failed = [attente["attente"] for attente in verifier(path, SCHEMA) if not attente["succes"]]
    assert failed == []


@pytest.mark.parametrize(
    ("faute", "attente"),
    [
        ({"valeur": "1.2", "borne_max": None}, "un taux est entre 0 et 1 (valeur)"),
        ({"borne_min": "-0.1"}, "un taux est entre 0 et 1 (borne_min)"),
        ({"borne_max": "1.1"}, "un taux est entre 0 et 1 (borne_max)"),
        ({"couverture": "1.01"}, "la couverture est entre 0 et 1"),
        ({"borne_min": "0.3"}, "borne_min ne dépasse pas valeur"),
        ({"borne_max": "0.2"}, "valeur ne dépasse pas borne_max"),
        ({"numerateur": "5"}, "numerateur ne dépasse pas denominateur"),
        ({"numerateur": "1.5"}, "un nombre de contrats est entier (numerateur)"),
        ({"denominateur": "4.5"}, "un nombre de contrats est entier (denominateur)"),
        ({"origine": "devine"}, "origine est d'une liste fermée"),
        ({"stade": "final"}, "stade est d'une liste fermée"),
        ({"secret": "montre"}, "secret est d'une liste fermée"),
        ({"perimetre": "tout"}, "perimetre est d'une liste fermée"),
        ({"base": "90k"}, "base est d'une liste fermée"),
        ({"compte": "poids"}, "compte est d'une liste fermée"),
        ({"unite": "eur"}, "unite est d'une liste fermée"),
        (SEULE | {"valeur": "3"}, "la valeur de ce qui s'additionne est son numérateur"),
        (ABSENTE | {"valeur": "0.5"}, "ce qui n'est pas disponible n'a pas de valeur"),
        (ABSENTE | {"valeur_texte": "oui"}, "ce qui n'est pas disponible n'a pas de valeur"),
        (
            ABSENTE | {"origine": "en_construction", "valeur": "0"},
            "ce qui n'est pas disponible n'a pas de valeur",
        ),
        (ABSENTE | {"note": None}, "ce qui n'est pas disponible dit pourquoi"),
        (MASQUEE | {"denominateur": "4"}, CHIFFRES),
        (MASQUEE | {"couverture": "0.5"}, CHIFFRES),
        (MASQUEE | {"borne_max": "0.5"}, CHIFFRES),
        (MASQUEE | {"valeur_date": "2024-05-01"}, "une ligne masquée n'a pas de valeur"),
        (MASQUEE | {"secret": "masque_secondaire", "valeur": "0.5"}, "une ligne masquée n'a pas de valeur"),
        (MASQUEE | {"etat": "atteint"}, "la cible d'une ligne masquée n'en dit rien"),
        (MASQUEE | {"etat": "sans_objet"}, "la cible d'une ligne masquée n'en dit rien"),
        (MASQUEE | {"ecart": "0.1"}, "la cible d'une ligne masquée n'en dit rien"),
    ],
)
def test_each_fault_is_seen_by_its_own_expectation_and_shown(table, faute, attente):
    verdicts = {v["attente"]: v for v in verifier(table({"modalite": "autre"}, faute), SCHEMA)}
    seen = verdicts[attente]
    assert not seen["succes"]
    assert seen["ecarts"] == 1
    assert [row["ligne"] for row in seen["exemples"]] == [2]
    assert {name for name, v in verdicts.items() if not v["succes"]} == {attente}


def test_a_repeated_key_is_shown_even_where_the_buyer_is_empty(table):
    consolide = {"niveau": "consolide", "acheteur_siren": None}
    verdicts = {v["attente"]: v for v in verifier(table(consolide, {}, consolide), SCHEMA)}
    seen = verdicts["une clé ne paraît qu'une fois"]
    assert (seen["succes"], [row["ligne"] for row in seen["exemples"]]) == (False, [1, 3])


def test_an_exception_is_not_a_failed_expectation(tmp_path):
    path = tmp_path / "resultats.parquet"
    with duck.connect() as con:
        con.execute(
            f"COPY (SELECT 1 AS numerateur, 2 AS denominateur) TO {duck.literal(path)} (FORMAT parquet)"
        )
    with pytest.raises(AttenteImpossible):
        verifier(path, SCHEMA)


def test_a_masked_value_that_is_there_is_not_shown(table):
    """The row is named; what it should not have said is not said again (law 5)."""
    faute = MASQUEE | {"valeur": "1.5", "borne_min": "1.75", "note": "TEMOIN"}
    verdicts = verifier(table(faute), SCHEMA)
    assert {v["attente"] for v in verdicts if not v["succes"]} > {"une ligne masquée n'a pas de valeur"}
    montre = repr([v["exemples"] for v in verdicts])
    assert "'ligne': 1" in montre and not any(dit in montre for dit in ("1.5", "1.75", "TEMOIN"))


# What holds between rows: headlines and sums


@pytest.fixture
def indicateurs(tmp_path: Path):
    def ecrire(**statuts: str) -> Path:
        path = tmp_path / "indicateurs.parquet"
        rows = " UNION ALL ".join(
            f"SELECT 'exemple' AS spaser, '2026' AS edition, {duck.literal(nom.replace('_', '-'))} AS indicateur_id, "
            f"'{statut.split()[0]}' AS statut, '{statut.split()[1]}' AS mesure, "
            f"'{' '.join(statut.split()[2:])}' AS filtre"
            for nom, statut in statuts.items()
        )
        with duck.connect() as con:
            con.execute(f"COPY ({rows}) TO {duck.literal(path)} (FORMAT parquet)")
        return path

    return ecrire


def tetes(**valeurs: str) -> list[dict[str, str | None]]:
    """A headline for each buyer, and one for both: `a`, `b` and `tous` are their values."""
    lues = {"a": "2", "b": "3", "tous": "5"} | valeurs
    lignes = [
        TETE | {"acheteur_siren": siren, "valeur": lues[nom], "numerateur": lues[nom]}
        for nom, siren in zip("ab", ACHETEURS, strict=True)
    ]
    tous = {"niveau": "consolide", "acheteur_siren": None, "valeur": lues["tous"], "numerateur": lues["tous"]}
    return [*lignes, TETE | tous]


TETES = "chaque indicateur a une ligne d'ensemble par acheteur et par année, et une seule"
SOMME = "le consolidé est la somme des acheteurs (numerateur)"


def manquees(resultats: Path, indicateurs: Path) -> dict[str, list[dict]]:
    verdicts = verifier(resultats, SCHEMA, indicateurs)
    return {v["attente"]: v["exemples"] for v in verdicts if not v["succes"]}


def test_headlines_and_sums_that_hold(table, indicateurs):
    legal = {"perimetre": "simple_et_accords_cadres", "modalite": "ensemble"}
    path = table(
        *tetes(),
        *(legal | {"acheteur_siren": siren} for siren in ACHETEURS),
        legal | {"acheteur_siren": None, "niveau": "consolide", "numerateur": "2", "denominateur": "8"},
    )
    assert (
        manquees(path, indicateurs(exemple_nombre="actif nb_contrats", vieux="abandonne nb_contrats")) == {}
    )


@pytest.mark.parametrize("perdue", [0, 1, 2])
def test_a_headline_that_is_missing_is_seen(table, indicateurs, perdue):
    autre = [t | {"indicateur_id": "autre"} for t in tetes()]
    restantes = [t for rang, t in enumerate(tetes()) if rang != perdue]
    connus = indicateurs(exemple_nombre="actif nb_titulaires", autre="en_construction nb_titulaires")
    [row] = manquees(table(*autre, *restantes), connus)[TETES]
    assert (row["indicateur_id"], row["acheteur_siren"], row["tetes"]) == (
        "exemple-nombre",
        tetes()[perdue]["acheteur_siren"],
        0,
    )


def test_an_indicator_without_any_row_is_seen(table, indicateurs):
    connus = indicateurs(exemple_nombre="actif nb_contrats", oublie="actif nb_contrats")
    assert {r["indicateur_id"] for r in manquees(table(*tetes()), connus)[TETES]} == {"oublie"}


def test_a_value_typed_for_another_year_asks_nothing_of_the_others(table, indicateurs):
    tapee = TETE | {
        "indicateur_id": "tape",
        "origine": "saisi",
        "periode_debut": "2019-01-01",
        "periode_fin": "2019-12-31",
        "perimetre": "sans_objet",
    }
    ailleurs = [t | {"indicateur_id": "tape", "perimetre": "sans_objet"} for t in tetes()]
    connus = indicateurs(exemple_nombre="actif nb_titulaires", tape="actif volume_achats")
    assert manquees(table(*tetes(), *ailleurs, tapee), connus) == {}


@pytest.mark.parametrize("colonne", ["valeur", "borne_min", "borne_max"])
def test_a_difference_of_rates_may_be_negative_and_not_below_minus_one(table, indicateurs, colonne):
    rien = {"numerateur": None, "denominateur": None, "acheteur_siren": None, "niveau": "consolide"}
    baisse = TETE | rien | {"unite": "taux", "valeur": "-0.3", "borne_min": "-0.5", "borne_max": "-0.1"}
    evolution = indicateurs(exemple_nombre="actif part_contrats titulaire=ess;transform=evolution")
    assert manquees(table(baisse), evolution) == {}
    trop = baisse | dict.fromkeys(("valeur", "borne_min", "borne_max"), None) | {colonne: "-1.1"}
    assert list(manquees(table(trop), evolution)) == [f"l'évolution d'un taux est entre -1 et 1 ({colonne})"]
    autre = indicateurs(exemple_nombre="actif part_contrats titulaire=ess")
    assert list(manquees(table(trop), autre)) == [f"un taux est entre 0 et 1 ({colonne})"]


def test_two_headlines_are_one_too_many(table, indicateurs):
    double = tetes()[0] | {"perimetre": "sans_objet"}
    [row] = manquees(table(*tetes(), double), indicateurs(exemple_nombre="actif nb_titulaires"))[TETES]
    assert row["tetes"] == 2


@pytest.mark.parametrize(
    ("mesure", "vue"), [("nb_contrats", True), ("montant_contrats", True), ("nb_titulaires", False)]
)
def test_all_buyers_together_are_what_each_has_unless_they_share_what_is_counted(
    table, indicateurs, mesure, vue
):
    trouvees = manquees(table(*tetes(tous="4")), indicateurs(exemple_nombre=f"actif {mesure}"))
    assert list(trouvees) == ([SOMME] if vue else [])


def test_denominators_add_up_too(table, indicateurs):
    parts = [t | {"unite": "taux", "valeur": "0.5", "numerateur": "1", "denominateur": "2"} for t in tetes()]
    parts[2] |= {"numerateur": "2", "denominateur": "5", "valeur": "0.4"}
    trouvees = manquees(table(*parts), indicateurs(exemple_nombre="actif part_contrats"))
    assert list(trouvees) == ["le consolidé est la somme des acheteurs (denominateur)"]


def test_what_is_masked_is_not_added_up(table, indicateurs):
    lignes = tetes(tous="4")
    lignes[0] |= MASQUEE
    assert manquees(table(*lignes), indicateurs(exemple_nombre="actif nb_contrats")) == {}
