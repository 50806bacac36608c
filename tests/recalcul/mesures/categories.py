"""Categories of suppliers, from the buyer's register and the national files; they overlap, never add them up.

A quality holds on the day of the fact: in the register, between its two dates, where an empty date is open; in a
national file, as `nationaux` says. A yes of any source stands. A no needs one that holds the whole list: the register
delivered, or a national file of the family that says so. An answer has two parts: what is said, and whether its yes was
only seen after the day; a row of the register without a first day is dated by the day when it was seen.

A foreign supplier is neither approved nor of the territory, where some file answers; its size is unknown.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tests.recalcul.faits import Faits, Titulaire
from tests.recalcul.lecture_publiee import jour
from tests.recalcul.trois import Dit, et, ou

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
    "pme": ("PME",),
    "tpe_pme": ("PME",),
    "territoire": ("TERRITOIRE",),
}
FERMEES = {
    "ess": ("ess",),
    "esus": ("esus",),
    "inclusif": ("inclusion",),
    "siae": ("inclusion",),
    "esat_ea": ("inclusion",),
    "alternatif": ("ess", "inclusion"),
    "scop_scic_ea_esat": ("cooperative", "inclusion"),
    "scop": ("cooperative",),
    "scic": ("cooperative",),
    "pme": ("taille",),
    "tpe_pme": ("taille",),
    "territoire": ("territoire",),
}
"""The families that must all be known for a no."""
FAMILLES = ("taille", "ess", "esus", "inclusion", "cooperative", "territoire")
DU_REGISTRE = ("ess", "esus", "inclusion", "cooperative")


class Reponse(NamedTuple):
    """What is said of a supplier, and for a yes, whether it was only seen after the day."""

    dit: Dit
    apres: bool | None = None


def est(faits: Faits, qui: Titulaire, code: str, au: date | None, acheteur: str) -> Reponse:
    """Say whether a supplier is of a category on a day."""
    if code == "tpe_pme_territoire":
        deux = [est(faits, qui, c, au, acheteur) for c in ("tpe_pme", "territoire")]
        dit = et(*(r.dit for r in deux))
        return Reponse(dit, any(r.apres for r in deux) if dit else None)
    if au is None:
        return Reponse(None)
    if qui.siren is None:
        connues = faits.nationaux.familles - {"taille"}
        return Reponse(False if qui.etranger and connues.issuperset(FERMEES[code]) else None)
    voulues, fermees, apres = CATEGORIES[code], set(), False
    for famille in FAMILLES:
        for dite, a_la_date in faits.nationaux.reponses(famille, qui.siren, qui.siret, au):
            fermees |= {famille} if dite.complete else set()
            if dite.categories.intersection(voulues):
                if a_la_date:
                    return Reponse(True, False)
                apres = True
    for ligne in faits.qualites.get(qui.siren, ()):
        debut, fin = jour(ligne["valide_du"]), jour(ligne["valide_au"])
        if ligne["categorie"] in voulues and (not debut or debut <= au) and (not fin or au <= fin):
            vu = debut or jour(ligne["observe_le"])
            if vu and vu <= au:
                return Reponse(True, False)
            apres = True
    if apres:
        return Reponse(True, True)
    if faits.tenus.tenu("fournisseurs_ess", acheteur, au.year):
        fermees |= set(DU_REGISTRE)
    return Reponse(False if fermees.issuperset(FERMEES[code]) else None)


def un_de(faits: Faits, qui: Sequence[Titulaire], code: str, au: date | None, acheteur: str) -> Reponse:
    """Say whether one supplier at least is of a category; seen afterwards when none was by the day."""
    dites = [est(faits, t, code, au, acheteur) for t in qui]
    dit = ou(*(r.dit for r in dites))
    return Reponse(dit, all(r.apres is not False for r in dites) if dit else None)
