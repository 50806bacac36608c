"""Contracts notified in the year, and their suppliers: numbers, shares, breakdowns.

A contract counts once whatever its co-contractors. Characteristics that registers which are not published answer are in
`programmes`; contracts in progress in `en_cours`.
"""

from collections.abc import Iterator
from decimal import Decimal

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import nombre
from tests.recalcul.mesures import programmes
from tests.recalcul.mesures.categories import Reponse, est, un_de
from tests.recalcul.partages import CENT, comptes, part
from tests.recalcul.trois import Dit, et

CONTRATS = {
    "nb_contrats": "nombre",
    "montant_contrats": "somme",
    "part_contrats": "part",
    "part_contrats_titulaire": "part",
    "part_montant_contrats": "part_valeur",
    "repartition_contrats": "nombre",
    "nb_moyen_offres": "rapport",
    "heures_insertion_contractualisees": "somme",
    "nb_directions": "distincts",
}
TITULAIRES = {"nb_titulaires": "distincts", "part_titulaires": "part_distincts"}


def contrats(faits: Faits, demande: Demande, ou: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Ask each contract of the perimeter."""
    for c in dans(faits, ou):
        modalite = _modalite(c, demande.filtre.get("dimension", ""))
        x, y = _valeurs(faits, c, demande.mesure)
        dite = car(faits, c, demande)
        yield (
            Posee(c.acheteur, c.annee or 0, c.type, modalite, c.compte),
            Question(den(faits, c, demande), dite.dit, x, y, dite.apres),
        )


def titulaires(faits: Faits, demande: Demande, ou: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Ask each supplier of each contract of the perimeter."""
    for c in dans(faits, ou):
        for t in c.titulaires:
            dite = est(faits, t, demande.filtre["titulaire"], c.notification, c.acheteur)
            posee = Posee(c.acheteur, c.annee or 0, c.type, "ensemble", c.compte)
            yield posee, Question(True, dite.dit, t.siren, None, dite.apres)


def dans(faits: Faits, ou: Perimetre) -> Iterator[Contrat]:
    """Contracts of the perimeter, in the years of the definition."""
    return (c for c in comptes(faits, ou) if c.annee in ou.annees)


def car(faits: Faits, c: Contrat, demande: Demande) -> Reponse:
    """What is counted: the characteristic and the supplier of the filter, both."""
    f = demande.filtre
    dit = programmes.caracteristique(faits, c, f["caracteristique"]) if "caracteristique" in f else True
    if "titulaire" not in f:
        return Reponse(dit)
    qui = un_de(faits, c.titulaires, f["titulaire"], c.notification, c.acheteur)
    return Reponse(et(dit, qui.dit), qui.apres)


def den(faits: Faits, c: Contrat, demande: Demande) -> Dit:
    """Among what."""
    f = demande.filtre
    if "denominateur" not in f:
        return True
    return programmes.denominateur(faits, c, f["denominateur"], f.get("cible", f.get("caracteristique", "")))


def _valeurs(faits: Faits, c: Contrat, mesure: str) -> tuple[object, object]:
    if mesure in ("montant_contrats", "part_montant_contrats"):
        return c.montant, None
    if mesure == "nb_moyen_offres":
        offres = nombre(c.decp["offres_recues"]) if c.decp else None
        return offres, None if offres is None else 1
    if mesure == "heures_insertion_contractualisees":
        return heures_inscrites(c), None
    if mesure == "nb_directions":
        return c.registre["direction"] if c.registre else None, None
    return None, None


def heures_inscrites(c: Contrat) -> object:
    """Hours of the insertion clauses of a contract; none where it has no clause, unknown where one is not written.

    A contract that is shared has its part of them.
    """
    heures = [nombre(x["heures_contractualisees"]) for x in c.clauses if x["code"] == "clause_insertion"]
    connues = [h for h in heures if h is not None]
    if not connues:
        return None if heures or not c.clauses_tenues else 0
    parts = [part(sum(connues, Decimal(0)), p) for p in c.parts or (CENT,)]
    return None if None in parts else sum(p for p in parts if p is not None)


def _modalite(c: Contrat, dimension: str) -> str:
    if dimension == "objet_cpv":
        return c.cpv[:2] if c.cpv else "inconnu"
    if dimension == "procedure":
        return c.procedure or "inconnu"
    return "ensemble"
