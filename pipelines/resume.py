"""What `spaser run` says when it is done: where the release is and what it holds. Nothing is computed here."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.commun.duck import connect, literal, sql
from pipelines.etapes import Contexte
from pipelines.publication.fiche import Publication


def afficher(ctx: Contexte, publication: Publication, ecran: Console) -> None:
    """Print the account, the latest indicators and the address of the release."""
    bilan = json.loads((ctx.tables / "bilan.json").read_text(encoding="utf-8"))
    total = bilan["total"]
    ecran.print(f"\n[bold]{ctx.titre}[/bold]" + (" — [yellow]données fictives[/yellow]" if ctx.fictif else ""))
    ecran.print(
        f"{total['lus']} enregistrements publiés → [bold]{total['gardes']} contrats[/bold] "
        f"({total['fusionnes']} fusionnés, {total['quarantaine']} en quarantaine), état arrêté au {ctx.arrete_au:%d/%m/%Y}."
    )
    for refus in bilan["fichiers_refuses"]:
        ecran.print(f"[red]Fichier refusé[/red] {refus['motif']}", highlight=False)
    ecran.print(_tableau(ctx.tables / "resultats.parquet"))
    etat = "Nouvelle version" if publication.nouvelle else "Rien n'a changé depuis la version"
    ecran.print(f"{etat} [bold]{publication.version}[/bold] : {publication.dossier}", soft_wrap=True)


def _tableau(resultats: Path) -> Table:
    table = Table(title="Marchés simples et accords-cadres, à partir de 40 000 € HT, tous acheteurs du SPASER")
    for titre in ("Année", "Indicateur", "En nombre", "[min ; max]", "En valeur", "[min ; max]", "Réponses connues"):
        table.add_column(titre, justify="left" if titre == "Indicateur" else "right")
    with connect() as con:
        lignes = con.execute(sql(__file__, "resume", resultats=literal(resultats))).fetchall()
    for ligne in lignes:
        table.add_row(*("—" if cellule is None else str(cellule) for cellule in ligne))
    return table
