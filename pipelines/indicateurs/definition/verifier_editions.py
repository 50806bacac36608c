"""The identity of an indicator from one edition of a SPASER to the next: a series goes on, or ends on purpose."""

from collections import Counter
from collections.abc import Iterator

from pipelines.indicateurs.definition.fautes import Faute, proche
from pipelines.indicateurs.definition.tableau import Rangee, Tableau, lire_filtre


def verifier_suite(avant: Tableau, apres: Tableau) -> Iterator[Faute]:
    """Yield what breaks between the indicators of two successive editions; faults stand in the later one."""
    anciens = {r["indicateur_id"]: r for r in avant.rangees}
    suites = {r["ancien_id"] or r["indicateur_id"]: r for r in apres.rangees}
    repris = Counter(r["ancien_id"] for r in apres.rangees if r["ancien_id"])
    for ident in anciens:
        if ident not in suites:
            yield Faute(
                apres.fichier,
                1,
                "ancien_id",
                apres.titres.index("ancien_id") + 1 if "ancien_id" in apres.titres else None,
                ident,
                "indicateur-disparu",
                f"L'indicateur « {ident} » ({avant.fichier}, ligne {anciens[ident].ligne}) a disparu.",
                "garder sa ligne avec statut=abandonne, ou le nommer dans ancien_id de celui qui le remplace",
            )
    for rangee in apres.rangees:
        ancien = rangee["ancien_id"]
        if ancien and ancien not in anciens:
            yield apres.faute(
                rangee,
                "ancien_id",
                "ancien-inconnu",
                f"« {ancien} » n'est pas un indicateur de l'édition précédente.",
                proche(ancien, anciens),
            )
        elif ancien and repris[ancien] > 1:
            yield apres.faute(
                rangee,
                "ancien_id",
                "ancien-repris",
                f"« {ancien} » est repris par plusieurs indicateurs : sa série n'a qu'une suite.",
            )
        elif (passe := anciens.get(ancien or rangee["indicateur_id"])) is not None:
            yield from _meme_question(apres, rangee, passe)


def _meme_question(apres: Tableau, rangee: Rangee, passe: Rangee) -> Iterator[Faute]:
    """The same identity answers the same question; only the target of a `cibles` denominator may move."""
    conseil = "donner un nouvel identifiant à l'indicateur, et abandonner l'ancien (statut=abandonne)"
    if rangee["mesure"] != passe["mesure"]:
        message = f"L'indicateur a changé de mesure : c'était « {passe['mesure']} »."
        yield apres.faute(rangee, "mesure", "mesure-changee", message, conseil)
    elif _question(rangee) != _question(passe):
        message = f"L'indicateur a changé de filtre : c'était « {passe['filtre']} »."
        yield apres.faute(rangee, "filtre", "filtre-change", message, conseil)
    elif rangee["unite"] != passe["unite"]:
        message = f"L'indicateur a changé d'unité : c'était « {passe['unite']} »."
        yield apres.faute(rangee, "unite", "unite-changee", message, conseil)


def _question(rangee: Rangee) -> dict[str, str] | None:
    try:
        return {cle: valeur for cle, valeur in lire_filtre(rangee["filtre"]).items() if cle != "cible"}
    except ValueError:
        return None
