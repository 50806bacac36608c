"""One contender: `python -m benchmarks.publication.concurrent NAME TABLE FOLDER` writes its files into FOLDER.

`TABLE` is the working table for text and Parquet, the published sheet for workbooks. What it took is measured from
outside.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LISEZ_MOI = [["Banc d'essai"]]


def spaser(table: Path, sortie: Path) -> None:
    """Ours, as a publish does: two writers side by side, one thread each."""
    from benchmarks.publication.matiere import schema
    from pipelines.commun import duck
    from pipelines.publication.formats.excel_fr import ecrire_excel_fr
    from pipelines.publication.formats.parquet import ecrire_parquet
    from pipelines.validation import export

    con = duck.connect(threads=1, tmp=sortie)
    source, _ = export.source_ordonnee(con, table, schema())
    ecritures = (
        (export.ecrire_json, "json"),
        (export.ecrire_csv, "csv"),
        (ecrire_excel_fr, "excel-fr.csv"),
        (ecrire_parquet, "parquet"),
    )
    with ThreadPoolExecutor(2) as ensemble:
        en_cours = [
            ensemble.submit(ecrire, con.cursor(), source, schema(), sortie / f"contrats.{forme}")
            for ecrire, forme in ecritures
        ]
        for ecriture in en_cours:
            ecriture.result()


def pandas(table: Path, sortie: Path) -> None:
    """The writers of pandas, typed columns; Parquet through DuckDB, since pyarrow is not in the lock."""
    import duckdb

    from benchmarks.publication.matiere import schema

    champs = schema()["fields"]
    con = duckdb.connect(config={"threads": 2})
    lu = con.execute(f"SELECT {', '.join(c['name'] for c in champs)} FROM read_parquet('{table}')").df()
    types = {"integer": "Int64", "boolean": "boolean"}
    lu = lu.astype({c["name"]: types[c["type"]] for c in champs if c["type"] in types})
    lu.to_csv(sortie / "contrats.csv", index=False, date_format="%Y-%m-%d")
    lu.to_csv(
        sortie / "contrats.excel-fr.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig",
        lineterminator="\r\n", date_format="%d/%m/%Y",
    )  # fmt: skip
    lu.to_json(sortie / "contrats.json", orient="records", date_format="iso", force_ascii=False)
    con.execute(f"COPY lu TO '{sortie}/contrats.parquet' (FORMAT parquet, COMPRESSION zstd)")


def _classeur(table: Path, sortie: Path, forme: str) -> None:
    import duckdb

    from benchmarks.publication.matiere import schema
    from pipelines.publication.formats import classeurs

    lignes, colonnes = mesures(duckdb, table)
    feuille = classeurs.Feuille("contrats", "Contrats", table, schema(colonnes), lignes)
    ecrire = classeurs.ecrire_xlsx if forme == "xlsx" else classeurs.ecrire_ods
    ecrire([feuille], LISEZ_MOI, sortie / f"spaser.{forme}", sortie)


def xlsx(table: Path, sortie: Path) -> None:
    """Ours."""
    _classeur(table, sortie, "xlsx")


def ods(table: Path, sortie: Path) -> None:
    """Ours; nothing to compare it with that ends in minutes."""
    _classeur(table, sortie, "ods")


def xlsxwriter(table: Path, sortie: Path) -> None:
    """XlsxWriter with its rows written as they come, the right method for each type, nothing formatted but dates."""
    import duckdb
    from xlsxwriter import Workbook

    lignes, colonnes = mesures(duckdb, table)
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"SELECT * FROM read_parquet('{table}')")
    assert con.description is not None
    noms = [c[0] for c in con.description]
    with Workbook(str(sortie / "spaser.xlsx"), {"constant_memory": True}) as classeur:
        classeur.add_worksheet("Lisez-moi").write_string(0, 0, LISEZ_MOI[0][0])
        feuille, jour = classeur.add_worksheet("contrats"), classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.freeze_panes(1, 0)
        feuille.autofilter(0, 0, lignes, colonnes - 1)
        for n, nom in enumerate(noms):
            feuille.write_string(0, n, nom)
        rang = 0
        while lot := con.fetchmany(10_000):
            for ligne in lot:
                rang += 1
                for n, valeur in enumerate(ligne):
                    if isinstance(valeur, str):
                        feuille.write_string(rang, n, valeur)
                    elif isinstance(valeur, bool):
                        feuille.write_boolean(rang, n, valeur)
                    elif valeur is not None and hasattr(valeur, "year"):
                        feuille.write_datetime(rang, n, valeur, jour)
                    elif valeur is not None:
                        feuille.write_number(rang, n, valeur)


def mesures(duckdb, table: Path) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """Count the rows and columns of a Parquet."""
    lignes = duckdb.execute(f"SELECT count(*) FROM read_parquet('{table}')").fetchall()[0][0]
    return lignes, len(duckdb.execute(f"DESCRIBE FROM read_parquet('{table}')").fetchall())


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    globals()[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
