"""The making of a release, step by step. Each has its module: tables, changements, composer, depot..."""

import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json, sha256
from pipelines.publication import alias, anterieures, changements, depot, derives, signature
from pipelines.publication.composer import composer
from pipelines.publication.descripteurs import dictionnaire, provenance
from pipelines.publication.fiche import Fiche, Publication, Source, sources_du_bilan
from pipelines.publication.numero import Numero, empreinte_du_contenu
from pipelines.publication.tables import TableEcrite, ecrire_formes, ecrire_table
from pipelines.schemas import tables as schemas

FOIS_LES_TABLES = 30
"""Room asked for beforehand, for one byte of working Parquet: most forms of a table are text. A release that takes more
(small tables that compress well) and finds the disk full is abandoned all the same, and nothing is lost."""


@dataclass(frozen=True)
class Chantier:
    """A release in the making: from where, to where, of whom, on which day, after which version."""

    tables: Path
    destination: Path
    fiche: Fiche
    arrete_au: dt.date
    racine: Path
    ouvriers: int
    latest: dict[str, Any] | None
    prepare: Path
    tmp: Path
    malgre_un_retrait: bool

    @property
    def avant(self) -> Path | None:
        """The folder of the version in force; None before the first, and when all were withdrawn."""
        precedente = self.precedente
        return self.destination / depot.VERSIONS / precedente if precedente else None

    @property
    def precedente(self) -> str | None:
        """The version in force."""
        return str(self.latest["version"]) if self.latest and self.latest["version"] else None


def publier(
    tables: Path,
    destination: Path,
    fiche: Fiche,
    arrete_au: dt.date,
    *,
    racine: Path = schemas.RACINE,
    threads: int = 1,
    ouvriers: int = 2,
    malgre_un_retrait: bool = False,
) -> Publication:
    """Publish `tables`/*.parquet and bilan.json as a new version of `destination`, if anything changed.

    One thread a query streams a table of any size in some 130 MB; two hold whole row groups (1.4 GB at a
    million contracts) and gain little, since two files are written side by side (`ouvriers`).

    Errors: a disk where this cannot be atomic, another publisher, a table that breaks its schema, a column that may
    not leave, an altered former version, data that were withdrawn (unless `malgre_un_retrait`). In each case nothing
    is published and the version in force stays.
    """
    if not any(tables.glob("*.parquet")) or not (tables / "bilan.json").is_file():
        raise SpaserErreur(
            f"« {tables} » ne contient pas de tables à publier (tables .parquet et bilan.json)."
        )
    signature.exiger()
    attendus = FOIS_LES_TABLES * sum(path.stat().st_size for path in tables.glob("*.parquet"))
    with (
        depot.publication(destination, attendus) as (latest, prepare),
        tempfile.TemporaryDirectory(dir=prepare.parent) as tmp,
    ):
        chantier = Chantier(
            tables,
            destination,
            fiche,
            arrete_au,
            racine,
            # a Parquet is written by one thread, for its bytes: not while other queries want several
            ouvriers if threads == 1 else 1,
            latest,
            prepare,
            Path(tmp),
            malgre_un_retrait,
        )
        with duck.connect(threads=threads, tmp=Path(tmp)) as con:
            return _publier(chantier, con)


def _publier(chantier: Chantier, con: duckdb.DuckDBPyConnection) -> Publication:
    ecrites = _ecrire_tables(chantier, con)
    bilan = json.loads((chantier.tables / "bilan.json").read_text(encoding="utf-8"))
    ecrire_json(chantier.prepare / "bilan.json", bilan | {"fictif": chantier.fiche.fictif})
    sources = chantier.fiche.sources or sources_du_bilan(bilan)
    contenu = _empreinte(chantier, sources, ecrites)
    latest = chantier.latest
    if latest and chantier.avant and latest["contenu_sha256"] == contenu:
        derives.reconstruire(chantier.destination, chantier.fiche.diffusion.adresse)
        lignes = {table.nom: table.lignes for table in ecrites}
        derives.reconstruire(chantier.destination, chantier.fiche.diffusion.adresse)
        return Publication(
            str(latest["version"]), chantier.avant, False, latest["sequence"], lignes, latest["fichiers"]
        )
    ecrites = _allonger(chantier, con, ecrites)
    numero = Numero(
        depot.numero_suivant(chantier.destination, chantier.arrete_au, latest),
        int(latest["sequence"]) + 1 if latest else 1,
        chantier.precedente,
        _empreinte(chantier, sources, ecrites),
    )
    if not chantier.malgre_un_retrait:
        depot.exiger_jamais_retire(chantier.destination, numero.contenu_sha256)
    return _mettre_en_vigueur(chantier, con, numero, sources, ecrites)


def _mettre_en_vigueur(
    chantier: Chantier,
    con: duckdb.DuckDBPyConnection,
    numero: Numero,
    sources: tuple[Source, ...],
    ecrites: list[TableEcrite],
) -> Publication:
    """Write all that a version has beside the CSV of its tables, then make it the one in force."""
    fiche, prepare = chantier.fiche, chantier.prepare
    jour = chantier.arrete_au.isoformat()
    ecrire_json(prepare / "provenance.json", provenance.decrire(fiche, jour, numero.version, sources))
    ecrites = [*ecrites, _ecrire_changements(chantier, con, ecrites)]
    ecrire_formes(con, ecrites, prepare, chantier.ouvriers)
    ecrites = sorted([*ecrites, _ecrire_dictionnaire(chantier, con, ecrites)], key=lambda table: table.nom)
    journal = changements.rediger(prepare, chantier.avant, numero.version, chantier.arrete_au, con)
    sommes = composer(
        prepare,
        fiche,
        chantier.arrete_au,
        numero,
        sources,
        ecrites,
        journal,
        changements.nouveautes(journal),
        chantier.tmp,
        chantier.ouvriers,
    )
    signature.signer(prepare)
    fichiers = {
        p.name: {"sha256": sommes.get(p.name) or sha256(p), "bytes": p.stat().st_size}
        for p in sorted(prepare.iterdir())
    }
    dossier = depot.inscrire(
        chantier.destination,
        prepare,
        numero.version,
        numero.dit()
        | {
            "slug": fiche.slug,
            "titre": fiche.titre_public,
            "fictif": fiche.fictif,
            "arrete_au": chantier.arrete_au.isoformat(),
            "fichiers": fichiers,
        },
    )
    derives.reconstruire(chantier.destination, fiche.diffusion.adresse)
    lignes = {table.nom: table.lignes for table in ecrites}
    return Publication(numero.version, dossier, True, numero.sequence, lignes, fichiers)


def _ecrire_tables(chantier: Chantier, con: duckdb.DuckDBPyConnection) -> list[TableEcrite]:
    """Write every table; the list of former versions is that of the version in force, to compare with it."""
    renommes, avant = (chantier.tmp / f"{nom}.parquet" for nom in (alias.TABLE, anterieures.TABLE))
    alias.ecrire_alias(con, chantier.tables, chantier.avant, chantier.precedente or "", renommes)
    anterieures.ecrire_comme_en_vigueur(con, chantier.destination, chantier.latest, avant)
    parquets = sorted([*chantier.tables.glob("*.parquet"), renommes, avant], key=lambda path: path.name)
    return [ecrire_table(con, parquet, chantier.prepare, chantier.racine) for parquet in parquets]


def _allonger(
    chantier: Chantier, con: duckdb.DuckDBPyConnection, ecrites: Sequence[TableEcrite]
) -> list[TableEcrite]:
    """Add the version in force to the list of former versions, since there is to be a next one."""
    if chantier.latest is None or chantier.avant is None:
        return list(ecrites)
    avant = chantier.tmp / "suite" / f"{anterieures.TABLE}.parquet"
    avant.parent.mkdir()
    anterieures.ecrire_a_la_suite(con, chantier.destination, chantier.latest, avant)
    allongee = ecrire_table(con, avant, chantier.prepare, chantier.racine)
    return [allongee if table.nom == anterieures.TABLE else table for table in ecrites]


def _ecrire_changements(
    chantier: Chantier, con: duckdb.DuckDBPyConnection, ecrites: Sequence[TableEcrite]
) -> TableEcrite:
    parquet = chantier.tmp / f"{changements.TABLE}.parquet"
    if chantier.avant is None:
        changements.ecrire_vide(parquet, con)
    else:
        changements.comparer(chantier.avant, chantier.prepare, ecrites, parquet, con)
    return ecrire_table(con, parquet, chantier.prepare, chantier.racine)


def _ecrire_dictionnaire(
    chantier: Chantier, con: duckdb.DuckDBPyConnection, ecrites: Sequence[TableEcrite]
) -> TableEcrite:
    parquet = chantier.tmp / f"{dictionnaire.TABLE}.parquet"
    dictionnaire.ecrire_dictionnaire(con, ecrites, chantier.prepare, parquet, chantier.racine)
    ecrite = ecrire_table(con, parquet, chantier.prepare, chantier.racine)
    ecrire_formes(con, [ecrite], chantier.prepare, chantier.ouvriers)
    return ecrite


def _empreinte(chantier: Chantier, sources: tuple[Source, ...], ecrites: Sequence[TableEcrite]) -> str:
    return empreinte_du_contenu(chantier.fiche, chantier.arrete_au, sources, ecrites, chantier.prepare)
