"""The runs that the recomputation is compared with, made once a session."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recalcul.demandes import Perimetre, perimetre
from tests.recalcul.essais import FICHE, Essai, en_csv, partages
from tests.recalcul.essais import nationaux as essais_nationaux
from tests.recalcul.faits import Faits, etablir
from tests.recalcul.lecture_publiee import lire_version
from tests.recalcul.nationaux import Nationaux


@pytest.fixture(scope="session")
def essais(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Essai]:
    """The runs and releases of `essais`: no test writes there."""
    return partages(tmp_path_factory)


@pytest.fixture(scope="session")
def nationaux(tmp_path_factory: pytest.TempPathFactory) -> Nationaux:
    """What the national files say of suppliers, read from data/raw."""
    return essais_nationaux(tmp_path_factory.mktemp("nationaux"))


@pytest.fixture(scope="session")
def publies(essais: Mapping[str, Essai], nationaux: Nationaux) -> Mapping[str, Faits]:
    """What the CSV files of each release say, and beside them the suppliers of the register."""
    return {
        slug: etablir(lire_version(essai.version) | lire_version(essai.complements), nationaux)
        for slug, essai in essais.items()
    }


@pytest.fixture(scope="session")
def internes(essais: Mapping[str, Essai], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The registers in force and the results of each run, nothing masked, as CSV: private, and erased with the test."""
    dossiers = {}
    for slug, essai in essais.items():
        dossiers[slug] = tmp_path_factory.mktemp(f"interne-{slug}")
        tables = [*essai.travail.glob("tables/*.parquet"), *essai.travail.glob("registres/*.parquet")]
        en_csv([*tables, essai.travail / "resultats_internes.parquet"], dossiers[slug])
    return dossiers


@pytest.fixture(scope="session")
def ou() -> Perimetre:
    return perimetre(FICHE)
