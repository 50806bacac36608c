"""Stocks of Sirene as INSEE publishes them: legal units and establishments, every column of the real files.

Belongs here: the columns and their types, and a unit as a row of each image. Names, addresses and activities are
there, marked `JAMAIS_LU`: whoever finds that mark in an output has found a column that must never be read. Does
not belong here: who the units are (`unites.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.fictif.referentiels.communes import PAR_CODE
from pipelines.fictif.referentiels.unites import IMAGES, JAMAIS_LU, Etablissement, Unite

_UNITE = """siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale sigleUniteLegale
sexeUniteLegale prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale prenom4UniteLegale
prenomUsuelUniteLegale pseudonymeUniteLegale identifiantAssociationUniteLegale trancheEffectifsUniteLegale
anneeEffectifsUniteLegale dateDernierTraitementUniteLegale nombrePeriodesUniteLegale categorieEntreprise
anneeCategorieEntreprise dateDebut etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale
denominationUniteLegale denominationUsuelle1UniteLegale denominationUsuelle2UniteLegale
denominationUsuelle3UniteLegale categorieJuridiqueUniteLegale activitePrincipaleUniteLegale
nomenclatureActivitePrincipaleUniteLegale nicSiegeUniteLegale economieSocialeSolidaireUniteLegale
societeMissionUniteLegale caractereEmployeurUniteLegale activitePrincipaleNAF25UniteLegale"""
_ADRESSE = """complementAdresse numeroVoie indiceRepetition dernierNumeroVoie indiceRepetitionDernierNumeroVoie
typeVoie libelleVoie codePostal libelleCommune libelleCommuneEtranger distributionSpeciale codeCommune codeCedex
libelleCedex codePaysEtranger libellePaysEtranger identifiantAdresse coordonneeLambertAbscisse
coordonneeLambertOrdonnee"""
_ADRESSE_2 = """complementAdresse2 numeroVoie2 indiceRepetition2 typeVoie2 libelleVoie2 codePostal2 libelleCommune2
libelleCommuneEtranger2 distributionSpeciale2 codeCommune2 codeCedex2 libelleCedex2 codePaysEtranger2
libellePaysEtranger2"""
_AVANT = """siren nic siret statutDiffusionEtablissement dateCreationEtablissement trancheEffectifsEtablissement
anneeEffectifsEtablissement activitePrincipaleRegistreMetiersEtablissement dateDernierTraitementEtablissement
etablissementSiege nombrePeriodesEtablissement"""
_APRES = """dateDebut etatAdministratifEtablissement enseigne1Etablissement enseigne2Etablissement
enseigne3Etablissement denominationUsuelleEtablissement activitePrincipaleEtablissement
nomenclatureActivitePrincipaleEtablissement caractereEmployeurEtablissement activitePrincipaleNAF25Etablissement"""


def _types(colonnes: Iterable[str]) -> dict[str, str]:
    """A DuckDB type per column, as in the Parquet files: dates, a timestamp, counts, one boolean, texts."""
    types = {}
    for c in colonnes:
        if c.startswith(("dateCreation", "dateDebut")):
            types[c] = "DATE"
        elif c.startswith("dateDernierTraitement"):
            types[c] = "TIMESTAMP"
        elif c.startswith(("annee", "nombrePeriodes")):
            types[c] = "BIGINT"
        else:
            types[c] = "BOOLEAN" if c in ("etablissementSiege", "unitePurgeeUniteLegale") else "VARCHAR"
    return types


UNITES = _types(_UNITE.split())
ETABLISSEMENTS = _types(
    [
        *_AVANT.split(),
        *(f"{c}Etablissement" for c in (*_ADRESSE.split(), *_ADRESSE_2.split())),
        *_APRES.split(),
    ]
)


def unite(u: Unite, image: str) -> dict[str, str | None]:
    """A legal unit in the image of that day."""
    masque = "[ND]" if u.partielle else None
    ligne: dict[str, str | None] = {
        "siren": u.siren,
        "statutDiffusionUniteLegale": "P" if u.partielle else "O",
        "dateCreationUniteLegale": u.creee_le.isoformat(),
        "trancheEffectifsUniteLegale": "NN" if u.personne else "11",
        "anneeEffectifsUniteLegale": None if u.personne else image[:4],
        "dateDernierTraitementUniteLegale": f"{image}T06:30:00",
        "nombrePeriodesUniteLegale": "1",
        "categorieEntreprise": u.tailles[image],
        "anneeCategorieEntreprise": str(int(image[:4]) - 2) if u.tailles[image] else None,
        "dateDebut": u.creee_le.isoformat(),
        "etatAdministratifUniteLegale": "C" if u.cessee and image == IMAGES[-1] else "A",
        "categorieJuridiqueUniteLegale": u.categorie_juridique,
        "activitePrincipaleUniteLegale": "81.21Z",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": u.siege.siret[9:],
        "economieSocialeSolidaireUniteLegale": u.ess_sirene,
        "caractereEmployeurUniteLegale": "N" if u.personne else "O",
        "activitePrincipaleNAF25UniteLegale": "81.21Y",
    }
    if u.personne:
        return ligne | {
            "sexeUniteLegale": masque or "F",
            "prenom1UniteLegale": masque or f"ZENOBIE {JAMAIS_LU}",
            "prenomUsuelUniteLegale": masque or f"ZENOBIE {JAMAIS_LU}",
            "nomUniteLegale": masque or f"FICTIVETTE {JAMAIS_LU}",
        }
    return ligne | {"denominationUniteLegale": masque or f"{u.nom} {JAMAIS_LU}".upper()}


def etablissement(u: Unite, e: Etablissement, image: str) -> dict[str, str | None]:
    """An establishment in the image of that day: the commune stays when the rest of the address is masked."""
    masque, commune = "[ND]" if u.partielle else None, PAR_CODE[e.commune]
    return {
        "siren": u.siren,
        "nic": e.siret[9:],
        "siret": e.siret,
        "statutDiffusionEtablissement": "P" if u.partielle else "O",
        "dateCreationEtablissement": u.creee_le.isoformat(),
        "trancheEffectifsEtablissement": "NN" if u.personne else "11",
        "dateDernierTraitementEtablissement": f"{image}T06:30:00",
        "etablissementSiege": "true" if e.siret == u.siege.siret else "false",
        "nombrePeriodesEtablissement": "2" if e.ferme else "1",
        "numeroVoieEtablissement": masque or "1",
        "typeVoieEtablissement": masque or "RUE",
        "libelleVoieEtablissement": masque or f"DES FABLES {JAMAIS_LU}",
        "codePostalEtablissement": masque or f"{commune.departement}100",
        "libelleCommuneEtablissement": commune.libelle.upper(),
        "codeCommuneEtablissement": e.commune,
        "dateDebut": "2026-01-31" if e.ferme else u.creee_le.isoformat(),
        "etatAdministratifEtablissement": "F" if e.ferme else "A",
        "enseigne1Etablissement": masque or f"AU CONTE {JAMAIS_LU}",
        "activitePrincipaleEtablissement": "81.21Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "caractereEmployeurEtablissement": "N" if u.personne else "O",
        "activitePrincipaleNAF25Etablissement": "81.21Y",
    }
