"""The report for machines: one JSON object, every fault in it, written as it is read.

Its keys are a promise: {valide, lignes, erreurs, comptes} and what describes the reading. Words belong to the engine.
"""

import json
import re
from typing import TYPE_CHECKING, Any, TextIO

from pipelines.validation.rapport import remarques
from pipelines.validation.rapport_places import Place, situees

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

# Legal in JSON, but a terminal would obey them.
_A_ECHAPPER = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_texte = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def ecrire(controle: "Controle", sortie: TextIO) -> None:
    """Write the report; one fault a line, so that it can also be read with a text tool."""
    lue, schema = controle.lecture, controle.schema
    tete: dict[str, Any] = {
        "valide": controle.valide,
        "lignes": controle.constats.lignes,
        "fichier": controle.source.name,
        "schema": schema["name"],
        "version": schema.get("version"),
        "remarques": remarques(controle),
        "avertissements": list(controle.constats.avertissements),
    }
    sortie.write("{\n")
    for nom, valeur in tete.items():
        sortie.write(f'"{nom}": {_sur(valeur)},\n')
    sortie.write('"erreurs": [')
    for rang, place in enumerate(situees(controle)):
        sortie.write(",\n" if rang else "\n")
        sortie.write(_sur(_erreur(place, lue.forme, lue.feuille)))
    sortie.write('\n],\n"comptes": [')
    for rang, compte in enumerate(controle.constats.comptes()):
        sortie.write(",\n" if rang else "\n")
        sortie.write(_sur({nom: compte[nom] for nom in ("champ", "regle", "valeur", "nombre")}))
    sortie.write("\n]\n}\n")


def _erreur(place: Place, forme: str, feuille: str | None) -> dict[str, Any]:
    erreur = place["erreur"]
    objet = {
        "ligne": place["ligne"],
        "enregistrement": erreur["enregistrement"],
        "champ": erreur["champ"],
        "numero_champ": place["numero_champ"],
        "code": erreur["code"],
        "regle": erreur["regle"],
        "valeur": erreur["valeur"],
        "message": place["message"],
        "suggestion": erreur["suggestion"],
    }
    if forme in ("xlsx", "ods"):
        objet |= {"feuille": feuille, "cellule": place["cellule"]}
    return objet


def _sur(valeur: Any) -> str:
    return _A_ECHAPPER.sub(lambda m: f"\\u{ord(m[0]):04x}", _texte(valeur))
