"""`spaser completude` and `spaser relances`: who delivered what, and the letters to those who did not.

What is due and what answers it belong to `pipelines.livraisons`; nothing is computed here.
"""

import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from pipelines.cli_indicateurs import Fictif, Slug, Travail
from pipelines.ecran import ECRAN

if TYPE_CHECKING:
    from rich.table import Table

    from pipelines.contexte import Contexte

Siren = Annotated[
    str | None, typer.Option("--acheteur", help="SIREN d'une entité du périmètre (par défaut : toutes).")
]
Jour = Annotated[
    datetime | None,
    typer.Option("--arrete-au", formats=["%Y-%m-%d"], help="Jour auquel l'état est arrêté."),
]
STYLES = {"manquant": "bold red", "refuse": "bold red", "partiel": "yellow", "livre_en_retard": "yellow"}
"""Colour comes after the words, for those who see it: it never says anything alone."""


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.command("completude")(completude)
    app.command("relances")(relances)


def completude(
    slug: Slug = "exemple",
    fictif: Fictif = False,
    acheteur: Siren = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Montrer aussi ce qui est livré sans être attendu.")
    ] = False,
    en_csv: Annotated[bool, typer.Option("--csv", help="Écrire du CSV sur la sortie standard.")] = False,
    travail: Travail = None,
    arrete_au: Jour = None,
) -> None:
    """Dire qui a livré quel registre, pour quelle année : une grille, ce qui manque, ce qui se contredit.

    Demande qu'un traitement ait eu lieu (`spaser run`). Exemple : `spaser completude exemple --csv`
    """
    from pipelines.livraisons.completude_etablir import TABLE
    from pipelines.schemas import tables as schemas

    ctx, fait = _etablir(slug, fictif, travail, arrete_au)
    lignes = [x for x in fait["lignes"] if acheteur in (None, x["acheteur_siren"])]
    if en_csv:
        sortie = csv.DictWriter(sys.stdout, schemas.colonnes(schemas.charger(TABLE)), lineterminator="\n")
        sortie.writeheader()
        sortie.writerows(lignes)
        return
    vues = [x for x in lignes if tout or x["etat"] != "non_attendu"]
    _montrer(ctx, vues, fait["ecarts"], len(lignes) - len(vues))


def relances(
    slug: Slug,
    dest: Annotated[Path, typer.Option("--dest", help="Dossier où écrire les lettres, une par acheteur.")],
    fictif: Fictif = False,
    acheteur: Siren = None,
    travail: Travail = None,
    arrete_au: Jour = None,
) -> None:
    """Écrire une relance, en texte, à chaque entité du périmètre qui doit encore quelque chose.

    Rien n'est envoyé. Exemple : `spaser relances exemple --dest /tmp/relances`
    """
    from pipelines.livraisons.relances import Expediteur, ecrire_relances
    from pipelines.livraisons.relances import relances as ecrites

    ctx, fait = _etablir(slug, fictif, travail, arrete_au)
    definition = ctx.definition
    expediteur = Expediteur(
        slug=ctx.slug,
        titre=ctx.titre,
        emetteur=str(definition.get("emetteur") or ctx.titre),
        arrete_au=arrete_au.date() if arrete_au else ctx.arrete_au,
        fictif=ctx.fictif,
        courriel="" if fictif else str((definition.get("contact") or {}).get("courriel") or ""),
    )
    textes = ecrites(fait["lignes"], expediteur)
    retenus = {s: t for s, t in textes.items() if acheteur in (None, s)}
    chemins = ecrire_relances(retenus, dest, expediteur.arrete_au)
    for chemin in chemins:
        ECRAN.print(escape(str(chemin)), highlight=False, soft_wrap=True)
    dit = f"{len(chemins)} relance{'s' if len(chemins) > 1 else ''} à relire et à envoyer."
    ECRAN.print(dit if chemins else "Personne ne doit rien : aucune relance.", highlight=False)


def _etablir(
    slug: str, fictif: bool, travail: Path | None, arrete_au: datetime | None
) -> "tuple[Contexte, dict[str, Any]]":
    """Settle the run and make its grid, from what an earlier run has left in its work folder."""
    from pipelines import etapes
    from pipelines.commun.erreurs import SpaserErreur
    from pipelines.etapes_registres import DOSSIER
    from pipelines.livraisons.completude_etablir import etablir_completude

    jour = arrete_au.date() if arrete_au else None
    ctx = etapes.preparer(slug, fictif=fictif, travail=travail, arrete_au=jour, relire=True)
    contrats = ctx.tables / "contrats.parquet"
    registres = ctx.travail / DOSSIER if ctx.registres else None
    if not contrats.is_file() or (registres and not registres.is_dir()):
        suite = " --fictif" if fictif else ""
        raise SpaserErreur(
            f"Rien n'a encore été lu pour « {slug} » : lancez d'abord spaser run {slug}{suite}."
        )
    return ctx, etablir_completude(ctx.definition, registres, contrats, ctx.arrete_au)


def _montrer(
    ctx: "Contexte", lignes: list[dict[str, Any]], ecarts: list[dict[str, str]], caches: int
) -> None:
    from pipelines.livraisons.completude import DUS, bilan
    from pipelines.livraisons.completude_mots import ETATS, phrase

    console = Console()
    if not lignes:
        console.print("Rien n'est attendu : le périmètre est vide (« acheteurs » du spaser.yaml).")
        return
    console.print(_grille(lignes, f"{escape(ctx.titre)} — état au {ctx.arrete_au:%d/%m/%Y}"))
    comptes = bilan(lignes)["etats"]
    dits = ", ".join(f"{ETATS[e].lower()} {n}" for e, n in comptes.items() if n)
    console.print(f"{len(lignes)} livraisons suivies : {dits}.", highlight=False)
    if any(x["debut"] and x["jours"] < 365 and x["periode"] != "tout" for x in lignes):
        console.print("* une partie de l'année seulement.")
    if limites := sorted({x["date_limite"] for x in lignes if x["etat"] == "en_attente"}):
        jours = ", ".join(f"{limite:%d/%m/%Y}" for limite in limites)
        console.print(f"À venir : à livrer au plus tard le {jours}.", highlight=False)
    if caches:
        console.print(f"{caches} livraisons non attendues ne sont pas montrées (--tout).", highlight=False)
    for titre, phrases in (
        ("Ce qui est dû", [phrase(x) for x in lignes if x["etat"] in DUS]),
        ("Ce qui se contredit dans le périmètre", [x["message"] for x in ecarts]),
    ):
        if phrases:
            console.print(f"\n[bold]{titre}[/bold]")
        for une in phrases:
            console.print(f"- {escape(une)}", highlight=False, soft_wrap=True)


def _grille(lignes: list[dict[str, Any]], titre: str) -> "Table":
    """A section per entity, a line per register, a column per year; words in the cells."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from pipelines.livraisons.completude_mots import ETATS

    periodes = sorted({x["periode"] for x in lignes})
    table = Table(title=titre, box=SIMPLE_HEAD)
    table.add_column("Attendu", min_width=20)
    for periode in periodes:
        table.add_column(periode if periode != "tout" else "En entier", overflow="fold")
    cases: dict[tuple[str, str], dict[str, str]] = {}
    noms: dict[tuple[str, str], str] = {}
    for x in lignes:
        mot = ETATS[x["etat"]]
        partie = x["debut"] and x["jours"] < 365 and x["periode"] != "tout"
        style = STYLES.get(x["etat"])
        mot += " *" if partie else ""
        cle = x["acheteur_siren"], x["table_attendue"]
        cases.setdefault(cle, {})[x["periode"]] = f"[{style}]{mot}[/{style}]" if style else mot
        noms[cle] = f"{escape(x['nom'])} ({x['role']})"
    avant = ""
    for cle, ligne in cases.items():
        if cle[0] != avant:
            table.add_section()
            table.add_row(f"[bold]{noms[cle]}[/bold]")
        table.add_row(cle[1], *(ligne.get(p, "—") for p in periodes))
        avant = cle[0]
    return table
