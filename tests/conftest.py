"""What every test shares: tools that may be missing, and examples that do not depend on chance.

No fixture of one room belongs here: those live in the conftest of that room's folder.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from pipelines.livraisons.lectures import VARIABLE

ABSENT = "outil absent : "
EN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# The same examples on every machine: a red test must be red for everyone.
settings.register_profile(
    "stable",
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.register_profile("recherche", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "stable"))


@pytest.fixture(scope="session", autouse=True)
def lectures_partagees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The fictional registers are read and judged once for all tests; what is kept depends on the code (`lectures`)."""
    depart = tmp_path_factory.getbasetemp()
    commun = depart.parent if "PYTEST_XDIST_WORKER" in os.environ else depart
    os.environ[VARIABLE] = str(commun / "lectures")
    yield
    del os.environ[VARIABLE]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "outil(nom): le test demande cette commande (chromium, ...)")


def pytest_collection_finish() -> None:
    """Seven thousand tests and the libraries they import live to the end: the garbage collector leaves them alone."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:
    """`--dist loadfile` as tests/repartition.py has it."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.repartition import Repartition

    return Repartition(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A missing tool skips its tests aloud; in CI it is a failure, since nobody reads what was not run."""
    for marker in item.iter_markers("outil"):
        for nom in marker.args:
            if shutil.which(nom) is None:
                if EN_CI:
                    pytest.fail(ABSENT + nom, pytrace=False)
                pytest.skip(ABSENT + nom)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = sorted(set(_not_run(terminalreporter)))
    if lines:
        terminalreporter.section("non exécuté : outil absent")
        for line in lines:
            terminalreporter.write_line(line)


def _not_run(reporter: pytest.TerminalReporter) -> Iterator[str]:
    for report in [*reporter.stats.get("skipped", []), *reporter.stats.get("error", [])]:
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if ABSENT in reason:
            yield f"{report.nodeid} ({reason.split(ABSENT)[1].strip()})"
