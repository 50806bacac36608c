"""`spaser ingest`: files in, tables out, without a SPASER. The steps belong to `decp` and `contrats`."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import ecrire_json, fichiers_nommes, sha256
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

    With `ajouter`, the files that `sortie` was made from count again, read where they are: files read one by one
    give the same tables as files read together.

    Errors: nothing to read; with `ajouter`, a file read before that is no longer there or has changed.
    """
    if not fichiers_nommes(chemins):
        raise SpaserErreur("Aucun fichier à lire : " + ", ".join(f"« {c} »" for c in chemins) + " est vide.")
    sortie.mkdir(parents=True, exist_ok=True)
    staging, memoire = sortie / ".staging", sortie / ".entrees.json"
    entrees = [*(_deja_lus(memoire) if ajouter else ()), *chemins]
    try:
        dire = (lambda nom: suivi(f"Lecture de {nom}")) if suivi else None
        sources = lire_fichiers(entrees, staging, dire)
        if suivi:
            suivi("Établissement des contrats")
        bilan = etablir(sources, staging, sortie, arrete_au)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    lieux = {nom: str(chemin) for nom, chemin in fichiers_nommes(entrees)}
    ecrire_json(memoire, {lieux[source.fichier]: source.sha256 for source in sources})
    return bilan


def _deja_lus(memoire: Path) -> list[Path]:
    """The files that a folder of tables was made from, still there and the same."""
    if not memoire.exists():
        return []
    lus = json.loads(memoire.read_text(encoding="utf-8"))
    for lieu, empreinte in lus.items():
        if not Path(lieu).is_file() or sha256(Path(lieu)) != empreinte:
            raise SpaserErreur(
                f"« {lieu} », déjà lu dans ce dossier, a changé ou n'est plus là : relisez tout sans --ajouter."
            )
    return [Path(lieu) for lieu in lus]
