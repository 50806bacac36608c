"""The key of data.gouv.fr: read from the environment or from a private file, sent in one header, shown nowhere."""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pipelines.commun.pannes import disque
from pipelines.publication.envoi.refus import EnvoiRefuse

VARIABLE = "SPASER_CLE_DATA_GOUV"
VARIABLE_FICHIER = f"{VARIABLE}_FICHIER"
ENTETE = "X-API-KEY"
_FORME = re.compile(r"[\x21-\x7e]{8,500}")
_TAILLE_MAX = 4096


class Cle:
    """A key; only `entete` gives its value, and only `masquer` looks for it in a text."""

    __slots__ = ("__valeur",)

    def __init__(self, valeur: str) -> None:
        self.__valeur = valeur

    def entete(self) -> dict[str, str]:
        """Return the header that carries it."""
        return {ENTETE: self.__valeur}

    def masquer(self, texte: str) -> str:
        """Take it out of a text that a server wrote."""
        return texte.replace(self.__valeur, "…")

    def __repr__(self) -> str:
        return "Cle(…)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not written down")


def lire_cle(environ: Mapping[str, str] = os.environ) -> Cle | None:
    """Read the key, from SPASER_CLE_DATA_GOUV or from the file that SPASER_CLE_DATA_GOUV_FICHIER names.

    Errors: both, a file that others may read, something that cannot be a key.
    """
    dite, fichier = environ.get(VARIABLE, "").strip(), environ.get(VARIABLE_FICHIER, "").strip()
    if dite and fichier:
        raise EnvoiRefuse(f"{VARIABLE} et {VARIABLE_FICHIER} sont toutes deux remplies : n'en gardez qu'une.")
    ou = VARIABLE
    if fichier:
        ou, dite = f"le fichier « {fichier} » ({VARIABLE_FICHIER})", _du_fichier(Path(fichier))
    elif not dite:
        return None
    if not _FORME.fullmatch(dite):
        raise EnvoiRefuse(
            f"La clé donnée par {ou} n'a pas la forme d'une clé : une seule suite de lettres, de chiffres et de "
            "signes, sans espace. Copiez-la de nouveau depuis votre profil sur data.gouv.fr."
        )
    return Cle(dite)


def absente() -> EnvoiRefuse:
    """Say that a key is needed, and how to give it."""
    return EnvoiRefuse(
        f"Il faut une clé de data.gouv.fr pour y écrire : donnez-la dans la variable {VARIABLE}, ou dans un fichier "
        f"à vous seul (chmod 600) que nomme {VARIABLE_FICHIER}. « --dry-run » montre sans clé ce qui serait fait."
    )


def _du_fichier(chemin: Path) -> str:
    try:
        descripteur = os.open(chemin, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as erreur:
        raise EnvoiRefuse(
            f"Le fichier de clé « {chemin} » n'a pas pu être lu : {disque(erreur)}. Corrigez {VARIABLE_FICHIER}."
        ) from None
    try:
        etat = os.fstat(descripteur)
        if not stat.S_ISREG(etat.st_mode):
            raise EnvoiRefuse(f"« {chemin} » ({VARIABLE_FICHIER}) n'est pas un fichier.")
        if etat.st_mode & 0o077:
            raise EnvoiRefuse(
                f"Le fichier de clé « {chemin} » peut être lu par d'autres que vous : faites « chmod 600 {chemin} », "
                "et si d'autres ont accès à cette machine, remplacez la clé sur data.gouv.fr."
            )
        lu = os.read(descripteur, _TAILLE_MAX)
    finally:
        os.close(descripteur)
    return lu.decode("ascii", "replace").strip()
