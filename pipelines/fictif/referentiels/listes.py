"""Annuaire des entreprises, liste de l'ESS, liste des ESUS, marché de l'inclusion: units as each of them lists them.

Belongs here: the columns of these files and their rows. The columns of the ESUS list are plausible, not verified.
Does not belong here: bytes (`formats.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from pipelines.fictif.referentiels.agrements import Agrement
from pipelines.fictif.referentiels.communes import PAR_CODE, commune_de
from pipelines.fictif.referentiels.unites import JAMAIS_LU, Unite
from pipelines.fictif.registres.classeurs import xlsx

_ANNUAIRE = """siren siret_siege etat_administratif statut_diffusion nombre_etablissements nombre_etablissements_ouverts
nom_complet nature_juridique colter_code colter_code_insee colter_elus colter_niveau date_mise_a_jour_insee
date_mise_a_jour_rne egapro_renseignee est_achats_responsables est_alim_confiance est_association
est_entrepreneur_individuel est_entrepreneur_spectacle est_patrimoine_vivant statut_entrepreneur_spectacle est_ess
est_organisme_formation est_qualiopi est_administration est_societe_mission liste_elus liste_id_organisme_formation
liste_idcc est_siae type_siae liste_finess_juridique a_aide_ademe est_avocat"""
ANNUAIRE = tuple(_ANNUAIRE.split())
ESS = ("SIREN", "DENOMINATION", "FAMILLE", "COMMUNE", "CODE_POSTAL", "REGION")
ESUS = (
    "Dénomination sociale",
    "N° SIREN",
    "Département",
    "Commune",
    "Courriel",
    "Date d'agrément",
    "Date de fin d'agrément",
)
_HANDICAP = ("EA", "EATT", "ESAT")


def _oui(valeur: bool) -> str:
    return "True" if valeur else "False"


def annuaire(u: Unite, jour: str) -> dict[str, str | None]:
    """A unit in the Annuaire: of the ESS by Sirene or by the list; `type_siae` is a list written as a text."""
    types = sorted({kind for kind, _ in u.inclusion})
    return {
        "siren": u.siren,
        "siret_siege": u.siege.siret,
        "etat_administratif": "C" if u.cessee else "A",
        "statut_diffusion": "P" if u.partielle else "O",
        "nombre_etablissements": str(len(u.etablissements)),
        "nombre_etablissements_ouverts": str(sum(not e.ferme for e in u.etablissements)),
        "nom_complet": f"{u.nom} {JAMAIS_LU}",
        "nature_juridique": u.categorie_juridique,
        "date_mise_a_jour_insee": jour,
        "egapro_renseignee": "False",
        "est_achats_responsables": "False",
        "est_association": _oui(u.categorie_juridique == "9220"),
        "est_entrepreneur_individuel": _oui(u.personne),
        "est_ess": _oui(u.ess_sirene == "O" or u.ess_liste),
        "est_administration": "False",
        "est_siae": _oui(bool(types)),
        "type_siae": str(types) if types else None,
        "est_avocat": "False",
    }


def ess_france(u: Unite) -> dict[str, str | None]:
    """A unit in the list of ESS France: its SIREN went through a spreadsheet and lost its zeros."""
    commune = PAR_CODE[commune_de(u.siege.commune)]
    return {
        "SIREN": str(int(u.siren)),
        "DENOMINATION": f"{u.nom} {JAMAIS_LU}",
        "FAMILLE": "Association" if u.categorie_juridique == "9220" else "Société commerciale de l'ESS",
        "COMMUNE": commune.libelle,
        "CODE_POSTAL": f"{commune.departement}100",
        "REGION": "Région d'exemple",
    }


def esus(agrements: Iterable[Agrement], unites: dict[str, Unite]) -> bytes:
    """The list of the Trésor as a spreadsheet: dates are dates, SIREN is a text."""
    lignes: list[list[str | date]] = [list(ESUS)]
    for a in agrements:
        u = unites[a.siren]
        commune = PAR_CODE[commune_de(u.siege.commune)]
        qui = f"{u.nom} {JAMAIS_LU}", a.siren
        ou = commune.departement, commune.libelle, f"{JAMAIS_LU.lower()}@exemple.invalid"
        lignes.append([*qui, *ou, a.du, a.au])
    return xlsx("Agréments ESUS (fictifs)", lignes)


def inclusion(unites: Iterable[Unite]) -> bytes:
    """One page of the marché de l'inclusion, in its envelope, with the contacts that must never be kept."""
    resultats: list[dict[str, object]] = []
    for u in unites:
        for kind, siret in u.inclusion:
            resultats.append(
                {
                    "id": len(resultats) + 1,
                    "name": f"{u.nom} {JAMAIS_LU}",
                    "brand": f"Enseigne {JAMAIS_LU}",
                    "siret": siret,
                    "nature": "HEAD_OFFICE" if siret == u.siege.siret else "ANTENNA",
                    "kind": kind,
                    "kind_parent": "Handicap" if kind in _HANDICAP else "Insertion",
                    "contact_email": f"{JAMAIS_LU.lower()}-{len(resultats) + 1}@exemple.invalid",
                    "contact_phone": f"00 00 00 00 00 {JAMAIS_LU}",
                    "contact_website": None,
                    "department": PAR_CODE[u.siege.commune].departement,
                    "is_qpv": False,
                    "is_active": True,
                }
            )
    page = {"fictif": True, "count": len(resultats), "next": None, "previous": None, "results": resultats}
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()
