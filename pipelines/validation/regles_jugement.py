"""One record against one rule, exactly: kept or not, and the French sentence that says so.

Called only for the records that `regles_sql` could not prove. No value of a column about persons is cited.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from pipelines.schemas import tables as schemas
from pipelines.schemas.tables import Champ
from pipelines.validation.regles_sql import TELEPHONE, annee_seule, ordinaire

Cellules = Mapping[str, str | None]
# Column at fault, sentence, likely correction.
Faute = tuple[str, str, str | None]

DECIMALES = "decimales"
# What a spreadsheet adds to a sum (185000.00000000003) is no decimal that someone wrote.
POUSSIERE = Decimal("0.000001")
CODES = {
    "siren": "spaser-siren",
    "siret": "spaser-siret",
    "compare-columns-value": "spaser-colonnes-comparees",
    "sum-columns-value": "spaser-somme",
    "cohesive-columns-value": "spaser-colonnes-solidaires",
    "one-of-required": "spaser-une-au-moins",
    "year-interval-value": "spaser-intervalle-annees",
    "phone-number-value": "spaser-telephone",
}
DITS = {
    ">": "doit dépasser",
    ">=": "ne peut être inférieur à",
    "==": "doit être égal à",
    "<=": "ne peut dépasser",
    "<": "doit rester inférieur à",
}
DATES = {
    ">": "doit suivre",
    ">=": "ne peut précéder",
    "==": "doit être le même jour que",
    "<=": "ne peut suivre",
    "<": "doit précéder",
}
TIENT: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


@dataclass(frozen=True)
class Regle:
    """One check of a schema: its name, its columns in order (the first is the one that answers for it)."""

    nom: str
    colonnes: tuple[str, ...]
    params: Mapping[str, Any]
    champs: Mapping[str, Champ] = field(repr=False)

    @property
    def code(self) -> str:
        """Name the fault that this rule finds."""
        return CODES[self.nom]

    def defaut(self, cellules: Cellules) -> Faute | None:
        """Say what a record does wrong; an empty cell is None."""
        if self.nom == "cohesive-columns-value":
            return self._solidaires(cellules)
        if self.nom == "one-of-required":
            une, autre = self.colonnes
            if cellules.get(une) is None and cellules.get(autre) is None:
                texte = f"{une} et {autre} sont vides toutes les deux : l'une des deux est à remplir."
                return une, texte, None
            return None
        if any(cellules.get(colonne) is None for colonne in self.colonnes):
            return None
        if self.nom in ("compare-columns-value", "sum-columns-value"):
            return self._calcul(cellules)
        colonne = self.colonnes[0]
        dit = _SEULES[self.nom](str(cellules[colonne]), self.params)
        return (colonne, f"{colonne} : {self.citer(cellules, colonne)} {dit[0]}.", dit[1]) if dit else None

    def arrondie(self, cellules: Cellules) -> bool:
        """Say whether keeping the decimals of the column would change the number, for the rule DECIMALES."""
        [colonne] = self.colonnes
        texte = cellules.get(colonne)
        valeur = None if texte is None else self._lecteurs[colonne](texte)
        if valeur is None:
            return False
        pas = Decimal(1).scaleb(-int(self.champs[colonne]["decimales"]))
        return bool(abs(valeur - valeur.quantize(pas, ROUND_HALF_UP)) > POUSSIERE)

    def citer(self, cellules: Cellules, colonne: str) -> str:
        """Return the value between quotation marks, or « la valeur » where it must not be shown (law 5)."""
        return f"« {cellules[colonne]} »" if schemas.est_montrable(self.champs[colonne]) else "la valeur"

    def _solidaires(self, cellules: Cellules) -> Faute | None:
        vides = [c for c in self.colonnes if cellules.get(c) is None]
        if not vides or len(vides) == len(self.colonnes):
            return None
        remplies = [c for c in self.colonnes if c not in vides]
        texte = f"{', '.join(self.colonnes)} se remplissent ensemble ou pas du tout : ici manque {', '.join(vides)}."
        return vides[0], texte, f"Remplir {', '.join(vides)}, ou vider {', '.join(remplies)}."

    def _calcul(self, cellules: Cellules) -> Faute | None:
        lues = {c: self._lecteurs[c](str(cellules[c])) for c in self.colonnes}
        if any(valeur is None for valeur in lues.values()):
            return None  # not a value of its type: the engine has refused it
        premiere, *autres = self.colonnes
        if self.nom == "sum-columns-value":
            total = sum(lues[c] for c in autres)
            if lues[premiere] == total:
                return None
            montrable = all(schemas.est_montrable(self.champs[c]) for c in self.colonnes)
            ecart = f" ({self.citer(cellules, premiere)}, et non {total})" if montrable else ""
            texte = f"{premiere} n'est pas la somme de {', '.join(autres)}{ecart}."
            return premiere, texte, "Corriger le total, ou l'un des nombres additionnés."
        op = self.params["op"]
        if TIENT[op](*self._comparables(lues)):
            return None
        dates = {self.champs[c]["type"] for c in self.colonnes} == {"date"}
        dit = (DATES if dates else DITS)[op]
        suite = "".join(
            f", {self.citer(cellules, c)}" if schemas.est_montrable(self.champs[c]) else "" for c in autres
        )
        texte = f"{premiere} : {self.citer(cellules, premiere)} {dit} {autres[0]}{suite}."
        return premiere, texte, f"Vérifier {premiere} et {autres[0]} : l'une des deux est fausse."

    def _comparables(self, lues: Mapping[str, Any]) -> list[Any]:
        valeurs = [lues[c] for c in self.colonnes]
        familles = {_famille(str(self.champs[c]["type"])) for c in self.colonnes}
        return valeurs if len(familles) == 1 else [str(valeur) for valeur in valeurs]

    @cached_property
    def _lecteurs(self) -> dict[str, Callable[[str], Any]]:
        return {c: _lecteur(self.champs[c]) for c in self.colonnes}


def _famille(type_: str) -> str:
    return {"integer": "number"}.get(type_, type_)


def _lecteur(champ: Champ) -> Callable[[str], Any]:
    """Return what reads a cell as frictionless does; None for what is no value of the type."""
    if champ["type"] not in ("integer", "number", "date") and ordinaire(champ):
        return str
    from frictionless import Field

    cles = ("name", "type", "format", "decimalChar", "groupChar", "bareNumber")
    lire = Field.from_descriptor({k: v for k, v in champ.items() if k in cles}).create_value_reader()
    return lambda texte: _fini(lire(texte))


def _fini(valeur: Any) -> Any:
    """NaN and infinities compare with nothing: they are refused elsewhere, under their own code."""
    return None if getattr(valeur, "is_finite", lambda: True)() is False else valeur


def luhn(chiffres: str) -> bool:
    """Check the key of a number: from the right, every second digit is doubled."""
    doubles = (sum(divmod(2 * int(c), 10)) for c in chiffres[-2::-2])
    return (sum(map(int, chiffres[::-2])) + sum(doubles)) % 10 == 0


def siret_juste(chiffres: str) -> bool:
    """Check a SIRET of 14 digits; La Poste's establishments have a rule of their own."""
    if chiffres.startswith("356000000") and chiffres != "35600000000048":
        return sum(map(int, chiffres)) % 5 == 0
    return luhn(chiffres) and luhn(chiffres[:9])


def _siren(texte: str, _: Mapping[str, Any]) -> tuple[str, str | None] | None:
    serre = re.sub(r"[ .]", "", texte.strip())
    if not re.fullmatch("[0-9]{9}", serre):
        return "n'est pas un SIREN : il faut 9 chiffres", None
    if luhn(serre):
        return None
    return (
        "n'est pas un SIREN valide : sa clé de contrôle est fausse",
        "Un chiffre est faux, ou deux sont permutés.",
    )


def _siret(texte: str, _: Mapping[str, Any]) -> tuple[str, str | None] | None:
    serre = re.sub(r"[ .]", "", texte.strip())
    if not re.fullmatch("[0-9]{14}", serre):
        return "n'est pas un SIRET : il faut 14 chiffres", None
    if siret_juste(serre):
        return None
    ou = "les 5 derniers chiffres" if luhn(serre[:9]) else "les 9 premiers chiffres (le SIREN)"
    return "n'est pas un SIRET valide : sa clé de contrôle est fausse", f"Vérifier {ou} : l'erreur est là."


def _annees(texte: str, params: Mapping[str, Any]) -> tuple[str, str | None] | None:
    formes = "AAAA/AAAA, ou AAAA" if annee_seule(params) else "AAAA/AAAA"
    if annee_seule(params) and re.fullmatch("[0-9]{4}", texte):
        return None
    if not re.fullmatch("[0-9]{4}/[0-9]{4}", texte):
        return f"n'est pas un intervalle d'années ({formes})", None
    if texte[:4] < texte[5:]:
        return None
    return "commence après sa fin : la première année doit précéder la seconde", None


def _telephone(texte: str, _: Mapping[str, Any]) -> tuple[str, str | None] | None:
    juste = re.fullmatch(TELEPHONE, texte, re.ASCII)
    return None if juste else ("n'est pas un numéro de téléphone français", "Écrire 01 23 45 67 89.")


_SEULES: dict[str, Callable[[str, Mapping[str, Any]], tuple[str, str | None] | None]] = {
    "siren": _siren,
    "siret": _siret,
    "year-interval-value": _annees,
    "phone-number-value": _telephone,
}
