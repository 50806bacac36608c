"""The equality gate: `python -m benchmarks.publication.porte FOLDER FOLDER...` prints a digest for each set of files.

Values are compared, not spellings (1.0 and 1, True and true, an instant and a day): pandas spells its own way. Order
counts.
"""

import hashlib
import sys
from pathlib import Path


def texte(dossier: Path) -> str:
    """Digest the four text and Parquet files, which must say the same thing."""
    import duckdb

    from benchmarks.publication.matiere import schema

    con = duckdb.connect()
    champs = schema()["fields"]
    types = ", ".join(f"'{c['name']}': 'VARCHAR'" for c in champs)
    comme = f"header = true, auto_detect = false, columns = {{{types}}}"
    lectures = {
        "csv": f"read_csv('{dossier}/contrats.csv', delim = ',', {comme})",
        "excel-fr.csv": f"read_csv('{dossier}/contrats.excel-fr.csv', delim = ';', {comme})",
        "json": f"read_json('{dossier}/contrats.json', columns = {{{types}}}, format = 'array')",
        "parquet": f"read_parquet('{dossier}/contrats.parquet')",
    }
    canons = ", ".join(f"{_canon(champ)} AS {champ['name']}" for champ in champs)
    empreintes = {
        str(
            con.execute(
                "SELECT count(*), sum(hash(l)) "
                f"FROM (SELECT row_number() OVER () AS rang, {canons} FROM {lecture}) AS l"
            ).fetchall()[0]
        )
        for lecture in lectures.values()
    }
    if len(empreintes) > 1:
        sys.exit(f"« {dossier} » : les quatre fichiers ne disent pas la même chose.")
    return hashlib.sha256(empreintes.pop().encode()).hexdigest()


def _canon(champ: dict) -> str:
    nom = champ["name"]
    texte = f"CAST({nom} AS VARCHAR)"
    if champ["type"] == "boolean":
        return f"CASE lower({texte}) WHEN 'true' THEN 1 WHEN 'vrai' THEN 1 WHEN 'false' THEN 0 WHEN 'faux' THEN 0 END"
    if champ["type"] == "date":
        jour = f"if({texte}[3:3] = '/', {texte}[7:10] || '-' || {texte}[4:5] || '-' || {texte}[1:2], {texte}[1:10])"
        return f"nullif({jour}, '')"
    if champ["type"] in ("number", "integer"):
        return f"CAST(nullif(replace({texte}, ',', '.'), '') AS DOUBLE)"
    return f"nullif({texte}, '')"


def classeur(path: Path) -> str:
    """Digest the values of the sheet."""
    from python_calamine import CalamineWorkbook

    empreinte = hashlib.sha256()
    for ligne in CalamineWorkbook.from_path(str(path)).get_sheet_by_name("contrats").to_python():
        empreinte.update(repr(ligne).encode())
    return empreinte.hexdigest()


if __name__ == "__main__":
    for nom in map(Path, sys.argv[1:]):
        print(texte(nom) if nom.is_dir() else classeur(nom))
