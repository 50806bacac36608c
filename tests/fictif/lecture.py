"""Reads the fictional files in the plainest way: the standard library only, nothing of pipelines/decp.

Belongs here: (file, rank) -> record, and small readings of a record whatever its format. Does not belong
here: judgement.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

RACINE = Path(__file__).parents[2]
EXEMPLE = RACINE / "data/raw/exemple"


@dataclass(frozen=True)
class Temoin:
    fichier: str
    r: Any
    sources: frozenset[str] = frozenset()

    @property
    def texte(self) -> str:
        return json.dumps(self.r, ensure_ascii=False)


def source(fichier: str) -> str:
    morceaux = fichier.split("/")
    return morceaux[1] if len(morceaux) > 2 else morceaux[1].split("_")[0].split("-")[0]


def _xml(noeud: ElementTree.Element) -> Any:
    if len(noeud) == 0:
        return noeud.text or ""
    objet: dict[str, Any] = {}
    for enfant in noeud:
        nom, valeur = enfant.tag.rsplit("}", 1)[-1], _xml(enfant)
        if nom in objet:
            objet[nom] = [*(objet[nom] if isinstance(objet[nom], list) else [objet[nom]]), valeur]
        else:
            objet[nom] = valeur
    return objet


def charger(chemin: Path) -> dict[str, Any]:
    """JSON, once the stray escapes of wrapper 12 are taken away."""
    return dict(json.loads(chemin.read_text("utf-8-sig").replace("\\'", "'")))


def enregistrements(chemin: Path) -> list[Any]:
    """Every published record, in the order of the file: rank 1 is the first."""
    if chemin.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(chemin.read_text("utf-8"), newline="")))
    if chemin.suffix == ".xml":
        return [
            _xml(noeud) for noeud in ElementTree.fromstring(chemin.read_text("utf-8").replace("\u0001", ""))
        ]
    marches = charger(chemin)["marches"]
    return marches if isinstance(marches, list) else [r for liste in marches.values() for r in liste]


def operateurs(r: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object that has a typeIdentifiant, at any depth: suppliers and sub-contractors."""
    pile: list[Any] = [r]
    while pile:
        valeur = pile.pop()
        if isinstance(valeur, dict):
            if "typeIdentifiant" in valeur:
                yield valeur
            pile += valeur.values()
        elif isinstance(valeur, list):
            pile += valeur
    if "titulaire_id" in r:
        yield {"typeIdentifiant": r["titulaire_typeIdentifiant"], "id": r["titulaire_id"]}


def titulaires(r: dict[str, Any]) -> list[dict[str, Any]]:
    return list(operateurs({"t": r.get("titulaires", [])}))


def modifications(r: dict[str, Any]) -> list[dict[str, Any]]:
    brutes = r.get("modifications") or []
    return [m.get("modification", m) for m in brutes] if isinstance(brutes, list) else []


def jours_de_retard(r: dict[str, Any]) -> int:
    notif = date.fromisoformat(str(r["dateNotification"])[:10])
    return (date.fromisoformat(str(r["datePublicationDonnees"])[:10]) - notif).days
