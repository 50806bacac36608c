"""How faults and differences of schemas are shown, on the terminal and in JSON. Finding them is not done here."""

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from pipelines.schemas.diff import Bilan
    from pipelines.schemas.lint import Examen


def montrer_examen(examen: "Examen") -> None:
    """Print the faults of a file, then, counted, what a schema of another community does otherwise."""
    from pipelines.schemas.lint.fautes import MAISONS, ecrire_chemin

    sortie = Console()
    if examen.fautes:
        sortie.print(f"[bold]{escape(str(examen.path))}[/bold]", highlight=False, soft_wrap=True)
    for faute in examen.comptees:
        lieu = f"ligne {faute.ligne}" if faute.ligne else "fichier"
        chemin = f", {ecrire_chemin(faute.chemin)}" if faute.chemin else ""
        genre = "[red]faux[/red]" if faute.gravite == "erreur" else "[yellow]convention[/yellow]"
        texte = f"  {lieu}{chemin} : {faute.phrase} [{faute.regle}]"
        sortie.print(f"{genre}{escape(texte)}", highlight=False, soft_wrap=True)
    comptes: dict[str, int] = {}
    for faute in examen.conseils:
        comptes[faute.regle] = comptes.get(faute.regle, 0) + 1
    for regle, nombre in comptes.items():
        texte = escape(f"conseil  {nombre} fois : {MAISONS[regle]} [{regle}]")
        sortie.print(f"[dim]{texte}[/dim]", highlight=False, soft_wrap=True)


def examen_en_json(examen: "Examen") -> dict[str, Any]:
    """Return what was found in a file, as JSON takes it."""
    from pipelines.schemas.lint.fautes import ecrire_chemin

    fautes = [
        {
            "ligne": f.ligne,
            "chemin": ecrire_chemin(f.chemin),
            "colonne": f.colonne,
            "regle": f.regle,
            "gravite": f.gravite,
            "compte": f in examen.comptees,
            "message": f.phrase,
        }
        for f in examen.fautes
    ]
    return {"fichier": str(examen.path), "valide": not examen.comptees, "fautes": fautes}


def montrer_bilan(bilan: "Bilan", *, seul: bool) -> None:
    """Print what changes in a schema; `seul`: the level is defined beside it."""
    from pipelines.schemas.diff import DEFINITIONS

    if bilan.niveau == "aucun":
        return
    sortie = Console()
    versions = f"{bilan.avant or '?'} → {bilan.apres or '?'}"
    sortie.print(
        f"[bold]{escape(bilan.nom)}[/bold] {versions} : changement [bold]{bilan.niveau}[/bold]",
        highlight=False,
    )
    if seul:
        sortie.print(f"  {bilan.niveau} : {DEFINITIONS[bilan.niveau]}.", highlight=False, soft_wrap=True)
    dit = "restent valides" if bilan.reste_valide else "peuvent ne plus l'être, rien ne prouve le contraire"
    sortie.print(f"  Les fichiers valides avec l'ancien schéma {dit}.", highlight=False, soft_wrap=True)
    for change in bilan.changements:
        texte = f"  {change.niveau:7} {change.lieu} : {change.quoi} ({change.pourquoi})"
        sortie.print(escape(texte), highlight=False, soft_wrap=True)


def bilan_en_json(bilan: "Bilan") -> dict[str, Any]:
    """Return what changes in a schema, as JSON takes it."""
    return {
        "nom": bilan.nom,
        "avant": bilan.avant,
        "apres": bilan.apres,
        "niveau": bilan.niveau,
        "reste_valide": bilan.reste_valide,
        "changements": [vars(change) for change in bilan.changements],
    }
