"""Pathologies of one field, made by hand: amounts, supplier identifiers. Each contract counts once.

Belongs here: odd amounts and identifiers. Does not belong here: enumerations and sentinels
(`defauts_champs.py`).
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif import format_plat
from pipelines.fictif.atelier import P25, Atelier
from pipelines.fictif.diffusion import PLAT, PLAT_AU
from pipelines.fictif.fournisseurs import VILLE
from pipelines.fictif.identifiants import siret_faux
from pipelines.fictif.modele import Fournisseur
from pipelines.fictif.serie import Serie, un

SANS_2019: dict[str, Any] = {"social": None, "env": None, "innovant": None, "avance": None}


def montants(s: Serie) -> None:
    """Amounts that are missing, unreadable, or published as text."""
    inconnu = {
        "verite": {
            "montant_initial_ht_eur": None,
            "montant_retenu_ht_eur": None,
            "montant_dernier_ht_eur": None,
        }
    }
    c = s.contrat("Prestations de reprographie", 0, 2025, **inconnu)
    r = s.a.p(P25, c, "montant_absent")
    del r.enregistrement["montant"]
    r.montant = None
    s.p("Insertion d'annonces légales", 0, "montant_illisible", autres=inconnu, montant="à préciser")
    for n in range(3):
        euros = 30_000 + 1_500 * n
        s.p2019(
            f"Bacs d'orangerie, série {'ABC'[n]}",
            euros,
            "montant_en_texte",
            montant=f"{euros}.00",
            dureeMois="36",
        )


def titulaires(s: Serie) -> None:
    """Supplier and buyer identifiers with a wrong type, key or shape."""
    a = s.a
    f = a.f(150)
    s.p(
        "Expertise foncière",
        28_000,
        "siret_siren_redouble",
        autres={"titulaires": (f,)},
        titulaires=un("SIRET", f.siren + f.siren[:5]),
    )
    for type_id in ("TVA_INTRACOMMUNAUTAIRE", "HORS_UE", "FRW", "UE", "Siret", ""):
        f = a.f(151 + len(type_id))
        s.p(
            f"Fourniture de fleurs coupées, type « {type_id} »",
            8_000 + 100 * len(type_id),
            "type_id_hors_liste",
            autres={"titulaires": (f,)},
            titulaires=un(type_id, f.siret),
        )
    for type_id, ident in (
        ("TAHITI", "000123"),
        ("RIDET", "0000123456"),
        ("FRWF", "000045"),
        ("IREP", "000067"),
        ("HORS-UE", "XX-FICTIF-0001"),
    ):
        f = Fournisseur("", "", f"Entreprise lointaine fictive {type_id}", type_id=type_id, autre_id=ident)
        s.p(
            f"Mission d'étude outre-mer {type_id}",
            21_000 + len(ident) * 100,
            "identifiant_etranger",
            autres={"titulaires": (f,)},
        )
    f = a.f(160)
    s.p(
        "Location de copieurs",
        33_300,
        "siret_point_zero",
        autres={"titulaires": (f,)},
        titulaires=un("SIRET", f"{int(f.siret)}.0"),
    )
    c = s.contrat("Maintenance du standard", 17_700, 2024, titulaires=(a.f(161),))
    for ligne in format_plat.lignes(c, PLAT_AU):
        ligne["titulaire_id"] = f"{int(a.f(161).siret)}.0"
        a.depot.publier(PLAT, ligne, c, "siret_point_zero")
    s.p(
        "Fourniture de vaisselle", 12_100, "siret_acheteur_faux", acheteur={"id": siret_faux(VILLE.sirets[0])}
    )
    for n in (0, 2, 3, 4, 5):
        p = a.personne(n)
        s.p2019(
            f"Conférences du mardi, cycle {n}",
            3_000 + n * 450,
            "personne_nommee",
            autres={"titulaires": (p,)},
        )


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    serie = Serie(a, "DV")
    montants(serie)
    titulaires(serie)
