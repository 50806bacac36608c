"""`spaser validate`: options, files asked for, exit code. What is said belongs to `pipelines.validation`."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pipelines.commun.erreurs import SpaserErreur
from pipelines.ecran import ECRAN, progression

if TYPE_CHECKING:
    from pipelines.registres.correspondance import Correspondance
    from pipelines.schemas.tables import Schema
    from pipelines.validation.controle import Controle
    from pipelines.validation.rapport import Rapport

MOTEURS = ("hybride", "sql", "frictionless")
LECTURES = ("auto", "stricte", "tableur")

Sortie = Path | None


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("validate")(validate)


def validate(
    fichier: Annotated[Path, typer.Argument(help="Le fichier reçu : CSV, XLSX ou ODS.")],
    schema: Annotated[str, typer.Option("--schema", help="Nom d'un schéma, ou chemin d'un schema.json.")],
    json: Annotated[
        Sortie, typer.Option("--json", help="Écrire toutes les erreurs en JSON (- : à l'écran).")
    ] = None,
    html: Annotated[Sortie, typer.Option("--html", help="Écrire le rapport en une page web.")] = None,
    retour: Annotated[
        Sortie,
        typer.Option("--retour", help="Rendre le fichier reçu, cellules fautives coloriées et annotées."),
    ] = None,
    mapping: Annotated[
        Sortie,
        typer.Option("--mapping", help="Correspondance entre les colonnes reçues et le schéma (YAML)."),
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help=f"Moteur : {', '.join(MOTEURS)}.")] = "hybride",
    encodage: Annotated[
        str | None, typer.Option("--encodage", help="Encodage d'un CSV qui n'est pas en UTF-8 (cp1252…).")
    ] = None,
    feuille: Annotated[str | None, typer.Option("--feuille", help="Feuille à lire dans un classeur.")] = None,
    lecture: Annotated[str, typer.Option("--lecture", help=f"Lecture : {', '.join(LECTURES)}.")] = "auto",
    apercu: Annotated[
        bool, typer.Option("--apercu", help="Montrer comment les colonnes sont lues, sans valider.")
    ] = False,
) -> None:
    """Valider un fichier reçu et dire, dans le fichier de l'expéditeur, ce qui est à corriger.

    Code de retour 0 : valide ; 1 : à corriger ; 2 : illisible.

    Exemple : `spaser validate paiements.xlsx --schema paiements --retour a-corriger.xlsx`
    """
    from pipelines.registres.apercu import apercu as voir
    from pipelines.validation import controle as controles
    from pipelines.validation import rapport_apercu, rapport_sorties, retour_fichier

    _choix("--engine", engine, MOTEURS)
    _choix("--lecture", lecture, LECTURES)
    contrat = controles.trouver_schema(schema)
    if not fichier.is_file():
        raise SpaserErreur(f"« {fichier} » n'existe pas ou n'est pas un fichier : vérifiez le chemin donné.")
    ecran_json = json is not None and str(json) == "-"
    sorties = {"--json": None if ecran_json else json, "--html": html, "--retour": retour}
    rapport_sorties.verifier(fichier, sorties, tuple(p for p in (mapping, Path(schema)) if p))
    if retour is not None:
        retour_fichier.verifier(fichier, retour)
    correspondance = _correspondance(mapping, contrat)
    comment = {
        "correspondance": correspondance,
        "encodage": encodage,
        "feuille": feuille,
        "lecture": lecture,
    }
    # a stopped command leaves no private copy behind: the scratch folder goes with the stack
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with controles.dossier_prive() as dossier:
        if apercu:
            vu = voir(fichier, contrat, dossier, correspondance, encodage=encodage, feuille=feuille)
            rapport_apercu.afficher(vu, contrat, correspondance, Console())
            if vu.refus:
                raise SpaserErreur(vu.refus)
            raise typer.Exit(0)
        with progression() as suivi:
            fait = controles.controler(
                fichier,
                contrat,
                dossier=dossier,
                moteur=engine,
                suivi=suivi,
                **comment,  # type: ignore[arg-type]
            )
            valide = fait.valide
            dits = _ecrire(fait, sorties, suivi)
        _dire(fait, dits, ecran_json=ecran_json)
    raise typer.Exit(0 if valide else 1)


def _ecrire(
    fait: "Controle", sorties: dict[str, Sortie], suivi: Callable[[str], None]
) -> tuple["Rapport", list[str]]:
    """Write the files asked for; return the report and what was written, in sentences."""
    from pipelines.validation import rapport_html, rapport_json, retour_fichier
    from pipelines.validation.rapport import rapporter
    from pipelines.validation.rapport_sorties import remplacer

    suivi("Rapport")
    rapport, dits = rapporter(fait), []
    json, html, retour = (sorties[option] for option in ("--json", "--html", "--retour"))
    if json is not None:
        with remplacer(json, prive=rapport.prive) as partiel, partiel.open("w", encoding="utf-8") as file:
            rapport_json.ecrire(fait, file)
        dits.append(f"Toutes les erreurs, une par une : {json}")
    if retour is not None:
        suivi(f"Annotation de {fait.source.name}")
        try:
            retour_fichier.rendre(fait, rapport, retour)
            dits.append(f"Fichier rendu, à corriger : {retour}")
            dits += [avis for avis in [retour_fichier.hors_du_prive(rapport, retour)] if avis]
        except SpaserErreur as erreur:
            dits.append(f"Pas de fichier rendu. {erreur}")
            retour = None
    if html is not None:
        page = rapport_html.page(rapport, retour=retour, liste=json)
        with remplacer(html, prive=rapport.prive) as partiel:
            partiel.write_text(page, encoding="utf-8")
        dits.append(f"Rapport : {html}")
    return rapport, dits


def _dire(fait: "Controle", ecrit: tuple["Rapport", list[str]], *, ecran_json: bool) -> None:
    """Say the rest on the terminal: on stderr when stdout carries JSON."""
    from pipelines.validation import rapport_ecran, rapport_json

    rapport, dits = ecrit
    console = ECRAN if ecran_json else Console()
    rapport_ecran.afficher(rapport, console)
    for dit in dits:
        console.print(escape(dit), highlight=False)
    if ecran_json:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        rapport_json.ecrire(fait, sys.stdout)
        sys.stdout.flush()


def _correspondance(path: Path | None, schema: "Schema") -> "Correspondance | None":
    if path is None:
        return None
    from pipelines.registres.correspondance import lire_correspondance

    if not path.is_file():
        raise SpaserErreur(f"La correspondance « {path} » n'existe pas : vérifiez le chemin donné.")
    correspondance = lire_correspondance(path)
    correspondance.verifier(schema)
    return correspondance


def _choix(option: str, valeur: str, admises: tuple[str, ...]) -> None:
    if valeur not in admises:
        raise SpaserErreur(f"{option} : « {valeur} » n'est pas admis ; au choix : {', '.join(admises)}.")
