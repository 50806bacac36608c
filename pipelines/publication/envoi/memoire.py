"""data_gouv.json, beside the releases: the ids the server gave, and the uploads under way. Lost, it is found again.

One push at a time: a lock beside it. What the ids are used for belongs to `plan` and `televersement`.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.commun.diffusion import IDENTIFIANT
from pipelines.commun.fichiers import remplacer_json
from pipelines.commun.pannes import disque
from pipelines.publication.envoi.destination import Serveur
from pipelines.publication.envoi.refus import EnvoiRefuse

NOM, VERROU = "data_gouv.json", ".envoi"


class Memoire:
    """What is remembered of one server; each change is on the disk before the next request."""

    def __init__(self, chemin: Path, serveur: Serveur) -> None:
        self._chemin, self._serveur = chemin, serveur.base
        self._tout = _lire(chemin)
        dit = self._tout.get(serveur.base)
        self._ici: dict[str, Any] = dit if isinstance(dit, dict) else {}

    @property
    def jeu(self) -> str:
        """The id of the dataset, empty when it is not known."""
        dit = str(self._ici.get("jeu") or "")
        return dit if IDENTIFIANT.match(dit) else ""

    @property
    def ressources(self) -> dict[str, str]:
        """The ids of resources by key."""
        return _textes(self._ici.get("ressources"))

    @property
    def parties(self) -> dict[str, str]:
        """The sha1 of the files whose upload began, by key: one that is there under its file name is ours."""
        return _textes(self._ici.get("parties"))

    def envoi(self, cle: str) -> dict[str, Any]:
        """What is known of an upload in parts that was not finished."""
        dit = (self._ici.get("morceaux") or {}).get(cle)
        return dict(dit) if isinstance(dit, dict) else {}

    def retenir_jeu(self, ident: str) -> None:
        """Remember the dataset."""
        if ident != self.jeu:
            self._garder(jeu=ident)

    def retenir_ressource(self, cle: str, rid: str) -> None:
        """Remember a resource; its upload is over."""
        if self.ressources.get(cle) != rid or cle in self.parties:
            self._garder(
                ressources=self.ressources | {cle: rid},
                parties={nom: sha1 for nom, sha1 in self.parties.items() if nom != cle},
            )

    def commencer(self, cle: str, sha1: str) -> None:
        """Remember that an upload begins."""
        if self.parties.get(cle) != sha1:
            self._garder(parties=self.parties | {cle: sha1})

    def retenir_envoi(self, cle: str, dit: dict[str, Any] | None) -> None:
        """Remember how far an upload in parts went; None when it is over."""
        autres = {nom: d for nom, d in (self._ici.get("morceaux") or {}).items() if nom != cle}
        self._garder(morceaux=autres | ({cle: dit} if dit else {}))

    def _garder(self, **quoi: Any) -> None:
        self._ici = {nom: valeur for nom, valeur in (self._ici | quoi).items() if valeur}
        self._tout = self._tout | {self._serveur: self._ici}
        try:
            remplacer_json(self._chemin, self._tout)
        except OSError as erreur:
            raise EnvoiRefuse(
                f"« {self._chemin} », où sont notés les identifiants, n'a pas pu être écrit : {disque(erreur)}. Rien "
                "n'est perdu : corrigez, puis relancez."
            ) from None


@contextmanager
def seul(depot: Path) -> Iterator[None]:
    """Hold the sending of these releases for one push. Errors: another one is under way."""
    try:
        verrou = (depot / VERROU).open("a", encoding="utf-8")
    except OSError as erreur:
        raise EnvoiRefuse(f"« {depot} » ne peut pas être écrit : {disque(erreur)}.") from None
    with verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnvoiRefuse(f"Un autre envoi de « {depot.name} » est en cours : attendez sa fin.") from None
        yield


def _lire(chemin: Path) -> dict[str, Any]:
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}


def _textes(dit: object) -> dict[str, str]:
    return {str(cle): str(valeur) for cle, valeur in dit.items()} if isinstance(dit, dict) else {}
