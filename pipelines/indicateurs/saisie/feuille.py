"""The rows of the sheet and its helper page, as text and typed cells. Formats of files belong to `classeur`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.indicateurs.definition.modele import Definition, Indicateur, Objectif
from pipelines.indicateurs.objectifs import phrases
from pipelines.indicateurs.objectifs.etat import genre_de
from pipelines.indicateurs.saisie.dues import Due, Ligne
from pipelines.schemas.gabarit.modele import abrege

Cellule = str | Decimal | date | None
UNITES = {"taux": "pct"}
"""The register takes a rate as a percentage: 12.5 for 12,5 %."""
FACULTATIF = (
    "Facultatif : aucune table ne donne cette valeur ; effacez la ligne si vous ne la remplissez pas."
)
MODALITE = "Une ligne par modalité : nommez-la, recopiez la ligne pour les autres."
TEXTE_MAX, SERVICE_MAX, NOTE_MAX = 300, 200, 2000
TITRES_AIDE = (
    "Identifiant",
    "Ce que demande le texte",
    "Ce qu'il faut mesurer",
    "Unité à employer",
    "Cible du texte",
    "À remplir ?",
)


@dataclass(frozen=True)
class Dit:
    """What the closed list says of a measure."""

    libelle: str
    definition: str


def lignes(dues: Sequence[Due], annee: int) -> list[dict[str, Cellule]]:
    """Return the rows to fill in: everything but the value, its day and its evidence."""
    return [_ligne(due, annee) for due in dues]


def _ligne(due: Due, annee: int) -> dict[str, Cellule]:
    hier = due.precedente
    service = (hier["service"] if hier else None) or due.indicateur.pilote
    # a part may be counted in a unit of its own; the whole is in that of the definition
    unite = hier["unite"] if hier and due.modalite else UNITES.get(due.indicateur.unite, due.indicateur.unite)
    return {
        "acheteur_siren": due.acheteur.siren,
        "indicateur_id": due.indicateur.indicateur_id,
        "periode_debut": date(annee, 1, 1),
        "periode_fin": date(annee, 12, 31),
        "dimension": due.dimension,
        "modalite": due.modalite,
        "unite": unite,
        "service": abrege(str(service), SERVICE_MAX) if service else None,
        "note": _note(due) or None,
    }


def _note(due: Due) -> str:
    """Tell last year's value, and what this row expects: never in the column of the value."""
    dits = []
    if due.precedente:
        dit = f"{due.precedente['periode_fin'].year} : {valeur_en_clair(due.precedente)}"
        dits.append(dit if dit.endswith((".", "…")) else f"{dit}.")
    if due.dimension and not due.modalite:
        dits.append(MODALITE)
    if due.facultative:
        dits.append(FACULTATIF)
    return abrege(" ".join(dits), NOTE_MAX)


def valeur_en_clair(ligne: Ligne) -> str:
    """Write the value of a row of the register as it is read in French."""
    if ligne["valeur"] is not None:
        return phrases.en_clair(ligne["valeur"], ligne["unite"])
    if ligne["valeur_date"] is not None:
        return f"{ligne['valeur_date']:%d/%m/%Y}"
    return abrege(str(ligne["valeur_texte"]), TEXTE_MAX) if ligne["valeur_texte"] else "sans valeur"


def aide(definition: Definition, dues: Sequence[Due], mesures: Mapping[str, Dit]) -> list[tuple[str, ...]]:
    """Return the helper page, titles first: one row an indicator of the sheet, in the words of the text."""
    facultatives = {d.indicateur.indicateur_id for d in dues if d.facultative}
    vus = dict.fromkeys(d.indicateur.indicateur_id for d in dues)
    par_id = {i.indicateur_id: i for i in definition.indicateurs}
    return [TITRES_AIDE] + [
        _explique(par_id[ident], definition.objectifs, mesures, ident in facultatives) for ident in vus
    ]


def _explique(
    indicateur: Indicateur, objectifs: Sequence[Objectif], mesures: Mapping[str, Dit], facultatif: bool
) -> tuple[str, ...]:
    dit = mesures.get(indicateur.mesure, Dit(indicateur.mesure, ""))
    quoi = f"{dit.libelle} : {dit.definition}" if dit.definition else dit.libelle
    if precisions := [f"{cle} : {v}" for cle, v in indicateur.filtre.items() if cle != "transform"]:
        quoi += f" ({', '.join(precisions)})"
    if indicateur.filtre.get("transform") == "evolution":
        quoi += ". Saisissez la valeur de l'année : l'évolution est calculée"
    cibles = [
        f"{phrases.quand(o)} : {phrases.cible(o, genre_de(o, indicateur.unite), indicateur.unite)}"
        for o in objectifs
        if o.indicateur_id == indicateur.indicateur_id
    ]
    texte = f"{indicateur.chapeau} {indicateur.libelle}" if indicateur.chapeau else indicateur.libelle
    unite = UNITES.get(indicateur.unite, indicateur.unite)
    return (
        indicateur.indicateur_id,
        texte,
        quoi,
        "pct (12,5 pour 12,5 %)" if unite == "pct" else unite,
        " ; ".join(cibles) or "aucune",
        "Facultatif" if facultatif else "Oui",
    )
