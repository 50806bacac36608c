"""The mutation suite, a register a kind and format; `python -m benchmarks.mutations --par-genre 0` takes them all."""

import re
from pathlib import Path

import pytest

from benchmarks.mutations.fichiers import FORMATS, propre
from benchmarks.mutations.juger import Attendu, Dit, ecart, juger
from benchmarks.mutations.mesure import (
    GENRES_PAR_NOM,
    Choix,
    choisir,
    livraisons_saines,
    mesurer,
    propres,
    registres,
)

PAGE = Path(__file__).parents[2] / "docs" / "mutations.md"
CHOISIS = choisir(1)


@pytest.mark.parametrize("choix", CHOISIS, ids="-".join)
def test_an_error_is_found_at_its_exact_cell(choix: Choix):
    [resultat] = mesurer([choix])
    assert resultat.ecart is None


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_found_in_clean_files(format_: str):
    assert [trouve for trouve in propres((nom, format_) for nom in registres()) if trouve[2]] == []


@pytest.mark.parametrize("moteur", ["sql", "frictionless"])
def test_the_other_engines_find_the_same(moteur: str):
    choisis = [choix for choix in CHOISIS if choix[2] == "csv"][::3]
    assert [r for r in mesurer(choisis, moteur) if r.ecart] == []


def test_there_are_more_than_25_kinds_in_each_format():
    for format_ in FORMATS:
        genres = {nom for nom, _, f in CHOISIS if f == format_ and format_ not in _acceptes(nom)}
        assert len(genres) > 25, format_


def _acceptes(nom: str) -> tuple[str, ...]:
    return getattr(GENRES_PAR_NOM[nom], "accepte", ())


def test_the_page_holds_the_figures_of_a_run_without_survivor():
    page = PAGE.read_text(encoding="utf-8")
    [(trouves, total)] = re.findall(r"\*\*(\d+) erreurs sur (\d+)\*\*", page)
    assert trouves == total and int(total) >= len(CHOISIS) - 12
    [(fautes, sains)] = re.findall(
        r"\*\*(\d+) erreur\*\* est trouvée dans les \*\*(\d+) fichiers sains", page
    )
    assert (int(fautes), int(sains)) == (0, 4 * len(registres()) + len(livraisons_saines()))
    assert [nom for nom in GENRES_PAR_NOM if f"| `{nom}` |" not in page] == []


def test_the_judge_of_the_suite_is_not_blind():
    """A fault elsewhere, one too many, none at all, another code: each is a survivor."""
    place = (3, 2, ("type-error",))
    assert ecart(Dit(places={(3, 2): {"type-error"}}), Attendu([place])) is None
    for places in (
        {},
        {(3, 3): {"type-error"}},
        {(3, 2): {"primary-key"}},
        {(3, 2): {"type-error"}, (4, 2): {"type-error"}},
    ):
        assert ecart(Dit(places=places), Attendu([place]))
    assert ecart(Dit(refus="autre chose"), Attendu([place])) and ecart(Dit(), Attendu(refus="encodage"))
    assert ecart(Dit(places={(3, 2): {"type-error"}}), Attendu()) and ecart(
        juger(propre("lots", "csv")), Attendu([place])
    )
