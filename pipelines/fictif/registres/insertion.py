"""Hours of insertion, the people who worked them (pseudonyms of nobody), women and men on the contracts.

Belongs here: the private registers about people; the fictional ones describe no one. Does not belong here:
the clauses that ask for the hours (`clauses.py`).
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

from pipelines.fictif.modele import Fournisseur
from pipelines.fictif.registres.monde import DERNIER_FAIT, Fiche, Ligne, Monde, deux, plus
from pipelines.fictif.registres.structures import CATEGORIES, Structures

AUTRES = ("interim", "entreprise", "autre")
EMPLOYEURS = [c for c in CATEGORIES if c not in ("ESS", "ESUS", "SCOP", "SCIC")]
PUBLICS = (
    "demandeur_emploi_longue_duree",
    "beneficiaire_rsa",
    "beneficiaire_autre_minima",
    "jeune_sans_qualification",
    "senior",
    "handicap",
    "parcours_iae",
    "autre",
    "non_precise",
)
SORTIES = ("emploi_durable", "emploi_transition", "formation", "sans_emploi", "inconnue")


def inscrire(monde: Monde, structures: Structures) -> None:
    """Hours by period, then people, for every contract with an insertion clause."""
    rng, types = monde.hasard("heures_insertion"), _types()
    for f in monde.fiches:
        clause = next((x for x in _clauses(monde, f) if x["code"] == "clause_insertion"), None)
        if clause is None or f.ligne["statut"] == "sans_suite":
            continue
        dues = clause["heures_contractualisees"]
        for rang in range(2 if dues > 900 else 1):  # a large contract employs by two structures
            type_ = next(types)
            structure = _structure(rng, type_, f, structures)
            lignes = _heures(rng, f, dues if dues <= 900 else dues / 2, type_, structure, structures)
            monde.tables.setdefault("heures_insertion", []).extend(lignes)
            if rng.random() < 0.8:
                _personnes(monde, f, lignes, structure, rang)
    _effectifs(monde)


def _clauses(monde: Monde, f: Fiche) -> list[Ligne]:
    return monde.clauses_de.get((f.acheteur.siren, f.reference), [])


def _types() -> Iterator[str]:
    """Every kind of employer in turn, the commonest more often."""
    return cycle(("ACI", "ETTI", "EI", *AUTRES[:2], *EMPLOYEURS, "ETTI", "ACI", *AUTRES))


def _structure(rng: random.Random, type_: str, f: Fiche, structures: Structures) -> Fournisseur | None:
    """Who employs: a structure of that kind, the holder itself, or nobody known."""
    if type_ == "entreprise":
        return next((t for t in f.titulaires if t.siret), None)
    if type_ in AUTRES:
        return None
    return rng.choice(structures.de(type_))


def _periodes(f: Fiche) -> list[tuple[str, date]]:
    """The periods of a contract and their last day: months for the CCAS, years for the oldest, else quarters."""
    debut, fin = f.notif + timedelta(days=30), min(f.fin, DERNIER_FAIT)
    periodes: list[tuple[str, date]] = []
    jour = date(debut.year, debut.month, 1)
    while jour <= fin:
        suivant = date(jour.year + jour.month // 12, jour.month % 12 + 1, 1)
        trimestre = f"{jour.year}-T{(jour.month + 2) // 3}"
        nom = f"{jour:%Y-%m}" if f.acheteur.lettre == "C" else trimestre
        if f.acheteur.lettre == "M" and f.notif < date(2023, 7, 1):
            nom = str(jour.year)
        if not periodes or periodes[-1][0] != nom:
            periodes.append((nom, suivant))
        periodes[-1] = (nom, suivant - timedelta(days=1))
        jour = suivant
    return periodes


def _heures(
    rng: random.Random,
    f: Fiche,
    contrat: Decimal,
    type_: str,
    structure: Fournisseur | None,
    structures: Structures,
) -> list[Ligne]:
    periodes = _periodes(f)
    total = max((f.fin - f.notif).days // 91 + 1, len(periodes))
    if f.acheteur.lettre == "C":
        total = max((f.fin - f.notif).days // 30 + 1, len(periodes))
    lignes = []
    for nom, fin in periodes:
        part = deux(float(contrat) / max(total, 1))
        fait = deux(round(float(part) * rng.uniform(0.55, 1.25) * 4) / 4)
        close = fin <= DERNIER_FAIT
        valide = close and fin < date(2026, 3, 1) and rng.random() < 0.9
        controle = plus(fin, rng.randint(5, 40)) if valide and rng.random() < 0.6 else None
        ligne: Ligne = {
            "acheteur_siren": f.acheteur.siren,
            "contrat_reference": f.reference,
            "periode": nom,
            "type_structure": type_,
            "structure_siret": structure.siret if structure else None,
            "domaine_activite": structures.domaine.get(structure.siren) if structure else None,
            "categorie": f.ligne["categorie"],
            "heures_prevues": part if rng.random() < 0.85 else None,
            "heures_contractualisees": part if rng.random() < 0.6 else None,
            "heures_realisees": fait if close else None,
            "heures_validees": deux(int(fait * rng.choice((20, 20, 19)) / 5) / 4) if valide else None,
            "nb_beneficiaires": max(1, int(fait / 120)) if close and rng.random() < 0.85 else None,
            "presence_controlee": controle is not None if close and rng.random() < 0.8 else None,
            "date_controle": controle,
            "date_validation": plus(fin, rng.randint(41, 80)) if valide else None,
        }
        if ligne["presence_controlee"] is None:
            ligne["date_controle"] = None
        lignes.append(ligne)
    return lignes


def _personnes(monde: Monde, f: Fiche, lignes: list[Ligne], structure: Fournisseur | None, rang: int) -> None:
    """One row a person, contract and year; some people stay over two years."""
    rng = monde.hasard(f"beneficiaires:{f.acheteur.siren}:{f.reference}:{rang}")
    par_an: dict[int, Decimal] = {}
    for x in lignes:
        an = int(x["periode"][:4])
        par_an[an] = par_an.get(an, Decimal(0)) + (x["heures_realisees"] or Decimal(0))
    presents: list[Ligne] = []
    for annee, heures in sorted(par_an.items()):
        if not heures:
            continue
        restes = [p for p in presents if rng.random() < 0.4]
        nombre = max(1, min(9, int(heures / 110)) - len(restes))
        nouveaux = [_personne(rng, f, annee, f"{rang}.{n}") for n in range(nombre)]
        presents = restes + nouveaux
        for p in presents:
            sort = rng.random() < 0.6
            monde.ajouter(
                "beneficiaires",
                acheteur_siren=f.acheteur.siren,
                contrat_reference=f.reference,
                annee=annee,
                structure_siret=structure.siret if structure and rng.random() < 0.9 else None,
                **p,
                formation_qualifiante=rng.random() < 0.3 if rng.random() < 0.75 else None,
                heures_realisees=min(deux(float(heures) / len(presents)), Decimal("1607.00")),
                annee_sortie=annee if sort else None,
                situation_sortie=rng.choices(SORTIES, (28, 25, 12, 20, 15))[0] if sort else None,
            )


def _personne(rng: random.Random, f: Fiche, annee: int, n: str) -> Ligne:
    graine = f"personne fictive:{f.acheteur.siren}:{f.reference}:{annee}:{n}"
    return {
        "pseudonyme": hashlib.sha256(graine.encode()).hexdigest()[:32],
        "genre": rng.choices(("femme", "homme", "non_precise"), (36, 59, 5))[0]
        if rng.random() < 0.95
        else None,
        "tranche_age": rng.choice(("moins_26", "26_49", "26_49", "50_plus")) if rng.random() < 0.93 else None,
        "qualification": rng.choice(("infra_bac", "infra_bac", "bac", "bac_plus_2", "bac_plus_3_et_plus"))
        if rng.random() < 0.85
        else None,
        "type_public": rng.choice(PUBLICS) if rng.random() < 0.9 else None,
        "residence_qpv": rng.random() < 0.35 if rng.random() < 0.7 else None,
    }


def _effectifs(monde: Monde) -> None:
    """Women and men on the larger contracts: most holders do not answer."""
    rng = monde.hasard("effectifs_execution")
    for f in monde.fiches:
        if f.montant < 150_000_00 or rng.random() > 0.45:
            continue
        for annee in range(f.notif.year, min(f.fin.year, 2025) + 1):
            femmes, hommes = rng.randint(0, 14), rng.randint(0, 22)
            monde.ajouter(
                "effectifs_execution",
                acheteur_siren=f.acheteur.siren,
                contrat_reference=f.reference,
                annee=annee,
                nb_femmes=femmes if rng.random() < 0.92 else None,
                nb_hommes=hommes if rng.random() < 0.92 else None,
            )
