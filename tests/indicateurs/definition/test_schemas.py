"""The schemas of a definition: examples as valid as they say, columns presented as they are."""

import re
from pathlib import Path

import pytest

from pipelines.schemas import tables as schemas
from pipelines.validation.controle import controler
from tests.schemas.oracle import Faute, expliquees

DEFINITIONS = schemas.lister(usage="definition")


def test_a_definition_has_four_tables():
    assert DEFINITIONS == ["spaser_actions", "spaser_indicateurs", "spaser_objectifs", "spaser_observations"]
    assert not any(schemas.est_prive(schemas.charger(nom)) for nom in DEFINITIONS)


@pytest.mark.parametrize("nom", DEFINITIONS)
def test_the_valid_example_is_valid(nom: str, tmp_path: Path):
    controle = controler(schemas.RACINE / nom / "exemple-valide.csv", nom, dossier=tmp_path)
    assert controle.valide and controle.constats.lignes >= 3


@pytest.mark.parametrize("nom", DEFINITIONS)
def test_the_invalid_example_fails_for_exactly_the_stated_reasons(nom: str, tmp_path: Path):
    controle = controler(schemas.RACINE / nom / "exemple-invalide.csv", nom, dossier=tmp_path)
    trouvees = [
        Faute(e["enregistrement"] or 0, e["champ"] or "", e["code"]) for e in controle.constats.erreurs()
    ]
    assert sorted(trouvees) == sorted(expliquees(nom))
    assert len(trouvees) >= 5 and min(f.ligne for f in trouvees) == 3


@pytest.mark.parametrize("nom", DEFINITIONS)
def test_the_presentation_says_each_column_as_the_schema_does(nom: str):
    lisezmoi = (schemas.RACINE / nom / "README.md").read_text(encoding="utf-8")
    dites = re.findall(r"^\| `([a-z_]+)` \| \w+ \| (oui|non) \| publique \| (.+) \|$", lisezmoi, re.MULTILINE)
    assert dites == [
        (c["name"], "oui" if c.get("constraints", {}).get("required") else "non", c["description"])
        for c in schemas.charger(nom)["fields"]
    ]
    guide = (schemas.RACINE / "README.md").read_text(encoding="utf-8")
    assert f"[`{nom}`]({nom}/)" in guide
