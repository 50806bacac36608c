"""spaser.yaml as it is written: each value with its line, its column, and what YAML makes of it.

What the keys mean belongs to `verifier_fiche`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipelines.indicateurs.definition.fautes import Faute

CHAINE, NUL, VRAI_FAUX, JOUR = "str", "null", "bool", "timestamp"
Chemin = tuple[str | int, ...]


@dataclass
class Valeur:
    """One value: where it is, its text as written, the type that YAML reads, whether it has quotes."""

    chemin: Chemin
    ligne: int
    colonne: int
    texte: str | None = None
    type: str = ""
    nue: bool = False

    @property
    def cle(self) -> str:
        """Name the key that holds the value, as a person looks for it."""
        return ".".join(str(pas + 1) if isinstance(pas, int) else pas for pas in self.chemin)


@dataclass
class Fiche:
    """The whole file: its values by path, and what is wrong in the writing itself."""

    fichier: str
    valeurs: dict[Chemin, Valeur] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)

    def texte(self, *chemin: str | int) -> str | None:
        """Return a text, None when it is absent or null."""
        valeur = self.valeurs.get(chemin)
        return valeur.texte if valeur else None

    def valeur(self, *chemin: str | int) -> Any:
        """Return what stands at a path: a text, a number, true or false, a list, a mapping, or None."""
        suites = [
            c[len(chemin)] for c in self.valeurs if len(c) == len(chemin) + 1 and c[: len(chemin)] == chemin
        ]
        if not suites:
            seule = self.valeurs.get(chemin)
            if seule is None or seule.texte is None or seule.nue is not True:
                return seule.texte if seule else None
            if seule.type == "int" and seule.texte.isdigit():
                return int(seule.texte)
            return seule.texte == "true" if seule.type == VRAI_FAUX else seule.texte
        if all(isinstance(suite, int) for suite in suites):
            return [self.valeur(*chemin, suite) for suite in suites]
        return {str(suite): self.valeur(*chemin, suite) for suite in suites}

    def rangs(self, cle: str) -> list[int]:
        """Number the items of a list."""
        return sorted(
            {c[1] for c in self.valeurs if len(c) > 1 and c[0] == cle and isinstance(c[1], int)},
        )

    def faute(self, chemin: Chemin, code: str, message: str, suggestion: str | None = None) -> Faute:
        """Make a fault of a value, or of the nearest one that encloses it."""
        ici = chemin
        while ici and ici not in self.valeurs:
            ici = ici[:-1]
        valeur = self.valeurs[ici] if ici else Valeur((), 1, 1)
        cle = Valeur(chemin, 0, 0).cle
        ecrit = valeur.texte if ici == chemin else None
        return Faute(self.fichier, valeur.ligne, cle, valeur.colonne, ecrit, code, message, suggestion)


def lire_fiche_ecrite(path: Path, nom: str) -> Fiche:
    """Read spaser.yaml without giving sense to it; what stops the reading is a fault of the file."""
    fiche = Fiche(nom)
    try:
        texte = path.read_text(encoding="utf-8-sig")
        racine = yaml.compose(texte, Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        message = "Le fichier n'est pas en UTF-8."
        fiche.fautes.append(
            Faute(nom, 1, None, None, None, "yaml-encodage", message, "l'enregistrer en UTF-8")
        )
        return fiche
    except yaml.YAMLError as erreur:
        marque = getattr(erreur, "problem_mark", None)
        ligne, colonne = (marque.line + 1, marque.column + 1) if marque else (1, 1)
        message = "L'écriture YAML est fautive (retraits, deux-points, guillemets)."
        fiche.fautes.append(Faute(nom, ligne, None, colonne, None, "yaml-ecriture", message))
        return fiche
    if not isinstance(racine, yaml.MappingNode):
        message = "Le fichier doit commencer par des clés, par exemple « slug: »."
        fiche.fautes.append(Faute(nom, 1, None, 1, None, "yaml-ecriture", message))
        return fiche
    for jeton in yaml.scan(texte, Loader=yaml.SafeLoader):
        if isinstance(jeton, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            place = jeton.start_mark
            message = "Les ancres (&), alias (*) et types (!) ne sont pas admis."
            conseil = "si c'est du texte, le mettre entre guillemets"
            fiche.fautes.append(
                Faute(nom, place.line + 1, None, place.column + 1, None, "yaml-ancre", message, conseil)
            )
    for valeur in _parcourir(racine, (), fiche):
        fiche.valeurs[valeur.chemin] = valeur
    return fiche


def _parcourir(
    noeud: yaml.Node, chemin: Chemin, fiche: Fiche, cle: yaml.Node | None = None
) -> Iterator[Valeur]:
    """Yield a value, then those that it holds; a list or a mapping stands where its key does."""
    debut = noeud.start_mark if cle is None or isinstance(noeud, yaml.ScalarNode) else cle.start_mark
    valeur = Valeur(chemin, debut.line + 1, debut.column + 1)
    if isinstance(noeud, yaml.ScalarNode):
        valeur.type = noeud.tag.rpartition(":")[2]
        valeur.texte = None if valeur.type == NUL else noeud.value
        valeur.nue = noeud.style is None
        yield valeur
        return
    yield valeur
    if isinstance(noeud, yaml.SequenceNode):
        for rang, enfant in enumerate(noeud.value):
            yield from _parcourir(enfant, (*chemin, rang), fiche)
        return
    vues = set()
    for cle, enfant in noeud.value:
        nom = str(cle.value) if isinstance(cle, yaml.ScalarNode) else "?"
        if nom in vues:
            place = cle.start_mark
            fiche.fautes.append(
                Faute(
                    fiche.fichier,
                    place.line + 1,
                    Valeur((*chemin, nom), 0, 0).cle,
                    place.column + 1,
                    None,
                    "cle-double",
                    f"La clé « {nom} » est écrite deux fois : YAML ne garderait que la dernière.",
                    "n'en garder qu'une",
                )
            )
            continue
        vues.add(nom)
        yield from _parcourir(enfant, (*chemin, nom), fiche, cle)
