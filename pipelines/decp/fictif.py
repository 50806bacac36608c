"""Whether files say that they are fictional (law 9). What is done with them belongs to `etapes`."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipelines.commun.fichiers import fichiers_nommes

_DECLARE = re.compile(rb"""["\s]fictif"?\s*[:=]\s*"?true""")
_MENTION = re.compile(rb"\(fictive?\)")
_BORD = 65536


def fichiers_fictifs(entrees: Iterable[Path]) -> bool:
    """Tell whether every file says that it is fictional.

    JSON and XML declare `fictif: true` in their envelope; a flat CSV has none, and says it in its buyers' names.
    """
    declarations = [_declare(chemin) for _, chemin in fichiers_nommes(entrees)]
    return bool(declarations) and all(declarations)


def _declare(chemin: Path) -> bool:
    with chemin.open("rb") as source:
        debut = source.read(_BORD)
        source.seek(max(0, chemin.stat().st_size - _BORD))
        fin = source.read()
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<"):
        return bool(_DECLARE.search(debut) or _DECLARE.search(fin))
    return bool(_MENTION.search(debut))
