"""Why a result is what it is: its definition, its SQL, and the rows behind it. Law 5: no row about a person."""

from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.indicateurs.calcul.requete import requete
from pipelines.indicateurs.calcul.specs import SPECIALES, Spec, mesure_de, spec_de
from pipelines.indicateurs.definition.modele import Indicateur
from pipelines.indicateurs.listes import Mesure, Population, listes

TIERS = ("titulaire", "fournisseur")


@dataclass(frozen=True)
class Explication:
    """What is said of an indicator; `lignes` is None where rows may not be shown, or are none (typed by hand)."""

    indicateur: Indicateur
    mesure: Mesure
    spec: Spec
    precisions: list[str]
    requete: str | None
    colonnes: list[str]
    lignes: list[tuple[Any, ...]] | None


def expliquer(
    con: duckdb.DuckDBPyConnection, indicateur: Indicateur, annee: int, acheteur: str | None = None
) -> Explication:
    """Explain an indicator on populations that are open in `con` (`calcul.entrees.ouvrir`)."""
    connues = listes()
    spec, mesure = spec_de(indicateur, connues), mesure_de(indicateur, connues)
    precisions = _precisions(indicateur, spec)
    if spec.formule in SPECIALES:
        return Explication(indicateur, mesure, spec, precisions, None, [], None)
    population = connues.populations[spec.population]
    texte = "WITH " + requete(population, spec.dimension, [(0, spec)]).partition("WITH ")[2]
    if population.personnes == "oui":
        return Explication(indicateur, mesure, spec, precisions, texte, [], None)
    membre = "membre AND " if population.code == "contrats_en_cours" else ""
    curseur = con.execute(
        sql(
            __file__,
            "derriere",
            cle=population.cle,
            d=membre + spec.d,
            c=spec.c,
            population=population.code,
            annee=str(annee),
            acheteur=_chez(population, acheteur),
            # the headline perimeter: simple contracts and framework agreements
            perimetre="\"type\" IN ('marche', 'accord_cadre')" if population.contrats == "true" else "true",
        )
    )
    colonnes = [colonne[0] for colonne in curseur.description or []]
    return Explication(indicateur, mesure, spec, precisions, texte, colonnes, curseur.fetchall())


def _chez(population: Population, acheteur: str | None) -> str:
    """SQL of the rows that count for a buyer, or for all together: a contract that buyers share has rows of both."""
    if population.contrats != "true":
        return f"acheteur_siren = {literal(acheteur)}" if acheteur else "true"
    return f"compte_acheteur AND acheteur_siren = {literal(acheteur)}" if acheteur else "compte_ensemble"


def _precisions(indicateur: Indicateur, spec: Spec) -> list[str]:
    """Say each code of the filter in the words of its closed list."""
    connues, dites = listes(), []
    if spec.population:
        dites.append(f"Population : {connues.populations[spec.population].libelle}.")
    for cle, liste in (
        ("caracteristique", connues.caracteristiques),
        ("denominateur", connues.denominateurs),
    ):
        code = indicateur.filtre.get(cle)
        for population in (spec.population, "", "contrats"):
            if code and (code, population) in liste:
                dites.append(f"{cle} « {code} » : {liste[code, population].libelle}.")
                break
    tiers = {cle: code for cle, code in indicateur.filtre.items() if cle in TIERS}
    dites += [f"{cle} « {code} » : {connues.categories[code].libelle}." for cle, code in tiers.items()]
    autres = {
        cle: v
        for cle, v in indicateur.filtre.items()
        if cle not in (*TIERS, "caracteristique", "denominateur")
    }
    dites += [f"{cle} = {valeur}." for cle, valeur in autres.items()]
    return dites
