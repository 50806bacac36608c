"""Each rule of the lint refuses a mutant of a good schema: a rule skipped in silence is worse than none."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import schemas
from pipelines.commun.erreurs import SpaserErreur

Mutation = Callable[[dict[str, Any], dict[str, dict[str, Any]]], object]


def motif(valeur: str) -> Mutation:
    return regle("contrat_id", pattern=valeur)


def regle(nom: str, **contraintes: object) -> Mutation:
    return lambda s, c: c[nom].setdefault("constraints", {}).update(contraintes)


PROFIL_V2 = "https://datapackage.org/profiles/2.0/tableschema.json"
MUTANTS: list[tuple[str, str, Mutation]] = [
    ("mark missing", "rgpd doit être", lambda s, c: c["objet"].pop("rgpd")),
    ("mark misspelt", "rgpd doit être", lambda s, c: c["objet"].update(rgpd="aucun")),
    ("no purpose", "rgpd_finalite", lambda s, c: c["champs_inconnus"].pop("rgpd_finalite")),
    ("no retention", "rgpd_conservation", lambda s, c: c["champs_inconnus"].update(rgpd_conservation="")),
    ("contraints", "clé inconnue « contraints »", lambda s, c: c["objet"].update(contraints={})),
    ("misspelt top key", "clé inconnue « primarykey »", lambda s, c: s.update(primarykey="x")),
    ("foreignKeys", "clé inconnue « foreignKeys »", lambda s, c: s.update(foreignKeys=[])),
    ("misspelt constraint", "contrainte « minlength »", regle("objet", minlength=1)),
    ("constraint of another type", "« pattern » non admise", regle("duree_mois", pattern="^(?:1)$")),
    ("required as text", "required doit", regle("contrat_id", required="true")),
    ("length as text", "minLength doit", regle("objet", minLength="1")),
    ("no anchor", "non ancré", motif("[0-9]{9}-.+")),
    ("leaking alternation", "non ancré", motif("^(?:[0-9]{9})|(?:.+)$")),
    ("alternation at the top", "non ancré", motif("^[0-9]+|.+$")),
    ("invalid regex", "motif illisible", motif("^(?:[0-9)$")),
    ("lookahead", "RE2", motif("^(?:(?=0)[0-9]{9}.+)$")),
    ("Unicode digits", "Unicode", motif(r"^(?:\d{9}.+)$")),
    ("explosive", "répétitions imbriquées", motif("^(?:([!-~]+)+)$")),
    ("enum of the wrong type", "enum : une valeur", regle("format", enum=["2022", 2019])),
    ("enum empty", "enum doit", regle("format", enum=[])),
    ("enum with a double", "enum doit", regle("format", enum=["2022", "2022"])),
    ("minimum as text", "minimum ou maximum", regle("duree_mois", minimum="0")),
    ("minimum not a date", "minimum ou maximum", regle("date_notification", minimum="2020")),
    ("minimum above maximum", "plus grand", regle("annee_notification", minimum=3000)),
    ("example not in the enum", "l'exemple", lambda s, c: c["type"].update(example="contrat")),
    ("example off the pattern", "l'exemple", lambda s, c: c["acheteur_siren"].update(example="123")),
    ("example mistyped", "l'exemple", lambda s, c: c["date_notification"].update(example="12/03/2026")),
    ("example below minimum", "l'exemple", lambda s, c: c["duree_mois"].update(example="-1")),
    ("example not text", "example doit être du texte", lambda s, c: c["duree_mois"].update(example=12)),
    ("example missing", "« example » absente", lambda s, c: c["objet"].pop("example")),
    ("description missing", "« description » absente", lambda s, c: c["objet"].update(description="")),
    ("date any", "format", lambda s, c: c["date_notification"].update(format="any")),
    ("unknown type", "non admis", lambda s, c: c["objet"].update(type="text")),
    ("booleans of frictionless", "trueValues", lambda s, c: c["marche_innovant"].pop("trueValues")),
    ("amount without decimals", "decimales", lambda s, c: c["montant_initial_ht_eur"].pop("decimales")),
    ("name with an accent", "nom invalide", lambda s, c: c["objet"].update(name="intitulé")),
    ("column twice", "écrite deux fois", lambda s, c: s["fields"].append(copy.deepcopy(s["fields"][1]))),
    ("key that does not exist", "n'existe pas", lambda s, c: s.update(primaryKey=["id"])),
    ("key that may not leave", "n'est pas publiable", lambda s, c: s.update(primaryKey=["champs_inconnus"])),
    ("no key", "« primaryKey » absente", lambda s, c: s.pop("primaryKey")),
    ("link to nowhere", "references", lambda s, c: s["references"][0].update(fields="absent")),
    ("other missing values", "missingValues", lambda s, c: s.update(missingValues=["", "NC"])),
    ("v2 profile", "$schema doit", lambda s, c: s.update({"$schema": PROFIL_V2})),
    ("name of another table", "name doit être", lambda s, c: s.update(name="marches")),
    ("version", "X.Y.Z", lambda s, c: s.update(version="0.1")),
    ("date of creation", "created doit", lambda s, c: s.update(created="22/11/2026")),
]  # fmt: skip


@pytest.mark.parametrize(("attendu", "muter"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_a_mutant_is_refused(attendu: str, muter: Mutation):
    schema = schemas.charger("contrats")
    assert schemas.defauts(schema, "contrats") == []
    muter(schema, {champ["name"]: champ for champ in schema["fields"]})
    defauts = schemas.defauts(schema, "contrats")
    assert any(attendu in defaut for defaut in defauts), defauts


@pytest.mark.parametrize(
    "manque", ["README.md", "CHANGELOG.md", "exemple-valide.csv", "exemple-invalide.csv"]
)
def test_a_schema_without_its_papers_is_refused(manque: str, tmp_path: Path):
    shutil.copytree(schemas.RACINE / "anomalies", tmp_path / "anomalies")
    (tmp_path / "anomalies" / manque).unlink()
    with pytest.raises(SpaserErreur, match=manque):
        schemas.verifier_schemas(tmp_path)


def test_a_version_the_changelog_does_not_know_is_refused(tmp_path: Path):
    shutil.copytree(schemas.RACINE / "anomalies", tmp_path / "anomalies")
    path = tmp_path / "anomalies" / "schema.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"0.1.0"', '"0.2.0"'), encoding="utf-8")
    with pytest.raises(SpaserErreur, match=r"ne dit rien de la version 0\.2\.0"):
        schemas.verifier_schemas(tmp_path)


@pytest.mark.parametrize("bon", ["^(?:[a-z](?:-[a-z0-9]+)*)$", r"^(?:[])(]\)(?:x|y))$", "^(?:2019|2022)$"])
def test_a_sound_pattern_is_accepted(bon: str):
    from pipelines.schemas.motifs import defauts_du_motif

    assert defauts_du_motif(bon) == []
