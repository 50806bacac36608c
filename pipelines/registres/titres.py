"""Which of their columns is which of our fields: by name, by French title, or by what the mapping says.

Nothing is matched by resemblance. Reading the rows belongs to `textes` and `classeurs`.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.correspondance import Correspondance
from pipelines.registres.modele import Colonne, lettre
from pipelines.schemas import tables as schemas

PAR_PLACE = re.compile(r"colonne ([A-Z]{1,3}|[1-9][0-9]{0,3})\Z")
Rangee = tuple[int, list[str]]  # (line or row number in their file, cells)


@dataclass(frozen=True)
class Entete:
    """The row of titles that was found, and its columns from left to right."""

    rang: int
    ligne: int
    colonnes: tuple[Colonne, ...]
    exacte: bool  # every title that is known is spelt as the schema spells it
    double: bool = False  # the row above holds part of the titles

    @property
    def reconnus(self) -> int:
        """Count the columns that hold a field."""
        return sum(colonne.champ is not None for colonne in self.colonnes)


@functools.lru_cache(maxsize=65536)
def pli(titre: str) -> str:
    """Fold a title: no case, no accent, nothing but letters and digits."""
    ascii_ = unicodedata.normalize("NFKD", titre).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", ascii_.lower())


class Titres:
    """Knows the titles that a schema and a mapping accept."""

    def __init__(self, schema: schemas.Schema, correspondance: Correspondance | None = None) -> None:
        self.noms = set(schemas.colonnes(schema))
        self.regles = correspondance
        self.prive = schemas.est_prive(schema)
        self.exacts: dict[str, str] = {}
        self.plis: dict[str, str | None] = {}
        for champ in schema["fields"]:
            for titre in {pli(champ["name"]), pli(str(champ.get("title", "")))} - {""}:
                autre = self.plis.get(titre, champ["name"])
                self.plis[titre] = champ["name"] if autre == champ["name"] else None
        self.plis |= {pli(nom): nom for nom in self.noms}
        self.places: dict[int, str] = {}
        self.ignores: set[str] = set()
        self.places_ignorees: set[int] = set()
        if correspondance:
            self._apprendre(correspondance)

    def _apprendre(self, regles: Correspondance) -> None:
        donnes = {*regles.constantes, *(regle.champ for regle in regles.colonnes)}
        self.plis = {titre: nom for titre, nom in self.plis.items() if nom not in donnes}
        for regle in regles.colonnes:
            if place := PAR_PLACE.match(regle.titre):
                self.places[_numero(place[1])] = regle.champ
            else:
                self.exacts[pli(regle.titre) or regle.titre] = regle.champ
        for titre in regles.ignorer:
            if place := PAR_PLACE.match(titre):
                self.places_ignorees.add(_numero(place[1]))
            else:
                self.ignores.add(pli(titre) or titre)

    def champ_de(self, titre: str, numero: int) -> tuple[str | None, bool]:
        """Return the field of a title, and whether the mapping ignores the column."""
        if numero in self.places:
            return self.places[numero], False
        cle = pli(titre) or titre
        if numero in self.places_ignorees or (titre and cle in self.ignores):
            return None, True
        if not titre:
            return None, False
        return self.exacts.get(cle) or self.plis.get(cle), False

    def chercher(self, tete: Sequence[Rangee], ligne: int | None = None) -> Entete | None:
        """Find the row of titles: the first one with the most known titles, on one row or two.

        Errors: FichierRefuse when two columns claim one field.
        """
        essais = [
            self._essayer(tete, rang, double)
            for rang in range(len(tete))
            if ligne is None or tete[rang][0] == ligne
            for double in (False, True)
            if not (double and rang == 0)
        ]
        meilleur = max(essais, key=self.nommees, default=None)
        if meilleur is None or not (ligne or self._suffit(meilleur)):
            return None
        return meilleur

    def nommees(self, entete: Entete) -> int:
        """Count the columns known by their title, those that the mapping gives by place left out."""
        connues = (c for c in entete.colonnes if c.champ or (c.ignoree and c.titre))
        return sum(c.numero not in self.places | dict.fromkeys(self.places_ignorees) for c in connues)

    def _suffit(self, entete: Entete) -> bool:
        pleines = sum(bool(colonne.titre) for colonne in entete.colonnes)
        return self.nommees(entete) >= min(2, pleines, len(self.noms)) and self.nommees(entete) > 0

    def _essayer(self, tete: Sequence[Rangee], rang: int, double: bool) -> Entete:
        ligne, cellules = tete[rang]
        titres = [texte.strip() for texte in cellules]
        if double:
            titres = _composer([t.strip() for t in tete[rang - 1][1]], titres, self)
        colonnes = []
        for numero, titre in enumerate(titres, 1):
            champ, ignoree = self.champ_de(titre, numero)
            colonnes.append(Colonne(numero, titre, champ, ignoree))
        exacte = not double and all(c.champ is None or c.titre == c.champ for c in colonnes)
        return Entete(rang, ligne, tuple(colonnes), exacte, double)

    def verifier(self, entete: Entete, nom: str) -> None:
        """Check that each field has one column, and that what the mapping names is there.

        Errors: FichierRefuse with the question to answer.
        """
        vues: dict[str, Colonne] = {}
        for colonne in entete.colonnes:
            if colonne.champ and colonne.champ in vues:
                autre = vues[colonne.champ]
                raise FichierRefuse(
                    f"« {nom} » : deux colonnes donnent « {colonne.champ} », {lettre(autre.numero)} "
                    f"(« {autre.titre} ») et {lettre(colonne.numero)} (« {colonne.titre} »). Laquelle compte ? "
                    f'Écrivez-le dans une correspondance : « "colonne {lettre(autre.numero)}": {colonne.champ} » sous '
                    f'colonnes, et « "colonne {lettre(colonne.numero)}" » sous ignorer.'
                )
            if colonne.champ:
                vues[colonne.champ] = colonne
        absentes = [r for r in (self.regles.colonnes if self.regles else ()) if r.champ not in vues]
        if absentes and self.regles:
            raise FichierRefuse(
                f"« {nom} » n'a pas la colonne « {absentes[0].titre} » que nomme {self.regles.source} (ligne "
                f"{absentes[0].ligne}). Titres lus : {', '.join(c.titre for c in entete.colonnes if c.titre)}."
            )


def _composer(dessus: list[str], dessous: list[str], titres: Titres) -> list[str]:
    """Join a row of group titles and the row below: « Heures » over « prévues » is « Heures prévues »."""
    largeur = max(len(dessus), len(dessous))
    dessus = dessus + [""] * (largeur - len(dessus))
    dessous = dessous + [""] * (largeur - len(dessous))
    groupe, joints = "", []
    for numero, (haut, bas) in enumerate(zip(dessus, dessous, strict=True), 1):
        groupe = haut or groupe
        joint = f"{groupe} {bas}".strip()
        if not bas:
            joints.append(haut)
        elif titres.champ_de(bas, numero)[0] is None and titres.champ_de(joint, numero)[0]:
            joints.append(joint)
        else:
            joints.append(bas)
    return joints


def _numero(place: str) -> int:
    if place.isdigit():
        return int(place)
    numero = 0
    for signe in place:
        numero = numero * 26 + ord(signe) - 64
    return numero
