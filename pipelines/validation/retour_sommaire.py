"""The first sheet of the returned workbook, « À corriger »: rows of texts and links. Drawing belongs to the formats."""

from dataclasses import dataclass

from pipelines.validation.rapport import Groupe, Rapport
from pipelines.validation.rapport_ecran import nom_colonne, nombre, verdict
from pipelines.validation.rapport_places import lettres
from pipelines.validation.rapport_propre import inoffensif, phrase
from pipelines.validation.retour_marques import COMMENTAIRES, Marques

LARGEURS = (16, 42, 70, 60)


@dataclass(frozen=True)
class Case:
    """A text of the summary; `cible` is the (row, column) that a click leads to."""

    texte: str
    style: str = ""
    cible: tuple[int, int] | None = None


Rangee = list[Case]


def sommaire(rapport: Rapport, marques: Marques, notes: list[str]) -> list[Rangee]:
    """Return the rows of the sheet, in the order in which they are read."""
    rangees = [[Case(f"À corriger : {rapport.fichier}", "titre")], [Case(verdict(rapport), "gras")]]
    rangees += [[Case(texte)] for texte in (*_mode_d_emploi(rapport, marques), *notes)]
    rangees += _absentes(rapport.manquantes)
    lus = [*rapport.remarques, *rapport.avertissements]
    if lus:
        rangees += _section("Ce qui a été lu, mis de côté ou réécrit")
        rangees += [[Case(texte)] for texte in lus]
    rangees += _regles(rapport.groupes)
    rangees += _cellules(marques)
    return [[Case(inoffensif(c.texte), c.style, c.cible) for c in rangee] for rangee in rangees]


def _mode_d_emploi(rapport: Rapport, marques: Marques) -> list[str]:
    textes = []
    if marques.cellules:
        textes.append(
            "Les cellules coloriées sont à corriger ; leur commentaire dit pourquoi. Corrigez, enregistrez, "
            "renvoyez ce fichier : cette feuille-ci n'est pas lue."
        )
    if len(marques.cellules) > COMMENTAIRES:
        textes.append(
            f"Les {nombre(len(marques.cellules))} cellules fautives sont toutes coloriées ; les {nombre(COMMENTAIRES)} "
            "premières portent un commentaire et sont listées ici. La suite apparaîtra au prochain envoi."
        )
    if rapport.prive and not rapport.valide:
        textes.append(
            "Ce registre concerne des personnes : cette feuille ne cite aucune valeur de leurs colonnes."
        )
    return textes


def _absentes(groupes: list[Groupe]) -> list[Rangee]:
    if not groupes:
        return []
    lignes = [[Case("Titre", "entete"), Case("Exemple de valeur", "entete"), Case("Contenu", "entete")]]
    textes = ((g.champ or "", phrase(g.exemple or ""), g.description or "") for g in groupes)
    lignes += [[Case(texte) for texte in rangee] for rangee in textes]
    return [*_section("Colonnes absentes, à ajouter"), *lignes]


def _regles(groupes: list[Groupe]) -> list[Rangee]:
    if not groupes:
        return []
    titres = ("Nombre", "Colonne", "Ce qui ne va pas", "Exemple de valeur acceptée")
    lignes = [[Case(titre, "entete") for titre in titres]]
    for g in groupes:
        textes = (nombre(g.nombre), nom_colonne(g), f"{g.titre}. {g.en_mots}", phrase(g.exemple or ""))
        lignes.append([Case(texte) for texte in textes])
    return [*_section("Par colonne et par règle"), *lignes]


def _cellules(marques: Marques) -> list[Rangee]:
    lignes: list[Rangee] = []
    if marques.cellules:
        titres = ("Cellule (cliquer)", "Colonne", "Ce qui ne va pas")
        lignes = [*_section("Cellule par cellule"), [Case(titre, "entete") for titre in titres]]
    for cle in sorted(marques.cellules)[:COMMENTAIRES]:
        lieu, champ = f"{lettres(cle[1])}{cle[0]}", marques.champs.get(cle) or "ligne entière"
        lignes.append([Case(lieu, "lien", cle), Case(champ), Case(" ".join(marques.cellules[cle])[:1_000])])
    if marques.sans_place:
        lignes += _section("Sur le fichier entier")
        lignes += [[Case(texte)] for texte in marques.sans_place[:COMMENTAIRES]]
    return lignes


def hauteur(rangee: Rangee) -> int:
    """Count the lines that a row needs for its longest text to be read; a text alone on its row runs on."""
    if len(rangee) < 2:
        return 2 if rangee and rangee[0].style == "titre" else 1
    return max(-(-len(c.texte) // (largeur - 2)) or 1 for c, largeur in zip(rangee, LARGEURS, strict=False))


def _section(titre: str) -> list[Rangee]:
    return [[], [Case(titre, "gras")]]
