"""A fault of a definition, told at its place: file, line, column, value. Which there are belongs to `verifier*`."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Faute:
    """One thing to correct. `colonne` is the name of a column of a table, or of a key of spaser.yaml."""

    fichier: str
    ligne: int | None
    colonne: str | None
    numero: int | None
    valeur: str | None
    code: str
    message: str
    suggestion: str | None = None

    @property
    def rang(self) -> tuple[str, int, int, str, str]:
        """Where the fault stands among others: by file, line, column."""
        return (self.fichier, self.ligne or 0, self.numero or 0, self.code, self.message)

    @property
    def lieu(self) -> str:
        """Name the place as a person looks for it."""
        morceaux = [self.fichier]
        if self.ligne:
            morceaux.append(f"ligne {self.ligne}")
        if self.colonne:
            rang = f" (n° {self.numero})" if self.numero else ""
            morceaux.append(f"colonne {self.colonne}{rang}")
        return ", ".join(morceaux)


def proche(ecrit: str, connus: Iterable[str]) -> str | None:
    """Suggest the known word that resembles what is written, None when none does."""
    trouves = get_close_matches(ecrit, sorted(connus), n=1, cutoff=0.7)
    return f"écrire « {trouves[0]} » ?" if trouves else None
