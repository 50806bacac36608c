"""The schemas of the registers: closed list, valid for frictionless, linked, and no person let out."""

import json
import re

import pytest

from pipelines.schemas import tables as schemas
from pipelines.schemas import verifier_schemas
from tests.schemas.oracle import REGISTRES

PRIVES = {
    "beneficiaires",
    "effectifs_execution",
    "evaluations",
    "heures_insertion",
    "paiements",
    "soumissionnaires",
}
# Columns that can lead to a person although no name is in them (law 5), and where the mark stops everything.
INDIRECTES = {
    "beneficiaires": set(schemas.colonnes(schemas.charger("beneficiaires"))) - {"acheteur_siren", "annee"},
    "effectifs_execution": {"nb_femmes", "nb_hommes"},
    "evaluations": {"fournisseur_siren", "note", "nb_reponses"},
    "heures_insertion": {
        "structure_siret",
        "heures_prevues",
        "heures_contractualisees",
        "heures_realisees",
        "heures_validees",
        "nb_beneficiaires",
    },
    "paiements": {"fournisseur_siren"},
    "soumissionnaires": {"soumissionnaire_siren"},
}
INTERNES = {
    ("programmation", "montant_estime_ht_eur"),
    ("registre_contrats", "titulaire_siret"),
    ("cotitulaires", "titulaire_siret"),
    ("soumissionnaires", "retenu"),
    ("paiements", "montant_ht_eur"),
    ("evenements", "entite_siren"),
    ("saisies", "note"),
}
TEXTES_LIBRES = {"objet", "intitule", "note", "valeur_texte"}


def champs(nom: str) -> dict[str, schemas.Champ]:
    return {champ["name"]: champ for champ in schemas.charger(nom)["fields"]}


def test_there_is_a_schema_for_each_register_and_livraisons_knows_them_all():
    assert len(REGISTRES) == 25
    assert set(champs("livraisons")["table_livree"]["constraints"]["enum"]) == set(REGISTRES) - {"livraisons"}
    assert not set(REGISTRES) & set(schemas.lister(usage="publication"))


def test_all_schemas_pass_the_lint():
    verifier_schemas()


@pytest.mark.parametrize("nom", REGISTRES)
def test_a_schema_is_valid_for_frictionless(nom: str):
    from frictionless import validate

    rapport = validate(str(schemas.RACINE / nom / "schema.json"), type="schema")
    assert rapport.valid, rapport.flatten(["message"])


@pytest.mark.parametrize("nom", REGISTRES)
def test_every_link_leads_to_columns_of_the_same_type(nom: str):
    ici = champs(nom)
    for lien in schemas.charger(nom).get("references", []):
        la = champs(lien["table"])
        paires = zip(schemas.en_liste(lien["fields"]), schemas.en_liste(lien["champs"]), strict=True)
        assert [(a, b) for a, b in paires if ici[a]["type"] != la[b]["type"]] == []


@pytest.mark.parametrize("nom", REGISTRES)
def test_a_closed_list_means_the_same_in_every_register(nom: str):
    """Where a column has the same name as its target, it takes the same values, and no wider ones."""
    for lien in schemas.charger(nom).get("references", []):
        for a, b in zip(schemas.en_liste(lien["fields"]), schemas.en_liste(lien["champs"]), strict=True):
            if lien["table"] in REGISTRES:
                ici, la = champs(nom)[a]["constraints"], champs(lien["table"])[b]["constraints"]
                assert {k: ici.get(k) for k in ("pattern", "enum", "minimum", "maximum")} == {
                    k: la.get(k) for k in ("pattern", "enum", "minimum", "maximum")
                }, (a, lien)


@pytest.mark.parametrize(
    "colonne",
    [
        "segment",
        "categorie",
        "procedure",
        "montant_tranche",
        "direction",
        "code_cpv",
        "domaine_activite",
        "annee",
    ],
)
def test_a_shared_column_has_one_definition(colonne: str):
    """Except `fournisseurs_ess.categorie`, which is what a company is and not what is bought."""
    definitions = {
        json.dumps({k: v for k, v in champs(nom)[colonne]["constraints"].items() if k != "required"})
        for nom in REGISTRES
        if colonne in champs(nom) and (nom, colonne) != ("fournisseurs_ess", "categorie")
    }
    assert len(definitions) == 1


def test_the_private_registers_are_those_about_persons():
    assert {nom for nom in REGISTRES if schemas.est_prive(schemas.charger(nom))} == PRIVES


@pytest.mark.parametrize("nom", REGISTRES)
def test_what_may_lead_to_a_person_is_marked_and_nothing_else(nom: str):
    marquees = {champ["name"] for champ in champs(nom).values() if champ["rgpd"] != "aucune"}
    assert marquees == INDIRECTES.get(nom, set())
    for colonne in marquees:
        assert not schemas.est_montrable(champs(nom)[colonne])
        assert not schemas.est_publiable(champs(nom)[colonne])


def test_health_data_is_sensitive():
    assert champs("beneficiaires")["type_public"]["rgpd"] == "sensible"


@pytest.mark.parametrize(("nom", "colonne"), sorted(INTERNES))
def test_what_stays_inside_is_not_published(nom: str, colonne: str):
    champ = champs(nom)[colonne]
    assert champ["diffusion"] == "interne" and not schemas.est_publiable(champ)


def test_no_column_asks_for_a_person():
    interdits = re.compile(r"nom_|prenom|naissance|adresse|courriel|email|telephone|nir\b|matricule")
    for nom in REGISTRES:
        assert [c for c in champs(nom) if interdits.search(c)] == []


def test_free_text_refuses_an_electronic_address_and_says_that_it_names_no_one():
    vus = set()
    for nom in REGISTRES:
        for champ in champs(nom).values():
            contraintes = champ.get("constraints", {})
            if champ["name"] in TEXTES_LIBRES and champ["type"] == "string" and "enum" not in contraintes:
                if nom == "actions":
                    continue  # there `objet` is a code
                vus.add((nom, champ["name"]))
                assert not re.match(contraintes["pattern"], "voir untel@exemple.invalid")
                assert "amais y nommer une personne" in champ["description"]
    assert len(vus) >= 7


@pytest.mark.parametrize("nom", REGISTRES)
def test_text_is_bounded_and_dates_have_a_century(nom: str):
    for champ in champs(nom).values():
        contraintes = champ.get("constraints", {})
        if champ["type"] == "string":
            assert {"enum", "pattern", "maxLength"} & set(contraintes), champ["name"]
        if champ["type"] == "date":
            assert {"minimum", "maximum"} <= set(contraintes), champ["name"]
        if champ["name"].endswith("_pct"):
            assert contraintes["maximum"] == 100, champ["name"]
        if champ["name"].startswith("annee"):
            assert (contraintes["minimum"], contraintes["maximum"]) == (2000, 2100)
        if champ["name"].endswith("_ht_eur"):
            assert champ["decimales"] == 2


@pytest.mark.parametrize("nom", REGISTRES)
def test_every_identifier_of_a_company_has_its_key_checked(nom: str):
    schema = schemas.charger(nom)
    controles = {(c["name"], c["params"].get("column")) for c in schema["custom_checks"]}
    for colonne in schemas.colonnes(schema):
        for sorte in ("siren", "siret"):
            if colonne == sorte or colonne.endswith(f"_{sorte}"):
                assert (sorte, colonne) in controles


@pytest.mark.parametrize("nom", REGISTRES)
def test_the_readme_describes_every_column_and_code(nom: str):
    texte = (schemas.RACINE / nom / "README.md").read_text(encoding="utf-8")
    for champ in champs(nom).values():
        assert f"| `{champ['name']}` |" in texte and champ["description"] in texte
    for titre in ("À quoi il sert", "Qui le remplit", "Qui peut le voir"):
        assert f"## {titre}\n" in texte
    assert ("Registre privé" in texte.split("## Qui peut le voir")[1].split("##")[0]) == (nom in PRIVES)
    if nom == "clauses":
        codes = champs(nom)["code"]["constraints"]["enum"]
        assert [code for code in codes if f"| `{code}` |" not in texte] == []


def test_the_page_of_schemas_lists_every_register():
    texte = (schemas.RACINE / "README.md").read_text(encoding="utf-8")
    for nom in REGISTRES:
        acces = "privé" if nom in PRIVES else "ouvert au service"
        assert f"| [`{nom}`]({nom}/) | {acces} | {schemas.charger(nom)['description']} |" in texte
