"""A report as one page: no script, nothing fetched, readable by a screen reader and on paper (rapport.html.j2)."""

from pathlib import Path

from pipelines.commun import gabarits
from pipelines.rapports.modele import TENUES, Bloc, Rapport
from pipelines.rapports.mots import jour_court, sur


def page(rapport: Rapport) -> str:
    """Return the page; every text in it is escaped, whatever it holds."""
    return gabarits.page(
        Path(__file__).with_name("rapport.html.j2"),
        {"sur": sur},
        r=rapport,
        genre=_genre,
        jour=jour_court,
        tenues=TENUES[rapport.paysage],
    )


def ecrire(rapport: Rapport, dest: Path) -> None:
    """Write the page."""
    dest.write_text(page(rapport), encoding="utf-8", newline="\n")


def _genre(bloc: Bloc) -> str:
    return type(bloc).__name__
