"""`spaser push`: the release in force to data.gouv.fr, or what would be sent. The rules are in `publication.envoi`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN, progression

if TYPE_CHECKING:
    from pipelines.publication.envoi.destination import Destination
    from pipelines.publication.envoi.execution import Envoi

COULEURS = {
    "à créer": "green",
    "à remplacer": "green",
    "à décrire": "green",
    "à supprimer": "red",
    "écarté": "yellow",
    "obsolète": "yellow",
}


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("push")(pousser)


def pousser(
    slug: Annotated[str, typer.Argument(help="Le SPASER : un dossier de data/published.")] = "exemple",
    a_blanc: Annotated[
        bool, typer.Option("--dry-run", help="Montrer ce qui serait fait, sans rien écrire nulle part.")
    ] = False,
    published: Annotated[Path, typer.Option("--published", help="Dossier des versions publiées.")] = Path(
        "data/published"
    ),
    serveur: Annotated[
        str, typer.Option("--serveur", help="Autre site que celui de spaser.yaml : https://demo.data.gouv.fr")
    ] = "",
    jeu: Annotated[
        str, typer.Option("--jeu", help="Jeu de données où envoyer (identifiant ou nom d'adresse).")
    ] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", help="Autre organisation que celle de spaser.yaml.")
    ] = "",
    prive: Annotated[
        bool, typer.Option("--prive", help="Laisser le jeu privé : l'organisation seule le voit.")
    ] = False,
    supprimer_obsoletes: Annotated[
        bool,
        typer.Option(
            "--supprimer-obsoletes",
            help="Supprimer les fichiers envoyés autrefois que cette version n'a plus.",
        ),
    ] = False,
    forcer: Annotated[
        bool,
        typer.Option("--forcer", help="Remplacer aussi une version plus récente, ou une autre de même rang."),
    ] = False,
    morceau: Annotated[
        int, typer.Option("--morceau", min=1, max=500, help="Taille des morceaux des gros fichiers, en Mio.")
    ] = 20,
    en_json: Annotated[bool, typer.Option("--json", help="Écrire aussi le bilan en JSON.")] = False,
) -> None:
    """Envoyer la version en vigueur sur data.gouv.fr : le jeu de données et ses fichiers, sous des adresses stables.

    La clé est lue dans SPASER_CLE_DATA_GOUV, ou dans le fichier que nomme SPASER_CLE_DATA_GOUV_FICHIER. Interrompu,
    l'envoi reprend où il en était ; relancé sans changement, il n'écrit rien.

    Code de retour 0, ou 2 quand l'envoi n'a pas pu se faire (une phrase dit pourquoi).

    Exemples : `spaser push bordeaux --dry-run` ; `spaser push exemple --serveur https://demo.data.gouv.fr --prive`
    """
    from pipelines.commun.noms import exiger_slug
    from pipelines.publication.envoi import execution
    from pipelines.publication.envoi.cle import lire_cle

    depot, cle = published / exiger_slug(slug), lire_cle()
    choix: dict[str, Any] = {
        "serveur": serveur,
        "jeu": jeu,
        "organisation": organisation,
        "prive": prive,
        "supprimer_obsoletes": supprimer_obsoletes,
        "forcer": forcer,
        "morceau": morceau << 20,
    }
    destination = destination_de(slug, **choix)
    if a_blanc:
        envoi = execution.prevoir(depot, slug, destination, cle)
    else:
        with progression() as suivi:
            envoi = execution.pousser(depot, slug, destination, cle, dire=suivi)
    _montrer(envoi, a_blanc)
    if en_json:
        typer.echo(json.dumps(_bilan(envoi, a_blanc), ensure_ascii=False, indent=2))


def destination_de(slug: str, *, racine: Path = Path(), **choix: Any) -> "Destination":
    """Read where a SPASER goes; a fictional run of a real definition goes where it does, without its places."""
    from pipelines.contexte import FICTIF, definition_de, slugs
    from pipelines.publication.envoi.destination import lire_destination

    reel = slug.removeprefix(f"{FICTIF}-")
    connu = slug in slugs(racine)
    definition = definition_de(racine, slug if connu or reel not in slugs(racine) else reel)
    return lire_destination(definition, territoire=connu, **choix)


def _montrer(envoi: "Envoi", a_blanc: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from pipelines.publication.envoi.phrases import lignes, resume

    if a_blanc:
        table = Table("Fichier", "État", "Détail")
        for ligne in lignes(envoi):
            couleur = COULEURS.get(ligne.etat, "dim")
            table.add_row(escape(ligne.nom), f"[{couleur}]{ligne.etat}[/{couleur}]", escape(ligne.detail))
        Console().print(table)
    else:
        for nom, motif in envoi.voulu.ecartes:
            _dire(f"[yellow]Écarté[/yellow] {escape(f'{nom} : {motif}')}")
        for lue in envoi.plan.obsoletes:
            titre = str(lue.get("title"))
            _dire(f"[yellow]Obsolète[/yellow] {escape(titre)} : laissé ; --supprimer-obsoletes le supprime.")
    for note in envoi.voulu.notes:
        _dire(f"[yellow]À savoir[/yellow] {escape(note)}")
    _dire(escape(resume(envoi, a_blanc=a_blanc)))


def _bilan(envoi: "Envoi", a_blanc: bool) -> dict[str, Any]:
    from pipelines.publication.envoi.phrases import lignes

    return {
        "slug": envoi.lot.slug,
        "version": envoi.lot.version,
        "a_blanc": a_blanc,
        "jeu": envoi.etat.id or None,
        "adresse": envoi.adresse or None,
        "fichiers": [vars(ligne) for ligne in lignes(envoi)],
        "faites": [{"action": action.genre, "fichier": action.cle} for action in envoi.faites],
        "notes": list(envoi.voulu.notes),
        "requetes": dict(envoi.requetes),
    }


def _dire(texte: str) -> None:
    ECRAN.print(texte, highlight=False, soft_wrap=True)
