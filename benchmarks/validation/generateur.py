"""Deterministic, streaming writer of CSV files of N records for the validator; memory does not grow with N.

`total`: one row in a hundred is wrong, all kinds mixed. `each`: one row in a hundred for each kind. `tout`: all rows.
`regulier` leaves out what changes the number of cells.
"""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

from benchmarks.validation.fautes import BIZARRERIES, CELLULES, DOUBLES, IRREGULIERES, PLACES, Ligne
from benchmarks.validation.schema import CATEGORIES, NOMS, PROCEDURES, STATUTS, STRUCTURES, TECHNIQUES

VERSION = 1
RECENTES = 200
MOTS = [
    "réfection", "entretien", "maintenance", "fourniture", "prestation", "étude", "travaux", "voirie", "école",
    "crèche", "logiciel", "serveur", "nettoyage", "espaces", "verts", "chauffage", "façade", "toiture", "médiathèque",
    "gymnase", "éclairage", "signalisation",
]  # fmt: skip


def generer(path: Path, nombre: int, *, mode: str = "total", regulier: bool = False, graine: int = 3) -> Path:
    """Write the file unless it is there; the name says all that its bytes depend on."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        brouillon = path.with_suffix(".tmp")
        with brouillon.open("w", encoding="utf-8", newline="") as file:
            lignes = rangees(nombre, mode=mode, regulier=regulier, graine=graine)
            csv.writer(file, lineterminator="\n").writerows(chain([NOMS], lignes))
        brouillon.rename(path)
    return path


def nom(nombre: int, mode: str, regulier: bool) -> str:
    """Name a generated file."""
    return f"v{VERSION}-{nombre}-{mode}-{'regulier' if regulier else 'irregulier'}.csv"


def rangees(nombre: int, *, mode: str, regulier: bool, graine: int) -> Iterator[Ligne]:
    """Yield the records, without the titles."""
    t = Random(f"{VERSION}-{graine}-{mode}-{regulier}")
    alea, choix = t.random, t.choice
    sortes = [*CELLULES, *DOUBLES, *([] if regulier else IRREGULIERES)]
    seuil = {"total": 0.01, "each": 0.01 * len(sortes), "tout": 1.0, "clean": 0.0}[mode]
    pools = _pools(t)
    recentes: list[Ligne] = []
    for numero in range(1, nombre + 1):
        ligne = _ligne(numero, pools, alea, choix)
        if alea() < seuil:
            sorte = choix(sortes)
            if sorte in DOUBLES:
                ancienne = choix(recentes) if recentes else ligne
                ligne = [*ligne]
                for colonne in DOUBLES[sorte]:
                    ligne[PLACES[colonne]] = ancienne[PLACES[colonne]]
            else:
                ligne = (CELLULES.get(sorte) or IRREGULIERES[sorte])(ligne)
        elif alea() < 0.02:
            ligne = BIZARRERIES[choix(list(BIZARRERIES))](ligne)
        elif alea() < 0.05:
            if len(recentes) < RECENTES:
                recentes.append(ligne)
            else:
                recentes[int(alea() * RECENTES)] = ligne
        yield ligne


def _pools(t: Random) -> dict[str, list[str]]:
    jours = [f"{a}-{m:02}-{j:02}" for a in range(2020, 2028) for m in range(1, 13) for j in range(1, 29)]
    return {
        "siren": [f"0000{t.randrange(10**5):05}" for _ in range(300)],
        "siret": [f"0000{t.randrange(10**10):010}" for _ in range(20_000)] + [""] * 1_000,
        "jour": jours,
        "jour_vide": [*jours, *[""] * 500],
        "bool": ["true", "false", "false", ""],
        "cpv": [f"{t.randrange(10**8):08}" for _ in range(3_000)],
        "texte": [" ".join(t.choices(MOTS, k=t.randrange(3, 14))) for _ in range(5_000)],
        "lieu": [f"{t.choice(MOTS).title()}-sur-{t.choice(MOTS).title()}" for _ in range(300)],
        "commune": [f"{t.randrange(96_000):05}" for _ in range(1_000)],
        "technique": [*TECHNIQUES, "", ""],
        "structure": [*STRUCTURES, *[""] * 13],
        "segment": ["numerique_si", "voirie_travaux", "autre"],
        "virgules": [", ".join(t.choices(MOTS, k=3)) for _ in range(500)] + [""] * 1_500,
    }


def _ligne(numero: int, p: dict[str, list[str]], alea, choix) -> Ligne:  # type: ignore[no-untyped-def]
    montant = f"{alea() * 10 ** int(3 + alea() * 5):.2f}"
    jours, booleens, annee = p["jour_vide"], p["bool"], 2020 + int(alea() * 8)
    return [
        choix(p["siren"]), f"R{annee}-{numero}", str(numero), f"{choix(p['texte'])} n° {numero}", choix(p["siret"]),
        choix(p["cpv"]), choix(CATEGORIES), choix(PROCEDURES), choix(STATUTS), choix(p["technique"]),
        choix(p["structure"]), choix(p["jour"]), choix(jours), choix(jours), choix(jours), choix(jours), str(annee),
        f"{annee}-{1 + int(alea() * 12):02}", str(int(alea() * 60)), str(int(alea() * 20)), str(1 + int(alea() * 12)),
        str(int(alea() * 40)), montant, f"{float(montant) * 1.5:.2f}", str(int(alea() * 30)), f"{alea() * 40:.1f}",
        f"{alea() * 2000 - 1000:.2f}", str(int(alea() * 900)), f"{alea() * 900:.2f}", choix(booleens), choix(booleens),
        choix(booleens), choix(booleens), choix(("true", "false")), choix(booleens), choix(booleens), choix(booleens),
        choix(p["commune"]), choix(p["lieu"]), choix(MOTS), choix(p["segment"]), str(int(alea() * 9)),
        f"P-{annee}-{int(alea() * 5000)}", f"C-{annee}-{int(alea() * 9000)}", choix(p["virgules"]),
    ]  # fmt: skip
