"""Invented values for any definition: valid, the same each time, one at least for each typed indicator."""

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.registres.animation import ACTIONS
from pipelines.fictif.saisies_de import BORNES, actions_fictives, saisies_fictives
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.listes import listes
from pipelines.schemas import tables as schemas
from pipelines.validation.controle import controler

RACINE = Path(__file__).parents[2]
ANNEES = (2023, 2024, 2025, 2026)
SIRENS = [a.siren for a in ACHETEURS]
MODES = {code: m[0].mode for code, m in listes().mesures.items()}
REELS = ("bordeaux", "clermont", "landes")


def toutes_unites() -> Definition:
    """Every unit that a definition may name, a breakdown of each kind, what is computed and what is given up."""
    champ = next(c for c in schemas.charger("spaser_indicateurs")["fields"] if c["name"] == "unite")
    unites = champ["constraints"]["enum"]
    dits = [Indicateur(f"x-{u}", u, "suivi", u, "ges_compenses") for u in unites]
    dits += [
        Indicateur("x-origine", "o", "suivi", "tonnes", "quantite_materiaux", {"dimension": "origine"}),
        Indicateur(
            "x-impact", "i", "suivi", "taux", "taux_reduction_impacts", {"dimension": "nature_impact"}
        ),
        Indicateur("x-autre", "a", "suivi", "note", "ges_compenses", {"dimension": "inconnue"}),
        Indicateur("x-calcul", "c", "suivi", "nombre", "nb_contrats"),
        Indicateur("x-fini", "f", "suivi", "nombre", "ges_compenses", statut="abandonne"),
    ]
    return replace(lire_definition(RACINE, "clermont"), indicateurs=tuple(dits))


def saisis(definition: Definition) -> set[str]:
    return {
        i.indicateur_id
        for i in definition.indicateurs
        if MODES[i.mesure] == "saisie" and i.statut != "abandonne"
    }


def fautes(table: str, lignes: Sequence[dict[str, object]], tmp_path: Path) -> list:
    path = tmp_path / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        sortie = csv.DictWriter(file, schemas.colonnes(schemas.charger(table)), lineterminator="\n")
        sortie.writeheader()
        mots = {True: "true", False: "false"}
        sortie.writerows({k: mots[v] if isinstance(v, bool) else v for k, v in x.items()} for x in lignes)
    return list(controler(path, table, dossier=tmp_path).constats.erreurs())


@pytest.mark.parametrize("slug", [*REELS, ""])
def test_rows_validate_and_each_typed_indicator_has_some(slug: str, tmp_path: Path):
    definition = lire_definition(RACINE, slug) if slug else toutes_unites()
    lignes = saisies_fictives(definition, MODES, ANNEES, SIRENS)
    assert fautes("saisies", lignes, tmp_path) == []
    assert {x["indicateur_id"] for x in lignes} == saisis(definition)
    for seul in (SIRENS[:1], SIRENS[1:]):
        rendues = saisies_fictives(definition, MODES, ANNEES, seul)
        assert {x["indicateur_id"] for x in rendues if x["periode_fin"].year == 2025} == saisis(definition)


def test_some_are_missing_and_the_last_year_more():
    definition = lire_definition(RACINE, "clermont")
    lignes = saisies_fictives(definition, MODES, ANNEES, SIRENS)
    comptes = {
        a: len({(x["indicateur_id"], x["acheteur_siren"]) for x in lignes if x["periode_fin"].year == a})
        for a in ANNEES
    }
    attendus = len(saisis(definition)) * len(SIRENS)
    assert all(0.7 * attendus < comptes[a] < attendus for a in ANNEES[:-1])
    assert 0.3 * attendus < comptes[2026] < 0.7 * attendus
    assert {str(x["periode_fin"]) for x in lignes if x["periode_fin"].year == 2026} == {"2026-06-30"}


def test_the_same_seed_gives_the_same_rows_whatever_the_order_and_the_neighbours():
    definition = toutes_unites()
    lignes = saisies_fictives(definition, MODES, ANNEES, SIRENS)
    melange = list(definition.indicateurs)
    random.Random(1).shuffle(melange)
    autre = replace(definition, indicateurs=tuple(melange))
    assert saisies_fictives(autre, MODES, ANNEES[::-1], SIRENS[::-1]) == lignes
    un = replace(definition, indicateurs=(melange[0],))
    siennes = [x for x in lignes if x["indicateur_id"] == melange[0].indicateur_id]
    assert saisies_fictives(un, MODES, ANNEES, SIRENS) == siennes
    assert saisies_fictives(definition, MODES, ANNEES, SIRENS, graine=1) != lignes


def test_values_are_plausible_and_their_parts_add_up():
    lignes = saisies_fictives(toutes_unites(), MODES, ANNEES, SIRENS)
    for x in lignes:
        nombres = [x.get(nom) is not None for nom in ("valeur", "valeur_texte", "valeur_date")]
        assert sum(nombres) == 1, x
        if x["unite"] == "pct":
            exact = 100 * Decimal(str(x["numerateur"])) / Decimal(str(x["denominateur"]))
            assert 0 <= x["valeur"] <= 100 and abs(x["valeur"] - exact) < Decimal("0.01")
        elif x["indicateur_id"] == f"x-{x['unite']}" and x["unite"] in BORNES and x["unite"] != "tco2e":
            assert BORNES[str(x["unite"])][0] <= x["valeur"] <= BORNES[str(x["unite"])][1]
    par_rang: dict = {}
    for x in (x for x in lignes if x["indicateur_id"] == "x-origine"):
        par_rang.setdefault((x["acheteur_siren"], x["periode_fin"]), {})[x.get("modalite")] = x["valeur"]
    assert par_rang
    for parts in par_rang.values():
        assert set(parts) == {None, "locale", "hors_territoire"}
        assert parts[None] == parts["locale"] + parts["hors_territoire"]


def test_the_level_of_an_indicator_drifts_and_does_not_jump():
    lignes = saisies_fictives(toutes_unites(), MODES, ANNEES, SIRENS)
    valeurs = [
        x["valeur"] for x in lignes if (x["indicateur_id"], x["acheteur_siren"]) == ("x-kwh", SIRENS[0])
    ]
    bas, haut = BORNES["kwh"]
    assert len(valeurs) > 1 and max(valeurs) - min(valeurs) < Decimal("0.13") * (haut - bas)


def test_actions_are_made_for_the_objects_that_the_register_lacks_only(tmp_path: Path):
    for slug in (*REELS, "asp", "national"):
        assert actions_fictives(lire_definition(RACINE, slug), ANNEES, SIRENS) == []
    definition = replace(
        lire_definition(RACINE, "clermont"),
        indicateurs=tuple(
            Indicateur(f"x-{n}", "x", "suivi", "oui_non", m, {"objet": o} if o else {})
            for n, (m, o) in enumerate(
                [("etat_action", "charte_signee"), ("etat_action", "rapport_annuel"), ("etat_action", ""),
                 ("nb_evenements", "autre"), ("etat_action", "o" * 62)]
            )
        ),
    )  # fmt: skip
    lignes = actions_fictives(definition, ANNEES, SIRENS)
    assert fautes("actions", lignes, tmp_path) == []
    cles = {(x["objet"], x["acheteur_siren"], x["annee"]) for x in lignes}
    assert cles == {(o, s, a) for o in ("charte_signee", "o" * 62) for s in SIRENS for a in ANNEES}
    assert lignes == actions_fictives(definition, ANNEES[::-1], SIRENS[::-1])
    assert "rapport_annuel" in ACTIONS and {x["statut"] == "terminee" for x in lignes} == {True, False}
    assert all((x["statut"] == "terminee") == (x["date_realisation"] is not None) for x in lignes)
