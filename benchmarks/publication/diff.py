"""`python -m benchmarks.publication.diff`: what changed between two states of `contrats`, beside pandas merge.

Both read the same two CSV files and must find the same differences; each run is a whole process, timed by `mesure`.
"""

import argparse
import csv
import hashlib
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mesure import Mesure, mesurer

RACINE = Path(__file__).parents[2]
DONNEES = RACINE / "benchmarks" / "donnees" / "diff"
TAILLES = {"100k": 100_000, "1M": 1_000_000}
OBJECTIF, OBJECTIF_MIO = 10, 1024
# One row in MOINS is withdrawn, in CORRIGES corrected, in PLUS added.
MOINS, CORRIGES, PLUS = 300, 100, 250
ACHETEURS = 97


def generer(dossier: Path, nombre: int) -> None:
    """Write avant/ and apres/, folders of releases that hold `contrats` alone, 1 % of it changed."""
    from pipelines.commun import duck
    from pipelines.schemas import tables as schemas
    from pipelines.validation import export

    schema = schemas.publie(schemas.charger("contrats"))
    con = duck.connect(threads=1, tmp=dossier)
    for nom, ajoutes in (("avant", False), ("apres", True)):
        (dossier / nom).mkdir(parents=True, exist_ok=True)
        colonnes = ", ".join(_colonne(champ, ajoutes) for champ in schema["fields"])
        garde = (
            f"i % {MOINS} <> 7 AND (i < {nombre} OR i % 2 = 0)"
            if ajoutes
            else f"i < {nombre} AND i % {PLUS} <> 11"
        )
        source = f"FROM (SELECT {colonnes} FROM range({nombre}) AS t(i) WHERE {garde})"
        export.ecrire_csv(con, source, schema, dossier / nom / "contrats.csv")
        descripteur = {
            "arrete_au": "2026-10-31",
            "version": "2026.10.1",
            "resources": [{"name": "contrats", "path": "contrats.csv", "schema": schema}],
        }
        (dossier / nom / "datapackage.json").write_text(json.dumps(descripteur), encoding="utf-8")
    con.close()


def _colonne(champ: dict[str, object], apres: bool) -> str:
    nom = champ["name"]
    corrige = f"i % {CORRIGES} = 3" if apres else "false"
    if nom == "contrat_id":
        return f"printf('%09d-2024M%07d', 100000000 + i % {ACHETEURS}, i) AS contrat_id"
    if nom == "acheteur_siren":
        return f"(100000000 + i % {ACHETEURS})::VARCHAR AS acheteur_siren"
    if nom == "objet":
        return (
            "'Travaux d''entretien no ' || i || CASE WHEN i % 50 = 0 THEN ', dits \"urgents\"' || chr(10) || 'lot ' "
            f"|| i % 9 ELSE '' END || CASE WHEN {corrige} THEN ' (modifié)' ELSE '' END AS objet"
        )
    if nom == "montant_retenu_ht_eur":
        return f"((i * 37 % 900000) + CASE WHEN {corrige} THEN 1 ELSE 0 END)::DECIMAL(18, 2) AS {nom}"
    if champ["type"] == "string":
        return f"CASE WHEN i % 3 > 0 THEN 'texte ' || i % 1000 || ' de {nom}' END AS {nom}"
    expression = {
        "integer": "i % 400",
        "number": "i % 900000",
        "boolean": "i % 2 = 0",
        "date": "DATE '2024-01-01' + (i % 700)::INTEGER",
    }[str(champ["type"])]
    return f"CASE WHEN i % 7 > 0 THEN {expression} END AS {nom}"


def nous(dossier: Path) -> None:
    """Make the table of changes as a publish does, with its reasons."""
    from pipelines.commun import duck
    from pipelines.publication.changements import ecriture, version

    con = duck.connect(threads=1, tmp=dossier)
    ecriture.ecrire(
        version.lire(dossier / "avant"), version.lire(dossier / "apres"), dossier / "nous.parquet", con
    )
    con.close()


def pandas_merge(dossier: Path) -> None:
    """Do what one does with pandas: merge on the key, then compare column by column."""
    import pandas as pd

    a, b = (
        pd.read_csv(dossier / nom / "contrats.csv", dtype=str, keep_default_na=False)
        for nom in ("avant", "apres")
    )
    tous = a.merge(b, on="contrat_id", how="outer", suffixes=("_a", "_b"), indicator=True)
    lots = []
    for cote, nature in (("right_only", "ajoute"), ("left_only", "retire")):
        lots.append(tous.loc[tous["_merge"] == cote, ["contrat_id"]].assign(nature=nature))
    communs = tous[tous["_merge"] == "both"]
    for colonne in a.columns[1:]:
        x, y = communs[f"{colonne}_a"], communs[f"{colonne}_b"]
        change = x != y
        lots.append(
            pd.DataFrame(
                {
                    "contrat_id": communs.loc[change, "contrat_id"],
                    "nature": "corrige",
                    "colonne": colonne,
                    "ancienne_valeur": x[change],
                    "nouvelle_valeur": y[change],
                }
            )
        )
    ecrits = pd.concat(lots)
    for colonne in ("colonne", "ancienne_valeur", "nouvelle_valeur"):
        ecrits[colonne] = ecrits[colonne].fillna("")
    ecrits.to_csv(dossier / "pandas.csv", index=False)


def memes(dossier: Path) -> int:
    """Return how many differences both found.

    Errors: they did not find the same.
    """
    import duckdb

    champs = ("contrat_id", "nature", "colonne", "ancienne_valeur", "nouvelle_valeur")
    con = duckdb.connect()
    con.execute(
        "COPY (SELECT contrat_id, nature, colonne, "
        "CASE WHEN nature = 'corrige' THEN ancienne_valeur END AS ancienne_valeur, "
        f"CASE WHEN nature = 'corrige' THEN nouvelle_valeur END AS nouvelle_valeur FROM '{dossier / 'nous.parquet'}') "
        f"TO '{dossier / 'nous.csv'}' (HEADER)"
    )
    sommes = []
    for nom in ("nous", "pandas"):
        lignes = sorted(_lignes(dossier / f"{nom}.csv", champs))
        sommes.append((len(lignes), hashlib.sha256("\n".join(lignes).encode()).hexdigest()))
    if sommes[0] != sommes[1]:
        raise SystemExit(f"Les différences trouvées ne sont pas les mêmes : {sommes}")
    return sommes[0][0]


def _lignes(path: Path, champs: tuple[str, ...]) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for ligne in csv.DictReader(file):
            yield json.dumps([ligne[c] for c in champs], ensure_ascii=False)


def courir(taille: str, tours: int) -> bool:
    """Time both at one size, in turns; print and say whether the goals are met."""
    dossier = DONNEES / taille
    if not (dossier / "apres" / "datapackage.json").is_file():
        generer(dossier, TAILLES[taille])
    mesures: dict[str, list[Mesure]] = {"nous": [], "pandas": []}
    for _ in range(tours):
        for qui, prises in mesures.items():
            prises.append(
                mesurer(
                    [sys.executable, "-m", "benchmarks.publication.diff", "--un", qui, str(dossier)], RACINE
                )
            )
    trouvees = memes(dossier)
    octets = (dossier / "avant" / "contrats.csv").stat().st_size
    print(
        f"{taille} contrats, {octets / 1e6:.0f} Mo par version, {trouvees} différences, les mêmes des deux côtés"
    )
    medianes = {qui: statistics.median(m.mur_s for m in prises) for qui, prises in mesures.items()}
    pics = {qui: max(m.pic_mio for m in prises) for qui, prises in mesures.items()}
    for qui, prises in mesures.items():
        cpu = statistics.median(m.cpu_s for m in prises)
        print(f"  {qui:7} {medianes[qui]:7.2f} s  {cpu:7.2f} s de processeur  {pics[qui]:6.0f} Mio")
    rapport = statistics.median(
        p.mur_s / n.mur_s for n, p in zip(mesures["nous"], mesures["pandas"], strict=True)
    )
    tenu = rapport >= OBJECTIF and pics["nous"] <= OBJECTIF_MIO
    print(
        f"  {rapport:.1f} fois plus rapide (but : {OBJECTIF}), "
        f"pic {'tenu' if pics['nous'] <= OBJECTIF_MIO else 'dépassé'}"
    )
    return tenu


def main() -> None:
    """Read the command line."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.publication.diff", description=__doc__)
    options.add_argument("--taille", choices=TAILLES, action="append", help="défaut : les deux")
    options.add_argument("--tours", type=int, default=3)
    options.add_argument("--un", choices=("nous", "pandas"), help=argparse.SUPPRESS)
    options.add_argument("dossier", type=Path, nargs="?", help=argparse.SUPPRESS)
    demande = options.parse_args()
    if demande.un:
        {"nous": nous, "pandas": pandas_merge}[demande.un](demande.dossier)
        return
    tenus = [courir(taille, demande.tours) for taille in demande.taille or TAILLES]
    sys.exit(0 if all(tenus) else 1)


if __name__ == "__main__":
    main()
