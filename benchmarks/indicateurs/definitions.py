"""The five definitions that are computed together, and what they ask of contracts, each distinct question once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.modele import Definition, Indicateur

RACINE = Path(__file__).parents[2]
SPASERS = ("asp", "bordeaux", "clermont", "landes", "national")
FORMULES = {
    "part_contrats": ("part", ""),
    "part_contrats_titulaire": ("part", ""),
    "part_montant_contrats": ("part_valeur", "montant"),
    "nb_contrats": ("nombre", ""),
    "montant_contrats": ("somme", "montant"),
    "heures_insertion_contractualisees": ("somme", "heures"),
    "nb_moyen_offres": ("ratio", "offres"),
    "nb_directions": ("distincts", "direction"),
}
AILLEURS = {
    "avec_clause_insertion", "avec_consideration_env", "evalue", "execution_suivie", "execution_env_controlee",
    "generant_heures_insertion", "objectif_annuel", "montant_lte_90000", "renouvelables", "diagnostic_realise",
    "anticipe",
    "reservation_etudiee", "consultations",
}  # fmt: skip
"""Codes that are said of contracts in force or of projects: populations which pandas is not asked about."""


@dataclass(frozen=True)
class Demande:
    """A question, under the name of the first indicator that asks it."""

    spaser: str
    indicateur_id: str
    mesure: str
    formule: str
    x: str
    filtre: dict[str, str]


def definitions() -> Sequence[Definition]:
    """Read them. An evolution is taken as its level, so that its numerator can be compared."""
    lues = [lire_definition(RACINE, slug) for slug in SPASERS]
    return [replace(d, indicateurs=tuple(map(_niveau, d.indicateurs))) for d in lues]


def demandes() -> list[Demande]:
    """Return the distinct questions on contracts that have no breakdown."""
    vues: dict[object, Demande] = {}
    for definition in definitions():
        for i in definition.indicateurs:
            filtre = i.filtre
            if i.statut == "abandonne" or i.mesure not in FORMULES or "dimension" in filtre:
                continue
            if AILLEURS & set(filtre.values()):
                continue
            formule, x = FORMULES[i.mesure]
            vues.setdefault(
                (formule, x, tuple(sorted(filtre.items()))),
                Demande(definition.slug, i.indicateur_id, i.mesure, formule, x, filtre),
            )
    return list(vues.values())


def _niveau(i: Indicateur) -> Indicateur:
    sans = {cle: valeur for cle, valeur in i.filtre.items() if valeur != "evolution"}
    return replace(i, filtre=sans)
