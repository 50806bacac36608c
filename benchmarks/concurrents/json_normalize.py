"""The usual way: the whole file parsed, `pandas.json_normalize` into flat tables, written as Parquet.

pandas writes Parquet through pyarrow, which is not in the lock file: DuckDB writes the frames. The lists that
`json_normalize` cannot walk (null, nested once more) are straightened first, as any user of it must do.
"""

import sys
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pandas as pd

ENFANTS = {
    "titulaires": "titulaires",
    "concessionnaires": "titulaires",
    "modifications": "modifications",
    "actesSousTraitance": "actes_sous_traitance",
    "modificationsActesSousTraitance": "modifications_sous_traitance",
    "donneesExecution": "annees_execution",
}


def main(sortie: Path, fichiers: list[Path]) -> None:
    sortie.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    for fichier in fichiers:
        marches = orjson.loads(fichier.read_bytes())["marches"]
        groupes = {"marche": marches} if isinstance(marches, list) else marches
        for genre, records in groupes.items():
            _ecrire_groupe(con, sortie / f"{fichier.stem}-{genre}", records)


def _ecrire_groupe(con: duckdb.DuckDBPyConnection, racine: Path, records: list[dict[str, Any]]) -> None:
    acheteur = "autoriteConcedante" if "concession" in racine.name else "acheteur"
    contrats = pd.json_normalize(records).drop(columns=[*ENFANTS], errors="ignore")
    _ecrire(con, contrats, Path(f"{racine}.contrats.parquet"))
    for champ, table in ENFANTS.items():
        avec = [
            r if type(r[champ][0]) is dict else {**r, champ: _redresser(r[champ])}
            for r in records
            if r.get(champ)
        ]
        if avec:
            meta = ["id", [acheteur, "id"], "datePublicationDonnees"]
            lignes = pd.json_normalize(avec, record_path=champ, meta=meta, meta_prefix="contrat.")
            _ecrire(con, lignes, Path(f"{racine}.{champ}-{table}.parquet"))


def _redresser(valeur: Any) -> list[Any]:
    return [v for element in valeur for v in _redresser(element)] if isinstance(valeur, list) else [valeur]


def _ecrire(con: duckdb.DuckDBPyConnection, lignes: pd.DataFrame, chemin: Path) -> None:
    """Columns of mixed values ("NC" among numbers, lists) become text: DuckDB refuses them otherwise."""
    mixtes = lignes.select_dtypes(["object"]).columns
    lignes[mixtes] = lignes[mixtes].astype("str")
    con.register("lignes", lignes)
    con.execute(f"COPY lignes TO '{chemin}' (FORMAT parquet, COMPRESSION zstd)")
    con.unregister("lignes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(a) for a in sys.argv[2:]])
