"""What Table Schema cannot say of objectifs.csv and observations.csv: against their indicator, and among themselves."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pipelines.indicateurs.definition.fautes import Faute, proche
from pipelines.indicateurs.definition.tableau import Rangee, Tableau
from pipelines.indicateurs.definition.verifier_indicateurs import est_evolution

TENDANCES = ("hausse", "baisse")


def verifier_objectifs(tableau: Tableau, indicateurs: dict[str, Rangee]) -> Iterator[Faute]:
    """Yield the faults of each target."""
    paliers = Counter(
        r["indicateur_id"] for r in tableau.rangees if r["trajectoire"] == "paliers" and r["echeance"]
    )
    for rangee in tableau.rangees:
        yield from _liee(tableau, rangee, indicateurs)
        yield from _trajectoire(tableau, rangee, paliers)
        yield from _operateur(tableau, rangee, indicateurs.get(rangee["indicateur_id"]))


def verifier_observations(tableau: Tableau, indicateurs: dict[str, Rangee]) -> Iterator[Faute]:
    """Yield the faults of each value that the text reports."""
    for rangee in tableau.rangees:
        yield from _liee(tableau, rangee, indicateurs)
        if not rangee["valeur"] and not rangee["valeur_texte"]:
            yield tableau.faute(
                rangee, "valeur", "valeur-absente", "Une observation a une valeur, ou une valeur_texte."
            )


def _liee(tableau: Tableau, rangee: Rangee, indicateurs: dict[str, Rangee]) -> Iterator[Faute]:
    ident = rangee["indicateur_id"]
    indicateur = indicateurs.get(ident)
    if indicateur is None:
        yield tableau.faute(
            rangee,
            "indicateur_id",
            "indicateur-inconnu",
            f"L'indicateur « {ident} » n'est pas dans indicateurs.csv.",
            proche(ident, indicateurs),
        )
        return
    if rangee["unite"] and rangee["unite"] != indicateur["unite"]:
        yield tableau.faute(
            rangee,
            "unite",
            "unite-indicateur",
            f"L'unité « {rangee['unite']} » n'est pas celle de l'indicateur, « {indicateur['unite']} ».",
            f"écrire « {indicateur['unite']} »",
        )
    elif indicateur["unite"] == "taux":
        for colonne in ("valeur", "depart_valeur"):
            valeur = _nombre(rangee[colonne])
            if valeur is not None and abs(valeur) > 1:
                yield tableau.faute(
                    rangee,
                    colonne,
                    "taux-hors-bornes",
                    "Un taux s'écrit entre 0 et 1.",
                    f"écrire {(valeur / 100).normalize():f} pour {rangee[colonne]} %",
                )


def _trajectoire(tableau: Tableau, rangee: Rangee, paliers: Counter[str]) -> Iterator[Faute]:
    if rangee["trajectoire"] == "lineaire" and not (rangee["depart_annee"] and rangee["depart_valeur"]):
        yield tableau.faute(
            rangee,
            "trajectoire",
            "depart-absent",
            "Une trajectoire linéaire a un point de départ : depart_annee et depart_valeur.",
            "les remplir, ou écrire « aucune » si le texte ne donne pas de départ",
        )
    if rangee["trajectoire"] == "paliers" and paliers[rangee["indicateur_id"]] < 2:
        yield tableau.faute(
            rangee,
            "trajectoire",
            "paliers-insuffisants",
            "Des paliers sont au moins deux échéances du même indicateur, une par ligne.",
            "ajouter les autres échéances, ou écrire « aucune »",
        )


def _operateur(tableau: Tableau, rangee: Rangee, indicateur: Rangee | None) -> Iterator[Faute]:
    tendance = rangee["operateur"] in TENDANCES
    if tendance and indicateur is not None and not est_evolution(indicateur):
        yield tableau.faute(
            rangee,
            "operateur",
            "evolution-attendue",
            f"« {rangee['operateur']} » demande un indicateur d'évolution.",
            f"ajouter transform=evolution au filtre de « {rangee['indicateur_id']} », ou donner une valeur",
        )
    if not tendance and rangee["operateur"] and not rangee["valeur"] and not rangee["valeur_texte"]:
        yield tableau.faute(
            rangee,
            "valeur",
            "valeur-absente",
            f"« {rangee['operateur']} » compare à une valeur, qui manque.",
            "remplir valeur, ou valeur_texte pour une date",
        )


def _nombre(texte: str) -> Decimal | None:
    try:
        return Decimal(texte) if texte else None
    except InvalidOperation:
        return None  # told by the schema
