"""The verdicts on a folder of Parquet tables: each as the CSV it would become, then the links between them.

Writing the release belongs to `pipelines.publication`.
"""

import dataclasses
import tempfile
from pathlib import Path

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas import tables as schemas
from pipelines.validation import export
from pipelines.validation.constats import Erreur
from pipelines.validation.export import chemin_sql, nom_sql
from pipelines.validation.verdict import SEUIL, Verdict, valider_table


def valider_dossier(
    tables: Path, *, racine: Path = schemas.RACINE, travail: Path | None = None, seuil: int = SEUIL
) -> list[Verdict]:
    """Judge every `<table>.parquet` of a folder, in alphabetical order, links between tables included.

    Errors: a table without schema, or whose columns or types are not those of its schema.
    """
    con = duck.connect(threads=1, tmp=travail)  # one thread streams: 230 MB at a million contracts
    verdicts = []
    for parquet in sorted(tables.glob("*.parquet")):
        verdict = valider_parquet(parquet, racine=racine, travail=travail, seuil=seuil, con=con)
        perdus = liens_perdus(con, parquet, schemas.charger(parquet.stem, racine))
        verdicts.append(
            dataclasses.replace(
                verdict,
                valide=verdict.valide and not perdus,
                erreurs=[*verdict.erreurs, *perdus],
                total_erreurs=verdict.total_erreurs + len(perdus),
            )
        )
    return verdicts


def valider_parquet(
    parquet: Path,
    *,
    racine: Path = schemas.RACINE,
    travail: Path | None = None,
    seuil: int = SEUIL,
    con: duckdb.DuckDBPyConnection | None = None,
) -> Verdict:
    """Judge one working table, unpublished columns included, through the CSV made from it."""
    con = con or duck.connect(threads=1, tmp=travail)
    schema = schemas.charger(parquet.stem, racine)
    export.verifier_colonnes(con, parquet, schema)
    with tempfile.TemporaryDirectory(dir=travail) as folder:
        path = Path(folder) / f"{parquet.stem}.csv"
        source, lignes = export.source_ordonnee(con, parquet, schema)
        export.ecrire_csv(con, source, schema, path)
        return valider_table(parquet.stem, path, schema, lignes_attendues=lignes, seuil=seuil, con=con)


def liens_perdus(con: duckdb.DuckDBPyConnection, parquet: Path, schema: schemas.Schema) -> list[Erreur]:
    """List the rows whose link to another table of the folder leads nowhere.

    Links of a register are judged with all registers at hand (`regles_croisees`) and stop nothing
    (docs/decisions/0013): those that it names may not even be published.

    Errors: a published table that refers to one that is not there.
    """
    erreurs: list[Erreur] = []
    if schemas.usage_de(schema) == "registre":
        return erreurs
    for lien in schema.get("references", []):
        cible = parquet.with_name(f"{lien['table']}.parquet")
        if not cible.is_file():
            raise SpaserErreur(f"La table « {parquet.stem} » renvoie à « {lien['table']} », qui manque.")
        champs, visees = schemas.en_liste(lien["fields"]), schemas.en_liste(lien["champs"])
        requete = duck.sql(
            __file__,
            "references",
            champs=", ".join(map(nom_sql, champs)),
            lecture=f"read_parquet({chemin_sql(parquet)})",
            vide=" AND ".join(f"{nom_sql(c)} IS NULL" for c in champs),
            cible=f"read_parquet({chemin_sql(cible)})",
            egalite=" AND ".join(
                f"c.{nom_sql(v)} = t.{nom_sql(c)}" for c, v in zip(champs, visees, strict=True)
            ),
        )
        for (rang,) in con.execute(requete).fetchall():
            erreurs.append(
                {
                    "ligne": None,
                    "enregistrement": rang + 1,
                    "champ": champs[0],
                    "numero_champ": schemas.colonnes(schema).index(champs[0]) + 1,
                    "code": "spaser-reference",
                    "regle": "spaser-reference",
                    "valeur": None,
                    "message": f"{', '.join(champs)} ne renvoie à aucune ligne de la table {lien['table']}.",
                    "suggestion": None,
                }
            )
    return erreurs
