"""What a source is, what it lists, what came of each file, what a run then reads. Nothing acts here."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

TYPES = ("ministere", "decp_info", "jeu", "dossier")
ETATS = ("nouvelle", "modifiee", "inchangee", "refusee", "injoignable", "disparue", "retiree")
"""What came of a resource in one harvest. After « refusee », « injoignable » and « disparue » the former snapshot, if
there is one, stays in force."""


@dataclass(frozen=True)
class Retrait:
    """A human decision: a resource no longer counts from a day on."""

    ressource: str
    depuis: date
    raison: str


@dataclass(frozen=True)
class BaisseAcceptee:
    """A human decision: this snapshot is right although it holds many fewer records than the one before."""

    ressource: str
    sha256: str
    raison: str


@dataclass(frozen=True)
class Source:
    """A source as spaser.yaml declares it."""

    nom: str
    type: str
    jeu: str | None = None
    chemin: Path | None = None
    ressources: tuple[str, ...] = ()
    licence: str | None = None
    api: str = "https://www.data.gouv.fr"
    adresses_privees: tuple[str, ...] = ()
    fraicheur_jours: int = 35
    baisse_max_pct: int = 50
    retraits: tuple[Retrait, ...] = ()
    baisses_acceptees: tuple[BaisseAcceptee, ...] = ()


@dataclass(frozen=True)
class Ressource:
    """A file that a source lists: `sha1` and `octets` are None when the platform does not know them."""

    id: str
    titre: str
    url: str
    nom_fichier: str
    format: str | None = None
    sha1: str | None = None
    octets: int | None = None
    publie_le: str | None = None
    schema: str | None = None


@dataclass(frozen=True)
class Constat:
    """What came of one resource, or of a whole source when `ressource` is None; `message` is French, for people."""

    source: str
    ressource: str | None
    etat: str
    message: str = ""
    nom: str | None = None
    octets: int = 0
    sha256: str | None = None
    enregistrements: int | None = None
    essais: int = 0
    publie_le: str | None = None


@dataclass(frozen=True)
class Entree:
    """A file to read: its name in the tables, where its bytes are, and from which source it came."""

    nom: str
    chemin: Path
    sha256: str | None = None
    origine: str = "entrees"
    ressource: str | None = None
    fiche: dict[str, object] = field(default_factory=dict)
    filtrer: bool = False
    """Whether only the buyers that a run is about are read in it: the others are nobody's here."""
