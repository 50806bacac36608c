"""A report as one page: no script, nothing fetched, readable by a screen reader and on paper (rapport.html.j2)."""

from pathlib import Path

from pipelines.rapports.modele import TENUES, Bloc, Rapport
from pipelines.rapports.mots import jour_court, sur


def page(rapport: Rapport) -> str:
    """Return the page; every text in it is escaped, whatever it holds."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape is said out loud: the name of the template does not end in .html
    environnement = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environnement.filters["sur"] = sur
    return environnement.get_template("rapport.html.j2").render(
        r=rapport, genre=_genre, jour=jour_court, tenues=TENUES[rapport.paysage]
    )


def ecrire(rapport: Rapport, dest: Path) -> None:
    """Write the page."""
    dest.write_text(page(rapport), encoding="utf-8", newline="\n")


def _genre(bloc: Bloc) -> str:
    return type(bloc).__name__
