"""`spaser livrer`: what would become of a delivery is shown, then it is taken.

The rules are in `pipelines.livraisons`.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN, progression

ENCODAGES = ("utf-8", "cp1252", "iso-8859-15", "mac_roman", "utf-16")
MONTREES = 12


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("livrer")(livrer)


def livrer(
    slug: Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")],
    fichier: Annotated[Path, typer.Argument(help="Le fichier reçu : CSV, XLSX ou ODS.")],
    table: Annotated[str, typer.Option("--table", help="Registre livré (« spaser schemas list »).")],
    acheteur: Annotated[str, typer.Option("--acheteur", help="SIREN de l'acheteur qui livre.")],
    periode: Annotated[
        str, typer.Option("--periode", help="Ce que la livraison remplace : 2025, 2023/2025 ou tout.")
    ],
    correspondance: Annotated[
        Path | None,
        typer.Option("--correspondance", "--mapping", help="Correspondance des colonnes reçues (YAML)."),
    ] = None,
    encodage: Annotated[
        str | None, typer.Option("--encodage", help=f"Encodage d'un CSV : {', '.join(ENCODAGES)}.")
    ] = None,
    service: Annotated[
        str, typer.Option("--service", help="Service qui livre ; jamais une personne.")
    ] = "non précisé",
    jour: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Jour de la livraison (par défaut : aujourd'hui)."),
    ] = None,
    confirmer: Annotated[
        bool,
        typer.Option(
            "--confirmer-disparitions", help="Les lignes absentes de ce fichier doivent disparaître."
        ),
    ] = False,
    essai: Annotated[bool, typer.Option("--essai", help="Montrer le verdict, sans rien déposer.")] = False,
) -> None:
    """Livrer un registre : montrer ce qu'il devient, puis le déposer et l'inscrire au journal.

    Code de retour 0 : acceptée (des lignes peuvent attendre) ; 1 : refusée, le journal ne change pas.

    Exemple : `spaser livrer exemple clauses.xlsx --table clauses --acheteur 000001016 --periode 2025`
    """
    from pipelines import etapes_registres
    from pipelines.commun.erreurs import SpaserErreur
    from pipelines.livraisons.depot import deposer, nommer
    from pipelines.livraisons.journal import Livraison
    from pipelines.livraisons.tranches import annees, tranche_de

    tranche_de(table)
    annees(periode)
    if encodage not in (None, *ENCODAGES):
        raise SpaserErreur(f"Encodage « {encodage} » : attendu {', '.join(ENCODAGES)}.")
    if not (len(acheteur) == 9 and acheteur.isascii() and acheteur.isdigit()):
        raise SpaserErreur(f"Acheteur « {acheteur} » : un SIREN a 9 chiffres.")
    registres = etapes_registres.dossier_de(slug)
    livraison = nommer(
        Livraison(
            livraison_id="",
            table=table,
            acheteur=acheteur,
            periode=periode,
            fichier="",
            date=jour.date() if jour else date.today(),
            service=service,
            base=registres.parent,
            encodage=encodage,
            disparitions_confirmees=confirmer,
            source=fichier,
            source_correspondance=correspondance,
        )
    )
    with progression() as suivi:
        suivi(f"Examen de {fichier.name}")
        etat, attente, disparues = etapes_registres.essayer_livraison(registres, livraison)
    _montrer(etat, attente, disparues)
    if etat["etat"] == "refusee":
        raise typer.Exit(1)
    if not essai:
        lieu = deposer(registres, livraison)
        ECRAN.print(
            f"Déposée : {escape(str(lieu))}, inscrite au journal ({livraison.livraison_id}).", soft_wrap=True
        )


def _montrer(etat: dict[str, Any], attente: list[dict[str, Any]], disparues: list[dict[str, Any]]) -> None:
    """Say what becomes of the delivery: never a value of a column about persons (law 5)."""
    if etat["etat"] == "refusee":
        ECRAN.print(
            f"[red]Refusée[/red] ({etat['motif']}) : {escape(str(etat['explication']))}", highlight=False
        )
        ECRAN.print("La livraison précédente reste en vigueur, entière.")
        return
    ECRAN.print(
        f"[green]Acceptée[/green] : {etat['lignes']} lignes, {etat['en_vigueur']} en vigueur, "
        f"{etat['en_attente']} en attente de correction.",
        highlight=False,
    )
    if etat["etat"] == "remplacee":
        ECRAN.print(
            f"[yellow]Une livraison plus récente ({etat['remplacee_par']}) la remplace déjà.[/yellow]"
        )
    for ligne in attente[:MONTREES]:
        ECRAN.print(f"  ligne {ligne['ligne']} : {escape(ligne['regles'])}", highlight=False)
    if len(attente) > MONTREES:
        ECRAN.print(f"  et {len(attente) - MONTREES} autres (voir « spaser validate »).")
    a_confirmer = [d for d in disparues if d["etat"] == "a_confirmer"]
    if a_confirmer:
        ECRAN.print(f"[yellow]{len(a_confirmer)} lignes de la livraison précédente n'y sont plus[/yellow] :")
        for ligne in a_confirmer[:MONTREES]:
            ECRAN.print(f"  {escape(ligne['cle'])} (ligne {ligne['ligne']})", highlight=False)
        ECRAN.print("Si c'est voulu, livrez avec --confirmer-disparitions.")
