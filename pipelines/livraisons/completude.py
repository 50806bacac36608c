"""The grid of completeness: which buyer of the perimeter delivered which register for which year, or published it.

Belongs here: what answers each thing due, and the account of both (rules: docs/completude.md). Does not belong here:
what is due (`attendus`, `completude_dus`), letters (`relances`), screens.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.livraisons.attendus import DECP
from pipelines.livraisons.completude_dus import Du, entiere
from pipelines.livraisons.completude_mots import ETATS, MOTIFS, attendent, contrats_publies, fr, phrase
from pipelines.livraisons.tranches import TOUT, TRANCHES, contient
from pipelines.schemas import tables as schemas

ROUGES = ("manquant", "refuse")
"""What turns the check `livraisons_attendues` red."""
DUS = ("manquant", "refuse", "partiel")
"""What a buyer still owes."""
Ligne = dict[str, Any]
Decp = Mapping[tuple[str, dt.date], int]


def grille(
    attendues: Sequence[Du], livraisons: Iterable[Ligne], decp: Decp | None, arrete_au: dt.date
) -> list[Ligne]:
    """Return the rows of the grid (schema `completude`), by SIREN, table and year.

    `livraisons`: rows of livraisons_etat; those made after `arrete_au` are not known yet. `decp`: (SIREN, day of
    notification) -> contracts; None when DECP were not read: nothing is then said of them.
    """
    connues = sorted(
        (x for x in livraisons if x["date_livraison"] <= arrete_au),
        key=lambda x: (x["date_livraison"], x["livraison_id"]),
    )
    publies: dict[str, list[tuple[dt.date, int]]] = {}
    for (siren, jour), contrats in (decp or {}).items():
        publies.setdefault(siren, []).append((jour, contrats))
    lignes = []
    for d in attendues:
        if d.table == DECP:
            if decp is not None:
                vide = _registre_vide(_qui_couvrent(connues, d, "registre_contrats"))
                lignes.append(_ligne(d, **_publie(d, publies.get(d.acheteur.siren, ()), vide, arrete_au)))
        else:
            lignes.append(_ligne(d, **_livre(d, _qui_couvrent(connues, d, d.table), arrete_au)))
    lignes += _non_attendues(attendues, connues)
    return sorted(lignes, key=lambda x: (x["acheteur_siren"], x["table_attendue"], x["periode"]))


def _qui_couvrent(connues: Sequence[Ligne], d: Du, table: str) -> list[Ligne]:
    """The deliveries of a table that cover what is due: those of its entity, or of any when it is delivered whole."""
    return [
        x
        for x in connues
        if x["table_livree"] == table
        and contient(x["periode"], d.periode)
        and (x["acheteur_siren"] == d.acheteur.siren or entiere(table))
    ]


def _registre_vide(livraisons: Sequence[Ligne]) -> bool:
    """Whether the register of contracts in force for that year was accepted without a row: nothing was awarded."""
    acceptees = [x for x in livraisons if x["etat"] != "refusee"]
    return bool(acceptees) and acceptees[-1]["lignes"] == 0


def _ligne(d: Du, **dit: Any) -> Ligne:
    return {
        "acheteur_siren": d.acheteur.siren,
        "nom": d.acheteur.nom,
        "role": d.acheteur.role,
        "table_attendue": d.table,
        "periode": d.periode,
        "debut": d.du,
        "fin": d.au,
        "jours": d.jours,
        "date_limite": d.limite,
        "etat": "manquant",
        "date_premiere_livraison": None,
        "date_livraison": None,
        "livraison_id": None,
        "lignes": None,
        "motif": None,
    } | dit


def _publie(d: Du, publies: Iterable[tuple[dt.date, int]], vide: bool, arrete_au: dt.date) -> Ligne:
    """What DECP say. No contract is not proof of a fault, but it must be confirmed by the buyer."""
    contrats = sum(n for jour, n in publies if d.du <= jour <= d.au)
    if arrete_au <= d.limite:
        vus = f"{contrats_publies(contrats)} À publier au plus tard le {fr(d.limite)}.".lstrip()
        return {"etat": "en_attente", "lignes": contrats, "motif": vus}
    if contrats or vide:
        return {"etat": "livre", "lignes": contrats, "motif": None if contrats else MOTIFS["decp_vide"]}
    return {"etat": "manquant", "lignes": 0, "motif": MOTIFS["decp_sans_contrat"]}


def _livre(d: Du, siennes: Sequence[Ligne], arrete_au: dt.date) -> Ligne:
    """What became of the deliveries that cover a year: the last accepted one is in force, the first one dates it."""
    acceptees = [x for x in siennes if x["etat"] != "refusee"]
    refusee = siennes[-1] if siennes and siennes[-1]["etat"] == "refusee" else None
    pas_encore = arrete_au <= d.limite
    if not acceptees:
        if refusee:
            return _de(refusee, d, "refuse", f"{MOTIFS[refusee['motif']]}.")
        if pas_encore:
            return {"etat": "en_attente", "motif": f"À livrer au plus tard le {fr(d.limite)}."}
        return {"etat": "manquant", "motif": MOTIFS["manquant"]}
    entiere = next((x for x in acceptees if d.en_avance or x["date_livraison"] >= d.au), None)
    vigueur, remarques = acceptees[-1], []
    if entiere is None:
        etat = "en_attente" if pas_encore else "partiel"
        remarques.append(
            f"Livré le {fr(vigueur['date_livraison'])}, avant la fin de la période ({fr(d.au)}) : la suite est "
            f"attendue au plus tard le {fr(d.limite)}."
        )
    elif vigueur["en_attente"]:
        etat = "partiel"
        remarques.append(attendent(None if est_prive(d.table) else vigueur["en_attente"]))
    else:
        etat = "livre"
    if entiere and entiere["date_livraison"] > d.limite:
        etat = "livre_en_retard" if etat == "livre" else etat
        remarques.append(f"Attendu au plus tard le {fr(d.limite)}, livré le {fr(entiere['date_livraison'])}.")
    if refusee:
        remarques.append(f"Une livraison plus récente ({refusee['livraison_id']}) a été refusée.")
    if vigueur["acheteur_siren"] != d.acheteur.siren:
        remarques.append(f"Livré pour tous par {vigueur['acheteur_siren']}.")
    premiere = (entiere or acceptees[0])["date_livraison"]
    return _de(vigueur, d, etat, " ".join(remarques) or None) | {"date_premiere_livraison": premiere}


def _de(livraison: Ligne, d: Du, etat: str, motif: str | None) -> Ligne:
    return {
        "etat": etat,
        "date_livraison": livraison["date_livraison"],
        "livraison_id": livraison["livraison_id"],
        "lignes": None if est_prive(d.table) else livraison["lignes"],
        "motif": motif,
    }


def est_prive(table: str) -> bool:
    """Whether the number of rows of a register is already a measure about persons, and is therefore not told."""
    return table in TRANCHES and schemas.est_prive(schemas.charger(table))


def _non_attendues(attendues: Sequence[Du], connues: Sequence[Ligne]) -> list[Ligne]:
    """Accepted deliveries of named years that nothing expected, from entities that the perimeter knows."""
    pris = {(d.acheteur.siren, d.table, d.periode) for d in attendues}
    connus = {d.acheteur.siren: d.acheteur for d in attendues}
    periodes = sorted({d.periode for d in attendues} - {TOUT})
    en_vigueur: dict[tuple[str, str, str], Ligne] = {}
    for x in connues:
        if x["etat"] != "refusee" and x["periode"] != TOUT and x["acheteur_siren"] in connus:
            for periode in (p for p in periodes if contient(x["periode"], p)):
                en_vigueur[x["acheteur_siren"], x["table_livree"], periode] = x
    lignes = []
    for (siren, table, periode), x in en_vigueur.items():
        if (siren, table, periode) not in pris:
            jour = dt.date(int(periode), 12, 31)
            d = Du(connus[siren], table, periode, jour, jour, 0, jour, False)
            dehors = all((siren, periode) != (p[0], p[2]) for p in pris)
            motif = MOTIFS["hors_perimetre" if dehors else "non_attendu"]
            rien = dict.fromkeys(("debut", "fin", "date_limite"))
            lignes.append(_ligne(d, **(_de(x, d, "non_attendu", motif) | rien)))
    return lignes


def bilan(lignes: Sequence[Ligne]) -> dict[str, Any]:
    """Account for the grid: items by state, days due and days delivered, over all and per entity.

    `jours_dus` counts all but what is still to come, `jours_livres` what of it was delivered whole, late or not: a year
    partly in the perimeter weighs its days. Also `livraisons_attendues`, the check: red on what is missing or refused.
    """
    attendues = [x for x in lignes if x["etat"] != "non_attendu"]
    rouges = [x for x in attendues if x["etat"] in ROUGES]
    par_acheteur: dict[str, dict[str, Any]] = {}
    for x in attendues:
        compte = par_acheteur.setdefault(x["acheteur_siren"], {"nom": x["nom"]} | dict.fromkeys(ETATS, 0))
        compte[x["etat"]] += 1
    return {
        "attendues": len(attendues),
        "etats": {etat: sum(x["etat"] == etat for x in lignes) for etat in ETATS},
        "jours_dus": sum(x["jours"] for x in attendues if x["etat"] != "en_attente"),
        "jours_livres": sum(x["jours"] for x in attendues if x["etat"] in ("livre", "livre_en_retard")),
        "acheteurs": par_acheteur,
        "livraisons_attendues": {
            "reussi": not rouges,
            "manquants": sum(x["etat"] == "manquant" for x in rouges),
            "refuses": sum(x["etat"] == "refuse" for x in rouges),
            "phrases": [phrase(x) for x in rouges],
        },
    }
