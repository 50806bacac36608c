"""Whether files say that they are fictional (law 9). What is done with them belongs to `etapes`."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipelines.commun.fichiers import fichiers_nommes

_DECLARE = re.compile(rb"""["\s]fictif"?\s*[:=]\s*"?true""")
_BORD = 65536


def fichiers_fictifs(entrees: Iterable[Path]) -> bool:
    """Tell whether every JSON or XML file declares `fictif: true` in its envelope, and at least one does.

    A flat CSV has no place to say it, and is what the files beside it are.
    """
    declarations = [_declare(chemin) for _, chemin in fichiers_nommes(entrees) if not _sans_enveloppe(chemin)]
    return bool(declarations) and all(declarations)


def _declare(chemin: Path) -> bool:
    with chemin.open("rb") as source:
        debut = source.read(_BORD)
        source.seek(max(0, chemin.stat().st_size - _BORD))
        return bool(_DECLARE.search(debut) or _DECLARE.search(source.read()))


def _sans_enveloppe(chemin: Path) -> bool:
    with chemin.open("rb") as source:
        return source.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[", b"<")
