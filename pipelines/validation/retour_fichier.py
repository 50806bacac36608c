"""The sender's file given back: which writer for which format, and what is refused before any work."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.rapport import Rapport
from pipelines.validation.rapport_sorties import remplacer

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

CLASSEURS = (".xlsx", ".xlsm", ".ods")


def verifier(source: Path, sortie: Path) -> None:
    """Refuse a name that would lie about what is given back.

    Errors: SpaserErreur with the name to give.
    """
    from pipelines.registres.contenu import forme

    recu, suffixe = forme(source), sortie.suffix.lower()
    macros = recu == "xlsx" and source.suffix.lower() == ".xlsm"
    if recu == "csv" and suffixe not in (".xlsm", ".ods"):
        return
    attendu = ".csv ou .xlsx" if recu == "csv" else ".xlsm" if macros else f".{recu}"
    if suffixe != attendu:
        raise SpaserErreur(
            f"--retour : le fichier rendu garde le format reçu ({recu.upper()}) ; terminez son nom par {attendu}."
        )


def rendre(controle: "Controle", rapport: Rapport, sortie: Path) -> None:
    """Write the sender's file with what is to be mended, whole or not at all.

    Errors: SpaserErreur when the file cannot be given back annotated; the verdict stands.
    """
    from pipelines.validation import retour_classeur, retour_csv, retour_ods, retour_xlsx
    from pipelines.validation.retour_marques import marquer

    lecture = controle.lecture
    with remplacer(sortie, prive=rapport.prive) as partiel:
        if lecture.forme == "xlsx":
            retour_xlsx.annoter(lecture.source, lecture.feuille, rapport, marquer(controle), partiel)
        elif lecture.forme == "ods":
            retour_ods.annoter(lecture.source, lecture.feuille, rapport, marquer(controle), partiel)
        elif sortie.suffix.lower() == ".xlsx":
            retour_classeur.annoter(controle, rapport, partiel)
        else:
            retour_csv.annoter(controle, partiel)


def hors_du_prive(rapport: Rapport, sortie: Path) -> str | None:
    """Warn when cells about persons are given back elsewhere than in a `prive` folder of data/raw."""
    if not rapport.prive or "prive" in sortie.resolve().parent.parts:
        return None
    return (
        f"« {sortie} » contient les cellules de l'expéditeur, dont des données sur des personnes, hors d'un dossier "
        "data/raw/<slug>/prive : transmettez-le par un canal protégé, puis effacez-le."
    )
