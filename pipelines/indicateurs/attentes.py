"""What the table of results must hold as a whole, run with Great Expectations: the sentences are in `attentes_suite`.

Types, patterns and required columns belong to the Table Schema (pipelines/validation); how a figure is
computed belongs to the SQL of the measure. The closed sets are read from the schema: they are written once.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import duckdb

from pipelines.commun import duck
from pipelines.indicateurs import attentes_suite as suite
from pipelines.indicateurs.listes import listes

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

EXEMPLES = 10
CACHEES = (
    *("valeur", "valeur_texte", "valeur_date", "numerateur", "denominateur"),
    *("couverture", "borne_min", "borne_max", "ecart", "note"),
)
"""What is not shown of a masked row."""
SANS_DEFINITION = (
    "(SELECT '' AS spaser, '' AS edition, '' AS indicateur_id, '' AS filtre, '' AS mesure WHERE false)"
)
VUES = ("ligne", "indicateur_id", "acheteur_siren", "periode_debut", "annee", "compte", "base", "perimetre")


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


def verifier(resultats: Path, schema: Mapping[str, Any], indicateurs: Path | None = None) -> list[Attente]:
    """Hold a `resultats` Parquet file to the suite; `schema` is its Table Schema.

    `indicateurs`: the published table of that name, without which headlines and sums are not looked at, and a rate
    that is the difference of two is not told from another.

    Errors: AttenteImpossible when an expectation raised instead of answering.
    """
    suites = {"attentes": list(suite.des_resultats(schema))}
    libres = sorted(code for code, facons in listes().mesures.items() if facons[0].formule == "ratio")
    params = {
        "resultats": duck.literal(resultats),
        "connus": SANS_DEFINITION,
        "libres": f"[{', '.join(map(duck.literal, libres))}]",
    }
    if indicateurs is not None:
        suites |= {"attentes_tetes": list(suite.des_tetes()), "attentes_sommes": list(suite.des_sommes())}
        params |= {
            "connus": f"read_parquet({duck.literal(indicateurs)})",
            "indicateurs": duck.literal(indicateurs),
            "mesures": ", ".join(map(duck.literal, _sans_recouvrement())),
            "rapports": ", ".join(map(duck.literal, libres)),
        }
    with duck.connect() as con:
        params["partages"] = _partages(con, resultats.with_name("attributions.parquet"))
        try:
            lues = {nom: con.execute(duck.sql(__file__, nom, **params)).df() for nom in suites}
        except duckdb.BinderException as error:
            raise AttenteImpossible(f"colonnes inattendues : {error}") from error
    trouvees = [attente for nom, frame in lues.items() for attente in _tenir(nom, frame, suites[nom])]
    return sorted(trouvees, key=lambda attente: attente["attente"])


def _partages(con: duckdb.DuckDBPyConnection, attributions: Path) -> str:
    """Count how many times more contracts are counted by buyers than by all together, at most."""
    if not attributions.is_file():
        return "0"
    requete = duck.sql(__file__, "attentes_partages", attributions=duck.literal(attributions))
    return str((con.execute(requete).fetchone() or [0])[0])


def _sans_recouvrement() -> list[str]:
    """Name the measures whose every way of counting adds up from one buyer to the next."""
    return sorted(
        code
        for code, facons in listes().mesures.items()
        if all(facon.formule in suite.SANS_RECOUVREMENT for facon in facons)
    )


def _tenir(nom: str, frame: Any, attentes: "list[Expectation]") -> "Iterator[Attente]":
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing is sent from a public buyer's desk
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas(nom).add_dataframe_asset(nom)
    batch = asset.add_batch_definition_whole_dataframe("tout").get_batch({"dataframe": frame})
    tenues = gx.ExpectationSuite(name=nom, expectations=attentes)
    details = {"result_format": "COMPLETE", "unexpected_index_column_names": ["ligne"]}
    rows = {row["ligne"]: row for row in frame.astype(object).where(frame.notna(), None).to_dict("records")}
    for result in batch.validate(tenues, result_format=details).results:
        yield _attente(result, rows)


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
        exemples=[_montree(row, shown) for row in found[:EXEMPLES]],
    )


def _montree(row: Mapping[str, Any], colonnes: Iterable[str]) -> dict[str, Any]:
    """Show a row, and no value of one that is masked: the fault may be that it has one (law 5)."""
    masquee = row.get("secret") in suite.MASQUES
    return {nom: None if masquee and nom in CACHEES else row[nom] for nom in colonnes if nom in row}


def _raised(info: Mapping[str, Any]) -> str | None:
    """Find the exception: Great Expectations gives it flat, or under the name of each metric that failed."""
    for one in [info, *(value for value in info.values() if isinstance(value, Mapping))]:
        if one.get("raised_exception"):
            return str(one.get("exception_message"))
    return None
