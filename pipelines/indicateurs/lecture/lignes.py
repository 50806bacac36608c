"""One line an indicator, in the order of its text: value, bounds, coverage, target, origin. No screen here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.indicateurs.definition.modele import Definition

COLONNES = (
    "row_id", "libelle", "annee", "acheteur_siren", "valeur", "valeur_texte", "valeur_date", "unite", "numerateur",
    "denominateur", "couverture", "borne_min", "borne_max", "origine", "sources", "cible", "cible_periode", "ecart",
    "etat", "secret", "recalculable", "mesure", "filtre", "detail", "note",
)  # fmt: skip


def lignes(
    resultats: Path, definition: Definition, annee: int, acheteur: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one row (keys: `COLONNES`) for each indicator of a definition that is not given up.

    `acheteur` is a SIREN; None is all buyers together. Rates are between 0 and 1.
    """
    with connect(threads=1) as con:
        curseur = con.execute(
            sql(
                __file__,
                "lignes",
                resultats=literal(resultats),
                spaser=literal(definition.slug),
                annee=str(annee),
                acheteur=literal(acheteur) if acheteur else "NULL",
            )
        )
        noms = [colonne[0] for colonne in curseur.description or []]
        lus = {
            ligne["indicateur_id"]: ligne
            for ligne in (dict(zip(noms, r, strict=True)) for r in curseur.fetchall())
        }
    for indicateur in definition.indicateurs:
        ligne = lus.get(indicateur.indicateur_id)
        if ligne is not None:
            yield {nom: ligne.get(nom) for nom in COLONNES} | {
                "row_id": indicateur.indicateur_id,
                "libelle": indicateur.libelle,
                "annee": annee,
                "mesure": indicateur.mesure,
                "filtre": indicateur.filtre_dit,
            }


def masquer(ligne: dict[str, Any]) -> dict[str, Any]:
    """Take away what a register about persons feeds, until the disclosure control has passed it (law 5)."""
    if ligne["secret"] == "publie":
        return ligne
    caches = (
        "valeur",
        "valeur_texte",
        "valeur_date",
        "numerateur",
        "denominateur",
        "couverture",
        "borne_min",
        "borne_max",
        "ecart",
        "detail",
    )
    return (
        ligne
        | dict.fromkeys(caches)
        | {
            "etat": "indetermine",
            "note": "Registre sur des personnes : la valeur attend le contrôle du secret (--interne la montre).",
        }
    )
