"""What is due for a year: which indicators, which buyers, which modalities. Pure; the workbook belongs to `feuille`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.indicateurs.definition.modele import Acheteur, Definition, Indicateur

Ligne = Mapping[str, Any]
"""A row of the register `saisies`, typed."""
STATUTS = ("actif", "en_construction")
SAISIE = "saisie"


@dataclass(frozen=True)
class Due:
    """One row to fill in. `facultative`: its measure is computed, but nothing gives it for that year."""

    acheteur: Acheteur
    indicateur: Indicateur
    dimension: str | None = None
    modalite: str | None = None
    precedente: Ligne | None = None
    """The same row a year before, if it was delivered."""
    facultative: bool = False


def dues(
    definition: Definition,
    annee: int,
    modes: Mapping[str, str],
    saisies: Sequence[Ligne],
    non_disponibles: Collection[tuple[str, str]] = (),
) -> list[Due]:
    """List what is due: by buyer, the measures typed by hand, then those that the results could not give.

    `modes` says how each measure is obtained; `saisies` are the rows in force, of any year; `non_disponibles` are the
    (buyer, indicator) of which the results of that year say so. The order is that of the definition.
    """
    trouvees: list[Due] = []
    for acheteur in definition.acheteurs:
        if not _present(acheteur, annee):
            continue
        for facultative in (False, True):
            for indicateur in definition.indicateurs:
                typee = modes.get(indicateur.mesure) == SAISIE
                demandee = (acheteur.siren, indicateur.indicateur_id) in non_disponibles
                if indicateur.statut in STATUTS and (demandee and not typee if facultative else typee):
                    trouvees += _lignes(acheteur, indicateur, annee, saisies, facultative)
    return trouvees


def annee_de(ligne: Ligne) -> int:
    """Return the year that a row belongs to: that of its last day, as for deliveries."""
    return int(ligne["periode_fin"].year)


def deja_livrees(saisies: Sequence[Ligne], acheteur: str, annee: int) -> list[Ligne]:
    """Return the rows in force of a buyer for a year, in the order of their key."""
    return sorted(
        (s for s in saisies if s["acheteur_siren"] == acheteur and annee_de(s) == annee),
        key=lambda s: (
            s["indicateur_id"],
            s["periode_debut"],
            s["periode_fin"],
            s["dimension"] or "",
            s["modalite"] or "",
        ),
    )


def _present(acheteur: Acheteur, annee: int) -> bool:
    """Say whether a buyer is in the perimeter at some time of the year."""
    return (acheteur.debut is None or acheteur.debut.year <= annee) and (
        acheteur.fin is None or acheteur.fin.year >= annee
    )


def _lignes(
    acheteur: Acheteur, indicateur: Indicateur, annee: int, saisies: Sequence[Ligne], facultative: bool
) -> Iterator[Due]:
    """One row for each modality of last year that is missing this year; one alone when none is known."""
    ici, hier = (_par_modalite(saisies, acheteur, indicateur, a) for a in (annee, annee - 1))
    if hier:
        for (dimension, modalite), ligne in hier.items():
            if (dimension, modalite) not in ici:
                yield Due(acheteur, indicateur, dimension, modalite, ligne, facultative)
    elif not ici:
        yield Due(acheteur, indicateur, indicateur.filtre.get("dimension"), None, None, facultative)


def _par_modalite(
    saisies: Sequence[Ligne], acheteur: Acheteur, indicateur: Indicateur, annee: int
) -> dict[tuple[str | None, str | None], Ligne]:
    """Index the rows of a year by modality, that of the latest period winning."""
    lignes = [
        s
        for s in deja_livrees(saisies, acheteur.siren, annee)
        if s["indicateur_id"] == indicateur.indicateur_id
    ]
    tries = sorted(lignes, key=lambda s: (s["dimension"] or "", s["modalite"] or "", s["periode_fin"]))
    return {(s["dimension"], s["modalite"]): s for s in tries}
