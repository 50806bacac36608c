"""`spaser schemas`: list, lint, diff, template, export. What they know of schemas belongs to `pipelines.schemas`."""

import json as texte_json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines import ecran_schemas as vue
from pipelines.commun.erreurs import SpaserErreur
from pipelines.ecran import ECRAN

FORMATS = ("xlsx", "ods")
NOMMES = 8
groupe = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Les schémas : les lister, les relire, les comparer, en tirer des modèles, les exporter.",
)
EnJson = Annotated[bool, typer.Option("--json", help="Répondre en JSON, sur la sortie standard.")]


def brancher(app: typer.Typer) -> None:
    """Add the commands to `spaser`."""
    app.add_typer(groupe, name="schemas")


@groupe.command("list")
def lister(json: EnJson = False) -> None:
    """Lister les schémas : nom, usage, version, colonnes, données de personnes ou non.

    Exemple : `spaser schemas list`
    """
    from pipelines.schemas import tables as schemas

    lignes = []
    for nom in schemas.lister():
        schema = schemas.charger(nom)
        lignes.append(
            {
                "nom": nom,
                "usage": schemas.usage_de(schema),
                "titre": schema["title"],
                "version": schema["version"],
                "prive": schemas.est_prive(schema),
                "colonnes": len(schema["fields"]),
            }
        )
    if json:
        return _json(lignes)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for titre in ("Nom", "Usage", "Titre", "Version", "Privé", "Colonnes"):
        table.add_column(
            titre, justify="right" if titre == "Colonnes" else "left", overflow="fold", no_wrap=titre == "Nom"
        )
    for ligne in sorted(lignes, key=lambda x: (x["usage"] != "registre", x["nom"])):
        prive = ("oui" if ligne["usage"] == "registre" else "en partie") if ligne["prive"] else "non"
        table.add_row(
            *(escape(str(ligne[c])) for c in ("nom", "usage", "titre", "version")),
            prive,
            str(ligne["colonnes"]),
        )
    Console().print(table)
    return None


@groupe.command("lint")
def relire(
    chemins: Annotated[
        list[Path] | None, typer.Argument(help="Fichiers ou dossiers (par défaut : ceux du projet).")
    ] = None,
    maison: Annotated[
        bool | None,
        typer.Option(
            "--maison/--sans-maison",
            help="Exiger les conventions du projet, ou seulement les signaler (par défaut : les exiger des schémas "
            "du projet et de ceux qui portent « rgpd » ou « usage »).",
        ),
    ] = None,
    json: EnJson = False,
) -> None:
    """Relire des schémas : ce qui y est faux pour tous, et ce qui s'écarte des conventions du projet.

    Code de retour 0 : rien à corriger ; 1 : des fautes ; 2 : illisible.

    Exemple : `spaser schemas lint mon-schema.json`
    """
    from pipelines.schemas import tables as schemas
    from pipelines.schemas.lint import chercher, examiner_cible

    cibles = chercher(chemins or [schemas.RACINE])
    examens = [examiner_cible(path, maison=maison) for path in cibles.retenues]
    if json:
        _json([vue.examen_en_json(examen) for examen in examens])
    else:
        for raison in sorted({raison for _, raison in cibles.ignorees}):
            noms = [path.name for path, autre in cibles.ignorees if autre == raison]
            suite = "…" if len(noms) > NOMMES else ""
            texte = f"{len(noms)} fichier(s) laissé(s) de côté ({raison}) : {', '.join(noms[:NOMMES])}{suite}"
            ECRAN.print(escape(texte), highlight=False, soft_wrap=True)
        for examen in examens:
            vue.montrer_examen(examen)
        comptees = sum(len(examen.comptees) for examen in examens)
        ECRAN.print(f"{len(examens)} schéma(s) relu(s), {comptees} faute(s).", highlight=False)
    if any(f.regle == "json-illisible" for examen in examens for f in examen.fautes):
        raise typer.Exit(2)
    raise typer.Exit(1 if any(examen.comptees for examen in examens) else 0)


@groupe.command("diff")
def comparer(
    ancien: Annotated[str, typer.Argument(help="Fichier, dossier, NOM ou NOM@version (lu dans git).")],
    nouveau: Annotated[str, typer.Argument(help="La même chose, après le changement.")],
    attendu: Annotated[
        bool, typer.Option("--attendu", help="Échouer si le numéro de la nouvelle version est trop bas.")
    ] = False,
    json: EnJson = False,
) -> None:
    """Dire ce qui change entre deux versions d'un schéma : patch, mineur ou majeur, et pourquoi.

    Code de retour 0 ; avec --attendu, 1 si la version ne suit pas ; 2 si la comparaison est impossible.

    Exemple : `spaser schemas diff clauses@0.1.0 clauses --attendu`
    """
    from pipelines.schemas import diff
    from pipelines.schemas.diff.provenances import lire

    avant, apres = lire(ancien), lire(nouveau)
    if ("" in avant) != ("" in apres):
        raise SpaserErreur("Comparez deux schémas, ou deux dossiers de schémas.")
    bilans = [diff.comparer(avant[""], apres[""])] if "" in avant else diff.comparer_dossiers(avant, apres)
    trop_bas = [phrase for bilan in bilans if (phrase := diff.attendu(bilan))] if attendu else []
    if json:
        _json([vue.bilan_en_json(bilan) for bilan in bilans])
    else:
        for bilan in bilans:
            vue.montrer_bilan(bilan, seul=len(bilans) == 1)
        if all(bilan.niveau == "aucun" for bilan in bilans):
            Console().print("Aucun changement.")
    for phrase in trop_bas:
        ECRAN.print(f"[red]Version trop basse[/red] : {escape(phrase)}.", highlight=False)
    raise typer.Exit(1 if trop_bas else 0)


@groupe.command("template")
def modele(
    nom: Annotated[str, typer.Argument(help="Nom d'un schéma, ou chemin d'un schema.json.")],
    format_: Annotated[str | None, typer.Option("--format", help="xlsx (par défaut) ou ods.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Fichier à écrire (par défaut : NOM.xlsx, ici).")
    ] = None,
) -> None:
    """Écrire une feuille à remplir : listes, formats, exemples, dictionnaire.

    Exemple : `spaser schemas template heures_insertion --format ods`
    """
    from pipelines.schemas import gabarit
    from pipelines.schemas.diff.provenances import lire

    if format_ is not None and format_ not in FORMATS:
        raise SpaserErreur(f"Format « {format_} » inconnu : {' ou '.join(FORMATS)}.")
    lus = lire(nom)
    if "" not in lus:
        raise SpaserErreur(f"« {nom} » contient plusieurs schémas : donnez-en un seul.")
    dest = out or Path(f"{lus[''].get('name', 'modele')}.{format_ or 'xlsx'}")
    if format_ is not None and dest.suffix.lower() != f".{format_}":
        raise SpaserErreur(f"« {dest.name} » ne finit pas par .{format_} : accordez --out et --format.")
    gabarit.ecrire(lus[""], dest)
    ECRAN.print(f"Modèle écrit : {escape(str(dest))}", highlight=False)


@groupe.command("export")
def exporter(
    dossier: Annotated[Path, typer.Argument(help="Dossier vide, ou export précédent à prolonger.")],
    adresse: Annotated[
        str | None, typer.Option("--adresse", help="Adresse publique du dépôt, pour les liens du catalogue.")
    ] = None,
    tables: Annotated[
        bool, typer.Option("--avec-tables", help="Exporter aussi les tables publiées et les définitions.")
    ] = False,
    git: Annotated[bool, typer.Option("--git/--sans-git", help="Enregistrer et étiqueter vX.Y.Z.")] = True,
) -> None:
    """Exporter les schémas des registres en un dépôt autonome, prêt pour le catalogue national.

    Un export précédent est prolongé : ce qui a changé décide de la version.

    Exemple : `spaser schemas export /tmp/schemas-spaser`
    """
    from pipelines.schemas.export import exporter as ecrire

    usages = ("registre", "publication", "definition") if tables else ("registre",)
    fait = ecrire(dossier, usages=usages, adresse=adresse, avec_git=git)
    etat = "exportés" if fait.nouveau else "inchangés"
    ou = f", étiquette v{fait.version} ({fait.commit[:12]})" if fait.commit else ""
    ECRAN.print(
        f"{len(fait.schemas)} schémas {etat} dans {escape(str(dossier))}, version {fait.version}{ou}.",
        highlight=False,
    )


def _json(objet: object) -> None:
    typer.echo(texte_json.dumps(objet, ensure_ascii=False, indent=2))
