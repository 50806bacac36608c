"""Clauses, criteria, reservations, annexes and specifications of each contract.

Belongs here: `clauses`, consistent with what DECP declares where it declares something, richer elsewhere
(the 2019 format says nothing). Does not belong here: hours actually worked (`insertion.py`).
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from pipelines.fictif.registres.monde import Fiche, Ligne, Monde, deux, plus
from pipelines.fictif.registres.services import direction_de
from pipelines.fictif.registres.structures import ADAPTE, INSERTION, Structures

with (Path(__file__).parent / "clauses.csv").open(encoding="utf-8", newline="") as _source:
    _TABLE = list(csv.DictReader(_source))
CODES = {x["code"]: (x["famille"], x["nature"]) for x in _TABLE}
_LIBRES = [(x["code"], x["segment"], int(x["poids"])) for x in _TABLE if x["poids"] != "0"]
# Share of contracts to which the buyer adds something that DECP cannot say, by year.
ENRICHIS = {2023: 0.10, 2024: 0.16, 2025: 0.26, 2026: 0.32}


def inscrire(monde: Monde, structures: Structures) -> None:
    """The clauses of every contract, then `marche_responsable`, which follows from them."""
    rng = monde.hasard("clauses")
    ess = {f.siren: categorie for categorie, liste in structures.fournisseurs.items() for f in liste}
    ess |= {f.siren: categorie for categorie, liste in structures.employeurs.items() for f in liste}
    for f in monde.fiches:
        codes = _declares(rng, f) | _ajoutes(rng, f)
        categorie = next((ess[t.siren] for t in f.titulaires if t.siren in ess), "")
        if f.contrat is None and categorie in (*ADAPTE, *INSERTION) and rng.random() < 0.6:
            codes.add("marche_reserve")
        for code in CODES:  # the order of the list, not of a set
            if code in codes:
                _ligne(monde, rng, f, code, categorie)
        if rng.random() < 0.8:
            f.ligne["marche_responsable"] = bool(codes) and rng.random() < 0.95
    _rares(monde, rng)


def _rares(monde: Monde, rng: random.Random) -> None:
    """Each code at least three times: what is rare must be seen too."""
    vus = Counter(x["code"] for x in monde.tables["clauses"])
    for code, segment, _ in _LIBRES:
        possibles = [f for f in monde.fiches if segment in ("", f.ligne.get("segment"))]
        for f in rng.sample(possibles, max(0, 3 - vus[code])):
            if code not in codes_du_contrat(monde, f):
                _ligne(monde, rng, f, code, "")


def codes_du_contrat(monde: Monde, f: Fiche) -> set[str]:
    """The codes of the clauses of this contract."""
    return {x["code"] for x in monde.clauses_de.get((f.acheteur.siren, f.reference), [])}


def _declares(rng: random.Random, f: Fiche) -> set[str]:
    """What DECP declares, said more precisely; nothing when the register of clauses was not kept."""
    c = f.contrat
    if c is None or (f.notif.year == 2023 and rng.random() < 0.15):
        return set()
    codes: set[str] = set()
    social, env = c.social or (), c.env or ()
    if "Clause sociale" in social:
        codes.add("clause_insertion" if rng.random() < 0.8 else "clause_sociale")
    if "Critère social" in social:
        codes.add("critere_insertion" if rng.random() < 0.4 else "critere_social")
    if "Marché réservé" in social or "Concession réservée" in social:
        codes.add("marche_reserve")
    if "Clause environnementale" in env:
        codes.add("clause_environnementale")
    if "Critère environnemental" in env:
        codes.add("critere_environnemental")
    if c.social is None:  # the 2019 format cannot say: the register does
        codes |= {"clause_insertion"} if rng.random() < 0.22 else set()
        codes |= {"critere_environnemental"} if rng.random() < 0.10 else set()
    if f.ligne["categorie"] == "maitrise_oeuvre" and f.montant > 90_000_00 and rng.random() < 0.25:
        codes.add("clause_insertion")
    return codes


def _ajoutes(rng: random.Random, f: Fiche) -> set[str]:
    codes = {"revision_prix"} if f.ligne.get("prix_revisable") and rng.random() < 0.15 else set()
    if (f.ligne.get("avance_taux_pct") or 0) >= 30:
        codes.add("avance_bonifiee_30")
    if rng.random() < ENRICHIS[f.notif.year]:
        segment = f.ligne.get("segment")
        possibles = [(code, poids) for code, s, poids in _LIBRES if s in ("", segment)]
        nombre = rng.choice((1, 1, 2, 3))
        codes |= set(rng.choices([c for c, _ in possibles], [p for _, p in possibles], k=nombre))
    return codes


def _ligne(monde: Monde, rng: random.Random, f: Fiche, code: str, categorie: str) -> None:
    famille, nature = CODES[code]
    ligne: Ligne = {
        "acheteur_siren": f.acheteur.siren,
        "contrat_reference": f.reference,
        "code": code,
        "famille": famille,
        "nature": nature,
        "direction": direction_de(rng, f.acheteur.lettre, f.famille) if rng.random() < 0.5 else None,
    }
    if nature == "clause":
        ligne["obligatoire"] = rng.random() < 0.75 if rng.random() < 0.8 else None
    if nature == "critere" and rng.random() < 0.85:
        ligne["ponderation_pct"] = deux(rng.choice((5, 7.5, 10, 10, 15, 20)))
    if nature == "reservation":
        public = "handicap" if categorie in ADAPTE else "iae" if categorie in INSERTION else ""
        ligne["reservation_type"] = public or rng.choice(("ess", "mixte", "iae", "handicap"))
    if code == "clause_insertion":
        heures = max(35, min(f.montant // 100 // 700, 9_000))
        ligne["heures_contractualisees"] = Decimal(heures).quantize(Decimal("0.01"))
        ligne["obligatoire"] = rng.random() < 0.8
    controle = plus(f.notif, rng.randint(90, 500))
    if controle and rng.random() < 0.45:
        ligne["execution_controlee"] = fait = rng.random() < 0.75
        if fait:
            ligne["execution_conforme"] = rng.random() < 0.85
            ligne["date_controle"] = controle if controle <= f.fin + timedelta(days=200) else None
    monde.tables.setdefault("clauses", []).append(ligne)
    monde.clauses_de.setdefault((f.acheteur.siren, f.reference), []).append(ligne)
