"""What the lint finds: one fault, its rule, its place; and the closed list of rules with what each one means.

How a fault is found belongs to the other modules of this folder.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Chemin = tuple[str | int, ...]

ERREUR, MAISON = "erreur", "maison"
# Wrong for anyone: a reader of Table Schema is misled, or the schema contradicts itself.
ERREURS = {
    "json-illisible": "le fichier n'est pas du JSON lisible",
    "cle-double": "une clé est écrite deux fois dans le même objet : la première est perdue",
    "pas-un-schema": "ce n'est pas un Table Schema",
    "cle-mal-ecrite": "une clé ressemble à une clé connue : elle serait ignorée en silence",
    "cle-deplacee": "une clé connue n'est pas au bon endroit : elle serait ignorée en silence",
    "nom-absent": "une colonne n'a pas de nom utilisable",
    "nom-double": "deux colonnes ont le même nom",
    "type-inconnu": "le type n'existe pas dans Table Schema",
    "format-inconnu": "le format n'existe pas pour ce type",
    "ecriture": "les écritures acceptées (vrai, faux, décimale, milliers, vide) se contredisent",
    "contrainte-inconnue": "la contrainte n'existe pas dans Table Schema",
    "contrainte-hors-type": "la contrainte ne s'applique pas à ce type",
    "contrainte-mal-typee": "la valeur de la contrainte n'est pas du bon type",
    "enum": "la liste fermée est vide, double ou contient une valeur d'un autre type",
    "enum-contredit": "une valeur de la liste fermée est refusée par une autre règle de la colonne",
    "bornes": "une borne n'est pas du type de la colonne",
    "bornes-inversees": "le minimum dépasse le maximum",
    "motif-illisible": "l'expression régulière est invalide",
    "motif-alternative": "une alternative mal enfermée laisse passer des valeurs fausses",
    "motif-explosif": "des répétitions imbriquées peuvent demander un temps sans fin",
    "exemple": "l'exemple ne respecte pas la colonne",
    "cle-primaire": "la clé primaire ne désigne pas des colonnes de la table",
    "cle-etrangere": "la clé étrangère ne désigne pas des colonnes de la table",
    "version": "la version n'est pas un numéro",
    "date": "une date n'est pas écrite AAAA-MM-JJ, ou précède la création",
    "lien": "un lien est mal formé ou ne mène pas au fichier de cette version",
    "personne": "une licence, une source ou un contributeur est mal écrit",
    "controle": "un custom_check est mal écrit",
    "changelog": "le CHANGELOG et la version du schéma se contredisent",
    "exemple-fichier": "un fichier d'exemple n'a pas la validité que son nom annonce",
    "frictionless": "frictionless refuse le schéma",
}
# Our own conventions, and those of the national catalogue: another community may do otherwise.
MAISONS = {
    "cle-inconnue": "clé propre à ce schéma, que les outils ignorent",
    "cle-absente": "une clé attendue manque ou est vide",
    "nom-invalide": "un nom n'est pas en minuscules sans accent, chiffres et _",
    "nom-de-dossier": "le nom du schéma n'est pas celui de son dossier",
    "profil": "$schema n'est pas le profil du catalogue national",
    "type-non-admis": "type que le projet n'emploie pas",
    "format-non-admis": "format que le projet n'emploie pas",
    "ecriture-maison": "décimales, true/false ou valeurs vides autrement que dans le projet",
    "contrainte-non-admise": "contrainte que le projet n'emploie pas",
    "bornes-ecriture": "une borne ou une valeur de liste n'a pas le type JSON de la colonne",
    "motif-non-ancre": "motif non ancré",
    "motif-unicode": "motif dont le sens dépend d'Unicode",
    "motif-re2": "motif que DuckDB ne comprend pas",
    "exemple-texte": "exemple qui n'est pas écrit comme dans le CSV",
    "cle-non-publiable": "clé primaire d'une table publiée sur une colonne qui ne se publie pas",
    "reference": "lien avec une autre table qui ne mène nulle part",
    "rgpd": "marque de donnée personnelle absente ou incomplète",
    "diffusion": "valeur inconnue de diffusion",
    "usage": "valeur inconnue de usage",
    "version-maison": "la version n'a pas la forme X.Y.Z",
    "lien-mouvant": "un lien vise une branche, dont le contenu change, et non une version",
    "controle-maison": "custom_check déprécié, ou que l'outil n'exécute pas",
    "fichier-absent": "il manque un fichier à côté du schéma",
}
REGLES = ERREURS | MAISONS


@dataclass(frozen=True)
class Faute:
    """One fault: the rule, where it is in the JSON, and a French sentence; the file and line when known."""

    regle: str
    chemin: Chemin
    message: str
    colonne: str | None = None
    fichier: str = ""
    ligne: int | None = None

    @property
    def gravite(self) -> str:
        """Say `erreur` for what is wrong for anyone, `maison` for our conventions."""
        return ERREUR if self.regle in ERREURS else MAISON

    @property
    def phrase(self) -> str:
        """Say the fault in one line, with the column or the key it is about."""
        if self.colonne is not None:
            return f"colonne « {self.colonne} » : {self.message}"
        return f"{self.chemin[0]} : {self.message}" if len(self.chemin) > 1 else self.message


def ecrire_chemin(chemin: Chemin) -> str:
    """Write a JSON path: fields[3].constraints.pattern."""
    texte = "".join(f"[{pas}]" if isinstance(pas, int) else f".{pas}" for pas in chemin)
    return texte.removeprefix(".")


def faute(regle: str, chemin: Chemin, message: str) -> Faute:
    """Build a fault; a rule that is not in the list is a mistake of ours."""
    assert regle in REGLES, regle
    return Faute(regle, chemin, message)


def proche(cle: str, connues: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one most resembles, or None."""
    par_minuscules = {connue.lower(): connue for connue in sorted(connues)}
    plat = cle.lower().replace("_", "").replace("-", "").strip()
    if plat in par_minuscules:
        return par_minuscules[plat]
    trouves = difflib.get_close_matches(plat, par_minuscules, n=1, cutoff=0.8)
    return par_minuscules[trouves[0]] if trouves else None


def par_nom(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields whose name is a text, by that name."""
    return {
        champ["name"]: champ for _, champ in champs_lisibles(schema) if isinstance(champ.get("name"), str)
    }


def textes(valeur: Any) -> list[str]:
    """Return the texts of a list, or of a text alone: what is anything else is a fault of its own."""
    liste = [valeur] if isinstance(valeur, str) else valeur
    return [x for x in liste if isinstance(x, str)] if isinstance(liste, list) else []


def champs_lisibles(schema: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the fields that are objects, with their rank: the others are faults of their own."""
    liste = schema.get("fields")
    for rang, champ in enumerate(liste if isinstance(liste, list) else []):
        if isinstance(champ, dict):
            yield rang, champ
