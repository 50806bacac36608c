"""What is said of the titles: rows above them, columns left out, two rows joined. No value is ever cited."""

from collections.abc import Iterator, Sequence

from pipelines.registres.correspondance import Correspondance
from pipelines.registres.modele import Remarque, en_plages, lettre
from pipelines.registres.titres import Entete, Rangee


def remarques_de_titres(
    entete: Entete, tete: Sequence[Rangee], regles: Correspondance | None, pleines: set[int] | None = None
) -> Iterator[Remarque]:
    """Tell what was understood of the head of a table; `pleines` are the columns that hold something."""
    if entete.double:
        yield Remarque(
            "titres-sur-deux-lignes",
            f"Titres lus sur deux lignes : {tete[entete.rang - 1][0]} et {entete.ligne}.",
        )
    avant = tete[: entete.rang - entete.double]
    au_dessus = [ligne for ligne, cellules in avant if any(c.strip() for c in cellules)]
    if au_dessus:
        yield Remarque(
            "lignes-au-dessus",
            f"Les titres sont à la ligne {entete.ligne} ; au-dessus, non repris : {en_plages(au_dessus)}.",
            lignes=tuple(au_dessus),
            nombre=len(au_dessus),
        )
    inconnues = [c for c in entete.colonnes if c.champ is None and not c.ignoree and c.titre]
    if inconnues:
        une = len(inconnues) == 1
        yield Remarque(
            "colonne-non-reprise",
            f"{'Colonne inconnue' if une else f'{len(inconnues)} colonnes inconnues'} du schéma, "
            f"non reprise{'' if une else 's'} : "
            f"{', '.join(f'{lettre(c.numero)} (« {c.titre} »)' for c in inconnues)}. Dites dans une "
            "correspondance à quel champ chacune répond, ou écrivez-la sous « ignorer ».",
            nombre=len(inconnues),
        )
    for numero in sorted(pleines or ()):
        colonne_ = entete.colonnes[numero - 1] if numero <= len(entete.colonnes) else None
        if colonne_ is None or not (colonne_.titre or colonne_.champ or colonne_.ignoree):
            yield Remarque(
                "colonne-sans-titre",
                f"Colonne {lettre(numero)} : elle est remplie mais n'a pas de titre, non reprise.",
            )
    ignorees = [c for c in entete.colonnes if c.ignoree]
    if ignorees and regles:
        yield Remarque(
            "colonnes-ignorees",
            f"Colonnes ignorées, comme le dit {regles.source} : "
            f"{', '.join(f'{lettre(c.numero)} (« {c.titre} »)' for c in ignorees)}.",
            nombre=len(ignorees),
        )
    if regles and regles.constantes:
        yield Remarque(
            "constantes",
            f"Valeurs données par {regles.source} pour toutes les lignes : {', '.join(regles.constantes)}.",
            nombre=len(regles.constantes),
        )
