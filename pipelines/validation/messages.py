"""What a data manager reads about a cell: French sentences, never the value of an unpublished column.

Which cells are wrong is decided elsewhere.
"""

import re
from typing import Any

from pipelines.schemas.tables import Champ

TYPES = {
    "integer": "un nombre entier",
    "number": "un nombre (point décimal, sans espace)",
    "boolean": "true ou false",
    "date": "une date AAAA-MM-JJ",
    "string": "un texte",
}
FICHIER = {
    "source-error": "le fichier est vide ou illisible",
    "encoding-error": "le fichier n'est pas en UTF-8",
    "blank-header": "la ligne des titres est vide",
    "blank-row": "la ligne est vide",
    "extra-cell": "la ligne a une cellule de trop",
    "missing-cell": "la ligne a une cellule de moins",
    "extra-label": "colonne en trop dans la ligne des titres",
    "missing-label": "colonne absente de la ligne des titres",
    "blank-label": "titre de colonne vide",
    "duplicate-label": "titre de colonne écrit deux fois",
    "incorrect-label": "titre de colonne inattendu : les colonnes suivent l'ordre du schéma",
}
CONTRAINTE = re.compile(r'constraint "(\w+)"')


def regle(type_: str, note: str) -> str:
    """Name the rule that was broken: the constraint itself, or the type of frictionless error."""
    trouvee = CONTRAINTE.search(note)
    return trouvee[1] if type_ == "constraint-error" and trouvee else type_


def message(code: str, champ: Champ | None, valeur: str | None) -> str:
    """Say what is wrong; `valeur` is None when the column is not published, and is then not cited."""
    if champ is None or code in FICHIER:
        texte = FICHIER.get(code, f"le fichier ne respecte pas la règle « {code} »")
        return f"{texte} ({champ['name']})." if champ else f"{texte}."
    sujet = f"« {valeur} »" if valeur else "la valeur"
    contraintes: dict[str, Any] = champ.get("constraints", {})
    borne = contraintes.get(code)
    exemple = f" (exemple : {champ['example']})" if champ.get("rgpd") == "aucune" else ""
    phrases = {
        "type-error": f"{sujet} n'est pas {TYPES.get(champ['type'], champ['type'])}",
        "required": "la cellule est vide alors que la colonne est obligatoire",
        "enum": f"{sujet} n'est pas dans la liste : {', '.join(map(str, contraintes.get('enum', [])))}",
        "pattern": f"{sujet} n'a pas la forme attendue",
        "minimum": f"{sujet} est inférieur à {borne}",
        "maximum": f"{sujet} est supérieur à {borne}",
        "minLength": f"{sujet} a moins de {borne} caractères",
        "maxLength": f"{sujet} a plus de {borne} caractères",
    }
    return f"{champ['name']} : {phrases.get(code, f'{sujet} ne respecte pas la règle « {code} »')}{exemple}."
