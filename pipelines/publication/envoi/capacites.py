"""What a server takes: extensions, licence, places. Asked before anything is written, since it drops in silence."""

from dataclasses import dataclass
from typing import Any

from pipelines.publication.envoi.destination import Destination
from pipelines.publication.envoi.fil import Guichet
from pipelines.publication.envoi.refus import EnvoiRefuse, RefusServeur

UNE_A_UNE = 40


@dataclass(frozen=True)
class Capacites:
    """What the server said; `extensions` left empty means that it did not say."""

    extensions: frozenset[str] = frozenset()
    zones: tuple[str, ...] = ()
    granularite: str = "other"


def demander(guichet: Guichet, destination: Destination, licence: str) -> Capacites:
    """Ask the server for its lists.

    Errors: it does not know our licence, which it would replace in silence.
    """
    licences = _liste(guichet, "/api/1/datasets/licenses/")
    if licences and licence not in {dite.get("id") for dite in licences if isinstance(dite, dict)}:
        raise EnvoiRefuse(
            f"Ce site ne connaît pas la licence « {licence} » (Licence Ouverte 2.0) : il la remplacerait sans le dire "
            "par « non spécifiée ». Vérifiez « serveur »."
        )
    extensions = {dite for dite in _liste(guichet, "/api/1/datasets/extensions/") if isinstance(dite, str)}
    zones = _connues(guichet, destination.zones)
    granularite = "other"
    if zones:
        connues = _liste(guichet, "/api/1/spatial/granularities/")
        if destination.granularite in {dite.get("id") for dite in connues if isinstance(dite, dict)}:
            granularite = destination.granularite
    return Capacites(frozenset(extensions), zones, granularite)


def _liste(guichet: Guichet, chemin: str) -> list[Any]:
    try:
        lue = guichet.lire(chemin)
    except RefusServeur as refus:
        if refus.statut != 404:
            raise
        return []
    return lue if isinstance(lue, list) else []


def _connues(guichet: Guichet, zones: tuple[str, ...]) -> tuple[str, ...]:
    """The zones that the server knows: it refuses a whole list for one that it does not."""
    if not zones or _connue(guichet, ",".join(zones)):
        return zones
    if len(zones) == 1 or len(zones) > UNE_A_UNE:
        return ()
    return tuple(zone for zone in zones if _connue(guichet, zone))


def _connue(guichet: Guichet, zones: str) -> bool:
    try:
        guichet.lire(f"/api/1/spatial/zones/{zones}/")
    except RefusServeur as refus:
        if refus.statut != 404:
            raise
        return False
    return True
