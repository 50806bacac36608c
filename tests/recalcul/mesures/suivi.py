"""Measures of registers that are not published row by row: which population answers which, and what a year says of a
contract in progress (hours, litigation, evaluations). The populations are in `achats` and `personnes`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import Ligne, nombre, oui_non
from tests.recalcul.mesures import achats, en_cours, personnes
from tests.recalcul.partages import comptes
from tests.recalcul.trois import Dit, ou

Trouve = tuple[str, bool, Iterable[tuple[Posee, Question]]]


def lignes(faits: Faits, demande: Demande, ou_: Perimetre) -> Trouve | None:
    """The formula of a measure, whether it is of contracts, and its questions; None for one that is not of here."""
    m = demande.mesure
    if m == "part_contrats":
        if population := achats.population_de(demande):
            return "part", False, achats.poser(faits, demande, ou_, population)
        return None
    if m == "nb_lots_attribues":
        return "nombre", True, achats.lots(faits, demande, ou_)
    if m == "nb_moyen_litiges":
        return "rapport", True, litiges(faits, ou_)
    if m == "heures_insertion_realisees" and demande.filtre.get("transform") == "cumul_contrats_actifs":
        return "somme", False, cumul(faits, ou_)
    if m == "nb_documents" and demande.filtre.get("type") != "bilan_execution":
        return None
    if m in achats.FORMULES:
        formule, population = achats.FORMULES[m]
        return formule, False, achats.poser(faits, demande, ou_, population)
    if m in personnes.FORMULES:
        return personnes.FORMULES[m], False, personnes.poser(faits, demande, ou_)
    return None


def _siennes(faits: Faits, c: Contrat, table: str) -> Iterator[Ligne]:
    if c.registre:
        qui, quoi = c.registre["acheteur_siren"], c.registre["reference"]
        for ligne in faits.tables.get(table, []):
            if ligne["contrat_reference"] == quoi and ligne["acheteur_siren"] == qui:
                yield ligne


def _tenu(faits: Faits, c: Contrat, table: str, annee: int) -> bool:
    return bool(c.registre and faits.tenus.tenu(table, c.registre["acheteur_siren"], annee))


def avis(faits: Faits, c: Contrat, objet: str, annee: int) -> int | None:
    """How many evaluations of a kind a contract had in a year; unknown where the register was not delivered."""
    if not _tenu(faits, c, "evaluations", annee):
        return None
    vues = (x for x in _siennes(faits, c, "evaluations") if str(x["date"])[:4] == str(annee))
    return sum(x["objet"] == objet for x in vues)


def heures(faits: Faits, c: Contrat, annees: Iterable[int]) -> tuple[Fraction, int, int]:
    """Hours of a contract over some years: what is known, periods that tell, periods that do not."""
    dans = {str(a) for a in annees}
    vues = [x for x in _siennes(faits, c, "heures_insertion") if str(x["periode"])[:4] in dans]
    lues = [nombre(x["heures_realisees"]) for x in vues]
    connues = [Fraction(h) for h in lues if h is not None]
    return sum(connues, Fraction(0)), len(connues), len(lues) - len(connues)


def du_contrat(faits: Faits, c: Contrat, code: str, annee: int) -> Dit:
    """What a year says of a contract in progress."""
    if code == "evalue":
        n = avis(faits, c, "evaluation_contrats", annee)
        return None if n is None else n > 0
    if not _tenu(faits, c, "heures_insertion", annee):
        return None
    if code == "generant_heures_insertion":
        total, _, muettes = heures(faits, c, [annee])
        return None if total == 0 and muettes else total > 0
    vues = [x for x in _siennes(faits, c, "heures_insertion") if str(x["periode"])[:4] == str(annee)]
    return ou(*(_controle(x, annee) for x in vues))


def _controle(ligne: Ligne, annee: int) -> Dit:
    """Presence sheets controlled in the year; a control that says no other day is of its period."""
    controle = oui_non(ligne["presence_controlee"])
    autre_jour = ligne["date_controle"] is not None and str(ligne["date_controle"])[:4] != str(annee)
    return False if controle and autre_jour else controle


def litiges(faits: Faits, ou_: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Litigation of contracts in progress."""
    for c in comptes(faits, ou_):
        for annee in ou_.annees:
            membre = en_cours.en_cours(c, annee)
            if membre is not False:
                n = avis(faits, c, "litige", annee)
                yield (
                    Posee(c.acheteur, annee, c.type, "ensemble", c.compte),
                    Question(membre, True, n, None if n is None else 1),
                )


def _une_fois(faits: Faits, ou_: Perimetre) -> Iterator[Contrat]:
    """Contracts once each: hours stay with the buyer whose register holds them, wherever the contract counts."""
    for c in faits.contrats:
        if c.registre and c.registre["acheteur_siren"] in ou_.acheteurs and not c.paire:
            yield replace(c, acheteur=str(c.registre["acheteur_siren"]))


def cumul(faits: Faits, ou_: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Hours since notification of contracts in progress: a stock. A period that does not tell leaves no upper bound."""
    for c in _une_fois(faits, ou_):
        for annee in ou_.annees_de(c.acheteur):
            membre = en_cours.en_cours(c, annee)
            if membre is False:
                continue
            case = Posee(c.acheteur, annee, "", "ensemble")
            if not _tenu(faits, c, "heures_insertion", annee):
                yield case, Question(membre, True, None)
                continue
            total, _, muettes = heures(faits, c, range(2000, annee + 1))
            yield case, Question(membre, True, total)
            if muettes:
                yield case, Question(membre, True, None)


def rapprochement(faits: Faits, ou_: Perimetre) -> dict[tuple[str, int, str], Fraction]:
    """From the stock of one year to the next: hours of the year come in, contracts that end take theirs away."""
    cumuls: dict[tuple[str, str, int], tuple[Fraction, Fraction]] = {}
    for c in _une_fois(faits, ou_):
        for annee in ou_.annees_de(c.acheteur):
            if en_cours.en_cours(c, annee) and _tenu(faits, c, "heures_insertion", annee):
                du_an, jusque = heures(faits, c, [annee]), heures(faits, c, range(2000, annee + 1))
                cumuls[c.acheteur, c.cle, annee] = jusque[0], du_an[0]
    sommes: dict[tuple[str, int, str], Fraction] = {}

    def ajouter(acheteur: str, annee: int, modalite: str, valeur: Fraction) -> None:
        for qui in (acheteur, ""):
            sommes[qui, annee, modalite] = sommes.get((qui, annee, modalite), Fraction(0)) + valeur

    for (acheteur, cle, annee), (jusque_la, pendant) in cumuls.items():
        suivante = annee + 1
        if annee - 1 in ou_.annees:
            parts = {
                "heures_de_l_annee": pendant,
                "cumul_annee": jusque_la,
                "ecart_inexplique": pendant - jusque_la,
            }
            for modalite, valeur in parts.items():
                ajouter(acheteur, annee, modalite, valeur)
        if suivante in ou_.annees:
            sortie = Fraction(0) if (acheteur, cle, suivante) in cumuls else jusque_la
            parts = {
                "cumul_annee_precedente": jusque_la,
                "sorties_avec_les_contrats_termines": sortie,
                "ecart_inexplique": jusque_la - sortie,
            }
            for modalite, valeur in parts.items():
                ajouter(acheteur, suivante, modalite, valeur)
    return sommes
