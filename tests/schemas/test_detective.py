"""csv-detective, which data.gouv.fr runs on every file, reads the examples as the schemas mean them.

An identifier taken for a number loses its zeros, a date taken for text is not searchable: the examples are written so
that the tool cannot be mistaken, and the few places where it is are named here.
"""

import pytest

from pipelines.schemas import tables as schemas
from tests.schemas.oracle import REGISTRES

ATTENDUS = {"string": "string", "integer": "int", "number": "float", "boolean": "bool", "date": "date"}
# Limits of csv-detective 0.13, whatever the example holds: its own answer, and why.
LIMITES = {
    # « lon » inside « volontaires » is taken for a longitude, which accepts any small number
    ("consultations", "candidats_volontaires_egalite"): "float",
}


@pytest.mark.parametrize("nom", REGISTRES)
def test_csv_detective_reads_each_column_as_its_type(nom: str):
    from csv_detective import routine

    analyse = routine(str(schemas.RACINE / nom / "exemple-valide.csv"), save_results=False, num_rows=-1)
    contrat = schemas.charger(nom)
    assert (analyse["separator"], analyse["header"]) == (",", schemas.colonnes(contrat))
    assert analyse["encoding"].lower().replace("-", "") in ("utf8", "ascii")
    for champ in contrat["fields"]:
        lu = analyse["columns"][champ["name"]]
        attendu = LIMITES.get((nom, champ["name"]), ATTENDUS[champ["type"]])
        assert lu["python_type"] == attendu, f"{champ['name']} : {lu}"
        if champ["name"] == "code_commune" or champ["name"].endswith(("siren", "siret")):
            assert lu["format"] == champ["name"].rpartition("_")[2].replace("commune", "code_commune"), lu
