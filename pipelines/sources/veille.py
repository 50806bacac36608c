"""A watch over one exchange: when its time is over, the connection is cut, whatever the library is waiting for.

The library's timeout starts again at each byte: a server that sends one byte now and then is never late for it.
"""

import os
import socket
import threading
from collections.abc import Callable
from types import TracebackType


class Veille:
    """Cut the connection that it follows when the limit is past; the limit never goes beyond `fin`.

    `coupee` tells that it did, and `au_bout` that it was because `fin` had come: a body that merely ends is then
    not whole.
    """

    def __init__(self, horloge: Callable[[], float], fin: float) -> None:
        self.horloge, self.fin = horloge, fin
        self.coupee = self.au_bout = False
        self._limite = fin
        self._prise: socket.socket | None = None
        self._finie = False
        self._signal = threading.Condition()
        self._fil = threading.Thread(target=self._veiller, daemon=True)

    def __enter__(self) -> "Veille":
        self._fil.start()
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._signal:
            self._finie = True
            self._signal.notify()
        self._fil.join()
        if self._prise:
            self._prise.close()

    def suivre(self, prise: socket.socket) -> None:
        """Follow a connection through a second handle, which stays good once TLS has taken the first."""
        with self._signal:
            self._prise = socket.socket(fileno=os.dup(prise.fileno()))
            if self.coupee:
                self._couper()

    def accorder(self, secondes: float) -> None:
        """Give the exchange that many seconds from now."""
        with self._signal:
            self._limite = min(self.fin, self.horloge() + secondes)
            self._signal.notify()

    def _veiller(self) -> None:
        with self._signal:
            while not self._finie and (reste := self._limite - self.horloge()) > 0:
                self._signal.wait(reste)
            if not self._finie:
                self.coupee, self.au_bout = True, self._limite >= self.fin
                self._couper()

    def _couper(self) -> None:
        if self._prise:
            try:
                self._prise.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the other side has already left
