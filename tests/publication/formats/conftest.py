"""The small release that every test of the formats reads, made once; LibreOffice opens it once for all."""

from pathlib import Path

import pytest

from tests.partage import une_fois
from tests.publication.formats import matiere
from tests.publication.formats.lecteurs import Bureau
from tests.publication.formats.matiere import Release


def _faire(dossier: Path) -> Release:
    (dossier / "travail").mkdir()
    (dossier / "version").mkdir()
    tables = matiere.travail(dossier / "travail")
    return matiere.ecrire_release(dossier / "travail", tables, dossier / "version")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return une_fois(tmp_path_factory, "formats", _faire)


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory, release: Release) -> Path:
    """The folder of what LibreOffice saved after opening the workbooks, and some Excel-FR files."""
    return une_fois(
        tmp_path_factory,
        "formats_bureau",
        lambda dossier: Bureau(dossier).ouvrir(release.dossier, ["hostile", "contrats", "resultats"]),
    )
