"""The targets that a definition sets to a category of L.2111-3, and where a rate stands against them.

An indicator asks the same as a category when both make the same `Spec`: their words may differ. The rules of the
verdict are those of `indicateurs.objectifs` (docs/objectifs.md).
"""

from dataclasses import dataclass

from pipelines.indicateurs.calcul.legal import spec_legale
from pipelines.indicateurs.calcul.specs import Spec, spec_de
from pipelines.indicateurs.definition.modele import Definition, Indicateur, Objectif
from pipelines.indicateurs.listes import Listes, listes
from pipelines.indicateurs.objectifs import phrases
from pipelines.indicateurs.objectifs.choix import Choix, choisir
from pipelines.indicateurs.objectifs.etat import genre_de, juger
from pipelines.indicateurs.objectifs.modele import Mesure
from pipelines.rapports.categories import Categorie
from pipelines.rapports.matiere import Matiere, Periode, Resultat

ETATS = {
    "atteint": "atteint",
    "en_bonne_voie": "en bonne voie",
    "en_retard": "non atteint",
    "indetermine": "on ne peut pas conclure",
    "sans_objet": "pas encore échu",
}


@dataclass(frozen=True)
class Cible:
    """A target that speaks for a category: in which definition, in which words, and where the rate stands."""

    definition: Definition
    indicateur: Indicateur
    objectif: Objectif
    texte: str
    echeance: str
    etat: str | None
    explication: str


def cible_dite(indicateur: Indicateur, objectifs: list[Objectif], annee: int) -> tuple[str, Choix] | None:
    """Say the target of an indicator that speaks for a year: « au moins 30 % (pour 2025) »; None without any."""
    choix = choisir(objectifs, annee)
    if choix is None:
        return None
    genre = genre_de(choix.objectif, indicateur.unite)
    dite = phrases.cible(choix.objectif, genre, indicateur.unite)
    return f"{dite} ({phrases.quand(choix.objectif)})", choix


def cibles(
    matiere: Matiere, categorie: Categorie, compte: str, periode: Periode, taux: Resultat | None
) -> list[Cible]:
    """List the targets of every definition for a category, judged on the rate of the whole period.

    The target is the one due in the last year of the period.
    """
    connues, trouvees = listes(), []
    voulue = spec_legale(categorie.code, compte)
    for definition in matiere.definitions:
        for indicateur in definition.indicateurs:
            if indicateur.statut == "abandonne" or _spec(indicateur, connues) != voulue:
                continue
            objectifs = [o for o in definition.objectifs if o.indicateur_id == indicateur.indicateur_id]
            dite = cible_dite(indicateur, objectifs, periode.fin)
            if dite is None:
                continue
            texte, choix = dite
            jugement = juger(objectifs, _mesure(taux, periode), unite=indicateur.unite)
            trouvees.append(
                Cible(
                    definition,
                    indicateur,
                    choix.objectif,
                    texte.partition(" (")[0],
                    phrases.quand(choix.objectif),
                    jugement.etat,
                    jugement.explication,
                )
            )
    return trouvees


def propres(trouvees: list[Cible], matiere: Matiere) -> list[Cible]:
    """Keep the targets that the SPASER itself sets."""
    return [c for c in trouvees if c.definition.slug == matiere.definition.slug]


def _spec(indicateur: Indicateur, connues: Listes) -> Spec | None:
    """An indicator of an evolution asks another thing than the rate itself."""
    return None if "transform" in indicateur.filtre else spec_de(indicateur, connues)


def _mesure(taux: Resultat | None, periode: Periode) -> Mesure:
    if taux is None or taux["valeur"] is None:
        return Mesure(periode.fin, origine="non_disponible")
    return Mesure(periode.fin, taux["valeur"], taux["borne_min"], taux["borne_max"])
