"""The report as one page: no script, nothing fetched, readable by a screen reader and on paper.

The page itself is rapport.html.j2; what it says comes from `rapport`.
"""

from pathlib import Path

from pipelines.validation import rapport_propre as propre
from pipelines.validation.rapport import Rapport, a_valeur, par_colonne
from pipelines.validation.rapport_ecran import accorder, nom_colonne, nombre, verdict


def page(rapport: Rapport, *, retour: Path | None = None, liste: Path | None = None) -> str:
    """Return the page. `retour` names the returned file, `liste` where every fault is listed."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape is said out loud: the name of the template does not end in .html
    environnement = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environnement.get_template("rapport.html.j2").render(
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
