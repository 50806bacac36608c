"""A release of every table, with hostile words in its card and in its data; read by all, written by none."""

import datetime as dt
from pathlib import Path

import pytest

from pipelines.commun.diffusion import Diffusion
from pipelines.publication import Fiche, publier
from tests.partage import une_fois
from tests.publication.conftest import ecrire_tables, modifier

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}\n[clic](javascript:alert(3))"
)
FICHE = Fiche(
    "exemple",
    f"Ville {HOSTILE}",
    True,
    "2025-2028",
    description=f"Description {HOSTILE}",
    editeur=f"Métropole {HOSTILE}",
    contact={"nom": f"Service {HOSTILE}", "courriel": "achats@exemple.invalid"},
    periode=("2025-01-01", ""),
    territoire={"epci": ["000001024"]},
    diffusion=Diffusion(adresse="https://donnees.exemple.invalid/spaser/", frequence="biennale"),
)
JOURS = (dt.date(2026, 10, 31), dt.date(2026, 11, 22))


def _deux_versions(dossier: Path) -> Path:
    tables = ecrire_tables(dossier / "tables")
    for rang, jour in enumerate(JOURS):
        objet = HOSTILE.replace("'", "''")
        modifier(tables, "contrats", f"SELECT * REPLACE ('Objet {rang} {objet}' AS objet) FROM t")
        publiee = publier(tables, dossier / "exemple", FICHE, jour)
    return publiee.dossier


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the second of two versions."""
    return une_fois(tmp_path_factory, "descripteurs", _deux_versions)
