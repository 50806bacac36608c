"""The preview of a reading: which of their columns is which field, and a few cells as written and as read.

Nothing is judged here. Values of columns about persons are never shown (law 5).
"""

import csv
from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.schemas import tables as schemas
from pipelines.validation.rapport_propre import citer, phrase

if TYPE_CHECKING:
    from pipelines.registres.lecture import Lecture

ENREGISTREMENTS = 200
EXEMPLES = 2

Exemples = dict[str, list[tuple[str, str]]]


def apercu(lecture: "Lecture", schema: schemas.Schema) -> Exemples:
    """Return (as written, as read) for the first cells of each column that may be shown; rewritten cells first."""
    montrables = {c["name"] for c in schema["fields"] if schemas.est_montrable(c)}
    trouves: Exemples = {nom: [] for nom in lecture.places if nom in montrables}
    with lecture.canonique.open(encoding="utf-8", newline="") as file:
        lignes = list(islice(csv.DictReader(file), ENREGISTREMENTS))
    for nom, exemples in trouves.items():
        pleines = [(rang, ligne[nom]) for rang, ligne in enumerate(lignes, 2) if ligne.get(nom)]
        essais = [(lecture.original(rang, nom) or "", str(lu)) for rang, lu in pleines[:20]]
        essais.sort(key=lambda paire: paire[0] == paire[1])
        exemples += list(dict.fromkeys(essais))[:EXEMPLES]
    return trouves


def afficher(lecture: "Lecture", schema: schemas.Schema, console: Console) -> None:
    """Print the preview."""
    exemples = apercu(lecture, schema)
    table = Table("Votre colonne", "Champ du schéma", "Ce qui est écrit → ce qui est lu")
    for champ in schema["fields"]:
        nom = champ["name"]
        place = lecture.colonne(nom)
        if place is None:
            obligatoire = champ.get("constraints", {}).get("required")
            table.add_row("", Text(nom), Text("absente (obligatoire)" if obligatoire else "absente"))
            continue
        if not schemas.est_montrable(champ):
            dit = "valeurs non montrées (données sur des personnes)"
        else:
            dit = "\n".join(f"{citer(a, 40)} → {citer(b, 40)}" for a, b in exemples.get(nom, ())) or "vide"
        table.add_row(Text(f"{place[1]} « {phrase(place[2], 60)} »"), Text(nom), Text(dit))
    console.print(table)
    for remarque in lecture.constats:
        console.print(Text(f"• {phrase(str(remarque))}"))
