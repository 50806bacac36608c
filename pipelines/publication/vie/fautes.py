"""What a verification finds: faults, each of a nature and naming a file, and leftovers that harm nobody."""

from dataclasses import dataclass, field
from typing import Any

ALTERE, MANQUANT, EN_TROP, MELANGE = "altéré", "manquant", "en trop", "mélange"
RETOUR, GEL, INACHEVE, SIGNE, SCHEMA = "retour en arrière", "gel", "inachevé", "signature", "schéma"
NATURES = {
    ALTERE: "ses octets ne sont plus ceux qui ont été publiés",
    MANQUANT: "un fichier publié n'est plus là",
    EN_TROP: "un fichier que rien n'annonce",
    MELANGE: "un fichier publié ailleurs a pris la place de celui-ci",
    RETOUR: "un état plus ancien que ce qui a déjà été publié",
    GEL: "rien de neuf depuis plus longtemps qu'annoncé",
    INACHEVE: "un retrait commencé et pas terminé",
    SIGNE: "la signature manque ou n'est pas la bonne",
    SCHEMA: "une table ou sa description ne suit pas les règles",
}


@dataclass(frozen=True)
class Faute:
    """One fault: its nature, the file (path from the folder of releases), a French sentence."""

    nature: str
    fichier: str
    message: str

    def dite(self) -> dict[str, str]:
        """Return it as `--json` says it."""
        return {"nature": self.nature, "fichier": self.fichier, "message": self.message}


@dataclass
class Constat:
    """What was found: nothing wrong when `fautes` is empty. `restes` are explained, and harm nobody."""

    depot: str
    version: str | None = None
    sequence: int | None = None
    arrete_au: str | None = None
    sceau: str | None = None
    versions: int = 0
    fichiers: int = 0
    fautes: list[Faute] = field(default_factory=list)
    restes: list[str] = field(default_factory=list)

    def faute(self, nature: str, fichier: str, message: str) -> None:
        """Add a fault, once."""
        une = Faute(nature, fichier, message)
        if une not in self.fautes:
            self.fautes.append(une)

    def dit(self) -> dict[str, Any]:
        """Return it as `--json` says it."""
        return {
            "depot": self.depot,
            "version": self.version,
            "sequence": self.sequence,
            "arrete_au": self.arrete_au,
            "versions": self.versions,
            "fichiers": self.fichiers,
            "conforme": not self.fautes,
            "fautes": [faute.dite() for faute in self.fautes],
            "restes": self.restes,
        }
