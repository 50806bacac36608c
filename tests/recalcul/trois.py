"""Yes, no, unknown: what can be said of a row, and how two answers are put together.

Nothing about public procurement here. `None` is unknown everywhere, never « no » (law 3 of DESIGN.md).
"""

from collections.abc import Collection

Dit = bool | None


def et(*reponses: Dit) -> Dit:
    """Yes when all are yes, no as soon as one is no, else unknown."""
    if False in reponses:
        return False
    return None if None in reponses else True


def ou(*reponses: Dit) -> Dit:
    """Yes as soon as one is yes, no when all are no, else unknown."""
    if True in reponses:
        return True
    return None if None in reponses else False


def accord(*reponses: Dit) -> Dit:
    """Two sources on one question: a yes of either stands, else a no of either, else nobody knows."""
    if True in reponses:
        return True
    return False if False in reponses else None


def present(trouves: Collection[str], tenu: bool, *cherches: str) -> Dit:
    """A register that was delivered makes absence a « no »; one that was not says nothing."""
    if any(c in trouves for c in cherches):
        return True
    return False if tenu else None
