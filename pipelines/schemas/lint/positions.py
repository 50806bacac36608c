"""JSON read with the line of every key, and the keys written twice, which `json` drops without a word.

What the content means belongs elsewhere.
"""

import re
from collections.abc import Callable
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from pipelines.schemas.lint.fautes import Chemin

BLANCS = re.compile(r"[ \t\n\r]*")
SCALAIRE = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
MOTS: dict[str, Any] = {"true": True, "false": False, "null": None}
PROFONDEUR = 100


class Lu:
    """A JSON text, read: its value, the line of each path, the paths written twice."""

    def __init__(self, texte: str) -> None:
        """Read a text.

        Errors: JSONDecodeError, with the line and column.
        """
        self._texte, self._debuts = texte, [m.end() for m in re.finditer("\n", texte)]
        self.lignes: dict[Chemin, int] = {}
        self.doubles: list[Chemin] = []
        self.valeur, fin = self._lire(self._blancs(0), ())
        if self._blancs(fin) != len(texte):
            raise JSONDecodeError("du texte suit la fin du JSON", texte, fin)

    def ligne(self, chemin: Chemin) -> int | None:
        """Return the line of a path, or of the nearest object that holds it."""
        while chemin and chemin not in self.lignes:
            chemin = chemin[:-1]
        return self.lignes.get(chemin)

    def _noter(self, chemin: Chemin, i: int) -> None:
        bas, haut = 0, len(self._debuts)
        while bas < haut:
            milieu = (bas + haut) // 2
            bas, haut = (milieu + 1, haut) if self._debuts[milieu] <= i else (bas, milieu)
        self.lignes[chemin] = bas + 1

    def _blancs(self, i: int) -> int:
        trouve = BLANCS.match(self._texte, i)
        return trouve.end() if trouve else i

    def _lire(self, i: int, chemin: Chemin) -> tuple[Any, int]:
        if chemin not in self.lignes:
            self._noter(chemin, i)
        if len(chemin) > PROFONDEUR:
            raise JSONDecodeError("trop de niveaux imbriqués", self._texte, i)
        signe = self._texte[i : i + 1]
        if signe == '"':
            valeur: tuple[Any, int] = scanstring(self._texte, i + 1)
            return valeur
        if signe == "{":
            return self._suite(i, "}", {}, lambda objet, j: self._membre(objet, j, chemin))
        if signe == "[":
            return self._suite(i, "]", [], lambda liste, j: self._element(liste, j, chemin))
        trouve = SCALAIRE.match(self._texte, i)
        if not trouve:
            raise JSONDecodeError("une valeur est attendue ici", self._texte, i)
        mot = trouve[0]
        if mot in MOTS:
            return MOTS[mot], trouve.end()
        return (float(mot) if re.search("[.eE]", mot) else int(mot)), trouve.end()

    def _suite(self, i: int, fin: str, contenant: Any, suivant: Callable[[Any, int], int]) -> tuple[Any, int]:
        i = self._blancs(i + 1)
        while self._texte[i : i + 1] != fin:
            i = self._blancs(suivant(contenant, i))
            if self._texte[i : i + 1] == ",":
                i = self._blancs(i + 1)
                if self._texte[i : i + 1] == fin:
                    raise JSONDecodeError("virgule de trop", self._texte, i)
            elif self._texte[i : i + 1] != fin:
                raise JSONDecodeError("une virgule manque ici", self._texte, i)
        return contenant, i + 1

    def _membre(self, objet: dict[str, Any], i: int, chemin: Chemin) -> int:
        if self._texte[i : i + 1] != '"':
            raise JSONDecodeError("un nom de clé entre guillemets est attendu ici", self._texte, i)
        cle, fin = scanstring(self._texte, i + 1)
        fin = self._blancs(fin)
        if self._texte[fin : fin + 1] != ":":
            raise JSONDecodeError("« : » manque après le nom de la clé", self._texte, fin)
        if cle in objet:
            self.doubles.append((*chemin, cle))
        self._noter((*chemin, cle), i)
        objet[cle], fin = self._lire(self._blancs(fin + 1), (*chemin, cle))
        return fin

    def _element(self, liste: list[Any], i: int, chemin: Chemin) -> int:
        valeur, fin = self._lire(i, (*chemin, len(liste)))
        liste.append(valeur)
        return fin
