"""Which sheet holds the table, what its merged cells mean, and what is said of it. Values belong to `classeurs`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.cellules import MARQUE
from pipelines.registres.modele import Remarque, en_plages, lettre
from pipelines.registres.releves import Plage, Releve, ecrite
from pipelines.registres.titres import Entete, Rangee, Titres

if TYPE_CHECKING:
    from pipelines.registres.classeurs import Classeur

NOMMEES = 12


def choisir(
    classeur: "Classeur", titres: Titres, feuille: str | None, ligne: int | None, limite: int
) -> tuple[str, Entete, list[Rangee]]:
    """Return the sheet whose titles fit, its titles, and its first rows.

    Errors: FichierRefuse when no sheet fits, or when two do.
    """
    if feuille is not None and feuille not in classeur.noms:
        raise FichierRefuse(
            f"« {classeur.path.name} » n'a pas de feuille « {feuille} ». Feuilles : {_liste(classeur.noms)}."
        )
    essais = []
    for nom in [feuille] if feuille else classeur.noms:
        tete = classeur.tete(nom, limite)
        entete = titres.chercher(tete, ligne)
        if entete:
            essais.append((titres.nommees(entete), nom, entete, tete))
    if not essais:
        ou = f"la feuille « {feuille} »" if feuille else f"ses feuilles ({_liste(classeur.noms)})"
        raise FichierRefuse(
            f"« {classeur.path.name} » : aucun titre de colonne connu dans {ou}. Les colonnes attendues sont : "
            f"{', '.join(sorted(titres.noms))}. Si vos titres sont différents, donnez une correspondance."
        )
    meilleur = max(essais, key=lambda essai: essai[0])
    rivales = [nom for score, nom, _, _ in essais if score * 2 >= meilleur[0]]
    if len(rivales) > 1:
        raise FichierRefuse(
            f"« {classeur.path.name} » : quelle feuille lire, {_liste(rivales)} ? Toutes ont les titres attendus. "
            f'Déclarez-la : --feuille "{rivales[0]}", ou « feuille: "{rivales[0]}" » dans une correspondance.'
        )
    return meilleur[1], meilleur[2], meilleur[3]


def poser_marques(cellules: list[str], marquees: dict[int, tuple[str, str]]) -> None:
    """Write errors and formulas without result, which calamine gives as empty cells, into a row."""
    for colonne, (marque, texte) in marquees.items():
        cellules.extend([""] * (colonne - len(cellules)))
        if cellules[colonne - 1] == "":
            cellules[colonne - 1] = MARQUE + marque + texte


def fusionner(
    rangees: Iterator[Rangee], nom: str, releve: Releve, entete: Entete, fusions: str | None
) -> Iterator[Rangee]:
    """Settle merged cells of the data: asked when nothing is declared, repeated or left when it is.

    Errors: FichierRefuse with the question.
    """
    lues = {colonne.numero for colonne in entete.colonnes if colonne.champ}
    plages = [
        p for p in releve.fusions if p[2] > entete.ligne and any(p[1] <= numero <= p[3] for numero in lues)
    ]
    if not plages or fusions == "premiere":
        yield from rangees
        return
    repetees: dict[tuple[int, int], str] = {}
    attente, actives = sorted(plages, reverse=True), list[Plage]()
    for ligne, cellules in rangees:
        while attente and attente[-1][0] <= ligne:
            actives.append(attente.pop())
        actives = [plage for plage in actives if plage[2] >= ligne]
        for plage in actives:
            _etendre(plage, ligne, cellules, repetees, nom, repeter=fusions == "repeter")
        yield ligne, cellules


def _etendre(
    plage: Plage,
    ligne: int,
    cellules: list[str],
    valeurs: dict[tuple[int, int], str],
    nom: str,
    *,
    repeter: bool,
) -> None:
    haut, gauche, bas, droite = plage
    cellules.extend([""] * (droite - len(cellules)))
    if ligne == haut:
        valeurs[haut, gauche] = cellules[gauche - 1]
    valeur = valeurs.get((haut, gauche), "")
    total = valeur.strip().lower().startswith(("total", "sous-total", "sous total"))
    if not valeur or (haut == bas and total):
        return
    if not repeter:
        portee = f"les {bas - haut + 1} lignes" if bas > haut else f"les {droite - gauche + 1} colonnes"
        raise FichierRefuse(
            f"« {nom} » : les cellules {ecrite(plage)} sont fusionnées. La valeur vaut-elle pour {portee} ? "
            "Déclarez-le dans une correspondance : « fusions: repeter » (elle vaut pour toutes) ou "
            "« fusions: premiere » (pour la première seulement), ou défusionnez-les."
        )
    cellules[gauche - 1 : droite] = [valeur] * (droite - gauche + 1)


def remarques(classeur: "Classeur", nom: str, entete: Entete, fusions: str | None) -> Iterator[Remarque]:
    """Tell which sheet was read, what is hidden in it, and what else the workbook holds."""
    masquee = ", qui est masquée" if nom in classeur.masquees else ""
    yield Remarque("feuille", f"Feuille lue : « {nom} »{masquee}.")
    autres = [autre for autre in classeur.noms if autre != nom]
    if autres:
        yield Remarque("autres-feuilles", f"Feuilles non lues : {_liste(autres)}.", nombre=len(autres))
    releve = classeur.releve(nom)
    lignes = [ligne for ligne in releve.lignes_masquees if entete.ligne < ligne <= releve.fin[0]]
    if lignes:
        yield Remarque(
            "lignes-masquees",
            f"Lignes masquées ou filtrées, lues comme les autres : {en_plages(lignes)}.",
            lignes=tuple(lignes),
            nombre=len(lignes),
        )
    colonnes = [c for c in releve.colonnes_masquees if c <= releve.fin[1]]
    if colonnes:
        yield Remarque(
            "colonnes-masquees",
            f"Colonnes masquées, lues comme les autres : {', '.join(map(lettre, colonnes))}.",
            nombre=len(colonnes),
        )
    fusionnees = [p for p in releve.fusions if p[2] > entete.ligne]
    if fusionnees and fusions:
        yield Remarque(
            "fusions",
            f"{len(fusionnees)} plages de cellules fusionnées, lues comme déclaré (fusions: {fusions}).",
            nombre=len(fusionnees),
        )
    if classeur.macros:
        yield Remarque("macros", "Le classeur contient des macros : elles n'ont pas été exécutées.")


def _liste(noms: list[str]) -> str:
    cites = ", ".join(f"« {nom} »" for nom in noms[:NOMMEES])
    return cites if len(noms) <= NOMMEES else f"{cites} et {len(noms) - NOMMEES} autres"
