"""A test whose tool is missing is listed by name, and fails where CI=true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
ESSAI = """
import pytest
@pytest.mark.outil("outil-qui-n-existe-pas")
def test_a(): pass
def test_b(): pass
"""


@pytest.fixture
def lancer(tmp_path: Path):
    (tmp_path / "test_essai.py").write_text(ESSAI, encoding="utf-8")
    (tmp_path / "conftest.py").write_bytes((RACINE / "tests" / "conftest.py").read_bytes())

    def run(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("PYTEST")}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(tmp_path)]
        return subprocess.run(
            command, env=clean | env, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_listed_at_the_end_and_green_on_a_desk(lancer, options):
    done = lancer(*options)
    assert done.returncode == 0, done.stdout
    assert "non exécuté : outil absent" in done.stdout
    assert "test_essai.py::test_a (outil-qui-n-existe-pas)" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout


def test_red_in_ci(lancer):
    done = lancer(CI="true")
    assert done.returncode == 1
    assert "test_essai.py::test_a (outil-qui-n-existe-pas)" in done.stdout
    assert "1 passed, 1 error" in done.stdout
