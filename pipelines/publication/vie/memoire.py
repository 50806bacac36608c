"""What a reader saw the last time (`--vu`): without it, nobody can tell an old state, served whole, from a new one."""

import datetime as dt
from pathlib import Path

from pipelines.commun import pannes
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import remplacer_json
from pipelines.publication.depot.chemins import LATEST
from pipelines.publication.depot.sceau import lire_json
from pipelines.publication.vie.fautes import GEL, MELANGE, RETOUR, Constat


def comparer_au_vu(memoire: Path, constat: Constat) -> None:
    """Compare with what was seen; what is seen now is remembered when there is no fault.

    Errors: the file is not one of ours.
    """
    vus = {} if not memoire.exists() else lire_json(memoire)
    if vus is None or not all(
        isinstance(vu, dict) and isinstance(vu.get("sequence"), int) for vu in vus.values()
    ):
        raise SpaserErreur(
            f"« {memoire} » n'est pas un fichier « --vu » : donnez-en un autre, ou un qui n'existe pas."
        )
    vu = vus.get(constat.depot)
    if vu and constat.sequence is None:
        constat.faute(RETOUR, LATEST, f"La version {vu['version']} a été vue, et plus rien n'est en vigueur.")
    elif vu and constat.sequence is not None and constat.sequence < vu["sequence"]:
        message = f"La version {vu['version']} (rang {vu['sequence']}) a été vue ; celle-ci : rang {constat.sequence}."
        constat.faute(RETOUR, LATEST, message)
    elif vu and constat.sequence == vu["sequence"] and constat.sceau != vu["sceau"]:
        constat.faute(MELANGE, LATEST, f"Ce n'est pas celui, de même rang ({vu['sequence']}), qui a été vu.")
    if not constat.fautes and constat.sequence is not None:
        vus[constat.depot] = {
            "version": constat.version,
            "sequence": constat.sequence,
            "sceau": constat.sceau,
        }
        try:
            remplacer_json(memoire, vus)
        except OSError as erreur:
            raise SpaserErreur(f"« {memoire} » (--vu) : {pannes.disque(erreur)}.") from erreur


def mesurer_age(constat: Constat, au: dt.date, delai: int) -> None:
    """Add a fault when the data are older than announced: an old state may be served to hide the new one."""
    if constat.arrete_au is None:
        return
    age = (au - dt.date.fromisoformat(constat.arrete_au)).days
    if age > delai:
        message = (
            f"Les données sont arrêtées au {constat.arrete_au}, {age} jours avant le {au} : plus que {delai}."
        )
        constat.faute(GEL, LATEST, message)
