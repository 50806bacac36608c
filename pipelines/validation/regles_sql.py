"""The SQL that proves a rule kept: true only where the rule surely holds, whatever it costs in doubt.

A record that is not proved is no fault yet: `regles_jugement` reads it cell by cell.
"""

from collections.abc import Mapping, Sequence

from pipelines.commun import duck
from pipelines.schemas.tables import Champ

COMPARAISONS = {">": ">", ">=": ">=", "==": "=", "<=": "<=", "<": "<"}
TELEPHONE = r"(?:(?:\+33|0033)[ .-]?(?:\(0\))?|0)[ .-]?[1-9](?:[ .-]?[0-9]{2}){4}"


def cellule_sql(colonne: str, champ: Champ, manquants: list[str]) -> str:
    """Return the SQL of a cell, NULL when it holds one of the texts that mean « no value »."""
    texte = f"nullif({colonne}, '')"
    for manquant in champ.get("missingValues", manquants):
        texte = f"nullif({texte}, {duck.literal(manquant)})"
    return texte


def preuve_sql(
    nom: str,
    colonnes: Sequence[str],
    sql: Mapping[str, str],
    params: Mapping[str, str],
    champs: Mapping[str, Champ],
) -> str:
    """Return a condition that holds only if the rule `nom` does; a column without `sql` is absent, hence empty."""
    c = [sql.get(colonne, "NULL") for colonne in colonnes]
    if nom == "one-of-required":
        return f"({c[0]} IS NOT NULL OR {c[1]} IS NOT NULL)"
    if nom == "cohesive-columns-value":
        return "(" + " AND ".join(f"({c[0]} IS NULL) = ({autre} IS NULL)" for autre in c[1:]) + ")"
    concernes = [champs[colonne] for colonne in colonnes]
    if nom in ("compare-columns-value", "sum-columns-value", "decimales") and not all(
        map(ordinaire, concernes)
    ):
        return "false"
    vide = " OR ".join(f"{cellule} IS NULL" for cellule in c)
    types = {str(champ["type"]) for champ in concernes}
    return f"({vide} OR coalesce({_tenue(nom, c, params, types)}, false))"


def _tenue(nom: str, c: list[str], params: Mapping[str, str], types: set[str]) -> str:
    if nom == "decimales":
        return f"regexp_full_match({c[0]}, '-?[0-9]+([.][0-9]{{0,{int(params['decimales'])}}})?')"
    if nom == "siren":
        return f"regexp_full_match({c[0]}, '[0-9]{{9}}') AND siren_juste(TRY_CAST({c[0]} AS BIGINT))"
    if nom == "siret":
        return f"regexp_full_match({c[0]}, '[0-9]{{14}}') AND siret_juste(TRY_CAST({c[0]} AS BIGINT))"
    if nom == "year-interval-value":
        deux = f"regexp_full_match({c[0]}, '[0-9]{{4}}/[0-9]{{4}}') AND left({c[0]}, 4) < right({c[0]}, 4)"
        return f"{deux} OR regexp_full_match({c[0]}, '[0-9]{{4}}')" if annee_seule(params) else deux
    if nom == "phone-number-value":
        return f"regexp_full_match({c[0]}, '{TELEPHONE}')"
    if types <= {"integer", "number"}:
        c = [f"nombre({cellule})" for cellule in c]
    elif types == {"date"}:
        c = [f"jour({cellule})" for cellule in c]
    if nom == "sum-columns-value":
        return f"{c[0]} = {' + '.join(c[1:])}"
    return f"{c[0]} {COMPARAISONS[params['op']]} {c[1]}"


def ordinaire(champ: Champ) -> bool:
    """Say whether a column has the default spelling of its type: dot, ISO date."""
    autres = {"decimalChar", "groupChar", "bareNumber"} & set(champ)
    return champ.get("format", "default") == "default" and not autres


def annee_seule(params: Mapping[str, str]) -> bool:
    """Say whether « AAAA » is allowed beside « AAAA/AAAA »."""
    return str(params.get("allow-year-only", "no")).lower() in ("yes", "true")
