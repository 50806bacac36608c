"""How an exchange with data.gouv.fr ends badly: refused for good, or not known to be done. Nothing acts here."""

from typing import Any

from pipelines.commun.erreurs import SpaserErreur


class EnvoiRefuse(SpaserErreur):
    """A push that cannot go on; the sentence says what to do."""


class RefusServeur(EnvoiRefuse):
    """The server refused a request for good; `erreurs` are its own, by field, when it gave some."""

    def __init__(self, message: str, statut: int = 0, erreurs: Any = None, dit: str = "") -> None:
        super().__init__(message)
        self.statut, self.erreurs, self.dit = statut, erreurs, dit


class Passager(Exception):
    """A request that may succeed later. A write that ends so may have been done: read again before repeating it.

    `attendre` is the number of seconds that the server asked for.
    """

    def __init__(self, motif: str, attendre: float | None = None) -> None:
        super().__init__(motif)
        self.motif, self.attendre = motif, attendre
