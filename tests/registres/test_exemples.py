"""Every register's valid example, written as a French spreadsheet writes CSV, is read back to the letter."""

import csv
from pathlib import Path

import pytest

from pipelines.registres.lecture import lire_registre
from pipelines.schemas import tables as schemas
from tests.registres.outils import canonique, classeur

REGISTRES = schemas.lister(usage="registre")


@pytest.mark.parametrize("nom", REGISTRES)
def test_valid_examples(tmp_path: Path, nom: str):
    schema = schemas.charger(nom)
    with (schemas.RACINE / nom / "exemple-valide.csv").open(encoding="utf-8", newline="") as file:
        lignes = list(csv.DictReader(file))
    titres = {champ["name"]: champ["title"] for champ in schema["fields"]}
    with (tmp_path / "essai.csv").open("w", encoding="utf-8-sig", newline="") as file:
        plume = csv.writer(file, delimiter=";")
        plume.writerow([titres[colonne] for colonne in lignes[0]])
        plume.writerows(ligne.values() for ligne in lignes)
    lues = lire_registre(tmp_path / "essai.csv", schema, tmp_path / "csv")
    assert canonique(lues) == lignes
    assert list(lues.doutes()) == []
    path = classeur(tmp_path, [list(lignes[0]), *([v or None for v in ligne.values()] for ligne in lignes)])
    lues = lire_registre(path, schema, tmp_path / "xlsx")
    assert canonique(lues) == lignes
    assert list(lues.doutes()) == []
