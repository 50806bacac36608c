"""What these tests share: the fictional community taken once, then each definition computed on it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import etapes
from pipelines.contexte import Contexte

RACINE = Path(__file__).parents[3]
CINQ = ("bordeaux", "national", "clermont", "asp", "landes")


@dataclass
class Atelier:
    """Where the runs are: one work folder a definition, named as the command names it."""

    dossier: Path

    def contexte(self, slug: str) -> Contexte:
        fictif = slug != "exemple"
        nom = f"exemple-{slug}" if fictif else slug
        return etapes.preparer(
            slug, racine=RACINE, fictif=fictif, travail=self.dossier / nom, published=self.dossier / "publie"
        )


@pytest.fixture(scope="session")
def atelier(tmp_path_factory: pytest.TempPathFactory) -> Atelier:
    """Tables of contracts and registers in force, made once: they are the same for every definition."""
    atelier = Atelier(tmp_path_factory.mktemp("runs"))
    etapes.etablir_resultats(atelier.contexte("exemple"))
    return atelier


@pytest.fixture(scope="session")
def calculee(atelier: Atelier) -> Callable[[str], Contexte]:
    """Compute a definition on the fictional community, once."""

    def calculer(slug: str) -> Contexte:
        ctx = atelier.contexte(slug)
        if not ctx.internes.is_file():
            modele = atelier.contexte("exemple")
            for nom in ("tables", "registres"):
                shutil.copytree(modele.travail / nom, ctx.travail / nom)
            from pipelines.etapes_fictives import inventer

            inventer(ctx)
            etapes.chercher_fournisseurs(ctx)
            etapes.calculer(ctx)
        return ctx

    return calculer
