"""All registers of the fictional community, in order: rows, disagreements, decisions, deliveries, bytes.

Belongs here: the order of the steps and the list of files, public and private apart (law 5). Does not
belong here: how each thing is made.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from pipelines.fictif.depot import Depot
from pipelines.fictif.fournisseurs import fournisseurs
from pipelines.fictif.registres import (
    animation,
    chaine,
    clauses,
    corrections,
    depenses,
    ecarts,
    fiches,
    insertion,
    offres,
    oracle,
    perimetre,
    petits,
    programmation,
    rapprochements,
    saisies,
    services,
    structures,
)
from pipelines.fictif.registres.expediteurs import correspondances
from pipelines.fictif.registres.formes import canonique, octets, placer, texte
from pipelines.fictif.registres.livraisons import Livraison, livrer
from pipelines.fictif.registres.monde import Monde
from pipelines.schemas import tables as schemas

JOURNAL = "registres/livraisons.csv"


@dataclass
class Registres:
    """Every file of the registers by path below data/raw/exemple, and what must be found in them."""

    publics: dict[str, bytes] = field(default_factory=dict)
    prives: dict[str, bytes] = field(default_factory=dict)
    verite: dict[str, Any] = field(default_factory=dict)


def peupler(depot: Depot, graine: int) -> Monde:
    """Every row, before any delivery."""
    monde = Monde(graine, depot, fournisseurs(random.Random(graine)))
    ess = structures.inscrire(monde)
    fiches.filer(monde)
    petits.filer(monde, ess)
    ecarts.creuser(monde)
    petits.numeroter(monde)
    ecarts.tromper(monde)
    perimetre.inscrire(monde)
    perimetre.rattacher(monde)
    services.inscrire(monde)
    consultations = chaine.enchainer(monde)
    offres.inscrire(monde, consultations, ess)
    clauses.inscrire(monde, ess)
    programmation.inscrire(monde, consultations)
    insertion.inscrire(monde, ess)
    depenses.inscrire(monde, ess)
    depenses.declarer(monde)
    animation.inscrire(monde, ess)
    saisies.inscrire(monde)
    corrections.inscrire(monde)
    rapprochements.inscrire(monde)
    return monde


def registres(depot: Depot, graine: int) -> Registres:
    """The files, and the truth about them."""
    monde = peupler(depot, graine)
    livraisons = livrer(monde)
    ensemble = Registres()
    for x in livraisons:
        placer(x)
        rangement = ensemble.prives if x.fichier.startswith("prive/") else ensemble.publics
        rangement[x.fichier] = octets(x)
    ensemble.publics |= correspondances()
    ensemble.publics[JOURNAL] = _journal(livraisons)
    ensemble.verite = oracle.construire(monde, livraisons)
    return ensemble


def _journal(livraisons: list[Livraison]) -> bytes:
    colonnes = schemas.colonnes(schemas.charger("livraisons"))
    lignes = [
        {
            "livraison_id": x.id,
            "table_livree": x.table,
            "acheteur_siren": x.acheteur.siren,
            "periode": x.periode,
            "fichier": x.fichier,
            "correspondance": x.correspondance,
            "encodage": x.encodage,
            "date_livraison": x.jour,
            "service": x.service,
            "disparitions_confirmees": x.confirmees,
        }
        for x in livraisons
    ]
    return texte([colonnes, *([canonique(ligne[c]) for c in colonnes] for ligne in lignes)]).encode()
