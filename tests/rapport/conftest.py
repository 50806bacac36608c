"""The command as a data manager runs it, in the test's own process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipelines import cli


@dataclass
class Sortie:
    code: int
    ecran: str
    erreurs: str

    @property
    def tout(self) -> str:
        return self.ecran + self.erreurs


@pytest.fixture
def spaser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Sortie]:
    monkeypatch.setenv("COLUMNS", "200")

    def lancer(*arguments: object) -> Sortie:
        monkeypatch.setattr(sys, "argv", ["spaser", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as fin:
            cli.main()
        lu = capsys.readouterr()
        return Sortie(int(fin.value.code or 0), lu.out, lu.err)

    return lancer
