"""The oracle: `verite.json`, what a pipeline must find in the files, written from what the generator
knows to be true.

Belongs here: the shape of the truth. Amounts are text ("100000.00") so that no float rounds them.
`montant_retenu_ht_eur` is the amount that may enter a sum (null when absurd, symbolic or absent). Does
not belong here: any reading of the files.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.fictif.depot import Depot, Inscription
from pipelines.fictif.ecriture import est_2019
from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.modele import ARRETE_AU, Contrat, texte_eur
from pipelines.fictif.pathologies import PATHOLOGIES

CODES = {
    "Clause sociale": "clause_sociale",
    "Critère social": "critere_social",
    "Marché réservé": "marche_reserve",
    "Concession réservée": "marche_reserve",
    "Clause environnementale": "clause_environnementale",
    "Critère environnemental": "critere_environnemental",
}


def _ou(i: Inscription) -> dict[str, Any]:
    return {"fichier": i.fichier, "rang": i.rang}


def _valeurs(considerations: tuple[str, ...] | None) -> list[str] | None:
    """Unknown is null, a declared no is ["aucune"]."""
    if considerations is None:
        return None
    return sorted(CODES[v] for v in considerations) or ["aucune"]


def format_de(fichier: str) -> str:
    """The format of a file, as the oracle names it."""
    return "plat" if fichier.endswith(".csv") else "2019" if est_2019(fichier) else "2022"


def _contrat(c: Contrat, inscriptions: list[Inscription]) -> dict[str, Any]:
    chiffrees = [m.montant for m in c.modifs if m.montant is not None]
    formats = sorted({format_de(i.fichier) for i in inscriptions})
    suffixe = "00" if formats == ["2019"] and not c.id.endswith("00") else ""
    verite: dict[str, Any] = {
        "cle": c.cle,
        "or": c.or_ or None,
        "acheteur_siren": c.acheteur.siren,
        "type": c.type,
        "id_publie": c.id + suffixe if c.id else "",
        "objet": c.objet,
        "annee_notification": c.notif.year,
        "montant_initial_ht_eur": texte_eur(c.montant),
        "montant_retenu_ht_eur": texte_eur(c.montant),
        "montant_dernier_ht_eur": texte_eur(chiffrees[-1] if chiffrees else c.montant),
        "montants_publies": sorted({i.montant for i in inscriptions if i.montant is not None}),
        "nb_titulaires": len({t.siren or t.id for t in c.titulaires}),
        "nb_modifications": len(c.modifs),
        "nb_actes_sous_traitance": len(c.actes),
        "nb_annees_execution": max(len(i.enregistrement.get("donneesExecution", [])) for i in inscriptions),
        "considerations_sociales": _valeurs(c.social),
        "considerations_environnementales": _valeurs(c.env),
        "marche_innovant": c.innovant,
        "attribution_avance": c.avance,
        "formats": formats,
        "publications": [_ou(i) for i in inscriptions],
    }
    return verite | c.verite


def construire(depot: Depot, graine: int) -> dict[str, Any]:
    """The oracle as an object, ready for `texte`."""
    par_contrat: dict[str, list[Inscription]] = {c.cle: [] for c in depot.contrats}
    rebuts: list[Inscription] = []
    for nom in sorted(depot.fichiers):
        for i in depot.fichiers[nom]:
            if i.contrat:
                par_contrat[i.contrat.cle].append(i)
            else:
                rebuts.append(i)
    return {
        "fictif": True,
        "graine": graine,
        "arrete_au": ARRETE_AU.isoformat(),
        "acheteurs": [{"siren": a.siren, "nom": a.nom, "sirets": list(a.sirets)} for a in ACHETEURS],
        "fichiers": [
            {"fichier": nom, "format": format_de(nom), "enregistrements": len(depot.fichiers[nom])}
            for nom in sorted(depot.fichiers)
        ],
        "contrats": [_contrat(c, par_contrat[c.cle]) for c in depot.contrats],
        "quarantaine": [_ou(i) | {"motif": i.motif, "explication": i.explication} for i in rebuts],
        "a_ne_pas_fusionner": [{"a": a.cle, "b": b.cle, "raison": r} for a, b, r in depot.interdits],
        "probables": [{"a": a.cle, "b": b.cle, "raison": r} for a, b, r in depot.probables],
        "cas_dores": [
            {"nom": o.nom, "phrase": o.phrase, "contrats": [c.cle for c in o.contrats],
             "nb_contrats": len(o.contrats), "total_ht_eur": o.total_ht_eur,
             "total_subsequents_ht_eur": o.total_subsequents_ht_eur, "calcul": o.calcul}
            for o in depot.cas
        ],
        "pathologies": [
            {"code": code, "reference": PATHOLOGIES[code][0], "libelle": PATHOLOGIES[code][1],
             "temoins": [[_ou(i) for i in groupe] for groupe in depot.temoins.get(code, [])[:12]]}
            for code in PATHOLOGIES
        ],
    }  # fmt: skip


def texte(verite: dict[str, Any]) -> str:
    """One item of a list per line: small differences stay readable in a diff."""
    morceaux = []
    for cle, valeur in verite.items():
        if isinstance(valeur, list):
            lignes = ",\n  ".join(json.dumps(v, ensure_ascii=False) for v in valeur)
            morceaux.append(f' "{cle}": [\n  {lignes}\n ]')
        else:
            morceaux.append(f' "{cle}": {json.dumps(valeur, ensure_ascii=False)}')
    return "{\n" + ",\n".join(morceaux) + "\n}\n"
