"""How far a download may go: times, sizes, tries, places. The values live here; each is enforced where it bites."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.sources.refus import injoignable


def _maintenant() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Politique:
    """The bounds of a download.

    Seconds end in `_s`, bytes are `octets`. `total_s` holds for all tries and waits together; a
    body must bring `debit_min_octets_s` on average over every `lecture_s`, and its headers within `lecture_s`.
    `adresses_privees` are the hosts ("127.0.0.1", "miroir.ville.fr:8080") that the configuration allows although they
    are not public: http:// is allowed for them only. `autorites` is a PEM file of the certificate authorities to
    believe instead of the usual ones. The proxies of the environment are never followed: behind one, the address
    that is reached is chosen by another, and the check on addresses means nothing.
    """

    connexion_s: float = 10
    lecture_s: float = 30
    total_s: float = 1800
    debit_min_octets_s: int = 1000
    essais: int = 4
    recul_s: float = 1
    attente_max_s: float = 60
    octets_max: int = 3 * 2**30
    ratio_max: int = 200
    redirections_max: int = 5
    par_hote: int = 2
    adresses_privees: tuple[str, ...] = ()
    https_seul: bool = True
    autorites: Path | None = None
    resoudre: Callable[..., list[Any]] = socket.getaddrinfo
    dormir: Callable[[float], None] = time.sleep
    horloge: Callable[[], float] = time.monotonic
    maintenant: Callable[[], datetime] = _maintenant


_occupees: Counter[tuple[str, int]] = Counter()
_places = threading.Condition()


@contextmanager
def place(hote: str, port: int, politique: Politique, fin: float) -> Iterator[None]:
    """Hold one of the exchanges that a host is asked for at once by this process, until the block ends.

    Errors: Echec when none is free before `fin`.
    """
    with _places:
        libre = _places.wait_for(
            lambda: _occupees[hote, port] < politique.par_hote, max(0, fin - politique.horloge())
        )
        if not libre:
            raise injoignable("les autres téléchargements de ce site ont pris tout le temps accordé")
        _occupees[hote, port] += 1
    try:
        yield
    finally:
        with _places:
            _occupees[hote, port] -= 1
            _places.notify_all()
