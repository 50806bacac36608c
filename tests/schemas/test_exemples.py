"""The examples of the registers: the valid one is, the invalid one fails for the reasons that its README states."""

import csv
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.regles import regles_du_schema
from tests.schemas.oracle import REGISTRES, Faute, expliquees, juger


class Examen:
    """What the custom checks need of an examination."""

    def __init__(self, fautes: list[Faute]) -> None:
        self.avertissements: list[str] = []
        self.fautes = fautes

    def erreurs(self, limite: int | None = None):
        for ligne, champ, code in self.fautes:
            yield {"enregistrement": ligne, "champ": champ or None, "code": code, "regle": code}


def tout(nom: str, path: Path, dossier: Path) -> list[Faute]:
    """Table Schema by frictionless, then the custom checks; no example has a cell of several lines."""
    lues = juger(nom, path)
    con = duck.connect(threads=1)
    regles: list[Any] = list(
        regles_du_schema(path, schemas.charger(nom), Examen(lues), con, dossier)  # type: ignore[arg-type]
    )
    return [*lues, *(Faute(e["ligne"], e["champ"], e["code"]) for e in regles)]


def lignes(nom: str, fichier: str = "exemple-valide.csv") -> list[dict[str, str]]:
    with (schemas.RACINE / nom / fichier).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("nom", REGISTRES)
def test_the_valid_example_is_valid(nom: str, tmp_path: Path):
    assert tout(nom, schemas.RACINE / nom / "exemple-valide.csv", tmp_path) == []


@pytest.mark.parametrize("nom", REGISTRES)
def test_the_invalid_example_fails_for_exactly_the_stated_reasons(nom: str, tmp_path: Path):
    trouvees = tout(nom, schemas.RACINE / nom / "exemple-invalide.csv", tmp_path)
    assert sorted(trouvees) == sorted(expliquees(nom))
    assert len(trouvees) >= 5 and {f.code for f in trouvees} >= {"primary-key", "constraint-error"}
    # the second line is right, so that a reader sees what a good one looks like
    assert min(f.ligne for f in trouvees) == 3


@pytest.mark.parametrize("nom", REGISTRES)
def test_every_custom_check_on_columns_is_broken_by_some_example(nom: str):
    """`siren` on each column of each register would be noise: one broken SIREN per kind of check is enough."""
    from pipelines.validation.regles_jugement import CODES

    montrees = {(f.champ, f.code) for f in expliquees(nom)}
    for controle in schemas.charger(nom)["custom_checks"]:
        if controle["name"] in ("siren", "siret"):
            continue
        colonnes = {v for valeur in controle["params"].values() for v in schemas.en_liste(valeur)}
        code = CODES[controle["name"]]
        assert any((colonne, code) in montrees for colonne in colonnes), controle


@pytest.mark.parametrize("nom", REGISTRES)
def test_every_column_is_filled_at_least_once_and_the_titles_are_those_of_the_schema(nom: str):
    exemple = lignes(nom)
    assert 3 <= len(exemple) <= 8
    colonnes = schemas.colonnes(schemas.charger(nom))
    assert list(exemple[0]) == colonnes == list(lignes(nom, "exemple-invalide.csv")[0])
    assert [c for c in colonnes if not any(ligne[c] for ligne in exemple)] == []


@pytest.mark.parametrize("nom", REGISTRES)
def test_links_between_the_valid_examples_hold(nom: str):
    """The twenty-five examples are one buyer's story: what one names, the other holds."""
    for lien in schemas.charger(nom).get("references", []):
        if lien["table"] not in REGISTRES:
            continue  # contracts of the published tables: the examples there belong to another buyer
        ici, la = schemas.en_liste(lien["fields"]), schemas.en_liste(lien["champs"])
        connus = {tuple(ligne[c] for c in la) for ligne in lignes(lien["table"])}
        nommes = {tuple(ligne[c] for c in ici) for ligne in lignes(nom)}
        assert sorted(n for n in nommes if all(n) and n not in connus) == [], lien


@pytest.mark.parametrize("nom", REGISTRES)
def test_examples_name_no_real_company(nom: str):
    """A number of nine digits or more is fictional: its SIREN starts with 0000."""
    for fichier in ("exemple-valide.csv", "exemple-invalide.csv"):
        for ligne in lignes(nom, fichier):
            for colonne, valeur in ligne.items():
                if colonne.endswith(("siren", "siret")) and len(valeur) >= 9 and valeur.isdigit():
                    assert valeur.startswith("0000"), (fichier, colonne)


def test_a_broken_example_would_be_seen(tmp_path: Path):
    """The two ways of judging above do find a fault where there is one."""
    source = schemas.RACINE / "heures_insertion" / "exemple-valide.csv"
    mauvais = tmp_path / "mauvais.csv"
    mauvais.write_text(
        source.read_text(encoding="utf-8").replace(",96.00,", ",99.00,").replace("2026-T3", "2026-T9"),
        encoding="utf-8",
    )
    assert tout("heures_insertion", mauvais, tmp_path) == [
        Faute(3, "periode", "constraint-error"),
        Faute(2, "heures_validees", "spaser-colonnes-comparees"),
    ]
