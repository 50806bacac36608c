"""The text that DuckDB writes, read as it comes: neither rows in Python nor a file on the disk.

DuckDB writes into a pipe while we compress what comes out of it. What is written belongs to the queries.
"""

import os
import threading
from collections.abc import Iterator

import duckdb

_LECTURE = 1 << 20


def lire(con: duckdb.DuckDBPyConnection, requete: str) -> Iterator[bytes]:
    """Run a `COPY ... TO {sortie}` and yield the bytes it writes; memory does not grow with them.

    Errors: those of the query, after what it had written.
    """
    sortie, entree = os.pipe()
    erreurs: list[Exception] = []

    def ecrire() -> None:
        try:
            con.execute(requete.replace("{sortie}", f"'/dev/fd/{entree}'"))
        except Exception as error:
            erreurs.append(error)
        finally:
            os.close(entree)

    fil = threading.Thread(target=ecrire, daemon=True)
    fil.start()
    try:
        while octets := os.read(sortie, _LECTURE):
            yield octets
    finally:
        os.close(sortie)  # if the reader gave up, DuckDB is told by a broken pipe
        fil.join()
    if erreurs:
        raise erreurs[0]
