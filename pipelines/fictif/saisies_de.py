"""Invented typed values, and states of actions, for any definition of a SPASER: none of them is true.

Belongs here: rows of the registers `saisies` and `actions` made from the codes of a definition. Does not belong here:
the registers of the fictional community itself (`registres/`), and files.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from pipelines.fictif.modele import ARRETE_AU
from pipelines.fictif.registres.animation import ACTIONS
from pipelines.fictif.registres.monde import DERNIER_FAIT, deux
from pipelines.fictif.registres.saisies import SERVICES

GRAINE = 20260630
SAISIE, ETAT_ACTION = "saisie", "etat_action"
MANQUE, MANQUE_DERNIERE = 0.15, 0.5
"""How often a value is missing: in a full year, in the last one."""
DERIVE = 0.06
"""How far a value goes from one year to the next, at most."""
TEXTE_MAX = 60
BORNES = {
    "taux": (5, 60), "pct": (5, 60), "nombre": (0, 60), "eur_ht": (50_000, 4_000_000), "heures": (200, 9_000),
    "jours": (20, 160), "mois": (6, 60), "annees": (3, 12), "note": (2, 5), "points": (-9, 12), "ratio": (0, 2),
    "kwh": (200_000, 9_000_000), "tonnes": (20, 2_500), "tco2e": (5, 400), "quantite": (20, 900), "etp": (1, 6),
}  # fmt: skip
ENTIERES = ("nombre", "quantite", "oui_non")
PARTS = ("taux", "pct")
MODALITES = {
    "origine": ("locale", "hors_territoire"),
    "nature_impact": ("emissions", "eau"),
    "parc": ("vehicules", "informatique"),
}
AUTRES = ("modalite_a", "modalite_b")

with (Path(__file__).parent / "registres" / "saisies.csv").open(encoding="utf-8", newline="") as _source:
    _CONNUES = list(csv.DictReader(_source))


class Indicateur(Protocol):
    """What is needed of an indicator of a definition (`pipelines.indicateurs` is not seen from here)."""

    @property
    def indicateur_id(self) -> str:
        """Its identifier."""

    @property
    def mesure(self) -> str:
        """The code of its measure."""

    @property
    def unite(self) -> str:
        """Its unit."""

    @property
    def filtre(self) -> dict[str, str]:
        """What picks it among those of its measure."""

    @property
    def statut(self) -> str:
        """Whether it is still followed."""


class Definition(Protocol):
    """What is needed of a definition."""

    @property
    def indicateurs(self) -> Sequence[Indicateur]:
        """What the text asks to track."""


Ligne = dict[str, object]


def saisies_fictives(
    definition: Definition,
    modes: Mapping[str, str],
    annees: Sequence[int],
    acheteurs: Sequence[str],
    graine: int = GRAINE,
) -> list[Ligne]:
    """Invent the rows of `saisies`: each typed indicator, buyer (SIREN) and year, some of them missing.

    The last of several years is incomplete. Every indicator has a row of some buyer for the last complete year. An
    indicator's rows depend on the seed and its own code, never on its neighbours.
    """
    lignes: list[Ligne] = []
    complete = sorted(annees)[-2] if len(set(annees)) > 1 else max(annees)
    for indicateur in definition.indicateurs:
        if modes.get(indicateur.mesure) != SAISIE or indicateur.statut == "abandonne":
            continue
        assure = _hasard(graine, indicateur.indicateur_id).choice(sorted(acheteurs))
        for siren in acheteurs:
            for annee in annees:
                rng = _hasard(graine, indicateur.indicateur_id, siren, annee)
                manque = rng.random() < (MANQUE_DERNIERE if annee > complete else MANQUE)
                if not manque or (annee == complete and siren == assure):
                    commun = _commun(rng, indicateur, siren, annee)
                    lignes += [commun | valeur for valeur in _valeurs(graine, indicateur, siren, annee)]
    return sorted(lignes, key=lambda x: [str(x.get(nom) or "") for nom in _CLE])


_CLE = ("acheteur_siren", "indicateur_id", "periode_debut", "periode_fin", "dimension", "modalite")


def actions_fictives(
    definition: Definition,
    annees: Sequence[int],
    acheteurs: Sequence[str],
    connus: Collection[str] = tuple(ACTIONS),
    graine: int = GRAINE,
) -> list[Ligne]:
    """Invent the rows of `actions` for the objects that a definition follows and the fictional register lacks."""
    suivis = {i.filtre.get("objet", "") for i in definition.indicateurs if i.mesure == ETAT_ACTION}
    return [
        _action(_hasard(graine, "actions", objet, siren, annee), objet, siren, annee)
        for siren in sorted(acheteurs)
        for objet in sorted(suivis - set(connus) - {""})
        for annee in sorted(annees)
    ]


def _hasard(graine: int, *cle: object) -> random.Random:
    return random.Random(":".join(map(str, (graine, "saisies_de", *cle))))


def _periode(annee: int) -> tuple[date, date]:
    fin = ARRETE_AU if annee == ARRETE_AU.year else date(annee, 12, 31)
    return date(annee, 1, 1), fin


def _commun(rng: random.Random, indicateur: Indicateur, siren: str, annee: int) -> Ligne:
    debut, fin = _periode(annee)
    return {
        "acheteur_siren": siren,
        "indicateur_id": indicateur.indicateur_id,
        "periode_debut": debut,
        "periode_fin": fin,
        "unite": "pct" if indicateur.unite == "taux" else indicateur.unite,
        "service": rng.choice(SERVICES),
        "date_saisie": max(debut, min(fin + timedelta(days=rng.randint(8, 30)), DERNIER_FAIT)),
        "piece": f"pieces/{annee}/{indicateur.indicateur_id}.ods",
        "note": "Donnée fictive.",
    }


def _valeurs(graine: int, indicateur: Indicateur, siren: str, annee: int) -> Iterator[Ligne]:
    """The whole, and each modality when the filter breaks the measure down: the whole is their sum, or their mean."""
    dimension = indicateur.filtre.get("dimension")
    if dimension is None or indicateur.unite in ("texte", "date", "oui_non"):
        yield _valeur(graine, indicateur, siren, annee, "")
        return
    modalites = _modalites(indicateur.mesure, dimension)
    lignes = [_valeur(graine, indicateur, siren, annee, m) for m in modalites]
    if indicateur.unite in PARTS:
        haut, bas = (
            sum((Decimal(str(x[nom])) for x in lignes), Decimal(0)) for nom in ("numerateur", "denominateur")
        )
        yield {"numerateur": haut, "denominateur": bas, "valeur": deux(float(100 * haut / bas))}
    else:
        yield {"valeur": sum((Decimal(str(x["valeur"])) for x in lignes), Decimal(0))}
    for modalite, ligne in zip(modalites, lignes, strict=True):
        yield ligne | {"dimension": dimension, "modalite": modalite}


def _modalites(mesure: str, dimension: str) -> tuple[str, ...]:
    """Return those that the fictional community uses for this measure, or else for this dimension."""
    siennes = [m["modalite"] for m in _CONNUES if (m["mesure"], m["dimension"]) == (mesure, dimension)]
    return tuple(dict.fromkeys(siennes)) or MODALITES.get(dimension, AUTRES)


def _valeur(graine: int, indicateur: Indicateur, siren: str, annee: int, modalite: str) -> Ligne:
    """A value near those of the other years: a level drawn once, then drifting."""
    ident = indicateur.indicateur_id
    rng = _hasard(graine, "valeur", ident, siren, annee, modalite)
    match indicateur.unite:
        case "texte":
            return {"valeur_texte": f"{annee} : analyse inventée pour la démonstration (texte fictif)."}
        case "date":
            return {"valeur_date": date(annee, rng.randint(1, 5), rng.randint(3, 25))}
        case "oui_non":
            return {"valeur": Decimal(rng.randint(0, 1))}
    bas, haut = _bornes(indicateur)
    niveau = _hasard(graine, "niveau", ident, siren, modalite).uniform(0.15, 0.85)
    part = min(1.0, max(0.0, niveau + DERIVE * rng.uniform(-1, 1)))
    valeur = bas + part * (haut - bas)
    if indicateur.unite in PARTS:
        denominateur = rng.randint(40, 900)
        numerateur = round(denominateur * valeur / 100)
        return {
            "numerateur": Decimal(numerateur),
            "denominateur": Decimal(denominateur),
            "valeur": deux(100 * numerateur / denominateur),
        }
    return {"valeur": Decimal(round(valeur)) if indicateur.unite in ENTIERES else deux(valeur)}


def _bornes(indicateur: Indicateur) -> tuple[int, int]:
    """Return those of the same measure in the fictional community when its unit is the same, or those of the unit."""
    unite = "pct" if indicateur.unite == "taux" else indicateur.unite
    for connue in _CONNUES:
        if (connue["mesure"], connue["unite"]) == (indicateur.mesure, unite):
            return int(connue["bas"]), int(connue["haut"])
    return BORNES[indicateur.unite]


def _action(rng: random.Random, objet: str, siren: str, annee: int) -> Ligne:
    prevue = date(annee, rng.randint(3, 12), 28)
    fini = prevue < DERNIER_FAIT and rng.random() < 0.8
    jour = max(
        date(annee, 1, 1), min(prevue + timedelta(days=rng.choice((-20, -3, 0, 15, 60))), DERNIER_FAIT)
    )
    return {
        "acheteur_siren": siren,
        "action_id": f"objet-{objet}"[:TEXTE_MAX],
        "objet": objet,
        "annee": annee,
        "cad": rng.random() < 0.3,
        "statut": "terminee" if fini else rng.choice(("non_demarree", "en_cours", "en_cours", "abandonnee")),
        "date_prevue": prevue,
        "date_realisation": jour if fini else None,
        "pilote": "Service de la commande publique",
    }
