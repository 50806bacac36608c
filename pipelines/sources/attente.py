"""How long to wait between two tries: what the server asks for, else a growing pause with some chance in it."""

import random
from datetime import UTC
from email.utils import parsedate_to_datetime

from pipelines.sources.politique import Politique


def demandee(ecrite: str | None, politique: Politique) -> float | None:
    """Read a Retry-After, in seconds or as an HTTP date; None when there is none to obey (unreadable, or past)."""
    if ecrite is None:
        return None
    ecrite = ecrite.strip()
    if ecrite.isascii() and ecrite.isdigit():
        return float(ecrite[:12]) or None
    try:
        date = parsedate_to_datetime(ecrite)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    secondes = (date - politique.maintenant()).total_seconds()
    return secondes if secondes > 0 else None


def pause(essai: int, demande: float | None, politique: Politique) -> float:
    """Return the seconds to wait after a try (1, 2, ...), never above `attente_max_s` when the server asks nothing."""
    if demande is not None:
        return demande
    # Chance keeps machines that failed together from coming back together.
    recul = min(politique.attente_max_s, politique.recul_s * 2.0 ** (essai - 1))
    return recul * random.uniform(0.5, 1)


def quand(secondes: float) -> str:
    """Say a duration as people do: « dans 40 secondes », « dans 3 heures »."""
    unites = ((86_400, "jour"), (3_600, "heure"), (60, "minute"))
    taille, nom = next((unite for unite in unites if secondes >= unite[0]), (1, "seconde"))
    nombre = max(1, round(secondes / taille))
    return f"dans {nombre} {nom}{'s' if nombre > 1 else ''}"
