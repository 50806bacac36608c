"""True, false or unknown: a value known within bounds against a target. What follows from it belongs to `etat`."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.indicateurs.objectifs.modele import Mesure, Tendance

INCONNUES = ("en_construction", "non_disponible")
_PERIODE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?\Z")


@dataclass(frozen=True)
class Intervalle:
    """Every value that is possible; None is a side on which nothing is known."""

    bas: Decimal | None = None
    haut: Decimal | None = None

    @property
    def exact(self) -> bool:
        """Say whether only one value is possible."""
        return self.bas is not None and self.bas == self.haut

    def au_dessus(self, seuil: Decimal | None, *, strict: bool = False) -> bool:
        """Say whether every possible value is above a threshold (or equal, unless `strict`)."""
        if self.bas is None or seuil is None:
            return False
        return self.bas > seuil if strict else self.bas >= seuil

    def au_dessous(self, seuil: Decimal | None, *, strict: bool = False) -> bool:
        """Say whether every possible value is below a threshold (or equal, unless `strict`)."""
        if self.haut is None or seuil is None:
            return False
        return self.haut < seuil if strict else self.haut <= seuil


def intervalle(mesure: Mesure | None) -> Intervalle:
    """Return what a value could be: itself without bounds, else its bounds, widened to hold it."""
    if mesure is None or mesure.origine in INCONNUES:
        return Intervalle()
    if mesure.borne_min is None and mesure.borne_max is None:
        return Intervalle(mesure.valeur, mesure.valeur)
    connues = [v for v in (mesure.borne_min, mesure.valeur, mesure.borne_max) if v is not None]
    return Intervalle(
        None if mesure.borne_min is None else min(connues),
        None if mesure.borne_max is None else max(connues),
    )


def compare(possible: Intervalle, operateur: str, cible: Decimal) -> bool | None:
    """Say whether a value meets a target: True or False only when every possible value agrees."""
    match operateur:
        case ">=":
            oui, non = possible.au_dessus(cible), possible.au_dessous(cible, strict=True)
        case ">":
            oui, non = possible.au_dessus(cible, strict=True), possible.au_dessous(cible)
        case "<=":
            oui, non = possible.au_dessous(cible), possible.au_dessus(cible, strict=True)
        case "<":
            oui, non = possible.au_dessous(cible, strict=True), possible.au_dessus(cible)
        case _:
            oui = possible.exact and possible.bas == cible
            non = possible.au_dessus(cible, strict=True) or possible.au_dessous(cible, strict=True)
    return True if oui else False if non else None


def tendance(possible: Intervalle, avant: Intervalle) -> Tendance:
    """Say where a value went since `avant`; nothing when the bounds leave both ways open."""
    if possible.au_dessus(avant.haut, strict=True):
        return "hausse"
    if possible.au_dessous(avant.bas, strict=True):
        return "baisse"
    return "stable" if possible.exact and possible == avant else "inconnue"


def compare_sens(possible: Intervalle, operateur: str, avant: Intervalle) -> bool | None:
    """Say whether a value rose (`hausse`) or fell (`baisse`) since `avant`; not moving is neither."""
    if operateur == "hausse":
        oui, non = possible.au_dessus(avant.haut, strict=True), possible.au_dessous(avant.bas)
    else:
        oui, non = possible.au_dessous(avant.bas, strict=True), possible.au_dessus(avant.haut)
    return True if oui else False if non else None


def oui_ou_non(mesure: Mesure) -> bool | None:
    """Read a value as a yes or a no: the word, 1 or 0, or a date (it took place)."""
    if mesure.origine in INCONNUES:
        return None
    if (mesure.valeur_texte or "").strip().lower() in ("oui", "non"):
        return (mesure.valeur_texte or "").strip().lower() == "oui"
    possible = intervalle(mesure)
    if possible.exact and possible.bas in (Decimal(0), Decimal(1)):
        return possible.bas == 1
    return True if mesure.valeur_date else None


def periode_de(texte: str | None) -> tuple[date, date] | None:
    """Return the first and last days of « 2027 », « 2027-01 » or « 2027-01-31 »; None for anything else."""
    lue = _PERIODE.match(texte or "")
    if not lue:
        return None
    annee, mois = int(lue[1]), int(lue[2] or 0)
    if lue[3]:
        try:
            jour = date(annee, mois, int(lue[3]))
        except ValueError:
            return None
        return jour, jour
    dernier = mois or 12
    return date(annee, mois or 1, 1), date(annee, dernier, calendar.monthrange(annee, dernier)[1])


def compare_date(mesure: Mesure, operateur: str, cible: tuple[date, date], au: date | None) -> bool | None:
    """Say whether something took place when it should have. `au`: the day up to which it is known.

    Not done is too late once the period is over; until then nothing can be said.
    """
    debut, fin = cible
    jour = mesure.valeur_date
    if mesure.origine in INCONNUES:
        return None
    if jour is None:
        attendu_avant = operateur in ("<=", "<", "=")
        passe = au is None or au > fin
        return False if attendu_avant and passe and oui_ou_non(mesure) is False else None
    tests = {"<=": jour <= fin, "<": jour < debut, ">=": jour >= debut, ">": jour > fin}
    return tests.get(operateur, debut <= jour <= fin)
