"""What the table of results must hold as a whole, said with Great Expectations: rates, bounds, keys, sets.

Types, patterns and required columns belong to the Table Schema (pipelines/validation); how a figure is
computed belongs to the SQL of the measure. The closed sets are read from the schema: they are written once.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from pipelines.commun import duck

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

EXEMPLES = 10
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
VUES = ("ligne", "indicateur_id", "acheteur_siren", "periode_debut", "compte", "base", "perimetre")


class Attente(TypedDict):
    """The verdict of one expectation; `exemples` are rows of the table, named by `ligne`."""

    attente: str
    regle: str
    colonnes: list[str]
    succes: bool
    ecarts: int
    exemples: list[dict[str, Any]]


class AttenteImpossible(Exception):
    """An expectation that could not be computed: it says nothing about the data, so it did not fail."""


def verifier(resultats: Path, schema: Mapping[str, Any]) -> list[Attente]:
    """Hold a `resultats` Parquet file to the suite; `schema` is its Table Schema.

    Errors: AttenteImpossible when an expectation raised instead of answering.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing is sent from a public buyer's desk
    import great_expectations as gx

    with duck.connect() as con:
        frame = con.execute(duck.sql(__file__, "attentes", resultats=duck.literal(resultats))).df()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("resultats").add_dataframe_asset("resultats")
    batch = asset.add_batch_definition_whole_dataframe("tout").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="resultats", expectations=list(_suite(schema)))
    details = {"result_format": "COMPLETE", "unexpected_index_column_names": ["ligne"]}
    rows = {row["ligne"]: row for row in frame.astype(object).where(frame.notna(), None).to_dict("records")}
    return sorted(
        (_attente(result, rows) for result in batch.validate(suite, result_format=details).results),
        key=lambda attente: attente["attente"],
    )


def _suite(schema: Mapping[str, Any]) -> "Iterable[Expectation]":
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    taux = Column("unite") == "taux"
    fields = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}

    cle = list(schema["primaryKey"])
    yield gxe.ExpectCompoundColumnsToBeUnique(
        column_list=cle, ignore_row_if="never", meta=_dit("une clé ne paraît qu'une fois")
    )
    for column in ("valeur", "borne_min", "borne_max"):
        yield gxe.ExpectColumnValuesToBeBetween(
            column=column,
            min_value=0,
            max_value=1,
            row_condition=taux,
            meta=_dit(f"un taux est entre 0 et 1 ({column})"),
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
            row_condition=taux if a == "denominateur" else None,
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


def _dit(attente: str) -> dict[str, str]:
    """Carry the French sentence through Great Expectations, which answers in its own order."""
    return {"attente": attente}


def _attente(result: Any, rows: Mapping[Any, dict[str, Any]]) -> Attente:
    config = result.expectation_config
    if error := _raised(result.exception_info):
        raise AttenteImpossible(f"{config.meta['attente']} : {error}")
    kwargs = config.kwargs
    columns = kwargs.get("column_list") or [
        kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs
    ]
    found = [rows[index["ligne"]] for index in result.result.get("unexpected_index_list") or []]
    shown = dict.fromkeys([*VUES, *(column.removesuffix("_decimales") for column in columns)])
    return Attente(
        attente=config.meta["attente"],
        regle=config.type,
        colonnes=columns,
        succes=bool(result.success),
        ecarts=int(result.result.get("unexpected_count") or 0),
        exemples=[{name: row[name] for name in shown} for row in found[:EXEMPLES]],
    )


def _raised(info: Mapping[str, Any]) -> str | None:
    """Find the exception: Great Expectations gives it flat, or under the name of each metric that failed."""
    for one in [info, *(value for value in info.values() if isinstance(value, Mapping))]:
        if one.get("raised_exception"):
            return str(one.get("exception_message"))
    return None
