"""What a release says of itself, and what publishing returns. No file is touched here."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.commun.erreurs import SpaserErreur

MENTION = "Données fictives"


@dataclass(frozen=True)
class Source:
    """An input file: its title, its name without any folder of this machine, its digest."""

    titre: str
    chemin: str
    sha256: str


@dataclass(frozen=True)
class Fiche:
    """Who publishes what. `sources` left empty is read from the bilan."""

    slug: str
    titre: str
    fictif: bool
    edition: str
    description: str = ""
    editeur: str = ""
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        """Refuse fictional data under the name of a real community (law 9)."""
        if self.fictif and self.slug != "exemple" and not self.slug.startswith("exemple-"):
            raise SpaserErreur(
                f"« {self.slug} » est publié avec des données fictives : son identifiant doit commencer par "
                "« exemple »."
            )

    @property
    def titre_public(self) -> str:
        """The title as published: fictional data says so first."""
        if self.fictif and not self.titre.startswith(MENTION):
            return f"{MENTION} – {self.titre}"
        return self.titre


@dataclass(frozen=True)
class Publication:
    """A version in force: a new one, or the former one when nothing had changed."""

    version: str
    dossier: Path
    nouvelle: bool
    sequence: int
    tables: dict[str, int] = field(default_factory=dict)
    fichiers: dict[str, dict[str, Any]] = field(default_factory=dict)


def sources_du_bilan(bilan: dict[str, Any]) -> tuple[Source, ...]:
    """List the input files that the reading counted."""
    return tuple(Source(s["fichier"], s["fichier"], s["sha256"]) for s in bilan.get("sources", []))
