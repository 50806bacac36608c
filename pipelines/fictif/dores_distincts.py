"""Golden cases: contracts that look alike and must NOT be merged, the other side of `dores_doublons.py`.

Belongs here: lots, reused ids, empty and zero ids, other buyers, renewals. Each total is the sum worked
out by hand.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif.atelier import E25, P24, P25, Atelier
from pipelines.fictif.fournisseurs import CCAS, METROPOLE, VILLE
from pipelines.fictif.modele import Contrat

TRAVAUX: dict[str, Any] = {"famille": "travaux", "cpv": "45214200", "ccag": "Travaux"}


def _publies(a: Atelier, code: str, raison: str, *paires: tuple[str, Contrat]) -> list[Contrat]:
    inscriptions = [a.p(fichier, c) for fichier, c in paires]
    contrats = [c for _, c in paires]
    if code:
        a.depot.temoigner(code, *inscriptions)
    a.distincts(raison, *contrats)
    return contrats


def lots(a: Atelier) -> None:
    """Several lots under one id."""
    objet = "Construction de l'école des Songes - "
    c1 = a.contrat(
        "2025OR30", objet + "Lot 1 : gros œuvre", 410_000, "2025-02-10", "2025-03-10", a.f(21), **TRAVAUX
    )
    c2 = a.contrat(
        "2025OR30", objet + "Lot 2 : charpente", 125_000, "2025-02-12", "2025-03-10", a.f(22), **TRAVAUX
    )
    c3 = a.contrat(
        "2025OR30", objet + "Lot 3 : peinture", 64_500, "2025-02-17", "2025-03-10", a.f(23), **TRAVAUX
    )
    cs = _publies(a, "lots_meme_id", "lots d'une consultation", (P25, c1), (P25, c2), (P25, c3))
    a.cas("or-13", *cs)

    c1 = a.contrat(
        "2025OR31",
        "Fourniture de repas pour les crèches - Lot 2",
        45_000,
        "2025-06-02",
        "2025-06-25",
        a.f(24),
    )
    c2 = a.contrat(
        "2025OR31",
        "Fourniture de repas pour les crèches - Lot 3",
        45_000,
        "2025-06-02",
        "2025-07-10",
        a.f(24),
    )
    cs = _publies(a, "lots_meme_id", "« Lot 2 » n'est pas « Lot 3 »", (P25, c1), (P25, c2))
    a.cas("or-14", *cs)

    c1 = a.contrat("2025OR32", "Acquisition de tondeuses", 38_000, "2025-09-08", "2025-10-01", a.f(25))
    c2 = a.contrat("2025OR32", "Location de bennes à végétaux", 38_000, "2025-09-08", "2025-10-01", a.f(25))
    cs = _publies(a, "lots_meme_id", "objets différents publiés le même jour", (P25, c1), (P25, c2))
    a.cas("or-15", *cs)


def identifiants(a: Atelier) -> None:
    """One id for several contracts, buyers or years."""
    c1 = a.contrat("MAPA7", "Impression du journal d'Exemple", 36_000, "2024-01-22", "2024-02-20", a.f(26))
    c2 = a.contrat("MAPA7", "Contrôle des aires de jeux", 21_400, "2025-11-03", "2025-12-01", a.f(27))
    cs = _publies(a, "id_reutilise", "identifiant repris deux ans plus tard", (P24, c1), (P25, c2))
    a.cas("or-16", *cs)

    objet = "Vérification des installations électriques"
    c1 = a.contrat("ELEC-OR17", objet, 30_000, "2024-03-11", "2024-04-10", a.f(28))
    c2 = a.contrat("ELEC-OR17", objet, 33_750, "2025-03-12", "2025-04-08", a.f(29))
    cs = _publies(
        a, "id_reutilise", "renouvellement : autre titulaire, autre date, autre montant", (P24, c1), (P25, c2)
    )
    a.cas("or-17", *cs)

    c1 = a.contrat("2025OR33", "Assurance des véhicules", 58_000, "2025-05-12", "2025-06-05", a.f(30))
    c2 = a.contrat(
        "2025OR33", "Assurance des véhicules", 58_000, "2025-05-12", "2025-06-05", a.f(30), acheteur=METROPOLE
    )
    c3 = a.contrat(
        "2025OR33", "Assurance des véhicules", 58_000, "2025-05-12", "2025-06-05", a.f(30), acheteur=CCAS
    )
    cs = _publies(a, "", "acheteurs différents", (P25, c1), (P25, c2), (P25, c3))
    a.cas("or-18", *cs)

    c1 = a.contrat(
        "2025OR34",
        "Fourniture de carburants, multi-attributaire",
        200_000,
        "2025-01-13",
        "2025-02-10",
        a.f(31),
        type="accord_cadre",
        modalites=("Marchés subséquents",),
    )
    c2 = a.contrat(
        "2025OR34",
        "Fourniture de carburants, multi-attributaire",
        180_000,
        "2025-03-24",
        "2025-04-14",
        a.f(32),
        type="accord_cadre",
        modalites=("Marchés subséquents",),
    )
    cs = _publies(
        a, "lots_meme_id", "titulaires disjoints, dates et montants différents", (P25, c1), (P25, c2)
    )
    a.cas("or-19", *cs)


def sans_cle(a: Atelier) -> None:
    """Ids that are empty, missing or made of zeros."""
    c1 = a.contrat("", "Animation du temps périscolaire", 18_000, "2024-09-02", "2024-10-01", a.f(33))
    c2 = a.contrat("", "Animation du temps périscolaire", 19_200, "2024-09-02", "2024-10-01", a.f(33))
    cs = _publies(a, "id_vide", "sans identifiant, montants différents", (P24, c1), (P24, c2))
    a.cas("or-20", *cs)

    c1 = a.contrat("000000", "Accordage des pianos du théâtre", 12_600, "2025-01-14", "2025-02-03", a.f(34))
    c2 = a.contrat("000000", "Accordage des pianos du théâtre", 12_600, "2025-01-15", "2025-02-20", a.f(34))
    c3 = a.contrat("0000000000000000", "Location de projecteurs", 22_100, "2025-06-16", "2025-07-07", a.f(35))
    cs = _publies(
        a, "id_zeros", "identifiant nul : tout doit être identique", (P25, c1), (E25, c2), (P25, c3)
    )
    a.cas("or-21", *cs)

    c = a.contrat(
        "", "Reliure des registres d'état civil", 9_800, "2025-03-03", "2025-04-01", a.f(36), acheteur=VILLE
    )
    enregistrement = a.p(P25, c, "id_vide").enregistrement
    del enregistrement["id"]
    a.cas("or-22", c)


def cas(a: Atelier) -> None:
    """Make all the cases of this module."""
    lots(a)
    identifiants(a)
    sans_cle(a)
