"""Categories of suppliers, from the register of structures of the social economy; they overlap, never add them up.

A quality holds on the day of the fact, between its two dates, where an empty date is open. Small firms and territory
need a register of firms that nobody has read yet: unknown.
"""

from datetime import date

from tests.recalcul.faits import Faits
from tests.recalcul.lecture_publiee import jour
from tests.recalcul.trois import Dit, ou

ESS = ("ESS", "ESUS", "SCOP", "SCIC")
SIAE = ("EI", "AI", "ACI", "ETTI", "EITI", "GEIQ")
HANDICAP = ("EA", "EATT", "ESAT")
CATEGORIES = {
    "ess": ESS,
    "esus": ("ESUS",),
    "inclusif": (*SIAE, *HANDICAP),
    "siae": SIAE,
    "esat_ea": HANDICAP,
    "alternatif": (*ESS, *SIAE, *HANDICAP),
    "scop_scic_ea_esat": ("SCOP", "SCIC", *HANDICAP),
    "scop": ("SCOP",),
    "scic": ("SCIC",),
}
SANS_SOURCE = ("tpe_pme", "pme", "tpe_pme_territoire", "territoire")


def est(faits: Faits, siren: str | None, code: str, au: date | None, acheteur: str) -> Dit:
    """Say whether a supplier is of a category on a day."""
    if code in SANS_SOURCE or siren is None or au is None:
        return None
    for ligne in faits.qualites.get(siren, ()):
        debut, fin = jour(ligne["valide_du"]), jour(ligne["valide_au"])
        if ligne["categorie"] in CATEGORIES[code] and (not debut or debut <= au) and (not fin or au <= fin):
            return True
    return False if faits.tenus.tenu("fournisseurs_ess", acheteur, au.year) else None


def un_de(faits: Faits, sirens: tuple[str | None, ...], code: str, au: date | None, acheteur: str) -> Dit:
    """Say whether one supplier at least is of a category."""
    return ou(*(est(faits, s, code, au, acheteur) for s in sirens))
