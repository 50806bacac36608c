"""Inflating gzip and zlib step by step: bounded output, whole to the last byte. Where bytes go belongs to callers."""

import zlib
from collections.abc import Iterator

GZIP, ZLIB = 31, 15
BLOC = 1 << 18
LIBRE = 8 << 20
"""Below this many inflated bytes no ratio is held against a stream: an empty table compresses a thousand times."""


class Abime(Exception):
    """The stream is not what it says: cut, or its check does not match."""


class Demesure(Exception):
    """The stream inflates beyond its bounds."""


class Inflateur:
    """Inflates one stream. Several gzip members one after the other are one stream, as gzip(1) has it."""

    def __init__(self, format_: int, octets_max: int, ratio_max: int) -> None:
        self._format, self._octets_max, self._ratio_max = format_, octets_max, ratio_max
        self._moteur = zlib.decompressobj(format_)
        self._commence = False
        self.entres = self.sortis = 0

    def blocs(self, octets: bytes) -> Iterator[bytes]:
        """Inflate some bytes, block by block.

        Errors: Abime, Demesure.
        """
        self.entres += len(octets)
        while octets:  # what the engine still holds comes out with the sum that ends every stream
            if self._moteur.eof:
                octets = octets.lstrip(b"\0")  # padding of tapes and blocks
                if not octets:
                    return
                if self._format != GZIP:
                    raise Abime
                self._moteur = zlib.decompressobj(self._format)
            self._commence = True
            try:
                bloc = self._moteur.decompress(octets, BLOC)
            except zlib.error as error:
                raise Abime from error
            octets = self._moteur.unused_data if self._moteur.eof else self._moteur.unconsumed_tail
            self.sortis += len(bloc)
            if self.sortis > self._octets_max or self.sortis > max(LIBRE, self._ratio_max * self.entres):
                raise Demesure
            yield bloc

    def finir(self) -> None:
        """Check that the stream ended where it says it ends; zlib has then checked its sum as well.

        Errors: Abime.
        """
        if not self._commence or not self._moteur.eof:
            raise Abime
