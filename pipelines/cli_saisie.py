"""`spaser saisie`: the sheet of what is due, written for each buyer.

What is due belongs to `pipelines.indicateurs.saisie`.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.ecran import ECRAN, progression

FORMATS = ("xlsx", "ods")


def brancher(app: typer.Typer) -> None:
    """Add the command to `spaser`."""
    app.command("saisie")(saisie)


def saisie(
    slug: Annotated[str, typer.Argument(help="Le SPASER : un dossier de spasers/.")],
    annee: Annotated[
        int, typer.Option("--annee", min=1990, max=2100, help="Année dont les valeurs sont dues.")
    ],
    format_: Annotated[str | None, typer.Option("--format", help="xlsx (par défaut) ou ods.")] = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", help="Fichier à écrire (par défaut : saisies-SLUG-ANNEE.xlsx, ici)."),
    ] = None,
    acheteur: Annotated[
        str | None, typer.Option("--acheteur", help="SIREN d'un seul acheteur (par défaut : tous).")
    ] = None,
) -> None:
    """Écrire la feuille des valeurs à saisir : exactement ce qui est dû, pré-rempli d'après l'an passé.

    Une feuille par acheteur, puisqu'une livraison est celle d'un acheteur : à plusieurs, le nom du fichier se termine
    par leur SIREN. Elle se rend par « spaser livrer … --table saisies ».

    Exemple : `spaser saisie exemple --annee 2025 --format ods`
    """
    from pipelines.commun.erreurs import SpaserErreur
    from pipelines.indicateurs.definition.lire import lire_definition
    from pipelines.indicateurs.saisie.classeur import ecrire
    from pipelines.indicateurs.saisie.preparer import preparer
    from pipelines.indicateurs.saisie.sources import TABLE, non_disponibles, saisies_en_vigueur
    from pipelines.schemas import tables as schemas

    if format_ is not None and format_ not in FORMATS:
        raise SpaserErreur(f"Format « {format_} » inconnu : {' ou '.join(FORMATS)}.")
    dest = sortie or Path(f"saisies-{slug}-{annee}.{format_ or 'xlsx'}")
    if dest.suffix.lower() not in {f".{connu}" for connu in ((format_,) if format_ else FORMATS)}:
        attendu = f".{format_}" if format_ else ".xlsx ou .ods"
        raise SpaserErreur(f"« {dest.name} » ne finit pas par {attendu} : accordez --sortie et --format.")
    racine = Path()
    definition = lire_definition(racine, slug)
    if not definition.acheteurs:
        raise SpaserErreur(f"« {slug} » n'a aucun acheteur : remplissez « acheteurs » dans son spaser.yaml.")
    if acheteur is not None and acheteur not in {a.siren for a in definition.acheteurs}:
        connus = ", ".join(a.siren for a in definition.acheteurs)
        raise SpaserErreur(f"« {acheteur} » n'est pas un acheteur de « {slug} ». Connus : {connus}.")
    registres = definition.yaml.get("registres")
    with progression() as suivi:
        suivi("Lecture du registre des saisies")
        saisies = saisies_en_vigueur(racine / str(registres)) if registres else []
        manques = non_disponibles(racine / "data" / "travail" / slug / "resultats_internes.parquet", annee)
    feuilles = [
        f
        for f in preparer(definition, annee, saisies, manques)
        if acheteur is None or f.acheteur.siren == acheteur
    ]
    if not feuilles:
        ECRAN.print(f"Rien n'est à saisir pour {annee}.", highlight=False)
    for feuille in feuilles:
        seule = acheteur is not None or len(definition.acheteurs) == 1
        path = dest if seule else dest.with_stem(f"{dest.stem}-{feuille.acheteur.siren}")
        ecrire(schemas.charger(TABLE), feuille.lignes, feuille.aide, path)
        facultatives = sum(due.facultative for due in feuille.dues)
        ECRAN.print(
            f"{escape(str(path))} : {len(feuille.dues) - facultatives} lignes à remplir, {facultatives} facultatives, "
            f"{feuille.acquises} déjà livrées.",
            highlight=False,
            soft_wrap=True,
        )
    if feuilles:
        ECRAN.print(
            f"Effacez les lignes que vous ne remplissez pas, puis : spaser livrer {escape(slug)} FICHIER "
            f"--table {TABLE} --acheteur SIREN --periode {annee}",
            highlight=False,
            soft_wrap=True,
        )
