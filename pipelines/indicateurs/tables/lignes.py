"""What a definition says, as rows of the published tables. The closed lists give the words of each measure."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipelines.indicateurs.calcul.specs import mesure_de, spec_de
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.listes import listes
from pipelines.schemas import tables as schemas

Ligne = dict[str, Any]
DEFINITION = ("indicateurs", "objectifs", "actions_spaser", "observations")
"""The tables made from definitions."""


def lignes(table: str, definitions: Sequence[Definition]) -> list[Ligne]:
    """Return the rows of one of the tables of `DEFINITION`, all definitions together."""
    champ = {"actions_spaser": "actions"}.get(table, table)
    return [
        {"spaser": d.slug, "edition": d.edition, **(_indicateur(e) if table == "indicateurs" else asdict(e))}
        for d in definitions
        for e in getattr(d, champ)
    ]


def _indicateur(indicateur: Indicateur) -> Ligne:
    mesure = mesure_de(indicateur, listes())
    filtre = indicateur.filtre_dit
    return asdict(indicateur) | {
        "filtre": filtre or None,
        "mesure_libelle": mesure.libelle,
        "mesure_definition": mesure.definition,
        "mode": mesure.mode,
        "sources": "|".join(sources_de(indicateur)),
    }


def sources_de(indicateur: Indicateur) -> list[str]:
    """Name what an indicator is computed from, in alphabetical order: decp, registers, saisies, publication..."""
    dites = spec_de(indicateur, listes()).sources
    return sorted({nom for source in dites for nom in re.split("[|;]", source) if nom})


def sur_des_personnes(indicateur: Indicateur) -> bool:
    """Say whether an indicator measures what a register about persons holds, however its value was obtained."""
    spec = spec_de(indicateur, listes())
    population = listes().populations.get(spec.population)
    registres = set(schemas.lister(usage="registre"))
    prives = {s for s in sources_de(indicateur) if s in registres and schemas.est_prive(schemas.charger(s))}
    return bool(prives) or (population is not None and population.personnes == "oui")


def saisies_publiables(definitions: Sequence[Definition]) -> list[str]:
    """Name the indicators whose typed values may leave: known, and that measure no person (law 5)."""
    tous = [i for d in definitions for i in d.indicateurs]
    retenus = {i.indicateur_id for i in tous if sur_des_personnes(i)}
    return sorted({i.indicateur_id for i in tous} - retenus)
