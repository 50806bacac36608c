"""What is played on the bench: each scene is the depot before, the act, and the command that follows when it failed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import faux
import petit

Acte = Callable[[Path], object]


@dataclass(frozen=True)
class Scene:
    """`vrai`: ours, judged by `spaser verify` too. `permises`: the faults that an interruption may well show."""

    avant: Acte
    acte: Acte
    suite: Acte | None = None
    vrai: bool = True
    permises: tuple[str, ...] = ()


def _rien(depot: Path) -> None:
    depot.mkdir(exist_ok=True)


def _deux(depot: Path) -> None:
    petit.publier(depot, 1)
    petit.publier(depot, 2)


def _retirer(depot: Path, version: str = "2026.11.2") -> None:
    from pipelines.publication.vie.retirer import retirer

    retirer(depot, version, "Montants faux : fichier incomplet.", dt.date(2026, 12, 1))


def _retirer_encore(depot: Path) -> None:
    """Withdraw, unless that was settled already: then any command finishes it."""
    from pipelines.publication.vie.reparer import reparer

    if (depot / "withdrawn" / "2026.11.2.json").exists():
        reparer(depot)
    else:
        _retirer(depot)


def _reparer(depot: Path) -> None:
    from pipelines.publication.vie.reparer import reparer

    reparer(depot)


def _deregle(depot: Path) -> None:
    """latest.json lost, with the derived files."""
    _deux(depot)
    for nom in ("index.json", "feed.xml", "latest.json"):
        (depot / nom).unlink()


def _reste(depot: Path) -> None:
    """A leftover of another content under the number that comes: it must go."""
    import shutil

    petit.publier(depot, 1)
    shutil.copytree(depot, depot.parent / "autre" / "exemple", symlinks=True)
    petit.publier(depot.parent / "autre" / "exemple", 3)
    shutil.move(depot.parent / "autre" / "exemple" / "versions" / "2026.11.2", depot / "versions")
    shutil.rmtree(depot.parent / "autre")


def _tables(depot: Path) -> Path:
    return depot.parent / "tables"


def _avant_reelle(depot: Path) -> None:
    _publier_reel(depot, 1)


def _publier_reel(depot: Path, rang: int) -> None:
    """The publication of the product, on a table or two of a few rows (made by the test, in REELLE)."""
    import os

    from pipelines.publication import Fiche, publier

    tables = Path(os.environ["REELLE"]) / str(rang)
    publier(tables, depot, Fiche("exemple", "Ville d'exemple", True, "2026"), petit.NOVEMBRE)


SCENES = {
    "premiere": Scene(_rien, lambda depot: petit.publier(depot, 1)),
    "suivante": Scene(lambda depot: petit.publier(depot, 1), lambda depot: petit.publier(depot, 2)),
    "reste": Scene(_reste, lambda depot: petit.publier(depot, 2)),
    "retrait": Scene(_deux, _retirer, _retirer_encore, permises=("inachevé",)),
    "reparation": Scene(_deregle, _reparer, permises=("manquant",)),
    "reelle": Scene(_avant_reelle, lambda depot: _publier_reel(depot, 2)),
    "pointeur_d_abord": Scene(
        lambda depot: faux.pointeur_d_abord(depot, 1),
        lambda depot: faux.pointeur_d_abord(depot, 2),
        vrai=False,
    ),
    "sur_place": Scene(
        lambda depot: faux.sur_place(depot, 1), lambda depot: faux.sur_place(depot, 2), vrai=False
    ),
}
