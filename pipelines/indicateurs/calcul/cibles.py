"""The verdict of each headline result against its targets, written back beside it. The rules belong to `objectifs`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from pipelines.commun.duck import sql
from pipelines.indicateurs.calcul.insertion import inserer
from pipelines.indicateurs.definition.modele import Definition, Objectif
from pipelines.indicateurs.objectifs.bilan import part_objectifs_atteints
from pipelines.indicateurs.objectifs.etat import juger as juger_un
from pipelines.indicateurs.objectifs.modele import Jugement, Mesure

LUES = 10_000


class Juge(NamedTuple):
    """One headline result that has a target, and its verdict."""

    indicateur_id: str
    niveau: str
    acheteur_siren: str | None
    annee: int
    jugement: Jugement
    secret: str


def juger(con: duckdb.DuckDBPyConnection, definition: Definition, arrete_au: date) -> None:
    """Judge the headlines of `tous_resultats` that have a target, then those who count how many targets are met.

    Only the results of `definition` are there. Each year is judged for each buyer, and for all together.
    """
    con.execute(sql(__file__, "verdicts"))
    comptes: dict[tuple[str, str | None, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    inserer(con, "vises", [(nom,) for nom in sorted({o.indicateur_id for o in definition.objectifs})])
    inserer(con, "verdicts", _lignes(_juges(con, definition, arrete_au), comptes))
    inserer(con, "objectifs_comptes", [(*cas, *compte) for cas, compte in sorted(comptes.items(), key=str)])
    con.execute(sql(__file__, "objectifs_atteints"))
    con.execute(sql(__file__, "verdicts_inscrits"))


def _lignes(
    juges: Iterator[Juge], comptes: dict[tuple[str, str | None, int], list[int]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `verdicts`, and count on the way the targets met, due, and impossible to tell."""
    for juge in juges:
        # counted otherwise, the share of targets met would tell the verdict of a masked value (law 5)
        connu = juge.jugement if juge.secret == "publie" else replace(juge.jugement, etat="indetermine")
        for place, nombre in enumerate(part_objectifs_atteints([connu])):
            comptes[juge.niveau, juge.acheteur_siren, juge.annee][place] += nombre
        dit = juge.jugement
        if dit.etat is not None:
            yield *juge[:4], dit.cible, dit.cible_periode, dit.ecart, dit.etat, dit.explication


def _juges(con: duckdb.DuckDBPyConnection, definition: Definition, arrete_au: date) -> Iterator[Juge]:
    objectifs: dict[str, list[Objectif]] = defaultdict(list)
    for objectif in definition.objectifs:
        objectifs[objectif.indicateur_id].append(objectif)
    indicateurs = {i.indicateur_id: i for i in definition.indicateurs}
    for (ident, niveau, acheteur), rangees in groupby(_tetes(con), key=lambda rangee: rangee[:3]):
        lues = list(rangees)
        mesures = [Mesure(*rangee[3:-1]) for rangee in lues]
        indicateur = indicateurs[ident]
        for mesure in mesures:
            jugement = juger_un(
                objectifs[ident],
                mesure,
                mesures,
                unite=indicateur.unite,
                evolution=indicateur.filtre.get("transform") == "evolution",
                au=arrete_au,
            )
            yield Juge(ident, niveau, acheteur, mesure.annee, jugement, lues[0][-1])


def _tetes(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Yield the headlines that have a target, by indicator and buyer, years in order, a few at a time."""
    lecture = con.cursor()
    lecture.execute(sql(__file__, "tetes"))
    while rangees := lecture.fetchmany(LUES):
        yield from rangees
