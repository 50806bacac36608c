"""What changes between two versions of a schema, how grave it is for those who use it, and why, in French.

Levels and their definitions are in `niveaux`; whether one version may follow another is decided here.
"""

from typing import Any

from pipelines.schemas.diff.colonnes import colonnes
from pipelines.schemas.diff.entete import entete
from pipelines.schemas.diff.niveaux import (
    DEFINITIONS,
    Bilan,
    Changement,
    Niveau,
    numeros,
    trier,
    version_demandee,
)

__all__ = ["DEFINITIONS", "Bilan", "Changement", "Niveau", "attendu", "comparer", "comparer_dossiers"]


def comparer(ancien: dict[str, Any], nouveau: dict[str, Any]) -> Bilan:
    """Return the differences between two versions of a schema."""
    return Bilan(
        nom=str(nouveau.get("name") or ancien.get("name") or "schéma"),
        avant=ancien.get("version"),
        apres=nouveau.get("version"),
        changements=trier([*entete(ancien, nouveau), *colonnes(ancien, nouveau)]),
    )


def comparer_dossiers(anciens: dict[str, dict[str, Any]], nouveaux: dict[str, dict[str, Any]]) -> list[Bilan]:
    """Return the differences between two sets of schemas, in alphabetical order; a set has no version."""
    bilans = []
    for nom in sorted(anciens.keys() | nouveaux.keys()):
        ancien, nouveau = anciens.get(nom), nouveaux.get(nom)
        if ancien is None:
            change = Changement(
                "mineur", "table", f"table « {nom} » ajoutée", "rien de ce qui existait ne change"
            )
            bilans.append(Bilan(nom, None, (nouveau or {}).get("version"), (change,)))
        elif nouveau is None:
            pourquoi = "les fichiers de cette table n'ont plus de schéma"
            change = Changement("majeur", "table", f"table « {nom} » retirée", pourquoi, False)
            bilans.append(Bilan(nom, ancien.get("version"), None, (change,)))
        else:
            bilans.append(comparer(ancien, nouveau))
    return bilans


def attendu(bilan: Bilan) -> str | None:
    """Say in French why the new version number is too low for what changed, or None.

    Errors: a version that is not X.Y.Z.
    """
    if bilan.avant is None or bilan.apres is None:
        return None
    demande = version_demandee(bilan.avant, bilan.niveau)
    if numeros(bilan.apres) >= demande:
        return None
    ecrite = ".".join(map(str, demande))
    return (
        f"{bilan.nom} : changement {bilan.niveau} depuis {bilan.avant}, la version doit être au moins {ecrite} ; "
        f"le nouveau schéma dit {bilan.apres}"
    )
