"""`spaser spaser`: what is wrong in the definition of a SPASER. The rules are in `pipelines.indicateurs.definition`."""

import json as texte_json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN

groupe = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="La définition d'un SPASER : ce que son texte demande de suivre.",
)


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.add_typer(groupe, name="spaser")


@groupe.callback()
def definitions() -> None:
    """Keep `check` a command of its own while it is the only one."""


@groupe.command("check")
def verifier(
    slug: Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")],
    edition: Annotated[
        str | None, typer.Option("--edition", help="Une seule édition (par défaut : toutes).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Répondre en JSON, sur la sortie standard.")] = False,
) -> None:
    """Vérifier la définition d'un SPASER : chaque faute à sa ligne et à sa colonne.

    Code de retour 0 : rien à corriger ; 1 : des fautes ; 2 : pas de SPASER de ce nom.

    Exemple : `spaser spaser check exemple`
    """
    from pipelines.indicateurs.definition.lire import editions, lire_definition
    from pipelines.indicateurs.definition.verifier import verifier_definition

    racine = Path()
    fautes = verifier_definition(racine, slug, edition)
    lues = [edition] if edition else [dossier.name for dossier in editions(racine, slug)]
    if json:
        objet = {
            "slug": slug,
            "editions": lues,
            "valide": not fautes,
            "fautes": [asdict(faute) for faute in fautes],
        }
        typer.echo(texte_json.dumps(objet, ensure_ascii=False, indent=2))
        raise typer.Exit(1 if fautes else 0)
    for faute in fautes:
        valeur = f" [{faute.valeur}]" if faute.valeur else ""
        conseil = f" ({faute.suggestion})" if faute.suggestion else ""
        texte = f"{faute.lieu} : {faute.message}{valeur}{conseil}"
        ECRAN.print(escape(texte), highlight=False, soft_wrap=True)
    if fautes:
        texte = f"{len(fautes)} faute(s) dans la définition de « {slug} »."
        ECRAN.print(escape(texte), highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    for nom in lues:
        lue = lire_definition(racine, slug, nom)
        comptes = (
            f"{len(lue.indicateurs)} indicateurs, {len(lue.objectifs)} objectifs chiffrés, "
            f"{len(lue.observations)} valeurs observées, {len(lue.actions)} actions"
        )
        texte = f"« {slug} », édition {nom} : {comptes}, aucune faute."
        ECRAN.print(escape(texte), highlight=False, soft_wrap=True)
