"""What these tests share: each definition computed on the fictional community, by the runs of tests/recalcul."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import etapes
from pipelines.contexte import Contexte
from tests.recalcul.essais import Essai, partages

RACINE = Path(__file__).parents[3]
CINQ = ("bordeaux", "national", "clermont", "asp", "landes")


@dataclass
class Atelier:
    """Where the runs are: one work folder a definition. Nobody writes there."""

    essais: Mapping[str, Essai]
    published: Path

    def contexte(self, slug: str) -> Contexte:
        return etapes.preparer(
            slug,
            racine=RACINE,
            fictif=slug != "exemple",
            travail=self.essais[slug].travail,
            published=self.published,
        )


@pytest.fixture(scope="session")
def atelier(tmp_path_factory: pytest.TempPathFactory) -> Atelier:
    """The fictional community taken once, then each definition computed on it."""
    return Atelier(partages(tmp_path_factory), tmp_path_factory.mktemp("publie"))


@pytest.fixture(scope="session")
def calculee(atelier: Atelier) -> Callable[[str], Contexte]:
    """Give the run of a definition on the fictional community."""
    return atelier.contexte
