"""The words that a definition may use: those of the closed lists, and the units that fit each measure.

The lists themselves belong to `pipelines.indicateurs.listes`.
"""

from dataclasses import dataclass

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Indicateur
from pipelines.indicateurs.listes import listes

COMMUNES = ("caracteristique", "denominateur", "titulaire", "fournisseur", "cible", "dimension", "transform")
# A value typed in by hand is not filtered: these keys only say which one is meant.
PRECISIONS = ("etat", "nature", "objet", "origine", "parc", "perimetre", "qualite", "type")
SANS_POPULATION = ("objet",)
# A characteristic or a denominator may stand on what a contract comes from: the keys of these populations go with it.
VOISINES = {"contrats": {"contrats", "contrats_en_cours", "projets", "consultations"}}
TRANSFORMATIONS = ("evolution", "cumul_contrats_actifs")
DIMENSIONS_SAISIES = ("origine", "nature_impact")
AUTRES_UNITES = {
    "date_publication_programmation": ("oui_non",),
    "duree_vie_moyenne": ("mois",),
    "etat_action": ("date",),
    "gain_moyen_negociation": ("taux", "points"),
    "nb_jeux_donnees_publies": ("oui_non",),
    "repartition_beneficiaires": ("taux",),
    "repartition_contrats": ("taux",),
    "satisfaction_moyenne": ("points",),
    "temps_consacre": ("heures", "etp"),
    "valorisation_dechets": ("taux",),
    "volume_achats": ("eur_ht", "tonnes"),
}


@dataclass(frozen=True)
class Codes:
    """What each key of a filter may hold, and for each measure its units and keys."""

    unites: dict[str, frozenset[str]]
    cles: dict[str, frozenset[str]]
    saisies: frozenset[str]
    valeurs: dict[str, frozenset[str]]

    @property
    def toutes_unites(self) -> frozenset[str]:
        """Name the units that some measure has; any other is told by the schema."""
        return frozenset().union(*self.unites.values())


def codes() -> Codes:
    """Gather the closed lists into what a definition is checked against."""
    lues = listes()
    unites, cles, saisies = {}, {}, set()
    for code, facons in lues.mesures.items():
        unites[code] = frozenset({f.unite for f in facons} | set(AUTRES_UNITES.get(code, ())))
        if facons[0].mode == "saisie":
            saisies.add(code)
            propres = {*PRECISIONS, "dimension", "transform"}
        else:
            populations = {p for f in facons for p in VOISINES.get(f.population, {f.population})}
            propres = {
                f.cle for f in lues.filtres.values() if f.population in populations and f.mesure in ("", code)
            }
            propres |= set(COMMUNES) if populations != {""} else set(SANS_POPULATION)
        cles[code] = frozenset(propres)
    categories = frozenset(lues.categories)
    return Codes(
        unites=unites,
        cles=cles,
        saisies=frozenset(saisies),
        valeurs={
            "caracteristique": frozenset(code for code, _ in lues.caracteristiques),
            "denominateur": frozenset(code for code, _ in lues.denominateurs),
            "titulaire": categories,
            "fournisseur": categories,
            "dimension": frozenset({code for _, code in lues.dimensions} | set(DIMENSIONS_SAISIES)),
            "transform": frozenset(TRANSFORMATIONS),
        },
    )


def refus_du_calcul(indicateur: Indicateur) -> str | None:
    """Say why known codes cannot go together, in the words of the calculation; None when they can."""
    from pipelines.indicateurs.calcul.specs import spec_de

    try:
        spec_de(indicateur, listes())
    except SpaserErreur as erreur:
        return str(erreur).removeprefix(f"{indicateur.indicateur_id} : ")
    return None
