"""What a release says of itself, and what publishing returns. No file is touched here."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.commun.diffusion import Diffusion
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.noms import exiger_slug

MENTION = "Données fictives"
DEFINITION, REFERENTIEL = "définition", "référentiel"
"""What an input of a run is, in its provenance: a file of the SPASER's definition, a national file."""


@dataclass(frozen=True)
class Source:
    """An input file: its title, its name without any folder of this machine, its digest."""

    titre: str
    chemin: str
    sha256: str


@dataclass(frozen=True)
class Fiche:
    """Who publishes what. `sources` left empty is read from the bilan.

    `periode` is (first day, last day) of the SPASER, ISO or empty; `entrees` are the other inputs of a run (definition,
    national files); `parametres` what was asked of it.
    """

    slug: str
    titre: str
    fictif: bool
    edition: str
    description: str = ""
    editeur: str = ""
    sources: tuple[Source, ...] = ()
    contact: dict[str, str] = field(default_factory=dict)
    periode: tuple[str, str] = ("", "")
    territoire: dict[str, list[str]] = field(default_factory=dict)
    diffusion: Diffusion = field(default_factory=Diffusion)
    entrees: tuple[Source, ...] = ()
    parametres: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a name that could not be a folder, and fictional data under the name of a real community (law 9)."""
        exiger_slug(self.slug)
        if self.fictif and self.slug != "exemple" and not self.slug.startswith("exemple-"):
            raise SpaserErreur(
                f"« {self.slug} » est publié avec des données fictives : son identifiant doit commencer par "
                "« exemple »."
            )

    @property
    def titre_public(self) -> str:
        """The title as published, on one line: fictional data says so first."""
        titre = " ".join(self.titre.split())
        if self.fictif and not titre.startswith(MENTION):
            return f"{MENTION} – {titre}"
        return titre

    @property
    def description_publique(self) -> str:
        """A sentence on what is published."""
        return self.description or f"Données de la commande publique, {self.titre_public}."


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
