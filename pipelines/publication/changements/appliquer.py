"""The replay: from the CSV of a version and the changes of the next, the CSV of the next, byte for byte.

It is the proof that `changements` leaves nothing out, and what a reuser who keeps a copy can do instead of downloading.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.publication.changements.ecarts import cle_json
from pipelines.publication.changements.version import HORS, TABLE, TableLue, Version, lire, ressources
from pipelines.schemas import tables as schemas
from pipelines.validation import export

# Rows stand in the order of the key; a number in it, such as a rank, was ordered as a text in some tables.
ORDRES = ("valeurs", "textes")


def appliquer(avant: Path, changements_csv: Path, descripteur_apres: Path, dest: Path) -> list[str]:
    """Write in `dest` the CSV that `descripteur_apres` describes; return the names of the tables.

    `avant` is the folder of the former version. Columns, their order and the key come from the new descriptor. Tables
    that follow from the others (`HORS`) are not written.

    Errors: a file that comes out with another digest than the descriptor says: one of the inputs is not the right one.
    """
    ancienne, nouvelle = lire(avant), lire(dest, descripteur_apres)
    attendues = _empreintes(descripteur_apres)
    noms = sorted(set(nouvelle.tables) - HORS)
    dest.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=dest, prefix=".rejeu-") as dossier:
        con = duck.connect(threads=1, tmp=Path(dossier))
        lus = Path(dossier) / "changements.parquet"
        _lire_changements(con, changements_csv, lus)
        for nom in noms:
            _preparer(con, lus, ancienne, nouvelle.tables[nom])
            if not any(_ecrire(con, nouvelle.tables[nom], ordre) == attendues[nom] for ordre in ORDRES):
                raise SpaserErreur(
                    f"Table « {nom} » : le fichier refait n'est pas celui de la version. Vérifiez que "
                    f"« {avant} » est la version précédente et que « {changements_csv} » va avec "
                    f"« {descripteur_apres} »."
                )
        con.close()
    return noms


def _empreintes(descripteur: Path) -> dict[str, str]:
    lu: dict[str, Any] = json.loads(descripteur.read_text(encoding="utf-8"))
    return {r["name"]: str(r["hash"]).removeprefix("sha256:") for r in ressources(lu)}


def _lire_changements(con: duckdb.DuckDBPyConnection, chemin: Path, dest: Path) -> None:
    """Keep the changes as Parquet: each table reads its own."""
    table = TableLue(TABLE, chemin, schemas.publie(schemas.charger(TABLE)))
    con.execute(duck.sql(__file__, "rejeu_lecture", lecture=table.lecture(), dest=duck.literal(dest)))


def _preparer(con: duckdb.DuckDBPyConnection, changements: Path, avant: Version, table: TableLue) -> None:
    suivies = f'FROM read_parquet({duck.literal(changements)}) WHERE "table" = {duck.literal(table.nom)}'
    natures: dict[str, list[str]] = {}
    for nature, colonne in con.execute(f"SELECT DISTINCT nature, colonne {suivies}").fetchall():
        natures.setdefault(nature, []).append(colonne)
    ancienne = None if {"table_ajoutee", "cle_changee"} & set(natures) else avant.tables.get(table.nom)
    partout = dict(
        con.execute(f"SELECT colonne, nouvelle_valeur {suivies} AND nature = 'corrige_partout'").fetchall()
    )
    con.execute(
        duck.sql(
            __file__,
            "rejeu",
            suivies=suivies,
            anciennes=_anciennes(ancienne, table, natures.get("corrige", []), partout),
            ajoutees=", ".join(
                f"json_extract_string(nouvelle_valeur, {duck.literal(f'$.{c}')}) AS {export.nom_sql(c)}"
                for c in table.colonnes
            ),
        )
    )


def _ecrire(con: duckdb.DuckDBPyConnection, table: TableLue, ordre: str) -> str:
    """Write the table by order of key, as values or as texts; return the digest of the file."""
    types = (
        dict.fromkeys(table.colonnes, "VARCHAR") if ordre == "textes" else schemas.types_duckdb(table.schema)
    )
    cle = ", ".join(f"CAST(refaite.{export.nom_sql(c)} AS {types[c]})" for c in table.cle)
    textes = table.schema | {"fields": [{"name": c, "type": "string"} for c in table.colonnes]}
    export.ecrire_csv(con, f"FROM refaite ORDER BY {cle}", textes, table.csv)
    return sha256(table.csv)


def _anciennes(
    ancienne: TableLue | None, table: TableLue, corrigees: list[str], partout: dict[str, str]
) -> str:
    """Return the SQL of the rows that stay, corrected, under the new columns."""
    if ancienne is None:
        colonnes = ", ".join(f"NULL::VARCHAR AS {export.nom_sql(c)}" for c in table.colonnes)
        return f"SELECT {colonnes} WHERE false"
    valeurs = []
    for c in table.colonnes:
        nom = export.nom_sql(c)
        valeur = f"_avant.{nom}" if c in ancienne.colonnes else "NULL::VARCHAR"
        if c in partout:
            valeur = duck.literal(partout[c])
        if c in corrigees:
            valeur = (
                f"CASE WHEN list_contains(map_keys(_cases), {duck.literal(c)}) "
                f"THEN _cases[{duck.literal(c)}] ELSE {valeur} END"
            )
        valeurs.append(f"{valeur} AS {nom}")
    return duck.sql(
        __file__,
        "rejeu_anciennes",
        valeurs=",\n".join(valeurs),
        lecture=ancienne.lecture(),
        cle=cle_json(ancienne.cle),
    )
