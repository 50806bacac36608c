"""Everything wrong in the definition of a SPASER, edition by edition, each fault at its place.

Belongs here: the order of the checks and the verdict of the schemas. The rules are in `verifier_*`.
"""

from collections.abc import Iterator
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.codes import Codes, codes
from pipelines.indicateurs.definition.fautes import Faute
from pipelines.indicateurs.definition.fiche import lire_fiche_ecrite
from pipelines.indicateurs.definition.lire import FICHE, editions
from pipelines.indicateurs.definition.tableau import TABLES, Rangee, Tableau, lire_tableau
from pipelines.indicateurs.definition.verifier_editions import verifier_suite
from pipelines.indicateurs.definition.verifier_fiche import verifier_fiche
from pipelines.indicateurs.definition.verifier_indicateurs import verifier_indicateurs
from pipelines.indicateurs.definition.verifier_valeurs import verifier_objectifs, verifier_observations
from pipelines.schemas import tables as schemas

OBLIGATOIRE = "indicateurs"


def verifier_definition(
    racine: Path, slug: str, edition: str | None = None, connus: Codes | None = None
) -> list[Faute]:
    """List the faults of a SPASER by file, line and column: of one edition, or of all of them.

    `connus`: the closed lists (those of the project by default).

    Errors: SpaserErreur when there is no such SPASER or edition.
    """
    connus = connus or codes()
    dossiers = editions(racine, slug)
    if edition is not None and edition not in (d.name for d in dossiers):
        connues = ", ".join(d.name for d in dossiers)
        raise SpaserErreur(f"« {slug} » n'a pas d'édition « {edition} ». Connues : {connues}.")
    fautes: list[Faute] = []
    avant: Tableau | None = None
    for dossier in dossiers:
        trouvees: list[Faute] = []
        indicateurs = _edition(dossier, slug, connus, trouvees)
        if avant is not None and indicateurs is not None:
            trouvees += verifier_suite(avant, indicateurs)
        avant = indicateurs
        if edition in (None, dossier.name):
            fautes += trouvees
    return sorted(fautes, key=lambda f: f.rang)


def _edition(dossier: Path, slug: str, connus: Codes, fautes: list[Faute]) -> Tableau | None:
    """Check one edition on its own, and return its indicators when they can be read."""
    lieu = f"spasers/{slug}/{dossier.name}"
    fautes += verifier_fiche(lire_fiche_ecrite(dossier / FICHE, f"{lieu}/{FICHE}"), slug, dossier.name)
    lus: dict[str, Tableau] = {}
    for nom in TABLES:
        fichier = f"{lieu}/{nom}.csv"
        try:
            lus[nom] = lire_tableau(dossier / f"{nom}.csv", fichier)
        except SpaserErreur as erreur:
            fautes.append(Faute(fichier, _ligne(str(erreur)), None, None, None, "illisible", f"{erreur}"))
            continue
        if lus[nom].rangees:
            fautes += _schema(dossier / f"{nom}.csv", fichier, nom)
        elif lus[nom].titres or nom == OBLIGATOIRE:
            fautes += _titres(lus[nom], nom)
    indicateurs = lus.get(OBLIGATOIRE)
    if indicateurs is None:
        return None
    fautes += verifier_indicateurs(indicateurs, connus)
    connues: dict[str, Rangee] = {r["indicateur_id"]: r for r in indicateurs.rangees}
    if "objectifs" in lus:
        fautes += verifier_objectifs(lus["objectifs"], connues)
    if "observations" in lus:
        fautes += verifier_observations(lus["observations"], connues)
    return indicateurs


def _schema(path: Path, fichier: str, nom: str) -> Iterator[Faute]:
    """Yield the verdict of the table's schema; every column is `aucune`, so that values may be cited."""
    from pipelines.validation.controle import controler, dossier_prive
    from pipelines.validation.rapport_places import situees

    with dossier_prive() as prive:
        try:
            controle = controler(path, f"spaser_{nom}", dossier=prive)
        except SpaserErreur as erreur:
            yield Faute(fichier, 1, None, None, None, "illisible", str(erreur))
            return
        for place in situees(controle):
            trouvee = place["erreur"]
            yield Faute(
                fichier,
                place["ligne"] or 1,
                trouvee["champ"],
                place["colonne"] or place["numero_champ"],
                trouvee["valeur"],
                trouvee["code"],
                place["message"],
                trouvee["suggestion"],
            )


def _titres(tableau: Tableau, nom: str) -> Iterator[Faute]:
    """A table without rows has no verdict; its titles must still be the right ones."""
    for colonne in schemas.colonnes(schemas.charger(f"spaser_{nom}")):
        if colonne not in tableau.titres:
            message = f"La colonne « {colonne} » manque."
            yield Faute(tableau.fichier, 1, colonne, None, None, "missing-label", message)
    if nom == OBLIGATOIRE:
        message = "Un SPASER a au moins un indicateur."
        yield Faute(tableau.fichier, 1, None, None, None, "vide", message)


def _ligne(message: str) -> int:
    """Return the line that a refusal to read names, 1 when it names none."""
    apres = message.partition(", ligne ")[2].split(" ", 1)[0]
    return int(apres) if apres.isdigit() else 1
