"""ESUS approvals as the Trésor lists them: those of the buyer's register, and four at a day of a notification.

Belongs here: periods, and which contract each edge is about. Does not belong here: the XLSX (`listes.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.fictif.modele import Contrat
from pipelines.fictif.referentiels.unites import Unite
from pipelines.fictif.registres.monde import Monde

MILLESIME = date(2025, 1, 1), date(2025, 12, 31)
"""The list of 2025 has the approvals that hold on a day of that year at least."""
_JOUR = timedelta(days=1)
# (what the edge is, days from the notification to the first day or, failing that, to the last; whether it holds).
BORDS = (
    ("commence_le_lendemain", 1, None, False),
    ("commence_la_veille", -1, None, True),
    ("finit_la_veille", None, -1, False),
    ("finit_le_lendemain", None, 1, True),
    ("commence_le_jour_meme", 0, None, True),
    ("finit_le_jour_meme", None, 0, True),
)


@dataclass(frozen=True)
class Agrement:
    """An approval, both days included; `bord` and `contrat` when it was set against a notification."""

    siren: str
    du: date
    au: date
    bord: str = ""
    contrat: Contrat | None = None
    tient: bool | None = None


def agrements(monde: Monde, unites: list[Unite]) -> list[Agrement]:
    """The rows of the list, by SIREN and date."""
    par_siren = {u.siren: u for u in unites}
    liste = []
    for ligne in monde.tables["fournisseurs_ess"]:
        u = par_siren[ligne["siren"]]
        if ligne["categorie"] == "ESUS" and not u.a("esus_registre_seul"):
            du = ligne["valide_du"]
            au = ligne["valide_au"] or _dernier_jour(du)
            if du <= MILLESIME[1] and au >= MILLESIME[0]:
                liste.append(Agrement(u.siren, du, au))
    liste += _aux_bords(monde, par_siren)
    return sorted(liste, key=lambda a: (a.siren, a.du))


def _dernier_jour(du: date) -> date:
    """The last day of an approval of five years."""
    return du.replace(year=du.year + 5) - _JOUR


def _aux_bords(monde: Monde, par_siren: dict[str, Unite]) -> list[Agrement]:
    """One ordinary contract of 2025 with a sole holder, who bears no fault, for each edge.

    Published and filed alike, of 40 000 € at least, so that it counts in every base. The holder is of the ESS too.
    """
    faits: list[Agrement] = []
    bords = list(BORDS)
    for fiche in monde.fiches:
        c = fiche.contrat
        if not bords or c is None or fiche.voie != "decp_id" or c.notif.year != 2025 or c.montant < 40_000_00:
            continue
        ordinaire = not (c.or_ or c.verite or c.modifs or c.type == "concession") and len(c.titulaires) == 1
        if not ordinaire or (fiche.notif, fiche.ligne["titulaire_siret"]) != (c.notif, c.titulaires[0].siret):
            continue
        u = par_siren[c.titulaires[0].siren]
        if u.defauts or u.categories or u.personne or u.siren in {a.siren for a in faits}:
            continue
        bord, debut, fin, tient = bords.pop(0)
        if debut is not None:
            du = c.notif + timedelta(days=debut)
            au = _dernier_jour(du)
        else:
            au = c.notif + timedelta(days=fin or 0)
            du = au.replace(year=au.year - 5) + _JOUR
        faits.append(Agrement(u.siren, du, au, bord, c, tient))
        u.ess_sirene, u.ess_liste = "O", True
    if bords:
        raise ValueError("trop peu de contrats ordinaires en 2025 pour les agréments aux bords")
    return faits
