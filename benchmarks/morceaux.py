"""What drawn records are made of: objects, amounts, operators, places, modifications, subcontracting.

Only `random()` is used for drawing: of the methods of `random.Random` it is the one whose sequence Python
promises to keep. Whole records are in `marches` and `concessions`.
"""

from collections.abc import Callable
from typing import Any

from benchmarks import vocabulaire as v

Tirage = Callable[[], float]
Enregistrement = dict[str, Any]


def objet(t: Tirage) -> str:
    action, batiment = v.ACTIONS[int(t() * 10)], v.BATIMENTS[int(t() * 7)]
    return (
        f"{action} {batiment} {v.LIEUX[int(t() * 4)]}, opération {int(t() * 10**5):05d}{v.LOTS[int(t() * 5)]}"
    )


def montant(t: Tirage, plancher: int = 4_000) -> int | float:
    """Amounts spread over three decades; three in ten have cents."""
    euros = int(plancher * 10 ** (3 * t()))
    return euros if t() < 0.7 else euros + int(t() * 100) / 100


def operateur(t: Tirage) -> dict[str, str]:
    if t() < 0.98:
        return {"typeIdentifiant": "SIRET", "id": v.FOURNISSEURS[int(t() * len(v.FOURNISSEURS))]}
    return {"typeIdentifiant": "HORS-UE", "id": f"EX{int(t() * 10**7):07d}"}


def operateurs(t: Tirage) -> list[dict[str, str]]:
    """One operator, or two to four of them (16 %), never two establishments of one company."""
    nombre = 1 if t() >= 0.16 else 2 + int(t() ** 2 * 3)
    uniques = {o["id"][:9]: o for o in (operateur(t) for _ in range(nombre + 1))}
    return list(uniques.values())[:nombre]


def lieu(t: Tirage) -> dict[str, str]:
    type_code = v.TYPES_LIEU[int(t() * 100)]
    chiffres = 5 if type_code in ("Code postal", "Code commune") else 2
    return {"code": f"{int(t() * 10**chiffres):0{chiffres}d}", "typeCode": type_code}


def modification(t: Tirage, rang: int, jour: int, initial: int | float) -> Enregistrement:
    modif: Enregistrement = {"id": rang, "dateNotificationModification": v.JOURS[jour]}
    modif["datePublicationDonneesModification"] = v.JOURS[jour + 7]
    if t() < 0.4:
        modif["dureeMois"] = 1 + int(t() * 60)
    if t() < 0.8:
        modif["montant"] = round(initial * (1 + t() / 2), 2)
    return modif


def sous_traiter(t: Tirage, m: Enregistrement, jour: int, somme: int | float) -> None:
    nombre = 1 + int(t() * 4)
    m["actesSousTraitance"] = [
        {
            "acteSousTraitance": {
                "id": rang,
                "sousTraitant": operateur(t),
                "dureeMois": 1 + int(t() * 12),
                "dateNotification": v.JOURS[jour + 20],
                "datePublicationDonnees": v.JOURS[jour + 30],
                "montant": 1 + int(somme * t() / 5),
                "variationPrix": v.VARIATIONS[int(t() * 3)],
            }
        }
        for rang in range(1, nombre + 1)
    ]
    if t() < 0.2:
        dates = {"dateNotificationModificationSousTraitance": v.JOURS[jour + 60]}
        suite = {
            "id": nombre,
            **dates,
            "datePublicationDonnees": v.JOURS[jour + 70],
            "montant": 1 + int(somme * t() / 4),
        }
        m["modificationsActesSousTraitance"] = [{"modificationActeSousTraitance": suite}]
