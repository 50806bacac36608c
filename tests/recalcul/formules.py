"""Counting, summing and dividing with unknowns: value, numerator, denominator, and the bounds the value could take.

Written from the table « Oui, non, inconnu » of docs/indicateurs.md and law 3, with fractions: nothing is rounded before
`comparer`. A formula sees the rows of one group; which rows, and what is asked of them, belongs to `mesures`.

Left open by the texts, and taken as the engine does:
- different values (a supplier, a direction): a row whose value is unknown counts for one more, possible and never sure;
- a share of different values is bounded by what is sure and what is possible, each alone: its bounds are safe, not the
  tightest; a supplier whom nobody names may be one that is counted already;
- a share whose denominator holds nothing sure, and something possible, is between 0 and 1;
- a difference of two years is that of the rates as kept, six decimals;
- no bounds for a mean with an unknown term; 0 and 1 for a share of a sum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.recalcul.trois import Dit, et


@dataclass(frozen=True)
class Question:
    """A row as a formula sees it: is it in the denominator, has it what is counted, and its values.

    `apres`: the supplier's category is known from a file of a later day than the fact, or not; None: it is not known.
    """

    d: Dit
    c: Dit
    x: Any = None
    y: Any = None
    apres: bool | None = None

    @property
    def t(self) -> Dit:
        """In the denominator and having it."""
        return et(self.d, self.c)


@dataclass(frozen=True)
class Resultat:
    """What is compared with a row of results; `connus` is how many rows have an answer."""

    num: Fraction | None = None
    den: Fraction | None = None
    valeur: Fraction | None = None
    bmin: Fraction | None = None
    bmax: Fraction | None = None
    connus: int = 0
    jour: date | None = None


Lignes = Sequence[Question]


def _quotient(a: Fraction | int, b: Fraction | int) -> Fraction | None:
    return Fraction(a) / Fraction(b) if b else None


def _borne(a: Fraction | int, b: Fraction | int, sans: int, possibles: int) -> Fraction | None:
    """A bound of a share; nothing sure below the line leaves the widest one, nothing possible leaves none."""
    if not possibles:
        return None
    return _quotient(a, b) if b else Fraction(sans)


def _exact(valeurs: Sequence[Any]) -> Fraction:
    """Add without rounding; amounts in cents are far from the 28 digits that a Decimal keeps."""
    decimaux = sum((v for v in valeurs if isinstance(v, Decimal)), Decimal(0))
    return sum((Fraction(v) for v in valeurs if not isinstance(v, Decimal)), Fraction(decimaux))


def nombre(lignes: Lignes) -> Resultat:
    """Rows that have it; those of which nobody knows make the upper bound."""
    surs = Fraction(sum(q.t is True for q in lignes))
    possibles = Fraction(sum(q.t is not False for q in lignes))
    connus = sum(q.d is True and q.t is not None for q in lignes)
    return Resultat(surs, None, surs, surs, possibles, connus)


def part(lignes: Lignes) -> Resultat:
    """The share of rows; a row that may be left out is left out of one bound and counted in the other."""
    oui = sum(q.d is True and q.c is True for q in lignes)
    dits = sum(q.d is True and q.c is not None for q in lignes)
    surs = sum(q.d is True for q in lignes)
    contre = sum(q.d is None and q.c is not True for q in lignes)
    pour = sum(q.d is None and q.c is not False for q in lignes)
    muets = sum(q.d is True and q.c is None for q in lignes)
    possibles = sum(q.d is not False for q in lignes)
    return Resultat(
        Fraction(oui),
        Fraction(dits),
        _quotient(oui, dits),
        _borne(oui, surs + contre, 0, possibles),
        _borne(oui + muets + pour, surs + pour, 1, possibles),
        dits,
    )


def part_valeur(lignes: Lignes) -> Resultat:
    """The share in value; an unknown amount that could weigh against makes 0, one that could weigh for makes 1."""
    pese = [q for q in lignes if q.x is not None]

    def somme(garde: Callable[[Question], bool]) -> Fraction:
        return _exact([q.x for q in pese if garde(q)])

    oui = somme(lambda q: q.d is True and q.c is True)
    dits = somme(lambda q: q.d is True and q.c is not None)
    bas = somme(lambda q: q.d is True or (q.d is None and q.c is not True))
    haut = somme(lambda q: q.d is True or (q.d is None and q.c is not False))
    favorables = somme(lambda q: q.d is not False and q.c is not False)
    sans = [q for q in lignes if q.x is None and q.d is not False]
    connus = sum(q.d is True and q.c is not None for q in pese)
    possibles = [q for q in lignes if q.d is not False]
    basse = Fraction(0) if any(q.c is not True for q in sans) else _borne(oui, bas, 0, len(possibles))
    haute = (
        Fraction(1) if any(q.c is not False for q in sans) else _borne(favorables, haut, 1, len(possibles))
    )
    if possibles and all(q.c is False for q in possibles):
        haute = Fraction(0)
    return Resultat(oui, dits, _quotient(oui, dits), basse, haute, connus)


def somme(lignes: Lignes) -> Resultat:
    """The sum of x; what is possible adds to the upper bound, an unknown term leaves none."""
    surs = _exact([q.x for q in lignes if q.t is True and q.x is not None])
    possibles = [q for q in lignes if q.t is not False]
    haut = None if any(q.x is None for q in possibles) else _exact([q.x for q in possibles])
    connus = sum(q.d is True and (q.t is False or (q.t is True and q.x is not None)) for q in lignes)
    return Resultat(surs, None, surs, surs, haut, connus)


def rapport(lignes: Lignes) -> Resultat:
    """A sum over a sum, on the rows that have both; bounds are the value when nothing is unknown."""
    deux = [q for q in lignes if q.t is True and q.x is not None and q.y is not None]
    num, den = _exact([q.x for q in deux]), _exact([q.y for q in deux])
    valeur = _quotient(num, den)
    sur = len(deux) == sum(q.t is not False for q in lignes)
    return Resultat(num, den, valeur, valeur if sur else None, valeur if sur else None, len(deux))


def part_somme(lignes: Lignes) -> Resultat:
    """A sum in another that holds it: between 0 and 1 when something is unknown."""
    r = rapport(lignes)
    inconnu = len([q for q in lignes if q.t is not False]) > r.connus
    return replace(r, bmin=Fraction(0), bmax=Fraction(1)) if inconnu else r


def distincts(lignes: Lignes) -> Resultat:
    """How many different x."""
    surs = Fraction(len({q.x for q in lignes if q.t is True and q.x is not None}))
    possibles = [q for q in lignes if q.t is not False]
    haut = len({q.x for q in possibles if q.x is not None}) + sum(q.x is None for q in possibles)
    connus = sum(q.d is True and q.t is not None and (q.x is not None or q.t is False) for q in lignes)
    return Resultat(surs, None, surs, surs, Fraction(haut), connus)


def part_distincts(lignes: Lignes) -> Resultat:
    """The share of different x that have it somewhere, among those of which something is known."""

    def combien(garde: Callable[[Question], bool]) -> int:
        return len({q.x for q in lignes if q.x is not None and garde(q)})

    oui = combien(lambda q: q.d is True and q.c is True)
    dits = combien(lambda q: q.d is True and q.c is not None)
    anonymes = [q for q in lignes if q.x is None and q.d is not False]
    favorables = sum(q.c is not False for q in anonymes)
    haut = _quotient(
        combien(lambda q: q.d is not False and q.c is not False) + favorables,
        combien(lambda q: q.d is True),
    )
    return Resultat(
        Fraction(oui),
        Fraction(dits),
        _quotient(oui, dits),
        _quotient(oui, combien(lambda q: q.d is not False) + len(anonymes)),
        None if haut is None else min(Fraction(1), haut),
        sum(q.d is True and q.c is not None and q.x is not None for q in lignes),
    )


def somme_par_distinct(lignes: Lignes) -> Resultat:
    """The sum of x for each different y; no bounds when an answer is unknown."""
    surs = [q for q in lignes if q.t is True and q.x is not None]
    num, den = _exact([q.x for q in surs]), len({q.y for q in surs if q.y is not None})
    valeur = _quotient(num, den)
    sur = all(q.t is not None for q in lignes)
    connus = sum(q.d is True and q.t is not None for q in lignes)
    return Resultat(num, Fraction(den), valeur, valeur if sur else None, valeur if sur else None, connus)


def etat(lignes: Lignes) -> Resultat:
    """Done when every action is; x is the state, y the day it was finished."""
    vues = [q for q in lignes if q.t is True]
    faites = sum(q.x == "terminee" for q in vues)
    jours = [q.y for q in vues if q.y is not None]
    fini = max(jours) if jours and len(jours) == len(vues) else None
    valeur = Fraction(faites == len(vues)) if vues else None
    return Resultat(Fraction(faites), Fraction(len(vues)), valeur, None, None, len(vues), fini)


def premier_jour(lignes: Lignes) -> Resultat:
    """The first day x."""
    jours = [q.x for q in lignes if q.t is True and q.x is not None]
    return Resultat(connus=len(jours), jour=min(jours) if jours else None)


SIX = Decimal("0.000001")


def arrondi(valeur: Fraction | None) -> Decimal | None:
    """Six decimals, halves away from zero: what a table of results keeps."""
    if valeur is None:
        return None
    return (Decimal(valeur.numerator) / Decimal(valeur.denominator)).quantize(SIX, ROUND_HALF_UP)
