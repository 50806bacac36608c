"""Definitions and rows of the register in one line; what a person types in a sheet."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.indicateurs.definition.modele import Acheteur, Definition, Indicateur, Objectif
from pipelines.indicateurs.saisie.feuille import Dit
from pipelines.schemas import tables as schemas

VILLE, METROPOLE = "000001016", "000001024"
MODES = {
    "consommation_energie": "saisie",
    "duree_vie_moyenne": "saisie",
    "analyse": "saisie",
    "nb_contrats": "calcul",
}
MESURES = {"consommation_energie": Dit("Consommation énergétique", "Consommation annuelle du patrimoine")}


def indicateur(
    ident: str, mesure: str = "consommation_energie", unite: str = "kwh", **autres: Any
) -> Indicateur:
    return Indicateur(ident, autres.pop("libelle", f"Libellé de {ident}"), "suivi", unite, mesure, **autres)


def definition(*indicateurs: Indicateur, acheteurs: tuple[Acheteur, ...] | None = None,
               objectifs: tuple[Objectif, ...] = ()) -> Definition:  # fmt: skip
    return Definition(
        slug="essai",
        edition="2026",
        titre="Essai",
        dossier=Path(),
        fictif=True,
        acheteurs=acheteurs or (Acheteur(VILLE, "Ville d'exemple"),),
        indicateurs=indicateurs,
        objectifs=objectifs,
        observations=(),
        actions=(),
        yaml={},
    )


def saisie(
    ident: str, annee: int, valeur: str | None = "12.5", *, acheteur: str = VILLE, **autres: Any
) -> dict[str, Any]:
    return (
        dict.fromkeys(schemas.colonnes(schemas.charger("saisies")))
        | {
            "acheteur_siren": acheteur,
            "indicateur_id": ident,
            "periode_debut": date(annee, 1, 1),
            "periode_fin": date(annee, 12, 31),
            "valeur": Decimal(valeur) if valeur else None,
            "unite": "kwh",
            "service": "Direction des bâtiments",
            "date_saisie": date(annee + 1, 1, 31),
            "piece": f"pieces/{annee}/energie.pdf",
        }
        | autres
    )


SAISIE = {"valeur": Decimal("1234.5"), "date_saisie": date(2026, 1, 31), "piece": "pieces/2025/releve.ods"}
"""What a person types in a row that is asked for."""
