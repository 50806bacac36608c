"""DuckDB connections and the SQL files beside the Python that runs them. No query text belongs here."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb


def connect(
    threads: int | None = None, memory: str = "900MB", tmp: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database whose results do not depend on the machine.

    `threads` defaults to the number of cores, `memory` is DuckDB's own limit (the process takes 100-160 MiB
    more), `tmp` receives what spills over. The `in_clause` optimizer is off: with five constants or more it
    loses the order of rows on several threads (duckdb issue 24398).
    """
    config: dict[str, Any] = {
        "memory_limit": memory,
        "threads": threads or os.cpu_count() or 1,
        "disabled_optimizers": "in_clause",
        # nothing is ever fetched or loaded because a name in a file or a query looks like something that could be
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
    }
    if tmp is not None:
        config["temp_directory"] = str(tmp)
    con = duckdb.connect(":memory:")
    for key, value in config.items():
        con.execute(f"SET {key} = {literal(str(value))}")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    return con


def enfermer(con: duckdb.DuckDBPyConnection, chemins: Iterable[Path]) -> None:
    """Leave a database only these files and folders (and its own spill folder), for good: no other path, no network.

    For databases that read files of others: whatever such a file leads DuckDB to ask for, the rest is out of reach.
    A file that is a link is reached by its name and by where it leads.
    """
    noms = list(dict.fromkeys(str(p) for path in chemins for p in (path.absolute(), path.resolve())))
    dossiers = [nom for nom in noms if not Path(nom).is_file()]  # those that are still to be made too
    fichiers = [nom for nom in noms if not Path(nom).is_dir()]
    con.execute(f"SET allowed_directories = {liste(dossiers)}")
    con.execute(f"SET allowed_paths = {liste(fichiers)}")
    con.execute("SET enable_external_access = false")


def sql(module_file: str, name: str, **params: str) -> str:
    """Return the text of `name`.sql beside `module_file`, with each `{param}` replaced by its value."""
    text = (Path(module_file).parent / f"{name}.sql").read_text(encoding="utf-8")
    # in one pass: a value (a path, say) may itself hold braces
    return re.sub(r"\{(\w+)\}", lambda m: params.get(m[1], m[0]), text)


def liste(values: Iterable[object]) -> str:
    """Write values (paths, names) as an SQL list: in a pattern, a folder such as « decp [2024] » would not be found."""
    return "[" + ", ".join(map(literal, values)) + "]"


def literal(value: object) -> str:
    """Quote a value (a path, a name) as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"
