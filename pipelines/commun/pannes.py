"""An unexpected failure told without its text: libraries quote in it the value they stumble on (law 5).

Faults that are foreseen are `SpaserErreur`, whose text is written for the person at the keyboard.
"""

import errno
import traceback
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]


DISQUE = {
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EROFS: "le disque est en lecture seule",
    errno.EACCES: "l'accès est interdit",
    errno.EPERM: "l'accès est interdit",
    errno.EIO: "le disque répond par une erreur",
    errno.ENOENT: "il n'est plus là",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.EMFILE: "trop de fichiers sont ouverts",
}


def disque(erreur: OSError) -> str:
    """Say in French what the system answered about a file or a folder."""
    return DISQUE.get(
        erreur.errno or 0, f"erreur {errno.errorcode.get(erreur.errno or 0, 'inconnue')} du système"
    )


def decrire(erreur: BaseException) -> str:
    """Say in French what kind of failure it is and through which lines of ours it went; never what it says."""
    lieux = [
        f"{Path(pas.filename).resolve().relative_to(RACINE)}:{pas.lineno} ({pas.name})"
        for pas in traceback.extract_tb(erreur.__traceback__)
        if Path(pas.filename).resolve().is_relative_to(RACINE) and "site-packages" not in pas.filename
    ]
    par = "\n".join(f"  {lieu}" for lieu in lieux[-6:])
    return (
        f"panne du programme, {type(erreur).__name__}, en passant par :\n{par}\n"
        "Le texte de la panne n'est pas montré : il peut citer une valeur du fichier. Signalez-la avec ces lignes."
    )
