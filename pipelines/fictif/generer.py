"""The whole fictional community, in order: people, golden cases, pathologies, wrappers, ordinary
contracts, truth, bytes.

Belongs here: the order of the steps and the list of files. The seed alone decides: no clock, no folder
name, no environment. Does not belong here: how each thing is made.
"""

from __future__ import annotations

import random
from pathlib import Path
from shutil import rmtree

from pipelines.fictif import (
    concessions,
    defauts_champs,
    defauts_valeurs,
    dores_2019,
    dores_distincts,
    dores_groupements,
    dores_modifications,
    dores_qualites,
    dores_sources,
    dores_titulaires,
    dores_valeurs,
    emballages,
    verite,
)
from pipelines.fictif.atelier import Atelier
from pipelines.fictif.depot import Depot
from pipelines.fictif.diffusion import diffuser
from pipelines.fictif.ecriture import octets
from pipelines.fictif.fournisseurs import fournisseurs
from pipelines.fictif.lisezmoi import lisezmoi
from pipelines.fictif.referentiels.assembler import DOSSIER, referentiels
from pipelines.fictif.registres.assembler import registres
from pipelines.fictif.temoins import temoins_calcules
from pipelines.fictif.tirage import Tireur

GRAINE = 20260630
# Ordinary contracts wanted: (year of notification, published in the 2019 format?) -> at least this many.
VOLUMES = {(2023, True): 105, (2023, False): 35, (2024, False): 110, (2025, False): 105, (2026, False): 125}

A_LA_MAIN = (
    dores_groupements,
    dores_sources,
    dores_distincts,
    dores_2019,
    dores_modifications,
    dores_valeurs,
    dores_qualites,
    dores_titulaires,
    defauts_valeurs,
    defauts_champs,
    emballages,
)


def remplir(graine: int = GRAINE) -> Depot:
    """Everything that is published and everything that is true, from the seed alone."""
    rng = random.Random(graine)
    depot = Depot()
    familles = fournisseurs(rng)
    atelier = Atelier(depot, familles)
    for module in A_LA_MAIN:
        module.cas(atelier)
    concessions.cas(atelier, rng)
    tireur = Tireur(rng, familles)
    for (annee, en_2019), voulus in VOLUMES.items():
        faits = 0
        while faits < voulus:
            for contrat in tireur.consultation(annee, en_2019):
                diffuser(depot, contrat, rng, en_2019)
                faits += 1
    temoins_calcules(depot)
    depot.ranger(graine)
    return depot


def contenus(graine: int = GRAINE) -> dict[str, bytes]:
    """Every public file of the fictional community, by path below data/raw/exemple."""
    depot = remplir(graine)
    fichiers = {nom: octets(nom, depot.fichiers[nom]) for nom in sorted(depot.fichiers)}
    oracle = verite.construire(depot, graine)
    livres = registres(depot, graine)
    fichiers |= livres.publics
    nationaux = referentiels(remplir(graine), graine)
    fichiers |= nationaux.publics
    fichiers["verite.json"] = verite.texte(oracle).encode()
    fichiers["verite_registres.json"] = verite.texte(livres.verite).encode()
    fichiers["verite_referentiels.json"] = verite.texte(nationaux.verite).encode()
    fichiers["LISEZMOI.md"] = lisezmoi(oracle, livres.verite, nationaux.verite).encode()
    return fichiers


def contenus_prives(graine: int = GRAINE) -> dict[str, bytes]:
    """The registers about persons (of nobody, here), by path below data/raw/exemple: never in git (law 5)."""
    return registres(remplir(graine), graine).prives


def generer(dossier: Path, graine: int = GRAINE) -> dict[str, int]:
    """Write the public files under `dossier`; returns name -> size in bytes.

    The folders of registers and national files are emptied first: a file that is no longer made must not stay.
    """
    for range_ in ("registres", DOSSIER):
        rmtree(dossier / range_, ignore_errors=True)
    tailles = {}
    for nom, contenu in contenus(graine).items():
        chemin = dossier / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu)
        tailles[nom] = len(contenu)
    return tailles
