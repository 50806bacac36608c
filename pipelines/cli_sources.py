"""`spaser sources`: where DECP come from, what of them is in the raw store, how to bring in what changed.

The rules are in `pipelines.sources`.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN
from pipelines.sources.magasin import MAGASIN

if TYPE_CHECKING:
    from pipelines.sources.modele import Constat, Source

groupe = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Les sources d'un SPASER : data.gouv.fr, plateformes, dossiers (« sources » de spaser.yaml).",
)
Slug = Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")]
Depot = Annotated[
    Path, typer.Option("--magasin", help="Dossier du magasin, où tout ce qui est reçu est gardé.")
]
COULEURS = {
    "nouvelle": "green",
    "modifiee": "green",
    "inchangee": "dim",
    "refusee": "red",
    "injoignable": "red",
    "disparue": "yellow",
    "retiree": "yellow",
}


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.add_typer(groupe, name="sources")


@groupe.command("list")
def lister(slug: Slug, magasin: Depot = MAGASIN) -> None:
    """Montrer chaque source : ce qui en est en vigueur, de quand, dans quel état. Rien n'est demandé au réseau.

    Exemple : `spaser sources list bordeaux`
    """
    from rich.console import Console
    from rich.table import Table

    from pipelines.sources.magasin import Magasin
    from pipelines.sources.noms import cle_source
    from pipelines.sources.vigueur import vigueurs_de

    depot, jour = Magasin(magasin), _maintenant().date()
    table = Table("Source", "Fichier", "En vigueur depuis", "Publié le", "Enregistrements", "État")
    connues = []
    for source in _sources(slug):
        gardees = vigueurs_de(depot, source, jour)
        if constat := depot.constat(cle_source(source, magasin)):
            listees = f"{len(constat['ressources'])} ressources listées le {constat['jour']}"
            connues.append(f"{source.nom} : « {constat['titre']} », {listees}, {len(gardees)} en vigueur.")
        if not gardees:
            table.add_row(escape(source.nom), "", "", "", "", "[yellow]rien en vigueur[/yellow]")
        for vigueur in gardees:
            fiche = depot.fiche(cle_source(source, magasin), vigueur.ressource, vigueur.sha256)
            compte = "" if fiche is None or fiche.enregistrements is None else str(fiche.enregistrements)
            textes = (source.nom, vigueur.nom_fichier, vigueur.depuis, (vigueur.publie_le or "")[:10], compte)
            table.add_row(*map(escape, textes), vigueur.etat)
    Console().print(table)
    for phrase in connues:
        _dire(escape(phrase))


@groupe.command("check")
def verifier(
    slug: Slug,
    empreintes: Annotated[
        bool, typer.Option("--empreintes", help="Relire aussi chaque octet en vigueur (SHA-256).")
    ] = False,
    magasin: Depot = MAGASIN,
) -> None:
    """Vérifier les sources : leur configuration, si leur liste répond, le magasin, la fraîcheur.

    Aucun fichier n'est téléchargé. Code de retour 0 : rien à signaler ; 1 : quelque chose ne va pas.

    Exemples : `spaser sources check bordeaux` ; `spaser sources check bordeaux --empreintes`
    """
    from pipelines.sources.integrite import verifier as verifier_magasin
    from pipelines.sources.liste import verifier_listes
    from pipelines.sources.magasin import Magasin
    from pipelines.sources.politique import Politique

    sources, jour = _sources(slug), _maintenant().date()
    depot = Magasin(magasin)
    trouves = list(verifier_listes(sources, depot, Politique()))
    trouves += verifier_magasin(depot, sources, jour, empreintes=empreintes)
    for phrase in trouves:
        _dire(f"[red]À voir[/red] {escape(phrase)}")
    if trouves:
        raise typer.Exit(1)
    _dire(f"{len(sources)} source(s) de « {escape(slug)} » : rien à signaler.")


@groupe.command("fetch")
def recolter(
    slug: Slug,
    magasin: Depot = MAGASIN,
    rapport: Annotated[
        Path | None, typer.Option("--rapport", help="Dossier où écrire aussi recolte.json.")
    ] = None,
) -> None:
    """Récolter : demander ce qui a changé, le vérifier, le mettre en vigueur.

    Un fichier refusé ou injoignable n'arrête pas les autres, et sa version précédente reste en vigueur. Code de
    retour 0, ou 1 quand une source ou un fichier a été refusé ou n'a pas répondu. Interrompue, la récolte reprend où
    elle en était.

    Exemples : `spaser sources fetch bordeaux` ; `spaser sources fetch bordeaux --rapport /tmp/recolte`
    """
    from pipelines.commun.erreurs import SpaserErreur
    from pipelines.ecran_sources import avancement
    from pipelines.etapes_sources import recolter as recolter_sources

    sources = _sources(slug)
    if not sources:
        raise SpaserErreur(
            f"« {slug} » ne déclare aucune source : ajoutez « sources » à son spaser.yaml (docs/sources.md)."
        )
    with avancement() as (suivi, dire):
        recolte = recolter_sources(sources, magasin, _maintenant(), travail=rapport, suivi=suivi, dire=dire)
    for constat in recolte.constats:
        _dire(_ligne(constat))
    for phrase in recolte.avertissements:
        _dire(f"[yellow]À savoir[/yellow] {escape(phrase)}")
    comptes = ", ".join(f"{n} {etat}(s)" for etat, n in recolte.comptes.items() if n)
    _dire(f"Récolte de « {escape(slug)} » : {comptes} ; {recolte.octets_recus} octets reçus.")
    raise typer.Exit(1 if recolte.en_defaut else 0)


def _sources(slug: str) -> "list[Source]":
    from pipelines.contexte import definition_de
    from pipelines.etapes_sources import preparer_recolte

    return preparer_recolte(definition_de(Path(), slug), Path())


def _ligne(constat: "Constat") -> str:
    """One line of markup: the state, the file or the source, and why."""
    couleur = COULEURS[constat.etat]
    quoi = f"{constat.source}/{constat.nom}" if constat.nom else constat.source
    suite = f" : {constat.message}" if constat.message else ""
    compte = "" if constat.enregistrements is None else f", {constat.enregistrements} enregistrements"
    return f"[{couleur}]{constat.etat}[/{couleur}] {escape(f'{quoi}{compte}{suite}')}"


def _dire(texte: str) -> None:
    ECRAN.print(texte, highlight=False, soft_wrap=True)


def _maintenant() -> datetime:
    return datetime.now().astimezone()
