"""Rows spoilt on purpose: what must wait in quarantine, and what a first delivery had wrong.

Belongs here: the closed list of spoilt rows, with the column and the rule that must stop each. They come on
top of the true rows, and nothing refers to them. Does not belong here: refusals of whole files
(`livraisons.py`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.fictif.fournisseurs import METROPOLE, VILLE
from pipelines.fictif.registres.monde import Ligne

V, M = VILLE.siren, METROPOLE.siren


@dataclass(frozen=True)
class Attente:
    """A row that must wait: where it stands among the rows of the file, which column is wrong and why."""

    rang: int
    champ: str
    regle: str
    ligne: Ligne


def _contrat(siren: str, reference: str, **autres: Any) -> Ligne:
    return {
        "acheteur_siren": siren,
        "reference": reference,
        "type": "marche",
        "objet": "Ligne fautive, inventée pour l'essai",
        "date_notification": date(2025, 3, 3),
        "montant_ht_eur": Decimal("1000.00"),
        "statut": "termine",
    } | autres


def _paiement(numero: str, siren: str, jour: date, moyen: str) -> Ligne:
    return {
        "acheteur_siren": V,
        "numero_paiement": numero,
        "fournisseur_siren": siren,
        "date_paiement": jour,
        "montant_ht_eur": Decimal("250.00"),
        "moyen": moyen,
    }


_CLAUSE: Ligne = {
    "acheteur_siren": V,
    "contrat_reference": "V2025-0003",
    "code": "amo_dd",
    "famille": "environnementale",
    "nature": "mission",
}
_HEURES: Ligne = {
    "acheteur_siren": M,
    "contrat_reference": "M2025-0001",
    "periode": "2025-T5",
    "type_structure": "ACI",
    "heures_realisees": Decimal("12.00"),
}
_SAISIE: Ligne = {
    "acheteur_siren": V,
    "indicateur_id": "exemple-essai-fautif",
    "periode_debut": date(2024, 1, 1),
    "periode_fin": date(2024, 12, 31),
    "valeur": Decimal("3.00"),
    "unite": "nombre",
    "service": "Direction des bâtiments",
    "date_saisie": date(2025, 1, 9),
}
_EVENEMENT: Ligne = {
    "acheteur_siren": M,
    "evenement_id": "EV-M2024-F01",
    "type": "formation",
    "public": "tout public",
    "statut": "realise",
    "date": date(2024, 4, 4),
}
_AUTRE_AN = date(2024, 5, 6)
# (table, buyer's letter, period) -> (rank among the rows from 0, column, rule, row).
FAUTIVES: dict[tuple[str, str, str], tuple[tuple[int, str, str, Ligne], ...]] = {
    ("registre_contrats", "M", "2025"): (
        (7, "date_notification", "type", _contrat(M, "M2025-F01", date_notification="31/02/2025")),
        (30, "objet", "required", _contrat(M, "M2025-F02", objet=None)),
    ),
    ("registre_contrats", "V", "2025"): (
        (12, "type", "enum", _contrat(V, "V2025-F01", type="MAPA")),
        (50, "montant_ht_eur", "type", _contrat(V, "V2025-F02", montant_ht_eur="12 5OO")),
        (90, "code_cpv", "pattern", _contrat(V, "V2025-F03", code_cpv="4523")),
        (120, "date_notification", "hors_tranche", _contrat(V, "V2025-F04", date_notification=_AUTRE_AN)),
    ),
    ("registre_contrats", "V", "2024"): (
        (
            20,
            "titulaire_siret",
            "siret",
            _contrat(V, "V2024-F01", date_notification=_AUTRE_AN, titulaire_siret="00000101600012"),
        ),
    ),
    ("clauses", "V", "2025"): ((9, "nature", "enum", _CLAUSE),),
    ("paiements", "V", "2025"): (
        (40, "fournisseur_siren", "siren", _paiement("2025-F0001", "000001017", date(2025, 4, 4), "mandat")),
        (200, "moyen", "enum", _paiement("2025-F0002", M, date(2025, 4, 5), "chèque")),
    ),
    ("heures_insertion", "M", "2025"): ((5, "periode", "pattern", _HEURES),),
    ("saisies", "V", "2023/2025"): ((15, "piece", "required", _SAISIE),),
    ("evenements", "M", "2023/2025"): ((11, "public", "enum", _EVENEMENT),),
}


def attentes_de(table: str, lettre: str, periode: str) -> list[Attente]:
    """The spoilt rows of this slice."""
    return [Attente(*x) for x in FAUTIVES.get((table, lettre, periode), ())]


def avec_attentes(lignes: list[Ligne], attentes: list[Attente]) -> list[Ligne]:
    """The rows as delivered: each spoilt row at its rank."""
    toutes = list(lignes)
    for a in sorted(attentes, key=lambda a: a.rang):
        toutes.insert(a.rang, a.ligne)
    return toutes


def premiere_version(
    table: str, lignes: list[Ligne], rng: random.Random
) -> tuple[list[Ligne], list[dict[str, Any]]]:
    """What was delivered first: some values not yet right, some rows that have vanished since.

    Returns the rows, and the keys of those that vanished.
    """
    avant = [dict(x) for x in lignes]
    for x in rng.sample(avant, min(6, len(avant))):
        if table == "registre_contrats":
            x["direction"], x["prix_revisable"] = None, None
            if x.get("montant_ht_eur"):
                x["montant_ht_eur"] += Decimal("100.00")
        elif table == "programmation":
            x["date_diagnostic"], x["potentiel_durable"] = None, None
        else:
            x["heures_validees"], x["date_validation"] = None, None
    if table == "registre_contrats":
        retraits = [avant[n] | {"reference": f"V2025-D{n:02d}", "decp_id": None} for n in (3, 17, 41)]
        cles = [{"reference": x["reference"]} for x in retraits]
    elif table == "programmation":
        retraits = [
            avant[n] | {"projet_id": f"MP2024-8{n:02d}", "objet": f"Projet abandonné n° {n} (fictif)"}
            for n in (2, 5)
        ]
        cles = [{"projet_id": x["projet_id"], "annee": x["annee"]} for x in retraits]
    else:
        retraits = [avant[0] | {"type_structure": "autre", "structure_siret": None}]
        cles = [{k: retraits[0][k] for k in ("contrat_reference", "type_structure", "periode")}]
    for n, x in enumerate(retraits):
        x.pop("consultation_id", None)
        avant.insert(4 * n + 4, x)
    return avant, cles
