"""The making of a release, step by step. Each has its module: tables, descripteur, lisezmoi, alias..."""

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json, json_stable, sha256
from pipelines.publication import alias, anterieures, depot
from pipelines.publication.descripteur import decrire
from pipelines.publication.fiche import Fiche, Publication, sources_du_bilan
from pipelines.publication.lisezmoi import rediger
from pipelines.publication.tables import TableEcrite, ecrire_table
from pipelines.schemas import tables as schemas


def publier(
    tables: Path,
    destination: Path,
    fiche: Fiche,
    arrete_au: dt.date,
    *,
    racine: Path = schemas.RACINE,
    threads: int = 1,
) -> Publication:
    """Publish `tables`/*.parquet and bilan.json as a new version of `destination`, if anything changed.

    One thread a query streams a table of any size in some 130 MB; two hold whole row groups (1.4 GB at a
    million contracts) and gain little, since CSV and JSON are written side by side.

    Errors: another publisher, a table that breaks its schema, a column that may not leave, an altered former
    version. In each case nothing is published and the version in force stays.
    """
    if not any(tables.glob("*.parquet")) or not (tables / "bilan.json").is_file():
        raise SpaserErreur(
            f"« {tables} » ne contient pas de tables à publier (tables .parquet et bilan.json)."
        )
    with depot.verrou(destination):
        latest = depot.en_vigueur(destination)
        prepare = depot.preparer(destination)
        try:
            return _publier(tables, destination, fiche, arrete_au, racine, threads, latest, prepare)
        finally:
            shutil.rmtree(prepare.parent, ignore_errors=True)


def _publier(
    tables: Path,
    destination: Path,
    fiche: Fiche,
    arrete_au: dt.date,
    racine: Path,
    threads: int,
    latest: dict[str, Any] | None,
    prepare: Path,
) -> Publication:
    precedente = str(latest["version"]) if latest else None
    ecrites = _ecrire_tables(tables, destination, latest, racine, threads, prepare)
    bilan = json.loads((tables / "bilan.json").read_text(encoding="utf-8"))
    ecrire_json(prepare / "bilan.json", bilan | {"fictif": fiche.fictif})
    sources = fiche.sources or sources_du_bilan(bilan)
    descripteur = decrire(fiche, arrete_au, sources, ecrites, prepare)
    contenu = empreinte_du_contenu(descripteur)
    lignes = {table.nom: table.lignes for table in ecrites}
    if latest and latest["contenu_sha256"] == contenu:
        dossier = destination / depot.VERSIONS / str(latest["version"])
        return Publication(
            str(latest["version"]), dossier, False, latest["sequence"], lignes, latest["fichiers"]
        )
    if latest:
        ecrites = _allonger(destination, latest, racine, threads, prepare, ecrites)
        descripteur = decrire(fiche, arrete_au, sources, ecrites, prepare)
        contenu = empreinte_du_contenu(descripteur)
        lignes = {table.nom: table.lignes for table in ecrites}
    version = depot.numero_suivant(destination, arrete_au)
    ecrire_json(prepare / "datapackage.json", descripteur | {"version": version})
    texte = rediger(fiche, arrete_au, version, sources, ecrites, precedente)
    (prepare / "LISEZMOI.md").write_text(texte, encoding="utf-8")
    sommes = {path.name: sha256(path) for path in sorted(prepare.iterdir())}
    (prepare / "SHA256SUMS").write_text(
        "".join(f"{somme}  {nom}\n" for nom, somme in sommes.items()), encoding="utf-8"
    )
    fichiers = {p.name: {"sha256": sha256(p), "bytes": p.stat().st_size} for p in sorted(prepare.iterdir())}
    sequence = int(latest["sequence"]) + 1 if latest else 1
    dossier = depot.inscrire(
        destination,
        prepare,
        version,
        {
            "version": version,
            "sequence": sequence,
            "precedente": precedente,
            "slug": fiche.slug,
            "titre": fiche.titre_public,
            "fictif": fiche.fictif,
            "arrete_au": arrete_au.isoformat(),
            "contenu_sha256": contenu,
            "fichiers": fichiers,
        },
    )
    return Publication(version, dossier, True, sequence, lignes, fichiers)


def _ecrire_tables(
    tables: Path,
    destination: Path,
    latest: dict[str, Any] | None,
    racine: Path,
    threads: int,
    prepare: Path,
) -> list[TableEcrite]:
    """Write every table; the list of former versions is that of the version in force, to compare with it."""
    precedente = str(latest["version"]) if latest else None
    with tempfile.TemporaryDirectory(dir=prepare.parent) as folder:
        con = duck.connect(threads=threads, tmp=Path(folder))
        ancienne = destination / depot.VERSIONS / precedente if precedente else None
        renommes, avant = (Path(folder) / f"{nom}.parquet" for nom in (alias.TABLE, anterieures.TABLE))
        alias.ecrire_alias(con, tables, ancienne, precedente or "", renommes)
        anterieures.ecrire_comme_en_vigueur(con, destination, latest, avant)
        parquets = sorted([*tables.glob("*.parquet"), renommes, avant], key=lambda path: path.name)
        ecrites = [ecrire_table(con, parquet, prepare, racine) for parquet in parquets]
        con.close()
    return ecrites


def _allonger(
    destination: Path,
    latest: dict[str, Any],
    racine: Path,
    threads: int,
    prepare: Path,
    ecrites: list[TableEcrite],
) -> list[TableEcrite]:
    """Add the version in force to the list of former versions, since there is to be a next one."""
    with tempfile.TemporaryDirectory(dir=prepare.parent) as folder:
        con = duck.connect(threads=threads, tmp=Path(folder))
        avant = Path(folder) / f"{anterieures.TABLE}.parquet"
        anterieures.ecrire_a_la_suite(con, destination, latest, avant)
        allongee = ecrire_table(con, avant, prepare, racine)
        con.close()
    return [allongee if table.nom == anterieures.TABLE else table for table in ecrites]


def empreinte_du_contenu(descripteur: dict[str, Any]) -> str:
    """Digest what a version says, all but its number: every file is in the descriptor by its sha256."""
    return hashlib.sha256(json_stable(descripteur).encode()).hexdigest()
