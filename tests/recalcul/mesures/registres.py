"""Measures of the registers that are published row by row: events, actions, departments, purchase intentions, reuse.

Decided: a year is that of the day an event was held, else of the day it was planned for. A filter on a column that the
row leaves empty is unknown; an event counts as held when it says so.
"""

from collections.abc import Iterator

from tests.recalcul.demandes import Demande, Perimetre, Posee
from tests.recalcul.faits import Faits
from tests.recalcul.formules import Question
from tests.recalcul.lecture_publiee import Ligne, jour, nombre, oui_non
from tests.recalcul.trois import Dit, et

FORMULES = {
    "nb_evenements": "nombre",
    "part_evenements_realises": "part",
    "part_agents_formes": "rapport",
    "nb_documents": "somme",
    "nb_entites_accompagnees": "distincts",
    "nb_entreprises_referencees": "distincts",
    "etat_action": "etat",
    "part_actions_menees": "part",
    "part_outils_crees": "rapport",
    "part_directions_consultees": "part",
    "nb_projets_achat_publies": "distincts",
    "part_depenses": "part_somme",
}
TYPES = {"nb_entites_accompagnees": "accompagnement", "nb_entreprises_referencees": "referencement"}
EVENEMENTS = frozenset(FORMULES) - {
    "etat_action",
    "part_actions_menees",
    "part_outils_crees",
    "part_directions_consultees",
    "nb_projets_achat_publies",
    "part_depenses",
}


def poser(faits: Faits, demande: Demande, ou: Perimetre) -> Iterator[tuple[Posee, Question]]:
    """Ask the rows of the register of a measure."""
    table, quand = _table(demande.mesure)
    for ligne in faits.tables.get(table, []):
        acheteur, annee = str(ligne["acheteur_siren"]), _annee(ligne, quand)
        if acheteur in ou.acheteurs and annee in ou.annees_de(acheteur):
            modalite = "ensemble"
            if demande.filtre.get("dimension") == "famille_produit":
                modalite = str(ligne["type_produit_acquis"])
            yield Posee(acheteur, annee, "", modalite), _question(ligne, demande)


def _table(mesure: str) -> tuple[str, str]:
    if mesure in EVENEMENTS:
        return "evenements", "date"
    if mesure in ("etat_action", "part_actions_menees", "part_outils_crees"):
        return "actions", "annee"
    return {
        "part_directions_consultees": ("directions", "annee"),
        "nb_projets_achat_publies": ("intentions_achat", "date_publication"),
        "part_depenses": ("achats_circulaires", "annee"),
    }[mesure]


def _annee(ligne: Ligne, colonne: str) -> int:
    texte = ligne[colonne] or ligne.get("date_prevue") or ""
    return int(texte[:4] or 0)


def _parmi(ligne: Ligne, colonne: str, valeurs: str | None) -> Dit:
    if valeurs is None:
        return True
    return None if ligne[colonne] is None else ligne[colonne] in valeurs.split("|")


def _question(ligne: Ligne, demande: Demande) -> Question:
    m, f = demande.mesure, demande.filtre
    if m in EVENEMENTS:
        return _evenement(ligne, m, f.get("type"), demande)
    if m == "etat_action":
        return Question(
            _parmi(ligne, "objet", f.get("objet")), True, ligne["statut"], jour(ligne["date_realisation"])
        )
    if m == "part_actions_menees":
        return Question(oui_non(ligne["cad"]), ligne["statut"] == "terminee")
    if m == "part_outils_crees":
        crees, programmes = nombre(ligne["nb_outils_crees"]), nombre(ligne["nb_outils_programmes"])
        return Question(True, True, crees, programmes)
    if m == "part_directions_consultees":
        return Question(True, oui_non(ligne["consultee"]))
    if m == "nb_projets_achat_publies":
        return Question(_parmi(ligne, "plateforme", f.get("plateforme")), True, ligne["projet_id"])
    reemploi, recycle = (
        nombre(ligne[c]) for c in ("montant_reemploi_reutilisation_ht_eur", "montant_recycle_ht_eur")
    )
    reunis = None if reemploi is None or recycle is None else reemploi + recycle
    return Question(True, True, reunis, nombre(ligne["montant_total_ht_eur"]))


def _evenement(ligne: Ligne, mesure: str, type_: str | None, demande: Demande) -> Question:
    f, realise = demande.filtre, ligne["statut"] == "realise"
    communs = [_parmi(ligne, c, f.get(c)) for c in ("theme", "public", "canal", "effet")]
    if mesure == "nb_evenements":
        return Question(et(_parmi(ligne, "type", type_), *communs), realise)
    if mesure == "part_evenements_realises":
        return Question(et(_parmi(ligne, "type", type_), *communs), realise)
    if mesure == "part_agents_formes":
        formes, cibles = nombre(ligne["nb_agents_formes"]), nombre(ligne["nb_agents_cibles"])
        return Question(realise and ligne["type"] == "formation", True, formes, cibles)
    if mesure == "nb_documents":
        documents = nombre(ligne["nb_documents"])
        return Question(realise, ligne["type"] == "fiche_sourcing", 1 if documents is None else documents)
    qui = [_parmi(ligne, "entite_type", type_)] if mesure == "nb_entites_accompagnees" else []
    qui.append(_parmi(ligne, "canal", f.get("catalogue")))
    return Question(et(realise, ligne["type"] == TYPES[mesure], *qui, *communs), True, ligne["entite_siren"])
