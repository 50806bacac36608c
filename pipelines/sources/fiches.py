"""What the raw store says of bytes: the record of a snapshot (`Fiche`), which snapshot is in force (`Vigueur`).

Where and how they are written belongs to `magasin`.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from pipelines.commun.erreurs import SpaserErreur

PRESENTE, DISPARUE = "presente", "disparue"


@dataclass(frozen=True)
class Fiche:
    """One snapshot of a resource: where it came from, when, under which licence, what it weighs and holds.

    `url` and `url_finale` bear no query. `recu_le` is a date and time (UTC), `efface_le` the day on which the bytes
    were deleted by the rule of retention.
    """

    source: str
    jeu: str | None
    ressource: str
    titre: str
    nom_fichier: str
    url: str
    url_finale: str
    recu_le: str
    octets: int
    sha256: str
    sha1: str
    publie_le: str | None = None
    licence: str | None = None
    format: str | None = None
    schema: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    enregistrements: int | None = None
    efface_le: str | None = None

    @property
    def publication(self) -> str:
        """The day of publication as people read it, or that of reception where none is known."""
        return (self.publie_le or self.recu_le)[:10]


@dataclass(frozen=True)
class Vigueur:
    """Which snapshot of a resource is in force since which day, and those that were before it, newest first.

    `titre`, `nom_fichier` and `publie_le` are what was listed last; `etat` is `presente` or `disparue`.
    """

    ressource: str
    sha256: str
    depuis: str
    titre: str
    nom_fichier: str
    publie_le: str | None = None
    etat: str = PRESENTE
    disparue_le: str | None = None
    precedents: tuple[str, ...] = ()

    def remplacee(self, sha256: str, depuis: str) -> "Vigueur":
        """Put another snapshot in force, and remember this one."""
        precedents = (self.sha256, *(p for p in self.precedents if p not in (sha256, self.sha256)))
        return replace(self, sha256=sha256, depuis=depuis, precedents=precedents)


def en_objet(chose: Fiche | Vigueur) -> dict[str, Any]:
    """Return what is written as JSON."""
    objet = asdict(chose)
    if isinstance(chose, Fiche):
        objet["validateurs"] = {cle: objet.pop(cle) for cle in ("etag", "last_modified")}
    return objet


def lire_fiche(chemin: Path) -> Fiche:
    """Read a sidecar; errors: SpaserErreur when it is not one."""
    objet = _objet(chemin)
    return _faire(Fiche, chemin, objet | dict(objet.pop("validateurs", None) or {}))


def lire_vigueur(chemin: Path) -> Vigueur:
    """Read en_vigueur.json; errors: SpaserErreur when it does not say which snapshot is in force."""
    objet = _objet(chemin)
    precedents = objet.get("precedents") or []
    if not isinstance(precedents, list) or not all(isinstance(p, str) for p in precedents):
        raise _illisible(chemin)
    return _faire(Vigueur, chemin, objet | {"precedents": tuple(precedents)})


T = TypeVar("T", Fiche, Vigueur)
PERMIS: dict[str, tuple[type, ...]] = {
    "<class 'str'>": (str,),
    "<class 'int'>": (int,),
    "str | None": (str, NoneType),
    "int | None": (int, NoneType),
    "tuple[str, ...]": (tuple,),
}
"""What a field may hold, by its annotation."""


def _objet(chemin: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(chemin.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as erreur:
        raise _illisible(chemin) from erreur


def _faire(genre: type[T], chemin: Path, objet: dict[str, Any]) -> T:
    connus = {champ.name for champ in fields(genre)}
    try:
        fait = genre(**{cle: valeur for cle, valeur in objet.items() if cle in connus})
    except TypeError as erreur:
        raise _illisible(chemin) from erreur
    if not all(isinstance(getattr(fait, champ.name), PERMIS[str(champ.type)]) for champ in fields(genre)):
        raise _illisible(chemin)
    return fait


def _illisible(chemin: Path) -> SpaserErreur:
    return SpaserErreur(
        f"Magasin des sources : « {chemin} » ne se lit pas. Restaurez-le, ou déplacez-le ailleurs : il sera refait "
        "d'après ce qui reste."
    )
