"""What a person reads beside an asset: column schemas, tables of rows, previews. No gate belongs here."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.commun import duck
from pipelines.schemas.tables import Champ, Schema, charger, cle, colonnes_publiees

APERCU = 8


def schema_dagster(schema: Schema) -> dg.TableSchema:
    """Say a Table Schema in Dagster's words: the catalogue shows types, constraints and rgpd."""
    return dg.TableSchema([_colonne(champ, cle(schema)) for champ in schema["fields"]])


def schemas_dagster(tables: Iterable[str], racine: Path) -> dg.TableMetadataValue:
    """List the columns of several tables in one, each with its rgpd mark."""
    lignes = [
        {"table": table, "colonne": champ["name"], "type": champ["type"], "rgpd": champ["rgpd"]}
        for table in tables
        for champ in charger(table, racine)["fields"]
    ]
    return tableau(lignes)


def _colonne(champ: Champ, cle_primaire: Sequence[str]) -> dg.TableColumn:
    rules = dict(champ.get("constraints", {}))
    required, unique = bool(rules.pop("required", False)), bool(rules.pop("unique", False))
    return dg.TableColumn(
        champ["name"],
        type=champ["type"],
        description=champ.get("description"),
        constraints=dg.TableColumnConstraints(
            nullable=not required,
            unique=unique or list(cle_primaire) == [champ["name"]],
            other=[f"{name}: {value}" for name, value in rules.items()],
        ),
        tags={"rgpd": champ["rgpd"]},
    )


def tableau(lignes: Iterable[Mapping[str, Any]]) -> dg.TableMetadataValue:
    """Show rows as a table: an empty cell stays empty, a kind Dagster does not know becomes text."""
    records = [{str(name): _cellule(value) for name, value in ligne.items()} for ligne in lignes]
    names = list(dict.fromkeys(name for record in records for name in record))
    return dg.TableMetadataValue(
        records=[dg.TableRecord({name: record.get(name, "") for name in names}) for record in records],
        schema=dg.TableSchema([dg.TableColumn(name, type="string") for name in names]),
    )


def _cellule(value: Any) -> str | int | float | bool:
    if value is None:
        return ""
    return value if isinstance(value, str | int | float | bool) else str(value)


def apercu(parquet: Path, schema: Schema, noms: Sequence[str]) -> dg.MarkdownMetadataValue:
    """Show the first rows of a table; a column that may not leave is not shown here either (law 5)."""
    shown = [nom for nom in noms if nom in colonnes_publiees(schema)]
    rows = lire_sql("apercu", parquet, colonnes=", ".join(shown), limite=str(APERCU))
    lines = [shown, ["---"] * len(shown), *([_markdown(row[nom]) for nom in shown] for row in rows)]
    return dg.MarkdownMetadataValue("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _markdown(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def lire_sql(requete: str, parquet: Path, **params: str) -> list[dict[str, Any]]:
    """Run a .sql file of this folder on `parquet` (a file, or a folder of tables) and return its rows."""
    with duck.connect(threads=1) as con:
        cursor = con.execute(duck.sql(__file__, requete, parquet=_sans_guillemets(parquet), **params))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _sans_guillemets(path: Path) -> str:
    return str(path).replace("'", "''")


def lignes(tables: Iterable[Path]) -> dict[str, int]:
    """Count the rows of tables, by name: numbers that Dagster plots from run to run."""
    return {f"lignes_{path.stem}": lire_sql("lignes", path)[0]["lignes"] for path in sorted(tables)}
