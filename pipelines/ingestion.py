"""`spaser ingest`: files in, tables out, without a SPASER. The steps belong to `decp` and `contrats`."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.commun.empreintes import VUES, Vues, etat_de
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import fichiers_nommes, remplacer_json, sha256

ETAT = ".etat"
"""In a folder of tables: what is kept for the next time (readings, tables, what was seen); it can be deleted."""
FAIT, LECTURES = "fait.json", "lectures"


def ingerer(
    chemins: Sequence[Path],
    sortie: Path,
    arrete_au: date,
    *,
    ajouter: bool = False,
    verifier: bool = False,
    suivi: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Read DECP files and write one Parquet per table and bilan.json into `sortie`; return the bilan.

    Only the files that changed are read again, and only the contracts that they touch are decided again. A file is
    taken as unchanged by its size, dates and inode; with `verifier`, by its bytes. With `ajouter`, the files that
    `sortie` was made from count again, read where they are: files read one by one give the same tables as files read
    together.

    Errors: nothing to read; with `ajouter`, a file read before that is no longer there or has changed.
    """
    if not fichiers_nommes(chemins):
        raise SpaserErreur("Aucun fichier à lire : " + ", ".join(f"« {c} »" for c in chemins) + " est vide.")
    sortie.mkdir(parents=True, exist_ok=True)
    etat, memoire = sortie / ETAT, sortie / ".entrees.json"
    entrees = [*(_deja_lus(memoire) if ajouter else ()), *chemins]
    demande = _demande(entrees, etat, arrete_au, verifier)
    if fait := _fait(sortie, etat, demande):
        return fait
    return _ingerer(entrees, sortie, arrete_au, demande, suivi)


def _ingerer(
    entrees: Sequence[Path],
    sortie: Path,
    arrete_au: date,
    demande: dict[str, Any] | None,
    suivi: Callable[[str], None] | None,
) -> dict[str, Any]:
    from pipelines.contrats.etablir import etablir
    from pipelines.decp.lecture import lire_fichiers, nommer

    etat, staging, nommees = sortie / ETAT, sortie / ".staging", nommer(entrees)
    (etat / FAIT).unlink(missing_ok=True)
    try:
        dire = (lambda nom: suivi(f"Lecture de {nom}")) if suivi else None
        sources = lire_fichiers(nommees, staging, dire, gardees=etat / LECTURES)
        if suivi:
            suivi("Établissement des contrats")
        bilan = etablir(sources, staging, sortie, arrete_au, etat=etat / "contrats")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    lieux = {entree.nom: str(entree.chemin) for entree in nommees}
    empreintes = {source.fichier: source.sha256 for source in sources}
    remplacer_json(sortie / ".entrees.json", {lieux[nom]: empreinte for nom, empreinte in empreintes.items()})
    demande = demande or _demande(entrees, etat, arrete_au, verifier=False)
    if demande and demande["fichiers"] == empreintes:
        remplacer_json(etat / FAIT, {"demande": demande, "tables": _tables(sortie)})
    return bilan


def _demande(entrees: Sequence[Path], etat: Path, arrete_au: date, verifier: bool) -> dict[str, Any] | None:
    """What the tables depend on; None when a file is new, or may have changed."""
    vues = Vues(etat / LECTURES / VUES)
    nommes = fichiers_nommes(entrees)
    if verifier:
        with ThreadPoolExecutor(os.cpu_count()) as ouvriers:
            empreintes = list(ouvriers.map(vues.relire, (chemin for _, chemin in nommes)))
        vues.ecrire()
    else:
        connues = [vues.connue(chemin, etat_de(chemin)) for _, chemin in nommes]
        empreintes = [e for e in connues if e is not None]
        if len(empreintes) < len(connues):
            return None
    fichiers = {nom: e for (nom, _), e in zip(nommes, empreintes, strict=True)}
    return {"code": _code(), "arrete_au": arrete_au.isoformat(), "fichiers": fichiers}


def _fait(sortie: Path, etat: Path, demande: dict[str, Any] | None) -> dict[str, Any] | None:
    """The account of tables that are already those that are asked for, and that nobody has touched."""
    try:
        fait = json.loads((etat / FAIT).read_text(encoding="utf-8"))
        if demande and fait["demande"] == demande and fait["tables"] == _tables(sortie):
            return dict(json.loads((sortie / "bilan.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):  # nothing kept that can be read: it is done again
        return None
    return None


def _tables(sortie: Path) -> dict[str, Any]:
    return {path.name: etat_de(path) for path in [*sortie.glob("*.parquet"), sortie / "bilan.json"]}


def _code() -> str:
    """Digest of the code that makes the tables, without importing it: what did not change is told at once."""
    ici = Path(__file__).parent
    salles = [path for salle in ("commun", "decp", "contrats") for path in (ici / salle).rglob("*")]
    regles = [sha256(p) for p in sorted(salles) if p.suffix in (".py", ".sql", ".csv")]
    return hashlib.sha256(" ".join([*regles, version("duckdb"), version("msgspec")]).encode()).hexdigest()


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
