"""Populations of the registers about persons: hours, people in insertion, those who leave, staff on contracts.

Private rows: only their totals are compared, and nothing of a row is ever printed. Left open, and taken as the engine
does: a person counts once a buyer and a year; whose rows disagree has the last value in alphabetical order for gender
and qualification, the first for age and public.
"""

from collections import defaultdict
from collections.abc import Iterator

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Faits
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import Ligne, nombre, oui_non
from tests.recalcul.mesures import programmes
from tests.recalcul.mesures.achats import contrat_de
from tests.recalcul.trois import Dit, ou

FORMULES = {
    "heures_insertion_realisees": "somme",
    "repartition_structures_insertion": "distincts",
    "nb_beneficiaires": "distincts",
    "repartition_beneficiaires": "distincts",
    "part_beneficiaires_formation": "part_distincts",
    "taux_sortie_emploi": "part_distincts",
    "ratio_femmes_hommes_execution": "rapport",
}
COLONNES = {
    "genre": ("genre", max),
    "qualification": ("qualification", max),
    "age": ("tranche_age", min),
    "type_public": ("type_public", min),
    "type_siae": ("type_structure", min),
    "domaine_activite": ("domaine_activite", min),
}
POSITIVES = ("emploi_durable", "emploi_transition", "formation")


def poser(faits: Faits, demande: Demande, ou_: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Ask the rows of the register of a measure."""
    m = demande.mesure
    if m in ("heures_insertion_realisees", "repartition_structures_insertion"):
        lignes = _heures(faits, demande)
    elif m == "ratio_femmes_hommes_execution":
        lignes = _effectifs(faits, demande)
    else:
        lignes = _personnes(faits, demande)
    for acheteur, annee, modalite, question in lignes:
        if acheteur in ou_.acheteurs and annee in ou_.annees_de(acheteur):
            yield Posee(acheteur, annee, "", modalite), question


def _heures(faits: Faits, demande: Demande) -> Iterator[tuple[str, int, str, Question]]:
    dimension = demande.filtre.get("dimension")
    for h in faits.tables.get("heures_insertion", []):
        annee = int(str(h["periode"])[:4])
        if dimension:
            modalite = h[COLONNES[dimension][0]] or "inconnu"
            yield str(h["acheteur_siren"]), annee, modalite, Question(True, True, h["structure_siret"])
        else:
            x = nombre(h["heures_realisees"])
            yield str(h["acheteur_siren"]), annee, "ensemble", Question(True, True, x)


def _effectifs(faits: Faits, demande: Demande) -> Iterator[tuple[str, int, str, Question]]:
    for e in faits.tables.get("effectifs_execution", []):
        c = contrat_de(faits, e)
        car: Dit = programmes.caracteristique(faits, c, demande.filtre["caracteristique"]) if c else None
        q = Question(True, car, nombre(e["nb_femmes"]), nombre(e["nb_hommes"]))
        yield str(e["acheteur_siren"]), int(str(e["annee"])), "ensemble", q


def _personnes(faits: Faits, demande: Demande) -> Iterator[tuple[str, int, str, Question]]:
    quand = "annee_sortie" if demande.mesure == "taux_sortie_emploi" else "annee"
    siennes: dict[tuple[str, int, str], list[Ligne]] = defaultdict(list)
    for b in faits.tables.get("beneficiaires", []):
        if b[quand]:
            siennes[str(b["acheteur_siren"]), int(str(b[quand])), str(b["pseudonyme"])].append(b)
    dimension = demande.filtre.get("dimension")
    for (acheteur, annee, qui), lignes in siennes.items():
        modalite = "ensemble"
        if dimension:
            colonne, choix = COLONNES[dimension]
            dites = [v for b in lignes if (v := b[colonne]) is not None]
            modalite = choix(dites) if dites else "inconnu"
        yield acheteur, annee, modalite, Question(True, _dit(lignes, demande.mesure), qui)


def _dit(lignes: list[Ligne], mesure: str) -> Dit:
    if mesure == "part_beneficiaires_formation":
        return ou(*(oui_non(b["formation_qualifiante"]) for b in lignes))
    if mesure == "taux_sortie_emploi":
        return ou(*(_positive(b["situation_sortie"]) for b in lignes))
    return True


def _positive(situation: str | None) -> Dit:
    if situation in POSITIVES:
        return True
    return False if situation == "sans_emploi" else None
