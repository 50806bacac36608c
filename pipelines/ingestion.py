"""`spaser ingest`: files in, tables out, without a SPASER. The steps belong to `decp` and `contrats`."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import fichiers_nommes
from pipelines.contrats.etablir import etablir
from pipelines.decp.lecture import lire_fichiers


def ingerer(
    chemins: Sequence[Path],
    sortie: Path,
    arrete_au: date,
    *,
    ajouter: bool = False,
    suivi: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Read DECP files and write one Parquet per table and bilan.json into `sortie`; return the bilan.

    With `ajouter`, files read before into the same folder count again (they are kept in `sortie`/.sources): files
    read one by one give the same tables as files read together.
    """
    if not fichiers_nommes(chemins):
        raise SpaserErreur("Aucun fichier à lire : " + ", ".join(f"« {c} »" for c in chemins) + " est vide.")
    sortie.mkdir(parents=True, exist_ok=True)
    gardes, staging = sortie / ".sources", sortie / ".staging"
    entrees: Sequence[Path] = chemins
    if not ajouter:
        shutil.rmtree(gardes, ignore_errors=True)
    else:
        gardes.mkdir(exist_ok=True)
        for nom, chemin in fichiers_nommes(chemins):
            (gardes / nom).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(chemin, gardes / nom)
        entrees = [p for p in sorted(gardes.rglob("*")) if p.is_file()]
    try:
        dire = (lambda nom: suivi(f"Lecture de {nom}")) if suivi else None
        sources = lire_fichiers(entrees, staging, dire)
        if suivi:
            suivi("Établissement des contrats")
        return etablir(sources, staging, sortie, arrete_au)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
