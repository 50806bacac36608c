"""What a release tells of itself: its tables, its age, and how many of its targets are met.

A target counts when it is in figures and due: its year has come, or it is yearly or standing. One that nothing measures
(sans_objet) stays out; one of which nothing can be said is due all the same, and makes the bounds.
"""

import csv
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from tests.recalcul.demandes import Demande, Perimetre
from tests.recalcul.formules import Resultat
from tests.recalcul.lecture_publiee import Ligne

SANS_CHIFFRE = ("date", "oui_non", "texte")
Cle = tuple[str, int]


def objectifs_atteints(definition: Path, lignes: Sequence[Ligne], spaser: str) -> dict[Cle, Resultat]:
    """The share of targets met, by buyer ('' for all) and year, from the verdicts beside the results."""
    with (definition / "objectifs.csv").open(encoding="utf-8", newline="") as flux:
        vises = [o for o in csv.DictReader(flux) if o["unite"] not in SANS_CHIFFRE and o["valeur"]]
    dus: dict[str, int] = {}
    for o in vises:
        quand = int(o["echeance"][:4]) if o["echeance"][:4].isdigit() else 0
        dus[o["indicateur_id"]] = min(dus.get(o["indicateur_id"], 9999), quand)
    etats: dict[Cle, list[str]] = {}
    for ligne in lignes:
        if ligne["spaser"] != spaser:
            continue
        cle = ligne["acheteur_siren"] or "", int(str(ligne["periode_fin"])[:4])
        siens = etats.setdefault(cle, [])
        if (
            dus.get(str(ligne["indicateur_id"]), 9999) <= cle[1]
            and _tete(ligne)
            and ligne["etat"] != "sans_objet"
        ):
            siens.append(str(ligne["etat"]))
    return {cle: _part(siens) for cle, siens in etats.items()}


def _tete(ligne: Ligne) -> bool:
    return ligne["modalite"] == "ensemble" and ligne["perimetre"] in (
        "simple_et_accords_cadres",
        "sans_objet",
    )


def _part(etats: Sequence[str]) -> Resultat:
    oui, tous, muets = etats.count("atteint"), len(etats), etats.count("indetermine")
    if not tous:
        return Resultat(Fraction(0), Fraction(0))
    valeur = Fraction(oui, tous - muets) if tous > muets else None
    bornes = Fraction(oui, tous), Fraction(oui + muets, tous)
    return Resultat(Fraction(oui), Fraction(tous - muets), valeur, *bornes, tous - muets)


def de_la_version(demande: Demande, ou: Perimetre, version: Path) -> dict[Cle, Resultat]:
    """Tables published, or months since the version before: 0 for a first one."""
    jeux = len([p for p in version.glob("*.csv") if p.name.count(".") == 1])
    valeur = Fraction(jeux if demande.mesure == "nb_jeux_donnees_publies" else 0)
    if demande.unite == "oui_non":
        valeur = Fraction(jeux > 0)
    r = Resultat(valeur=valeur, connus=1, jour=ou.arrete_au)
    return {(a, annee): r for a in (*ou.acheteurs, "") for annee in ou.annees}
