"""Do the two contenders say the same? `python -m benchmarks.indicateurs.comparer ENGINE PANDAS`: prints what differs.

Exit code 1 when something does. Apart from the gate, so that the latter stays small (see `benchmarks.mesure`).
"""

import sys

from pipelines.commun.duck import connect, literal, sql

PROCHE = """CREATE MACRO proche(a, b) AS (a IS NULL AND (b IS NULL OR isnan(b)))
    OR coalesce(abs(a::DOUBLE - b) <= 0.000001 * greatest(1, abs(b)), false)"""


def main() -> None:
    moteur, pandas = map(literal, sys.argv[1:3])
    with connect() as con:
        con.execute(PROCHE)
        ecarts = con.execute(sql(__file__, "ecarts", moteur=moteur, pandas=pandas)).fetchall()
        combien = con.execute(f"SELECT count(*) FROM read_parquet({moteur})").fetchall()[0][0]
    for ecart in ecarts[:10]:
        print(*ecart)
    print(f"{combien} résultats, {len(ecarts)} écarts")
    sys.exit(bool(ecarts) or not combien)


if __name__ == "__main__":
    main()
