"""`spaser rapport`: the reports for people, as files. Nothing is computed here: a run has left its results before."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.cli_indicateurs import Annee, Fictif, Siren, Slug, Travail
from pipelines.commun.erreurs import SpaserErreur
from pipelines.ecran import ECRAN

if TYPE_CHECKING:
    from pipelines.rapports.matiere import Matiere
    from pipelines.rapports.modele import Rapport


class Type(StrEnum):
    """The reports that can be asked for."""

    LEGAL = "legal"
    ANNUEL = "annuel"
    DEPLOIEMENT = "deploiement"
    ACTIONS = "actions"


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("rapport")(rapport)


def rapport(
    slug: Slug = "exemple",
    periode: Annotated[
        str | None,
        typer.Option("--periode", help="Rapport légal : deux années (2024-2025), ou une seule (2025)."),
    ] = None,
    genre: Annotated[
        Type,
        typer.Option("--type", help="legal (L. 2111-3), annuel, ou tableau de bord : deploiement, actions."),
    ] = Type.LEGAL,
    annee: Annee = None,
    acheteur: Siren = None,
    fictif: Fictif = False,
    interne: Annotated[
        bool,
        typer.Option(
            "--interne", help="Y écrire aussi ce qui n'est pas publié : pour vous seul, à ne pas diffuser."
        ),
    ] = False,
    dest: Annotated[
        Path | None,
        typer.Option("--dest", help="Dossier où écrire (par défaut : rapports/ du dossier de travail)."),
    ] = None,
    travail: Travail = None,
) -> None:
    """Écrire un rapport en ODT et en HTML, depuis les résultats du dernier `spaser run`.

    Exemples : `spaser rapport exemple --periode 2024-2025` ; `spaser rapport exemple --type annuel --annee 2025`
    """
    from pipelines import etapes
    from pipelines.etapes_rapports import RAPPORTS
    from pipelines.etapes_rapports import matiere as lire_matiere
    from pipelines.rapports.ecrire import ecrire, ecrire_table
    from pipelines.rapports.legal import rapport_legal
    from pipelines.rapports.matiere import Periode, periode_lue

    if genre is Type.LEGAL and annee is not None:
        raise SpaserErreur(f"--annee ne vaut pas pour le rapport légal : écrivez « --periode {annee} ».")
    if genre is not Type.LEGAL and periode is not None:
        raise SpaserErreur("--periode ne vaut que pour le rapport légal : écrivez « --annee 2025 ».")
    if dest is not None and dest.exists() and not dest.is_dir():
        raise SpaserErreur(f"--dest {dest} : c'est un fichier ; donnez un dossier.")
    ctx = etapes.preparer(slug, fictif=fictif, travail=travail, relire=True)
    matiere = lire_matiere(ctx, interne=interne)
    dossier = dest or ctx.travail / RAPPORTS
    suffixe = (f"-{acheteur}" if acheteur else "") + ("-interne" if interne else "")
    if genre is Type.LEGAL:
        derniere = matiere.arrete_au.year - 1
        vue = periode_lue(periode) if periode else Periode(derniere - 1, derniere)
        nom = f"l2111-3-{ctx.slug}-{vue}{suffixe}"
        faits = ecrire(rapport_legal(matiere, vue, acheteur), dossier, nom)
        faits += ecrire_table(matiere, vue, acheteur, dossier, nom)
    else:
        an = annee or matiere.arrete_au.year - 1
        faits = ecrire(
            _suivi(matiere, genre, an, acheteur), dossier, f"{genre.value}-{ctx.slug}-{an}{suffixe}"
        )
    for fait in faits:
        ECRAN.print(f"Écrit : {escape(str(fait))}", highlight=False, soft_wrap=True)


def _suivi(matiere: "Matiere", genre: Type, annee: int, acheteur: str | None) -> "Rapport":
    from pipelines.rapports.annuel import rapport_annuel
    from pipelines.rapports.tableaux_de_bord import tableau_de_bord

    if genre is Type.ANNUEL:
        return rapport_annuel(matiere, annee, acheteur)
    return tableau_de_bord(
        matiere, "deploiement" if genre is Type.DEPLOIEMENT else "actions", annee, acheteur
    )
