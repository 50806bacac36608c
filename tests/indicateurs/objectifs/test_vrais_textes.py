"""The targets of the five texts, read from spasers/, against values worked by hand or published by the text itself."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Definition
from pipelines.indicateurs.objectifs import Jugement, Mesure, juger, part_objectifs_atteints
from pipelines.indicateurs.objectifs.etat import genre_de

RACINE = Path(__file__).parents[3]
TEXTES = ("bordeaux", "national", "clermont", "asp", "landes")


def jugement(
    texte: Definition, ident: str, annee: int, valeur: str | None, hier: str | None = None
) -> Jugement:
    """Judge one indicator of a real text."""
    [indicateur] = [i for i in texte.indicateurs if i.indicateur_id == ident]
    objectifs = [o for o in texte.objectifs if o.indicateur_id == ident]
    mesures = [Mesure(a, Decimal(v) if v else None) for a, v in ((annee, valeur), (annee - 1, hier))]
    return juger(objectifs, mesures[0], mesures[1:], unite=indicateur.unite)


@pytest.mark.parametrize("slug", TEXTES)
def test_every_target_can_be_judged(slug: str):
    texte = lire_definition(RACINE, slug)
    unites = {i.indicateur_id: i.unite for i in texte.indicateurs}
    assert texte.objectifs
    for objectif in texte.objectifs:
        assert genre_de(objectif, unites[objectif.indicateur_id]) != "texte", objectif.objectif_id
        rendu = juger([objectif], Mesure(2040), unite=unites[objectif.indicateur_id])
        assert (rendu.etat, rendu.echu) == ("indetermine", True), objectif.objectif_id


@pytest.mark.parametrize(
    ("slug", "ident", "annee", "valeur", "hier", "etat", "ecart"),
    [
        ("national", "national-i1", 2024, "0.99", None, "sans_objet", "-0.01"),
        ("national", "national-i1", 2025, "0.99", None, "en_retard", "-0.01"),
        ("national", "national-i2", 2026, "0.30", None, "atteint", "0"),
        ("clermont", "clermont-obj-o1", 2023, "0.5", None, "sans_objet", "0.2"),
        ("clermont", "clermont-obj-o1", 2024, "0.3", None, "atteint", "0"),
        ("clermont", "clermont-obj-o1", 2025, "0.69", None, "atteint", "0.39"),
        ("clermont", "clermont-obj-o1", 2026, "0.69", None, "en_retard", "-0.01"),
        ("landes", "landes-m2a1-i1", 2022, "0", None, "en_retard", "-1"),
        ("landes", "landes-m2a1-i1", 2022, "1", None, "atteint", "0"),
        ("bordeaux", "bordeaux-ax5-e3", 2021, "3", "2", "atteint", None),
        ("bordeaux", "bordeaux-ax5-e3", 2021, "2", "2", "en_retard", None),
        ("bordeaux", "bordeaux-ax4-e1", 2021, "0.5", None, "en_retard", "0"),
    ],
)
def test_golden_cases(
    slug: str, ident: str, annee: int, valeur: str, hier: str | None, etat: str, ecart: str | None
):
    rendu = jugement(lire_definition(RACINE, slug), ident, annee, valeur, hier)
    assert (rendu.etat, rendu.ecart) == (etat, Decimal(ecart) if ecart else None)


def test_asp_as_its_own_report_tells_it():
    """Targets, 2022, 2023 in %: 25: 27,5, 31,25; 20: 51, 68; 40: 84, 58; 60: 43, 83; 40: 58, 76."""
    texte = lire_definition(RACINE, "asp")
    lues = {(o.indicateur_id, o.annee): o.valeur for o in texte.observations}
    chiffres = [o.indicateur_id for o in texte.objectifs if o.echeance is None]
    rendus = {
        annee: [
            jugement(texte, i, annee, str(lues[i, annee]), str(lues[i, annee - 1]) if annee > 2022 else None)
            for i in chiffres
        ]
        for annee in (2022, 2023)
    }
    assert [r.etat for r in rendus[2022]] == ["atteint", "atteint", "atteint", "en_retard", "atteint"]
    assert [r.etat for r in rendus[2023]] == ["atteint"] * 5
    assert [r.ecart for r in rendus[2023]] == [Decimal(n) for n in ("0.0625", "0.48", "0.18", "0.23", "0.36")]
    assert [r.tendance for r in rendus[2023]] == ["hausse", "hausse", "baisse", "hausse", "hausse"]
    assert [part_objectifs_atteints(rendus[a]) for a in (2022, 2023)] == [(4, 5, 0), (5, 5, 0)]
