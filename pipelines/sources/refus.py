"""How a download ends badly: what its caller catches, and the failed try that may be repeated. Nothing acts here."""

from pipelines.commun.erreurs import SpaserErreur

PASSAGER, SUSPECT, DEFINITIF = "passager", "suspect", "definitif"
"""How many tries a fault deserves: all those of the policy, a second one, none. What is suspect may be a bad moment
(an empty file, bytes that are not those announced): seen twice, it is what the source publishes."""


class ErreurSource(SpaserErreur):
    """A source that gave nothing usable; `essais` is the number of tries made."""

    def __init__(self, message: str, essais: int = 0) -> None:
        super().__init__(message)
        self.essais = essais


class SourceInjoignable(ErreurSource):
    """The source did not answer, or not to the end: it may do so later."""


class SourceRefusee(ErreurSource):
    """The source answered what must not be taken: another kind of file, other bytes, another place."""


class SourceAbsente(ErreurSource):
    """The source says that there is nothing at this address (any more)."""


class Echec(Exception):
    """One try that failed. `motif` and `conseil` are French and hold nothing that a library or a server wrote.

    `attendre` is the number of seconds that the server asked for; `reprendre` says that the bytes already
    received are still good.
    """

    def __init__(
        self,
        motif: str,
        conseil: str,
        classe: type[ErreurSource] = SourceRefusee,
        genre: str = DEFINITIF,
        *,
        attendre: float | None = None,
        reprendre: bool = False,
    ) -> None:
        super().__init__(motif)
        self.motif, self.conseil, self.classe, self.genre = motif, conseil, classe, genre
        self.attendre, self.reprendre = attendre, reprendre


PLUS_TARD = "Réessayez plus tard."
PREVENIR = "Signalez-le au producteur de ce fichier."
LONGUEURS = "le serveur annonce plusieurs longueurs, ou une longueur illisible"


def injoignable(motif: str, conseil: str = PLUS_TARD, attendre: float | None = None) -> Echec:
    """Make the failure of a try that deserves another one, from where this one stopped."""
    return Echec(motif, conseil, SourceInjoignable, PASSAGER, attendre=attendre, reprendre=True)


def coupe(motif: str) -> Echec:
    """Make the failure of a body that stopped before its end: the rest can be asked for."""
    return Echec(motif, PLUS_TARD, SourceRefusee, PASSAGER, reprendre=True)


def suspect(motif: str, conseil: str = PREVENIR) -> Echec:
    """Make the failure of a body that is whole and wrong: seen twice, it is refused."""
    return Echec(motif, conseil, SourceRefusee, SUSPECT)
