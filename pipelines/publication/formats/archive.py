"""A zip whose bytes depend on what is put in it only: no clock, no umask, no operating system, no ZIP64.

The standard `zipfile` stops at 2 GiB for a member that is streamed, or writes it as ZIP64, which Excel « repairs » and
LibreOffice 7 does not open. What the archive contains belongs elsewhere.
"""

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.commun.erreurs import SpaserErreur

NIVEAU = 5
"""On the XML of sheets: a quarter smaller than level 1 for 40 % more time; level 6 gains 5 % and costs 30 % more."""
LIMITE = 2**32 - 1
_VERSION, _UNIX, _JOUR = 20, 3, (1 << 5) | 1  # 2.0: deflate; 1980-01-01
_LOCAL, _CENTRAL, _FIN = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"


class Archive:
    """Members in the order they are given; `mimetype` of an ODS goes first, stored as it is."""

    def __init__(self, dest: Path) -> None:
        self._nom = dest.name
        self._file = dest.open("wb")
        self._central: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if error is None:
                self._clore()

    def ajouter(self, nom: str, morceaux: Iterable[bytes], *, brut: bool = False) -> None:
        """Add a member as its bytes come.

        Errors: an archive of more than 4 GiB.
        """
        debut, methode = self._file.tell(), 0 if brut else zlib.DEFLATED
        octets = nom.encode("ascii")
        self._file.write(bytes(struct.calcsize(_LOCAL)) + octets)
        crc, taille = 0, 0
        presse = zlib.compressobj(NIVEAU, zlib.DEFLATED, -zlib.MAX_WBITS)
        for morceau in morceaux:
            crc, taille = zlib.crc32(morceau, crc), taille + len(morceau)
            self._file.write(morceau if brut else presse.compress(morceau))
            if taille > LIMITE:
                break
        self._file.write(b"" if brut else presse.flush())
        fin = self._file.tell()
        if max(taille, fin) > LIMITE:
            raise SpaserErreur(
                f"« {self._nom} » dépasserait 4 Gio ({nom}) : aucun tableur ne l'ouvrirait. Raccourcissez les textes "
                "de la table, ou publiez un périmètre plus petit ; les autres formats n'ont pas cette limite."
            )
        pressee = fin - debut - struct.calcsize(_LOCAL) - len(octets)
        communs = (_VERSION, 0, methode, 0, _JOUR, crc, pressee, taille, len(octets), 0)
        self._file.seek(debut)
        self._file.write(struct.pack(_LOCAL, b"PK\3\4", *communs))
        self._file.seek(fin)
        droits = 0o644 << 16
        fiche = struct.pack(_CENTRAL, b"PK\1\2", _UNIX << 8 | _VERSION, *communs, 0, 0, 0, droits, debut)
        self._central.append(fiche + octets)

    def _clore(self) -> None:
        debut, central = self._file.tell(), b"".join(self._central)
        nombre = len(self._central)
        self._file.write(central)
        self._file.write(struct.pack(_FIN, b"PK\5\6", 0, 0, nombre, nombre, len(central), debut, 0))
