"""The verdict of each headline result against its targets, written back beside it. The rules belong to `objectifs`."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import duckdb

from pipelines.commun.duck import sql
from pipelines.indicateurs.definition.modele import Definition
from pipelines.indicateurs.objectifs.etat import juger as juger_un
from pipelines.indicateurs.objectifs.modele import Jugement, Mesure

Cle = tuple[str, str, str, str, str | None]
"""spaser, edition, indicateur_id, niveau, acheteur_siren."""


class Juge(NamedTuple):
    """One headline result that has a target, and its verdict."""

    cle: Cle
    annee: int
    jugement: Jugement


def juger(con: duckdb.DuckDBPyConnection, definitions: Sequence[Definition], arrete_au: date) -> list[Juge]:
    """Judge the headline of every indicator that has a target, each year, for each buyer and all together."""
    mesures: dict[Cle, dict[int, Mesure]] = defaultdict(dict)
    for s, e, i, n, a, annee, *lus in con.execute(sql(__file__, "tetes")).fetchall():
        valeur, bmin, bmax, texte, jour, origine = lus
        mesures[s, e, i, n, a][annee] = Mesure(annee, valeur, bmin, bmax, texte, jour, origine)
    juges = []
    for definition in definitions:
        objectifs = defaultdict(list)
        for objectif in definition.objectifs:
            objectifs[objectif.indicateur_id].append(objectif)
        indicateurs = {i.indicateur_id: i for i in definition.indicateurs}
        for cle, annees in mesures.items():
            if cle[:2] != (definition.slug, definition.edition) or cle[2] not in objectifs:
                continue
            indicateur = indicateurs[cle[2]]
            for annee, mesure in sorted(annees.items()):
                jugement = juger_un(
                    objectifs[cle[2]],
                    mesure,
                    list(annees.values()),
                    unite=indicateur.unite,
                    evolution=indicateur.filtre.get("transform") == "evolution",
                    au=arrete_au,
                )
                juges.append(Juge(cle, annee, jugement))
    return juges


def inscrire(con: duckdb.DuckDBPyConnection, juges: Sequence[Juge]) -> None:
    """Write the verdicts beside the results."""
    con.execute(sql(__file__, "verdicts"))
    lignes = [
        (
            *j.cle,
            j.annee,
            j.jugement.cible,
            j.jugement.cible_periode,
            j.jugement.ecart,
            j.jugement.etat,
            j.jugement.explication,
        )
        for j in juges
        if j.jugement.etat is not None
    ]
    if lignes:
        con.executemany("INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lignes)
    con.execute(sql(__file__, "verdicts_inscrits"))
