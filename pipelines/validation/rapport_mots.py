"""Rules in plain French words, as a data manager reads them above a group of faults; no value of the file is here.

The sentence about one cell comes from the engine; how groups are made belongs to `rapport`.
"""

import re
from typing import Any

from pipelines.registres.normalisations import DOUTES
from pipelines.schemas.tables import Champ

TYPES = {
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "un oui ou un non",
    "date": "une date",
    "string": "un texte",
    "year": "une année",
}
ECRITURES = {
    "number": "le point sépare les décimales (1234.50)",
    "integer": "sans virgule ni point",
    "boolean": "écrire true ou false",
    "date": "écrire AAAA-MM-JJ (2026-12-31)",
}
ECRITURES_TABLEUR = {
    "integer": "sans virgule ni point",
    "number": "1234,50 ou 1 234,50",
    "boolean": "écrire oui ou non",
    "date": "écrire JJ/MM/AAAA (31/12/2026) ou AAAA-MM-JJ",
}
# Title of the group, then the rule; {colonne} and the rest are filled in by `regle_en_mots`.
FICHIER = {
    "missing-label": ("Colonne absente", "Le schéma demande cette colonne : ajoutez-la avec ce titre."),
    "extra-label": ("Colonne en trop", "Ce titre n'est pas dans le schéma : la colonne n'est pas lue."),
    "blank-label": ("Titre de colonne vide", "Chaque colonne porte un titre."),
    "duplicate-label": ("Titre écrit deux fois", "Chaque titre de colonne n'est écrit qu'une fois."),
    "incorrect-label": ("Titre inattendu", "Les titres sont ceux du schéma."),
    "blank-header": ("Ligne des titres vide", "La première ligne lue porte les titres des colonnes."),
    "blank-row": ("Lignes vides", "Supprimez les lignes vides au milieu du tableau."),
    "extra-cell": (
        "Cellules en trop",
        "La ligne a plus de cellules que de titres : souvent un séparateur écrit dans un texte sans guillemets.",
    ),
    "missing-cell": ("Cellules manquantes", "La ligne a moins de cellules que de titres."),
    "primary-key": (
        "Clé répétée ou vide",
        "La clé ({cle}) est remplie, et deux lignes n'ont jamais la même.",
    ),
    "encoding-error": ("Encodage", "Le texte n'est pas dans l'encodage annoncé : réenregistrez-le en UTF-8."),
    "source-error": ("Fichier illisible", "Le fichier est vide ou ne peut pas être lu."),
    "spaser-guillemet-ouvert": (
        "Guillemet jamais fermé",
        "Un guillemet \" ouvert n'est pas fermé : tout ce qui suit est pris pour une seule cellule.",
    ),
    "spaser-guillemet-mal-place": (
        "Guillemet mal placé",
        'Un guillemet dans un texte s\'écrit deux fois (""), et la cellule entière est entre guillemets.',
    ),
    "spaser-ligne-demesuree": ("Ligne démesurée", "Un guillemet n'a sans doute jamais été refermé."),
    "spaser-juge-arrete": ("Lecture arrêtée", "Le fichier n'a pas pu être lu au-delà de cette ligne."),
    "spaser-titre-double": ("Titre écrit deux fois", "Gardez une seule colonne de ce titre."),
    "spaser-nombre-souligne": ("Nombre illisible", "Un nombre ne contient pas de « _ »."),
    "spaser-cellule-illisible": ("Cellule illisible", "Retapez la valeur de la cellule."),
    "error": ("Titres à revoir", "Chaque colonne porte un titre, et ce titre lui est propre."),
    "unmatched-header": ("Titres inconnus", "La première ligne lue porte les titres du modèle."),
    "unique-error": ("Valeurs répétées", "Une même valeur ne revient pas deux fois dans la colonne."),
    "spaser-sans-donnees": ("Aucune donnée", "Le fichier a des titres mais aucune ligne en dessous."),
    "spaser-lignes-perdues": ("Lignes perdues", "Des lignes du fichier n'ont pas pu être lues."),
    "spaser-caractere-nul": (
        "Caractère nul",
        "La cellule contient un caractère invisible (nul) : retapez-la.",
    ),
    "spaser-nombre-non-fini": ("Nombre illisible", "Le nombre s'écrit en chiffres : ni NaN, ni infini."),
    "spaser-chiffres-non-latins": ("Chiffres d'une autre écriture", "Les chiffres s'écrivent 0 1 2 … 9."),
    "spaser-siret": (
        "SIRET impossible",
        "Un SIRET a 14 chiffres et une clé de contrôle : l'un d'eux est faux.",
    ),
    "spaser-siren": (
        "SIREN impossible",
        "Un SIREN a 9 chiffres et une clé de contrôle : l'un d'eux est faux.",
    ),
    "spaser-colonnes-comparees": (
        "Colonnes incohérentes",
        "Deux colonnes se contredisent : l'une est fausse.",
    ),
    "spaser-somme": ("Total faux", "Le total est la somme des colonnes additionnées."),
    "spaser-colonnes-solidaires": (
        "À remplir ensemble",
        "Ces colonnes se remplissent ensemble ou pas du tout.",
    ),
    "spaser-une-au-moins": ("Une des deux manque", "L'une des deux colonnes au moins est à remplir."),
    "spaser-intervalle-annees": ("Années mal écrites", "Un intervalle d'années s'écrit 2025/2027."),
    "spaser-telephone": ("Téléphone mal écrit", "Un numéro de téléphone français a 10 chiffres."),
    "spaser-reference": (
        "Renvoi sans réponse",
        "La valeur doit exister dans la table à laquelle elle renvoie.",
    ),
}
# Rules on several columns at once: the first fault says more than an example of one cell.
A_PLUSIEURS = (
    "spaser-colonnes-comparees",
    "spaser-somme",
    "spaser-colonnes-solidaires",
    "spaser-une-au-moins",
    "primary-key",
)
_DOUTES = dict(DOUTES.values())
_MOTIFS = (
    (re.compile(r"\[0-9\]\{(\d+)\}"), r"\1 chiffres"),
    (re.compile(r"\[0-9a-f\]\{(\d+),(\d+)\}"), r"\1 à \2 caractères parmi 0-9 et a-f"),
)


def regle_en_mots(
    champ: Champ | None, code: str, regle: str, *, cle: str = "", tableur: bool = False
) -> tuple[str, str]:
    """Return the title of a group of faults, and its rule in plain words."""
    if code in FICHIER:
        titre, texte = FICHIER[code]
        return titre, texte.format(cle=cle) if cle else texte.replace(" ({cle})", "")
    if code.startswith("spaser-"):
        titre = code.removeprefix("spaser-").replace("-", " ").capitalize()
        return titre, _DOUTES[code].capitalize() + "." if code in _DOUTES else ""
    if champ is None:
        return f"Règle « {regle} »", "Le fichier ne respecte pas cette règle."
    if code == "type-error":
        return _type(champ, tableur)
    return _contrainte(champ, regle)


def exemple(champ: Champ | None) -> str | None:
    """Return an example of a good value, as the schema gives it."""
    if champ is None or champ.get("example") in (None, ""):
        return None
    valeur = champ["example"]
    return {True: "true", False: "false"}.get(valeur) if isinstance(valeur, bool) else str(valeur)


def _type(champ: Champ, tableur: bool) -> tuple[str, str]:
    ecriture = (ECRITURES_TABLEUR if tableur else ECRITURES).get(champ["type"])
    attendu = TYPES.get(champ["type"], f"une valeur de type {champ['type']}")
    return f"Ce n'est pas {attendu}", f"La colonne attend {attendu}{f' : {ecriture}' if ecriture else ''}."


def _contrainte(champ: Champ, regle: str) -> tuple[str, str]:
    contraintes: dict[str, Any] = champ.get("constraints", {})
    borne = contraintes.get(regle)
    if regle == "pattern":
        return "Forme inattendue", _forme(str(borne))
    if regle == "enum":
        valeurs = [str(v) for v in borne or ()]
        return (
            "Hors de la liste",
            f"Une des valeurs de la liste, écrite à l'identique : {', '.join(valeurs)}.",
        )
    phrases = {
        "required": ("Cellules vides", "La colonne est obligatoire : chaque ligne a une valeur."),
        "minimum": ("Trop petit", f"Pas moins de {borne}."),
        "maximum": ("Trop grand", f"Pas plus de {borne}."),
        "exclusiveMinimum": ("Trop petit", f"Plus de {borne}."),
        "exclusiveMaximum": ("Trop grand", f"Moins de {borne}."),
        "minLength": ("Trop court", f"Au moins {borne} caractères."),
        "maxLength": ("Trop long", f"Au plus {borne} caractères."),
    }
    return phrases.get(regle, (f"Règle « {regle} »", str(champ.get("description") or "Voir le schéma.")))


def _forme(motif: str) -> str:
    coeur = motif.removeprefix("^").removesuffix("$").removeprefix("(?:").removesuffix(")")
    for forme, mots in _MOTIFS:
        if forme.fullmatch(coeur):
            return f"La valeur s'écrit avec {forme.sub(mots, coeur)}, sans espace ni point."
    return "La valeur suit une forme fixe : prenez modèle sur l'exemple."
