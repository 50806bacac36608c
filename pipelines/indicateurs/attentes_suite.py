"""The expectations themselves, table by table: the results, their headlines, their sums over buyers.

How they are run belongs to `attentes`; the tables that they look at are made by attentes*.sql.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

FERMES = (
    "niveau",
    "compte",
    "base",
    "perimetre",
    "unite",
    "origine",
    "stade",
    "secret",
    "etat",
    "recalculable",
)
SANS_VALEUR = ["non_disponible", "en_construction"]
MASQUES = ["masque_primaire", "masque_secondaire"]
EVOLUTION = "l'évolution d'un taux est entre -1 et 1"
SANS_RECOUVREMENT = ("nombre", "somme", "repartition", "part", "part_valeur", "part_somme", "ratio")
"""Formulas that count each row of one buyer once: what all buyers have is what each has, added up. Not so of those
that count distinct things (a supplier, a direction, a person of two buyers is one), of dates, states and targets."""


def des_resultats(schema: Mapping[str, Any]) -> "Iterable[Expectation]":
    """Yield what each row of results must hold; closed sets are read from its schema."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    taux = Column("unite") == "taux"
    fields = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}

    cle = list(schema["primaryKey"])
    yield gxe.ExpectCompoundColumnsToBeUnique(
        column_list=cle, ignore_row_if="never", meta=_dit("une clé ne paraît qu'une fois")
    )
    for column in ("valeur", "borne_min", "borne_max"):
        for difference, bas, dit in ((0, 0, "un taux est entre 0 et 1"), (1, -1, EVOLUTION)):
            yield gxe.ExpectColumnValuesToBeBetween(
                column=column,
                min_value=bas,
                max_value=1,
                row_condition=taux & (Column("evolution") == difference),
                meta=_dit(f"{dit} ({column})"),
            )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="couverture", min_value=0, max_value=1, meta=_dit("la couverture est entre 0 et 1")
    )
    for a, b in (("valeur", "borne_min"), ("borne_max", "valeur"), ("denominateur", "numerateur")):
        yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=a,
            column_B=b,
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            row_condition=taux & (Column("evolution") == 0) if a == "denominateur" else None,
            meta=_dit(f"{b} ne dépasse pas {a}"),
        )
    for column in ("numerateur", "denominateur"):
        yield gxe.ExpectColumnValuesToBeInSet(
            column=f"{column}_decimales",
            value_set=[0],
            row_condition=Column("compte") == "nombre",
            meta=_dit(f"un nombre de contrats est entier ({column})"),
        )
    for column in FERMES:
        if "enum" in fields[column]:
            yield gxe.ExpectColumnValuesToBeInSet(
                column=column, value_set=fields[column]["enum"], meta=_dit(f"{column} est d'une liste fermée")
            )
    yield from _coherence()


def _coherence() -> "Iterable[Expectation]":
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    absente, masquee = Column("origine").is_in(SANS_VALEUR), Column("secret").is_in(MASQUES)
    yield gxe.ExpectColumnValuesToBeInSet(
        column="ecart_somme", value_set=[0], meta=_dit("la valeur de ce qui s'additionne est son numérateur")
    )
    yield gxe.ExpectColumnValuesToBeInSet(
        column="valeurs_dites",
        value_set=[0],
        row_condition=absente,
        meta=_dit("ce qui n'est pas disponible n'a pas de valeur"),
    )
    yield gxe.ExpectColumnValuesToNotBeNull(
        column="note", row_condition=absente, meta=_dit("ce qui n'est pas disponible dit pourquoi")
    )
    for column, dit in (
        ("valeurs_dites", "une ligne masquée n'a pas de valeur"),
        ("chiffres_dits", "une ligne masquée n'a ni numérateur, ni dénominateur, ni couverture, ni bornes"),
    ):
        yield gxe.ExpectColumnValuesToBeInSet(
            column=column, value_set=[0], row_condition=masquee, meta=_dit(dit)
        )
    yield gxe.ExpectColumnValuesToBeInSet(
        column="verdicts_dits",
        value_set=[0],
        row_condition=masquee,
        meta=_dit("la cible d'une ligne masquée n'en dit rien"),
    )


def des_tetes() -> "Iterable[Expectation]":
    """Yield what must hold of each indicator: a headline, and one, for every buyer and year of the grid."""
    import great_expectations.expectations as gxe

    yield gxe.ExpectColumnValuesToBeInSet(
        column="tetes",
        value_set=[1],
        meta=_dit("chaque indicateur a une ligne d'ensemble par acheteur et par année, et une seule"),
    )


def des_sommes() -> "Iterable[Expectation]":
    """Yield what must hold of all buyers together: what each has, added up."""
    import great_expectations.expectations as gxe

    for column in ("numerateur", "denominateur"):
        yield gxe.ExpectColumnValuesToBeInSet(
            column=f"ecart_{column}",
            value_set=[0],
            meta=_dit(f"le consolidé est la somme des acheteurs ({column})"),
        )


def _dit(attente: str) -> dict[str, str]:
    """Carry the French sentence through Great Expectations, which answers in its own order."""
    return {"attente": attente}
