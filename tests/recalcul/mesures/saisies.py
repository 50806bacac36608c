"""Values typed by hand, from the register `saisies`: those of measures that no table computes.

The latest entry of a year wins. For all buyers together: sums of what adds up when each has a value, rates from their
parts; nothing else.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from tests.recalcul.demandes import Demande
from tests.recalcul.faits import Faits
from tests.recalcul.formules import Resultat
from tests.recalcul.lecture_publiee import Ligne, jour, nombre

ADDITIVES = ("nombre", "eur_ht", "kwh", "tonnes", "tco2e", "quantite", "heures", "jours", "etp")
Case = tuple[str, int, str, str]
"""Buyer ('' for all), year, dimension and value of it."""


def saisies(faits: Faits, demande: Demande, acheteurs: int) -> Mapping[Case, Resultat]:
    """The values typed for an indicator."""
    retenues: dict[Case, Ligne] = {}
    for ligne in sorted(faits.tables.get("saisies", []), key=_fraicheur):
        if ligne["indicateur_id"] == demande.code:
            annee = int(str(ligne["periode_fin"])[:4])
            dimension, modalite = ligne["dimension"] or "ensemble", ligne["modalite"] or "ensemble"
            retenues[str(ligne["acheteur_siren"]), annee, dimension, modalite] = ligne
    cases = {case: _lue(ligne) for case, ligne in retenues.items()}
    tous: dict[tuple[int, str, str, str], list[Ligne]] = defaultdict(list)
    for (_, annee, dimension, modalite), ligne in retenues.items():
        tous[annee, dimension, modalite, str(ligne["unite"])].append(ligne)
    for (annee, dimension, modalite, unite), lignes in tous.items():
        if len(lignes) > 1 or acheteurs == 1:
            r = _reunies(lignes, unite)
            if r.valeur is not None:
                cases["", annee, dimension, modalite] = r
    return cases


def _fraicheur(ligne: Ligne) -> tuple[str, str]:
    return str(ligne["periode_fin"]), str(ligne["date_saisie"])


def _fraction(texte: str | None, diviseur: int = 1) -> Fraction | None:
    valeur = nombre(texte)
    return None if valeur is None else Fraction(valeur) / diviseur


def _lue(ligne: Ligne) -> Resultat:
    return Resultat(
        _fraction(ligne["numerateur"]),
        _fraction(ligne["denominateur"]),
        _fraction(ligne["valeur"], 100 if ligne["unite"] == "pct" else 1),
        connus=1,
        jour=jour(ligne["valeur_date"]),
    )


def _reunies(lignes: list[Ligne], unite: str) -> Resultat:
    lues = [_lue(ligne) for ligne in lignes]
    num = _somme([r.num for r in lues])
    den = _somme([r.den for r in lues])
    valeur = None
    if unite in ADDITIVES and all(r.valeur is not None for r in lues):
        valeur = _somme([r.valeur for r in lues])
    elif all(r.num is not None and r.den is not None for r in lues) and den:
        valeur = None if num is None else num / den
    return Resultat(num, den, valeur, connus=1)


def _somme(valeurs: list[Fraction | None]) -> Fraction | None:
    connues = [v for v in valeurs if v is not None]
    return sum(connues, Fraction(0)) if connues else None
