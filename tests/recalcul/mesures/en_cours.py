"""Contracts in progress during a year: notified by its end, and whose planned end is not before its beginning.

A contract whose end nobody wrote may be in progress: it weighs on the bounds. Its planned end is the register's, else
notification and duration, less a day. One that the register says was never carried out (sans_suite) never was in
progress. What is asked of it is in `programmes`, and here what is said of a year.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import oui_non
from tests.recalcul.mesures import programmes
from tests.recalcul.mesures.contrats import ENVIRONNEMENT
from tests.recalcul.partages import comptes
from tests.recalcul.trois import Dit, et

PROPRES = ("execution_env_controlee", "evalue", "execution_suivie", "generant_heures_insertion")
DENOMINATEURS = {
    "avec_consideration_env": "consideration_environnementale",
    "avec_clause_insertion": "clause_insertion",
}


def contrats(faits: Faits, demande: Demande, ou: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Ask each contract for each year when it may be in progress."""
    f = demande.filtre
    for c in comptes(faits, ou):
        for annee in ou.annees:
            membre = en_cours(c, annee)
            if membre is False:
                continue
            den = DENOMINATEURS.get(f.get("denominateur", ""))
            parmi = programmes.caracteristique(faits, c, den) if den else True
            if f.get("denominateur") == "cibles":
                parmi = programmes.denominateur(faits, c, "cibles", f.get("cible", ""))
            yield (
                Posee(c.acheteur, annee, c.type, "ensemble", c.compte),
                Question(et(membre, parmi), _dit(faits, c, f.get("caracteristique", ""), annee)),
            )


def fin(c: Contrat) -> date | None:
    """The last day planned."""
    if c.fin:
        return c.fin
    if c.notification is None or c.duree is None:
        return None
    mois = c.notification.month - 1 + int(c.duree)
    annee, mois = c.notification.year + mois // 12, mois % 12 + 1
    dernier = calendar.monthrange(annee, mois)[1]
    return date(annee, mois, min(c.notification.day, dernier)) - timedelta(days=1)


def en_cours(c: Contrat, annee: int) -> Dit:
    """Say whether a contract is in progress during a year."""
    if c.notification is None or c.notification.year > annee:
        return False
    if c.registre and c.registre["statut"] == "sans_suite":
        return False
    au = fin(c)
    return None if au is None else au >= date(annee, 1, 1)


def _dit(faits: Faits, c: Contrat, code: str, annee: int) -> Dit:
    if code == "execution_env_controlee":
        return _env_controle(c)
    if code in PROPRES:
        from tests.recalcul.mesures.suivi import du_contrat

        return du_contrat(faits, c, code, annee)
    return programmes.caracteristique(faits, c, code) if code else True


def _env_controle(c: Contrat) -> Dit:
    """Controlled and in order: every environmental disposition that was controlled is; one that failed is a no."""
    vues = [x for x in c.clauses if x["famille"] in ENVIRONNEMENT[:1]]
    dits: list[Dit] = []
    for x in vues:
        controle, conforme = oui_non(x["execution_controlee"]), oui_non(x["execution_conforme"])
        dits.append(False if controle is False else et(controle, conforme))
    if not vues:
        return False if c.clauses_tenues else None
    return et(*dits)
