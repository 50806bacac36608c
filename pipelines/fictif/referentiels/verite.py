"""The truth about the national files: `verite_referentiels.json`, from what the generator knows.

Belongs here: for each supplier that may be asked for, what each file says of it and how it must be found; the
faults and who bears them; the approvals set against a notification. Does not belong here: any reading of a file.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif.referentiels import communes
from pipelines.fictif.referentiels.agrements import Agrement
from pipelines.fictif.referentiels.unites import DEFAUTS, IMAGES, JAMAIS_LU, Etablissement, Unite


def trouve(u: Unite) -> str:
    """How the establishment of the contracts must be found: siret, siret_ferme, siren, non."""
    if u.a("absente"):
        return "non"
    if u.a("siret_inconnu"):
        return "siren"
    return "siret_ferme" if u.a("siret_ferme") else "siret"


def lieu(u: Unite) -> tuple[Etablissement | None, str]:
    """The establishment that places the supplier, and the confidence: siret, siret_ferme, siege, or nothing."""
    if u.a("absente"):
        return None, ""
    if u.a("siret_inconnu"):
        return u.siege, "siege"
    [ici] = [e for e in u.etablissements if e.siret == u.siret]
    return ici, "siret_ferme" if ici.ferme else "siret"


def _fournisseur(u: Unite, esus: list[Agrement]) -> dict[str, Any]:
    place, confiance = lieu(u)
    commune = communes.commune_de(place.commune) if place else None
    present = not u.a("absente")
    return {
        "siren": u.siren,
        "siret": u.siret,
        "trouve": trouve(u),
        "partielle": u.partielle,
        "personne_physique": u.personne and present,
        "categorie_juridique": u.categorie_juridique if present else None,
        "tailles": {i: u.tailles[i] for i in IMAGES if u.dans(i)},
        "ess_sirene": {i: u.ess_sirene for i in IMAGES if u.dans(i)},
        "ess_annuaire": (u.ess_sirene == "O" or u.ess_liste) if present else None,
        "ess_france": u.ess_liste and present,
        "esus": [[a.du.isoformat(), a.au.isoformat()] for a in esus if a.siren == u.siren],
        "inclusion": sorted({kind for kind, _ in u.inclusion}) if present else [],
        "inclusion_siret": sorted({siret for _, siret in u.inclusion}) if present else [],
        "scop": u.categorie_juridique in ("5458", "5558") if present else None,
        "commune_publiee": place.commune if place else None,
        "commune": commune,
        "departement": communes.PAR_CODE[commune].departement if commune else None,
        "confiance_lieu": confiance or None,
        "commune_siege": communes.commune_de(u.siege.commune) if present else None,
        "dans_le_territoire": commune in communes.DANS_LA_METROPOLE if commune else None,
        "registre": sorted(u.categories),
        "defauts": u.defauts,
    }


def construire(
    graine: int, unites: list[Unite], agrements: list[Agrement], fichiers: list[dict[str, Any]]
) -> dict[str, Any]:
    """The truth as an object, one item of a list per line once written."""
    return {
        "fictif": True,
        "graine": graine,
        "jamais_lu": JAMAIS_LU,
        "territoire": communes.territoire(),
        "fichiers": fichiers,
        "defauts": [
            {
                "code": code,
                "phrase": phrase,
                "sirens": [u.siren for u in unites if u.a(code)],
            }
            for code, (_, phrase) in DEFAUTS.items()
        ],
        "esus_aux_bords": [
            {
                "bord": a.bord,
                "siren": a.siren,
                "du": a.du.isoformat(),
                "au": a.au.isoformat(),
                "contrat": a.contrat.cle,
                "acheteur_siren": a.contrat.acheteur.siren,
                "date_notification": a.contrat.notif.isoformat(),
                "esus_a_la_notification": a.tient,
            }
            for a in agrements
            if a.contrat
        ],
        "fournisseurs": [_fournisseur(u, agrements) for u in unites],
    }
