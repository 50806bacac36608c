"""What a correct reading of the files must find, counted by plain Python loops over `orjson.loads`.

This is the independent witness of the equality gate: it shares no code with `pipelines` (nor its splitting,
nor its SQL) and reads whole files, so it needs eight times their size in memory. `porte` compares.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

_NOMBRE = re.compile(r"-?\d+(\.\d+)?\Z")
_ENVELOPPES = (
    "titulaire",
    "concessionnaire",
    "modification",
    "acteSousTraitance",
    "modificationActeSousTraitance",
)


@dataclass
class Empreinte:
    """Counts and exact sums: over the published records, then (contrats_) over the contracts."""

    enregistrements: int = 0
    marches: int = 0
    concessions: int = 0
    titulaires: int = 0
    titulaires_de_modifications: int = 0
    modifications: int = 0
    actes_sous_traitance: int = 0
    modifications_sous_traitance: int = 0
    annees_execution: int = 0
    tarifs: int = 0
    cles_acheteur_id: int = 0
    somme_montants: Decimal = Decimal(0)
    somme_montants_modifications: Decimal = Decimal(0)
    somme_montants_actes: Decimal = Decimal(0)
    somme_tarifs: Decimal = Decimal(0)
    somme_duree_mois: int = 0
    longueur_objets: int = 0
    somme_de_controle: int = 0
    """Sum of the first 32 bits of the MD5 of buyer|id|object: counts alone would not see an altered id."""

    contrats: int = 0
    contrats_titulaires: int = 0
    contrats_somme_montants: Decimal = Decimal(0)
    contrats_longueur_objets: int = 0
    contrats_modifications: int = 0
    contrats_tarifs: int = 0

    def texte(self) -> dict[str, str]:
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}


def lire(chemins: Iterable[Path]) -> Empreinte:
    """Count over files of the generator (2022 and 2019 envelopes)."""
    e = Empreinte()
    cles: set[tuple[str, str]] = set()
    contrats: set[tuple[str, str]] = set()
    for chemin in chemins:
        marches = orjson.loads(chemin.read_bytes())["marches"]
        if isinstance(marches, list):
            e.marches += len(marches)
            _compter(e, marches, cles, contrats, suffixe=2)
        else:
            e.marches += len(marches["marche"])
            e.concessions += len(marches["contrat-concession"])
            _compter(e, marches["marche"], cles, contrats)
            _compter(e, marches["contrat-concession"], cles, contrats)
    e.enregistrements = e.marches + e.concessions
    e.cles_acheteur_id, e.contrats = len(cles), len(contrats)
    return e


def _compter(
    e: Empreinte,
    records: list[dict[str, Any]],
    cles: set[tuple[str, str]],
    contrats: set[tuple[str, str]],
    suffixe: int = 0,
) -> None:
    """`suffixe`: how many last characters of the id number the modification (two in 2019)."""
    for r in records:
        acheteur = (r.get("acheteur") or r["autoriteConcedante"])["id"]
        titulaires = len(list(aplatir(r.get("titulaires", r.get("concessionnaires")))))
        montant = nombre(r.get("montant", r.get("valeurGlobale"))) or Decimal(0)
        e.titulaires += titulaires
        e.somme_montants += montant
        e.somme_duree_mois += int(nombre(r["dureeMois"]) or 0)
        e.longueur_objets += len(r["objet"])
        modifications = list(aplatir(r.get("modifications")))
        e.modifications += len(modifications)
        for modif in modifications:
            e.titulaires_de_modifications += len(list(aplatir(modif.get("titulaires"))))
            e.somme_montants_modifications += nombre(modif.get("montant", modif.get("valeurGlobale"))) or 0
        actes = list(aplatir(r.get("actesSousTraitance")))
        e.actes_sous_traitance += len(actes)
        e.somme_montants_actes += sum(nombre(acte["montant"]) or 0 for acte in actes)
        e.modifications_sous_traitance += len(list(aplatir(r.get("modificationsActesSousTraitance"))))
        annees = [annee["donneesAnnuelles"] for annee in r.get("donneesExecution") or ()]
        tarifs = [tarif["tarif"]["tarif"] for annee in annees for tarif in annee["tarifs"]]
        e.annees_execution += len(annees)
        e.tarifs += len(tarifs)
        e.somme_tarifs += sum(nombre(tarif) or 0 for tarif in tarifs)
        e.somme_de_controle += _controle(acheteur, r["id"], r["objet"])
        cles.add((acheteur, r["id"]))
        contrat = (acheteur[:9], r["id"][:-suffixe] if suffixe else r["id"])
        if contrat not in contrats:
            contrats.add(contrat)
            e.contrats_titulaires += titulaires
            e.contrats_somme_montants += montant
            e.contrats_longueur_objets += len(r["objet"])
            e.contrats_modifications += len(modifications)
            e.contrats_tarifs += len(tarifs)


def _controle(*textes: str) -> int:
    return int(hashlib.md5("|".join(textes).encode(), usedforsecurity=False).hexdigest()[:8], 16)


def aplatir(valeur: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects inside any nesting of lists and of the wrappers of format 2022."""
    if isinstance(valeur, list):
        for element in valeur:
            yield from aplatir(element)
    elif isinstance(valeur, dict):
        enveloppe = next((nom for nom in _ENVELOPPES if nom in valeur), None)
        if enveloppe:
            yield from aplatir(valeur[enveloppe])
        else:
            yield valeur


def nombre(valeur: Any) -> Decimal | None:
    """A number, or a text that is nothing but a number; None otherwise ("NC", null, booleans)."""
    if isinstance(valeur, bool) or valeur is None:
        return None
    texte = str(valeur)
    return Decimal(texte) if _NOMBRE.match(texte) else None
