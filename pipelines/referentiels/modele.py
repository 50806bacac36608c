"""What a national file is, and what counts as the territory. Reading them belongs to `configuration` and `extraire`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Fichier:
    """A national file as published: where it is, the day it describes, and what its columns do not say by themselves.

    `colonnes` gives, for a field of the format (`siren`, `du`, `au`...), the title that it has in the file.
    """

    chemin: Path
    observe_le: date
    format: str = ""
    colonnes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Territoire:
    """Codes of communes and departments, SIREN of EPCI: a supplier in any of them is of the territory."""

    communes: tuple[str, ...] = ()
    epci: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.communes or self.epci or self.departements)


@dataclass(frozen=True)
class Lu:
    """What became of a file: the format found, and how much was read, or why it is refused."""

    nom: str
    fichier: Fichier
    format: str
    sha256: str | None
    lignes: int = 0
    attendues: int | None = None
    """What the file itself says that the whole list holds, all its parts together."""
    illisibles: int = 0
    """Rows whose number cannot be read: nothing is known of whom they name."""
    refus: str | None = None
    garde: bool = False
    """Whether its extract is one that was kept, made perhaps for more suppliers."""
