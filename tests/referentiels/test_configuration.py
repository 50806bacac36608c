"""What spaser.yaml may say of national files and of the territory, and how its faults are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.commun.erreurs import SpaserErreur
from pipelines.referentiels.etablir import Fichier, Territoire, lire_fichiers


def lire(texte: str) -> tuple[list[Fichier], Territoire]:
    return lire_fichiers(yaml.safe_load(texte), Path("/depot"))


def test_files_and_territory():
    fichiers, territoire = lire("""
referentiels:
  - fichier: data/raw/x/StockUniteLegale_utf8.parquet
    observe_le: "2026-05-31"
  - fichier: /ailleurs/esus.xlsx
    observe_le: 2025-01-31
    format: liste_esus
    colonnes: {siren: "N° SIREN", du: "Depuis"}
territoire:
  communes: ["33063", "33063", "2A004"]
  epci: ["243300316"]
  departements: ["33", "971"]
""")
    assert fichiers == [
        Fichier(Path("/depot/data/raw/x/StockUniteLegale_utf8.parquet"), date(2026, 5, 31)),
        Fichier(
            Path("/ailleurs/esus.xlsx"),
            date(2025, 1, 31),
            "liste_esus",
            {"siren": "N° SIREN", "du": "Depuis"},
        ),
    ]
    assert territoire == Territoire(("2A004", "33063"), ("243300316",), ("33", "971"))


@pytest.mark.parametrize(
    "texte", ["titre: x", "referentiels: []\nterritoire: {communes: [], departements: []}"]
)
def test_nothing_said(texte: str):
    fichiers, territoire = lire(texte)
    assert (fichiers, bool(territoire)) == ([], False)


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("referentiels: x.csv", "« referentiels » est une liste"),
        ("referentiels: [x.csv]", "entrée 1 : il manque « fichier: »"),
        ("referentiels: [{fichier: x}]", "entrée 1 : « observe_le » est le jour"),
        ("referentiels: [{fichier: x, observe_le: hier}]", "lu : « hier »"),
        ("referentiels: [{fichier: x, observe_le: '2026-01-01', date: y}]", "clé inconnue « date »"),
        (
            "referentiels: [{fichier: x, observe_le: '2026-01-01', format: sirene}]",
            "format inconnu « sirene »",
        ),
        ("referentiels: [{fichier: x, observe_le: '2026-01-01', colonnes: siren}]", "« colonnes » s'écrit"),
        (
            "referentiels: [{fichier: x, observe_le: '2026-01-01', format: liste_ess, colonnes: {du: y}}]",
            "« colonnes » nomme « du »",
        ),
        (
            "referentiels: [{fichier: x, observe_le: '2026-01-01'}, {fichier: x, observe_le: '2025-01-01'}]",
            "donne deux fois « x »",
        ),
        ("territoire: 33", "« territoire » contient"),
        ("territoire: {regions: ['75']}", "clé inconnue « regions »"),
        ("territoire: {communes: '33063'}", "« communes » est une liste"),
        ("territoire: {communes: [33063]}", "« 33063 » n'est pas un code de commune"),
        ("territoire: {communes: ['3306']}", "« 3306 » n'est pas un code de commune"),
        ("territoire: {departements: ['033']}", "« 033 » n'est pas un code de département"),
        ("territoire: {epci: ['24330031600011']}", "n'est pas le SIREN d'un EPCI"),
    ],
)
def test_faults_name_the_entry_and_say_what_to_write(texte: str, phrase: str):
    with pytest.raises(SpaserErreur, match=phrase.replace("(", r"\(")):
        lire(texte)


def test_every_definition_of_the_project_can_be_read():
    racine = Path(__file__).parents[2]
    for path in sorted(racine.glob("spasers/*/*/spaser.yaml")):
        definition: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        lire_fichiers(definition, racine)
