"""What leaves: the release in force, its descriptor, and its files, each proved before it is sent. Nothing is sent."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.publication import depot as depots
from pipelines.publication.depot import retraits
from pipelines.publication.envoi.refus import EnvoiRefuse

NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\Z")
BLOC = 1 << 20


@dataclass(frozen=True)
class Fichier:
    """A file of the release, as it was read: its bytes are those published."""

    nom: str
    chemin: Path
    octets: int
    sha256: str
    sha1: str


@dataclass(frozen=True)
class Lot:
    """The release in force; `ressources` are those of its descriptor, by file name."""

    slug: str
    version: str
    sequence: int
    precedente: str | None
    titre: str
    fictif: bool
    arrete_au: str
    contenu_sha256: str
    dossier: Path
    sommes: dict[str, str]
    descripteur: dict[str, Any]
    ressources: dict[str, dict[str, Any]]
    retirees: frozenset[str] = frozenset()
    """The versions that were withdrawn since."""

    def fichier(self, nom: str) -> Fichier:
        """Read a file of the release through, and return its digests.

        Errors: its bytes are not those published.
        """
        chemin = self.dossier / nom
        sha256, sha1, octets = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
        with chemin.open("rb") as file:
            while bloc := file.read(BLOC):
                sha256.update(bloc)
                sha1.update(bloc)
                octets += len(bloc)
        if sha256.hexdigest() != self.sommes[nom]:
            raise EnvoiRefuse(
                f"« {nom} » de la version {self.version} n'est plus ce qui a été publié : rien n'est envoyé. « spaser "
                f"verify {self.slug} » dit ce qui a changé."
            )
        return Fichier(nom, chemin, octets, sha256.hexdigest(), sha1.hexdigest())

    def texte(self, nom: str) -> str:
        """Return a text of the release, empty when there is none of that name."""
        return (self.dossier / nom).read_text(encoding="utf-8") if nom in self.sommes else ""


def lire_lot(depot: Path, slug: str) -> Lot:
    """Read the release in force.

    Errors: none was published, a file of it changed, it is that of another SPASER, it has a file of a strange name.
    """
    latest = depots.en_vigueur(depot) if depot.is_dir() else None
    if latest is None and depot.is_dir() and retraits.lire(depot):
        raise EnvoiRefuse(
            f"Toutes les versions de « {slug} » ont été retirées : il n'y a rien à envoyer. Ce qui en reste sur "
            "data.gouv.fr se supprime là-bas, sur la page du jeu."
        )
    if latest is None:
        raise EnvoiRefuse(
            f"« {slug} » n'a pas de version en vigueur dans « {depot.parent} » : publiez d'abord (« spaser run "
            f"{slug} »)."
        )
    if latest["slug"] != slug:
        raise EnvoiRefuse(
            f"« {depot} » contient les versions de « {latest['slug']!s:.100} », non de « {slug} »."
        )
    if etranges := [nom for nom in latest["fichiers"] if not NOM.match(nom)]:
        raise EnvoiRefuse(
            f"La version {latest['version']} a un fichier au nom inattendu : {etranges[0]!r:.100}."
        )
    dossier = depot / depots.VERSIONS / str(latest["version"])
    sommes = {nom: str(dit["sha256"]) for nom, dit in latest["fichiers"].items()}
    if "datapackage.json" not in sommes:
        raise EnvoiRefuse(f"La version {latest['version']} n'a pas de datapackage.json : publiez de nouveau.")
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    return Lot(
        slug=slug,
        version=str(latest["version"]),
        sequence=int(latest["sequence"]),
        precedente=latest.get("precedente"),
        titre=str(latest["titre"]),
        fictif=latest["fictif"] is not False or descripteur.get("fictif", False) is not False,
        arrete_au=str(latest["arrete_au"]),
        contenu_sha256=str(latest["contenu_sha256"]),
        dossier=dossier,
        sommes=sommes,
        descripteur=descripteur,
        retirees=frozenset(retraits.lire(depot)),
        ressources={str(r["path"]): r for r in descripteur["resources"] if isinstance(r.get("path"), str)},
    )
