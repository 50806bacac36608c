"""Small DECP files made by hand, and what the reader makes of them. No expectation belongs here."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines.decp.lecture import Source, lire_fichiers
from pipelines.fictif.identifiants import siren, siret

VILLE = siret(siren(1))
FABRE, GARNIER, HUBERT = (siret(siren(n)) for n in (101, 102, 103))
HORS_CONTENU = "EXCLUDE (source, rang)"
"""What the place of a record decides; everything else is its content."""


def titulaires(*sirets: str) -> list[dict[str, Any]]:
    """Suppliers, with the wrappers of 2022."""
    return [{"titulaire": {"typeIdentifiant": "SIRET", "id": s}} for s in sirets]


def marche(id_: str = "2024M01", **champs: Any) -> dict[str, Any]:
    """A short record of 2022; a field given as None is left out."""
    base = {
        "id": id_,
        "acheteur": {"id": VILLE},
        "objet": "Réfection de la toiture du gymnase",
        "montant": 100_000,
        "dateNotification": "2024-03-01",
        "datePublicationDonnees": "2024-04-01",
        "titulaires": titulaires(FABRE),
    }
    return {cle: valeur for cle, valeur in (base | champs).items() if valeur is not None}


def document(*enregistrements: Any, concessions: list[Any] | None = None) -> bytes:
    """The envelope of 2022."""
    corps = {"marche": list(enregistrements)} | ({"contrat-concession": concessions} if concessions else {})
    return json.dumps({"marches": corps}, ensure_ascii=False).encode()


def ecrire(dossier: Path, fichiers: Mapping[str, bytes]) -> list[Path]:
    """Write files, folders included, and return their paths."""
    chemins = []
    for nom, contenu in fichiers.items():
        chemin = dossier / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu)
        chemins.append(chemin)
    return chemins


def lire(dossier: Path, **fichiers: bytes) -> tuple[list[Source], list[dict[str, Any]]]:
    """Read files named `nom_ext` and return their sources and the staging rows, without their place."""
    noms = {nom[::-1].replace("_", ".", 1)[::-1]: contenu for nom, contenu in fichiers.items()}
    staging = dossier / "staging"
    sources = lire_fichiers(ecrire(dossier / "entree", noms), staging)
    return sources, lignes(staging)


def lignes(staging: Path) -> list[dict[str, Any]]:
    """The staging rows in the order of files and ranks."""
    vue = duckdb.sql(f"""
        SELECT * {HORS_CONTENU} FROM read_parquet('{staging}/source=*/part-*.parquet', hive_partitioning = true)
        ORDER BY source, rang""")
    return [dict(zip(vue.columns, ligne, strict=True)) for ligne in vue.fetchall()]


def une(dossier: Path, **fichiers: bytes) -> dict[str, Any]:
    """Read one file of one record."""
    sources, lues = lire(dossier, **fichiers)
    assert [source.refus for source in sources] == [None]
    assert len(lues) == 1
    return lues[0]
