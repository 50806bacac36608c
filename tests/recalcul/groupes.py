"""Groups of buyers in the registers: what two members say of one contract, and which row of a group rules a day.

To whom a contract then counts belongs to `partages`. Written from docs/perimetre.md, §2: the same published id or
the same object, 31 days apart at most, and not two different lots.

Left open, and taken as the engine does:
- ids are compared on letters and digits, objects without case; a lot that one does not name is no other lot;
- members who each sign their own contracts (`membre`) have none in common;
- a line of a register is read with one published contract at most: that of its id first, then of the nearest day.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tests.recalcul.lecture_publiee import Ligne, jour

JOURS = 31


class Recit(NamedTuple):
    """What tells a contract from another."""

    identifiant: str
    objet: str
    jour: date | None
    lot: str


def recit(d: Ligne | None, r: Ligne | None) -> Recit:
    """Tell a contract by its published record, else by the line of a register."""
    publie: Ligne = d or {}
    ligne: Ligne = r or {}
    objet = str(publie.get("objet") or ligne.get("objet") or "")
    quand = str(publie.get("date_notification") or ligne.get("date_notification") or "")
    lot = str(ligne.get("lot_numero") or publie.get("lot") or "")
    identifiant = str(publie.get("id_publie") or ligne.get("decp_id") or "")
    return Recit(
        re.sub(r"[^0-9a-z]", "", identifiant.lower()),
        objet.strip().lower(),
        jour(quand),
        lot.strip().lstrip("0").upper(),
    )


def meme(a: Recit, b: Recit) -> bool:
    """Say whether two members tell the same contract."""
    if a.jour is None or b.jour is None or abs((a.jour - b.jour).days) > JOURS:
        return False
    if a.lot and b.lot and a.lot != b.lot:
        return False
    return bool(a.identifiant and a.identifiant == b.identifiant) or bool(a.objet and a.objet == b.objet)


def en_vigueur(groupe: Sequence[Ligne], au: date | None) -> list[Ligne]:
    """The rows of a group on a day, one a member: of two periods that overlap, the later."""
    if au is None:
        return []
    par_membre: dict[str, Ligne] = {}
    for m in sorted(groupe, key=lambda m: str(m["date_debut"])):
        debut, fin = jour(m["date_debut"]), jour(m["date_fin"])
        if (not debut or debut <= au) and (not fin or au <= fin):
            par_membre[str(m["membre_siren"])] = m
    return [par_membre[siren] for siren in sorted(par_membre)]


def regle(lignes: Sequence[Ligne], acheteur: str) -> Ligne:
    """The row that rules: of the buyer who filed the contract, else of the coordinator, else of the first member."""
    return min(
        lignes,
        key=lambda m: (m["membre_siren"] != acheteur, m["membre_siren"] != m["coordonnateur_siren"]),
    )


def paires(
    union: Sequence[Ligne],
    decp: Mapping[str, Ligne],
    registre: Mapping[tuple[str | None, str | None], Ligne],
    groupements: Sequence[Ligne],
) -> dict[str, Ligne]:
    """Published contracts that another member filed: the row of the union that holds its line, by their id."""
    groupes: dict[str, list[Ligne]] = defaultdict(list)
    for g in groupements:
        groupes[str(g["groupement_id"])].append(g)
    seuls = [u for u in union if u["etat"] == "decp_seul"]
    candidates = []
    for u in union:
        r = registre.get((u["registre_acheteur_siren"], u["reference"]))
        if u["etat"] != "registre_seul" or r is None or not r["groupement_id"]:
            continue
        dit = recit(None, r)
        lignes = en_vigueur(groupes.get(str(r["groupement_id"]), []), dit.jour)
        if not lignes or regle(lignes, str(u["acheteur_siren"]))["attribution"] == "membre":
            continue
        qui = {str(m[c]) for m in lignes for c in ("membre_siren", "coordonnateur_siren")}
        for p in seuls:
            if p["acheteur_siren"] not in qui - {str(u["acheteur_siren"])}:
                continue
            autre = recit(decp[str(p["contrat_id"])], None)
            if meme(dit, autre) and dit.jour and autre.jour:
                ecart = abs((dit.jour - autre.jour).days)
                candidates.append(
                    (
                        dit.identifiant != autre.identifiant,
                        ecart,
                        str(p["contrat_id"]),
                        str(u["contrat_id"]),
                        u,
                    )
                )
    trouvees: dict[str, Ligne] = {}
    prises: set[str] = set()
    for _, _, publie, ligne, u in sorted(candidates, key=lambda c: c[:4]):
        if publie not in trouvees and ligne not in prises:
            trouvees[publie] = u
            prises.add(ligne)
    return trouvees
