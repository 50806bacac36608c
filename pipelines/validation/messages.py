"""What a data manager reads about a fault: one French sentence, never the value of a column about persons.

Which cells are wrong is decided elsewhere; the likely correction is in `messages_suggestions`.
"""

from typing import Any

from pipelines.schemas.tables import Champ, Schema, cle
from pipelines.validation.messages_suggestions import suggestion

__all__ = ["message", "suggestion"]

TYPES = {
    "integer": "un nombre entier",
    "number": "un nombre (point décimal, sans espace)",
    "date": "une date AAAA-MM-JJ",
    "datetime": "une date et une heure (AAAA-MM-JJTHH:MM:SS)",
    "time": "une heure HH:MM:SS",
    "year": "une année AAAA",
    "yearmonth": "un mois AAAA-MM",
    "string": "un texte",
}
FICHIER = {
    "source-error": "le fichier est vide ou illisible",
    "encoding-error": "des octets ne sont pas dans l'encodage annoncé : la suite du fichier n'a pas été lue",
    "blank-header": "la ligne des titres est vide",
    "unmatched-header": "aucun titre de colonne n'est celui d'une colonne du schéma",
    "blank-row": "la ligne est vide",
    "extra-cell": "la ligne a une cellule de trop",
    "missing-cell": "la ligne a une cellule de moins",
    "extra-label": "colonne en trop dans la ligne des titres",
    "missing-label": "colonne obligatoire absente de la ligne des titres",
    "blank-label": "titre de colonne vide",
    "duplicate-label": "titre de colonne écrit deux fois",
    "incorrect-label": "titre de colonne inattendu : les colonnes suivent l'ordre du schéma",
    "error": "deux colonnes portent le même titre, ou plusieurs n'en ont pas : les cellules n'ont pas été lues",
    "spaser-sans-donnees": "le fichier n'a aucune ligne de données sous les titres",
    "spaser-titre-double": "titre porté par plusieurs colonnes",
    "spaser-guillemet-ouvert": "un guillemet ouvert n'est pas refermé à sa place : des lignes ont pu être avalées "
    "dans une seule cellule",
    "spaser-guillemet-mal-place": "un guillemet est suivi de texte dans la même cellule : il disparaît à la lecture",
    "spaser-ligne-demesuree": "une ligne est démesurée (guillemet jamais refermé ?) : la suite n'a pas été lue",
    "spaser-juge-arrete": "la lecture de référence s'est arrêtée à cet endroit : la suite n'a pas été jugée par elle",
}
PROPRES = {
    "spaser-caractere-nul": "la cellule contient un caractère nul",
    "spaser-nombre-non-fini": "{sujet} n'est pas un nombre fini (NaN, infini)",
    "spaser-chiffres-non-latins": "{sujet} est écrit avec des chiffres d'une autre écriture",
    "spaser-nombre-souligne": "{sujet} est un nombre qui contient « _ »",
    "spaser-cellule-illisible": "{sujet} n'a pas pu être jugé",
}


def message(
    regle: str,
    champ: Champ | None,
    valeur: str | None,
    *,
    precedent: int | None = None,
    schema: Schema | None = None,
) -> str:
    """Say what is wrong; `valeur` is None when the column may not be shown, and is then not cited."""
    if regle == "primary-key":
        colonnes = ", ".join(cle(schema or {}))
        if precedent is None:
            return f"la clé ({colonnes}) est entièrement vide."
        return f"la clé ({colonnes}) est la même qu'à l'enregistrement {precedent}."
    if champ is None or regle in FICHIER:
        texte = FICHIER.get(regle, f"le fichier ne respecte pas la règle « {regle} »")
        return f"{texte} ({champ['name']})." if champ else f"{texte}."
    sujet = f"« {_court(valeur)} »" if valeur else "la valeur"
    contraintes: dict[str, Any] = champ.get("constraints", {})
    borne = contraintes.get(regle)
    phrases = {
        "type-error": f"{sujet} n'est pas {_type(champ)}",
        "required": "la cellule est vide alors que la colonne est obligatoire",
        "enum": f"{sujet} n'est pas dans la liste : {', '.join(map(str, contraintes.get('enum', [])))}",
        "pattern": f"{sujet} n'a pas la forme attendue",
        "minimum": f"{sujet} est inférieur à {borne}",
        "maximum": f"{sujet} est supérieur à {borne}",
        "exclusiveMinimum": f"{sujet} n'est pas supérieur à {borne}",
        "exclusiveMaximum": f"{sujet} n'est pas inférieur à {borne}",
        "minLength": f"{sujet} a moins de {borne} caractères",
        "maxLength": f"{sujet} a plus de {borne} caractères",
        "unique-error": f"{sujet} figure déjà à l'enregistrement {precedent}, la colonne n'admet pas de répétition",
        **{code: phrase.format(sujet=sujet) for code, phrase in PROPRES.items()},
    }
    return f"{champ['name']} : {phrases.get(regle, f'{sujet} ne respecte pas la règle « {regle} »')}."


def _type(champ: Champ) -> str:
    if champ["type"] == "boolean":
        vrai, faux = champ.get("trueValues", ["true"])[0], champ.get("falseValues", ["false"])[0]
        return f"{vrai} ou {faux}"
    if champ["type"] == "date" and champ.get("format", "default") != "default":
        return f"une date de la forme {champ['format']}"
    return TYPES.get(champ["type"], f"une valeur de type {champ['type']}")


def _court(valeur: str) -> str:
    """A whole page in a cell is cited by its first words."""
    return valeur if len(valeur) <= 120 else valeur[:117] + "..."
