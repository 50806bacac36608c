"""The raw store on disk: bytes named by their SHA-256, a sidecar a snapshot, the snapshot in force of each resource.

What is harvested belongs to `recolte`, what is deleted to `retention`. One harvest writes at a time (`verrou`); readers
need no lock, since bytes never change under their name and records are replaced whole.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256 as sha256_de
from pipelines.commun.pannes import disque
from pipelines.sources.ecriture import creer, deplacer, ecrire_json_sur
from pipelines.sources.fiches import Fiche, Vigueur, en_objet, lire_fiche, lire_vigueur
from pipelines.sources.noms import cle_ressource

MAGASIN = Path("data") / "raw" / "magasin"
"""The store of a repository, from its root: one for all its SPASERs."""
EN_VIGUEUR, DERNIER_CONSTAT, REFUS = "en_vigueur.json", "dernier_constat.json", "refus.json"
OCTETS, JEUX, REFUSES, DEPLIES, BROUILLONS, VERROU = "octets", "jeux", "refuses", "deplies", ".tmp", ".verrou"
CORPS = "corps"
"""In a folder of .tmp/ of its own: the body being received, beside what an interrupted download left."""


class Magasin:
    """The folder of the raw store; it may not exist yet, and then nothing is in force."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def octets(self, sha256: str) -> Path:
        """Say where the bytes of that digest are, or would be."""
        return self.dossier / OCTETS / sha256[:2] / sha256

    def est_sain(self, fiche: Fiche) -> bool:
        """Say whether the bytes of a snapshot are there with their size (the digest is for `integrite`)."""
        chemin = self.octets(fiche.sha256)
        return chemin.is_file() and chemin.stat().st_size == fiche.octets

    def lire(self, cle: str, vigueur: Vigueur) -> tuple[Fiche, Path]:
        """Return the snapshot in force and its bytes; errors: SpaserErreur when they are missing or cut short."""
        fiche = self.fiche(cle, vigueur.ressource, vigueur.sha256) or self._fiche_refaite(cle, vigueur)
        if fiche is None or not self.est_sain(fiche):
            raise SpaserErreur(
                f"Magasin des sources : les octets de « {vigueur.nom_fichier} » ({vigueur.sha256[:12]}…) manquent ou "
                "n'ont plus leur taille. Relancez « spaser sources fetch » pour les reprendre à la source."
            )
        return fiche, self.octets(fiche.sha256)

    def fiche(self, cle: str, ressource: str, sha256: str) -> Fiche | None:
        """Return the record of a snapshot, None when there is none."""
        chemin = self._dossier(cle, ressource) / f"{sha256}.json"
        return lire_fiche(chemin) if chemin.is_file() else None

    def fiches(self, cle: str, ressource: str) -> list[Fiche]:
        """List the snapshots of a resource, oldest first."""
        return _fiches(self._dossier(cle, ressource))

    def vigueur(self, cle: str, ressource: str) -> Vigueur | None:
        """Say which snapshot of a resource is in force, None when none is."""
        return self._vigueur(self._dossier(cle, ressource))

    def vigueurs(self, cle: str) -> list[Vigueur]:
        """List what is in force of a source, by file name then identifier."""
        lues = [v for c in (self.dossier / JEUX / cle).glob("*/") if (v := self._vigueur(c))]
        return sorted(lues, key=lambda v: (v.nom_fichier, v.ressource))

    def _vigueur(self, dossier: Path) -> Vigueur | None:
        """Read what is in force; when that record is gone, the latest snapshot that was accepted is."""
        if (dossier / EN_VIGUEUR).is_file():
            return lire_vigueur(dossier / EN_VIGUEUR)
        gardees = [fiche for fiche in _fiches(dossier) if fiche.efface_le is None and self.est_sain(fiche)]
        if not gardees:
            return None
        *avant, fiche = gardees
        return Vigueur(
            fiche.ressource,
            fiche.sha256,
            fiche.recu_le[:10],
            fiche.titre,
            fiche.nom_fichier,
            fiche.publie_le,
            precedents=tuple(f.sha256 for f in reversed(avant)),
        )

    def _fiche_refaite(self, cle: str, vigueur: Vigueur) -> Fiche | None:
        """Make again the record of a snapshot in force, from its bytes, where it is gone; None without these bytes."""
        chemin = self.octets(vigueur.sha256)
        if not chemin.is_file() or sha256_de(chemin) != vigueur.sha256:
            return None
        return Fiche(
            source=cle,
            jeu=None,
            ressource=vigueur.ressource,
            titre=vigueur.titre,
            nom_fichier=vigueur.nom_fichier,
            url="",
            url_finale="",
            recu_le=vigueur.depuis,
            octets=chemin.stat().st_size,
            sha256=vigueur.sha256,
            sha1="",
            publie_le=vigueur.publie_le,
        )

    def dossiers(self) -> Iterator[tuple[str, str]]:
        """Yield each resource of the store as the names of its two folders."""
        for chemin in sorted((self.dossier / JEUX).glob("*/*/")):
            yield chemin.parent.name, chemin.name

    def constat(self, cle: str) -> dict[str, Any] | None:
        """Return what a source listed last, None before its first harvest."""
        dit = self._json(self.dossier / JEUX / cle / DERNIER_CONSTAT)
        juste = (
            dit is not None and isinstance(dit.get("jour"), str) and isinstance(dit.get("ressources"), dict)
        )
        return dit if juste else None

    def noter_constat(self, cle: str, constat: dict[str, Any]) -> None:
        """Remember what a source lists."""
        self._ecrire(self.dossier / JEUX / cle / DERNIER_CONSTAT, constat)

    def ranger(self, corps: Path, fiche: Fiche) -> None:
        """Take bytes under their name, then write their record; `corps` leaves the place where it was."""
        deplacer(corps, self.octets(fiche.sha256))
        self.inscrire(fiche)

    def inscrire(self, fiche: Fiche) -> None:
        """Write the record of a snapshot whose bytes are in the store."""
        dossier = self._dossier(fiche.source, fiche.ressource)
        self._ecrire(dossier / f"{fiche.sha256}.json", en_objet(fiche))

    def mettre_en_vigueur(self, cle: str, vigueur: Vigueur) -> None:
        """Say which snapshot of a resource is in force from now on."""
        self._ecrire(self._dossier(cle, vigueur.ressource) / EN_VIGUEUR, en_objet(vigueur))

    def refuser(self, corps: Path, fiche: Fiche, motif: str) -> None:
        """Keep the bytes that were refused last of a resource, and why, out of the way of those that count.

        Bytes that the store holds already for a former snapshot stay where they are.
        """
        if corps == self.octets(fiche.sha256):
            return
        dossier = self._refuses(fiche.source, fiche.ressource)
        if corps != dossier / fiche.sha256:
            deplacer(corps, dossier / fiche.sha256)
        self._ecrire(dossier / REFUS, en_objet(fiche) | {"motif": motif})
        for chemin in dossier.iterdir():
            if chemin.name not in (fiche.sha256, REFUS):
                chemin.unlink()

    def refuse(self, cle: str, ressource: str) -> tuple[Fiche, Path] | None:
        """Return the record and the bytes that were refused last of a resource, None unless they are kept whole."""
        dossier = self._refuses(cle, ressource)
        if not (dossier / REFUS).is_file():
            return None
        fiche = lire_fiche(dossier / REFUS)
        garde = dossier / fiche.sha256
        return (fiche, garde) if garde.is_file() and garde.stat().st_size == fiche.octets else None

    def oublier_refus(self, cle: str, ressource: str) -> None:
        """Delete what was refused of a resource: another snapshot has been accepted since."""
        shutil.rmtree(self._refuses(cle, ressource), ignore_errors=True)

    def brouillon(self, cle: str, ressource: str) -> Path:
        """Say where the body of a resource is received; its folder exists and may hold a partial body."""
        return creer(self.dossier / BROUILLONS / cle / cle_ressource(ressource)) / CORPS

    def debarrasser(self, cle: str, ressource: str) -> None:
        """Delete what receiving a resource left behind."""
        shutil.rmtree(self.dossier / BROUILLONS / cle / cle_ressource(ressource), ignore_errors=True)

    @contextmanager
    def verrou(self, attendre_s: float = 0, dire: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the store for one harvest; what a killed one left is deleted, but for partial bodies to resume.

        Errors: SpaserErreur naming the process that still holds it after `attendre_s` seconds.
        """
        try:
            ouvert = (creer(self.dossier) / VERROU).open("a+", encoding="utf-8")
        except OSError as erreur:
            raise SpaserErreur(
                f"Le magasin des sources, « {self.dossier} », ne peut pas être écrit ({disque(erreur)}) : rien n'a été "
                "récolté. Ce qui est en vigueur se lit avec « spaser run --sans-recolte »."
            ) from erreur
        with ouvert as fichier:
            echeance = time.monotonic() + attendre_s
            annonce = False
            while not _prendre(fichier.fileno()):
                fichier.seek(0)
                qui = fichier.read().strip() or "inconnu"
                if time.monotonic() >= echeance:
                    raise SpaserErreur(
                        f"Une autre récolte est en cours dans « {self.dossier} » (processus {qui}) : attendez sa fin, "
                        "puis recommencez. Rien n'a été récolté."
                    )
                if dire and not annonce:
                    dire(f"Une autre récolte est en cours (processus {qui}) : attente de sa fin")
                    annonce = True
                time.sleep(0.1)
            fichier.truncate(0)
            fichier.write(str(os.getpid()))
            fichier.flush()
            self._nettoyer()
            yield

    def _nettoyer(self) -> None:
        for reste in (self.dossier / BROUILLONS).glob("*"):
            if reste.is_file():
                reste.unlink()
        for corps in (self.dossier / BROUILLONS).glob(f"*/*/{CORPS}"):
            corps.unlink()  # nothing says that it was checked

    def _dossier(self, cle: str, ressource: str) -> Path:
        return self.dossier / JEUX / cle / cle_ressource(ressource)

    def _refuses(self, cle: str, ressource: str) -> Path:
        return self.dossier / REFUSES / cle / cle_ressource(ressource)

    def _ecrire(self, chemin: Path, objet: dict[str, Any]) -> None:
        ecrire_json_sur(chemin, objet, self.dossier / BROUILLONS)

    @staticmethod
    def _json(chemin: Path) -> dict[str, Any] | None:
        """An aid to memory: unreadable, it is as if it were not there, and is made again."""
        try:
            lu = json.loads(chemin.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return lu if isinstance(lu, dict) else None


def _prendre(descripteur: int) -> bool:
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fiches(dossier: Path) -> list[Fiche]:
    lues = [lire_fiche(chemin) for chemin in dossier.glob("*.json") if chemin.name != EN_VIGUEUR]
    return sorted(lues, key=lambda fiche: (fiche.recu_le, fiche.sha256))
