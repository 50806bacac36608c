"""`spaser diff`: what changed between two releases. How it is found belongs to `pipelines.publication.changements`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from pipelines.publication.changements.prouvee import Difference

PUBLIES = Path("data/published")


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("diff")(diff)


def diff(
    avant: Annotated[str, typer.Argument(metavar="A", help="Numéro de la première version, ou son dossier.")],
    apres: Annotated[str, typer.Argument(metavar="B", help="Numéro de la seconde version, ou son dossier.")],
    slug: Annotated[str, typer.Option("--slug", help="Le SPASER dont A et B sont des versions.")] = "exemple",
    published: Annotated[
        Path, typer.Option("--published", help="Où sont les versions publiées (par défaut : data/published).")
    ] = PUBLIES,
    en_json: Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Fichier où écrire tous les changements, ligne par ligne.")
    ] = None,
) -> None:
    """Dire ce qui change d'une version publiée à une autre : combien, où, pourquoi.

    Les empreintes des deux versions sont vérifiées avant toute lecture. Les deux peuvent ne pas se suivre.

    Code de retour 0 : rien ne change ; 1 : quelque chose change.

    Exemple : `spaser diff 2026.10.1 2026.11.1 --slug exemple --csv changements.csv`
    """
    from pipelines.publication.changements import prouvee

    depot = published / slug
    fait = prouvee.differer(prouvee.ouvrir(avant, depot), prouvee.ouvrir(apres, depot), csv)
    if en_json:
        json.dump(_dit(fait), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        _montrer(fait)
    raise typer.Exit(1 if fait.comptes else 0)


def _dit(fait: "Difference") -> dict[str, object]:
    return {
        "avant": {"version": fait.avant.numero, "arrete_au": fait.avant.arrete_au.isoformat()},
        "apres": {"version": fait.apres.numero, "arrete_au": fait.apres.arrete_au.isoformat()},
        "comptes": [
            {"table": table, "nature": nature, "motif": motif, "nombre": nombre}
            for table, nature, motif, nombre in fait.comptes
        ],
        "phrases": fait.phrases,
    }


def _montrer(fait: "Difference") -> None:
    from rich.table import Table

    console = Console()
    if not fait.comptes:
        console.print(f"Aucune différence entre {escape(fait.avant.numero)} et {escape(fait.apres.numero)}.")
        return
    vue = Table(title=f"De {escape(fait.avant.numero)} à {escape(fait.apres.numero)}", box=None)
    natures = ("ajoute", "retire", "corrige", "autre")
    for titre in ("Table", "lignes ajoutées", "retirées", "cases corrigées", "autres"):
        vue.add_column(titre, justify="left" if titre == "Table" else "right")
    comptes: dict[str, dict[str, int]] = {}
    for table, nature, _, nombre in fait.comptes:
        lot = nature if nature in natures else "autre"
        ligne = comptes.setdefault(table, dict.fromkeys(natures, 0))
        ligne[lot] += nombre
    for table, ligne in comptes.items():
        vue.add_row(table, *(str(ligne[n] or "") for n in natures))
    console.print(vue)
    for phrase in fait.phrases:
        console.print(f"- {escape(phrase)}", highlight=False)
