"""`spaser indicators` and `spaser explain`: results on a screen, as CSV or JSON. Nothing is computed here."""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from pipelines.ecran import ECRAN, progression

if TYPE_CHECKING:
    from pipelines.contexte import Contexte

Slug = Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")]
Fictif = Annotated[bool, typer.Option("--fictif", help="Sur les données de la collectivité fictive.")]
Annee = Annotated[
    int | None, typer.Option("--annee", min=1990, max=2100, help="Année (par défaut : la dernière close).")
]
Decp = Annotated[list[Path] | None, typer.Option("--decp", help="Fichier ou dossier DECP ; peut se répéter.")]
Registres = Annotated[
    Path | None, typer.Option("--registres", help="Dossier des registres (celui de livraisons.csv).")
]
Siren = Annotated[
    str | None, typer.Option("--acheteur", help="SIREN d'un acheteur (par défaut : tous ensemble).")
]
Travail = Annotated[
    Path | None, typer.Option("--travail", help="Dossier de travail (par défaut : data/travail).")
]
Refaire = Annotated[bool, typer.Option("--refaire", help="Recalculer, même si des résultats sont déjà là.")]


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.command("indicators")(indicators)
    app.command("explain")(explain)


def indicators(
    slug: Slug = "exemple",
    fictif: Fictif = False,
    annee: Annee = None,
    acheteur: Siren = None,
    en_csv: Annotated[bool, typer.Option("--csv", help="Écrire du CSV sur la sortie standard.")] = False,
    en_json: Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")] = False,
    interne: Annotated[
        bool,
        typer.Option("--interne", help="Montrer aussi ce que des registres sur des personnes alimentent."),
    ] = False,
    decp: Decp = None,
    registres: Registres = None,
    travail: Travail = None,
    refaire: Refaire = False,
) -> None:
    """Dire les résultats d'un SPASER : un indicateur par ligne, avec son origine et ses sources.

    Calcule d'abord si rien ne l'a été. Exemple : `spaser indicators bordeaux --fictif --annee 2025`
    """
    from pipelines.etapes_indicateurs import definitions
    from pipelines.indicateurs.lecture.lignes import COLONNES, lignes, masquer

    ctx = _pret(slug, fictif, decp, registres, travail, refaire)
    an = annee or ctx.arrete_au.year - 1
    dites = list(lignes(ctx.internes, definitions(ctx)[0], an, acheteur))
    if not interne:
        dites = [masquer(ligne) for ligne in dites]
    if en_json:
        json.dump(dites, sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
    elif en_csv:
        sortie = csv.DictWriter(sys.stdout, COLONNES, lineterminator="\n")
        sortie.writeheader()
        sortie.writerows(dites)
    else:
        _montrer(ctx, dites, an)


def explain(
    slug: Slug,
    indicateur: Annotated[str, typer.Argument(help="Identifiant de l'indicateur (colonne row_id).")],
    fictif: Fictif = False,
    annee: Annee = None,
    acheteur: Siren = None,
    decp: Decp = None,
    registres: Registres = None,
    travail: Travail = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Montrer toutes les lignes, et non les 50 premières.")
    ] = False,
) -> None:
    """Expliquer un résultat : définition, requête SQL, numérateur, dénominateur, et les lignes qui le font.

    Exemple : `spaser explain exemple exemple-part-environnementale --annee 2025`
    """
    from pipelines.commun.duck import connect
    from pipelines.commun.erreurs import SpaserErreur
    from pipelines.etapes_indicateurs import definitions, entrees
    from pipelines.indicateurs.calcul.entrees import ouvrir
    from pipelines.indicateurs.lecture.derriere import expliquer
    from pipelines.indicateurs.lecture.ecran import raconter
    from pipelines.indicateurs.lecture.lignes import lignes, masquer

    ctx = _pret(slug, fictif, decp, registres, travail, False)
    an = annee or ctx.arrete_au.year - 1
    for definition in definitions(ctx):
        trouves = [i for i in definition.indicateurs if i.indicateur_id == indicateur]
        if trouves:
            break
    else:
        raise SpaserErreur(
            f"« {indicateur} » n'est pas un indicateur de « {slug} » (spaser indicators {slug})."
        )
    dit = next(
        (masquer(x) for x in lignes(ctx.internes, definition, an, acheteur) if x["row_id"] == indicateur),
        None,
    )
    with connect(memory="900MB") as con:
        ouvrir(con, entrees(ctx))
        explication = expliquer(con, trouves[0], an, acheteur)
    raconter(explication, dit, an, Console(), None if tout else 50)


def _pret(
    slug: str,
    fictif: bool,
    decp: list[Path] | None,
    registres: Path | None,
    travail: Path | None,
    refaire: bool,
) -> "Contexte":
    """Settle the run, and compute what it needs unless it stands in its work folder already."""
    from pipelines import etapes

    ctx = etapes.preparer(slug, decp=decp or (), registres=registres, fictif=fictif, travail=travail)
    if refaire or decp or registres or not ctx.internes.is_file():
        with progression() as suivi:
            etapes.etablir_resultats(ctx, suivi)
    return ctx


def _montrer(ctx: "Contexte", dites: Iterable[dict[str, Any]], annee: int) -> None:
    from pipelines.indicateurs.lecture.ecran import tableau

    toutes = list(dites)
    if not toutes:
        ECRAN.print(f"Aucun résultat pour {annee} : voir --annee, ou --refaire.", highlight=False)
        return
    comptes: dict[str, int] = {}
    for ligne in toutes:
        comptes[ligne["origine"]] = comptes.get(ligne["origine"], 0) + 1
    console = Console()
    console.print(tableau(toutes, f"{escape(ctx.titre)} — {annee}", console.width))
    console.print(
        ", ".join(f"{n} {origine}" for origine, n in sorted(comptes.items()))
        + f" ; {len(toutes)} indicateurs."
    )
