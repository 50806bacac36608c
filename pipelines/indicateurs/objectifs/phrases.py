"""The French sentence that says why a state was given. No rule belongs here: it tells those of `etat`."""

from datetime import date
from decimal import Decimal

from pipelines.indicateurs.definition.modele import Objectif
from pipelines.indicateurs.objectifs.choix import ANNUEL, Choix
from pipelines.indicateurs.objectifs.comparaison import INCONNUES, Intervalle, periode_de
from pipelines.indicateurs.objectifs.modele import Etat, Mesure

SANS_CIBLE = "Le texte ne fixe pas de cible à cet indicateur."
_MOTS = {
    ">=": "au moins",
    ">": "plus de",
    "<=": "au plus",
    "<": "moins de",
    "=": "",
    "hausse": "une hausse",
    "baisse": "une baisse",
}
_DATES = {">=": "pas avant", ">": "après", "<=": "au plus tard en", "<": "avant", "=": "en"}
_UNITES = {
    "eur_ht": "€ HT",
    "tco2e": "tCO2e",
    "kwh": "kWh",
    "annees": "ans",
    "etp": "ETP",
    "nombre": "",
    "note": "",
    "ratio": "",
    "quantite": "",
}
_VERDICTS: dict[Etat, str] = {
    "atteint": "la cible est atteinte",
    "en_bonne_voie": "la trajectoire est tenue",
    "en_retard": "la cible n'est pas atteinte",
    "indetermine": "on ne peut pas dire si la cible est atteinte",
    "sans_objet": "rien à juger",
}


def expliquer(choix: Choix, genre: str, mesure: Mesure, possible: Intervalle, etat: Etat, unite: str) -> str:
    """Return one sentence: the target, the value, and what follows."""
    debut = f"Cible {quand(choix.objectif)} : {cible(choix.objectif, genre, unite)}"
    if mesure.origine == "sans_objet":
        return f"{debut} ; rien à mesurer en {mesure.annee}."
    if choix.quand == "a_venir":
        return f"{debut} ; elle n'est pas encore due en {mesure.annee} et le texte ne fixe pas d'étape."
    valeur = _valeur(genre, mesure, possible, unite)
    if choix.attendue is not None:
        verdict = "la trajectoire n'est pas tenue" if etat == "en_retard" else _VERDICTS[etat]
        if etat == "indetermine":
            verdict = "on ne peut pas dire si la trajectoire est tenue"
        return f"{debut}, soit {en_clair(choix.attendue, unite)} attendus en {mesure.annee} ; {valeur} ; {verdict}."
    return f"{debut} ; {valeur} ; {_VERDICTS[etat]}."


def quand(objectif: Objectif) -> str:
    """Say when a target is due: « permanente », « annuelle », « pour 2026 »."""
    echeance = objectif.echeance
    if not echeance:
        return "permanente"
    return "annuelle" if echeance == ANNUEL else f"pour {_jour(echeance)}"


def cible(objectif: Objectif, genre: str, unite: str) -> str:
    """Say what a target asks for: « au moins 30 % »."""
    if genre == "date":
        texte = objectif.valeur_texte or objectif.echeance or ""
        return f"{_DATES.get(objectif.operateur, 'en')} {_jour(texte)}".strip()
    mot = _MOTS.get(objectif.operateur, "")
    if genre == "nombre" and objectif.valeur is not None:
        return f"{mot} {en_clair(objectif.valeur, unite)}".strip()
    if genre == "oui_non":
        return objectif.valeur_texte or ("oui" if objectif.valeur == 1 else "non")
    return mot if genre == "sens" else f"« {objectif.valeur_texte or ''} »"


def _valeur(genre: str, mesure: Mesure, possible: Intervalle, unite: str) -> str:
    """Say the value of the year, and what it could be when it is not sure."""
    annee = f"valeur {mesure.annee}"
    if mesure.origine in INCONNUES:
        return f"{annee} inconnue"
    if genre in ("date", "oui_non", "texte") and mesure.valeur_date is not None:
        return f"{annee} : {_date(mesure.valeur_date)}"
    if genre in ("date", "oui_non", "texte") and mesure.valeur_texte:
        return f"{annee} : {mesure.valeur_texte.strip()}"
    if genre == "oui_non" and possible.exact and possible.bas in (Decimal(0), Decimal(1)):
        return f"{annee} : {'oui' if possible.bas == 1 else 'non'}"
    if genre == "date" and possible.exact and possible.bas == 0:
        return f"pas fait en {mesure.annee}"
    if mesure.valeur is None and possible.bas is None and possible.haut is None:
        return f"{annee} inconnue"
    dite = en_clair(mesure.valeur, unite) if mesure.valeur is not None else "inconnue"
    if possible.exact:
        return f"{annee} : {dite}"
    bas, haut = (None if v is None else en_clair(v, unite) for v in (possible.bas, possible.haut))
    if bas and haut:
        return f"{annee} : {dite}, comprise entre {bas} et {haut}"
    return f"{annee} : {dite}, {f'au moins {bas}' if bas else f'au plus {haut}'}"


def en_clair(valeur: Decimal, unite: str) -> str:
    """Write a number as it is read in French: « 31,25 % », « 15 891 heures »."""
    if unite in ("taux", "pct"):
        return f"{_nombre(valeur * 100 if unite == 'taux' else valeur)} %"
    if unite == "oui_non" and valeur in (Decimal(0), Decimal(1)):
        return "oui" if valeur == 1 else "non"
    return f"{_nombre(valeur)} {_UNITES.get(unite, unite)}".strip()


def _nombre(valeur: Decimal) -> str:
    arrondie = f"{valeur.quantize(Decimal('0.01')):,.2f}"
    return arrondie.rstrip("0").rstrip(".").replace(",", " ").replace(".", ",")


def _jour(texte: str) -> str:
    """Write a year, a month or a day: « 2026 », « 01/2027 », « 31/01/2027 »."""
    return "/".join(reversed(texte.split("-"))) if periode_de(texte) else texte


def _date(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"
