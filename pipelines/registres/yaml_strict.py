"""YAML read as text: no `no` that becomes false, no 01 that becomes 1, and every fault with its line.

What the keys mean belongs to `correspondance`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from pipelines.commun.erreurs import SpaserErreur

TAILLE = 1 << 20
PROFONDEUR = 8


@dataclass(frozen=True)
class Noeud:
    """One value with the line where it is written: a text, a list, or a mapping whose order is kept."""

    ligne: int
    texte: str | None = None
    liste: "tuple[Noeud, ...] | None" = None
    table: "dict[str, Noeud] | None" = None


class Lecteur:
    """Reads one file; every refusal names the file and the line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuser(self, ligne: int, quoi: str) -> NoReturn:
        """Raise the French sentence for a fault at a line."""
        raise SpaserErreur(f"{self.path.name}, ligne {ligne} : {quoi}.")

    def lire(self) -> Noeud:
        """Return the document.

        Errors: SpaserErreur for a file that is missing, not UTF-8, not YAML, or that uses anchors, tags or twice a key.
        """
        if not self.path.is_file():
            raise SpaserErreur(f"Le fichier de correspondance « {self.path} » n'existe pas.")
        if self.path.stat().st_size > TAILLE:
            raise SpaserErreur(f"Le fichier de correspondance « {self.path.name} » dépasse 1 Mio.")
        try:
            texte = self.path.read_text(encoding="utf-8-sig")
            for jeton in yaml.scan(texte, Loader=yaml.SafeLoader):
                if isinstance(jeton, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
                    self.refuser(
                        jeton.start_mark.line + 1,
                        "les ancres (&), alias (*) et types (!) ne sont pas admis ; si c'est du texte, mettez-le "
                        "entre guillemets",
                    )
            racine = yaml.compose(texte, Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            raise SpaserErreur(
                f"« {self.path.name} » n'est pas en UTF-8 : enregistrez-le en UTF-8."
            ) from error
        except yaml.YAMLError as error:
            marque = getattr(error, "problem_mark", None)
            ligne = marque.line + 1 if marque else 1
            self.refuser(
                ligne,
                "l'écriture YAML est fautive (retraits, deux-points, guillemets) ; mettez les titres et les "
                "codes entre guillemets",
            )
        if not isinstance(racine, yaml.MappingNode):
            self.refuser(1, "le fichier doit commencer par des clés, par exemple « colonnes: »")
        return self._noeud(racine, 0)

    def _noeud(self, noeud: yaml.Node, profondeur: int) -> Noeud:
        ligne = noeud.start_mark.line + 1
        if profondeur > PROFONDEUR:
            self.refuser(ligne, "trop de niveaux imbriqués")
        if isinstance(noeud, yaml.ScalarNode):
            nul = noeud.style is None and noeud.value in ("", "~", "null")
            return Noeud(ligne, texte=None if nul else noeud.value)
        if isinstance(noeud, yaml.SequenceNode):
            return Noeud(ligne, liste=tuple(self._noeud(n, profondeur + 1) for n in noeud.value))
        table: dict[str, Noeud] = {}
        for cle, valeur in noeud.value:
            if not isinstance(cle, yaml.ScalarNode):
                self.refuser(cle.start_mark.line + 1, "une clé doit être un texte simple")
            if cle.value in table:
                self.refuser(cle.start_mark.line + 1, f"« {cle.value} » est écrit deux fois")
            table[cle.value] = self._noeud(valeur, profondeur + 1)
        return Noeud(ligne, table=table)
