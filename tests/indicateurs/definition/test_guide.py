"""The guide names what a definition may hold: columns, units, keys, types; and the rows that it says were decided."""

import re
from pathlib import Path

from pipelines.indicateurs.definition.codes import COMMUNES, TRANSFORMATIONS
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.verifier_fiche import CHOIX, OBLIGATOIRES
from pipelines.schemas import tables as schemas
from tests.indicateurs.definition.decidees import AJOUTES, EDITIONS

RACINE = Path(__file__).parents[3]
GUIDE = (RACINE / "docs" / "definir-un-spaser.md").read_text(encoding="utf-8")
DITS = set(re.findall(r"`([^`\n]+)`", GUIDE))


def test_every_column_and_every_value_of_a_closed_list_is_named():
    for nom in schemas.lister(usage="definition"):
        for champ in schemas.charger(nom)["fields"]:
            assert champ["name"] in DITS or champ["name"] in ("numero", "annee"), f"{nom}.{champ['name']}"
            for valeur in champ.get("constraints", {}).get("enum", []):
                assert valeur in DITS, f"{nom}.{champ['name']} = {valeur}"


def test_every_key_is_named():
    assert {*OBLIGATOIRES, *CHOIX, *COMMUNES, *TRANSFORMATIONS} <= DITS


def test_the_rows_said_to_be_decided_exist():
    definis = {i.indicateur_id for slug in EDITIONS for i in lire_definition(RACINE, slug).indicateurs}
    cites = {dit for dit in DITS if re.fullmatch(r"(bordeaux|clermont|asp|landes|national)-[a-z0-9-]+", dit)}
    objectifs = {o.objectif_id for slug in EDITIONS for o in lire_definition(RACINE, slug).objectifs}
    puces = {i.puce_id for slug in EDITIONS for i in lire_definition(RACINE, slug).indicateurs}
    assert set(AJOUTES) <= cites and cites <= definis | objectifs | puces
