"""The text of the readings of populations of contracts, which are large: what adds up, and different values.

One state a row and question (`additif.sql`), or one row a value (`differentes.sql`). Small populations, and formulas
that are neither, belong to `requete`; nothing is run here.
"""

from collections.abc import Sequence

from pipelines.commun import duck
from pipelines.indicateurs.calcul.requete import TYPES
from pipelines.indicateurs.calcul.specs import Spec
from pipelines.indicateurs.listes import Population

FORMULES = ("nombre", "part", "part_valeur", "somme", "ratio", "repartition")
VALEURS = {"a": "{d} AND {c}", "b": "{d} AND NOT {c}", "u": "{d} AND {c} IS NULL"}
POSSIBLES = {
    "ha": "{d} IS NULL AND {c}",
    "hb": "{d} IS NULL AND NOT {c}",
    "hu": "{d} IS NULL AND {c} IS NULL",
}
RIEN = "0::HUGEINT"


def s_y_prete(population: Population, spec: Spec) -> bool:
    """Say whether a spec adds up over contracts."""
    return population.contrats == "true" and spec.formule in FORMULES


def se_distingue(population: Population, spec: Spec) -> bool:
    """Say whether a spec counts different values over contracts or their suppliers."""
    return population.contrats == "true" and spec.formule in ("distincts", "part_distincts")


def requete_differentes(population: Population, dimension: str, specs: Sequence[tuple[int, Spec]]) -> str:
    """Return the queries that count different values, one for each spec."""
    membre = "membre AND " if population.code == "contrats_en_cours" else ""
    return "\n".join(
        duck.sql(
            __file__,
            "differentes",
            population=population.code,
            dimension=_modalite(dimension),
            x=spec.x,
            d=membre + spec.d,
            c=spec.c,
            perimetre=TYPES,
            spec=str(numero),
            part=str(spec.formule == "part_distincts").lower(),
        )
        for numero, spec in specs
    )


def _modalite(dimension: str) -> str:
    return f"coalesce(({dimension})::VARCHAR, 'inconnu')" if dimension else "'ensemble'"


def requete_additive(population: Population, dimension: str, specs: Sequence[tuple[int, Spec]]) -> str:
    """Return the query that computes some additive specs of one population, broken down by `dimension` (SQL) if any."""
    mots = _Mots("membre AND " if population.code == "contrats_en_cours" else "")
    lignes = [mots.spec(numero, spec) for numero, spec in specs]
    return duck.sql(
        __file__,
        "additif",
        population=population.code,
        dimension=_modalite(dimension),
        questions=", ".join(f"{sql} AS {nom}" for sql, nom in mots.questions.items()),
        sommes=", ".join(f"{sql} AS {nom}" for sql, nom in mots.sommes.items()),
        cumuls=", ".join(f"sum({nom}) AS {nom}" for nom in mots.sommes.values()),
        specs=",\n        ".join(lignes),
        perimetre=TYPES,
    )


class _Mots:
    """Names given to what several specs share: questions of a row, sums of a group."""

    def __init__(self, membre: str):
        self.membre = membre
        self.questions: dict[str, str] = {}
        self.sommes: dict[str, str] = {}

    def question(self, sql: str) -> str:
        return self.questions.setdefault(f"({sql})", f"_q{len(self.questions)}")

    def somme(self, sql: str) -> str:
        return self.sommes.setdefault(sql, f"_s{len(self.sommes)}")

    def spec(self, numero: int, spec: Spec) -> str:
        d, c = self.question(self.membre + spec.d), self.question(spec.c)
        champs = {"d": self.somme(f"sum(etat({d}, {c}))"), "h": self.somme(f"sum(etat_possible({d}, {c}))")}
        champs |= {"dn": RIEN, "hn": RIEN} | dict.fromkeys(
            (*(f"s{nom}" for nom in (*VALEURS, *POSSIBLES)), "ya"), "NULL::DECIMAL(38, 6)"
        )
        if spec.x:
            champs |= self._valeurs(spec, d, c)
        dits = ", ".join(f"{nom} := {valeur}" for nom, valeur in champs.items())
        return f"struct_pack(spec := {numero}, formule := '{spec.formule}', {dits})"

    def _valeurs(self, spec: Spec, d: str, c: str) -> dict[str, str]:
        x, y = self.question(spec.x), self.question(spec.y) if spec.y else ""
        connu = f"{x} IS NOT NULL AND {y} IS NOT NULL" if y else f"{x} IS NOT NULL"
        champs = {
            "dn": self.somme(f"sum(CASE WHEN {connu} THEN 0 ELSE etat({d}, {c}) END)"),
            "hn": self.somme(f"sum(CASE WHEN {connu} THEN 0 ELSE etat_possible({d}, {c}) END)"),
        }
        if y:
            filtre = VALEURS["a"].format(d=d, c=c)
            champs["sa"] = self.somme(f"(sum({x}) FILTER ({filtre} AND {connu}))::DECIMAL(38, 6)")
            champs["ya"] = self.somme(f"(sum({y}) FILTER ({filtre} AND {connu}))::DECIMAL(38, 6)")
            return champs
        for nom, quand in (VALEURS | POSSIBLES).items():
            filtre = quand.format(d=d, c=c)
            champs[f"s{nom}"] = self.somme(f"(sum({x}) FILTER ({filtre}))::DECIMAL(38, 6)")
        return champs
