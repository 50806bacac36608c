"""What an indicator asks, said in SQL: its population, formula and conditions, from the codes of its filter.

No query is run here. Indicators that ask the same thing share one `Spec`, which is computed once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.commun.duck import literal
from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Indicateur
from pipelines.indicateurs.listes import Condition, Listes, Mesure

EVOLUTION = "evolution"
LUES = ("caracteristique", "denominateur", "titulaire", "fournisseur", "cible", "dimension", "transform")
"""Keys of a filter that are read here; the others are those of filtres.csv."""
MOMENTS = {"a_la_notification": "qualifie_alors", "observee_apres": "qualifie_apres"}
"""How a quality of a supplier was known: dated, or seen in a file later than the fact (faits/macros.sql)."""
ALORS = {"a_la_notification": MOMENTS["a_la_notification"]}
MOMENT = "moment_qualite"
DECOMPOSEES = ("nombre", "part", "part_valeur", "somme", "distincts", "part_distincts")
INTERNES = (
    "programmation", "ciblages", "consultations", "soumissionnaires", "evaluations", "paiements", "heures_insertion",
    "beneficiaires", "effectifs_execution", "lots",
)  # fmt: skip
"""Registers that are not published row by row: nobody outside can compute again what they feed."""
INVISIBLES = ("fournisseurs_ess", "sirene_unites_legales", "sirene_etablissements", "entite_siren")
"""What else a reader cannot see: suppliers of contracts that only the register knows, whom an event accompanied."""
SPECIALES = ("saisie", "objectifs", "jeux", "anciennete")
"""Formulas that no population answers."""


@dataclass(frozen=True)
class Spec:
    """One thing to compute. `d` and `c` are three-valued SQL: among what, and having what."""

    population: str
    formule: str
    x: str
    y: str
    d: str
    c: str
    dimension: str
    unite: str
    exigences: tuple[str, ...]
    """What it needs: each of these, of which `a|b` is either."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that it may read."""
        return tuple(dict.fromkeys(s for exigence in self.exigences for s in exigence.split("|")))

    @property
    def interne(self) -> bool:
        """Whether it reads what a release does not hold: nobody outside can compute it again."""
        return bool({*INTERNES, *INVISIBLES} & {*self.sources, self.x})


def moments_de(spec: Spec) -> dict[str, Spec]:
    """Split what a spec counts by how the quality of the supplier was known; nothing where it asks for none.

    The two parts have the denominator of the whole, and their numerators add up to its own. Of different firms, those
    that are dated on one contract at least are counted, and the others are what is left (`moments.sql`).
    """
    if "qualifie(qualites, connues," not in spec.c or spec.dimension or spec.formule not in DECOMPOSEES:
        return {}
    voulus = ALORS if spec.formule in ("distincts", "part_distincts") else MOMENTS
    return {
        moment: replace(
            spec, c=spec.c.replace("qualifie(qualites, connues,", f"{macro}(qualites, datees, connues,")
        )
        for moment, macro in voulus.items()
    }


def spec_de(indicateur: Indicateur, listes: Listes) -> Spec:
    """Say in SQL what an indicator asks.

    Errors: a code that is in no closed list, or that does not apply to the population of the measure.
    """
    filtre = indicateur.filtre
    mesure = mesure_de(indicateur, listes)
    if mesure.formule in SPECIALES:
        return Spec("", mesure.formule, "", "", "", "", "", mesure.unite, tuple(mesure.sources.split(";")))
    population = _population(indicateur, mesure, listes)
    d, c, sources = [mesure.base], [mesure.condition], mesure.sources.split(";")
    if code := filtre.get("caracteristique"):
        trouvee = _condition(listes.caracteristiques, code, population, indicateur)
        c.append(trouvee.condition)
        sources += trouvee.sources.split(";")
    if code := filtre.get("denominateur"):
        trouvee = _condition(listes.denominateurs, code, population, indicateur)
        d.append(_parametres(trouvee.condition, filtre))
        sources += trouvee.sources.split(";")
    if code := filtre.get("titulaire") or filtre.get("fournisseur"):
        if code not in listes.categories:
            raise _inconnue(indicateur, "catégorie de fournisseurs", code)
        c.append(listes.categories[code].condition)
        sources += listes.categories[code].sources.split(";")
    d += _autres(indicateur, population, listes)
    dimension = ""
    if code := filtre.get("dimension"):
        if (population, code) not in listes.dimensions:
            raise _inconnue(indicateur, "dimension", code)
        dimension = listes.dimensions[population, code].expression
    return Spec(
        population=population,
        formule=mesure.formule,
        x=mesure.x,
        y=mesure.y,
        d=_et(d),
        c=_et(c),
        dimension=dimension,
        unite=mesure.unite,
        exigences=tuple(dict.fromkeys(s for s in sources if s)),
    )


def mesure_de(indicateur: Indicateur, listes: Listes) -> Mesure:
    """Return the way of measuring that the filter picks; errors: a code that is in no list."""
    manieres = listes.mesures.get(indicateur.mesure)
    if not manieres:
        raise _inconnue(indicateur, "mesure", indicateur.mesure)
    dits = {f"{cle}={valeur}" for cle, valeur in indicateur.filtre.items()}
    return next((m for m in manieres if m.si in dits), manieres[0] if not manieres[0].si else manieres[-1])


def _population(indicateur: Indicateur, mesure: Mesure, listes: Listes) -> str:
    """A denominator, then a characteristic, may be said of another population than that of the measure."""
    for cle, liste in (("denominateur", listes.denominateurs), ("caracteristique", listes.caracteristiques)):
        code = indicateur.filtre.get(cle)
        if code is None or any((code, ou) in liste for ou in _ou_chercher(mesure.population)):
            continue
        ailleurs = [population for autre, population in liste if autre == code]
        if not ailleurs:
            raise _inconnue(indicateur, cle, code)
        return ailleurs[0]
    return mesure.population


def _condition(
    liste: Mapping[tuple[str, str], Condition], code: str, population: str, indicateur: Indicateur
) -> Condition:
    for ou in _ou_chercher(population):
        if (code, ou) in liste:
            return liste[code, ou]
    raise SpaserErreur(
        f"{indicateur.indicateur_id} : « {code} » ne se dit pas de la population « {population} » "
        f"(mesure {indicateur.mesure})."
    )


def _ou_chercher(population: str) -> tuple[str, ...]:
    """A year in progress is a view on contracts: what is said of a contract holds there too."""
    return (population, "", "contrats") if population == "contrats_en_cours" else (population, "")


def _autres(indicateur: Indicateur, population: str, listes: Listes) -> list[str]:
    conditions = []
    for cle, valeur in indicateur.filtre.items():
        trouve = listes.filtres.get((population, indicateur.mesure, cle)) or listes.filtres.get(
            (population, "", cle)
        )
        if trouve is None:
            if cle not in LUES:
                raise _inconnue(indicateur, "clé de filtre", cle)
            continue
        liste = ", ".join(map(literal, valeur.split("|")))
        conditions.append(
            trouve.condition.replace("{valeurs}", f"({liste})").replace("{liste}", f"[{liste}]")
        )
    return conditions


def _parametres(condition: str, filtre: Mapping[str, str]) -> str:
    annee = filtre.get("annee_renouvellement", "")
    cible = filtre.get("cible") or filtre.get("caracteristique", "")
    return condition.replace("{cible}", literal(cible)).replace(
        "{annee_renouvellement}", str(int(annee)) if annee else "annee_renouvellement"
    )


def _et(conditions: list[str]) -> str:
    dites = [f"({c})" for c in dict.fromkeys(conditions) if c and c != "true"]
    return " AND ".join(dites) or "true"


def _inconnue(indicateur: Indicateur, quoi: str, code: str) -> SpaserErreur:
    return SpaserErreur(f"{indicateur.indicateur_id} : {quoi} inconnue, « {code} » (docs/indicateurs.md).")
