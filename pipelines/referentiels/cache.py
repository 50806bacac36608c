"""Extracts kept from one run to the next, so that a file that did not change is not read again.

An extract serves when the same bytes were read the same way for at least the suppliers looked for now. Anything
doubtful is made again. What an extract holds belongs to `extraire`.
"""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.empreintes import Etat, Vues, etat_de
from pipelines.commun.erreurs import FichierRefuse
from pipelines.commun.fichiers import ecrire_json, sha256
from pipelines.referentiels.extraire import Extrait, extraire
from pipelines.referentiels.modele import Fichier

VUS, ETAT, EXTRAIT, DEMANDE = "vus.json", "etat.json", "extrait.parquet", "demande.parquet"
PRIVE = 0o700


class Cache:
    """A private folder of extracts; `vus.json` remembers the digest of a file by its size, date and inode."""

    def __init__(self, dossier: Path) -> None:
        dossier.mkdir(mode=PRIVE, parents=True, exist_ok=True)
        dossier.chmod(PRIVE)
        self.dossier = dossier
        self._vues = Vues(dossier / VUS)

    def extraire(
        self, con: duckdb.DuckDBPyConnection, fichier: Fichier, travail: Path
    ) -> tuple[str, Extrait, Path, bool]:
        """Return the digest of a file, what was read of it, the Parquet of its extract, and whether it was kept.

        An extract that was kept may have been made for more suppliers.

        Errors: FichierRefuse, also when the file changed while it was read.
        """
        avant = etat_de(fichier.chemin)
        connue = self._vues.connue(fichier.chemin, avant)
        if connue and (garde := self._garde(con, self._entree(connue, fichier))):
            return connue, garde, self._entree(connue, fichier) / EXTRAIT, True
        brouillon = travail / EXTRAIT
        with ThreadPoolExecutor(1) as autre:  # the digest costs a second where the extract costs two
            empreinte = autre.submit(sha256, fichier.chemin)
            extrait = extraire(con, fichier, brouillon, travail)
            connue = empreinte.result()
        if etat_de(fichier.chemin) != avant:
            raise FichierRefuse(
                f"« {fichier.chemin.name} » a changé pendant sa lecture : attendez la fin du téléchargement."
            )
        self._retenir(fichier.chemin, avant, connue)
        return connue, extrait, self._ranger(con, self._entree(connue, fichier), brouillon, extrait), False

    def empreinte(self, chemin: Path) -> str | None:
        """Return the digest of a file that may not exist, or may not be read."""
        try:
            return self._vues.connue(chemin, etat_de(chemin)) or sha256(chemin)
        except OSError:
            return None

    def _entree(self, empreinte: str, fichier: Fichier) -> Path:
        lecture = json.dumps([fichier.chemin.name, fichier.format, sorted(fichier.colonnes.items()), _code()])
        return self.dossier / f"{empreinte[:32]}-{hashlib.sha256(lecture.encode()).hexdigest()[:16]}"

    def _retenir(self, chemin: Path, etat: Etat | None, empreinte: str) -> None:
        self._vues.retenir(chemin, etat, empreinte)
        self._vues.ecrire()
        (self.dossier / VUS).chmod(0o600)

    def _garde(self, con: duckdb.DuckDBPyConnection, entree: Path) -> Extrait | None:
        """The extract that is kept, if it is whole and holds all that is looked for."""
        etat = _json(entree / ETAT)
        try:
            justes = all(etat[nom] == sha256(entree / nom) for nom in (EXTRAIT, DEMANDE))
            if not justes:
                return None
            connue = literal(entree / DEMANDE)
            manquent = con.execute(sql(__file__, "manquent", connue=connue)).fetchone()
            return Extrait(**etat["extrait"]) if manquent == (0,) else None
        except (KeyError, TypeError, OSError, duckdb.Error):
            return None

    def _ranger(
        self, con: duckdb.DuckDBPyConnection, entree: Path, brouillon: Path, extrait: Extrait
    ) -> Path:
        shutil.rmtree(entree, ignore_errors=True)
        entree.mkdir(mode=PRIVE)
        shutil.move(brouillon, entree / EXTRAIT)
        con.execute(
            f"COPY (SELECT siren, siret FROM demandes) TO {literal(entree / DEMANDE)} (FORMAT parquet)"
        )
        empreintes = {nom: sha256(entree / nom) for nom in (EXTRAIT, DEMANDE)}
        ecrire_json(entree / ETAT, {"extrait": asdict(extrait), **empreintes})
        for path in entree.iterdir():
            path.chmod(0o600)
        return entree / EXTRAIT


@cache
def _code() -> str:
    """Digest of the code that reads: an extract that another version made is made again."""
    ici = Path(__file__).parent
    noms = ("formats.py", "contenants.py", "petits.py", "extraire.py", "macros.sql")
    sources = [ici / nom for nom in noms] + sorted(ici.glob("extrait_*.sql"))
    return hashlib.sha256("".join(map(sha256, sources)).encode()).hexdigest()


def _json(chemin: Path) -> dict[str, Any]:
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}
