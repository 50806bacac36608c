"""What the tests of this room share: a small schema that holds every type, and files written by hand."""

import csv
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.registres.correspondance import lire_correspondance
from pipelines.registres.lecture import Lecture, lire_registre


def champ(nom: str, titre: str, type_: str = "string", rgpd: str = "aucune", **plus: Any) -> dict[str, Any]:
    contraintes = plus.pop("constraints", {})
    base = {"name": nom, "title": titre, "type": type_, "rgpd": rgpd, "constraints": contraintes}
    if type_ == "boolean":
        base |= {"trueValues": ["true"], "falseValues": ["false"]}
    return base | ({"decimales": 2} if type_ == "number" else {}) | plus


SCHEMA: dict[str, Any] = {
    "name": "essai",
    "primaryKey": ["acheteur_siren", "reference"],
    "missingValues": [""],
    "fields": [
        champ(
            "acheteur_siren",
            "SIREN de l'acheteur",
            constraints={"required": True, "pattern": "^(?:[0-9]{9})$"},
        ),
        champ("reference", "Référence du contrat", constraints={"required": True}),
        champ("titulaire_siret", "SIRET du titulaire", constraints={"pattern": "^(?:[0-9]{14})$"}),
        champ("montant_ht_eur", "Montant (€ HT)", "number"),
        champ("taux_pct", "Taux (%)", "number"),
        champ("nombre", "Nombre", "integer"),
        champ("heures_realisees", "Heures réalisées", "number"),
        champ("date_debut", "Date de début", "date"),
        champ("innovant", "Innovant", "boolean"),
        champ(
            "procedure",
            "Procédure",
            constraints={"enum": ["appel_offres_ouvert", "procedure_adaptee", "ESS", "autre"]},
        ),
        champ("objet", "Objet"),
        champ("pseudonyme", "Personne suivie", rgpd="directe"),
    ],
}
NOMS = [c["name"] for c in SCHEMA["fields"]]


def lire(
    path: Path, correspondance: str | None = None, schema: dict[str, Any] = SCHEMA, **plus: Any
) -> Lecture:
    """Read a file, with a mapping written as YAML beside it."""
    regles = None
    if correspondance is not None:
        fichier = path.with_suffix(".yaml")
        fichier.write_text(correspondance, encoding="utf-8")
        regles = lire_correspondance(fichier)
    return lire_registre(path, schema, path.parent / f"{path.name}.lecture", correspondance=regles, **plus)


def texte(dossier: Path, contenu: str | bytes, nom: str = "essai.csv") -> Path:
    path = dossier / nom
    path.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode("utf-8"))
    return path


def classeur(dossier: Path, lignes: list[list[Any]], nom: str = "essai.xlsx") -> Path:
    """Write rows with openpyxl, without a word more."""
    wb = openpyxl.Workbook()
    for ligne in lignes:
        wb.active.append(ligne)
    wb.save(dossier / nom)
    return dossier / nom


def canonique(lecture: Lecture) -> list[dict[str, str]]:
    with lecture.canonique.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def colonne(lecture: Lecture, nom: str) -> list[str]:
    return [ligne[nom] for ligne in canonique(lecture)]


def codes(lecture: Lecture) -> list[str]:
    return [remarque.code for remarque in lecture.constats]


def doutes(lecture: Lecture) -> list[tuple[int, str, str]]:
    return [(d.enregistrement, d.champ, d.code) for d in lecture.doutes()]
