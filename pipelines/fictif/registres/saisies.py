"""Values that no table gives, typed in by a service with its evidence.

Belongs here: `saisies`, one row a measure, a year and a modality; texts and dates as well as numbers. Does
not belong here: what the other registers compute.
"""

from __future__ import annotations

import csv
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.modele import Acheteur
from pipelines.fictif.registres.monde import ANNEES, DERNIER_FAIT, Ligne, Monde, deux

with (Path(__file__).parent / "saisies.csv").open(encoding="utf-8", newline="") as _source:
    _MESURES = list(csv.DictReader(_source))
SERVICES = ("Direction des bâtiments", "Service de la commande publique", "Direction des moyens généraux")
TEXTES = {
    "analyse-qualitative-concessions": "Deux concessions renouvelées avec un engagement d'insertion (texte fictif).",
    "analyse-qualitative-egalite": "Les engagements d'égalité sont demandés au stade de l'offre (texte fictif).",
    "nature-impacts-suivis": "Trois natures d'impact suivies : émissions, eau, déchets (texte fictif).",
    "nature-impacts-limites": "Une nature d'impact limitée : l'eau des chantiers (texte fictif).",
    "diversification-clause": "Deux nouvelles filières ouvertes à l'insertion (texte fictif).",
}
# 2025 was read twice: the second reading is another row, for another period.
SEMESTRE = (date(2026, 1, 1), date(2026, 6, 30))


def inscrire(monde: Monde) -> None:
    """One value a measure, a buyer and a full year; a few for the half-year; hidden unknowns in between."""
    rng = monde.hasard("saisies")
    for acheteur in ACHETEURS:
        for annee in ANNEES:
            debut, fin = (date(annee, 1, 1), date(annee, 12, 31)) if annee < 2026 else SEMESTRE
            for mesure in _MESURES:
                if rng.random() < (0.75 if acheteur.lettre != "C" else 0.35):
                    _valeur(monde, rng, acheteur, mesure, debut, fin)
            for ident, texte in TEXTES.items():
                if rng.random() < 0.5:
                    ligne = _base(rng, acheteur, f"exemple-{ident}", debut, fin)
                    monde.ajouter("saisies", **ligne, unite="texte", valeur_texte=f"{annee} : {texte}")
            if acheteur.lettre != "C":
                ligne = _base(rng, acheteur, "exemple-date-publication-programmation", debut, fin)
                monde.ajouter(
                    "saisies", **ligne, unite="date", valeur_date=date(annee, 2, rng.randint(3, 25))
                )


def _base(rng: random.Random, acheteur: Acheteur, ident: str, debut: date, fin: date) -> Ligne:
    saisie = min(
        date(fin.year, fin.month, 12) if fin.year == 2026 else date(fin.year + 1, 1, rng.randint(8, 30)),
        DERNIER_FAIT,
    )
    return {
        "acheteur_siren": acheteur.siren,
        "indicateur_id": ident,
        "periode_debut": debut,
        "periode_fin": fin,
        "service": rng.choice(SERVICES),
        "date_saisie": saisie,
        "piece": f"pieces/{fin.year}/{ident}.ods",
    }


def _valeur(
    monde: Monde, rng: random.Random, acheteur: Acheteur, mesure: dict[str, str], debut: date, fin: date
) -> None:
    ident = f"exemple-{mesure['mesure'].replace('_', '-')}"
    ligne = _base(rng, acheteur, ident, debut, fin)
    ligne |= {
        "dimension": mesure["dimension"] or None,
        "modalite": mesure["modalite"] or None,
        "unite": mesure["unite"],
    }
    bas, haut = int(mesure["bas"]), int(mesure["haut"])
    if mesure["part"]:
        denominateur = rng.randint(40, 900)
        numerateur = denominateur * rng.randint(bas, haut) // 100
        ligne |= {"numerateur": Decimal(numerateur), "denominateur": Decimal(denominateur)}
        ligne["valeur"] = deux(100 * numerateur / denominateur)
    elif mesure["unite"] in ("nombre", "quantite", "oui_non"):
        ligne["valeur"] = Decimal(rng.randint(bas, haut))
    else:
        ligne["valeur"] = deux(rng.uniform(bas, haut))
    if rng.random() < 0.1:
        ligne["note"] = "Relevé incomplet : un site sur douze manque (donnée fictive)."
    monde.ajouter("saisies", **ligne)
