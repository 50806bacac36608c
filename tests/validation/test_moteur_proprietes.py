"""The engine against frictionless on random schemas, cells, titles, line ends and encodings: the same list, whole."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.validation.moteur import Dialecte
from tests.validation import tirages
from tests.validation.temoin import attendus, obtenus

ENCODAGES = ["utf-8", "utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16"]


@st.composite
def cas(draw: Any) -> tuple[dict[str, Any], bytes, Dialecte, bool, str]:
    schema = draw(tirages.schemas())
    delimiteur = draw(st.sampled_from([",", ",", ";", "\t"]))
    entete = draw(tirages.titres([champ["name"] for champ in schema["fields"]]))
    texte = draw(tirages.fichiers(entete, delimiteur))
    encodage = draw(st.sampled_from(ENCODAGES))
    octets = texte.encode(encodage, "ignore")
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(octets)))
        octets = octets[:place] + draw(st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80"])) + octets[place:]
    declare = "utf-8" if encodage == "utf-8-sig" else encodage
    moteur = draw(st.sampled_from(["hybride", "sql", "hybride", "frictionless"]))
    return schema, octets, Dialecte(delimiteur, declare), draw(st.integers(0, 3)) > 0, moteur


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cas())
def test_the_list_of_errors_is_that_of_frictionless(tmp_path_factory: pytest.TempPathFactory, tire: Any):
    schema, octets, dialecte, par_nom, moteur = tire
    path = tmp_path_factory.mktemp("cas") / "t.csv"
    path.write_bytes(octets)
    comparer(path, schema, dialecte, par_nom, moteur)


def comparer(path: Path, schema: dict, dialecte: Dialecte, par_nom: bool, moteur: str) -> None:
    try:
        attendue = attendus(path, schema, dialecte, par_nom=par_nom)
    except Exception as error:  # a signalling NaN: frictionless gives no list to compare with
        assert "NaN" in str(error) or "sNaN" in path.read_text("latin-1"), error
        obtenus(path, schema, dialecte, moteur=moteur, par_nom=par_nom)
        return
    assert obtenus(path, schema, dialecte, moteur=moteur, par_nom=par_nom) == attendue
