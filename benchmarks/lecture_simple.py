"""Published records read with the standard library alone: what `mesure_identite` compares the contracts with.

Nothing of `pipelines` may be imported here: a fault of our readers must show as a difference. Only the files of the
shared set are read; the rarer wrappings of reference/decp.md are not.
"""

import csv
import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENVELOPPES = ("titulaire", "concessionnaire")
_CONTRATS = ("marche", "contrat-concession")
_CONSOLIDATEURS = ("datePublicationDonnees", "uid", "source", "_type")


@dataclass(frozen=True)
class Fiche:
    """One published record and the contract that the pipeline made of it."""

    acheteur: str
    id: str
    objet: str
    montant: str
    jour: str
    titulaires: tuple[str, ...]  # the first nine digits of each identifier
    marque: str  # what describes a contract when no objet is published
    brut: str  # all that is published, but for the date of publication and what consolidators add
    contrat: str

    @property
    def cle(self) -> tuple[str, str]:
        return self.acheteur, self.id


def lire(chemin: Path) -> Iterator[dict[str, Any]]:
    """Yield the published elements of a file in their order."""
    if chemin.suffix == ".csv":
        with chemin.open(encoding="utf-8-sig", newline="") as source:
            yield from csv.DictReader(source)
    elif chemin.suffix == ".xml":
        racine = ET.parse(chemin).getroot()
        elements = [racine] if racine.tag in _CONTRATS else [e for e in racine if e.tag in _CONTRATS]
        yield from (_dictionnaire(e) for e in elements)
    else:
        corps = json.loads(chemin.read_text(encoding="utf-8-sig"))["marches"]
        yield from (e for liste in corps.values() for e in liste) if isinstance(corps, dict) else corps


def fiche(e: dict[str, Any], contrat: str) -> Fiche:
    """Return what the measure compares of a published element."""
    acheteur = e.get("acheteur_id") or e.get("acheteur") or e.get("autoriteConcedante") or ""
    return Fiche(
        acheteur=str(acheteur.get("id", "") if isinstance(acheteur, dict) else acheteur),
        id=str(e.get("id") or "").strip(),
        objet=str(e.get("objet") or ""),
        montant=str(e.get("montant", e.get("valeurGlobale", ""))),
        jour=str(e.get("dateNotification") or e.get("dateSignature") or "")[:10],
        titulaires=_titulaires(e),
        marque="|".join(str(e.get(c, "")) for c in ("codeCPV", "procedure", "offresRecues", "dureeMois")),
        brut=json.dumps({c: v for c, v in e.items() if c not in _CONSOLIDATEURS}, sort_keys=True),
        contrat=contrat,
    )


def _dictionnaire(element: ET.Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    groupes: dict[str, list[Any]] = defaultdict(list)
    for enfant in element:
        groupes[enfant.tag].append(_dictionnaire(enfant))
    return {cle: valeurs if len(valeurs) > 1 else valeurs[0] for cle, valeurs in groupes.items()}


def _liste(valeur: Any) -> list[Any]:
    return valeur if isinstance(valeur, list) else [valeur] if valeur else []


def _titulaires(e: dict[str, Any]) -> tuple[str, ...]:
    if "titulaire_id" in e:
        return (e["titulaire_id"][:9],)
    trouves: set[str] = set()
    for t in _liste(e.get("titulaires") or e.get("concessionnaires")):
        dedans = next((t[n] for n in _ENVELOPPES if n in t), t) if isinstance(t, dict) else None
        trouves |= {str(d["id"])[:9] for d in _liste(dedans) if isinstance(d, dict) and d.get("id")}
    return tuple(sorted(trouves))
