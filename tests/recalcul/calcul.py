"""All the results of a definition, recomputed: each indicator, for each buyer and all together, each year.

The questions belong to `mesures`, the arithmetic to `formules`, the comparison to `comparer`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from tests.recalcul import formules
from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Faits
from tests.recalcul.formules import Question, Resultat, arrondi
from tests.recalcul.mesures import en_cours, notifies, registres, suivi
from tests.recalcul.mesures.saisies import saisies

TETE = "simple_et_accords_cadres"
SANS_OBJET = "sans_objet"
ADDITIVES = ("nombre", "somme", "distincts")
DATEES = (*ADDITIVES, "part", "part_valeur", "part_distincts")
A_ZERO = Resultat(*(Fraction(0), None, Fraction(0), Fraction(0), Fraction(0)))
EN_COURS = frozenset(("evalue", "execution_suivie", "execution_env_controlee", "generant_heures_insertion"))


class Case(NamedTuple):
    """Where a result is: buyer ('' for all), year, perimeter of contracts, value of the breakdown."""

    acheteur: str
    annee: int
    perimetre: str
    modalite: str


def recalculer(faits: Faits, demande: Demande, ou: Perimetre) -> dict[Case, Resultat] | None:
    """Compute an indicator; None for one whose measure is not of tables or entries."""
    trouve = _lignes(faits, demande, ou)
    if trouve is None:
        return None
    formule, contrats, lignes = trouve
    groupes: dict[Case, list[Question]] = defaultdict(list)
    presents = {a: ou.annees_de(a) for a in (*ou.acheteurs, "")}
    for posee, question in lignes:
        for perimetre in perimetres(posee.type) if contrats else (SANS_OBJET,):
            for acheteur in (a for a in posee.chez if posee.annee in presents[a]):
                groupes[Case(acheteur, posee.annee, perimetre, posee.modalite)].append(question)
    faire = getattr(formules, formule)
    resultats: dict[Case, Resultat] = {case: faire(lignes) for case, lignes in groupes.items()}
    if "titulaire" in demande.filtre or "fournisseur" in demande.filtre:
        for case, siennes in groupes.items():
            if case.perimetre in (TETE, SANS_OBJET) and case.modalite == "ensemble":
                dits = moments(formule, siennes, resultats[case])
                resultats |= {case._replace(modalite=m): r for m, r in dits.items()}
    if "dimension" in demande.filtre:
        resultats |= _ensembles(resultats)
    tete = TETE if contrats else SANS_OBJET
    vide = A_ZERO if formule in ADDITIVES else Resultat()
    for acheteur in (*ou.acheteurs, ""):
        for annee in ou.annees_de(acheteur):
            resultats.setdefault(Case(acheteur, annee, tete, "ensemble"), vide)
    if formule == "premier_jour" and demande.unite == "oui_non":
        resultats = {c: replace(r, valeur=Fraction(1) if r.jour else None) for c, r in resultats.items()}
    if demande.filtre.get("transform") == "cumul_contrats_actifs":
        for (acheteur, annee, modalite), somme in suivi.rapprochement(faits, ou).items():
            if annee not in presents[acheteur]:
                continue
            resultats[Case(acheteur, annee, SANS_OBJET, modalite)] = Resultat(
                somme, None, somme, somme, somme, 1
            )
    return _evolutions(resultats) if demande.evolution else resultats


def _lignes(
    faits: Faits, demande: Demande, ou: Perimetre
) -> tuple[str, bool, Iterable[tuple[Posee, Question]]] | None:
    m, f = demande.mesure, demande.filtre
    if autre := suivi.lignes(faits, demande, ou):
        return autre
    if m == "nb_contrats_en_cours":
        return "nombre", True, en_cours.contrats(faits, demande, ou)
    if m == "part_contrats" and (
        f["caracteristique"] in EN_COURS or f["denominateur"] in en_cours.DENOMINATEURS
    ):
        return "part", True, en_cours.contrats(faits, demande, ou)
    if m in notifies.CONTRATS:
        return notifies.CONTRATS[m], True, notifies.contrats(faits, demande, ou)
    if m in notifies.TITULAIRES:
        return notifies.TITULAIRES[m], True, notifies.titulaires(faits, demande, ou)
    if m in registres.FORMULES:
        return registres.FORMULES[m], False, registres.poser(faits, demande, ou)
    return None


def moments(formule: str, lignes: Sequence[Question], tete: Resultat) -> Mapping[str, Resultat]:
    """What a headline owes to qualities known on the day, and to those only seen afterwards: two that add up to it.

    A firm that is there several times, once known on the day, is known on the day. No row where nothing is counted.
    """
    if formule not in DATEES or tete.valeur is None or all(q.d is False for q in lignes):
        return {}
    faire = getattr(formules, formule)
    alors = faire([replace(q, c=False) if q.apres is True else q for q in lignes])
    if formule in ("distincts", "part_distincts"):
        num = (tete.num or Fraction(0)) - (alors.num or Fraction(0))
        valeur = num if tete.den is None else num / tete.den
        apres = replace(Resultat(), num=num, den=tete.den, valeur=valeur, connus=tete.connus)
    else:
        apres = faire([replace(q, c=False) if q.apres is False else q for q in lignes])
    return {"a_la_notification": alors, "observee_apres": apres}


def perimetres(type_: str) -> tuple[str, ...]:
    """Three lines always: simple contracts, framework agreements, those that follow from them; and the headline."""
    propre = {"marche": "simple", "inconnu": "type_inconnu"}.get(type_, type_)
    return (propre, TETE) if type_ in ("marche", "accord_cadre") else (propre,)


def _ensembles(resultats: Mapping[Case, Resultat]) -> dict[Case, Resultat]:
    """The headline of a breakdown: what its values add up to, or the share of one sum in the other."""
    groupes: dict[Case, list[Resultat]] = defaultdict(list)
    for case, r in resultats.items():
        groupes[case._replace(modalite="ensemble")].append(r)
    return {case: _total(rs) for case, rs in groupes.items()}


def _total(rs: list[Resultat]) -> Resultat:
    num = sum((r.num or Fraction(0) for r in rs), Fraction(0))
    connus = sum(r.connus for r in rs)
    if any(r.den is not None for r in rs):
        den = sum((r.den or Fraction(0) for r in rs), Fraction(0))
        return Resultat(num, den, num / den if den else None, connus=connus)
    hauts = [r.bmax for r in rs]
    haut = None if None in hauts else sum((h or Fraction(0) for h in hauts), Fraction(0))
    return Resultat(num, None, num, num, haut, connus)


def _evolutions(resultats: Mapping[Case, Resultat]) -> dict[Case, Resultat]:
    """The value of a year less that of the year before; the bounds are those of a difference."""
    return {
        case: _ecart(r, resultats.get(case._replace(annee=case.annee - 1))) for case, r in resultats.items()
    }


def _ecart(r: Resultat, avant: Resultat | None) -> Resultat:
    def moins(a: Fraction | None, b: Fraction | None) -> Fraction | None:
        gardees = arrondi(a), arrondi(b)
        return None if gardees[0] is None or gardees[1] is None else Fraction(gardees[0] - gardees[1])

    p = avant or Resultat()
    return replace(
        Resultat(), valeur=moins(r.valeur, p.valeur), bmin=moins(r.bmin, p.bmax), bmax=moins(r.bmax, p.bmin),
        connus=min(r.connus, p.connus) if avant else r.connus,
    )  # fmt: skip


def tapes(faits: Faits, demande: Demande, ou: Perimetre) -> dict[tuple[str, int, str, str], Resultat]:
    """The entries of an indicator that no table computes, by buyer, year, dimension and value of it."""
    dits = saisies(faits, demande, len(ou.acheteurs))
    if not demande.evolution:
        return dict(dits)
    return {
        (a, annee, d, m): _ecart(r, dits.get((a, annee - 1, d, m))) for (a, annee, d, m), r in dits.items()
    }
