"""The `spaser` command: arguments in, sentences out. What the commands do belongs to `etapes` and the rooms."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pipelines.francais import AIDE, parler, traduire

parler()

import typer  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.markup import escape  # noqa: E402

from pipelines import (  # noqa: E402
    cli_completude,
    cli_diff,
    cli_envoi,
    cli_indicateurs,
    cli_livraisons,
    cli_publication,
    cli_rapports,
    cli_saisie,
    cli_schemas,
    cli_sources,
    cli_spaser,
    cli_validation,
)
from pipelines.commun.erreurs import SpaserErreur  # noqa: E402
from pipelines.commun.pannes import decrire  # noqa: E402
from pipelines.ecran import ECRAN, progression  # noqa: E402

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="""Des données de la commande publique aux données ouvertes d'un SPASER.

**Exemples**

- `spaser run` : tout faire sur la collectivité fictive livrée avec le projet ;
- `spaser ingest decp-2024.json --out sortie` : lire un fichier DECP, un Parquet par table ;
- `spaser run exemple --arrete-au 2026-06-30 --published /tmp/essai`.
""",
)

cli_validation.brancher(app)
cli_schemas.brancher(app)
cli_livraisons.brancher(app)
cli_indicateurs.brancher(app)
cli_saisie.brancher(app)
cli_rapports.brancher(app)
cli_completude.brancher(app)
cli_sources.brancher(app)
cli_spaser.brancher(app)
cli_publication.brancher(app)
cli_envoi.brancher(app)
cli_diff.brancher(app)

Chemins = Annotated[
    list[Path], typer.Argument(help="Fichiers ou dossiers DECP (JSON, XML, CSV de decp.info).")
]
Jour = Annotated[
    datetime | None,
    typer.Option(
        "--arrete-au", formats=["%Y-%m-%d"], help="Jour auquel l'état est arrêté (par défaut : aujourd'hui)."
    ),
]


@app.command()
def ingest(
    chemins: Chemins,
    out: Annotated[Path, typer.Option("--out", help="Dossier où écrire les tables et bilan.json.")],
    arrete_au: Jour = None,
    ajouter: Annotated[
        bool,
        typer.Option("--ajouter", help="Relire aussi les fichiers dont ce dossier est déjà fait."),
    ] = False,
    verifier: Annotated[
        bool,
        typer.Option(
            "--verifier", help="Reconnaître un fichier inchangé à ses octets, non à sa taille et à ses dates."
        ),
    ] = False,
) -> None:
    """Lire des fichiers DECP : un Parquet par table et bilan.json.

    Un fichier qui n'a pas changé n'est pas relu, et seuls les contrats qu'un changement touche sont établis à nouveau :
    le résultat est, octet pour octet, celui d'une lecture complète. Ce qui est gardé pour cela est dans `.etat`.

    Code de retour 0, ou 1 quand un fichier a été refusé (les autres sont lus).

    Exemple : `spaser ingest data/raw/exemple/decp --out /tmp/tables`
    """
    from pipelines.ingestion import ingerer

    with progression() as suivi:
        bilan = ingerer(
            chemins,
            out,
            arrete_au.date() if arrete_au else date.today(),
            ajouter=ajouter,
            verifier=verifier,
            suivi=suivi,
        )
    total = bilan["total"]
    ECRAN.print(
        f"{total['lus']} enregistrements lus : {total['gardes']} contrats, {total['fusionnes']} fusionnés, "
        f"{total['quarantaine']} en quarantaine. Tables dans {escape(str(out))}."
    )
    for refus in bilan["fichiers_refuses"]:
        ECRAN.print(f"[red]Refusé[/red] {escape(refus['motif'])}", highlight=False)
    raise typer.Exit(1 if bilan["fichiers_refuses"] else 0)


@app.command()
def run(
    slug: Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")] = "exemple",
    decp: Annotated[
        list[Path] | None, typer.Option("--decp", help="Fichier ou dossier DECP ; peut se répéter.")
    ] = None,
    registres: cli_indicateurs.Registres = None,
    fictif: cli_indicateurs.Fictif = False,
    published: Annotated[
        Path | None, typer.Option("--published", help="Où publier (par défaut : data/published).")
    ] = None,
    travail: Annotated[
        Path | None, typer.Option("--travail", help="Dossier de travail (par défaut : data/travail).")
    ] = None,
    arrete_au: Jour = None,
    sans_recolte: Annotated[
        bool,
        typer.Option(
            "--sans-recolte", help="Ne rien demander aux sources : lire ce qui en est déjà en vigueur."
        ),
    ] = False,
    magasin: Annotated[
        Path | None,
        typer.Option("--magasin", help="Où les sources sont gardées (par défaut : data/raw/magasin)."),
    ] = None,
    malgre_un_retrait: Annotated[
        bool,
        typer.Option(
            "--malgre-un-retrait", help="Publier même des données identiques à une version retirée."
        ),
    ] = False,
) -> None:
    """Tout faire pour un SPASER : récolter ses sources, lire, établir les contrats, calculer, valider, publier.

    Code de retour 0, ou 1 quand une source n'a pas répondu ou a été refusée : ce qui en était en vigueur a servi.

    Exemples : `spaser run exemple` ; `spaser run bordeaux --fictif`
    """
    from pipelines import etapes, etapes_decp, resume

    ctx = etapes.preparer(
        slug,
        decp=decp or (),
        registres=registres,
        fictif=fictif,
        published=published,
        travail=travail,
        arrete_au=arrete_au.date() if arrete_au else None,
        magasin=magasin,
    )
    if ctx.arrete_au > date.today():
        ECRAN.print(
            f"[yellow]La date d'arrêt, {ctx.arrete_au:%d/%m/%Y}, est dans l'avenir[/yellow] : est-ce voulu ?"
        )
    with progression() as suivi:
        publication = etapes.executer(
            ctx, suivi, recolter=not sans_recolte, malgre_un_retrait=malgre_un_retrait
        )
    resume.afficher(ctx, publication, Console())
    raise typer.Exit(1 if etapes_decp.en_defaut(ctx) else 0)


def main() -> None:
    """Run the command.

    Exit codes: 0, 1 when a file was refused, 2 when nothing could be done (one sentence says why).
    """
    commande = typer.main.get_command(app)
    toutes = [commande]
    for une in toutes:  # a group is followed by its own commands
        toutes += getattr(une, "commands", {}).values()
        if aide := une.get_help_option(une.make_context(une.name, [], resilient_parsing=True)):
            aide.help = AIDE
    try:
        sys.exit(commande.main(prog_name="spaser", standalone_mode=False) or 0)
    except SpaserErreur as erreur:
        ECRAN.print(f"[red]Erreur[/red] {escape(str(erreur))}", highlight=False)
    except typer.TyperException as erreur:
        if type(erreur).__name__ != "NoArgsIsHelpError":  # which has shown the help already
            message = traduire(erreur.format_message())
            ECRAN.print(
                f"[red]Commande mal formée[/red] : {escape(message)}. Aide : spaser --help", highlight=False
            )
    except Exception as erreur:  # its text may hold a value about persons (law 5)
        ECRAN.print(f"[red]Erreur[/red] {escape(decrire(erreur))}", highlight=False, soft_wrap=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
