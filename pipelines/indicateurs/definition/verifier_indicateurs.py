"""What Table Schema cannot say of indicateurs.csv: codes, keys of filters, units that fit. One row at a time.

Identity from one edition to the next belongs to `verifier_editions`.
"""

from collections.abc import Iterator

from pipelines.indicateurs.definition.codes import Codes, refus_du_calcul
from pipelines.indicateurs.definition.fautes import Faute, proche
from pipelines.indicateurs.definition.lire import indicateur_de
from pipelines.indicateurs.definition.tableau import Rangee, Tableau, lire_filtre

NOMS = {
    "caracteristique": "caractéristique inconnue",
    "denominateur": "dénominateur inconnu",
    "titulaire": "catégorie de titulaires inconnue",
    "fournisseur": "catégorie de fournisseurs inconnue",
    "dimension": "dimension inconnue",
    "transform": "transformation inconnue",
}
EVOLUTION = "evolution"


def verifier_indicateurs(tableau: Tableau, connus: Codes) -> Iterator[Faute]:
    """Yield the faults of each row; codes that are all right alone may still not go together."""
    for rangee in tableau.rangees:
        fautes = list(_codes(tableau, rangee, connus))
        yield from fautes or _combinaison(tableau, rangee)


def _codes(tableau: Tableau, rangee: Rangee, connus: Codes) -> Iterator[Faute]:
    mesure = rangee["mesure"]
    if mesure and mesure not in connus.unites:
        yield tableau.faute(
            rangee,
            "mesure",
            "mesure-inconnue",
            f"La mesure « {mesure} » n'existe pas.",
            proche(mesure, connus.unites),
        )
    elif mesure and rangee["unite"] in connus.toutes_unites - connus.unites[mesure]:
        permises = ", ".join(sorted(connus.unites[mesure]))
        yield tableau.faute(
            rangee,
            "unite",
            "unite-mesure",
            f"L'unité « {rangee['unite']} » ne va pas à la mesure « {mesure} ».",
            f"écrire {permises}",
        )
    yield from _filtre(tableau, rangee, connus)


def _combinaison(tableau: Tableau, rangee: Rangee) -> Iterator[Faute]:
    try:
        refus = refus_du_calcul(indicateur_de(rangee))
    except ValueError:
        return  # a cell that the schema refuses
    if refus:
        yield tableau.faute(rangee, "filtre", "combinaison", refus)


def _filtre(tableau: Tableau, rangee: Rangee, connus: Codes) -> Iterator[Faute]:
    try:
        filtre = lire_filtre(rangee["filtre"])
    except ValueError as erreur:
        yield tableau.faute(rangee, "filtre", "filtre-ecriture", f"Filtre illisible : {erreur}.")
        return
    cles = connus.cles.get(rangee["mesure"])
    for cle, valeurs in filtre.items():
        if cles is not None and cle not in cles:
            yield tableau.faute(
                rangee,
                "filtre",
                "cle-inconnue",
                f"La clé « {cle} » n'existe pas pour la mesure « {rangee['mesure']} ».",
                proche(cle, cles) or f"clés permises : {', '.join(sorted(cles)) or 'aucune'}",
            )
            continue
        for valeur in valeurs.split("|"):
            if cle in connus.valeurs and valeur not in connus.valeurs[cle]:
                yield tableau.faute(
                    rangee,
                    "filtre",
                    f"{cle}-inconnu",
                    f"{NOMS[cle].capitalize()} : « {valeur} ».",
                    proche(valeur, connus.valeurs[cle]),
                )
    cibles = filtre.get("denominateur") == "cibles"
    if cibles and "cible" not in filtre:
        yield tableau.faute(
            rangee,
            "filtre",
            "cible-absente",
            "Avec denominateur=cibles, le filtre doit dire pour quoi les contrats sont ciblés.",
            "ajouter « ;cible=action_N », ou le code d'une disposition, comme au registre ciblages",
        )
    if "cible" in filtre and not cibles:
        yield tableau.faute(
            rangee, "filtre", "cible-en-trop", "La clé « cible » ne sert qu'avec denominateur=cibles."
        )


def est_evolution(rangee: Rangee) -> bool:
    """Say whether an indicator is the difference with the year before."""
    try:
        return lire_filtre(rangee["filtre"]).get("transform") == EVOLUTION
    except ValueError:
        return False
