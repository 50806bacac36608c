"""The HTTP library tied to our rules: our sockets, no proxy, no redirect, no cookie, no retry of its own.

SNI, Host and certificate stay those of the name: only the way the socket is opened changes. What an answer means
belongs to `echange`.
"""

import http.client
import socket
from collections.abc import Callable
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter

from pipelines.sources.masque import masquer_les_journaux

# Compressed on the way, a body that is cut still ends well for the library: `identity`.
ENTETES = {
    "User-Agent": "spaser-ouvert",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
GUET_S = 0.1

Ouvrir = Callable[[str, int], socket.socket]


class Trace:
    """What the wire showed beyond the answer: `surplus` when bytes follow the length that was announced."""

    surplus = False


class Adaptateur(HTTPAdapter):
    """Sends requests over connections that `ouvrir(host, port)` opens; it knows no proxy and tries once."""

    def __init__(self, ouvrir: Ouvrir, trace: Trace) -> None:
        masquer_les_journaux()
        self._classes = _classes(ouvrir, trace)
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make every connection one of ours."""
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = self._classes


def _classes(ouvrir: Ouvrir, trace: Trace) -> dict[str, Any]:
    class Reponse(http.client.HTTPResponse):
        """Looks, before it leaves the connection, whether the body goes on beyond its announced length."""

        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
            super().__init__(sock, *args, **options)
            self._prise = sock

        def _close_conn(self) -> None:
            if self.length == 0 and not self.chunked and self.fp is not None:
                trace.surplus |= _reste(self._prise, self.fp)
            super()._close_conn()  # type: ignore[misc]

    class Claire(urllib3.connection.HTTPConnection):
        response_class = Reponse

        def _new_conn(self) -> socket.socket:
            return ouvrir(self.host, self.port)

    class Chiffree(urllib3.connection.HTTPSConnection):
        response_class = Reponse

        def _new_conn(self) -> socket.socket:
            return ouvrir(self.host, self.port)

    class PiscineClaire(urllib3.HTTPConnectionPool):
        ConnectionCls = Claire

    class PiscineChiffree(urllib3.HTTPSConnectionPool):
        ConnectionCls = Chiffree

    return {"http": PiscineClaire, "https": PiscineChiffree}


def _reste(prise: socket.socket, flux: Any) -> bool:
    """Tell whether more bytes are there; a server that keeps the connection open is waited for GUET_S seconds."""
    try:
        prise.settimeout(GUET_S)
        return bool(flux.peek(1))
    except (OSError, ValueError):
        return False
