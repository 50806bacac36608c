"""What `spaser run` says when it is done: where the release is and what it holds. Nothing is computed here."""

import json
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines import etapes_decp
from pipelines.commun.duck import connect, literal, sql
from pipelines.contexte import Contexte
from pipelines.contrats import couverture
from pipelines.etapes_registres import DESACCORDS
from pipelines.publication.fiche import Publication


def afficher(ctx: Contexte, publication: Publication, ecran: Console) -> None:
    """Print the account, the latest indicators and the address of the release."""
    bilan = json.loads((ctx.tables / "bilan.json").read_text(encoding="utf-8"))
    total = bilan["total"]
    if recolte := etapes_decp.rapport(ctx):
        for phrase in etapes_decp.phrases(recolte):
            ecran.print(escape(phrase), highlight=False, soft_wrap=True)
    ecran.print(
        f"\n[bold]{escape(ctx.titre)}[/bold]"
        + (" — [yellow]données fictives[/yellow]" if ctx.fictif and "fictives" not in ctx.titre else "")
    )
    ecran.print(
        f"{total['lus']} enregistrements publiés → [bold]{total['gardes']} contrats[/bold] "
        f"({total['fusionnes']} fusionnés, {total['quarantaine']} en quarantaine), "
        f"état arrêté au {ctx.arrete_au:%d/%m/%Y}."
    )
    for refus in bilan["fichiers_refuses"]:
        ecran.print(f"[red]Fichier refusé[/red] {escape(refus['motif'])}", highlight=False)
    for phrase in couverture.resume(ctx.tables):
        ecran.print(escape(phrase), highlight=False, soft_wrap=True)
    for phrase in _registres(bilan, ctx.travail / "registres" / DESACCORDS):
        ecran.print(phrase, highlight=False, soft_wrap=True)
    for phrase in _groupements(ctx.tables / "attributions.parquet"):
        ecran.print(phrase, highlight=False, soft_wrap=True)
    for phrase in _fournisseurs(ctx.referentiels / "bilan.json"):
        ecran.print(phrase, highlight=False, soft_wrap=True)
    ecran.print(_tableau(ctx.tables / "resultats.parquet"))
    etat = "Nouvelle version" if publication.nouvelle else "Rien n'a changé depuis la version"
    ecran.print(
        f"{etat} [bold]{publication.version}[/bold] : {escape(str(publication.dossier))}", soft_wrap=True
    )


def _registres(bilan: dict[str, Any], desaccords: Path) -> list[str]:
    """What became of deliveries, decisions and the union; nothing without registers."""
    if "union" not in bilan:
        return []
    livraisons, unis, corrections = bilan["livraisons"], bilan["union"], bilan["corrections"]
    refusees = f", [red]{livraisons['refusee']} refusées[/red]" if livraisons["refusee"] else ""
    entre_eux = len(json.loads(desaccords.read_text(encoding="utf-8")))
    return [
        f"Registres : {livraisons['en_vigueur']} livraisons en vigueur{refusees} "
        f"(registres sur des personnes non comptés) ; désaccords entre registres : {entre_eux}, "
        f"listés dans {escape(str(desaccords))}.",
        f"Union : {unis['apparies']} contrats appariés, {unis['decp_seuls']} dans les DECP seules, "
        f"{unis['registre_seuls']} au registre seul ; {unis['probables']} rapprochements à examiner, "
        f"{unis['conflits']} désaccords à trancher, {corrections['appliquee']} corrections appliquées.",
    ]


def _groupements(attributions: Path) -> list[str]:
    """What groups of buyers leave out; nothing when each of their contracts counts."""
    if not attributions.is_file():
        return []
    with connect(threads=1) as con:
        exclus = con.execute(
            sql(__file__, "resume_groupements", attributions=literal(attributions))
        ).fetchall()
    return [f"Groupements d'acheteurs : {nombre} contrat(s) {quoi}." for nombre, quoi in exclus]


def _fournisseurs(chemin: Path) -> list[str]:
    """Which suppliers were found in national files; nothing where the definition names none."""
    if not chemin.is_file():
        return []
    bilan = json.loads(chemin.read_text(encoding="utf-8"))
    if not bilan["fichiers"]:
        return []
    trouves = bilan["trouves_siret"] + bilan["trouves_siren"]
    phrases = [
        f"Fournisseurs : {trouves} sur {bilan['demandes']} trouvés dans {len(bilan['fichiers'])} fichiers nationaux "
        f"({bilan['trouves_siret']} par SIRET, {bilan['trouves_siren']} par SIREN)."
    ]
    return (
        phrases
        + [
            f"[red]Fichier refusé[/red] {escape(fichier['refus'])}"
            for fichier in bilan["fichiers"]
            if fichier["refus"]
        ]
        + [
            f"[yellow]{escape(fichier['fichier'])}[/yellow] : {fichier['illisibles']} ligne(s) sans numéro lisible sur "
            f"{fichier['lignes']}, qui ne disent rien de personne."
            for fichier in bilan["fichiers"]
            if fichier["illisibles"]
        ]
    )


def _tableau(resultats: Path) -> Table:
    table = Table(
        title="Part des marchés simples et accords-cadres d'au moins 40 000 € HT, tous acheteurs",
        caption="Entre parenthèses : le taux si toute réponse inconnue était « non », ou « oui » ; en valeur, un "
        "montant inconnu peut le mener à 0 ou à 100.",
        box=SIMPLE_HEAD,
    )
    for titre in ("Année", "", "nombre, %", "valeur, %", "connu, %"):
        table.add_column(titre, justify="left" if not titre else "right", no_wrap=True)
    with connect() as con:
        lignes = con.execute(sql(__file__, "resume", resultats=literal(resultats))).fetchall()
    annee = None
    for ligne in lignes:
        if annee is not None and ligne[0] != annee:
            table.add_section()
        table.add_row("" if ligne[0] == annee else str(ligne[0]), *ligne[1:])
        annee = ligne[0]
    return table
