"""All the results of some definitions, in one go: the order of the steps. Each step is in its module or .sql file.

One chunk of specs is one pass over its population. What is published of it belongs to `publies.sql` and the disclosure
control; the legal block of L.2111-3 to `legal`.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs import faits
from pipelines.indicateurs.calcul import cibles, legal, secondes
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.calcul.insertion import inserer
from pipelines.indicateurs.calcul.requete import requete
from pipelines.indicateurs.calcul.requete_additive import (
    requete_additive,
    requete_differentes,
    s_y_prete,
    se_distingue,
)
from pipelines.indicateurs.calcul.specs import MOMENT, SPECIALES, Spec, moments_de, spec_de
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.listes import Listes, listes, mode_de
from pipelines.schemas import tables as schemas

MORCEAU = 8
"""Specs of one query that cannot add up: all at once, the plan and the hash table grow faster than the work."""
ADDITIFS = 40
"""Specs of one reading of contracts that add up."""
DESACCORDS = "desaccords_sources.parquet"
"""Beside the internal results: contrat_id, acheteur_siren, reference, annee, question, decp, registre, retenue."""
COMPTES = {"nombre": "nombre", "eur_ht": "valeur"}
FORMULES_COMPTES = {"part": "nombre", "part_valeur": "valeur"}


@dataclass(frozen=True)
class Publications:
    """What the chain knows of its own publishing: how many tables this version holds, when the last one came out."""

    jeux: int
    derniere: date | None = None


def calculer(
    con: duckdb.DuckDBPyConnection,
    entrees: Entrees,
    definitions: Sequence[Definition],
    *,
    arrete_au: date,
    publications: Publications,
    seulement: Sequence[str] = (),
) -> None:
    """Make the table `tous_resultats` (columns: schemas/resultats) in a connection.

    `seulement` keeps some indicators. Rates are between 0 and 1, amounts in euros before tax.

    Errors: a filter whose code is in no closed list.
    """
    ouvrir(con, entrees)
    calculer_sur(con, definitions, arrete_au=arrete_au, publications=publications, seulement=seulement)


def calculer_sur(
    con: duckdb.DuckDBPyConnection,
    definitions: Sequence[Definition],
    *,
    arrete_au: date,
    publications: Publications,
    seulement: Sequence[str] = (),
) -> None:
    """Do as `calculer`, on populations that are open already."""
    colonnes = schemas.types_duckdb(schemas.charger("resultats")).items()
    con.execute(
        f"CREATE OR REPLACE TABLE accumules ({', '.join(f'{nom} {type_}' for nom, type_ in colonnes)})"
    )
    for definition in _compter(con, definitions, seulement):
        _raconter(con, definition, arrete_au, publications)
        con.execute("INSERT INTO accumules FROM tous_resultats")
    con.execute("CREATE OR REPLACE TABLE tous_resultats AS FROM accumules")


def _compter(
    con: duckdb.DuckDBPyConnection, definitions: Sequence[Definition], seulement: Sequence[str]
) -> Iterator[Definition]:
    """Run the passes that all the definitions ask for, then yield each once `indicateurs` holds what it asks."""
    con.execute(sql(__file__, "tables"))
    specs: dict[Spec, int] = {}
    demandes = []
    for definition in sorted(definitions, key=lambda d: (d.slug, d.edition)):
        voulus = [
            i
            for i in definition.indicateurs
            if i.statut != "abandonne" and (not seulement or i.indicateur_id in seulement)
        ]
        paires = [(i, spec_de(i, listes())) for i in voulus]
        demandes.append((definition, [(i, s, specs.setdefault(s, len(specs))) for i, s in paires]))
    parties = [
        (numero, specs.setdefault(partie, len(specs)), moment)
        for spec, numero in list(specs.items())
        for moment, partie in moments_de(spec).items()
    ]
    _inscrire(con, specs, listes())
    _passer(con, specs, listes())
    con.execute(sql(__file__, "ensembles"))
    inserer(con, "moments", parties)
    con.execute(sql(__file__, "moments"))
    for definition, siens in demandes:
        con.execute("DELETE FROM indicateurs")
        inserer(con, "indicateurs", [_demande(definition, *sien) for sien in siens])
        yield definition


def _raconter(
    con: duckdb.DuckDBPyConnection, definition: Definition, arrete_au: date, publications: Publications
) -> None:
    """Make `tous_resultats` for one definition, from what was counted for all."""
    con.execute(sql(__file__, "lignes"))
    con.execute(sql(__file__, "rapprochement"))
    secondes.publications(con, publications, arrete_au)
    con.execute(sql(__file__, "saisies"))
    con.execute(sql(__file__, "unites"))
    con.execute(sql(__file__, "evolution"))
    con.execute(sql(__file__, "resultats", arrete_au=literal(arrete_au)))
    cibles.juger(con, definition, arrete_au)


def ecrire(
    entrees: Entrees,
    definitions: Sequence[Definition],
    sortie: Path,
    internes: Path,
    *,
    arrete_au: date,
    publications: Publications,
    emetteur: tuple[str, str] | None = None,
) -> None:
    """Write what may be published to `sortie`, and everything to `internes`, which is private (law 5).

    `emetteur` (slug, edition) is who tells the block of L.2111-3; without it there is none. Beside `internes` is what
    DECP and registers answer differently (`DESACCORDS`).
    """
    parts = internes.with_name(".parts")
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(mode=0o700)
    # in the order of the key: the identifiers of the legal block come before those of any definition
    blocs = sorted([(d.slug, d.edition, 1) for d in definitions] + ([(*emetteur, 0)] if emetteur else []))
    try:
        with connect(memory="700MB", tmp=parts) as con:
            ouvrir(con, entrees, parts)
            for definition in _compter(con, definitions, ()):
                _raconter(con, definition, arrete_au, publications)
                _garder(con, parts, blocs.index((definition.slug, definition.edition, 1)))
            if emetteur:
                legal.calculer(con, spaser=emetteur[0], edition=emetteur[1], arrete_au=arrete_au)
                _garder(con, parts, blocs.index((*emetteur, 0)))
            con.execute(sql(faits.__file__, "desaccords", sortie=literal(internes.with_name(DESACCORDS))))
        with connect(threads=1, memory="300MB", tmp=parts) as con:
            for nom, dest in (("publies", sortie), ("internes", internes)):
                lues = literal(parts / f"{nom}-*.parquet")
                con.execute(sql(__file__, "reunir", parts=lues, sortie=literal(dest)))
    finally:
        shutil.rmtree(parts)
    internes.chmod(0o600)


def _garder(con: duckdb.DuckDBPyConnection, parts: Path, rang: int) -> None:
    for nom in ("publies", "internes"):
        con.execute(sql(__file__, nom, sortie=literal(parts / f"{nom}-{rang:03}.parquet")))


def _demande(definition: Definition, indicateur: Indicateur, spec: Spec, numero: int) -> tuple[Any, ...]:
    """Return the row of `indicateurs` that says what an indicator asks."""
    compte = COMPTES.get(spec.unite, "autre")
    if spec.formule in FORMULES_COMPTES:
        compte = FORMULES_COMPTES[spec.formule]
    return (
        definition.slug,
        definition.edition,
        indicateur.indicateur_id,
        numero,
        indicateur.filtre.get("transform") == "evolution",
        indicateur.filtre.get("dimension") or (MOMENT if moments_de(spec) else "ensemble"),
        indicateur.unite,
        spec.unite,
        compte,
        indicateur.statut == "en_construction",
        mode_de(indicateur.mesure),
    )


def _inscrire(con: duckdb.DuckDBPyConnection, specs: dict[Spec, int], connues: Listes) -> None:
    """Write what is to be computed, once each."""
    lignes = []
    for spec, numero in specs.items():
        population = connues.populations.get(spec.population)
        personnes = bool(population and population.personnes == "oui")
        lignes.append(
            (
                numero,
                spec.population,
                spec.formule,
                spec.unite,
                bool(population and population.contrats == "true"),
                population.registre if population else "",
                personnes or bool({"heures_insertion", "evaluations"} & set(spec.sources)),
                spec.interne,
                list(spec.sources),
                list(spec.exigences),
            )
        )
    inserer(con, "specs", lignes)


def _passer(con: duckdb.DuckDBPyConnection, specs: dict[Spec, int], connues: Listes) -> None:
    con.execute(sql(__file__, "etats"))
    groupes: dict[tuple[str, str, str], list[tuple[int, Spec]]] = defaultdict(list)
    for spec, numero in specs.items():
        if spec.formule not in SPECIALES:
            groupes[spec.population, spec.dimension, _voie(spec, connues)].append((numero, spec))
    for (population, dimension, voie), voulues in sorted(groupes.items()):
        ecrire_requete, taille = VOIES[voie], ADDITIFS if voie == "additive" else MORCEAU
        for debut in range(0, len(voulues), taille):
            con.execute(
                ecrire_requete(connues.populations[population], dimension, voulues[debut : debut + taille])
            )


VOIES = {"additive": requete_additive, "differentes": requete_differentes, "petite": requete}


def _voie(spec: Spec, connues: Listes) -> str:
    population = connues.populations[spec.population]
    if s_y_prete(population, spec):
        return "additive"
    return "differentes" if se_distingue(population, spec) else "petite"
