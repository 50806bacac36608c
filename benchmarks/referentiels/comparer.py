"""Do the two contenders say the same? `python -m benchmarks.referentiels.comparer OURS PANDAS`: prints what differs.

Exit code 1 when something does, or when nothing was found. Apart, so that the gate stays small.
"""

import sys
from pathlib import Path

from pipelines.commun.duck import connect, literal, sql


def main() -> None:
    nous, pandas = Path(sys.argv[1]), literal(sys.argv[2])
    tables = {nom: literal(nous / f"{nom}.parquet") for nom in ("fournisseurs", "qualites")}
    with connect() as con:
        ecarts = con.execute(sql(__file__, "ecarts", pandas=pandas, **tables)).fetchall()
        combien = con.execute(
            f"SELECT count(*), count(*) FILTER (dedans) FROM read_parquet({pandas})"
        ).fetchone() or (0, 0)
    print(
        f"{combien[0]} établissements trouvés, {combien[1]} du territoire, {len(ecarts)} écarts", *ecarts[:10]
    )
    sys.exit(bool(ecarts) or not all(combien))


if __name__ == "__main__":
    main()
