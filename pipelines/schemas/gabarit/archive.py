"""An office file rewritten so that its bytes depend on its content only: no clock, no order of writing.

What the file contains belongs elsewhere.
"""

import io
import re
import zipfile
from pathlib import Path

INSTANT = (1980, 1, 1, 0, 0, 0)
DATES = re.compile(rb"(<(?:dcterms:created|dcterms:modified|dc:date|meta:creation-date)[^>]*>)[^<]*(<)")


def figer(contenu: bytes, dest: Path, jour: str) -> None:
    """Write an archive again: every date in it becomes `jour`, `mimetype` comes first and uncompressed."""
    instant = f"{jour}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(contenu)) as source, zipfile.ZipFile(dest, "w") as cible:
        noms = sorted(
            set(source.namelist()), key=lambda nom: (nom != "mimetype", nom != "[Content_Types].xml", nom)
        )
        for nom in noms:
            octets = source.read(nom)
            if nom in ("docProps/core.xml", "meta.xml"):
                octets = DATES.sub(lambda m: m[1] + instant + m[2], octets)
            info = zipfile.ZipInfo(nom, INSTANT)
            info.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            cible.writestr(info, octets, compresslevel=9)
