"""Keys that no tool would read: misspelt, misplaced, written twice; names of columns, absent or double.

What the values say belongs to `colonnes`, `contraintes` and `entete`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipelines.schemas.lint import vocabulaire as v
from pipelines.schemas.lint.fautes import Chemin, Faute, champs_lisibles, faute, proche


def cles(schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield misspelt and misplaced keys, at every level whose keys are known."""
    ailleurs = dict.fromkeys(v.CHAMP - v.SCHEMA, "dans une colonne")
    yield from _objet(schema, (), v.SCHEMA, ailleurs)
    for rang, champ in champs_lisibles(schema):
        chemin: Chemin = ("fields", rang)
        ailleurs = dict.fromkeys(v.CONTRAINTE, "dans « constraints »")
        ailleurs |= dict.fromkeys(v.SCHEMA - v.CHAMP - v.CONTRAINTE, "au premier niveau du schéma")
        yield from _objet(champ, chemin, v.CHAMP, ailleurs)
        contraintes = champ.get("constraints")
        if isinstance(contraintes, dict):
            yield from _contraintes(contraintes, (*chemin, "constraints"))
    for cle, connues in v.OBJETS.items():
        for chemin, objet in _objets(schema, cle):
            yield from _objet(objet, chemin, connues, {})
    for chemin, lien in _objets(schema, "foreignKeys"):
        yield from _objet(lien, chemin, v.LIEN_ETRANGER, {})
        if isinstance(lien.get("reference"), dict):
            yield from _objet(lien["reference"], (*chemin, "reference"), v.REFERENCE, {})


def noms(schema: dict[str, Any]) -> Iterator[Faute]:
    """Yield columns without a usable name, and names written twice."""
    vus: Counter[str] = Counter()
    for rang, champ in champs_lisibles(schema):
        nom = champ.get("name")
        chemin: Chemin = ("fields", rang, "name")
        if not isinstance(nom, str) or not nom.strip():
            yield faute("nom-absent", chemin, f"la colonne n° {rang + 1} n'a pas de nom")
            continue
        if nom != nom.strip():
            yield faute("nom-absent", chemin, "le nom commence ou finit par une espace")
        vus[nom.strip()] += 1
        if vus[nom.strip()] == 2:
            yield faute("nom-double", chemin, f"colonne « {nom.strip()} » écrite deux fois")


def _objet(
    objet: dict[str, Any], chemin: Chemin, connues: set[str], ailleurs: dict[str, str]
) -> Iterator[Faute]:
    for cle in sorted(set(objet) - connues):
        if cle in ailleurs:
            message = f"clé « {cle} » mal placée : elle s'écrit {ailleurs[cle]}"
            yield faute("cle-deplacee", (*chemin, cle), message)
        elif lire := proche(cle, connues):
            yield faute("cle-mal-ecrite", (*chemin, cle), f"clé inconnue « {cle} » : lire « {lire} » ?")


def _contraintes(contraintes: dict[str, Any], chemin: Chemin) -> Iterator[Faute]:
    for cle in sorted(set(contraintes) - v.CONTRAINTE):
        lire = proche(cle, v.CONTRAINTE)
        if cle in v.CHAMP:
            message = f"clé « {cle} » mal placée : elle s'écrit sur la colonne, hors de « constraints »"
            yield faute("cle-deplacee", (*chemin, cle), message)
        else:
            suite = f" : lire « {lire} » ?" if lire else ""
            yield faute("contrainte-inconnue", (*chemin, cle), f"contrainte « {cle} » inconnue{suite}")


def _objets(schema: dict[str, Any], cle: str) -> Iterator[tuple[Chemin, dict[str, Any]]]:
    liste = schema.get(cle)
    for rang, objet in enumerate(liste if isinstance(liste, list) else []):
        if isinstance(objet, dict):
            yield (cle, rang), objet
