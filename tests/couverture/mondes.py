"""Small worlds of a few sources, from files made by hand to the four tables. No expectation belongs here."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.contrats import couverture
from pipelines.contrats.etablir import etablir
from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.schemas import tables as schemas
from pipelines.sources.modele import Entree
from pipelines.validation import export
from tests.decp.outils import document, marche

ARRETE = date(2024, 12, 31)
Ligne = dict[str, Any]
Fichiers = Mapping[str, Sequence[Any] | bytes]
"""A name « source/file.json », and its records; bytes are written as they are."""


def contrat(
    numero: int | str, notifie: str | None = "2024-01-10", publie: str | None = None, **champs: Any
) -> Ligne:
    """A contract that no other one resembles, published on the day of its notification unless said otherwise."""
    base = {
        "objet": f"Prestation {numero} sans rapport avec une autre",
        "dateNotification": notifie,
        "datePublicationDonnees": publie or notifie,
    }
    return marche(f"2024M{numero}", **(base | champs))


def serie(comptes: Mapping[str, int], prefixe: str = "S") -> list[Ligne]:
    """So many contracts notified, and published, on the tenth day of each month (AAAA-MM)."""
    return [
        contrat(f"{prefixe}{mois}N{n}", f"{mois}-10")
        for mois, nombre in comptes.items()
        for n in range(nombre)
    ]


def mois(debut: str, comptes: Sequence[int]) -> dict[str, int]:
    """Counts by month from a first one (AAAA-MM) on."""
    premier = int(debut[:4]) * 12 + int(debut[5:]) - 1
    return {f"{(premier + n) // 12}-{(premier + n) % 12 + 1:02d}": nombre for n, nombre in enumerate(comptes)}


def etablir_monde(
    dossier: Path,
    fichiers: Fichiers,
    arrete_au: date = ARRETE,
    fiches: Mapping[str, Mapping[str, Any]] | None = None,
    ordre: Sequence[str] = (),
) -> tuple[list[Source], dict[str, Any]]:
    """Write, read, establish and cross: `dossier`/tables holds the tables. `ordre`: in which order files are given."""
    entrees = []
    for nom in ordre or list(fichiers):
        contenu = fichiers[nom]
        chemin = dossier / "brut" / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu if isinstance(contenu, bytes) else document(*contenu))
        entrees.append(Entree(nom, chemin, origine=nom.split("/")[0]))
    sources = lire_fichiers(entrees, dossier / "staging")
    etablir(sources, dossier / "staging", dossier / "tables", arrete_au)
    bilan = couverture.ecrire(dossier / "tables", dossier / "staging", sources, fiches or {}, arrete_au)
    return sources, bilan


def refaire(
    dossier: Path, copie: Path, sources: Sequence[Source], arrete_au: date = ARRETE
) -> dict[str, Any]:
    """Cross the sources of a world once more, into `copie`/tables."""
    (copie / "tables").mkdir()
    for parquet in (dossier / "tables").glob("*.parquet"):
        if parquet.stem not in couverture.TABLES:
            (copie / "tables" / parquet.name).symlink_to(parquet)
    return couverture.ecrire(copie / "tables", dossier / "staging", sources, {}, arrete_au)


def lire(dossier: Path, table: str) -> list[Ligne]:
    """The rows of a table of a world, in their order."""
    lu = duckdb.sql(f"FROM '{dossier}/tables/{table}.parquet'")
    return [dict(zip(lu.columns, ligne, strict=True)) for ligne in lu.fetchall()]


def table(dossier: Path, nom: str, *colonnes: str, **filtres: Any) -> list[tuple[Any, ...]]:
    """Some columns of the rows that have these values."""
    return [
        tuple(ligne[c] for c in colonnes)
        for ligne in lire(dossier, nom)
        if all(ligne[cle] == valeur for cle, valeur in filtres.items())
    ]


def en_csv(dossier: Path, tables: Sequence[str]) -> Path:
    """Write tables of a world as the CSV files of a release."""
    sortie = dossier / "csv"
    sortie.mkdir(exist_ok=True)
    con = duck.connect(threads=1)
    for nom in tables:
        parquet, schema = dossier / "tables" / f"{nom}.parquet", schemas.charger(nom)
        source, _ = export.source_ordonnee(con, parquet, schema)
        export.ecrire_csv(con, source, schemas.publie(schema), sortie / f"{nom}.csv")
    return sortie


def marches_2019(*enregistrements: Any) -> bytes:
    """The envelope of 2019."""
    return json.dumps({"marches": list(enregistrements)}, ensure_ascii=False).encode()
