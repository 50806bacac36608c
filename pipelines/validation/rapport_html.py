"""The report as one page: no script, nothing fetched, readable by a screen reader and on paper.

The page itself is rapport.html.j2; what it says comes from `rapport`.
"""

from pathlib import Path

from pipelines.commun import gabarits
from pipelines.validation import rapport_propre as propre
from pipelines.validation.rapport import Rapport, a_valeur, par_colonne
from pipelines.validation.rapport_ecran import accorder, nom_colonne, nombre, verdict


def page(rapport: Rapport, *, retour: Path | None = None, liste: Path | None = None) -> str:
    """Return the page. `retour` names the returned file, `liste` where every fault is listed."""
    return gabarits.page(
        Path(__file__).with_name("rapport.html.j2"),
        r=rapport,
        verdict=verdict(rapport),
        colonnes=list(par_colonne(rapport.groupes)),
        retour=retour and propre.phrase(retour.name),
        liste=liste and propre.phrase(liste.name),
        nombre=nombre,
        accorder=accorder,
        nom_colonne=nom_colonne,
        a_valeur=a_valeur,
    )
