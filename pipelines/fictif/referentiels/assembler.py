"""All national files of the fictional community: bytes by path, and the truth about them.

Belongs here: which file has which image, in which format and wrapping. Does not belong here: how a row is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.fictif.depot import Depot
from pipelines.fictif.identifiants import siret
from pipelines.fictif.modele import Fournisseur
from pipelines.fictif.referentiels import communes, listes, sirene, verite
from pipelines.fictif.referentiels.agrements import agrements
from pipelines.fictif.referentiels.formats import gzip_stocke, parquet, texte_csv, zip_stocke
from pipelines.fictif.referentiels.unites import IMAGES, figurants, unites
from pipelines.fictif.registres.assembler import peupler
from pipelines.fictif.registres.monde import Monde

DOSSIER = "referentiels"
ANNUAIRE_LE = "2026-06-15"
# path below DOSSIER -> (format, day that it describes).
FICHIERS = {
    "StockUniteLegale_utf8_2025-01.zip": ("sirene_unites_legales", IMAGES[0]),
    "StockUniteLegale_utf8.parquet": ("sirene_unites_legales", IMAGES[1]),
    "StockEtablissement_utf8.parquet": ("sirene_etablissements", IMAGES[1]),
    f"unites_legales_{ANNUAIRE_LE}.csv.gz": ("annuaire_unites_legales", ANNUAIRE_LE),
    "liste_ess_france.csv": ("liste_ess", "2026-03-31"),
    "liste_esus_2025.xlsx": ("liste_esus", "2025-12-31"),
    "siae_marche_inclusion.json": ("liste_siae", "2026-06-10"),
    "v_commune_2026.csv": ("communes", "2026-01-01"),
    "epci_communes_2026.csv": ("epci_communes", "2026-01-01"),
}


@dataclass
class Referentiels:
    """Every file by path below data/raw/exemple, and what must be found in them."""

    publics: dict[str, bytes] = field(default_factory=dict)
    verite: dict[str, Any] = field(default_factory=dict)


def referentiels(depot: Depot, graine: int) -> Referentiels:
    """The files, and the truth about them. `depot` is the caller's own: making the registers touches it."""
    monde = peupler(depot, graine)
    toutes = unites(monde, _employeurs(monde), _premiers_contrats(monde))
    esus = agrements(monde, toutes)
    presentes = sorted([u for u in toutes if not u.a("absente")] + figurants(monde), key=lambda u: u.siren)
    listees = [u for u in presentes if u.ess_liste]
    # NAF 2025 came after the first image.
    avant = [c for c in sirene.UNITES if "NAF25" not in c]
    lignes: dict[str, list[Any]] = {
        "StockUniteLegale_utf8_2025-01.zip": [
            {c: v for c, v in sirene.unite(u, IMAGES[0]).items() if c in avant}
            for u in presentes
            if u.dans(IMAGES[0])
        ],
        "StockUniteLegale_utf8.parquet": [sirene.unite(u, IMAGES[1]) for u in presentes],
        "StockEtablissement_utf8.parquet": [
            sirene.etablissement(u, e, IMAGES[1])
            for u in presentes
            for e in sorted(u.etablissements, key=lambda e: e.siret)
        ],
        f"unites_legales_{ANNUAIRE_LE}.csv.gz": [listes.annuaire(u, ANNUAIRE_LE) for u in presentes],
        "liste_ess_france.csv": [listes.ess_france(u) for u in listees],
        "liste_esus_2025.xlsx": list(esus),
        "siae_marche_inclusion.json": [i for u in presentes for i in u.inclusion],
        "v_commune_2026.csv": communes.lignes(),
        "epci_communes_2026.csv": communes.lignes_epci(),
    }
    zip_, ul, etab, annuaire, liste, tresor, siae, cog, epci = FICHIERS
    contenus = {
        zip_: zip_stocke("StockUniteLegale_utf8.csv", texte_csv(avant, lignes[zip_])),
        ul: parquet(sirene.UNITES, lignes[ul]),
        etab: parquet(sirene.ETABLISSEMENTS, lignes[etab]),
        annuaire: gzip_stocke(texte_csv(listes.ANNUAIRE, lignes[annuaire], ";")),
        liste: texte_csv(listes.ESS, lignes[liste]),
        tresor: listes.esus(esus, {u.siren: u for u in toutes}),
        siae: listes.inclusion(presentes),
        cog: texte_csv(communes.COLONNES, lignes[cog]),
        epci: texte_csv(communes.COLONNES_EPCI, lignes[epci], ";"),
    }
    fichiers = [
        {"fichier": f"{DOSSIER}/{nom}", "format": format_, "observe_le": jour, "lignes": len(lignes[nom])}
        for nom, (format_, jour) in FICHIERS.items()
    ]
    return Referentiels(
        {f"{DOSSIER}/{nom}": octets for nom, octets in contenus.items()},
        verite.construire(graine, toutes, esus, fichiers),
    )


def _employeurs(monde: Monde) -> list[Fournisseur]:
    """The structures that only employ, and those outside the ordinary suppliers that hold a contract."""
    connus = {f.siren for famille in monde.familles.values() for f in famille}
    trouves = {f.siren: f for fiche in monde.fiches for f in fiche.titulaires if f.siren}
    for ligne in monde.tables["fournisseurs_ess"]:
        ident = str(ligne["siren"])
        trouves.setdefault(ident, Fournisseur(ident, "", str(ligne["denomination"])))
    return [_etabli(f) for ident, f in sorted(trouves.items()) if ident not in connus]


def _etabli(f: Fournisseur) -> Fournisseur:
    return f if f.siret else Fournisseur(f.siren, siret(f.siren), f.nom)


def _premiers_contrats(monde: Monde) -> dict[str, date]:
    """SIREN -> the day of its first contract, published or not."""
    premiers: dict[str, date] = {}
    detenteurs = [(f.siren, fiche.notif) for fiche in monde.fiches for f in fiche.titulaires]
    detenteurs += [(f.siren, c.notif) for c in monde.depot.contrats for f in c.titulaires]
    for ident, notif in detenteurs:
        premiers[ident] = min(notif, premiers.get(ident, notif))
    return premiers
