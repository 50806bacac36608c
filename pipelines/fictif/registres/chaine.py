"""The chain projet -> consultation -> lot -> contrat: each key that a row bears exists in the table it names.

Belongs here: consultations and lots (those that gave contracts, those that failed, those still open) and
the project numbers. Does not belong here: what was planned (`programmation.py`) and who answered
(`offres.py`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.fictif.fournisseurs import ACHETEURS
from pipelines.fictif.modele import Acheteur
from pipelines.fictif.objets import LIEUX
from pipelines.fictif.registres.monde import ANNEES, DERNIER_FAIT, Fiche, Ligne, Monde, deux, jour_de
from pipelines.fictif.registres.services import direction_de


@dataclass(eq=False)
class Consultation:
    """A consultation: its row, its lots, the contracts it gave."""

    acheteur: Acheteur
    ligne: Ligne
    fiches: list[Fiche]
    lots: list[Ligne] = field(default_factory=list)

    @property
    def publication(self) -> date:
        """The day on which the notice was published."""
        jour: date = self.ligne["date_publication"]
        return jour


SANS_SUITE = (
    ("Restauration d'un orgue mécanique {lieu}", "infructueuse", "45454100"),
    ("Location de vélos cargos {lieu}", "infructueuse", "34430000"),
    ("Fourniture de logiciels {lieu}", "sans_suite", "48000000"),
    ("Gestion d'un café solidaire {lieu}", "infructueuse", "55300000"),
    ("Réemploi de menuiseries {lieu}", "en_cours", "45421000"),
)


# Asking one firm alone, without notice, is a consultation too.
_PROCEDURES = ("procedure_adaptee", "appel_offres_ouvert", "procedure_negociation", "sans_publicite")


def enchainer(monde: Monde) -> list[Consultation]:
    """Make consultations and lots, and write their keys in the rows of the contracts."""
    rng = monde.hasard("consultations")
    groupes: dict[tuple[str, str], list[Fiche]] = {}
    for f in monde.fiches:
        groupes.setdefault((f.acheteur.siren, f.groupe), []).append(f)
    consultations = [_de_contrats(rng, fiches) for fiches in groupes.values() if _consultee(rng, fiches)] + [
        _sans_contrat(rng, a, annee) for a in ACHETEURS for annee in ANNEES for _ in range(_echecs(a))
    ]
    consultations.sort(key=lambda c: (c.acheteur.siren, c.publication, c.ligne["objet"]))
    rangs: dict[tuple[str, int], int] = {}
    for c in consultations:
        cle = (c.acheteur.lettre, c.publication.year)
        rangs[cle] = n = rangs.get(cle, 0) + 1
        _numeroter(rng, c, f"{cle[0]}C{cle[1]}-{n:03d}", f"{cle[0]}P{max(cle[1], 2023)}-{n:03d}")
        monde.tables.setdefault("consultations", []).append(c.ligne)
        monde.tables.setdefault("lots", []).extend(c.lots)
    return consultations


def _echecs(acheteur: Acheteur) -> int:
    return {"V": 6, "M": 4, "C": 2}[acheteur.lettre]


def _consultee(rng: random.Random, fiches: list[Fiche]) -> bool:
    """Contracts without competition have none; small purchases rarely; older ones were not all recorded."""
    f = fiches[0]
    if f.ligne["procedure"] == "sans_publicite" or f.notif < date(2023, 2, 20):
        return False
    if f.contrat is None and f.montant < 40_000_00:
        return rng.random() < 0.25
    return len(fiches) > 1 or rng.random() < (0.75 if f.notif.year == 2023 else 0.92)


def _de_contrats(rng: random.Random, fiches: list[Fiche]) -> Consultation:
    premier = min(fiches, key=lambda f: f.notif)
    publication = max(premier.notif - timedelta(days=rng.randint(45, 150)), date(2023, 1, 2))
    ligne = _ligne(rng, premier.acheteur, publication, premier.montant, "attribuee")
    objet = premier.ligne["objet"].split(" - Lot ")[0]
    ligne |= {
        "objet": objet,
        "direction": premier.ligne.get("direction"),
        "procedure": premier.ligne["procedure"],
        "segment": premier.ligne.get("segment"),
    }
    c = Consultation(premier.acheteur, ligne, fiches)
    for rang, f in enumerate(fiches, 1):
        numero = f.ligne["objet"].split(" - Lot ")[1].split(" ")[0] if " - Lot " in f.ligne["objet"] else ""
        ecrit = f"{int(numero) if numero.isdigit() else rang:02d}"
        f.ligne["lot_numero"] = ecrit if len(fiches) > 1 or rng.random() < 0.6 else None
        c.lots.append(_lot(f, ecrit, rng))
    if len(fiches) > 1 and rng.random() < 0.25:  # one more lot that nobody won
        statut = rng.choice(("infructueux", "sans_suite"))
        c.lots.append(_lot_perdu(c, f"{90 + len(fiches)}", statut, premier.ligne["code_cpv"]))
    return c


def _lot(f: Fiche, numero: str, rng: random.Random) -> Ligne:
    social = f.contrat.social if f.contrat else ()
    return {
        "lot_numero": numero,
        "intitule": f.ligne["objet"],
        "code_cpv": f.ligne["code_cpv"],
        "reserve": "Marché réservé" in (social or ()) or "Entretien des massifs" in f.ligne["objet"],
        "nb_offres_recues": (f.contrat.offres if f.contrat else rng.randint(1, 4))
        if rng.random() < 0.85
        else None,
        "statut": "attribue",
        "fiche": f,
    }


def _lot_perdu(c: Consultation, numero: str, statut: str, cpv: str | None) -> Ligne:
    return {
        "lot_numero": numero,
        "intitule": f"{c.ligne['objet']} - Lot {numero} (non attribué)",
        "code_cpv": cpv,
        "reserve": None if statut == "en_cours" else False,
        "nb_offres_recues": 0 if statut == "infructueux" else None,
        "statut": statut,
        "fiche": None,
    }


def _sans_contrat(rng: random.Random, acheteur: Acheteur, annee: int) -> Consultation:
    modele, statut, cpv = rng.choice(SANS_SUITE)
    if annee < 2026 and statut == "en_cours":
        statut = "sans_suite"
    publication = jour_de(rng, annee, debut=date(2026, 3, 20) if statut == "en_cours" else None)
    ligne = _ligne(rng, acheteur, publication, 60_000_00, statut)
    ligne |= {
        "objet": f"{modele.format(lieu=rng.choice(LIEUX))} (consultation de {annee}, n° {rng.randint(10, 99)})",
        "direction": direction_de(rng, acheteur.lettre, "services"),
        "procedure": rng.choice(_PROCEDURES),
        "segment": "numerique_si" if cpv.startswith("48") else "autre",
    }
    c = Consultation(acheteur, ligne, [])
    du_lot = {"infructueuse": "infructueux", "sans_suite": "sans_suite", "en_cours": "en_cours"}[statut]
    c.lots = [_lot_perdu(c, f"{n:02d}", du_lot, cpv) for n in range(1, rng.choice((1, 1, 2, 3)) + 1)]
    return c


def _ligne(rng: random.Random, acheteur: Acheteur, publication: date, montant: int, statut: str) -> Ligne:
    """What a buyer records of a consultation: much of it only in the larger ones."""
    suivi = rng.random() < (0.9 if montant > 90_000_00 else 0.6)
    limite = publication + timedelta(days=rng.randint(21, 40))
    ouverte = limite > DERNIER_FAIT
    ligne: Ligne = {
        "acheteur_siren": acheteur.siren,
        "date_publication": publication,
        "date_limite_offres": limite if rng.random() < 0.9 else None,
        "statut": statut,
        "variantes_autorisees": rng.random() < 0.2 if rng.random() < 0.8 else None,
        "sourcing_mene": (sourcing := rng.random() < 0.18) if suivi else None,
        "nb_entretiens_sourcing": rng.randint(1, 6) if suivi and sourcing else None,
    }
    possible = rng.random() < 0.5
    ligne["negociation_possible"] = possible if suivi else None
    if ouverte or not suivi:
        return ligne
    ligne["nb_dce_retires"] = rng.randint(3, 45)
    menee = possible and statut == "attribuee" and rng.random() < 0.55
    ligne["negociation_menee"] = menee
    if menee:
        ligne["gain_negociation_prix_pct"] = deux(rng.uniform(0.4, 9.5)) if rng.random() < 0.85 else None
        ligne["gain_negociation_technique_points"] = deux(rng.uniform(0, 12)) if rng.random() < 0.6 else None
    if rng.random() < 0.45:
        recues = rng.randint(0, 6)
        ligne |= {"attestations_recues": recues, "attestations_controlees": rng.randint(0, recues)}
        volontaires = rng.randint(0, 3)
        ligne["candidats_volontaires_egalite"] = volontaires
        ligne["documents_egalite_recus"] = rng.randint(0, volontaires)
    return ligne


def _numeroter(rng: random.Random, c: Consultation, numero: str, projet: str) -> None:
    """Numbers, and the counts that follow from the lots."""
    ligne = c.ligne
    ligne["consultation_id"] = numero
    ligne["projet_id"] = projet if rng.random() < 0.78 else None
    ligne["nb_lots"] = len(c.lots)
    connues = [x["nb_offres_recues"] for x in c.lots]
    if "nb_dce_retires" in ligne and None not in connues:
        ligne["nb_offres_recues"] = sum(connues)
        ligne["nb_offres_irregulieres"] = min(sum(connues), rng.choice((0, 0, 0, 1, 1, 2)))
    for lot in c.lots:
        f: Fiche | None = lot.pop("fiche")
        lot |= {"acheteur_siren": c.acheteur.siren, "consultation_id": numero}
        lot["contrat_reference"] = f.reference if f else None
        if f:
            f.ligne["consultation_id"], f.ligne["projet_id"] = numero, ligne["projet_id"]
