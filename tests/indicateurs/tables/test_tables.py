"""The tables that leave beside the results: what a definition says, and the registers that may go out, row by row."""

import csv
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import preparer, slugs
from pipelines.etapes_indicateurs import definitions
from pipelines.indicateurs.calcul.specs import INTERNES
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.tables import NOMS, ecrire, lignes, registres
from pipelines.schemas import tables as schemas
from pipelines.validation.dossier import valider_dossier
from tests.schemas.oracle import expliquees, juger

RACINE = Path(__file__).parents[3]
FAITES = (*lignes.DEFINITION, "publications")


def definition(*indicateurs: Indicateur, slug: str = "exemple") -> Definition:
    return Definition(slug, "2026", "Essai", Path(), True, (), indicateurs, (), (), (), {})


def indicateur(nom: str, mesure: str = "nb_contrats", **autres) -> Indicateur:
    return Indicateur(nom, f"Libellé de {nom}", "suivi", autres.pop("unite", "nombre"), mesure, **autres)


def lire(parquet: Path) -> list[dict]:
    with duck.connect(threads=1) as con:
        curseur = con.execute(f"FROM read_parquet({duck.literal(parquet)})")
        noms = [c[0] for c in curseur.description]
        return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


@pytest.fixture
def livres(tmp_path: Path) -> Path:
    """Every register in force, private ones included: the valid examples of their schemas."""
    dossier = tmp_path / "registres"
    dossier.mkdir()
    with duck.connect(threads=1) as con:
        for nom in schemas.lister(usage="registre"):
            types = schemas.types_duckdb(schemas.charger(nom))
            colonnes = ", ".join(f"'{c}': '{t}'" for c, t in types.items())
            exemple = duck.literal(schemas.RACINE / nom / "exemple-valide.csv")
            con.execute(
                f"COPY (FROM read_csv({exemple}, header = true, auto_detect = false, columns = {{{colonnes}}})) "
                f"TO {duck.literal(dossier / f'{nom}.parquet')} (FORMAT parquet)"
            )
    return dossier


@pytest.fixture
def sortie(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    return tmp_path / "tables"


# Schemas


@pytest.mark.parametrize("nom", FAITES)
def test_the_invalid_example_fails_for_exactly_the_stated_reasons(nom: str):
    trouvees = juger(nom, schemas.RACINE / nom / "exemple-invalide.csv")
    assert sorted(trouvees) == sorted(expliquees(nom)) and len(trouvees) == 5


@pytest.mark.parametrize("nom", FAITES)
def test_every_column_is_filled_at_least_once(nom: str):
    with (schemas.RACINE / nom / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
        exemple = list(csv.DictReader(file))
    vides = {c for c in exemple[0] if not any(ligne[c] for ligne in exemple)}
    assert vides <= {"valeur_texte"}


# What leaves


def test_every_register_is_on_one_list_or_the_other():
    assert set(registres.PUBLIES) & set(registres.RETENUS) == set()
    assert {*registres.PUBLIES, *registres.RETENUS} == set(schemas.lister(usage="registre"))


@pytest.mark.parametrize("nom", schemas.lister(usage="registre"))
def test_a_register_leaves_only_without_any_column_about_persons(nom: str):
    if nom in registres.PUBLIES:
        assert {c["rgpd"] for c in registres.schema_a_publier(nom)["fields"]} == {"aucune"}
    else:
        with pytest.raises(SpaserErreur, match="ne se publie pas"):
            registres.schema_a_publier(nom)


def test_a_register_that_becomes_private_stops_the_run(livres: Path, sortie: Path, monkeypatch):
    juste = schemas.charger

    def marque(nom: str, *args) -> schemas.Schema:
        schema = juste(nom, *args)
        if nom == "evenements":
            next(c for c in schema["fields"] if c["name"] == "partenaire")["rgpd"] = "indirecte"
        return schema

    monkeypatch.setattr(schemas, "charger", marque)
    with pytest.raises(SpaserErreur, match="« evenements » ne se publie pas"):
        ecrire([definition()], livres, sortie)


def test_results_call_internal_what_no_published_register_gives():
    """`recalculable` says whether a reader can compute again: it must know what stays in."""
    assert set(INTERNES) <= set(registres.RETENUS)


def test_the_reasons_are_those_of_the_document():
    document = (RACINE / "docs/tables-publiees.md").read_text(encoding="utf-8")
    dites = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", document, re.MULTILINE))
    assert set(lignes.DEFINITION) <= set(dites)
    registres_dits = {nom: raison for nom, raison in dites.items() if nom not in lignes.DEFINITION}
    assert registres_dits == registres.PUBLIES | registres.RETENUS


def test_registers_go_out_whole_in_the_order_of_their_key(livres: Path, sortie: Path):
    ecrire([definition()], livres, sortie)
    assert {p.stem for p in sortie.iterdir()} == set(NOMS)
    for nom in set(registres.PUBLIES) - {"saisies"}:
        ecrites, lues = lire(sortie / f"{nom}.parquet"), lire(livres / f"{nom}.parquet")
        cle = schemas.cle(schemas.charger(nom))
        assert [[ligne[c] for c in cle] for ligne in ecrites] == sorted(
            [ligne[c] for c in cle] for ligne in lues
        )
        assert sorted(map(repr, ecrites)) == sorted(map(repr, lues))


def test_a_register_that_was_not_delivered_makes_no_table_and_takes_away_the_former(
    livres: Path, sortie: Path
):
    ecrire([definition()], livres, sortie)
    (livres / "evenements.parquet").unlink()
    ecrire([definition()], livres, sortie)
    assert {p.stem for p in sortie.iterdir()} == set(NOMS) - {"evenements"}
    ecrire([definition()], None, sortie)
    assert {p.stem for p in sortie.iterdir()} == set(lignes.DEFINITION)


def test_links_of_a_register_stop_nothing_and_those_of_a_made_table_do(livres: Path, sortie: Path):
    """registre_contrats refers to programmation, which stays in; objectifs refers to indicateurs."""
    ecrire([definition(indicateur("a"))], livres, sortie)
    assert [(v.table, v.erreurs) for v in valider_dossier(sortie) if not v.valide] == []
    assert "programmation" in {lien["table"] for lien in schemas.charger("registre_contrats")["references"]}
    (sortie / "indicateurs.parquet").unlink()
    with pytest.raises(SpaserErreur, match="« objectifs » renvoie à « indicateurs », qui manque"):
        valider_dossier(sortie)


# Typed values


@pytest.mark.parametrize(
    ("mesure", "filtre", "sort"),
    [
        ("consommation_energie", {}, True),
        ("nb_contrats", {"caracteristique": "clause_insertion"}, True),
        ("nb_beneficiaires", {}, False),
        ("heures_insertion_realisees", {}, False),
        ("heures_insertion_realisees", {"transform": "cumul_contrats_actifs"}, False),
        ("satisfaction_moyenne", {}, False),
        ("nb_soumissionnaires", {}, False),
        ("montant_depenses", {}, False),
        ("nb_moyen_litiges", {}, False),
    ],
)
def test_a_typed_value_that_measures_persons_stays_in(livres: Path, sortie: Path, mesure, filtre, sort):
    [connu, *_] = sorted({ligne["indicateur_id"] for ligne in lire(livres / "saisies.parquet")})
    ecrire([definition(indicateur(connu, mesure, filtre=filtre))], livres, sortie)
    assert {ligne["indicateur_id"] for ligne in lire(sortie / "saisies.parquet")} == (
        {connu} if sort else set()
    )


def test_one_definition_that_calls_it_private_is_enough(livres: Path, sortie: Path):
    [connu, *_] = sorted({ligne["indicateur_id"] for ligne in lire(livres / "saisies.parquet")})
    deux = [definition(indicateur(connu)), definition(indicateur(connu, "nb_beneficiaires"), slug="autre")]
    ecrire(deux, livres, sortie)
    assert lire(sortie / "saisies.parquet") == []


def test_a_typed_value_that_no_definition_names_stays_in(livres: Path, sortie: Path):
    ecrire([definition(indicateur("autre"))], livres, sortie)
    assert lire(sortie / "saisies.parquet") == []


# What a definition says


def test_an_indicator_says_its_words_its_measure_and_its_sources(sortie: Path):
    un = indicateur(
        "b",
        "part_contrats",
        unite="taux",
        filtre={"caracteristique": "clause_insertion", "denominateur": "cibles", "cible": "action_8"},
        chapeau="Évolution :",
        ligne_texte=12,
    )
    ecrire([definition(un, indicateur("a", "temps_consacre", unite="jours"))], None, sortie)
    a, b = lire(sortie / "indicateurs.parquet")
    assert [a["indicateur_id"], a["mode"], a["sources"], a["filtre"]] == ["a", "saisie", "saisies", None]
    assert b["filtre"] == "caracteristique=clause_insertion;denominateur=cibles;cible=action_8"
    assert (b["libelle"], b["chapeau"], b["ligne_texte"], b["mode"]) == (
        "Libellé de b",
        "Évolution :",
        12,
        "calcul",
    )
    assert {"ciblages", "clauses", "registre_contrats"} <= set(b["sources"].split("|"))
    assert b["mesure_libelle"] and b["mesure_definition"]


@pytest.mark.parametrize("slug", slugs(RACINE))
def test_the_tables_of_every_spaser_of_the_repository_follow_their_schemas(slug: str, sortie: Path):
    ctx = preparer(slug, racine=RACINE, fictif=True, arrete_au=date(2026, 6, 30))
    lues = definitions(ctx)
    ecrire(lues, None, sortie)
    verdicts = valider_dossier(sortie)
    assert [(v.table, v.erreurs[:3]) for v in verdicts if not v.valide] == []
    comptes = {v.table: v.lignes for v in verdicts}
    for table in lignes.DEFINITION:
        champ = "actions" if table == "actions_spaser" else table
        assert comptes[table] == sum(len(getattr(d, champ)) for d in lues), table
    textes = {(d.slug, i.indicateur_id): i.libelle for d in lues for i in d.indicateurs}
    publies = {
        (ligne["spaser"], ligne["indicateur_id"]): ligne["libelle"]
        for ligne in lire(sortie / "indicateurs.parquet")
    }
    assert publies == textes


def test_the_same_definitions_give_the_same_bytes(livres: Path, sortie: Path, tmp_path: Path):
    ecrire([definition(indicateur("a"), indicateur("b"))], livres, sortie)
    ailleurs = tmp_path / "ailleurs"
    shutil.copytree(livres, ailleurs / "registres")
    (ailleurs / "tables").mkdir()
    ecrire([definition(indicateur("b"), indicateur("a"))], ailleurs / "registres", ailleurs / "tables")
    ici = {p.name: p.read_bytes() for p in sortie.iterdir()}
    assert ici == {p.name: p.read_bytes() for p in (ailleurs / "tables").iterdir()}
