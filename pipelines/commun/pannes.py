"""An unexpected failure told without its text: libraries quote in it the value they stumble on (law 5).

Faults that are foreseen are `SpaserErreur`, whose text is written for the person at the keyboard.
"""

import traceback
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]


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
