"""Levels of a change (patch, minor, major), what each promises, and the version number it demands.

A file is valid when frictionless accepts it, its columns being matched by name, and when it holds the columns
of the old schema. Which change has which level belongs to the other modules of this folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipelines.commun.erreurs import SpaserErreur

Niveau = Literal["aucun", "patch", "mineur", "majeur"]
NIVEAUX: tuple[Niveau, ...] = ("aucun", "patch", "mineur", "majeur")
DEFINITIONS: dict[Niveau, str] = {
    "aucun": "les deux schémas disent la même chose",
    "patch": "les mêmes fichiers sont valides et se lisent de même : seuls des textes changent",
    "mineur": "tout fichier valide avec l'ancien schéma le reste avec le nouveau et se lit de même ; "
    "d'autres fichiers deviennent valides, ou une colonne s'ajoute",
    "majeur": "un fichier valide avec l'ancien schéma peut ne plus l'être, ou ne se lit plus de même",
}


@dataclass(frozen=True)
class Changement:
    """One difference: where, what, its level, and whether valid files are sure to stay valid."""

    niveau: Niveau
    lieu: str
    quoi: str
    pourquoi: str
    reste_valide: bool = True


@dataclass(frozen=True)
class Bilan:
    """All differences between two versions of a schema."""

    nom: str
    avant: str | None
    apres: str | None
    changements: tuple[Changement, ...]

    @property
    def niveau(self) -> Niveau:
        """Return the highest level met."""
        return NIVEAUX[max((NIVEAUX.index(c.niveau) for c in self.changements), default=0)]

    @property
    def reste_valide(self) -> bool:
        """Say whether every valid file is sure to stay valid."""
        return all(c.reste_valide for c in self.changements)


def patch(lieu: str, quoi: str, pourquoi: str = "le texte seul change") -> Changement:
    """Build a change that no file and no reader can see."""
    return Changement("patch", lieu, quoi, pourquoi)


def mineur(lieu: str, quoi: str, pourquoi: str) -> Changement:
    """Build a change that lets in more than before."""
    return Changement("mineur", lieu, quoi, pourquoi)


def majeur(lieu: str, quoi: str, pourquoi: str, *, reste_valide: bool = False) -> Changement:
    """Build a change that refuses files, or takes something from those who read them."""
    return Changement("majeur", lieu, quoi, pourquoi, reste_valide)


def version_demandee(avant: str, niveau: Niveau) -> tuple[int, int, int]:
    """Return the smallest version that a change of this level allows after another.

    Before 1.0.0 a schema is not settled: a major change asks for a new minor number, others for a new patch.

    Errors: a version that is not X.Y.Z.
    """
    x, y, z = numeros(avant)
    if niveau == "aucun":
        return x, y, z
    if x == 0:
        return (0, y + 1, 0) if niveau == "majeur" else (0, y, z + 1)
    return {"majeur": (x + 1, 0, 0), "mineur": (x, y + 1, 0), "patch": (x, y, z + 1)}[niveau]


def numeros(version: str | None) -> tuple[int, int, int]:
    """Return the three numbers of a version.

    Errors: a version that is not X.Y.Z (X.Y counts as X.Y.0).
    """
    morceaux = str(version).removeprefix("v").split(".")
    if not 2 <= len(morceaux) <= 3 or not all(m.isascii() and m.isdigit() for m in morceaux):
        raise SpaserErreur(f"La version « {version} » n'a pas la forme X.Y.Z : impossible de comparer.")
    x, y, z = (int(m) for m in [*morceaux, "0"][:3])
    return x, y, z


def trier(changements: Iterable[Changement]) -> tuple[Changement, ...]:
    """Order changes: the gravest first, then as found."""
    return tuple(sorted(changements, key=lambda c: -NIVEAUX.index(c.niveau)))
