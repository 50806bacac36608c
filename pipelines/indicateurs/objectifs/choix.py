"""Which target of an indicator speaks for a year, and whether it is due. Comparing belongs to `comparaison`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Objectif

ANNUEL = "annuel"
PERMANENT = "permanent"
_DATEE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?\Z")


@dataclass(frozen=True)
class Choix:
    """The target that speaks: due, on the way (with the value expected that year), or still to come."""

    objectif: Objectif
    quand: Literal["due", "en_route", "a_venir"]
    attendue: Decimal | None = None


def choisir(objectifs: Sequence[Objectif], annee: int) -> Choix | None:
    """Return the target of an indicator that speaks for a year; None when it has none.

    In this order: the last dated one that is due, the yearly one, the standing one, the first of those to come on a
    line that has begun, the first of those to come. Equal ranks: the order of objectifs.csv.

    Errors: a due period that is written otherwise than the schema says.
    """
    datees = sorted(
        ((echue, o) for o in objectifs if (echue := annee_due(o)) is not None),
        key=lambda une: (une[0], une[1].echeance or ""),
    )
    echues = [(echue, o) for echue, o in datees if echue <= annee]
    if echues:  # two steps of the same period: the first written
        derniere = echues[-1][1].echeance
        return Choix(next(o for _, o in echues if o.echeance == derniere), "due")
    for genre in (ANNUEL, None):
        if trouvees := [o for o in objectifs if (o.echeance or None) == genre]:
            return Choix(trouvees[0], "due")
    for _, objectif in datees:
        if (valeur := attendue(objectif, annee)) is not None:
            return Choix(objectif, "en_route", valeur)
    return Choix(datees[0][1], "a_venir") if datees else None


def annee_due(objectif: Objectif) -> int | None:
    """Return the year from which a target is due; None when it has no date (standing, yearly)."""
    if not objectif.echeance or objectif.echeance == ANNUEL:
        return None
    lue = _DATEE.match(objectif.echeance)
    if not lue:
        raise SpaserErreur(
            f"Objectif {objectif.objectif_id} : échéance « {objectif.echeance} » ; "
            "attendu : vide, annuel, AAAA ou AAAA-MM."
        )
    return int(lue[1])


def attendue(objectif: Objectif, annee: int) -> Decimal | None:
    """Return the value that a straight line expects that year, or None when no line says so."""
    fin, debut, depart, cible = (
        annee_due(objectif),
        objectif.depart_annee,
        objectif.depart_valeur,
        objectif.valeur,
    )
    if objectif.trajectoire != "lineaire" or fin is None or debut is None or depart is None or cible is None:
        return None
    if not debut <= annee < fin:
        return None
    return depart + (cible - depart) * (annee - debut) / (fin - debut)
