"""The likely correction of a faulty cell, in French. The sentence that says what is wrong belongs to `messages`."""

import datetime as dt
import difflib
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from pipelines.schemas.cellules import lire
from pipelines.schemas.tables import Champ

BLANCS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
JOUR_FRANCAIS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[ T].*)?\Z", re.ASCII)
JOUR_ISO = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?:[ T].*)?\Z", re.ASCII)
ARRONDI = re.compile(r"[0-9]+[.,][0-9]+[eE]\+?[0-9]+\Z", re.ASCII)
OUI = {"oui", "o", "vrai", "x", "true", "1", "yes"}
NON = {"non", "n", "faux", "false", "0", "no"}
FIXES = {
    "required": "remplir la cellule",
    "blank-row": "supprimer la ligne vide",
    "extra-cell": "chercher un séparateur dans un texte qui n'est pas entre guillemets",
    "missing-cell": "compléter la ligne : autant de séparateurs que dans les titres",
    "missing-label": "ajouter la colonne",
    "unmatched-header": "écrire les titres du modèle sur la première ligne",
    "error": "donner à chaque colonne un titre qui lui est propre",
    "spaser-titre-double": "garder une seule colonne de ce titre",
    "encoding-error": "enregistrer le fichier en UTF-8, ou déclarer son encodage",
    "source-error": "renvoyer le fichier complet",
    "spaser-sans-donnees": "vérifier que le bon fichier a été envoyé",
    "spaser-guillemet-ouvert": 'refermer le guillemet ; un guillemet dans un texte s\'écrit deux fois ("")',
    "spaser-guillemet-mal-place": 'un guillemet dans un texte s\'écrit deux fois ("")',
    "spaser-caractere-nul": "supprimer le caractère invisible",
    "spaser-chiffres-non-latins": "écrire les chiffres 0 à 9",
    "primary-key": "supprimer la ligne en double, ou corriger sa clé",
    "unique-error": "supprimer la répétition, ou corriger la valeur",
}


def suggestion(regle: str, champ: Champ | None, valeur: str | None) -> str | None:
    """Say what to write instead; `valeur` is None when it may not be shown: the example stands in."""
    texte = None
    if champ is not None and valeur:
        texte = _selon_la_valeur(regle, champ, valeur)
    if texte is None:
        texte = FIXES.get(regle)
    exemple = champ.get("example") if champ else None
    if exemple in (None, "") or regle in {"missing-label", "primary-key", "extra-cell", "missing-cell"}:
        return texte
    if texte is None or regle == "required":
        return f"{texte + ', ' if texte else ''}par exemple : {exemple}"
    return texte


def _selon_la_valeur(regle: str, champ: Champ, valeur: str) -> str | None:
    if ARRONDI.match(valeur) and (regle == "pattern" or champ["type"] == "string"):
        return (
            "le tableur a remplacé le numéro par un arrondi : le ressaisir en entier, colonne au format Texte"
        )
    if regle == "type-error":
        corrige = _corriger(champ, valeur)
        return f"écrire {corrige}" if corrige is not None and corrige != valeur else None
    if regle == "enum":
        return _plus_proche(champ, valeur)
    if regle == "pattern":
        return _remettre_en_forme(champ, valeur)
    if regle == "spaser-nombre-souligne":
        return f"écrire {valeur.replace('_', '')}"
    return None


def _corriger(champ: Champ, valeur: str) -> str | None:
    type_, court = champ["type"], BLANCS.sub("", valeur)
    if type_ == "boolean":
        cle = _simple(court)
        vrai, faux = champ.get("trueValues", ["true"])[0], champ.get("falseValues", ["false"])[0]
        return str(vrai) if cle in OUI else str(faux) if cle in NON else None
    if type_ == "date" and champ.get("format", "default") == "default":
        return _jour(valeur.strip())
    if type_ in ("integer", "number"):
        return _nombre(court, entier=type_ == "integer")
    return court if court != valeur and lire(type_, court) is not None else None


def _jour(valeur: str) -> str | None:
    if lu := JOUR_FRANCAIS.match(valeur):
        jour, mois, annee = map(int, lu.groups())
    elif lu := JOUR_ISO.match(valeur):
        annee, mois, jour = map(int, lu.groups())
    else:
        return None
    try:
        return dt.date(annee, mois, jour).isoformat()
    except ValueError:
        return None


def _nombre(court: str, *, entier: bool) -> str | None:
    sans_unite = re.sub(r"(?:€|EUR|HT|TTC|%|h)+\Z", "", court, flags=re.IGNORECASE)
    if sans_unite.count(",") == 1 and "." not in sans_unite:
        sans_unite = sans_unite.replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]+)?", sans_unite, re.ASCII):
        return None
    try:
        nombre = Decimal(sans_unite)
    except InvalidOperation:
        return None
    if entier:
        return str(int(nombre)) if nombre == int(nombre) else None
    return f"{nombre:f}"


def _plus_proche(champ: Champ, valeur: str) -> str | None:
    admises = {_simple(str(v)): str(v) for v in champ.get("constraints", {}).get("enum", [])}
    proches = difflib.get_close_matches(_simple(valeur)[:200], list(admises), n=1, cutoff=0.6)
    return f"peut-être : {admises[proches[0]]}" if proches else None


def _remettre_en_forme(champ: Champ, valeur: str) -> str | None:
    """Blanks, points or case alone may stand between the cell and the pattern."""
    motif = champ["constraints"]["pattern"]
    sans_blanc = BLANCS.sub("", valeur)
    for essai in (
        valeur.strip(),
        sans_blanc,
        sans_blanc.replace(".", ""),
        sans_blanc.upper(),
        sans_blanc.lower(),
    ):
        if essai != valeur and re.fullmatch(motif, essai):
            return f"écrire {essai}"
    return None


def _simple(texte: str) -> str:
    """Lower case, no accents, `_` between words."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "_", nu.lower()).strip("_")
