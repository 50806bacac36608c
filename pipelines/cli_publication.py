"""`spaser verify`, `repair` and `withdraw`: the life of a release once it is out.

What is verified, repaired or withdrawn, and how, belongs to `pipelines.publication.vie`.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN

if TYPE_CHECKING:
    from pipelines.publication.vie.fautes import Constat

PUBLIES = Path("data/published")
Slug = Annotated[str, typer.Argument(help="Le SPASER : un dossier de data/published.")]
Publies = Annotated[
    Path, typer.Option("--published", help="Où sont les versions publiées (par défaut : data/published).")
]
Jour = Annotated[
    datetime | None, typer.Option("--au", formats=["%Y-%m-%d"], help="Jour (par défaut : aujourd'hui).")
]


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.command("verify")(verify)
    app.command("repair")(repair)
    app.command("withdraw")(withdraw)


def verify(
    slug: Slug = "exemple",
    published: Publies = PUBLIES,
    version: Annotated[
        str | None, typer.Option("--version", help="Une seule version (par défaut : toutes).")
    ] = None,
    vu: Annotated[
        Path | None,
        typer.Option("--vu", help="Fichier où retenir ce qui a été vu : un retour en arrière y est reconnu."),
    ] = None,
    au: Jour = None,
    delai: Annotated[
        int | None,
        typer.Option("--delai", min=0, help="Nombre de jours au-delà duquel les données sont dites gelées."),
    ] = None,
    cle: Annotated[
        Path | None, typer.Option("--cle", help="Clé publique (.pub) de qui a signé les versions.")
    ] = None,
    schemas: Annotated[
        bool, typer.Option("--schemas", help="Juger aussi les tables et leur description (frictionless).")
    ] = False,
    en_json: Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")] = False,
) -> None:
    """Vérifier ce qui est publié : chaque fichier par son empreinte, et ce qui dit laquelle est en vigueur.

    Code de retour 0 : tout est tel que publié ; 1 : au moins une faute, chacune nommant son fichier.

    Exemple : `spaser verify exemple --vu ~/.spaser-vu.json --delai 400`
    """
    from pipelines.publication.vie.verifier import verifier

    jour = (au.date() if au else date.today()) if delai is not None else None
    constat = verifier(
        _depot(published, slug), version=version, vu=vu, au=jour, delai=delai, cle=cle, schemas=schemas
    )
    if en_json:
        json.dump(constat.dit(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _montrer(constat)
    raise typer.Exit(1 if constat.fautes else 0)


def repair(slug: Slug = "exemple", published: Publies = PUBLIES) -> None:
    """Refaire depuis les versions ce qui dit laquelle est en vigueur, `index.json` et `feed.xml`.

    Aucun octet d'une version n'est touché ; un `latest.json` remplacé est gardé dans `.ecartes`.

    Exemple : `spaser repair exemple`
    """
    from pipelines.publication.vie.reparer import reparer

    dits = reparer(_depot(published, slug))
    for dit in dits or [f"« {slug} » : rien à réparer."]:
        ECRAN.print(escape(dit), highlight=False, soft_wrap=True)


def withdraw(
    version: Annotated[str, typer.Argument(help="La version à retirer, comme 2026.11.1.")],
    slug: Slug = "exemple",
    motif: Annotated[
        str,
        typer.Option("--motif", help="Pourquoi, en une phrase qui sera publiée (aucune personne nommée)."),
    ] = "",
    remplacee_par: Annotated[
        str | None, typer.Option("--remplacee-par", help="La version à lire à la place.")
    ] = None,
    published: Publies = PUBLIES,
    au: Jour = None,
) -> None:
    """Retirer une version : ses données sont effacées, un avis dit pourquoi, son numéro ne resservira pas.

    Exemple : `spaser withdraw 2026.11.1 exemple --motif "Montants faux : fichier source incomplet."`
    """
    from pipelines.publication.vie.retirer import retirer

    jour = au.date() if au else date.today()
    fait = retirer(_depot(published, slug), version, motif, jour, remplacee_par)
    suite = f"la version {fait.en_vigueur} est en vigueur" if fait.en_vigueur else "plus aucune ne l'est"
    ECRAN.print(
        f"Version {version} retirée ; {suite} (rang {fait.sequence}).", highlight=False, soft_wrap=True
    )
    for autre, noms in fait.jumelles.items():
        liste = f"{', '.join(noms[:5])}{f' et {len(noms) - 5} autres' if len(noms) > 5 else ''}"
        ECRAN.print(
            f"[yellow]À voir[/yellow] : la version {autre} contient les mêmes fichiers : {escape(liste)}.",
            highlight=False,
            soft_wrap=True,
        )
    if fait.citent:
        ECRAN.print(
            f"[yellow]À voir[/yellow] : changements.csv cite ses valeurs dans : {', '.join(fait.citent)}.",
            highlight=False,
            soft_wrap=True,
        )


def _depot(published: Path, slug: str) -> Path:
    """Return the folder of releases of a SPASER; a name that leads elsewhere is refused."""
    from pipelines.commun.erreurs import SpaserErreur

    if not slug or slug in (".", "..") or "/" in slug or "\0" in slug:
        raise SpaserErreur(f"« {slug} » n'est pas le nom d'un SPASER publié.")
    return published / slug


def _montrer(constat: "Constat") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    dite = f"version {constat.version} en vigueur" if constat.version else "aucune version en vigueur"
    suite = f", rang {constat.sequence}, données au {constat.arrete_au}" if constat.sequence else ""
    console.print(f"« {escape(constat.depot)} » : {dite}{suite}.", highlight=False)
    console.print(f"{constat.fichiers} fichiers de {constat.versions} versions relus.", highlight=False)
    if constat.fautes:
        table = Table(box=SIMPLE_HEAD)
        for titre in ("Faute", "Fichier", "Ce qui ne va pas"):
            table.add_column(titre, overflow="fold")
        for faute in constat.fautes:
            table.add_row(
                f"[bold red]{faute.nature}[/bold red]", escape(faute.fichier), escape(faute.message)
            )
        console.print(table)
        console.print(
            f"{len(constat.fautes)} faute{'s' if len(constat.fautes) > 1 else ''}. Des octets changés se remettent "
            f"d'une copie ; pour le reste : spaser repair {escape(constat.depot)}.",
            highlight=False,
        )
    else:
        console.print("[green]Tout est tel que publié.[/green]")
    for reste in constat.restes:
        console.print(f"- {escape(reste)}", highlight=False, soft_wrap=True)
