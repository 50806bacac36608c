"""All the results of some definitions, in one go: the order of the steps. Each step is in its module or .sql file.

One chunk of specs is one pass over its population. What is published of it belongs to `publies.sql` and the disclosure
control; the legal block of L.2111-3 to `legal`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs import faits
from pipelines.indicateurs.calcul import cibles, secondes
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.calcul.requete import requete
from pipelines.indicateurs.calcul.specs import SPECIALES, Spec, spec_de
from pipelines.indicateurs.definition.modele import Definition, Indicateur
from pipelines.indicateurs.listes import Listes, listes, mode_de

MORCEAU = 8
"""Specs of one query. All at once is slower: the plan, then the hash table, grow faster than the work (93 specs on
646,000 contracts of 1,000 buyers: 7.4 s by 8, 13.7 by 16, 54.6 at once)."""
DESACCORDS = "desaccords_sources.parquet"
"""Beside the internal results: contrat_id, acheteur_siren, reference, annee, question, decp, registre, retenue."""
COMPTES = {"nombre": "nombre", "eur_ht": "valeur"}
INTERNES = (
    "programmation", "ciblages", "consultations", "soumissionnaires", "evaluations", "paiements", "heures_insertion",
    "beneficiaires", "effectifs_execution", "lots",
)  # fmt: skip
"""Registers that are not published row by row: nobody outside can compute again what they feed."""


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
    con.execute(sql(__file__, "tables"))
    voulus = [
        (d, i)
        for d in definitions
        for i in d.indicateurs
        if i.statut != "abandonne" and (not seulement or i.indicateur_id in seulement)
    ]
    specs = _specs(con, voulus, listes())
    _passer(con, specs, listes())
    con.execute(sql(__file__, "ensembles"))
    con.execute(sql(__file__, "lignes"))
    con.execute(sql(__file__, "rapprochement"))
    secondes.publications(con, publications, arrete_au)
    con.execute(sql(__file__, "saisies"))
    con.execute(sql(__file__, "unites"))
    con.execute(sql(__file__, "evolution"))
    internes = f"[{', '.join(map(literal, INTERNES))}]"
    con.execute(sql(__file__, "resultats", arrete_au=literal(arrete_au), internes=internes))
    juges = cibles.juger(con, definitions, arrete_au)
    secondes.objectifs(con, juges)
    cibles.inscrire(con, juges)


def ecrire(
    entrees: Entrees,
    definitions: Sequence[Definition],
    sortie: Path,
    internes: Path,
    *,
    arrete_au: date,
    publications: Publications,
) -> None:
    """Write what may be published to `sortie`, and everything to `internes`, which is private (law 5).

    Beside `internes` stands what DECP and registers answer differently (`DESACCORDS`)."""
    with connect(memory="900MB", tmp=sortie.parent / ".debordement") as con:
        calculer(con, entrees, definitions, arrete_au=arrete_au, publications=publications)
        con.execute(sql(__file__, "publies", sortie=literal(sortie)))
        con.execute(sql(__file__, "internes", sortie=literal(internes)))
        con.execute(sql(faits.__file__, "desaccords", sortie=literal(internes.with_name(DESACCORDS))))
    internes.chmod(0o600)


def _specs(
    con: duckdb.DuckDBPyConnection, voulus: Sequence[tuple[Definition, Indicateur]], connues: Listes
) -> dict[Spec, int]:
    """Number what is asked, once each, and write what asks it."""
    specs: dict[Spec, int] = {}
    lignes = []
    for definition, indicateur in voulus:
        spec = spec_de(indicateur, connues)
        numero = specs.setdefault(spec, len(specs))
        lignes.append(
            (
                definition.slug,
                definition.edition,
                indicateur.indicateur_id,
                numero,
                indicateur.filtre.get("transform") == "evolution",
                indicateur.filtre.get("dimension", "ensemble"),
                indicateur.unite,
                spec.unite,
                COMPTES.get(spec.unite, "valeur" if spec.formule == "part_valeur" else "autre")
                if spec.formule != "part"
                else "nombre",
                indicateur.statut == "en_construction",
                mode_de(indicateur.mesure),
            )
        )
    if lignes:
        con.executemany("INSERT INTO indicateurs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lignes)
    for spec, numero in specs.items():
        population = connues.populations.get(spec.population)
        con.execute(
            "INSERT INTO specs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                numero,
                spec.population,
                spec.formule,
                spec.unite,
                bool(population and population.contrats == "true"),
                population.registre if population else "",
                bool(population and population.personnes == "oui")
                or bool({"heures_insertion", "evaluations"} & set(spec.sources)),
                list(spec.sources),
                list(spec.exigences),
            ],
        )
    return specs


def _passer(con: duckdb.DuckDBPyConnection, specs: dict[Spec, int], connues: Listes) -> None:
    groupes: dict[tuple[str, str], list[tuple[int, Spec]]] = defaultdict(list)
    for spec, numero in specs.items():
        if spec.formule not in SPECIALES:
            groupes[spec.population, spec.dimension].append((numero, spec))
    for (population, dimension), voulues in sorted(groupes.items()):
        for debut in range(0, len(voulues), MORCEAU):
            con.execute(requete(connues.populations[population], dimension, voulues[debut : debut + MORCEAU]))
